"""What the screens say of a switch in place: nothing that was not seen, and nothing left untold."""

from __future__ import annotations

import pytest

from acm_tui.domain.events import Event, WayChosen
from acm_tui.domain.journey import Step, beside, skipped
from acm_tui.domain.left_behind import stays_in_aws
from acm_tui.screens.dns_rows import cells, summary
from acm_tui.screens.step import TITLES
from acm_tui.widgets.stepper import Stepper
from tests.domain.stories import DOMAIN, NEW, RECORD, START, requested, started, told
from tests.domain.switch_stories import FAILED, PENDING, SUCCESS, asked, seen
from tests.domain.test_switch_not_shown import NOT_SHOWN


@pytest.mark.parametrize(
    ("story", "acm"),
    [((*asked(), seen(PENDING)), "… pending"), ((*asked(), seen(SUCCESS)), "✔ validated")],
)
def test_each_record_is_shown_with_its_names_and_acms_word(story: tuple[Event, ...], acm: str) -> None:
    names, _, said = cells(told(*story), RECORD, None)
    assert names == DOMAIN
    assert (said if isinstance(said, str) else said[0]) == acm


def test_of_a_switch_that_acm_does_not_show_nothing_is_said_to_be_pending() -> None:
    waiting = summary(told(*asked()), {}, START, None)
    assert "left of 72 h" in str(waiting)
    said = str(summary(NOT_SHOWN, {}, START, None))
    assert "left of 72 h" not in said
    assert PENDING not in said


def test_from_the_dns_step_one_goes_to_the_last_and_back() -> None:
    m = told(*asked(), seen(SUCCESS))
    assert (beside(m, Step.DNS, 1), beside(m, Step.FINISH, -1)) == (Step.FINISH, Step.DNS)
    other = told(*requested())
    assert (beside(other, Step.DNS, 1), beside(other, Step.FINISH, -1)) == (Step.LISTENERS, Step.CUTOVER)


def test_a_step_that_is_skipped_is_not_marked_as_done() -> None:
    stepper = Stepper(TITLES, at=Step.FINISH)
    stepper.show(Step.FINISH, skipped(told(*asked(), seen(SUCCESS))))
    assert stepper.render().plain == (
        "1 Select ✔   2 Request ✔   3 DNS ✔   4 Listeners –   5 Cutover –   6 Finish ●"
    )
    stepper.show(Step.FINISH, skipped(told(*requested())))
    assert "4 Listeners ✔   5 Cutover ✔" in stepper.render().plain


@pytest.mark.parametrize(
    ("story", "says"),
    [
        ((started(),), ()),
        (tuple(requested()), (f"The requested certificate stays in ACM: {NEW}",)),
        (
            (*asked(), seen(PENDING)),
            ("The switch stays pending until it completes or expires; it cannot be withdrawn.",),
        ),
        ((*asked(), seen(FAILED)), ()),
        ((*asked(), seen(SUCCESS)), ("The certificate is switched to DNS validation; that stays.",)),
    ],
)
def test_what_stays_in_aws_when_it_is_given_up(story: tuple[Event, ...], says: tuple[str, ...]) -> None:
    assert stays_in_aws(told(*story)) == says
    if story[-1] == seen(PENDING):
        (left,) = stays_in_aws(told(*story, WayChosen("replace")))
        assert "cannot be withdrawn" in left
