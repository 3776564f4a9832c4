"""The judge of the matrix convicts: each thing that must not be is done by somebody, and is found."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from acm_tui.domain.certificate import MIGRATION_TAG
from acm_tui.domain.events import Way as Migrates
from acm_tui.domain.mutation import SetDefault
from tests.faults.faults import SHOP
from tests.faults.faulty_wire import Way
from tests.faults.judge import Judge, Verdict
from tests.faults.town import Stage, Town
from tests.workflow.wire import Refusal, Says


@pytest.fixture
def judge(town: Town) -> Judge:
    """In the middle of a cutover, before its first call."""
    return Judge(town, town.at(Stage(SHOP, "confirmed")))


@pytest.fixture
def before_the_switch(town: Town) -> Judge:
    """A migration is begun, and no way is chosen."""
    return Judge(town, town.at(Stage(SHOP, "begun")))


def finished(town: Town, judge: Judge, until: str = "swapped", way: Migrates = "replace") -> Verdict:
    """The operator goes on, and the judge looks at the end."""
    said = town.zygote.run(town.orders(until, migration=judge.migration, way=way))
    return judge.finish(reached=said.reached, crash=said.crash, over=False)


def test_nothing_is_wrong_with_what_went_well(town: Town, judge: Judge) -> None:
    verdict = finished(town, judge)
    assert (verdict.wrong, verdict.again) == ([], 0)


def test_a_second_certificate_is_a_duplicate(town: Town, judge: Judge) -> None:
    tags = [{"Key": MIGRATION_TAG, "Value": judge.migration}]
    with town.client("acm") as acm:
        acm.request_certificate(DomainName=SHOP, ValidationMethod="DNS", Tags=tags)
    verdict = finished(town, judge)
    assert verdict.duplicates == ["at the end: 2 certificates"]
    assert verdict.lost, "the journal knows one of two"


def test_a_request_with_another_token_is_a_repeat(town: Town, judge: Judge) -> None:
    tags = [{"Key": MIGRATION_TAG, "Value": judge.migration}]
    with town.client("acm", town.wire.url) as acm:
        for token in ("one", "one", "two"):
            made = acm.request_certificate(
                DomainName=SHOP, ValidationMethod="DNS", Tags=tags, IdempotencyToken=token
            )
            if token == "two":
                acm.delete_certificate(CertificateArn=made["CertificateArn"])
    verdict = finished(town, judge)
    assert len(verdict.repeats) == 1
    assert "another token" in verdict.repeats[0]
    assert verdict.again == 1
    assert "2 certificates were made" in verdict.duplicates


def test_a_listener_that_nobody_planned_is_stray(town: Town, judge: Judge) -> None:
    with town.client("elbv2") as elbv2:
        listener = sorted(arn for arn in town.listeners() if "/pay-alb/" in arn)[0]
        certificate = next(one.arn for one in town.sandbox.acm.all() if one.names[0] == SHOP)
        elbv2.modify_listener(ListenerArn=listener, Certificates=[{"CertificateArn": certificate}])
    verdict = finished(town, judge)
    assert len(verdict.stray) == 1
    assert listener in verdict.stray[0]


def test_a_call_without_an_intent_is_stray(town: Town, judge: Judge) -> None:
    plan = town.migration(judge.migration).plan
    assert plan is not None
    change = next(one for one in plan.changes if isinstance(one, SetDefault))
    with town.client("elbv2", town.wire.url) as elbv2:
        elbv2.modify_listener(
            ListenerArn=change.listener_arn, Certificates=[{"CertificateArn": change.certificate_arn}]
        )
    judge.look("now", quiet=True)
    assert len(judge.verdict.stray) == 2, "the listener, and the call"


def test_a_migration_that_does_not_come_to_its_end_is_lost(town: Town, judge: Judge) -> None:
    town.wire.always("ModifyListener", Refusal("AccessDenied", 403))
    verdict = finished(town, judge)
    assert len(verdict.lost) == 1
    assert (verdict.duplicates, verdict.stray, verdict.untrue) == ([], [], [])


def test_a_denial_of_what_was_carried_out_is_untrue(town: Town, judge: Judge) -> None:
    """AWS itself lies here, and the journal believes it."""
    town.wire.goes("ModifyListener", [Way(answer=Refusal("AccessDenied", 403))])
    verdict = finished(town, judge)
    assert len(verdict.untrue) == 1
    assert "carried out, and the journal denies it" in verdict.untrue[0]


# -- in place -----------------------------------------------------------------------------------------------


def switched(town: Town, judge: Judge, endpoint: str = "") -> None:
    """Somebody asks ACM for the switch; with the wire's *endpoint* it counts as the program's own call."""
    with town.client("acm", endpoint) as acm:
        acm.update_certificate_options(
            CertificateArn=town.migration(judge.migration).old.arn, Options={"ValidationMethod": "DNS"}
        )


def test_nothing_is_wrong_with_a_switch_that_went_well(town: Town, before_the_switch: Judge) -> None:
    verdict = finished(town, before_the_switch, "pending", "in place")
    assert (verdict.wrong, verdict.again) == ([], 0)


def test_a_switch_that_is_repeated_unseen_is_refused_and_makes_no_difference(
    town: Town, before_the_switch: Judge
) -> None:
    town.wire.goes("UpdateCertificateOptions", [Way(cut=True)])
    town.zygote.run(town.orders("pending", migration=before_the_switch.migration, way="in place"))
    verdict = finished(town, before_the_switch, "pending", "in place")
    assert (verdict.repeats, verdict.again) == ([], 1)


def test_a_switch_that_is_asked_for_though_it_is_shown_is_a_repeat(
    town: Town, before_the_switch: Judge
) -> None:
    assert finished(town, before_the_switch, "pending", "in place").repeats == []
    with pytest.raises(ClientError, match="ConflictException"):
        switched(town, before_the_switch, town.wire.url)
    verdict = before_the_switch.finish(reached=True, crash="", over=False)
    assert len(verdict.repeats) == 1
    assert "though ACM had shown it pending" in verdict.repeats[0]


def test_a_switch_without_an_intent_is_stray_and_not_told(town: Town, before_the_switch: Judge) -> None:
    switched(town, before_the_switch, town.wire.url)
    before_the_switch.look("now", quiet=True)
    assert ["no intent" in one for one in before_the_switch.verdict.stray] == [True]
    assert ["the journal denies it" in one for one in before_the_switch.verdict.untrue] == [True]


def test_a_denial_of_a_switch_that_is_pending_is_untrue(town: Town, before_the_switch: Judge) -> None:
    """AWS itself lies here, and the journal believes it."""
    town.wire.goes("UpdateCertificateOptions", [Way(answer=Refusal("AccessDeniedException"))])
    verdict = finished(town, before_the_switch, "pending", "in place")
    assert ["the journal denies it" in one for one in verdict.untrue] == [True, True]
    assert verdict.lost


def test_a_switch_that_never_was_is_untrue(town: Town, before_the_switch: Judge) -> None:
    """ACM says yes, and does nothing."""
    town.wire.always("UpdateCertificateOptions", Says({}))
    verdict = finished(town, before_the_switch, "over", "in place")
    assert ["the journal tells of it" in one for one in verdict.untrue] == [True, False]
    assert "ACM has no switch, and the journal tells of one" in verdict.untrue[1]
    assert verdict.lost
