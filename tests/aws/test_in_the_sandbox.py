"""The adapters and the handshakes against the embedded AWS and its load balancers: one way through it all."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acm_tui.aws import acm, elb
from acm_tui.aws.find import find_requested, searched
from acm_tui.aws.session import Access
from acm_tui.domain.certificate import Certificate, request_for
from acm_tui.domain.cutover import plan
from acm_tui.domain.errors import NotFound, ServiceTrouble, StillInUse
from acm_tui.domain.listener import Attachment, Listener, attachments_of
from acm_tui.domain.mutation import AddToList, RemoveFromList, SetDefault
from acm_tui.domain.served import Handshake, served
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.tls.handshake import Target, Verification, prove

REGION = "ap-northeast-1"
SHOP = "shop.example.com"
MIGRATION = "m-0001"
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    """One sandbox for this module: moto's backends belong to the process."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A fresh world, to which the environment points."""
    running.reset()
    for name, value in running.environment().items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture
def access(sandbox: Sandbox) -> Iterator[Access]:
    opened = Access(None, None)
    yield opened
    opened.close()


def email_validated(access: Access, region: str) -> list[Certificate]:
    return [acm.describe(access, region, one.arn) for one in searched(access, region).items]


def named(access: Access, name: str, region: str = REGION) -> Certificate:
    return next(one for one in email_validated(access, region) if one.domain == name)


def holders(access: Access, certificate: Certificate) -> tuple[Listener, ...]:
    return elb.listeners(access, REGION, elb.load_balancers(access, REGION, certificate.in_use_by))


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def successor(access: Access, sandbox: Sandbox, old: Certificate) -> str:
    """Request the successor of *old* and have it issued; its ARN."""
    arn = acm.request(access, REGION, request_for(old, MIGRATION, TOKEN)).arn
    until(lambda: acm.describe(access, REGION, arn).records_known)
    sandbox.move("register-records", {})
    until(lambda: acm.describe(access, REGION, arn).status == "ISSUED")
    return arn


async def handshakes(access: Access, sandbox: Sandbox, held: tuple[Listener, ...]) -> list[Handshake]:
    targets = [
        Target(one.load_balancer_arn, address, one.port, SHOP)
        for one in held
        for address in sandbox.addresses.addresses_of(one.load_balancer_arn)
    ]
    settings = sandbox.environment()
    return [
        one
        async for one in prove(
            targets,
            proxy=settings["ACM_TUI_TLS_PROXY"],
            timeout_s=10,
            now=lambda: datetime.now(UTC),
            verification=Verification(Path(settings["ACM_TUI_TLS_CA"])),
        )
    ]


def test_who_we_are(access: Access, sandbox: Sandbox) -> None:
    assert access.home_region() == REGION
    identity = access.identity(REGION)
    assert (identity.account, identity.partition) == ("111122223333", "aws")
    assert access.alias() == "shop-prod"
    assert access.endpoint == sandbox.environment()["AWS_ENDPOINT_URL"]


def test_the_email_validated_certificates_of_a_region(access: Access) -> None:
    found = {one.domain: one for one in email_validated(access, REGION)}
    assert set(found) == {
        SHOP,
        "pay.example.net",
        "example.com",
        "api.example.com",
        "www.example.org",
        "campaign.example.org",
        "mqtt.example.net",
        "legacy.example.net",
        "intranet.example.org",
        "old.example.net",
    }
    assert found["example.com"].names == ("example.com", "*.example.com")
    assert found["api.example.com"].key_algorithm == "EC_prime256v1"
    assert found["pay.example.net"].renewal_status == "PENDING_VALIDATION"
    assert found["intranet.example.org"].tags == {"Name": "[red]prod[/red] \x1b]0;owned\x07"}
    assert len(found["www.example.org"].names) == 9
    assert all(one.validations[0].emails for one in found.values())
    shop = found[SHOP]
    assert [arn.split("/")[-2] for arn in sorted(shop.in_use_by)] == ["corporate-alb", "shop-alb"]
    assert shop.not_after is not None
    assert shop.not_after.tzinfo is UTC
    assert [one.domain for one in email_validated(access, "us-east-1")] == ["static.example.com"]


def test_the_load_balancers_behind_a_certificate(access: Access) -> None:
    kinds = {
        name: elb.load_balancers(access, REGION, named(access, name).in_use_by)[0]
        for name in ("pay.example.net", "mqtt.example.net", "legacy.example.net")
    }
    assert [one.kind for one in kinds.values()] == ["application", "network", "classic"]
    assert kinds["pay.example.net"].tags == {"Name": "payments", "team": "payments"}
    assert kinds["legacy.example.net"].tags == {"Name": "order desk"}
    gone = kinds["pay.example.net"].arn.replace("pay-alb", "gone")
    assert [one.name for one in elb.load_balancers(access, REGION, [gone, kinds["pay.example.net"].arn])] == [
        "pay-alb"
    ]


def test_where_the_shops_certificate_sits(access: Access) -> None:
    shop = named(access, SHOP)
    held = holders(access, shop)
    assert {(one.protocol, one.port) for one in held} == {("HTTPS", 443), ("HTTPS", 8443)}
    roles = [(place.listener_arn.split("/")[-3], place.role) for place in attachments_of(shop.arn, held)]
    assert roles == [("corporate-alb", "sni"), ("shop-alb", "default"), ("shop-alb", "sni")]
    assert all(elb.listener(access, REGION, one.arn) == one for one in held)


