"""What a hunt needs from whoever carries its calls out, and the kinds of calls there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from acm_tui.domain.inventory.news import News
from acm_tui.workflow.inventory.agenda import Job

SEARCH, LIST, DESCRIBE = "acm:SearchCertificates", "acm:ListCertificates", "acm:DescribeCertificate"
TAGS, TAGS_OF_ONE = "tag:GetResources", "acm:ListTagsForCertificate"
BALANCERS, CLASSIC = "elbv2:Describe*", "elb:Describe*"
"""The kinds of calls, by the bucket of AWS that they draw from (see ``domain.rates``)."""


class Work(Protocol):
    """Where calls are handed to, and news."""

    def ask(self, job: Job) -> None:
        """Make the call of *job* when its turn comes and AWS's rate allows it."""
        ...

    def forget(self, owner: object, bucket: str | None) -> int:
        """Make none of the calls of *bucket* that wait, or none at all; answers how many those were."""
        ...

    def over(self) -> None:
        """Nothing more comes of one who asked."""
        ...

    def held_by(self, arn: str, holders: Sequence[str]) -> None:
        """Whoever prefers the certificate *arn* prefers *holders*."""
        ...

    def tell(self, news: News) -> None:
        """Hand *news* on."""
        ...

    def now(self) -> datetime:
        """The present moment, aware."""
        ...
