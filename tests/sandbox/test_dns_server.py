"""The sandbox's name servers answer as authoritative servers do."""

import errno
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import pytest

from acm_tui.dns.check import check
from acm_tui.dns.lookup import Lookup
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.sandbox.dns import ALL, DnsAddress, DnsServer
from acm_tui.sandbox.dns import sockets as dns_sockets
from acm_tui.workflow.addresses import addresses_of

NAME = "_a79865eb.shop.example.com."
VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
ALB = "shop-alb-1.ap-northeast-1.elb.amazonaws.com"


@pytest.fixture
def hosts() -> dict[str, Sequence[str]]:
    return {ALB: ("198.51.100.10", "198.51.100.11")}


@pytest.fixture
def server(hosts: Mapping[str, Sequence[str]]) -> Iterator[DnsServer]:
    made = DnsServer(("example.com", "example.net", "shop.example.net"), lambda: hosts)
    made.start()
    yield made
    made.stop()


def ask(
    where: DnsAddress, name: str, kind: str = "CNAME", server: int = 0, tcp: bool = False
) -> dns.message.Message:
    query = dns.message.make_query(name, kind, flags=0, use_edns=0)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, where.addresses[server], port=where.port, timeout=5)


def answers(message: dns.message.Message) -> list[str]:
    return sorted(rdata.to_text() for rrset in message.answer for rdata in rrset)


def serial(server: DnsServer, which: int, zone: str = "example.com.") -> int:
    (rrset,) = ask(server.address, zone, "SOA", which).answer
    return int(rrset[0].serial)


def test_a_record_is_served_with_authority_by_both(server: DnsServer) -> None:
    server.set_record(NAME, "CNAME", VALUE)
    for which in ALL:
        for tcp in (False, True):
            message = ask(server.address, NAME, server=which, tcp=tcp)
            assert answers(message) == [VALUE]
            assert message.flags & dns.flags.AA
            assert not message.flags & dns.flags.RA
            assert message.rcode() == dns.rcode.NOERROR


def test_names_are_found_whatever_their_case(server: DnsServer) -> None:
    server.set_record(NAME.upper(), "cname", VALUE)
    assert answers(ask(server.address, "_A79865EB.Shop.Example.COM.")) == [VALUE]


def test_what_is_not_there_is_denied_with_the_soa(server: DnsServer) -> None:
    server.set_record(NAME, "CNAME", VALUE)
    for name, kind, rcode in (
        ("nosuch.example.com.", "CNAME", dns.rcode.NXDOMAIN),
        ("shop.example.com.", "CNAME", dns.rcode.NOERROR),
        ("example.com.", "CNAME", dns.rcode.NOERROR),
        ("example.nosuch.", "A", dns.rcode.NXDOMAIN),
    ):
        message = ask(server.address, name, kind)
        assert (message.rcode(), message.answer) == (rcode, [])
        assert message.flags & dns.flags.AA
        (soa,) = message.authority
        assert soa.rdtype == dns.rdatatype.SOA
        assert soa.ttl == soa[0].minimum == 900


def test_a_record_on_one_server_only(server: DnsServer) -> None:
    server.set_record(NAME, "CNAME", VALUE, servers=(0,))
    assert answers(ask(server.address, NAME, server=0)) == [VALUE]
    assert ask(server.address, NAME, server=1).rcode() == dns.rcode.NXDOMAIN
    assert serial(server, 0) == serial(server, 1) + 1
    assert serial(server, 0) == server.serial("example.com", 0)


def test_a_server_that_catches_up_has_the_serial_of_the_other(server: DnsServer) -> None:
    server.set_record(NAME, "CNAME", "wrong.example.com.", servers=(0,))
    server.set_record(NAME, "CNAME", VALUE, servers=(0,))
    server.set_record(NAME, "CNAME", VALUE)
    assert serial(server, 0) == serial(server, 1) == 3


def test_the_serial_rises_with_changes_only_and_in_its_zone_only(server: DnsServer) -> None:
    before = serial(server, 0)
    server.set_record(NAME, "CNAME", VALUE)
    assert serial(server, 0) == before + 1
    server.set_record(NAME, "CNAME", VALUE.rstrip("."))
    server.delete_record("nosuch.example.com", "CNAME")
    assert serial(server, 0) == before + 1
    server.delete_record(NAME, "CNAME")
    assert serial(server, 0) == before + 2
    assert ask(server.address, NAME).rcode() == dns.rcode.NXDOMAIN
    assert serial(server, 0, "example.net.") == before


