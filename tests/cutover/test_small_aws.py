"""The small AWS answers and refuses what the sandbox does: whatever is asked of both, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acm_tui.aws import elb
from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.listener import Listener, classic_address, classic_listener
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.sandbox.aws.elb import seed
from acm_tui.sandbox.world import ACCOUNT, REGION
from tests.cutover.cell import Stage
from tests.cutover.line import Line
from tests.cutover.small_access import SmallAccess
from tests.cutover.small_aws import SmallAws
from tests.cutover.worlds import NAMES


class Twins:
    """The same load balancers in the sandbox and in a small AWS."""

    def __init__(self, stage: Stage) -> None:
        town = stage.town
        town.clear()
        balancer = seed.create_load_balancer(ACCOUNT, REGION, "twin", "application")
        seed.create_listener(balancer, "HTTPS", 443, town.old, [town.old, town.other])
        seed.create_listener(balancer, "HTTPS", 8443, town.other, town.many[:22])
        classic = seed.create_classic(ACCOUNT, REGION, "desk", {443: town.old})
        self.places = (balancer, classic)
        self.access = stage.access
        balancers = elb.load_balancers(self.access, REGION, self.places)
        self.listeners = elb.listeners(self.access, REGION, balancers)
        known = (town.old, town.new, town.other, town.stranger, *town.many)
        self.small = SmallAws({one.arn: one for one in self.listeners}, dict.fromkeys(known, "DNS"), NAMES)

    def held(self, access: Access) -> tuple[Listener, ...]:
        balancers = elb.load_balancers(access, REGION, self.places)
        return elb.listeners(access, REGION, balancers)


def asked(access: Access, change: Change) -> str:
    """How it ends: done, or the error's type and code."""
    try:
        elb.apply(access, REGION, change, sleep=lambda _: None)
    except ServiceTrouble as trouble:
        return f"{type(trouble).__name__} {trouble.code}"
    return "done"


@pytest.fixture
def stage_with_a_line(stage: Stage, line: Line) -> Iterator[Stage]:
    line.mend()
    yield stage


def test_both_are_the_same_after_whatever_is_asked(stage_with_a_line: Stage) -> None:
    stage = stage_with_a_line
    seen: set[str] = set()

    @settings(max_examples=25, deadline=None)
    @example([(0, 1, 1), (0, 1, 3)])  # the second one finds the lists full
    @example([(0, 2, 0), (0, 2, 1)])  # the default, and one that is not in the list
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), max_size=14))
    def ask(asking: list[tuple[int, int, int]]) -> None:
        twins, town = Twins(stage), stage.town
        certificates = (town.old, town.new, town.other, town.stranger, town.many[0], town.old[:-4] + "gone")
        small = SmallAccess(twins.small)
        for where, kind, which in asking:
            one, certificate = twins.listeners[where], certificates[which]
            change = (SetDefault, AddToList, RemoveFromList)[kind](one.arn, certificate)
            if classic_address(one.arn) is not None and kind:
                continue
            ended = asked(stage.access, change)
            assert asked(small, change) == ended
            seen.add(ended)
        held = elb.holding(small, REGION, twins.listeners)
        assert held == elb.holding(stage.access, REGION, twins.listeners)
        assert twins.held(small) == twins.held(stage.access)

    ask()
    assert seen == {
        "done",
        "NotFound CertificateNotFound",
        "ServiceTrouble TooManyCertificates",
        "ServiceTrouble OperationNotPermitted",
    }


def test_both_say_the_same_of_what_is_not_there(stage_with_a_line: Stage) -> None:
    twins = Twins(stage_with_a_line)
    gone = [
        twins.listeners[0].arn + "gone",
        classic_listener(twins.places[1] + "gone", 443),
    ]
    small = SmallAccess(twins.small)
    for arn in gone:
        change = SetDefault(arn, stage_with_a_line.town.new)
        assert asked(small, change) == asked(stage_with_a_line.access, change) != "done"
        assert elb.listener(small, REGION, arn) is elb.listener(stage_with_a_line.access, REGION, arn)