def test_a_request_is_made_once_found_again_and_deleted(access: Access) -> None:
    wanted = request_for(named(access, SHOP), MIGRATION, TOKEN)
    arn = acm.request(access, REGION, wanted).arn
    assert acm.request(access, REGION, wanted).arn == arn
    seen = acm.describe(access, REGION, arn)
    assert (seen.status, seen.validation_method, seen.names) == ("PENDING_VALIDATION", "DNS", wanted.names)
    assert seen.tags == wanted.tags
    assert find_requested(access, REGION, SHOP, MIGRATION) == (seen,)
    assert find_requested(access, REGION, SHOP, "another") == ()
    assert arn not in {one.arn for one in email_validated(access, REGION)}
    with pytest.raises(ServiceTrouble) as raised:
        acm.leaf(access, REGION, arn)
    assert raised.value.code == "RequestInProgressException"
    assert acm.delete(access, REGION, arn).request_id
    with pytest.raises(NotFound):
        acm.describe(access, REGION, arn)
    with pytest.raises(NotFound):
        acm.delete(access, REGION, arn)
    assert find_requested(access, REGION, SHOP, MIGRATION) == ()


async def test_the_whole_way_of_the_shops_certificate(access: Access, sandbox: Sandbox) -> None:
    old = named(access, SHOP)
    new = successor(access, sandbox, old)
    leaves = [acm.leaf(access, REGION, arn).fingerprint for arn in (new, old.arn)]
    held = tuple(one for one in holders(access, old) if attachments_of(old.arn, [one]))
    before = served(await handshakes(access, sandbox, held), *leaves)
    assert (before.old, before.seen, before.unseen) == (4, 4, 0)
    cutover = plan(attachments_of(old.arn, held), held, old.arn, new)
    assert len(cutover.changes) == 5
    with pytest.raises(StillInUse):
        acm.delete(access, REGION, old.arn)

    for change in cutover.changes:
        elb.apply(access, REGION, change, time.sleep)

    after = tuple(elb.listener(access, REGION, one.arn) for one in cutover.before)
    assert after == cutover.after
    assert plan(cutover.attachments, filter(None, after), old.arn, new).changes == ()
    landed = await handshakes(access, sandbox, held)
    assert served(landed, *leaves).proven
    assert {one.verified for one in landed} == {True}
    until(lambda: not acm.describe(access, REGION, old.arn).in_use_by)
    acm.delete(access, REGION, old.arn)
    assert SHOP not in {one.domain for one in email_validated(access, REGION)}


@pytest.mark.parametrize("name", ["mqtt.example.net", "legacy.example.net"])
def test_a_network_and_a_classic_load_balancer_take_a_default(
    access: Access, sandbox: Sandbox, name: str
) -> None:
    old = named(access, name)
    new = successor(access, sandbox, old)
    (held,) = holders(access, old)
    (place,) = attachments_of(old.arn, [held])
    assert place == Attachment(held.arn, "default")
    elb.apply(access, REGION, SetDefault(held.arn, new), time.sleep)
    seen = elb.listener(access, REGION, held.arn)
    assert seen is not None
    assert seen.default == new


def test_a_certificate_that_is_not_issued_is_refused_at_once(access: Access) -> None:
    old = named(access, "pay.example.net")
    pending = acm.request(access, REGION, request_for(old, MIGRATION, TOKEN)).arn
    (held,) = holders(access, old)
    slept: list[float] = []
    with pytest.raises(ServiceTrouble) as raised:
        elb.apply(access, REGION, SetDefault(held.arn, pending), slept.append)
    assert raised.value.code in ("UnsupportedCertificate", "CertificateNotFound")
    assert "PENDING_VALIDATION" in raised.value.sentence
    assert slept == []
    assert elb.listener(access, REGION, held.arn) == held


def test_the_whole_region_and_what_it_holds_now(access: Access) -> None:
    everything = elb.everything(access, REGION)
    assert [one.name for one in everything] == [
        "shop-alb",
        "corporate-alb",
        "pay-alb",
        "api-alb",
        "k8s-web-6f1c2a",
        "devices-nlb",
        "intranet-alb",
        "order-desk",
    ]
    assert elb.load_balancers(access, REGION, [one.arn for one in everything]) == everything
    listeners = elb.listeners(access, REGION, everything)
    assert len(listeners) == 9
    assert elb.holding(access, REGION, listeners) == {one.arn: one for one in listeners}
    held = {arn for one in listeners for arn in (one.default or "", *one.sni)}
    found = acm.described(access, REGION, sorted(held))
    assert set(found) == held
    assert {one.tags == {} for one in found.values()} == {True}


def test_a_default_is_not_taken_out_of_its_place(access: Access, sandbox: Sandbox) -> None:
    old = named(access, "api.example.com")
    new = successor(access, sandbox, old)
    (held,) = holders(access, old)
    with pytest.raises(ServiceTrouble) as raised:
        elb.apply(access, REGION, RemoveFromList(held.arn, old.arn), time.sleep)
    assert raised.value.code == "OperationNotPermitted"
    for _ in range(2):
        elb.apply(access, REGION, AddToList(held.arn, new), time.sleep)
    seen = elb.listener(access, REGION, held.arn)
    assert seen is not None
    assert (seen.default, seen.sni) == (old.arn, (new,))


def test_a_listener_that_does_not_exist(access: Access) -> None:
    (held,) = holders(access, named(access, "pay.example.net"))
    gone = held.arn[:-1] + ("0" if held.arn[-1] != "0" else "1")
    assert elb.listener(access, REGION, gone) is None
    with pytest.raises(NotFound) as raised:
        elb.apply(access, REGION, SetDefault(gone, held.default or ""), time.sleep)
    assert raised.value.code == "ListenerNotFound"
