"""A small AWS in memory, behind the program's own adapters: quick enough for thousands of stories.

It knows load balancers, the certificates on them and in ACM, and who calls. What it answers and refuses
is held against the sandbox by a test of its own. It protects nobody: it deletes a certificate that is in use,
and leaves it to an observer to see that it was asked to.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from acm_tui.domain.cutover import LIST_QUOTA
from acm_tui.domain.listener import Listener
from acm_tui.domain.mutation import AddToList, Change, DeleteCertificate, RemoveFromList, SetDefault
from tests.cutover.line import Fault

Asked = Change | DeleteCertificate
ISSUED_AT = datetime(2026, 11, 1, tzinfo=UTC)

GONE = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/gone"


def _unseen(_: Asked) -> None:
    """Nobody looks on."""


def _unread(_: str) -> None:
    """Nobody looks on when a listener is read."""


def _straight_on() -> None:
    """Nothing happens on the way."""


@dataclass
class SmallAws:
    """``listeners`` by ARN; ``certificates`` are the ARNs that ACM knows, each with its validation method.

    *observer* is told of each attempt to change something that reaches AWS, before it is carried out, and
    *reader* of each listener (by ARN) whose certificates are read. *on_the_way* is called where an attempt
    sets out to AWS, before anything of it is decided, and again where its answer sets out from there.
    *troubled* is called where the program is about to learn that a call came to nothing, or that nobody
    answers, and that trying again is of no use.
    """

    listeners: dict[str, Listener]
    certificates: dict[str, str]
    names: tuple[str, ...]
    observer: Callable[[Asked], object] = _unseen
    reader: Callable[[str], object] = _unread
    on_the_way: Callable[[], object] = _straight_on
    troubled: Callable[[], object] = _straight_on
    access_keys: int = 1
    """How many access keys there have been: where one has expired, everything is mended by another one."""
    attempts: int = 0
    unheard: set[str] = field(default_factory=set)
    """Load balancers of which ACM has not heard yet that they hold something: ``InUseBy`` lags."""
    _fault: Fault | None = None
    _at: int = 0
    _everywhere: bool = True
    _reads_too: bool = True
    _struck: tuple[str, int] | None = None

    def fails(self, fault: Fault, number: int, *, everywhere: bool = True, reads_too: bool = True) -> None:
        """The call *number* (from 0, counted from now) ends so, and every later one of its operation.

        Where the credentials expire it is every later one of all. Not *everywhere*: only where the same
        thread makes them, which tries again what has failed. Without *reads_too* calls that change nothing
        are not counted.
        """
        self._fault, self._at, self._struck = fault, number, None
        self._everywhere, self._reads_too = everywhere, reads_too

    def mend(self) -> None:
        """Everything arrives, and is let in."""
        if self._fault is Fault.EXPIRED and self._struck is not None:
            self.access_keys += 1
        self._fault = None

    def fate(self, operation: str) -> Fault | None:
        """What becomes of an attempt of *operation*."""
        if self._fault is Fault.EXPIRED and self._struck is not None:
            return self._fault
        if self._fault is None or not (self._reads_too or changes(operation)):
            return None
        here = (operation, 0 if self._everywhere else threading.get_ident())
        if self._struck is not None:
            return self._fault if self._struck == here and self._fault is not Fault.LOST_ONCE else None
        if self._at > 0:
            self._at -= 1
            return None
        self._struck = here
        return self._fault

    def balancers(self) -> list[str]:
        """The ARNs of the load balancers, each once."""
        return list(dict.fromkeys(one.load_balancer_arn for one in self.listeners.values()))

    def holders(self, certificate: str) -> list[str]:
        """The ARNs of the load balancers that hold *certificate*."""
        held = [one for one in self.listeners.values() if certificate in (one.default, *one.sni)]
        return list(dict.fromkeys(one.load_balancer_arn for one in held))

    def in_use_by(self, certificate: str) -> list[str]:
        """The same as far as ACM has heard."""
        return [arn for arn in self.holders(certificate) if arn not in self.unheard]

    def entries(self, load_balancer_arn: str) -> int:
        """How many entries the lists of a load balancer have together."""
        own = [one for one in self.listeners.values() if one.load_balancer_arn == load_balancer_arn]
        return sum(len(one.sni) for one in own)

    def carry_out(self, asked: Asked) -> None:
        """Do what is *asked*, or refuse it as AWS does."""
        if isinstance(asked, DeleteCertificate):
            if self.certificates.pop(asked.arn, None) is None:
                raise SaysNo("ResourceNotFoundException")
            return
        one = self.found(asked.listener_arn)
        self.listeners[one.arn] = _changed(self, one, asked)

    def found(self, listener_arn: str) -> Listener:
        """The listener with that ARN."""
        if listener_arn not in self.listeners:
            raise SaysNo("LoadBalancerNotFound" if listener_arn.startswith(GONE) else "ListenerNotFound")
        return self.listeners[listener_arn]


def changes(operation: str) -> bool:
    """Whether *operation* changes anything."""
    return not operation.startswith(("Describe", "List", "Get"))


def _changed(aws: SmallAws, one: Listener, asked: Change) -> Listener:
    arn = asked.certificate_arn
    if not isinstance(asked, RemoveFromList) and arn not in aws.certificates:
        raise SaysNo("CertificateNotFound")
    match asked:
        case SetDefault():
            return msgspec.structs.replace(one, default=arn)
        case AddToList():
            if arn not in one.sni and aws.entries(one.load_balancer_arn) >= LIST_QUOTA:
                raise SaysNo("TooManyCertificates")
            return msgspec.structs.replace(one, sni=tuple(sorted({*one.sni, arn})))
        case RemoveFromList():
            if arn == one.default:
                raise SaysNo("OperationNotPermitted")
            if arn not in one.sni:
                raise SaysNo("CertificateNotFound")
            return msgspec.structs.replace(one, sni=tuple(held for held in one.sni if held != arn))


class SaysNo(Exception):  # noqa: N818 - what AWS answers, not a fault
    """AWS does not do it; the text is the error's code."""
