"""From a mutation of the domain to the one AWS call that it is."""

from __future__ import annotations

import time

from acm_tui.aws import acm, elb, route53, switching
from acm_tui.aws.receipt import Receipt
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound
from acm_tui.domain.mutation import (
    DeleteCertificate,
    Mutation,
    RequestCertificate,
    SwitchInPlace,
    UpsertRecords,
)


def perform(access: Access, region: str, mutation: Mutation) -> Receipt:
    """Make the call. A certificate that is gone already counts as deleted.

    Raises:
        Trouble: as the adapters do.
    """
    match mutation:
        case RequestCertificate(request=request):
            return acm.request(access, region, request)
        case DeleteCertificate(arn=arn):
            try:
                return acm.delete(access, region, arn)
            except NotFound:
                return Receipt(arn=arn, request_id="")
        case SwitchInPlace(arn=arn):
            return switching.switch(access, region, arn)
        case UpsertRecords():
            return route53.upsert(access, region, mutation)
        case change:
            return elb.apply(access, region, change, sleep=time.sleep)
