"""What AWS Health says is told, and nothing depends on it."""

from dataclasses import replace

import pytest

from acm_tui.domain.inventory.news import Noticed
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.workflow.services import Services
from tests.workflow.inventory.looking import Outcome, looked_to_the_end
from tests.workflow.wire import Refusal, Wire


def said(found: Outcome) -> Noticed:
    [only] = [one for one in found.news if isinstance(one, Noticed)]
    return only


def test_the_certificates_that_a_notice_names_are_marked(services: Services) -> None:
    found = looked_to_the_end(services)
    [notice] = said(found).notices
    assert notice.code == "AWS_ACM_RENEWAL_STATE_CHANGE"
    marked = {one.certificate.domain: one.notices for one in found.rows if one.notices}
    assert marked == {"pay.example.net": (notice,)}


def test_each_account_is_asked_once(services: Services, wire: Wire) -> None:
    looked_to_the_end(replace(services, regions=("ap-northeast-1", "us-east-1", "eu-west-1")))
    assert wire.count("DescribeEvents") == 1


def test_without_a_support_plan_it_is_a_quiet_note(services: Services, sandbox: Sandbox) -> None:
    sandbox.health.support_plan = False
    found = looked_to_the_end(services)
    assert (said(found).notices, said(found).quiet) == (
        (),
        "AWS Health tells nothing without a support plan.",
    )
    assert (found.failures, len(found.looked), len(found.rows)) == ([], 1, 10)


@pytest.mark.parametrize("answer", [Refusal("AccessDeniedException"), Refusal("InternalFailure", 500)])
def test_whatever_else_it_says_is_a_note_too(services: Services, wire: Wire, answer: Refusal) -> None:
    wire.always("DescribeEvents", answer)
    found = looked_to_the_end(services)
    assert said(found).quiet
    assert (found.failures, len(found.looked), len(found.rows)) == ([], 1, 10)
