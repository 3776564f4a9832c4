"""Where a certificate sits, how a Classic listener is named, and what else holds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.listener import (
    Attachment,
    Kind,
    Listener,
    attachments_of,
    classic_address,
    classic_listener,
    holder_of,
    kind_of,
    load_balancer_name,
    load_balancer_of,
)
from tests.domain.stories import (
    NEW,
    OLD,
    THIRD,
    certificate_arn,
    listener,
    listener_arn,
    load_balancer,
    load_balancer_arn,
)
from tests.domain.strategies import steady, worlds

CLASSIC = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/legacy"


@pytest.mark.parametrize(
    ("default", "sni", "roles"),
    [
        (OLD, (), ["default"]),
        (THIRD, (OLD,), ["sni"]),
        (OLD, (OLD, THIRD), ["default", "sni"]),
        (THIRD, (THIRD,), []),
        (None, (), []),
    ],
)
def test_a_certificate_sits_in_each_role_that_holds_it(
    default: str | None, sni: tuple[str, ...], roles: list[str]
) -> None:
    one = listener(default=default, sni=sni)
    assert [a.role for a in attachments_of(OLD, [one])] == roles
    assert [role for role in ("default", "sni") if one.holds(OLD, role)] == roles


@steady
@given(worlds)
def test_attachments_have_one_order_and_miss_none(world: tuple[Listener, ...]) -> None:
    found = attachments_of(OLD, world)
    assert attachments_of(OLD, reversed(world)) == found
    assert list(found) == sorted(set(found))


def test_attachments_are_in_the_order_of_their_listeners() -> None:
    world = [listener("8443", OLD), listener("443", THIRD, [OLD]), listener("9443", NEW)]
    assert attachments_of(OLD, world) == (
        Attachment(listener_arn("443"), "sni"),
        Attachment(listener_arn("8443"), "default"),
    )


@pytest.mark.parametrize(
    ("kind", "label"), [("application", "ALB"), ("network", "NLB"), ("classic", "Classic")]
)
def test_the_kinds_have_the_names_people_use(kind: Kind, label: str) -> None:
    assert load_balancer(kind=kind).label == label


@steady
@given(st.from_regex(r"[A-Za-z0-9-]{1,32}", fullmatch=True), st.integers(min_value=1, max_value=65535))
def test_the_name_of_a_classic_listener_leads_back_to_it(name: str, port: int) -> None:
    balancer = f"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/{name}"
    assert classic_address(classic_listener(balancer, port)) == (name, port)


@pytest.mark.parametrize(
    "arn",
    [
        listener_arn("6f7a8b"),
        load_balancer_arn(),
        CLASSIC,
        f"{CLASSIC}:",
        f"{CLASSIC}:https",
        f"{CLASSIC}:²",
        CLASSIC.replace("loadbalancer/", "targetgroup/") + ":443",
        f"{load_balancer_arn()}/x",
        "",
        "loadbalancer",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/443",
    ],
)
def test_no_other_arn_is_a_classic_listener(arn: str) -> None:
    assert classic_address(arn) is None


@pytest.mark.parametrize(
    ("listener_", "balancer"),
    [
        (listener_arn("6f7a8b"), load_balancer_arn()),
        (listener_arn("6f7a8b").replace("/app/", "/net/"), load_balancer_arn().replace("/app/", "/net/")),
        (classic_listener(CLASSIC, 443), CLASSIC),
        (classic_listener(f"{CLASSIC};a:b", 443), f"{CLASSIC};a:b"),
    ],
)
def test_a_listener_names_its_load_balancer(listener_: str, balancer: str) -> None:
    assert load_balancer_of(listener_) == balancer


@pytest.mark.parametrize(
    ("arn", "name", "kind"),
    [
        (load_balancer_arn("shop"), "shop", "application"),
        (load_balancer_arn("net").replace("/app/", "/net/"), "net", "network"),
        (CLASSIC, "legacy", "classic"),
        ("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer", "loadbalancer", "application"),
        ("", "", "application"),
    ],
)
def test_the_arn_of_a_load_balancer_tells_its_name_and_its_type(arn: str, name: str, kind: Kind) -> None:
    assert (load_balancer_name(arn), kind_of(arn)) == (name, kind)


@pytest.mark.parametrize(
    ("arn", "service", "is_load_balancer"),
    [
        (load_balancer_arn(), "load balancer", True),
        (CLASSIC, "load balancer", True),
        ("arn:aws:cloudfront::111122223333:distribution/E1", "CloudFront", False),
        ("arn:aws-cn:cognito-idp:cn-north-1:111122223333:userpool/x", "Cognito", False),
        ("arn:aws:newservice:eu-west-1:111122223333:thing/x", "newservice", False),
        ("something else", "unknown", False),
        (certificate_arn("x"), "acm", False),
    ],
)
def test_a_holder_is_named_by_its_service(arn: str, service: str, is_load_balancer: bool) -> None:
    holder = holder_of(arn)
    assert (holder.arn, holder.service, holder.is_load_balancer) == (arn, service, is_load_balancer)
