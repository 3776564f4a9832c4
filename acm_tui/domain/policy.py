"""What somebody must be allowed in AWS, and no more: purpose by purpose, as an IAM policy.

Names of actions, resources and condition keys are those of the Service Authorization Reference. Who the
caller is may always be asked: ``sts:GetCallerIdentity`` needs no permission (STS API reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from acm_tui.domain.errors import UsageTrouble
from acm_tui.domain.shared_store import Store, permissions

Kind = Literal["observe", "migrate"]
Statement = dict[str, Any]

ANYWHERE = "*"
_CERTIFICATES = "arn:{partition}:acm:{region}:{account}:certificate/*"
_LISTENERS = "arn:{partition}:elasticloadbalancing:{region}:{account}:listener"
_CLASSIC = "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/*"
_ZONES = "arn:{partition}:route53:::hostedzone/*"

_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+")


class Scope(msgspec.Struct, frozen=True):
    """What a policy is narrowed to: an account, regions, domains with what is below; empty: not narrowed."""

    partition: str = "aws"
    account: str = ""
    regions: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Purpose(msgspec.Struct, frozen=True):
    """What ``actions`` are needed for, and the ``resources`` they are needed on.

    ``changes``: they change something. ``regional``: they name no resource, but are asked of a region.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = (ANYWHERE,)
    changes: bool = False
    regional: bool = False


PURPOSES = (
    Purpose("NameTheAccount", ("iam:ListAccountAliases",)),
    Purpose("FindRegions", ("account:ListRegions", "ec2:DescribeRegions")),
    Purpose("FindCertificates", ("acm:ListCertificates", "acm:SearchCertificates"), regional=True),
    Purpose(
        "ReadCertificates",
        (
            "acm:DescribeCertificate",
            "acm:GetCertificate",
            "acm:ListCertificateDomainValidations",
            "acm:ListTagsForCertificate",
        ),
        (_CERTIFICATES,),
    ),
    Purpose("ReadTags", ("tag:GetResources",), regional=True),
    Purpose(
        "ReadLoadBalancers",
        (
            "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeTags",
        ),
        regional=True,
    ),
    Purpose("FindHostedZones", ("route53:ListHostedZonesByName",)),
    Purpose("ReadHostedZones", ("route53:GetHostedZone", "route53:ListResourceRecordSets"), (_ZONES,)),
    # Health answers for all regions in one, and names no resource.
    Purpose("ReadNotices", ("health:DescribeAffectedEntities", "health:DescribeEvents")),
    Purpose("RequestCertificates", ("acm:RequestCertificate",), changes=True, regional=True),
    # A request that brings tags needs this as well.
    Purpose("TagCertificates", ("acm:AddTagsToCertificate",), (_CERTIFICATES,), changes=True),
    Purpose("SwitchInPlace", ("acm:UpdateCertificateOptions",), (_CERTIFICATES,), changes=True),
    # The old certificate, which goes in the end, carries no mark of ours that a condition could ask for.
    Purpose("DeleteCertificates", ("acm:DeleteCertificate",), (_CERTIFICATES,), changes=True),
    Purpose(
        "SwapOnListeners",
        (
            "elasticloadbalancing:AddListenerCertificates",
            "elasticloadbalancing:ModifyListener",
            "elasticloadbalancing:RemoveListenerCertificates",
        ),
        (f"{_LISTENERS}/app/*", f"{_LISTENERS}/net/*"),
        changes=True,
    ),
    Purpose(
        "SwapOnClassicLoadBalancers",
        ("elasticloadbalancing:SetLoadBalancerListenerSSLCertificate",),
        (_CLASSIC,),
        changes=True,
    ),
    Purpose("WriteValidationRecords", ("route53:ChangeResourceRecordSets",), (_ZONES,), changes=True),
    Purpose("SeeThemArrive", ("route53:GetChange",), ("arn:{partition}:route53:::change/*",), changes=True),
)
"""Every purpose in an account. ``migrate`` is all of them, ``observe`` those that change nothing.

Whether a written record has arrived is asked by nobody who writes none: that counts as part of the change.
"""


