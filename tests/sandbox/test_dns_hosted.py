"""Zones that somebody else keeps: delegated by the parents' server, and served as they are at that moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from acm_tui.sandbox.dns import ALL, DnsServer, HostedCopy, HostedSet

ZONE = "example.net."
SERVERS = ("ns-1.awsdns-01.com.", "ns-2.awsdns-02.net.", "ns-3.awsdns-03.org.", "ns-4.awsdns-04.co.uk.")
OWN = (
    HostedSet(ZONE, "SOA", 900, (f"{SERVERS[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400",)),
    HostedSet(ZONE, "NS", 172800, SERVERS),
)
RECORD = HostedSet("_x.pay.example.net.", "CNAME", 300, ("_y.acm-validations.aws.",))


@dataclass
class Keeper:
    copies: dict[str, HostedCopy] = field(default_factory=lambda: {ZONE: HostedCopy(1, OWN)})

    @property
    def delegated(self) -> Mapping[str, tuple[str, ...]]:
        return {ZONE: SERVERS}

    def published(self, zone: str) -> HostedCopy | None:
        return self.copies.get(zone)

    def publish(self, version: int, *sets: HostedSet) -> None:
        self.copies[ZONE] = HostedCopy(version, (*OWN, *sets))


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def server(keeper: Keeper) -> Iterator[DnsServer]:
    made = DnsServer(("example.com", "example.net"), hosting=keeper)
    made.start()
    yield made
    made.stop()


def ask(server: DnsServer, name: str, kind: str, address: str) -> dns.message.Message:
    query = dns.message.make_query(name, kind, flags=0)
    return dns.query.udp(query, address, port=server.address.port, timeout=5)


def parent(server: DnsServer) -> str:
    (root, *more) = server.address.roots
    if more:
        pytest.skip("this system has no address for the parents' own server")
    return root


def answers(message: dns.message.Message) -> list[str]:
    return sorted(rdata.to_text() for rrset in message.answer for rdata in rrset)


def additional(message: dns.message.Message) -> dict[str, str]:
    return {rrset.name.to_text(): rrset[0].to_text() for rrset in message.additional}


def test_the_zone_above_names_the_delegated_servers_and_none_of_its_records(server: DnsServer) -> None:
    message = ask(server, "_x.pay.example.net.", "CNAME", parent(server))
    assert not message.flags & dns.flags.AA
    assert message.answer == []
    (cut,) = message.authority
    assert cut.name.to_text() == ZONE
    assert sorted(rdata.to_text() for rdata in cut) == sorted(SERVERS)
    # Out of its own bailiwick a zone cannot tell addresses, and it has no glue for the server within.
    assert additional(message) == {}


def test_the_zone_above_names_the_servers_of_ordinary_zones_with_their_addresses(server: DnsServer) -> None:
    message = ask(server, "www.example.com.", "A", parent(server))
    (cut,) = message.authority
    assert cut.name.to_text() == "example.com."
    assert additional(message) == {
        f"ns{which + 1}.example.com.": server.address.addresses[which] for which in ALL
    }


def test_the_servers_names_can_be_walked_to(server: DnsServer) -> None:
    for index, host in enumerate(SERVERS):
        zone = host.partition(".")[2]
        referral = ask(server, host, "A", parent(server))
        assert [rrset.name.to_text() for rrset in referral.authority] == [zone]
        (glue, *_) = additional(referral).values()
        found = ask(server, host, "A", glue)
        assert found.flags & dns.flags.AA
        assert answers(found) == [server.address.addresses[index % 2]]


def test_what_is_published_is_served_by_both_with_its_ttl_and_serial_1(
    server: DnsServer, keeper: Keeper
) -> None:
    for version, sets in ((2, (RECORD,)), (3, ())):
        keeper.publish(version, *sets)
        for address in server.address.addresses:
            found = ask(server, RECORD.name, "CNAME", address)
            assert found.flags & dns.flags.AA
            assert [(rrset.ttl, rrset[0].to_text()) for rrset in found.answer] == [
                (one.ttl, one.values[0]) for one in sets
            ]
            (soa,) = ask(server, ZONE, "SOA", address).answer
            assert (soa.ttl, soa[0].serial) == (900, 1)
            assert answers(ask(server, ZONE, "NS", address)) == sorted(SERVERS)


def test_what_is_not_there_is_denied_for_the_time_of_the_soa(server: DnsServer) -> None:
    message = ask(server, "nosuch.example.net.", "A", server.address.addresses[0])
    assert message.rcode() == dns.rcode.NXDOMAIN
    assert [(rrset.name.to_text(), rrset.ttl) for rrset in message.authority] == [(ZONE, 900)]


def test_a_zone_that_nobody_keeps_any_more_leads_nowhere(server: DnsServer, keeper: Keeper) -> None:
    del keeper.copies[ZONE]
    for address in (parent(server), *server.address.addresses):
        message = ask(server, "www.example.net.", "A", address)
        assert not message.flags & dns.flags.AA
        (cut,) = message.authority
        assert sorted(rdata.to_text() for rdata in cut) == sorted(SERVERS)


def test_records_of_a_hosted_zone_are_not_set_here(server: DnsServer) -> None:
    before = server.dump()
    for call in (
        lambda: server.set_record("a.example.net", "A", "192.0.2.1"),
        lambda: server.delete_record("a.example.net", "A"),
        lambda: server.serial("example.net", 0),
    ):
        with pytest.raises(ValueError, match="kept elsewhere"):
            call()
    assert server.dump() == before
    assert all(ZONE not in copies for copies in before["servers"])
    assert server.zone_of("a.example.net") == ZONE