def test_every_zone_names_two_servers_with_their_addresses(server: DnsServer) -> None:
    for zone in (".", "com.", "example.com.", "shop.example.net.", "amazonaws.com."):
        message = ask(server.address, zone, "NS")
        suffix = zone.lstrip(".")
        assert answers(message) == [f"ns1.{suffix}", f"ns2.{suffix}"]
        glue = {rrset.name.to_text(): rrset[0].to_text() for rrset in message.additional}
        assert glue == {
            f"ns{which + 1}.{suffix}": address for which, address in enumerate(server.address.addresses)
        }


def test_a_zone_within_another_has_its_own_soa(server: DnsServer) -> None:
    assert server.zone_of("_x.shop.example.net") == "shop.example.net."
    assert server.zone_of("_x.notshop.example.net") == "example.net."
    assert server.zone_of("_x.example.org") == "."
    server.set_record("_x.shop.example.net", "CNAME", VALUE)
    assert answers(ask(server.address, "_x.shop.example.net.")) == [VALUE]
    (soa,) = ask(server.address, "_y.shop.example.net.").authority
    assert soa.name.to_text() == "shop.example.net."


def test_a_zone_that_lies_elsewhere_is_referred_to(server: DnsServer) -> None:
    server.set_record("sub.example.com", "NS", "ns.sub.example.com.")
    server.set_record("ns.sub.example.com", "A", "192.0.2.53")
    message = ask(server.address, "_x.a.sub.example.com.")
    assert not message.flags & dns.flags.AA
    assert (message.rcode(), message.answer) == (dns.rcode.NOERROR, [])
    assert [rrset.to_text() for rrset in message.authority] == [
        "sub.example.com. 60 IN NS ns.sub.example.com."
    ]
    assert [rrset.to_text() for rrset in message.additional] == ["ns.sub.example.com. 60 IN A 192.0.2.53"]


def test_the_ds_of_a_delegation_is_the_parents_to_deny(server: DnsServer) -> None:
    message = ask(server.address, "shop.example.net.", "DS")
    assert message.flags & dns.flags.AA
    assert message.authority[0].name.to_text() == "example.net."


def test_a_wildcard_answers_for_names_that_do_not_exist(server: DnsServer) -> None:
    server.set_record("*.example.com", "CNAME", "any.example.net.")
    server.set_record(NAME, "CNAME", VALUE)
    assert answers(ask(server.address, "_x.example.com.")) == ["any.example.net."]
    assert answers(ask(server.address, "_x.deep.example.com.")) == ["any.example.net."]
    assert answers(ask(server.address, NAME)) == [VALUE]
    assert ask(server.address, "_y.shop.example.com.").rcode() == dns.rcode.NXDOMAIN


def test_an_alias_is_followed_when_something_else_is_asked_for(server: DnsServer) -> None:
    server.set_record("www.example.com", "CNAME", "shop.example.net.")
    server.set_record("shop.example.net", "A", "192.0.2.1")
    assert answers(ask(server.address, "www.example.com.", "A")) == ["192.0.2.1", "shop.example.net."]
    assert answers(ask(server.address, "www.example.com.")) == ["shop.example.net."]


def test_a_circle_of_aliases_ends(server: DnsServer) -> None:
    server.set_record("a.example.com", "CNAME", "b.example.com.")
    server.set_record("b.example.com", "CNAME", "a.example.com.")
    assert set(answers(ask(server.address, "a.example.com.", "A"))) == {"a.example.com.", "b.example.com."}


def test_load_balancers_have_the_addresses_of_the_moment(
    server: DnsServer, hosts: dict[str, Sequence[str]]
) -> None:
    assert answers(ask(server.address, ALB + ".", "A")) == ["198.51.100.10", "198.51.100.11"]
    assert answers(ask(server.address, ALB.upper() + ".", "A")) == ["198.51.100.10", "198.51.100.11"]
    denied = ask(server.address, ALB + ".", "AAAA")
    assert (denied.rcode(), denied.answer) == (dns.rcode.NOERROR, [])
    assert denied.authority[0].name.to_text() == "amazonaws.com."
    hosts["new.elb.ap-northeast-1.amazonaws.com."] = ("198.51.100.12", "2001:db8::12")
    assert answers(ask(server.address, "new.elb.ap-northeast-1.amazonaws.com.", "AAAA")) == ["2001:db8::12"]
    del hosts[ALB]
    assert ask(server.address, ALB + ".", "A").rcode() == dns.rcode.NXDOMAIN


