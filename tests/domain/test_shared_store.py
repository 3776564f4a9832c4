"""Where a team keeps its journal: the settings name it, and everything else follows from that."""

from __future__ import annotations

import pytest

from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.shared_store import Permission, Store, permissions, store_of


@pytest.mark.parametrize(
    ("text", "store", "name", "root"),
    [
        ("s3://team-journal", Store("team-journal"), "s3://team-journal", ""),
        ("s3://team-journal/", Store("team-journal"), "s3://team-journal", ""),
        ("s3://team.journal/acm", Store("team.journal", "acm"), "s3://team.journal/acm", "acm/"),
        ("s3://abc/acm-tui/prod/", Store("abc", "acm-tui/prod"), "s3://abc/acm-tui/prod", "acm-tui/prod/"),
        ("s3://abc/2026_a.b!*'()", Store("abc", "2026_a.b!*'()"), "s3://abc/2026_a.b!*'()", "2026_a.b!*'()/"),
    ],
)
def test_a_store_is_a_bucket_and_a_prefix(text: str, store: Store, name: str, root: str) -> None:
    found = store_of(text)
    assert found == store
    assert (found.name, found.root) == (name, root)
    assert store_of(found.name) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "s3://"),
        ("team-journal", "s3://"),
        ("S3://team-journal", "s3://"),
        ("https://team-journal.s3.amazonaws.com", "s3://"),
        ("s3://", "no name of a bucket"),
        ("s3:///prefix", "no name of a bucket"),
        ("s3://ab", "no name of a bucket"),
        ("s3://Team", "no name of a bucket"),
        ("s3://team_journal", "no name of a bucket"),
        ("s3://-team", "no name of a bucket"),
        ("s3://team\n", "no name of a bucket"),
        ("s3://" + "x" * 64, "no name of a bucket"),
        ("s3://arn:aws:s3:eu-west-1:111122223333:accesspoint/x", "no name of a bucket"),
        ("s3://team//prod", "no prefix"),
        ("s3://team/prod//", "no prefix"),
        ("s3://team/a/../b", "no prefix"),
        ("s3://team/.", "no prefix"),
        ("s3://team/a b", "no prefix"),
        ("s3://team/é", "no prefix"),
        ("s3://team/a%2Fb", "no prefix"),
        ("s3://team/" + "x" * 201, "201 characters"),
    ],
)
def test_what_names_no_store_is_refused_and_told_why(text: str, why: str) -> None:
    with pytest.raises(SettingsTrouble, match="is no place for a journal") as caught:
        store_of(text)
    assert why in caught.value.cause
    assert "s3://bucket/prefix" in caught.value.remedy


def test_whoever_works_with_it_may_list_read_and_create_and_nothing_else() -> None:
    assert permissions(store_of("s3://team/acm")) == (
        Permission(("s3:ListBucket",), "arn:aws:s3:::team", under="acm/*"),
        Permission(("s3:GetObject", "s3:PutObject"), "arn:aws:s3:::team/acm/*"),
    )


def test_whoever_looks_writes_nothing() -> None:
    key = "arn:aws-cn:kms:cn-north-1:111122223333:key/k"
    found = permissions(Store("team"), partition="aws-cn", kms_key=key, read_only=True)
    assert found == (
        Permission(("s3:ListBucket",), "arn:aws-cn:s3:::team", under="*"),
        Permission(("s3:GetObject",), "arn:aws-cn:s3:::team/*"),
        Permission(("kms:Decrypt",), key),
    )
    assert permissions(Store("team"), kms_key=key)[-1].actions == ("kms:Decrypt", "kms:GenerateDataKey")
