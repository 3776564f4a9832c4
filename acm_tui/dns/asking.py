"""Questions and what becomes of them: every answer and every failure is an observation."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import msgspec

from acm_tui.dns.exchange import NoAnswerError, Reply, exchange
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.propagation import Answer, Observation, Perspective, Question, same_name

_PAYLOAD = 1232
"""Octets that an answer by UDP may have without being broken up on its way (DNS flag day 2020)."""


@dataclass(frozen=True)
class Heard:
    """What was observed, and the whole answer when there was one."""

    observation: Observation
    message: dns.message.Message | None = None


@dataclass(frozen=True)
class Server:
    """A name server at one of its addresses, with the zone that it is asked about."""

    name: str
    address: str
    zone: str


class Asker:
    """Asks servers directly, without recursion, a few questions at a time each.

    Args:
        settings: ports, patience and limits.
        now: the present moment, aware UTC, for the observations.
    """

    def __init__(self, settings: DnsSettings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self._places = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(settings.in_flight))

    async def ask(self, question: Question, server: Server, perspective: Perspective) -> Heard:
        """Put *question* to *server*; a failure of the network is an observation too, never an exception."""
        blank = self.blank(question, server, perspective)
        try:
            async with self._places[server.address]:
                reply = await self._exchange(question, server.address)
        except NoAnswerError as error:
            failed = msgspec.structs.replace(
                blank, at=self.now(), transport=error.transport, failure=error.failure, error=str(error)
            )
            return Heard(failed)
        return Heard(_observe(msgspec.structs.replace(blank, at=self.now()), reply), reply.message)

    def blank(self, question: Question, server: Server, perspective: Perspective) -> Observation:
        """An observation of *question* to *server* of which nothing has come yet."""
        return Observation(
            perspective=perspective,
            server=server.name,
            address=server.address,
            port=self.settings.port,
            zone=server.zone,
            question=question,
            at=self.now(),
        )

    async def _exchange(self, question: Question, address: str) -> Reply:
        # RD=0: an authoritative answer is wanted, not a search; DO=0: signatures are of no use here.
        query = dns.message.make_query(question.name, question.type, flags=0, use_edns=0, payload=_PAYLOAD)
        reply = await exchange(query, address, self.settings.port, self.settings)
        if reply.message.rcode() == dns.rcode.FORMERR and reply.message.edns < 0:
            # A server older than EDNS must be asked without (RFC 6891 §6.2.2).
            plain = dns.message.make_query(question.name, question.type, flags=0)
            reply = await exchange(plain, address, self.settings.port, self.settings)
        return reply


def _observe(blank: Observation, reply: Reply) -> Observation:
    message = reply.message
    soa = _soa(message.authority, blank.zone) or _soa(message.answer, blank.zone)
    return msgspec.structs.replace(
        blank,
        transport=reply.transport,
        rtt_ms=round(reply.rtt_ms, 1),
        rcode=dns.rcode.to_text(message.rcode()),
        aa=bool(message.flags & dns.flags.AA),
        ra=bool(message.flags & dns.flags.RA),
        answers=tuple(answer for rrset in message.answer for answer in _answers(rrset)),
        referral=_referral(message),
        serial=soa[0].serial if soa is not None else None,
        negative_ttl_s=min(soa.ttl, soa[0].minimum) if soa is not None else None,
        ede=tuple(_extended_error(option) for option in message.extended_errors()),
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


def _referral(message: dns.message.Message) -> str | None:
    for rrset in message.authority:
        if rrset.rdtype == dns.rdatatype.NS:
            return rrset.name.to_text()
    return None


def _extended_error(option: dns.edns.EDEOption) -> str:
    known = {int(code) for code in dns.edns.EDECode}
    name = dns.edns.EDECode(option.code).name.replace("_", " ").lower() if option.code in known else "unknown"
    return f"{int(option.code)} {name}" + (f": {option.text}" if option.text else "")