def test_what_does_not_fit_a_datagram_is_truncated_and_whole_by_tcp(server: DnsServer) -> None:
    texts = [f'"{number:03d}{"x" * 200}"' for number in range(20)]
    server.set_record("big.example.com", "TXT", texts)
    cut = ask(server.address, "big.example.com.", "TXT")
    assert cut.flags & dns.flags.TC
    assert len(cut.to_wire()) <= 1232
    assert answers(ask(server.address, "big.example.com.", "TXT", tcp=True)) == texts


def test_without_edns_a_datagram_has_512_octets(server: DnsServer) -> None:
    server.set_record("mid.example.com", "TXT", [f'"{number}{"x" * 200}"' for number in range(4)])
    query = dns.message.make_query("mid.example.com.", "TXT", flags=0)
    where = server.address
    cut = dns.query.udp(query, where.addresses[0], port=where.port, timeout=5)
    assert cut.flags & dns.flags.TC
    assert cut.edns == -1
    assert not ask(where, "mid.example.com.", "TXT").flags & dns.flags.TC


def test_a_tcp_connection_serves_several_questions(server: DnsServer) -> None:
    where = server.address
    with socket.create_connection((where.addresses[0], where.port), timeout=5) as connection:
        for name in ("example.com.", "example.net."):
            query = dns.message.make_query(name, "SOA")
            dns.query.send_tcp(connection, query)
            message, _ = dns.query.receive_tcp(connection)
            assert message.answer[0].name.to_text() == name


def _exchange(where: DnsAddress, wire: bytes) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(5)
        asking.sendto(wire, (where.addresses[0], where.port))
        return asking.recv(4096)


def test_what_is_no_question_to_it_is_refused_as_it_should_be(server: DnsServer) -> None:
    def rcode(query: dns.message.Message) -> dns.rcode.Rcode:
        return dns.message.from_wire(_exchange(server.address, query.to_wire())).rcode()

    assert rcode(dns.message.make_query("example.com", "AXFR")) == dns.rcode.REFUSED
    assert rcode(dns.message.make_query("version.bind", "TXT", "CH")) == dns.rcode.REFUSED
    assert rcode(dns.message.make_query("example.com", "SOA", use_edns=1)) == dns.rcode.BADVERS
    notify = dns.message.make_query("example.com", "SOA")
    notify.set_opcode(dns.opcode.NOTIFY)
    assert rcode(notify) == dns.rcode.NOTIMP
    nothing = dns.message.Message(id=7)
    assert rcode(nothing) == dns.rcode.FORMERR


def test_garbage_gets_a_format_error_or_silence_and_the_server_lives(server: DnsServer) -> None:
    garbage = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xff\xff\xff"
    answer = _exchange(server.address, garbage)
    assert answer[:2] == garbage[:2]
    assert answer[3] & 0x0F == dns.rcode.FORMERR
    where = server.address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for wire in (b"", b"\x00" * 11, b"\x12\x34\x81\x00" + b"\x00" * 8):
            asking.sendto(wire, (where.addresses[0], where.port))
        question = dns.message.make_query("example.com", "SOA")
        asking.settimeout(5)
        asking.sendto(question.to_wire(), (where.addresses[0], where.port))
        assert question.is_response(dns.message.from_wire(asking.recv(4096)))


def test_the_lookup_wants_the_same_from_both(server: DnsServer) -> None:
    assert server.lookup_cname(NAME) is None
    server.set_record(NAME, "CNAME", VALUE, servers=(1,))
    assert server.lookup_cname(NAME) is None
    server.set_record(NAME, "CNAME", "other.example.com.", servers=(0,))
    assert server.lookup_cname(NAME) is None
    server.set_record(NAME, "CNAME", VALUE)
    assert server.lookup_cname(NAME.rstrip(".").upper()) == VALUE


