"""How slow the services of a sandbox are."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Delays:
    """How slow the sandbox's services are, as AWS's are; none at all unless said.

    All in sandbox time: how long a request shows no ResourceRecord, how long ACM takes to issue after
    the last name is validated, how far InUseBy lags behind the load balancers, and how long Route 53's
    changes are PENDING.
    """

    record: timedelta = timedelta(0)
    issue: timedelta = timedelta(0)
    in_use_by: timedelta = timedelta(0)
    in_sync: timedelta = timedelta(0)


DEMO_DELAYS = Delays(
    record=timedelta(seconds=1.5),
    issue=timedelta(seconds=2),
    in_use_by=timedelta(seconds=5),
    in_sync=timedelta(seconds=4),
)
