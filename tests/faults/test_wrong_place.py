"""Credentials of another account or partition, or a program started in another region, at every change.

A migration is taken up right before each kind of change, in a process of its own. Another account, or the
same number in another partition, changes nothing. A region is no property of credentials: wherever the
program was started, what it changes is signed for the migration's region and for no other.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from acm_tui.domain.events import Intended
from acm_tui.sandbox.world import ACCOUNT, REGION
from tests.faults.faults import MUTATIONS, Mutation
from tests.faults.program import Said
from tests.faults.town import Town
from tests.workflow.wire import Says

STRANGER = "444455556666"
FRANKFURT = "eu-central-1"


def another_account(town: Town) -> dict[str, str]:
    """Keys of a role in it, as ``sts:AssumeRole`` gives them."""
    role = f"arn:aws:iam::{STRANGER}:role/helper"
    with town.client("sts") as sts:
        keys = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


def another_partition(town: Town) -> dict[str, str]:
    """STS says that the same number is of China's partition."""
    identity = (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>arn:aws-cn:iam::{ACCOUNT}:user/operator</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    town.wire.always("GetCallerIdentity", Says({"xml": identity}))
    return {}


PLACES: dict[str, tuple[Callable[[Town], dict[str, str]], str]] = {
    "another account": (another_account, f"the present credentials are for {STRANGER}"),
    "another partition": (another_partition, f"for {ACCOUNT} of the partition aws-cn"),
}


def taken_up(town: Town, mutation: Mutation, migration: str, environment: dict[str, str]) -> Said:
    """A program is started with *environment* and makes the next change, as far as it may."""
    orders = town.orders(mutation.goal, migration=migration, way=mutation.way, environment=environment)
    return town.zygote.run(orders)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_nothing_is_changed_with_credentials_of(town: Town, mutation: str, place: str) -> None:
    migration = town.at(MUTATIONS[mutation].start)
    before, intended = town.listeners(), intents(town, migration)
    lead, cause = PLACES[place]
    said = taken_up(town, MUTATIONS[mutation], migration, lead(town))
    assert (said.reached, said.crash) == (False, "")
    assert f"This migration lives in account {ACCOUNT}" in said.troubles[0]
    assert cause in said.troubles[0]
    assert town.wire.mutations == []
    assert town.listeners() == before
    assert intents(town, migration) == intended


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_wherever_it_was_started_it_changes_the_migrations_region(town: Town, mutation: str) -> None:
    migration = town.at(MUTATIONS[mutation].start)
    there = dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION", "ACM_TUI_AWS_REGIONS"), FRANKFURT)
    said = taken_up(town, MUTATIONS[mutation], migration, there)
    assert (said.reached, said.troubles, said.crash) == (True, (), "")
    assert town.wire.signed_for[MUTATIONS[mutation].operation, REGION] == MUTATIONS[mutation].times
    assert {region for _, region in town.wire.signed_for} == {REGION}


def intents(town: Town, migration: str) -> int:
    return sum(isinstance(one.event, Intended) for one in town.entries(migration))