@pytest.mark.parametrize(
    ("name", "kind", "value", "words"),
    [
        ("x.example.com", "A", "nothing", "not a value for A"),
        ("x.example.com", "CNAME", (), "needs a value"),
        ("example.com", "SOA", "a. b. 1 1 1 1 1", "made by the zone itself"),
        ("shop.example.net", "NS", "ns.example.com.", "made by the zone itself"),
        ("a.example.com", "CNAME", "b.example.com.", "cannot stand beside A"),
        ("x.example.com", "NOTYPE", "x", "not a record type"),
        ("x..example.com", "A", "192.0.2.1", "not a name"),
        ("c.example.com", "A", "192.0.2.1", "cannot stand beside CNAME"),
    ],
)
def test_what_a_zone_cannot_hold_is_refused(
    server: DnsServer, name: str, kind: str, value: str | Sequence[str], words: str
) -> None:
    server.set_record("a.example.com", "A", "192.0.2.1")
    server.set_record("c.example.com", "CNAME", "a.example.com.")
    before = server.dump()
    with pytest.raises(ValueError, match=words):
        server.set_record(name, kind, value)
    assert server.dump() == before


def test_records_and_serials_survive_as_json(server: DnsServer) -> None:
    server.set_record(NAME, "CNAME", VALUE, servers=(0,))
    server.set_record("t.example.net", "TXT", ['"one"', '"two"'])
    saved = json.loads(json.dumps(server.dump()))
    other = DnsServer(("example.com", "example.net", "shop.example.net"))
    other.load(saved)
    where = other.start()
    try:
        assert other.dump() == server.dump()
        assert answers(ask(where, NAME, server=0)) == [VALUE]
        assert ask(where, NAME, server=1).rcode() == dns.rcode.NXDOMAIN
        assert answers(ask(where, "t.example.net.", "TXT", server=1)) == ['"one"', '"two"']
        assert (serial(other, 0), serial(other, 1)) == (2, 1)
    finally:
        other.stop()


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"servers": []},
        {"servers": [{}]},
        {"servers": [{"example.com.": {}}, {}]},
        {"servers": [{"example.com.": {"serial": "x", "records": []}}, {}]},
        {"servers": [{"example.com.": {"serial": 1, "records": [["a", "A"]]}}, {}]},
        {"servers": [{"example.com.": {"serial": 1, "records": [["a.example.com", "A", ["b"]]]}}, {}]},
        {"servers": [{"example.com.": {"serial": 1, "records": [["a.example.com", "NOTYPE", ["b"]]]}}, {}]},
        {"servers": [{"example.com.": {"serial": 1, "records": [["a..b", "A", ["192.0.2.1"]]]}}, {}]},
        {"servers": [{"nosuch.org.": {"serial": 1, "records": []}}, {}]},
        {"servers": [[], []], "more": 1},
        {"servers": None},
    ],
)
def test_what_is_no_saved_zone_changes_nothing(server: DnsServer, bad: dict[str, object]) -> None:
    server.set_record(NAME, "CNAME", VALUE)
    with pytest.raises(ValueError, match=r"."):
        server.load(bad)
    assert answers(ask(server.address, NAME)) == [VALUE]


def test_a_reset_begins_anew(server: DnsServer) -> None:
    fresh = server.dump()
    server.set_record(NAME, "CNAME", VALUE)
    server.reset()
    assert server.dump() == fresh
    assert ask(server.address, NAME).rcode() == dns.rcode.NXDOMAIN
    assert serial(server, 0) == 1


def test_two_addresses_share_one_port(server: DnsServer) -> None:
    where = server.address
    assert len(set(where.addresses)) == 2
    for address in where.addresses:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind) as other:
                with pytest.raises(OSError, match=r".") as caught:
                    other.bind((address, where.port))
                assert caught.value.errno == errno.EADDRINUSE


def test_the_port_is_given_back_and_the_records_stay(server: DnsServer) -> None:
    port = server.address.port
    running = _threads()
    server.set_record(NAME, "CNAME", VALUE)
    with socket.create_connection((server.address.addresses[0], port), timeout=5) as connection:
        dns.query.send_tcp(connection, dns.message.make_query(NAME, "CNAME"))
        dns.query.receive_tcp(connection)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5, "an idle connection is not waited for"
        assert connection.recv(1) == b""
    server.stop()
    with pytest.raises(RuntimeError, match="does not run"):
        _ = server.address
    assert server.start(port).port == port
    assert answers(ask(server.address, NAME)) == [VALUE]
    assert _threads() == running


