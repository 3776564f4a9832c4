"""Who holds a certificate: ACM's InUseBy, read from the load balancers and distributions themselves."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Lock

from acm_tui.sandbox.clock import SandboxClock

Holding = tuple[str, str]  # certificate ARN, ARN of its holder


def holdings() -> frozenset[Holding]:
    """What is held by whom at this moment, everywhere."""
    from acm_tui.sandbox.aws.elb import reading  # brings moto's EC2 along: only when somebody asks

    return frozenset(reading.holdings())


def in_use_by(account: str, region: str, certificate_arn: str) -> tuple[str, ...]:
    """The ARNs of the load balancers and distributions that hold a certificate now, sorted; never listeners.

    Nothing for a certificate of another account or region (ACM API reference, CertificateDetail.InUseBy).
    """
    return _holders(holdings(), account, region, certificate_arn)


class Usage:
    """The same answer with a lag: what was true that long ago, in sandbox time.

    `note` has to be called before and after each change. Without a lag nothing is remembered.
    """

    def __init__(
        self,
        clock: SandboxClock,
        lag: timedelta = timedelta(0),
        look: Callable[[], frozenset[Holding]] = holdings,
    ) -> None:
        self._clock = clock
        self._look = look
        self._lag = lag
        self._lock = Lock()
        self._history: list[tuple[datetime, frozenset[Holding]]] = []

    @property
    def lag(self) -> timedelta:
        """How far behind the answers are."""
        return self._lag

    @lag.setter
    def lag(self, lag: timedelta) -> None:
        self._lag = lag
        self.forget()
        self.note()

    def note(self) -> None:
        """Remember what is held now. What is noted first counts as having been so for ever."""
        if not self._lag:
            return
        held = self._look()
        with self._lock:
            if not self._history or self._history[-1][1] != held:
                self._history.append((self._clock.now(), held))

    def forget(self) -> None:
        """Drop the history, as after the world was replaced."""
        with self._lock:
            self._history.clear()

    def in_use_by(self, account: str, region: str, certificate_arn: str) -> tuple[str, ...]:
        """The sorted ARNs of the holders of a certificate, as of `lag` ago."""
        return _holders(self._held(), account, region, certificate_arn)

    def looking(self) -> Callable[[str, str, str], tuple[str, ...]]:
        """The same as `in_use_by`, of one look for all: for who asks about many certificates at once."""
        holders: defaultdict[str, set[str]] = defaultdict(set)
        for certificate, holder in self._held():
            holders[certificate].add(holder)

        def in_use_by(account: str, region: str, certificate_arn: str) -> tuple[str, ...]:
            if certificate_arn.split(":")[3:5] != [region, account]:
                return ()
            return tuple(sorted(holders.get(certificate_arn, ())))

        return in_use_by

    def _held(self) -> frozenset[Holding]:
        if not self._lag:
            return self._look()
        self.note()
        return self._held_at(self._clock.now() - self._lag)

    def _held_at(self, moment: datetime) -> frozenset[Holding]:
        with self._lock:
            while len(self._history) > 1 and self._history[1][0] <= moment:
                del self._history[0]
            return self._history[0][1]


def _holders(held: Iterable[Holding], account: str, region: str, certificate_arn: str) -> tuple[str, ...]:
    if certificate_arn.split(":")[3:5] != [region, account]:
        return ()
    return tuple(sorted({holder for certificate, holder in held if certificate == certificate_arn}))
