"""Records that are right, with everything that may be seen of them; a seed always makes the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import (
    Answer,
    Failure,
    NameServer,
    Observation,
    Perspective,
    Question,
    Transport,
    Zone,
    parent,
    probes,
)
from tests.domain.propagation.seen import NOW

T = TypeVar("T")

_HTTPS = ("cloudflare-dns.com", "dns.google")
_PLAIN = ("1.1.1.1", "8.8.8.8", "9.9.9.9")


@dataclass(frozen=True)
class Right:
    """A record that is where it belongs, the zone, and everything that was seen of them.

    ``publicly``: what two resolvers say over HTTPS.
    """

    record: ValidationRecord
    zone: Zone
    rows: tuple[Observation, ...]
    publicly: tuple[Observation, ...]


def right(seed: int) -> Right:
    """A right record in a zone of any shape."""
    return _Maker(Random(seed)).make()


class _Maker:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._zone = ".".join(self._labels(1, 3)) + "."
        domain = ".".join([*self._labels(0, 2), self._zone])
        self._record = ValidationRecord(
            f"_{self._hex()}.{domain}", "CNAME", f"_{self._hex()}.{self._hex()}.acm-validations.aws."
        )
        self._servers = [f"ns{number}.{self._label()}.{self._zone}" for number in range(self._up_to(1, 6))]

    def make(self) -> Right:
        rows = [*self._at_the_servers(), *self._beside(), *self._resolvers()]
        self._random.shuffle(rows)
        publicly = tuple(
            self._resolver(Perspective.PUBLIC, server, Transport.HTTPS, self._chain()) for server in _HTTPS
        )
        return Right(self._record, self._known(), tuple(rows), publicly)

    def _known(self) -> Zone:
        """The zone as the walk found it: what it names and what is delegated may differ."""
        several = [*self._servers, "ns.elsewhere.example."]
        delegated, named = (
            tuple(sorted(self._random.sample(several, self._up_to(0, len(several))))) for _ in range(2)
        )
        servers = tuple(NameServer(server, ("192.0.2.1",)) for server in self._servers)
        above = self._one_of([None, Zone(parent(self._zone), ())])
        return Zone(self._zone, servers, self._maybe(), delegated, named, above)

    def _at_the_servers(self) -> list[Observation]:
        """The main question at every address: each server has a live one, and perhaps a dead one."""
        primaries = self._one_of(["one", "each", "none", "any"])
        rows = []
        for number, server in enumerate(self._servers):
            mname = {"one": self._servers[0], "each": server, "none": None}.get(
                primaries, self._label() + "."
            )
            for other in range(self._up_to(1, 3)):
                address = self._one_of(["192.0.2.{}", "2001:db8::{}"]).format(10 * number + other)
                rows.append(self._authoritative(server, address, mname))
            if self._maybe():
                rows.append(self._dead(server))
        return rows

    def _authoritative(self, server: str, address: str, mname: str | None) -> Observation:
        return Observation(
            perspective=Perspective.AUTHORITATIVE,
            server=self._cased(server),
            address=address,
            port=53,
            zone=self._cased(self._zone),
            question=Question(self._cased(self._record.name), self._record.type),
            at=NOW,
            transport=self._one_of([Transport.UDP, Transport.TCP]),
            # What the CNAME leads to may not exist, and some servers say so (RFC 2308 §2.1).
            rcode=self._one_of(["NOERROR", "NXDOMAIN"]),
            aa=True,
            ra=self._maybe(),
            answers=self._chain(),
            referral=self._one_of([None, self._zone]),
            serial=self._one_of([None, 7, 8, 2**32 - 1, self._random.randrange(2**32)]),
            mname=mname,
            negative_ttl_s=self._one_of([None, 0, 900]),
            rtt_ms=self._random.uniform(0, 1500),
        )

    def _dead(self, server: str) -> Observation:
        return Observation(
            perspective=Perspective.AUTHORITATIVE,
            server=server,
            address="2001:db8:dead::1",
            port=53,
            zone=self._zone,
            question=Question(self._record.name, self._record.type),
            at=NOW,
            failure=self._one_of(list(Failure)),
            error="no answer within 1.5 s",
        )

    def _beside(self) -> list[Observation]:
        """What else may have been asked, and is no sign of anything beside a record that is right."""
        questions = probes(self._record, self._zone, "x7")
        target = self._one_of([self._record.value, "www.example.net.", self._record.value + self._zone])
        rows = []
        for question in self._random.sample(questions, self._up_to(0, len(questions))):
            # A server that has the CNAME answers every type with it.
            at_name = question.name == self._record.name
            answers = self._chain() if at_name else (Answer(question.name, "CNAME", 60, target),)
            rows.append(self._other(Perspective.AUTHORITATIVE, question, answers))
        if self._maybe():
            question = Question(self._record.name, self._record.type)
            rows.append(self._other(Perspective.PARENT, question, self._one_of([(), self._chain()])))
        if self._maybe():
            rows.append(self._other(Perspective.DELEGATION, Question(parent(self._record.name), "SOA"), ()))
        return rows

    def _other(
        self, perspective: Perspective, question: Question, answers: tuple[Answer, ...]
    ) -> Observation:
        return Observation(
            perspective=perspective,
            server=self._servers[0],
            address="192.0.2.1",
            port=53,
            zone=self._zone if perspective is Perspective.AUTHORITATIVE else parent(self._zone),
            question=question,
            at=NOW,
            rcode="NOERROR",
            aa=bool(answers),
            answers=answers,
            referral=None if answers else self._zone,
        )

    def _resolvers(self) -> list[Observation]:
        """Resolvers that have the record; one may say no, if it does not remember that."""
        rows = [
            self._resolver(Perspective.PUBLIC, server, Transport.UDP, self._chain())
            for server in self._random.sample(_PLAIN, self._up_to(0, len(_PLAIN)))
        ]
        if self._maybe():
            answers = self._one_of([(), self._chain()])
            rows.append(self._resolver(Perspective.LOCAL, "this machine's resolver", Transport.UDP, answers))
        return rows

    def _resolver(
        self, perspective: Perspective, server: str, transport: Transport, answers: tuple[Answer, ...]
    ) -> Observation:
        return Observation(
            perspective=perspective,
            server=server,
            address=server,
            port=53,
            zone=self._one_of([self._zone, "."]),
            question=Question(self._record.name, self._record.type),
            at=NOW,
            transport=transport,
            rcode="NOERROR" if answers else "NXDOMAIN",
            ra=True,
            answers=answers,
        )

    def _chain(self) -> tuple[Answer, ...]:
        """The CNAME as a server gives it, with whatever it adds about where it leads."""
        name, value = self._record.name, self._record.value
        first = Answer(self._cased(name), "CNAME", self._random.randrange(2**31), self._cased(value))
        behind: Sequence[tuple[Answer, ...]] = [
            (),
            (Answer(value, "CNAME", 60, "x.example.net."),),
            (
                Answer(parent(value), "DNAME", 60, "example.net."),
                Answer(value, "CNAME", 60, "_v.example.net."),
                Answer("_v.example.net.", "TXT", 60, '"proof"'),
            ),
        ]
        return (first, *self._one_of(behind))

    def _cased(self, name: str) -> str:
        """*name* as some server writes it: the case does not count (RFC 4343)."""
        return self._one_of([name, name.upper(), name.title(), name.rstrip(".")])

    def _label(self) -> str:
        return self._some_text("abcdefghijklmnopqrstuvwxyz0123456789", 1, 12)

    def _hex(self) -> str:
        return self._some_text("0123456789abcdef", 8, 32)

    def _some_text(self, letters: str, least: int, most: int) -> str:
        return "".join(self._random.choices(letters, k=self._up_to(least, most)))

    def _labels(self, least: int, most: int) -> list[str]:
        return [self._label() for _ in range(self._up_to(least, most))]

    def _one_of(self, several: Sequence[T]) -> T:
        return self._random.choice(several)

    def _maybe(self) -> bool:
        return self._random.random() < 0.5

    def _up_to(self, least: int, most: int) -> int:
        return self._random.randint(least, most)
