"""Which hosted zone serves a zone: the delegation decides, never the name alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.hosted_zone import HostedZone, NotServed, WhyNot, led_away, serving
from acm_tui.domain.propagation import NameServer, Zone
from tests.domain.strategies import steady

OURS = ("ns-1.awsdns-00.org.", "ns-2.awsdns-01.net.", "ns-3.awsdns-02.com.", "ns-4.awsdns-03.co.uk.")
STALE = tuple(f"ns-{n}.awsdns-60.org." for n in range(4))
FOREIGN = ("ns1.dns.example.", "ns2.dns.example.")


def zone(*delegated: str, name: str = "example.com.", named: tuple[str, ...] = ()) -> Zone:
    servers = tuple(NameServer(one, ("192.0.2.1",)) for one in delegated)
    return Zone(name, servers, delegated=delegated, named=named)


def hosted(
    zone_id: str = "Z1",
    servers: tuple[str, ...] = OURS,
    *,
    name: str = "example.com.",
    private: bool = False,
) -> HostedZone:
    return HostedZone(zone_id, name, private, () if private else servers)


PRIVATE = hosted("ZPRIVATE", private=True)
SERVED = hosted("ZSERVED")
OTHER = hosted("ZOTHER", STALE)
BELOW = hosted("ZBELOW", name="sub.example.com.")
ABOVE = hosted("ZABOVE", name="com.")


@pytest.mark.parametrize(
    ("delegated", "present"),
    [
        pytest.param(OURS, [SERVED], id="all of its servers"),
        pytest.param(OURS[:2], [SERVED], id="fewer than it has: whoever comes that way arrives"),
        pytest.param(tuple(map(str.upper, OURS)), [SERVED], id="case does not count"),
        pytest.param(tuple(one.rstrip(".") for one in OURS), [SERVED], id="nor does the final dot"),
        pytest.param(OURS, [PRIVATE, OTHER, SERVED, BELOW, ABOVE], id="among others"),
        pytest.param(
            OURS, [hosted("ZSERVED", tuple(reversed(OURS)), name="Example.COM")], id="order and spelling"
        ),
    ],
)
def test_the_one_that_the_parent_delegates_to(delegated: tuple[str, ...], present: list[HostedZone]) -> None:
    found = serving(zone(*delegated), present)
    assert isinstance(found, HostedZone)
    assert found.id == "ZSERVED"


@pytest.mark.parametrize(
    ("delegated", "present", "why", "message"),
    [
        (OURS, [], WhyNot.NONE, "example.com has no hosted zone in this account."),
        (OURS, [BELOW, ABOVE], WhyNot.NONE, "example.com has no hosted zone in this account."),
        (
            OURS,
            [PRIVATE],
            WhyNot.PRIVATE,
            "example.com has a hosted zone in this account, but it is private.",
        ),
        (
            FOREIGN,
            [SERVED],
            WhyNot.ELSEWHERE,
            "example.com has a hosted zone in this account, but the parent delegates to other servers: "
            "ns1.dns.example, ns2.dns.example.",
        ),
        (
            tuple(reversed(FOREIGN)),
            [PRIVATE, SERVED, OTHER],
            WhyNot.ELSEWHERE,
            "example.com has a hosted zone in this account, but the parent delegates to other servers: "
            "ns1.dns.example, ns2.dns.example.",
        ),
        (
            (OURS[0], FOREIGN[0]),
            [SERVED],
            WhyNot.PARTLY,
            "example.com is only partly served by a hosted zone of this account: the parent delegates to "
            "ns-1.awsdns-00.org, ns1.dns.example. "
            "A record written there would be missing on the other servers.",
        ),
        (
            (*OURS, FOREIGN[0]),
            [SERVED],
            WhyNot.PARTLY,
            None,
        ),
        ((OURS[0], STALE[0]), [SERVED, OTHER], WhyNot.PARTLY, None),
        (
            (),
            [SERVED],
            WhyNot.DELEGATION_UNKNOWN,
            "example.com has a hosted zone in this account, "
            "but it was not seen where the parent delegates to.",
        ),
        (
            OURS,
            [SERVED, hosted("ZTWIN")],
            WhyNot.AMBIGUOUS,
            "example.com has 2 hosted zones with the same name servers in this account.",
        ),
    ],
)
def test_none_is_offered_and_it_is_said_why(
    delegated: tuple[str, ...], present: list[HostedZone], why: WhyNot, message: str | None
) -> None:
    found = serving(zone(*delegated), present)
    assert isinstance(found, NotServed)
    assert (found.zone, found.why) == ("example.com.", why)
    assert message is None or found.message == message


def test_what_the_zone_says_of_itself_does_not_count() -> None:
    """The wrong hosted zone names its own servers too: only the parent tells where the world goes."""
    found = serving(zone(*FOREIGN, named=OURS), [SERVED])
    assert isinstance(found, NotServed)
    assert found.why is WhyNot.ELSEWHERE


def test_a_private_zone_is_not_offered_even_if_servers_are_given() -> None:
    given_servers = HostedZone("Z1", "example.com.", private=True, name_servers=OURS)
    found = serving(zone(*OURS), [given_servers])
    assert isinstance(found, NotServed)
    assert found.why is WhyNot.PRIVATE


_pool = st.sampled_from((*OURS, *FOREIGN))
_zones = st.lists(
    st.builds(
        HostedZone,
        st.sampled_from(["Z1", "Z2", "Z3"]),
        st.sampled_from(["example.com.", "EXAMPLE.com", "example.net."]),
        st.booleans(),
        st.sets(_pool, max_size=4).map(lambda names: tuple(sorted(names))),
    ),
    max_size=4,
)


@steady
@given(st.sets(_pool, max_size=4), _zones)
def test_what_is_offered_answers_every_server_that_the_parent_names(
    delegated: set[str], present: list[HostedZone]
) -> None:
    found = serving(zone(*sorted(delegated)), present)
    if isinstance(found, HostedZone):
        assert not found.private
        assert found.name.lower().rstrip(".") == "example.com"
        assert delegated
        assert delegated <= set(found.name_servers)
    else:
        assert found.message.startswith("example.com ")
        assert found.message.endswith(".")


@steady
@given(
    st.sets(_pool, max_size=4),
    _zones.flatmap(lambda zones: st.tuples(st.just(zones), st.permutations(zones))),
)
def test_the_order_of_the_hosted_zones_does_not_matter(
    delegated: set[str], both: tuple[list[HostedZone], list[HostedZone]]
) -> None:
    asked = zone(*sorted(delegated))
    assert serving(asked, both[0]) == serving(asked, both[1])


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (zone(*OURS), None),
        (zone(*OURS[:2]), None),
        (zone(*map(str.upper, OURS), name="EXAMPLE.com"), None),
        (zone(), None),
        (zone(*FOREIGN), "example.com is now delegated to other servers: ns1.dns.example, ns2.dns.example."),
        (zone(*OURS, FOREIGN[0]), "example.com is now delegated to other servers: ns1.dns.example."),
        (zone(*STALE[:1]), "example.com is now delegated to other servers: ns-0.awsdns-60.org."),
        (
            zone(*OURS, name="shop.example.com."),
            "The records lie in the zone shop.example.com now, not in example.com.",
        ),
        (zone(name="com."), "The records lie in the zone com now, not in example.com."),
    ],
)
def test_a_delegation_that_leads_elsewhere_meanwhile(now: Zone, why: str | None) -> None:
    assert led_away(SERVED, now) == why
