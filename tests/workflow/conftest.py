"""The sandbox, a wire to it that counts and fails calls, and the services that the use cases work with."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.loaders import Loader, create_loader

from acm_tui.aws.session import Access
from acm_tui.dns.settings import DnsSettings
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.tls.settings import TlsSettings
from acm_tui.workflow.services import Services
from tests.domain.seats import SEAT, locks
from tests.workflow.story import Clients, Operator
from tests.workflow.wire import Wire

REGION = "ap-northeast-1"
STRANGER = "444455556666"


@cache
def service_models() -> Loader:
    """One loader of botocore's service models for all tests."""
    return create_loader()


@dataclass(frozen=True)
class Neighbourhood:
    """What is started once a module: moto's backends belong to the process."""

    sandbox: Sandbox
    wire: Wire
    credentials: Path
    config: Path


@pytest.fixture(scope="module")
def neighbourhood(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbourhood]:
    place = tmp_path_factory.mktemp("aws")
    with Sandbox() as sandbox, pytest.MonkeyPatch.context() as patch:
        environment: dict[str, str] = {}
        point(sandbox.environment(), environment)
        wire = Wire(environment["AWS_ENDPOINT_URL"])
        wire.start()
        environment |= {
            "AWS_ENDPOINT_URL": wire.url,
            "AWS_CONFIG_FILE": str(place / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(place / "credentials"),
        }
        for name, value in environment.items():
            patch.setenv(name, value)
        # Reading the service models anew for each session, and waiting before a retry, is what takes long.
        patch.setattr("botocore.session.create_loader", lambda _: service_models())
        patch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
        yield Neighbourhood(sandbox, wire, place / "credentials", place / "config")
        wire.stop()


@pytest.fixture(scope="module")
def access(neighbourhood: Neighbourhood) -> Iterator[Access]:
    """The operator's way to AWS, over the wire."""
    with closing(Access(None, None)) as opened:
        yield opened


@pytest.fixture(scope="module")
def clients(neighbourhood: Neighbourhood) -> Iterator[Clients]:
    """Somebody else's clients, past the wire."""
    session = boto3.session.Session()
    endpoint = neighbourhood.sandbox.environment()["AWS_ENDPOINT_URL"]
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            # The stubs want a literal name.
            made[service] = session.client(service, region_name=REGION, endpoint_url=endpoint)  # type: ignore[call-overload]
        return made[service]

    yield client
    for one in made.values():
        one.close()


@pytest.fixture
def sandbox(neighbourhood: Neighbourhood) -> Sandbox:
    """The sandbox with a fresh world."""
    neighbourhood.sandbox.reset()
    return neighbourhood.sandbox


@pytest.fixture
def wire(neighbourhood: Neighbourhood) -> Iterator[Wire]:
    """The wire, mended; what went wrong in a watcher fails the test."""
    neighbourhood.wire.forget()
    yield neighbourhood.wire
    problems = list(neighbourhood.wire.problems)
    neighbourhood.wire.forget()
    assert not problems


@pytest.fixture
def services(access: Access, sandbox: Sandbox, wire: Wire, tmp_path: Path) -> Services:
    """What the wizard works with when it is pointed to the sandbox."""
    environment = sandbox.environment()
    return Services(
        journal=SqliteJournal(tmp_path / "journal.sqlite"),
        accesses=(access,),
        regions=(REGION,),
        dns=DnsSettings(
            port=int(environment["ACM_TUI_DNS_PORT"]),
            root_servers=tuple(environment["ACM_TUI_DNS_ROOT_SERVERS"].split(",")),
            resolver=environment["ACM_TUI_DNS_RESOLVER"],
        ),
        tls=TlsSettings(proxy=environment["ACM_TUI_TLS_PROXY"], ca=Path(environment["ACM_TUI_TLS_CA"])),
        clock=sandbox.clock.now,
        actor="ayako@bastion",
        seat=SEAT,
        locks=locks(tmp_path),
    )


@pytest.fixture
def operator(services: Services, sandbox: Sandbox) -> Operator:
    return Operator(services, sandbox)


@dataclass
class Keys:
    """Keys of an account, as ``sts:AssumeRole`` gives them; written wherever an access looks for them."""

    clients: Clients

    def of(self, account: str) -> dict[str, str]:
        role = f"arn:aws:iam::{account}:role/helper"
        taken: dict[str, str] = self.clients("sts").assume_role(RoleArn=role, RoleSessionName="test")[
            "Credentials"
        ]
        return taken


@pytest.fixture
def keys(clients: Clients, sandbox: Sandbox) -> Keys:
    return Keys(clients)


@pytest.fixture
def stranger(neighbourhood: Neighbourhood, keys: Keys) -> Iterator[Access]:
    """An access whose profile leads into another account."""
    taken = keys.of(STRANGER)
    neighbourhood.credentials.write_text(
        "[stranger]\n"
        f"aws_access_key_id = {taken['AccessKeyId']}\n"
        f"aws_secret_access_key = {taken['SecretAccessKey']}\n"
        f"aws_session_token = {taken['SessionToken']}\n"
    )
    with closing(Access("stranger", REGION)) as opened:
        yield opened
    neighbourhood.credentials.unlink()


@dataclass
class Turncoat:
    """An access whose credentials are renewed for every call, and whose profile can be led elsewhere."""

    access: Access
    become: Callable[[str], None]


@pytest.fixture
def turncoat(neighbourhood: Neighbourhood, keys: Keys, tmp_path: Path) -> Iterator[Turncoat]:
    """Credentials that change under the program, as those of a process or of single sign-on can."""
    import json

    answer = tmp_path / "keys.json"

    def become(account: str) -> None:
        taken = keys.of(account)
        written = {
            "Version": 1,
            "AccessKeyId": taken["AccessKeyId"],
            "SecretAccessKey": taken["SecretAccessKey"],
            "SessionToken": taken["SessionToken"],
            # botocore renews what ends within ten minutes before each call.
            "Expiration": (datetime.now(UTC) + timedelta(minutes=5)).isoformat(),
        }
        answer.write_text(json.dumps(written))

    neighbourhood.config.write_text(f"[profile turncoat]\ncredential_process = cat {answer}\n")
    with closing(Access("turncoat", REGION)) as opened:
        yield Turncoat(opened, become)
    neighbourhood.config.unlink()
