"""What the sandbox's load balancers are told from outside: time, certificates, limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from typing import Protocol

from acm_tui.sandbox.clock import SandboxClock


@dataclass(frozen=True)
class ShelvedCertificate:
    """A certificate as a load balancer sees it.

    The PEM texts are empty as long as nothing was issued. `key_algorithm` may be spelled with an underscore
    (as in requests) or a dash (as in descriptions). `issued_at` is in sandbox time.
    """

    arn: str
    status: str
    key_algorithm: str
    names: tuple[str, ...]
    certificate_pem: str
    chain_pem: str
    private_key_pem: str
    issued_at: datetime | None = None


class CertificateShelf(Protocol):
    """Where load balancers fetch certificates from."""

    def find(self, arn: str) -> ShelvedCertificate | None:
        """The certificate with this ARN in whatever state it is in, or None if there is none."""


def _unnoticed() -> None:
    """Nobody wants to hear of changes."""


@dataclass(frozen=True)
class ElbSetting:
    """The limits and surroundings of the sandbox's load balancers.

    `certificate_quota` counts the certificate lists of one load balancer, defaults left out (Application Load
    Balancers user guide, quotas). `visible_after` is how long an issued certificate stays unknown to load
    balancers. `page_size` is what a Describe call answers when no PageSize is named. `noted` is called before
    and after each change, so that somebody can keep a history.
    """

    clock: SandboxClock
    shelf: CertificateShelf
    certificate_quota: int = 25
    visible_after: timedelta = timedelta(0)
    page_size: int = 400
    noted: Callable[[], None] = _unnoticed


# Held while load balancers change. Readers (the TLS front, the usage look-up) never take it: a load balancer
# asks ACM while it holds this lock, and ACM asks for usage.
CHANGES = RLock()

_in_force: list[ElbSetting] = []


def put_in_force(setting: ElbSetting) -> None:
    """Make *setting* the one that every corrected call reads."""
    _in_force[:] = [setting]


def in_force() -> ElbSetting:
    """The present setting.

    Raises:
        RuntimeError: nothing was installed in this process.
    """
    if not _in_force:
        raise RuntimeError(
            "the sandbox's load balancers are not installed: call acm_tui.sandbox.aws.elb.install()"
        )
    return _in_force[0]
