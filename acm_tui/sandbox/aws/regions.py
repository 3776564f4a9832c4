"""The regions of AWS, and which of them are on: ec2:DescribeRegions and account:ListRegions.

moto shows the regions of all partitions to everybody, knows no ListRegions, and answers in every region.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from botocore.session import Session
from moto.core.utils import get_service_model
from moto.utilities.utils import get_partition

from acm_tui.sandbox.aws.acm import constraints, paging
from acm_tui.sandbox.aws.acm.errors import AcmError
from acm_tui.sandbox.aws.asked import Answer, Asked
from acm_tui.sandbox.aws.words import Reason, refused, worded

ALWAYS_ON = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
"""The regions that every account has (AWS Account Management reference, "Enable or disable Regions")."""

_DOMAINS = {"aws-cn": "amazonaws.com.cn"}
_REFUSING = ("acm", "ec2", "elasticloadbalancing", "sts", "tagging")
"""Services with an endpoint in each region; the others of the sandbox are asked in one for all."""
_DEFAULT_PAGE = 50


@cache
def all_of(partition: str) -> tuple[str, ...]:
    """The regions of *partition*, in which EC2 is, sorted."""
    return tuple(sorted(Session().get_available_regions("ec2", partition_name=partition)))


class Regions:
    """Which regions the account has switched on.

    ``opted_out`` are those that it has not; at first all that an account must ask for. Change it as you
    like: calls in such a region are answered as AWS does, to whom the account's keys are unknown there.
    """

    def __init__(self) -> None:
        self.opted_out: set[str] = set()
        self.forget()

    def forget(self) -> None:
        """As in a new account."""
        self.opted_out = set(all_of("aws")) - set(ALWAYS_ON)

    def answer(self, request: Asked) -> Answer | None:
        """The answer to what is about regions, or comes from one that is off; None: go on."""
        if request.region in self.opted_out and request.service in _REFUSING:
            return refused(request, Reason.NOT_RECOGNISED)
        if (request.service, request.operation) == ("ec2", "DescribeRegions"):
            return self._describe_regions(request)
        if (request.service, request.operation) == ("account", "ListRegions"):
            return self._list_regions(request)
        return None

    def _describe_regions(self, request: Asked) -> Answer:
        """DescribeRegions (EC2 API reference): those that are on, unless all are wanted."""
        asked = request.parameters
        every = all_of(get_partition(request.region))
        named = _members(asked, "RegionName.")
        if unknown := sorted(set(named) - set(every)):
            message = f"Invalid region name(s) provided: {', '.join(unknown)}"
            return worded(request, "InvalidParameterValue", 400, message)
        wanted = [one for one in every if not named or one in named]
        if asked.get("AllRegions", "").lower() != "true":
            wanted = [one for one in wanted if one not in self.opted_out]
        filters = list(_filters(asked))
        rows = [row for row in map(self._row, wanted) if all(_holds(row, *one) for one in filters)]
        return Answer(200, [("Content-Type", "text/xml;charset=UTF-8")], _xml(rows).encode())

    def _row(self, region: str) -> dict[str, str]:
        status = "opt-in-not-required"
        if region in self.opted_out:
            status = "not-opted-in"
        elif get_partition(region) == "aws" and region not in ALWAYS_ON:
            status = "opted-in"
        domain = _DOMAINS.get(get_partition(region), "amazonaws.com")
        return {"region-name": region, "endpoint": f"ec2.{region}.{domain}", "opt-in-status": status}

    def _list_regions(self, request: Asked) -> Answer:
        """ListRegions (AWS Account Management API reference)."""
        shape = get_service_model("account").operation_model("ListRegions").input_shape
        try:
            asked = request.parameters
            constraints.check(shape, asked)
            wanted = asked.get("RegionOptStatusContains")
            rows = [
                (paging.place(one, one), {"RegionName": one, "RegionOptStatus": self._status(one)})
                for one in all_of(get_partition(request.region))
                if not wanted or self._status(one) in wanted
            ]
            page = paging.cut(
                rows,
                size=asked.get("MaxResults", _DEFAULT_PAGE),
                token=asked.get("NextToken") or None,
                query=json.dumps(wanted),
            )
        except (AcmError, ValueError) as problem:
            return worded(request, "ValidationException", 400, str(problem))
        answer: dict[str, Any] = {"Regions": page.items}
        answer |= {"NextToken": page.next_token} if page.next_token else {}
        return Answer(200, [("Content-Type", "application/json")], json.dumps(answer).encode())

    def _status(self, region: str) -> str:
        if region in self.opted_out:
            return "DISABLED"
        always = get_partition(region) != "aws" or region in ALWAYS_ON
        return "ENABLED_BY_DEFAULT" if always else "ENABLED"


def _members(asked: Mapping[str, str], prefix: str) -> list[str]:
    """The values of a list in a form: ``RegionName.1=…``."""
    return [value for name, value in asked.items() if name.startswith(prefix)]


def _filters(asked: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    """Each filter's name, and the patterns of which one must fit (``*`` and ``?``)."""
    for name, value in asked.items():
        prefix, _, member = name.rpartition(".")
        if prefix.startswith("Filter.") and member == "Name":
            yield value, _members(asked, f"{prefix}.Value.")


def _holds(row: Mapping[str, str], name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(row.get(name, ""), pattern) for pattern in patterns)


def _xml(rows: Iterable[Mapping[str, str]]) -> str:
    items = "".join(
        f"<item><regionName>{escape(row['region-name'])}</regionName>"
        f"<regionEndpoint>{escape(row['endpoint'])}</regionEndpoint>"
        f"<optInStatus>{row['opt-in-status']}</optInStatus></item>"
        for row in rows
    )
    return (
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<requestId>sandbox</requestId><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    )
