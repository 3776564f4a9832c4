"""The loop that AWS's own material gives for finding certificates that are validated by email.

    python -m bench.inventory_loop

Lists all certificates, describes each, one after the other, and keeps those with ``ValidationMethod`` EMAIL;
with boto3 and its standard retries, wherever the environment points (see :mod:`bench.inventory_aws`). Prints,
as JSON, after how many seconds names, end and in-use of all rows were known:

    {"seconds": s, "rows": n, "described": n, "first_row_s": s}
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

KEY_TYPES = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)


@dataclass(frozen=True)
class Looped:
    """What the loop took, in seconds, and what it found."""

    seconds: float
    rows: int
    described: int
    first_row_s: float | None


def loop(on_row: Callable[[dict[str, Any]], object] = lambda _: None) -> Looped:
    """Run it; *on_row* gets each certificate that is validated by email, as ACM describes it."""
    import boto3
    from botocore.config import Config

    begun = time.perf_counter()
    acm: Any = boto3.client("acm", config=Config(retries={"mode": "standard"}))
    listed = acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": list(KEY_TYPES)})
    arns = [one["CertificateArn"] for page in listed for one in page["CertificateSummaryList"]]
    rows, first = 0, None
    for arn in arns:
        certificate = acm.describe_certificate(CertificateArn=arn)["Certificate"]
        methods = {one.get("ValidationMethod") for one in certificate.get("DomainValidationOptions", ())}
        if "EMAIL" in methods:
            rows += 1
            first = first or time.perf_counter() - begun
            on_row(certificate)
    acm.close()
    return Looped(time.perf_counter() - begun, rows, len(arns), first)


if __name__ == "__main__":
    print(json.dumps(asdict(loop())))
