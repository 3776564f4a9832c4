"""What Finish tells of the swap: of the cutover as it stands, every part of it, and the right way round."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from acm_tui.domain.events import CutoverWatched
from acm_tui.domain.monitor import Watched
from acm_tui.domain.watchings import so_far
from acm_tui.screens.finish_words import facts
from tests.domain.stories import NEW, OLD, START, issued, listener_arn, told

SHOP = Watched(
    listener_arn=listener_arn("443"),
    load_balancer="shop",
    port=443,
    old=3,
    new=4,
    first_new_at=START,
    held="held",
    behind=(),
)
API = msgspec.structs.replace(SHOP, listener_arn=listener_arn("8443"), load_balancer="api", port=8443)
SERVED = "old ▸ new 09:00:00 UTC · 7 handshakes · none failed · the open connection was held"


def watching(put: str, *listeners: Watched, begun_s: int = 0, trouble: str = "") -> CutoverWatched:
    begun = START + timedelta(seconds=begun_s)
    return CutoverWatched(put, begun, begun + timedelta(seconds=9), 250.0, listeners, trouble)


def at_the_swap(*watchings: CutoverWatched) -> list[str]:
    pairs = facts(told(*issued(), *watchings), None, START)
    return [value if isinstance(value, str) else value[0] for label, value in pairs if label == "At the swap"]


def test_one_line_a_listener() -> None:
    assert at_the_swap(watching(NEW, SHOP, API)) == [
        f"shop port 443  {SERVED}",
        f"api port 8443  {SERVED}",
    ]


def test_what_was_seen_of_a_rollback_is_not_what_was_seen_of_the_cutover() -> None:
    """Swapped, restored, and then swapped by somebody's own hand: the plan found nothing to change."""
    assert at_the_swap(watching(NEW, SHOP), watching(OLD, SHOP, begun_s=100)) == []
    again = watching(NEW, SHOP, begun_s=200)
    assert at_the_swap(watching(NEW, SHOP, API), watching(OLD, SHOP, API, begun_s=100), again) == [
        f"shop port 443  {SERVED}"
    ]


def test_an_interrupted_cutover_is_told_part_by_part() -> None:
    only_new = msgspec.structs.replace(SHOP, old=0)
    assert at_the_swap(watching(NEW, SHOP), watching(NEW, only_new, API, begun_s=60)) == [
        "watched 2026-11-23 09:00:00 - 09:00:09 UTC",
        f"shop port 443  {SERVED}",
        "watched 2026-11-23 09:01:00 - 09:01:09 UTC",
        "shop port 443  new 09:00:00 UTC · 4 handshakes · none failed · the open connection was held",
        f"api port 8443  {SERVED}",
    ]


def test_what_disturbed_the_watching_and_that_it_was_cut_off_is_said() -> None:
    assert at_the_swap(watching(NEW, SHOP, trouble="The monitor failed: …"))[1:] == [
        "the watching was disturbed: The monitor failed: …"
    ]
    unheard = SERVED.replace(
        "the open connection was held", "whether the open connection was held is not known"
    )
    assert at_the_swap(so_far(watching(NEW, SHOP))) == [
        f"shop port 443  {unheard}",
        "the watching was cut off, or still goes on: nothing is known after 09:00:09 UTC",
    ]
