"""What the cutover says of what is done and what is not known, and nothing that was not seen."""

from __future__ import annotations

from msgspec.structs import replace

from acm_tui.domain.cutover import Drift, ListenersDrifted, plan
from acm_tui.domain.errors import Trouble
from acm_tui.domain.events import Failed, Intended, ListenersChosen, PlanConfirmed, Succeeded
from acm_tui.domain.listener import attachments_of
from acm_tui.screens import swapping_words as words
from tests.domain.stories import DOMAIN, NEW, OLD, THIRD, issued, listener, load_balancer_arn, told
from tests.domain.written_journal import Journal

ONE = listener("1", OLD, [OLD])
TWO = listener(
    arn=load_balancer_arn("wiki").replace(":loadbalancer/", ":listener/") + "/2",
    load_balancer_arn=load_balancer_arn("wiki"),
    port=8443,
)
PLAN = plan(attachments_of(OLD, [ONE, TWO]), [ONE, TWO], OLD, NEW)
CONFIRMED = (*issued(), ListenersChosen(PLAN.attachments), PlanConfirmed(PLAN, DOMAIN))
FIRST, OTHER = PLAN.changes[0], PLAN.changes[-1]
STOPPED = Trouble("It stopped.", remedy="Put it right.")


def test_every_lost_answer_is_counted_and_nothing_is_said_to_be_read() -> None:
    m = told(*CONFIRMED, Intended(FIRST), Intended(OTHER))
    said = "".join(words.before(m))
    assert said == (
        "0 of 4 calls are made already. The answer to 2 calls was lost; what became of it is read first. "
    )
    assert words.ways_on(m, STOPPED.remedy) == (
        "Put it right. Enter goes on, u rolls back, Esc leaves: everything is saved."
    )


def test_before_the_first_change_there_is_no_way_back_to_offer() -> None:
    m = told(*CONFIRMED, Intended(FIRST), Failed(8, "AccessDenied", "no"))
    assert words.before(m) == ()
    assert words.ways_on(m, STOPPED.remedy) == (
        "Put it right. Enter plans anew, l leaves shop port 443 out, Esc leaves: everything is saved."
    )


def test_a_plan_that_was_made_anew_waits_for_its_confirmation() -> None:
    stale = ListenersDrifted("1 listener(s) changed.", remedy="Review it.", drift=())
    said = words.ways_on(told(*CONFIRMED), stale.remedy, "Enter confirms it")
    assert said == "Review it. Enter confirms it, Esc leaves: everything is saved."


def test_what_was_changed_is_told_also_where_others_are_left_out() -> None:
    rest = ListenersChosen(attachments_of(OLD, [ONE]))
    m = told(*CONFIRMED, Intended(FIRST), Succeeded(8), rest)
    assert words.before(m) == ("1 listener changed already. ",)


def test_a_rollback_that_left_something_does_not_claim_success() -> None:
    journal = Journal((ONE, TWO))
    journal.cut_over(ONE, TWO)
    journal.world = (journal.world[0], replace(journal.world[1], default=THIRD))
    journal.roll_back()
    (said,) = words.before(journal.now())
    assert said == "Rolled back but for wiki port 8443: there it is still to be restored. "
    journal.world = (journal.world[0], replace(journal.world[1], default=NEW))
    journal.roll_back()
    assert words.before(journal.now()) == ("Rolled back: the old certificate is where it was. ",)


def test_a_listener_that_listens_elsewhere_shows_where() -> None:
    drift = Drift(ONE.arn, ONE, replace(ONE, port=4443, protocol="TLS"))
    said = "\n".join("".join(cell.plain for cell in row) for row in words.drifted([drift]))
    assert "shop port 443 is not as the plan saw it." in said
    assert "listens  HTTPS 443 ▸ TLS 4443" in said
