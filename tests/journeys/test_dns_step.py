"""What an operator learns on the DNS step, and what can be done there without the DNS team."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys import ways
from tests.journeys.operators import Operator

SHOP = "shop.example.com"
IN_ROUTE53 = "mqtt.example.net"


async def test_a_mistake_is_explained_with_every_answer_behind_it(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.other_side.registers_the_records("zone-typed-twice")
        await operator.dns.look_now()
        await operator.dns.wait_for_verdict("MISPLACED")
        await operator.dns.says("Something is wrong with the record")
        await operator.dns.shows("the zone was typed twice.")
        assert "_probe-" not in operator.dns.plain

        await operator.dns.show_every_answer()
        await operator.dns.shows("_probe-")
        await operator.dns.show_every_answer()
        await operator.display.wait_for(lambda: "_probe-" not in operator.dns.plain, "they are hidden again")


async def test_resolvers_are_left_alone_until_they_are_asked_for(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.dns.shows("makes them remember the “no” for 900 s")
        assert "this machine's resolver" not in operator.dns.plain

        await operator.dns.ask_resolvers()
        await operator.dns.shows("this machine's resolver")
        await operator.dns.shows("forgets it in 89")  # seconds, counting down from 900

        await operator.other_side.registers_the_records()
        await operator.dns.look_now()
        await operator.dns.wait_for_verdict("READY")


async def test_the_message_goes_out_in_japanese(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.dns.open_the_message()
        await operator.handoff.shows("Subject: DNS record")
        await operator.handoff.in_the_other_language()
        await operator.handoff.shows("件名")
        await operator.handoff.save()
        await operator.display.wait_for(lambda: bool(list(tmp_path.glob("acm-tui-*.ja.txt"))), "it is saved")
        await operator.display.press("escape")
        await operator.dns.shown()
        await operator.display.wait_for(
            lambda: "message in Japanese" in operator.saved(SHOP).handed_over, "the journal has it"
        )
    assert values_in(tmp_path) == [record.value for record in operator.saved(SHOP).records]


def values_in(directory: Path) -> list[str]:
    """The values that the saved Japanese message asks for."""
    (file,) = directory.glob("acm-tui-*.ja.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.rpartition(" ")[2] for line in lines if line.startswith("値")]


async def test_a_zone_in_route53_needs_no_dns_team(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, IN_ROUTE53)
        await operator.dns.write_into_route53()
        await operator.hosted_zone.shows("create")
        await operator.hosted_zone.write()
        await operator.dns.shown()
        await operator.dns.wait_for_verdict("READY", limit_s=60)
        await operator.dns.wait_until_issued()
        assert operator.saved(IN_ROUTE53).handed_over == ("Route 53",)
        await operator.display.wait_for(
            lambda: [change.status for change in operator.saved(IN_ROUTE53).dns_changes] == ["INSYNC"],
            "Route 53 has told that every server has it",
        )


async def test_what_is_tidied_away_after_the_issue_is_seen(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.other_side.registers_the_records()
        await operator.dns.look_now()
        await operator.dns.wait_until_issued()
        await operator.dns.wait_for_verdict("READY")
        await operator.other_side.removes_the_records()
        await operator.dns.look_now()
        await operator.dns.wait_for_verdict("ABSENT")


@pytest.mark.long
async def test_a_zone_elsewhere_is_not_offered(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, SHOP)
        await operator.dns.write_into_route53()
        await operator.hosted_zone.shows("private")
        await operator.hosted_zone.close()
        await operator.dns.shown()
        assert operator.saved(SHOP).handed_over == ()


@pytest.mark.long
async def test_reading_only_shows_the_preview_and_writes_nothing(operator: Operator) -> None:
    async with operator:
        await operator.arrives()
        await ways.to_dns(operator, IN_ROUTE53)
        await operator.comes_back(read_only=True)
        await operator.home.lists(IN_ROUTE53, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.home.take_up(IN_ROUTE53)
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.write_into_route53()
        await operator.hosted_zone.write()
        await operator.hosted_zone.shows("--read-only")
        assert operator.saved(IN_ROUTE53).dns_changes == ()
