"""Several accounts through roles, and certificates of every key type in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.session import get_session

from acm_tui.aws.session import Access
from acm_tui.sandbox.aws.acm.seeding import seed_certificate
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.aws.words import Reason
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow.services import Services
from tests.workflow.conftest import Neighbourhood
from tests.workflow.inventory.looking import looked_to_the_end
from tests.workflow.wire import Wire

REGION = "eu-west-1"
SHOP, BLOG = "444455556666", "777788889999"
_NAMED: Any = get_session().get_service_model("acm").shape_for("KeyAlgorithm")
KEY_TYPES: tuple[str, ...] = tuple(_NAMED.enum)
"""Every one that ACM's own description names."""


def certificate(
    sandbox: Sandbox, account: str, name: str, key: str = "RSA_2048", method: str = "EMAIL"
) -> str:
    now = sandbox.clock.now()
    return seed_certificate(
        sandbox.acm,
        account=account,
        region=REGION,
        names=[name],
        created_at=now - timedelta(days=98),
        not_before=now - timedelta(days=98),
        not_after=now + timedelta(days=100),
        key_algorithm=key,
        validation_method=method,
    )


@pytest.fixture
def roles(
    neighbourhood: Neighbourhood, services: Services, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """Two profiles that assume a role each, with the keys of a third."""
    neighbourhood.config.write_text(
        "".join(
            f"[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/reader\nsource_profile = base\n"
            for name, account in (("shop", SHOP), ("blog", BLOG))
        )
    )
    neighbourhood.credentials.write_text(
        "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base\n"
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as open_ones:
        accesses = tuple(open_ones.enter_context(closing(Access(name, REGION))) for name in ("shop", "blog"))
        yield replace(services, accesses=accesses, regions=(REGION,), _known={})
    for file in (neighbourhood.config, neighbourhood.credentials):
        Path(file).unlink()


@pytest.mark.parametrize("searching", [True, False])
def test_each_account_has_its_own_and_every_key_type_is_found(
    roles: Services, sandbox: Sandbox, wire: Wire, searching: bool
) -> None:
    for number, key in enumerate(KEY_TYPES):
        for account in (SHOP, BLOG):
            certificate(sandbox, account, f"k{number}.{account}.example.com", key)
            certificate(sandbox, account, f"dns{number}.{account}.example.com", key, "DNS")
    held = certificate(sandbox, BLOG, "held.example.com", "EC_secp384r1")
    balancer = seed.create_load_balancer(BLOG, REGION, "blog-alb", "application")
    seed.create_listener(balancer, "HTTPS", 443, held)
    if not searching:
        wire.refuses(Reason.DENIED, "acm:SearchCertificates")
    found = looked_to_the_end(roles)
    assert found.failures == []
    for account in (SHOP, BLOG):
        keys = {
            one.certificate.key_algorithm
            for one in found.rows
            if one.place.account == account and one.certificate.domain.startswith("k")
        }
        assert keys == set(KEY_TYPES)
    assert len(found.rows) == 2 * len(KEY_TYPES) + 1
    row = found.row("held.example.com")
    assert row.sights is not None
    assert [(one.listener.port, one.attachment.role) for one in row.sights] == [(443, "default")]
    assert {(one.spot.profile, one.spot.place.account) for one in found.looked} == {
        ("shop", SHOP),
        ("blog", BLOG),
    }


def test_one_account_that_may_not_be_read_leaves_the_other(
    roles: Services, sandbox: Sandbox, wire: Wire
) -> None:
    for account in (SHOP, BLOG):
        certificate(sandbox, account, f"{account}.example.com")
    wire.refuses(Reason.DENIED, "acm:*", account=SHOP)
    found = looked_to_the_end(roles)
    assert [one.certificate.domain for one in found.rows] == [f"{BLOG}.example.com"]
    [failed] = found.failures
    assert (failed.profile, failed.account, failed.partly) == ("shop", SHOP, False)
    assert failed.operation == "acm:ListCertificates"
    assert "permission" in failed.trouble.remedy
