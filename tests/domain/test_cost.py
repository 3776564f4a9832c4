"""What a plan costs the clients of each listener, by what it calls there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from acm_tui.domain.cutover import LIST_QUOTA, Cost, costs, plan, rollback
from acm_tui.domain.listener import Kind, attachments_of
from tests.domain.stories import NEW, OLD, THIRD, certificate_arn
from tests.domain.surroundings import OF_KIND, SHOP, on


@pytest.mark.parametrize(
    ("kind", "cost"),
    [("application", Cost.CUT), ("network", Cost.NOTHING), ("classic", Cost.CUT)],
)
def test_what_a_swap_costs_depends_on_the_type_either_way(kind: Kind, cost: Cost) -> None:
    one = on(kind)
    assert set(OF_KIND) == {"application", "network", "classic"}
    assert costs(plan(attachments_of(OLD, [one]), [one], OLD, NEW), one.arn) == (cost,)
    assert costs(rollback([one], [replace(one, default=NEW)], OLD, NEW), one.arn) == (cost,)


def test_each_listener_has_its_own_and_what_is_done_already_costs_nothing() -> None:
    done, left = on("application", default=NEW), on("network")
    chosen = attachments_of(OLD, [on("application"), left])
    made = plan(chosen, [done, left], OLD, NEW)
    assert {one.arn: costs(made, one.arn) for one in made.before} == {
        done.arn: (),
        left.arn: (Cost.NOTHING,),
    }


def test_a_gap_that_was_accepted_is_a_cost_of_its_own() -> None:
    rest = [certificate_arn(f"other-{number}") for number in range(LIST_QUOTA - 1)]
    full = on("application", "1", THIRD, [OLD])
    world = (full, on("application", "2", THIRD, rest))
    made = plan(attachments_of(OLD, world), world, OLD, NEW, remove_first=frozenset({SHOP}))
    assert costs(made, full.arn) == (Cost.GAP, Cost.CUT)
