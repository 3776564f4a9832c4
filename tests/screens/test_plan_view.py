"""The plan to read: what each listener costs, what its type costs, and what cannot be done and why."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from textual.content import Content

from acm_tui.domain.cutover import CutoverPlan, plan
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.monitor import Watched
from acm_tui.handoff.openssl import elsewhere
from acm_tui.widgets.plan import Names, advice, plan_view
from acm_tui.widgets.say import Row
from tests.domain.stories import NEW, OLD
from tests.domain.surroundings import CLASSIC, Scene, on

ALB, NLB, ORDERS = on("application"), on("network"), on("classic")
CHOSEN = attachments_of(OLD, [ALB, NLB, ORDERS])


def text(rows: Iterable[Row | Content]) -> list[str]:
    return [one.plain if isinstance(one, Content) else f"{one.label.plain}{one.body.plain}" for one in rows]


def seen(*listeners: Listener) -> Names:
    return Names.of(Scene(*listeners).seen.load_balancers, listeners)


def shown(made: CutoverPlan, *listeners: Listener) -> list[str]:
    return text(plan_view(made, seen(*listeners), (), {}, elsewhere))


def test_each_listener_says_what_it_costs() -> None:
    world = (ALB, NLB, ORDERS)
    rows = shown(plan(CHOSEN, world, OLD, NEW), *world)
    told = {rows[number - 3].split("  ")[1]: row for number, row in enumerate(rows) if "clients  " in row}
    assert told == {
        "ALB": "   clients  ! a long-lived connection may be cut",
        "NLB": "   clients  no interruption",
        "Classic": "   clients  ! a long-lived connection may be cut",
    }


def test_a_listener_that_is_watched_says_what_is_seen_instead() -> None:
    made = plan(attachments_of(OLD, [ALB]), [ALB], OLD, NEW)
    watched = Watched(listener_arn=ALB.arn, load_balancer="shop", port=443, old=3)
    rows = text(plan_view(made, seen(ALB), (), {ALB.arn: watched}, elsewhere))
    assert not [row for row in rows if "clients  " in row]
    assert [row for row in rows if "3 handshakes" in row]


def test_only_what_is_left_to_change_is_warned_of() -> None:
    """The ALB is swapped already: what it would cost is no news any more."""
    done = replace(ALB, default=NEW)
    made = plan(CHOSEN, (done, NLB, ORDERS), OLD, NEW)
    assert [one.arn for one in made.before if one.load_balancer_arn == done.load_balancer_arn]
    said = text(advice(made))
    assert [one.split(":")[0] for one in said] == ["✔ NLB", "! Classic"]


def test_a_key_that_cannot_be_used_is_told_with_a_way_on() -> None:
    made = plan(CHOSEN, (ORDERS,), OLD, NEW, unusable={CLASSIC: "it takes no EC_prime256v1"})
    rows = shown(made, ORDERS)
    at = rows.index("   ✖ it cannot use the new certificate: it takes no EC_prime256v1")
    assert rows[at + 1].startswith("     Leave this listener out")
