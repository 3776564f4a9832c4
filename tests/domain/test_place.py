"""An ARN names its place; what is no ARN is refused."""

from __future__ import annotations

import pytest

from acm_tui.domain.place import Place, place_of
from tests.domain.stories import OLD, PLACE


@pytest.mark.parametrize(
    ("arn", "place"),
    [
        (OLD, PLACE),
        (
            "arn:aws-cn:acm:cn-north-1:111122223333:certificate/x",
            Place("aws-cn", "111122223333", "cn-north-1"),
        ),
        ("arn:aws:iam::111122223333:server-certificate/a:b:c", Place("aws", "111122223333", "")),
    ],
)
def test_the_place_of_an_arn(arn: str, place: Place) -> None:
    assert place_of(arn) == place


@pytest.mark.parametrize("text", ["", "arn", "arn:aws:acm:eu-west-1:111122223333", "urn:aws:acm:e:1:x"])
def test_what_is_no_arn_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=f"^not an ARN: '{text}'$"):
        place_of(text)


def test_the_partition_is_shown_where_it_is_not_the_usual_one() -> None:
    assert str(PLACE) == "111122223333 · ap-northeast-1"
    assert str(Place("aws-cn", "111122223333", "cn-north-1")) == "111122223333 · cn-north-1 (aws-cn)"
