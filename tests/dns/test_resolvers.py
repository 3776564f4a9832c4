"""What resolvers say: every public one and this machine's, in order, and twice where validation may fail."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import pytest

from acm_tui.dns import system_resolver
from acm_tui.dns.asking import Asker
from acm_tui.dns.resolvers import LOCAL_RESOLVER, ask_resolvers
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Observation, Perspective, Question, Transport
from tests.dns.loopback import DEAD, NOW, ONE, THREE, TWO, Behaviour, Loopback, refusing, serving, silence

QUESTION = Question("_x.shop.example.com.", "CNAME")
VALUE = "_v.xxxxxxxxxx.acm-validations.aws."
ZONE = serving(example__com=f"@ NS ns1\n_x.shop 60 CNAME {VALUE}")
SERVFAIL = refusing(dns.rcode.SERVFAIL)

Resolving = Callable[..., Asker]
Naming = Callable[[bytes], object]


@pytest.fixture
def resolving(settings: DnsSettings) -> Resolving:
    """An asker of the public resolvers at the addresses given, and of a local one at THREE."""

    def make(*public: str, local: str = THREE) -> Asker:
        # Resolvers have ports of their own: that of the name servers is one at which nobody is.
        return Asker(
            replace(
                settings,
                port=1,
                public_resolvers=tuple(f"{address}:{settings.port}" for address in public),
                resolver=local and f"{local}:{settings.port}",
            ),
            lambda: NOW,
        )

    return make


@pytest.fixture
def name_resolvers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Naming:
    """Writes the file in which the system names its resolvers, all at the port of the tests."""
    file = tmp_path / "resolv.conf"
    monkeypatch.setattr(dns.resolver.Resolver.__init__, "__defaults__", (str(file), True))
    monkeypatch.setattr(system_resolver, "DNS_PORT", port)
    return file.write_bytes


def recording(queries: list[dns.message.Message], behaviour: Behaviour) -> Behaviour:
    def respond(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
        queries.append(query)
        return behaviour(query, transport)

    return respond


def bogus(query: dns.message.Message, transport: Transport) -> dns.message.Message | bytes | None:
    """A resolver that validates, before a zone whose signatures are wrong."""
    return (ZONE if query.flags & dns.flags.CD else SERVFAIL)(query, transport)


async def test_every_public_resolver_and_the_local_one_are_asked(net: Loopback, resolving: Resolving) -> None:
    for address in (ONE, TWO, THREE):
        await net.add(address, ZONE)
    rows = await ask_resolvers([QUESTION], resolving(TWO, ONE))
    assert [(row.perspective, row.server, row.address) for row in rows] == [
        (Perspective.PUBLIC, TWO, TWO),
        (Perspective.PUBLIC, ONE, ONE),
        (Perspective.LOCAL, LOCAL_RESOLVER, THREE),
    ]
    for row in rows:
        assert (row.port, row.question, row.rcode, row.cd) == (net.port, QUESTION, "NOERROR", False)
        assert row.answers[0].value == VALUE


async def test_they_are_asked_to_search_and_to_explain(net: Loopback, resolving: Resolving) -> None:
    queries: list[dns.message.Message] = []
    for address in (ONE, THREE):
        await net.add(address, recording(queries, ZONE))
    await ask_resolvers([QUESTION], resolving(ONE))
    assert len(queries) == 2
    for query in queries:
        assert query.flags & dns.flags.RD
        assert not query.flags & dns.flags.CD
        assert query.edns == 0
        assert not query.ednsflags & dns.flags.DO


async def test_rows_are_told_as_they_land_and_kept_in_order(net: Loopback, resolving: Resolving) -> None:
    await net.add(ONE, silence)
    await net.add(TWO, ZONE)
    landed: list[Observation] = []
    rows = await ask_resolvers([QUESTION], resolving(ONE, TWO, local=TWO), landed.append)
    assert [row.address for row in rows] == [ONE, TWO, TWO]
    assert [row.failure for row in rows] == [Failure.TIMEOUT, None, None]
    assert landed[-1] is rows[0]
    assert {row.perspective for row in landed[:2]} == {Perspective.PUBLIC, Perspective.LOCAL}


async def test_several_questions_stay_together_by_resolver(net: Loopback, resolving: Resolving) -> None:
    for address in (ONE, TWO, THREE):
        await net.add(address, ZONE)
    other = Question("example.com.", "NS")
    rows = await ask_resolvers([QUESTION, other], resolving(ONE, TWO))
    assert [(row.address, row.question) for row in rows] == [
        (address, question) for address in (ONE, TWO, THREE) for question in (QUESTION, other)
    ]


async def test_servfail_is_asked_again_without_validation(net: Loopback, resolving: Resolving) -> None:
    await net.add(ONE, bogus)
    await net.add(TWO, ZONE)
    await net.add(THREE, SERVFAIL)
    landed: list[Observation] = []
    rows = await ask_resolvers([QUESTION], resolving(ONE, TWO), landed.append)
    assert [(row.address, row.cd, row.rcode) for row in rows] == [
        (ONE, False, "SERVFAIL"),
        (ONE, True, "NOERROR"),
        (TWO, False, "NOERROR"),
        (THREE, False, "SERVFAIL"),
        (THREE, True, "SERVFAIL"),
    ]
    assert rows[1].answers[0].value == VALUE
    assert sorted(landed, key=rows.index) == list(rows)
    assert [row.perspective for row in rows[3:]] == [Perspective.LOCAL] * 2


@pytest.mark.parametrize("behaviour", [refusing(), silence, serving(example__com="@ NS ns1")])
async def test_nothing_else_is_asked_again(net: Loopback, resolving: Resolving, behaviour: Behaviour) -> None:
    await net.add(THREE, behaviour)
    assert [row.cd for row in await ask_resolvers([QUESTION], resolving())] == [False]


async def test_the_zone_that_is_known_is_told(net: Loopback, resolving: Resolving) -> None:
    await net.add(THREE, serving(example__com="@ NS ns1"))
    (row,) = await ask_resolvers([QUESTION], resolving(), zone="example.com.")
    assert (row.zone, row.serial) == ("example.com.", 7)
    (row,) = await ask_resolvers([QUESTION], resolving())
    assert (row.zone, row.serial, row.negative_ttl_s) == (".", None, 60)


async def test_a_resolver_that_is_not_there_is_an_observation(resolving: Resolving) -> None:
    rows = await ask_resolvers([QUESTION], resolving(DEAD, local=DEAD))
    assert [(row.perspective, row.failure) for row in rows] == [
        (Perspective.PUBLIC, Failure.UNREACHABLE),
        (Perspective.LOCAL, Failure.UNREACHABLE),
    ]


async def test_the_first_resolver_that_the_system_names_is_asked(
    net: Loopback, resolving: Resolving, name_resolvers: Naming
) -> None:
    name_resolvers(f"search example.com\nnameserver {TWO}\nnameserver {ONE}\n".encode())
    for address in (ONE, TWO):
        await net.add(address, ZONE)
    (row,) = await ask_resolvers([QUESTION], resolving(local=""))
    assert (row.perspective, row.server, row.address) == (Perspective.LOCAL, LOCAL_RESOLVER, TWO)
    assert row.answers[0].value == VALUE
    assert {address for address, *_ in net.asked} == {TWO}


async def test_the_system_is_read_anew_each_time(
    net: Loopback, resolving: Resolving, name_resolvers: Naming
) -> None:
    asker = resolving(local="")
    for address in (ONE, TWO):
        await net.add(address, ZONE)
        name_resolvers(f"nameserver {address}\n".encode())
        (row,) = await ask_resolvers([QUESTION], asker)
        assert row.address == address


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot open"),
        (b"", "no nameservers"),
        (b"search example.com\n", "no nameservers"),
        (b"nameserver resolver.example.com\n", "resolver.example.com"),
        (b"nameserver https://127.0.0.1/dns-query\n", "https://127.0.0.1/dns-query is not an IP address"),
        (b"search " + b"x" * 64 + b"\nnameserver 127.0.0.15\n", "label"),
        (b"nameserver \xff\xfe\n", "can't decode"),
    ],
    ids=["missing", "empty", "none", "a name", "a URL", "bad search", "binary"],
)
async def test_a_system_that_names_no_resolver_is_an_observation(
    net: Loopback, resolving: Resolving, name_resolvers: Naming, content: bytes | None, why: str
) -> None:
    if content is not None:
        name_resolvers(content)
    await net.add(ONE, ZONE)
    landed: list[Observation] = []
    public, local = await ask_resolvers([QUESTION], resolving(ONE, local=""), landed.append)
    assert public.rcode == "NOERROR"
    assert (local.perspective, local.server, local.address) == (Perspective.LOCAL, LOCAL_RESOLVER, "")
    assert (local.rcode, local.failure, local.at) == (None, Failure.UNREACHABLE, NOW)
    assert local.error is not None
    assert local.error.startswith("this machine names no resolver: ")
    assert why in local.error
    assert local in landed


async def test_a_system_that_has_none_set_up_is_an_observation(
    resolving: Resolving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registry of a Windows without a network names none, and nothing is wrong with it."""
    monkeypatch.setattr(dns.resolver.Resolver, "read_resolv_conf", lambda *_: None)
    (row,) = await ask_resolvers([QUESTION], resolving(local=""))
    assert (row.failure, row.error) == (
        Failure.UNREACHABLE,
        "this machine names no resolver: none is set up",
    )


@pytest.mark.usefixtures("name_resolvers")  # the system names none
async def test_the_resolver_of_the_settings_takes_the_systems_place(
    net: Loopback, resolving: Resolving
) -> None:
    await net.add(THREE, ZONE)
    (row,) = await ask_resolvers([QUESTION], resolving())
    assert (row.address, row.rcode) == (THREE, "NOERROR")
