"""Questions and what becomes of them: every answer and every failure is an observation."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import msgspec

from acm_tui.dns.aside import Aside, in_place
from acm_tui.dns.exchange import NoAnswerError, Reply, exchange
from acm_tui.dns.places import Places
from acm_tui.dns.reading import extended_errors
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import (
    Answer,
    Failure,
    Observation,
    Perspective,
    Question,
    Transport,
    same_name,
    within,
)

OnObservation = Callable[[Observation], None]

_PAYLOAD = 1232
"""Octets that an answer by UDP may have without being broken up on its way (DNS flag day 2020)."""
_NEGATIVE = ("NOERROR", "NXDOMAIN")


@dataclass(frozen=True)
class Heard:
    """What was observed, and the whole answer when there was one."""

    observation: Observation
    message: dns.message.Message | None = None


@dataclass(frozen=True)
class Server:
    """A name server at one of its addresses, with the zone that it is asked about.

    ``port`` is ``None`` for the port that all name servers have by the settings.
    """

    name: str
    address: str
    zone: str
    port: int | None = None


class Asker:
    """Asks servers directly, a few questions at a time each; resolvers are asked to search.

    Args:
        settings: ports, patience and limits.
        now: the present moment, aware UTC, for the observations.
        aside: where what takes long is done.
    """

    def __init__(self, settings: DnsSettings, now: Callable[[], datetime], aside: Aside = in_place) -> None:
        self.settings = settings
        self.now = now
        self.aside = aside
        self._places = defaultdict[tuple[str, int], Places](lambda: Places(settings.in_flight))
        self._with_a_place = set[asyncio.Task[Heard]]()
        self._left = set[asyncio.Task[Heard]]()

    async def ask(
        self, question: Question, server: Server, perspective: Perspective, *, cd: bool = False
    ) -> Heard:
        """Put *question* to *server*; a failure of the network is an observation too, never an exception.

        Recursion is desired of a resolver and of nobody else. *cd*: ask it not to validate (checking
        disabled, RFC 4035 §3.2.2).
        """
        return await self._ask(self.blank(question, server, perspective, cd=cd), _nothing)

    def begin(self, question: Question, server: Server, perspective: Perspective) -> asyncio.Task[Heard]:
        """The same without waiting. Who has no use for the answer any more hands the task to ``leave``."""
        blank = self.blank(question, server, perspective)
        task = asyncio.create_task(self._ask(blank, lambda: self._with_a_place.add(task)))
        task.add_done_callback(self._with_a_place.discard)
        return task

    async def leave(self, asks: Iterable[asyncio.Task[Heard]]) -> None:
        """Wait no longer for *asks*, which ``begin`` has given.

        What is on its way to a server goes on by itself until it is answered or its time is over: the
        server has it before it, so it keeps its place among the few. What has not been sent never is.
        """
        running = {ask for ask in asks if not ask.done()}
        sent = running & self._with_a_place
        self._left |= sent
        for ask in sent:
            ask.add_done_callback(self._left.discard)
        await cancel(running - sent)

    async def aclose(self) -> None:
        """Give up the questions that were left."""
        await cancel(self._left)

    async def _ask(self, blank: Observation, sending: Callable[[], None]) -> Heard:
        try:
            async with self._places[blank.address, blank.port].one():
                sending()
                reply = await self._exchange(blank)
        except NoAnswerError as error:
            return Heard(failed(blank, error, self.now()))
        return Heard(observed(blank, reply, self.now()), reply.message)

    def blank(
        self, question: Question, server: Server, perspective: Perspective, *, cd: bool = False
    ) -> Observation:
        """An observation of *question* to *server* of which nothing has come yet."""
        return Observation(
            perspective=perspective,
            server=server.name,
            address=server.address,
            port=self.settings.port if server.port is None else server.port,
            zone=server.zone,
            question=question,
            cd=cd,
            at=self.now(),
        )

    async def _exchange(self, blank: Observation) -> Reply:
        reply = await exchange(query_for(blank), blank.address, blank.port, self.settings)
        if reply.message.rcode() == dns.rcode.FORMERR and reply.message.edns < 0:
            # A server older than EDNS must be asked without (RFC 6891 §6.2.2).
            plain = query_for(blank, edns=False)
            reply = await exchange(plain, blank.address, blank.port, self.settings)
        return reply


def _nothing() -> None:
    """Nobody wants to know when the question is sent."""


async def cancel(asks: Iterable[asyncio.Task[Heard]]) -> None:
    """Give up *asks*; nothing of them runs on afterwards."""
    given_up = list(asks)
    for ask in given_up:
        ask.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)


def is_name(name: str) -> bool:
    """Whether DNS can be asked for *name* (RFC 1035 §2.3.4)."""
    return _why_no_name(name) is None


def _why_no_name(name: str) -> str | None:
    try:
        dns.name.from_text(name)
    except dns.exception.DNSException as error:
        return f"{name!r} is not a DNS name: {str(error).rstrip('.')}"
    return None


def query_for(blank: Observation, *, edns: bool = True) -> dns.message.Message:
    """The message that asks what *blank* is to observe.

    EDNS without DO: signatures are of no use here, but extended errors come only with it (RFC 8914 §2).

    Raises:
        NoAnswerError: what is to be asked for is no name in DNS.
    """
    # RD=0 everywhere but to resolvers: the server's own word is wanted, not a search.
    flags = dns.flags.RD if blank.perspective.resolver else dns.flags.Flag(0)
    if blank.cd:
        flags |= dns.flags.CD
    name, kind = blank.question.name, blank.question.type
    if (why := _why_no_name(name)) is not None:
        raise NoAnswerError(why, Failure.NO_NAME, Transport.UDP)
    if not edns:
        return dns.message.make_query(name, kind, flags=flags)
    return dns.message.make_query(name, kind, flags=flags, use_edns=0, payload=_PAYLOAD)


def failed(blank: Observation, error: NoAnswerError, at: datetime) -> Observation:
    """*blank* with the reason why there was no answer."""
    return msgspec.structs.replace(
        blank, at=at, transport=error.transport, failure=error.failure, error=str(error)
    )


def observed(blank: Observation, reply: Reply, at: datetime) -> Observation:
    """*blank* with everything that *reply* says."""
    message = reply.message
    soa = _soa(message.authority, blank.zone) or _soa(message.answer, blank.zone)
    told = _negative(message, blank.question.name) if blank.perspective.resolver else soa
    return msgspec.structs.replace(
        blank,
        at=at,
        transport=reply.transport,
        rtt_ms=round(reply.rtt_ms, 1),
        rcode=dns.rcode.to_text(message.rcode()),
        aa=bool(message.flags & dns.flags.AA),
        ra=bool(message.flags & dns.flags.RA),
        answers=tuple(answer for rrset in message.answer for answer in _answers(rrset)),
        referral=_referral(message),
        serial=soa[0].serial if soa is not None else None,
        mname=soa[0].mname.to_text() if soa is not None else None,
        negative_ttl_s=min(told.ttl, told[0].minimum) if told is not None else None,
        ede=extended_errors(message),
    )


def _answers(rrset: dns.rrset.RRset) -> tuple[Answer, ...]:
    kind = dns.rdatatype.to_text(rrset.rdtype)
    return tuple(Answer(rrset.name.to_text(), kind, rrset.ttl, rdata.to_text()) for rdata in rrset)


def _soa(section: list[dns.rrset.RRset], zone: str) -> dns.rrset.RRset | None:
    """The SOA of *zone* itself: that of another zone, where an alias leads, says nothing about this one."""
    for rrset in section:
        if rrset.rdtype == dns.rdatatype.SOA and same_name(rrset.name.to_text(), zone):
            return rrset
    return None


def _negative(message: dns.message.Message, name: str) -> dns.rrset.RRset | None:
    """The SOA beside a resolver's “no”: that of the zone in which *name* is missing, whichever it is.

    A resolver counts its TTL down, so it tells how long the “no” will still be remembered (RFC 2308 §5).
    """
    if message.answer or dns.rcode.to_text(message.rcode()) not in _NEGATIVE:
        return None
    for rrset in message.authority:
        if rrset.rdtype == dns.rdatatype.SOA and within(name, rrset.name.to_text()):
            return rrset
    return None


def _referral(message: dns.message.Message) -> str | None:
    for rrset in message.authority:
        if rrset.rdtype == dns.rdatatype.NS:
            return rrset.name.to_text()
    return None
