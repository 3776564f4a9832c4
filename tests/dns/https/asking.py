"""One question over HTTPS, as the tests put it."""

from acm_tui.dns.doh import Doh
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Failure, Observation, Perspective, Question, Transport
from tests.dns.loopback import NOW, serving

NAME = "_x.shop.example.com."
QUESTION = Question(NAME, "CNAME")
VALUE = "_v.xxxxxxxxxx.acm-validations.aws."
ZONE = serving(example__com=f"@ NS ns1\n_x.shop 60 CNAME {VALUE}")


async def ask(*urls: str, cd: bool = False) -> tuple[Observation, ...]:
    async with Doh(DnsSettings(doh_servers=urls, doh_timeout_s=5), lambda: NOW) as doh:
        return await doh.ask(QUESTION, "example.com.", cd)


async def seen_at(url: str) -> Observation:
    (row,) = await ask(url)
    return row


def failure_of(row: Observation) -> str:
    """The sentence of *row*, which has no answer."""
    assert (row.rcode, row.answers, row.perspective) == (None, (), Perspective.PUBLIC)
    assert row.transport is Transport.HTTPS
    assert row.failure is Failure.UNREACHABLE
    assert row.error is not None
    return row.error