def statements(
    kind: Kind, scope: Scope, store: Store | None = None, kms_key: str = ""
) -> tuple[Statement, ...]:
    """The statements of the policy *kind* within *scope*; with *store*, those for a team's journal too.

    *kms_key* is the id, the ARN or the alias of the key that the journal's objects are encrypted with.
    """
    wanted = (one for one in PURPOSES if kind == "migrate" or not one.changes)
    journal = _journal(kind, scope, store, kms_key) if store is not None else ()
    return (*(_statement(one, scope) for one in wanted), *journal)


def document(found: Iterable[Statement]) -> dict[str, Any]:
    """The policy that is made of these statements."""
    return {"Version": "2012-10-17", "Statement": list(found)}


def domain_of(text: str) -> str:
    """The domain that somebody means by *text*: capitals, a final dot and a wildcard do not matter.

    Raises:
        UsageTrouble: it is none.
    """
    name = text.strip().lower().removesuffix(".").removeprefix("*.")
    if not _NAME.fullmatch(name):
        raise UsageTrouble(
            f"{text!r} is no domain.",
            remedy="Write it as example.com; names of other scripts as DNS has them: xn--….",
        )
    return name


def _statement(purpose: Purpose, scope: Scope) -> Statement:
    found: Statement = {
        "Sid": purpose.sid,
        "Effect": "Allow",
        "Action": list(purpose.actions),
        "Resource": list(_resources(purpose.resources, scope)),
    }
    conditions = _conditions(purpose, scope)
    return found | ({"Condition": conditions} if conditions else {})


def _resources(patterns: Iterable[str], scope: Scope) -> Iterator[str]:
    for pattern in patterns:
        # What is not of one region has one ARN for all.
        regions = (scope.regions or (ANYWHERE,)) if "{region}" in pattern else ("",)
        for region in regions:
            account = scope.account or ANYWHERE
            yield pattern.format(partition=scope.partition, region=region, account=account)


def _conditions(purpose: Purpose, scope: Scope) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if purpose.regional and scope.regions:
        found["StringEquals"] = {"aws:RequestedRegion": list(scope.regions)}
    if "acm:RequestCertificate" in purpose.actions:
        # ACM user guide, "Use condition keys with ACM".
        found.setdefault("StringEquals", {})["acm:ValidationMethod"] = "DNS"
        if scope.domains:
            below = [name for domain in scope.domains for name in (domain, f"*.{domain}")]
            found["ForAllValues:StringLike"] = {"acm:DomainNames": below}
            # Of a list that is not there everything is true (IAM user guide, "Multivalued context keys").
            found["Null"] = {"acm:DomainNames": "false"}
    if "route53:ChangeResourceRecordSets" in purpose.actions:
        # Route 53 developer guide, "Using IAM policy conditions for fine-grained access control".
        found["ForAllValues:StringEquals"] = {
            "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
            "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME"],
        }
        if scope.domains:
            records = [f"_*.{domain}" for domain in scope.domains]
            found["ForAllValues:StringLike"] = {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": records
            }
    return found


def _journal(kind: Kind, scope: Scope, store: Store, kms_key: str) -> Iterator[Statement]:
    key, of_alias = _key(kms_key, scope)
    sids = (
        "ListTheJournal",
        "ReadTheJournal" if kind == "observe" else "KeepTheJournal",
        "UseTheJournalsKey",
    )
    found = permissions(store, partition=scope.partition, kms_key=key, read_only=kind == "observe")
    for sid, one in zip(sids, found, strict=False):
        statement: Statement = {
            "Sid": sid,
            "Effect": "Allow",
            "Action": list(one.actions),
            "Resource": [one.resource],
        }
        if one.under:
            statement["Condition"] = {"StringLike": {"s3:prefix": [one.under]}}
        elif of_alias and one.resource == key:
            statement["Condition"] = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [of_alias]}}
        yield statement


def _key(named: str, scope: Scope) -> tuple[str, str]:
    """The ARN of a key by any of its names, and its alias where only that is known (``alias/…``)."""
    keys = f"arn:{scope.partition}:kms:*:{scope.account or ANYWHERE}:key"
    alias = named.rpartition(":")[2]
    if alias.startswith("alias/"):
        return f"{keys}/*", alias
    return (named if named.startswith("arn:") or not named else f"{keys}/{named}"), ""
