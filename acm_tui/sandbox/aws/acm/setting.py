"""What the embedded ACM is told from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.clock import SandboxClock

InUseBy = Callable[[str, str, str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class AcmSetting:
    """The surroundings and the pace of the embedded ACM.

    ``in_use_by(account, region, certificate_arn)`` answers the ARNs that hold a certificate; it is never
    called while the world's lock is held. ``record_delay`` is how long a request (or a switch) shows no
    ResourceRecord, ``issue_delay`` how long ACM takes from the last name's SUCCESS to ISSUED; both in
    sandbox time.
    ``looking()`` answers an ``in_use_by`` that looks once, for calls that ask about many certificates.
    ``names_quota`` is the number of names a certificate may have (10 unless AWS raised it).
    """

    clock: SandboxClock
    authority: Authority
    in_use_by: InUseBy
    record_delay: timedelta = timedelta(0)
    issue_delay: timedelta = timedelta(0)
    looking: Callable[[], InUseBy] | None = None
    names_quota: int = 10
