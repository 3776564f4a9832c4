"""Policies: how they are narrowed, and that what they say is well-formed."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acm_tui.domain.errors import UsageTrouble
from acm_tui.domain.policy import Kind, Scope, Statement, document, domain_of, statements
from acm_tui.domain.shared_store import store_of

ACCOUNT, TOKYO = "111122223333", "ap-northeast-1"
STORE = store_of("s3://team-journal/acm-tui")


def of(sid: str, found: tuple[Statement, ...]) -> Statement:
    (one,) = [statement for statement in found if statement["Sid"] == sid]
    return one


def test_a_request_is_for_dns_and_for_the_domains_that_are_named() -> None:
    plain = of("RequestCertificates", statements("migrate", Scope()))
    assert plain["Condition"] == {"StringEquals": {"acm:ValidationMethod": "DNS"}}
    narrow = of("RequestCertificates", statements("migrate", Scope(domains=("example.com",))))
    assert narrow["Condition"] == {
        "StringEquals": {"acm:ValidationMethod": "DNS"},
        "ForAllValues:StringLike": {"acm:DomainNames": ["example.com", "*.example.com"]},
        "Null": {"acm:DomainNames": "false"},
    }


def test_only_validation_records_can_be_written() -> None:
    written = of("WriteValidationRecords", statements("migrate", Scope(domains=("example.com",))))
    assert written["Condition"] == {
        "ForAllValues:StringEquals": {
            "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
            "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME"],
        },
        "ForAllValues:StringLike": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_*.example.com"]
        },
    }


def test_account_and_regions_narrow_every_arn_and_what_has_none_is_narrowed_by_region() -> None:
    found = statements("migrate", Scope(account=ACCOUNT, regions=(TOKYO, "eu-west-1")))
    assert of("DeleteCertificates", found)["Resource"] == [
        f"arn:aws:acm:{TOKYO}:{ACCOUNT}:certificate/*",
        f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/*",
    ]
    assert of("ReadHostedZones", found)["Resource"] == ["arn:aws:route53:::hostedzone/*"]
    assert of("FindCertificates", found)["Condition"] == {
        "StringEquals": {"aws:RequestedRegion": [TOKYO, "eu-west-1"]}
    }
    assert "Condition" not in of("NameTheAccount", found), "IAM is not of one region"


def test_another_partition_has_arns_of_its_own() -> None:
    found = statements("migrate", Scope(partition="aws-cn", regions=("cn-north-1",)), STORE)
    for one in found:
        assert all(each == "*" or each.startswith("arn:aws-cn:") for each in one["Resource"])


@pytest.mark.parametrize(
    ("kind", "sid", "actions"),
    [
        ("observe", "ReadTheJournal", ["s3:GetObject"]),
        ("migrate", "KeepTheJournal", ["s3:GetObject", "s3:PutObject"]),
    ],
)
def test_a_teams_journal_is_read_or_kept(kind: Kind, sid: str, actions: list[str]) -> None:
    found = statements(kind, Scope(), STORE)
    assert of("ListTheJournal", found)["Condition"] == {"StringLike": {"s3:prefix": ["acm-tui/*"]}}
    assert of(sid, found)["Action"] == actions
    assert of(sid, found)["Resource"] == ["arn:aws:s3:::team-journal/acm-tui/*"]


KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.mark.parametrize(
    ("named", "resource", "condition"),
    [
        (f"arn:aws:kms:{TOKYO}:{ACCOUNT}:key/{KEY}", f"arn:aws:kms:{TOKYO}:{ACCOUNT}:key/{KEY}", None),
        (KEY, f"arn:aws:kms:*:{ACCOUNT}:key/{KEY}", None),
        ("alias/journal", f"arn:aws:kms:*:{ACCOUNT}:key/*", "alias/journal"),
        (f"arn:aws:kms:{TOKYO}:{ACCOUNT}:alias/journal", f"arn:aws:kms:*:{ACCOUNT}:key/*", "alias/journal"),
    ],
)
def test_the_journals_key_by_any_of_its_names(named: str, resource: str, condition: str | None) -> None:
    one = of("UseTheJournalsKey", statements("migrate", Scope(account=ACCOUNT), STORE, named))
    assert one["Resource"] == [resource]
    wanted: Any = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [condition]}} if condition else None
    assert one.get("Condition") == wanted


_REGIONS = some.lists(some.sampled_from([TOKYO, "eu-west-1", "us-east-1"]), max_size=3, unique=True)


@given(
    kind=some.sampled_from(["observe", "migrate"]),
    account=some.sampled_from(["", ACCOUNT]),
    regions=_REGIONS,
    domains=some.lists(some.sampled_from(["example.com", "example.org"]), max_size=2, unique=True),
    store=some.sampled_from([None, STORE]),
)
def test_every_policy_is_well_formed(
    kind: Kind, account: str, regions: list[str], domains: list[str], store: Any
) -> None:
    scope = Scope(account=account, regions=tuple(regions), domains=tuple(domains))
    made = document(statements(kind, scope, store))
    sids = [one["Sid"] for one in made["Statement"]]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids), "IAM takes no other characters"
    assert {one["Effect"] for one in made["Statement"]} == {"Allow"}
    text = json.dumps(made, separators=(",", ":"))
    assert "{" not in "".join(each for one in made["Statement"] for each in one["Resource"])
    assert len(text) <= 6144, "the longest managed policy (IAM quotas)"


@pytest.mark.parametrize("text", ["example.com", " *.Example.COM. ", "example.com."])
def test_a_domain_however_it_is_written(text: str) -> None:
    assert domain_of(text) == "example.com"


@pytest.mark.parametrize(
    "text", ["", "com", "例え.jp", "exa mple.com", "*", "example..com", 'a".com', "${x}.com"]
)
def test_what_is_no_domain_gets_into_no_policy(text: str) -> None:
    with pytest.raises(UsageTrouble):
        domain_of(text)
