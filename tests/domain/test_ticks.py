"""What is ticked stays ticked, or not, from one look to the next; only what is new is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.cutover import plan
from acm_tui.domain.events import Event, Intended, ListenersChosen, PlanConfirmed, Succeeded
from acm_tui.domain.listener import Attachment, attachments_of
from acm_tui.domain.ticks import Ticks, ticks
from tests.domain.stories import DOMAIN, NEW, OLD, issued, listener, told
from tests.domain.strategies import steady

ONE, TWO, THREE = (Attachment(f"listener-{name}", "default") for name in "abc")
FRESH = told(*issued())


def chose(*chosen: Attachment) -> Ticks:
    return ticks(told(*issued(), ListenersChosen(chosen)), (ONE, TWO, THREE), None)


def test_at_first_everything_is_ticked_and_nothing_is_new() -> None:
    assert ticks(FRESH, (ONE, TWO), None) == Ticks(frozenset({ONE, TWO}), frozenset({ONE, TWO}))


@pytest.mark.parametrize(
    ("chosen", "ticked"),
    [((TWO,), {TWO}), ((Attachment("gone", "sni"),), {ONE, TWO, THREE}), ((), {ONE, TWO, THREE})],
)
def test_at_first_it_is_the_last_choice_where_that_is_still_there(
    chosen: tuple[Attachment, ...], ticked: set[Attachment]
) -> None:
    assert chose(*chosen).ticked == ticked


def test_what_was_chosen_and_swapped_already_is_no_choice_any_more() -> None:
    swapped = plan([], [listener("443", NEW)], OLD, NEW)
    done = told(*issued(), ListenersChosen(swapped.attachments), PlanConfirmed(swapped, DOMAIN))
    assert done.cutover_done
    left = attachments_of(OLD, [listener("8443")])
    assert ticks(done, left, None).ticked == {*left}


def test_in_the_middle_of_a_cutover_nothing_is_ticked_that_was_not_chosen() -> None:
    one = listener("443", OLD, [OLD])
    made = plan(attachments_of(OLD, [one]), [one], OLD, NEW)
    begun: list[Event] = [*issued(), ListenersChosen(made.attachments), PlanConfirmed(made, DOMAIN)]
    begun += [Intended(made.changes[0]), Succeeded(len(begun) + 1)]
    assert told(*begun).half_done
    assert ticks(told(*begun), (ONE, TWO), None).ticked == frozenset()
    assert ticks(told(*begun), (ONE, *made.attachments), None).ticked == {*made.attachments}


def test_what_was_picked_by_hand_outlives_another_look() -> None:
    picked = ticks(FRESH, (ONE, TWO), None).toggled(ONE)
    assert ticks(FRESH, (ONE, TWO), picked) == picked
    assert ticks(FRESH, (ONE, TWO), picked.toggled(TWO)).ticked == frozenset(), "also where it is nothing"


def test_only_what_is_new_is_ticked_and_called_new_until_the_next_look() -> None:
    picked = ticks(FRESH, (ONE, TWO), None).toggled(ONE)
    more = ticks(FRESH, (ONE, TWO, THREE), picked)
    assert more.ticked == {TWO, THREE}
    assert more.new == {THREE}
    assert ticks(FRESH, (ONE, TWO, THREE), more.toggled(THREE)).ticked == {TWO}
    assert ticks(FRESH, (ONE, TWO, THREE), more).new == frozenset()


def test_all_and_none() -> None:
    some = ticks(FRESH, (ONE, TWO), None).toggled(ONE)
    assert some.all_or_none().ticked == {ONE, TWO}
    assert some.all_or_none().all_or_none().ticked == frozenset()


looks = st.lists(st.frozensets(st.sampled_from([ONE, TWO, THREE])), min_size=1, max_size=6)


@steady
@given(looks, st.data())
def test_no_look_unticks_what_is_there_nor_ticks_what_was_unticked(
    found: list[frozenset[Attachment]], data: st.DataObject
) -> None:
    before = ticks(FRESH, found[0], None)
    for now in found[1:]:
        for one in sorted(before.found):
            if data.draw(st.booleans()):
                before = before.toggled(one)
        after = ticks(FRESH, now, before)
        assert after.found == now
        assert after.ticked <= now
        for one in now & before.found:
            assert (one in after.ticked) == (one in before.ticked)
        assert after.new == now - before.found <= after.ticked
        before = after