def _threads() -> int:
    """How many servers of this kind run in this process."""
    return sum(thread.name == "sandbox-dns" for thread in threading.enumerate())


def test_a_port_that_is_taken_is_said_to_be(server: DnsServer) -> None:
    with pytest.raises(dns_sockets.NoAddressesError, match=f"port {server.address.port}"):
        DnsServer().start(server.address.port)
    with pytest.raises(RuntimeError, match="runs already"):
        server.start()


@pytest.mark.parametrize(
    ("missing", "bound"),
    [
        ((), ("127.0.0.1", "127.0.0.2", "127.0.0.3")),
        (("127.0.0.2",), ("127.0.0.1", "::1", "127.0.0.3")),
        (("127.0.0.3",), ("127.0.0.1", "127.0.0.2")),
        (("127.0.0.2", "127.0.0.3"), ("127.0.0.1", "::1")),
    ],
)
def test_the_first_two_addresses_that_there_are_and_one_for_the_parents(
    monkeypatch: pytest.MonkeyPatch, missing: Sequence[str], bound: tuple[str, ...]
) -> None:
    bind = dns_sockets._bind

    def without(address: str, port: int) -> dns_sockets.Listening:
        if address in missing:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return bind(address, port)

    monkeypatch.setattr(dns_sockets, "_bind", without)
    try:
        found = dns_sockets.bind()
    except dns_sockets.NoAddressesError:
        pytest.skip(f"this system does not have {' and '.join(bound)}")
    try:
        assert tuple(one.address for one in found) == bound
        assert len({one.stream.getsockname()[1] for one in found}) == 1
    finally:
        for one in found:
            one.close()


def test_a_port_that_is_taken_at_the_parents_address_is_not_used() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        try:
            other.bind((dns_sockets.PARENT, 0))
        except OSError:
            pytest.skip(f"this system does not have {dns_sockets.PARENT}")
        with pytest.raises(dns_sockets.NoAddressesError, match="in use"):
            dns_sockets.bind(other.getsockname()[1])


def test_without_an_address_of_their_own_the_parents_are_on_the_other_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bind = dns_sockets._bind

    def without(address: str, port: int) -> dns_sockets.Listening:
        if address == dns_sockets.PARENT:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return bind(address, port)

    monkeypatch.setattr(dns_sockets, "_bind", without)
    made = DnsServer(("example.com",))
    where = made.start()
    assert where.roots == where.addresses
    made.stop()


def test_a_system_with_one_address_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(address: str, port: int) -> dns_sockets.Listening:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr(dns_sockets, "_bind", none)
    with pytest.raises(dns_sockets.NoAddressesError, match=r"127\.0\.0\.1 and ::1: Cannot assign"):
        dns_sockets.bind()


async def test_the_programs_own_check_finds_its_way_here(server: DnsServer) -> None:
    where = server.address
    settings = DnsSettings(
        port=where.port,
        root_servers=where.roots,
        resolver=f"{where.addresses[0]}:{where.port}",
        public_resolvers=(),
        doh="off",
    )
    lookup = Lookup(settings, lambda: datetime.now(UTC))
    verdicts = []
    record = ValidationRecord("_x.shop.example.net.", "CNAME", VALUE)
    for name, servers in (
        ("_elsewhere.shop.example.net.", ALL),
        ("_x.shop.example.net.shop.example.net.", ALL),
        (record.name, (0,)),
        (record.name, ALL),
    ):
        server.set_record(name, "CNAME", VALUE, servers)
        made = await check(record, lookup)
        verdicts.append(made.verdict.text)
        assert made.zone is not None
        assert made.zone.name == "shop.example.net."
        assert [found.addresses for found in made.zone.servers] == [(one,) for one in where.addresses]
    await lookup.aclose()
    assert verdicts == ["ABSENT", "MISPLACED", "PARTIAL 1/2", "READY"]
    assert (await addresses_of(ALB, settings)).addresses == ("198.51.100.10", "198.51.100.11")
