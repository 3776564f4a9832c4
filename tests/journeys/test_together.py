"""Several certificates switched in place together: one number, one message, one table to watch them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from acm_tui.domain.journey import Step, step
from acm_tui.sandbox.aws.words import Reason
from acm_tui.workflow import record
from tests.journeys.aws import Aws
from tests.journeys.operators import Operator
from tests.workflow.wire import Refusal, Wire

SHOP, API, PAY, DEVICES, ORDERS = (
    "shop.example.com",
    "api.example.com",
    "pay.example.net",
    "mqtt.example.net",
    "legacy.example.net",
)
FIVE = (SHOP, API, PAY, DEVICES, ORDERS)
SWITCH = "UpdateCertificateOptions"


async def to_the_preview(operator: Operator, *domains: str) -> None:
    """From Home, mark *domains* and look what becomes of them."""
    await operator.home.new()
    await operator.select.mark(*domains)
    await operator.select.in_place()
    await operator.together.shown()


async def test_five_of_which_one_is_refused_watched_to_the_end(
    operator: Operator, wire: Wire, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = aws.certificates(PAY)[0]

    def of_pay() -> None:
        asked = [one.parameters["CertificateArn"] for one in wire.calls if one.operation == SWITCH]
        if asked[-1] == refused:
            wire.fails(SWITCH, Refusal("InvalidStateException"))

    wire.watch(SWITCH, of_pay)
    async with operator:
        await operator.arrives()
        await to_the_preview(operator, *FIVE)
        await operator.together.shows("5 certificates   → 5 are switched")
        await operator.together.shows("example.com, example.net")
        await operator.together.switch(5)

        await operator.watching.tells(PAY, "not switched")
        for domain in (SHOP, API, DEVICES, ORDERS):
            await operator.watching.tells(domain, "waits for records")
        assert wire.count(SWITCH) == 5
        await operator.watching.go_to(PAY)
        await operator.watching.shows("in the state in which it is")

        await operator.watching.open_the_message()
        await operator.handoff.shows("Subject: DNS records for 4 TLS certificates")
        await operator.handoff.save()
        await operator.handoff.shows("Saved as")
        await operator.display.press("escape")
        await operator.watching.shown()
        await operator.display.wait_for(
            lambda: all(operator.saved(one).handed_over == ("message",) for one in FIVE if one != PAY),
            "each of the four has it",
        )
        assert operator.saved(PAY).handed_over == ()
        others = [operator.saved(one).records for one in FIVE if one != PAY]
        assert values_in(tmp_path) == sorted({one.value for records in others for one in records})

        # What refused it is over: it is asked for again, by itself.
        wire.mend()
        await operator.watching.says("asks ACM again")
        await operator.display.press("a")
        await operator.confirm.fill_in("1")
        await operator.display.press("enter")
        await operator.watching.tells(PAY, "waits for records")

        await operator.other_side.registers_the_records()
        await operator.watching.look_now()
        for domain in FIVE:
            await operator.watching.tells(domain, "done")
        await operator.watching.counts(SHOP, in_dns="2/2", at_acm="2/2")
        await operator.watching.says("Every one is validated by DNS.")
    assert {step(operator.saved(one)) for one in FIVE} == {Step.FINISH}
    assert wire.mutations == [SWITCH] * 6


def values_in(directory: Path) -> list[str]:
    """The values that the one saved message asks for."""
    (file,) = directory.glob("acm-tui-*-and-3-more.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    return sorted(line.split()[1] for line in lines if line.startswith("Value:"))


async def test_taken_up_again_from_home_in_another_program(operator: Operator, aws: Aws) -> None:
    async with operator:
        await operator.arrives()
        await to_the_preview(operator, SHOP, PAY)
        await operator.together.switch(2)
        await operator.watching.tells(SHOP, "waits for records")
        await operator.watching.tells(PAY, "waits for records")

        await operator.comes_back()
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
        await operator.display.press("w")
        await operator.watching.tells(PAY, "waits for records")

        # One is opened at its step, and the table is found again behind it.
        await operator.watching.go_to(SHOP)
        await operator.display.press("enter")
        await operator.dns.wait_for_verdict("ABSENT")
        await operator.dns.go_home()
        await operator.watching.tells(SHOP, "waits for records")

        await operator.other_side.time_passes(hours=73)
        await operator.watching.look_now()
        await operator.watching.tells(SHOP, "expired")
        await operator.watching.tells(PAY, "expired")
        await operator.display.press("a")
        await operator.confirm.fill_in("2")
        await operator.display.press("enter")
        await operator.watching.tells(SHOP, "waits for records")
        await operator.watching.tells(PAY, "waits for records")
        await operator.display.press("escape")
        await operator.home.lists(SHOP, "3 DNS", "Hand the CNAME to the DNS team")
    assert len(record.saved(operator.services.journal)) == 2 if operator.services else False
    assert [len(aws.certificates(one)) for one in (SHOP, PAY)] == [1, 1]


async def test_stopped_in_the_middle_nothing_is_half_done(operator: Operator, wire: Wire) -> None:
    async with operator:
        await operator.arrives()
        await to_the_preview(operator, SHOP, API, PAY)
        wire.watch_once(SWITCH, lambda: operator.display.app.call_from_thread(_stop, operator))
        await operator.together.switch(3)
        await operator.watching.says("Stopped: 1 gone through, 2 not begun with.")
        assert wire.count(SWITCH) == 1
        await operator.watching.says("goes on with them")
        await operator.display.press("enter")
        for domain in (SHOP, API, PAY):
            await operator.watching.tells(domain, "waits for records")
        assert wire.count(SWITCH) == 3

        await operator.display.press("escape")
        await operator.select.shown()


def _stop(operator: Operator) -> None:
    operator.watching.screen.action_back()  # type: ignore[attr-defined]  # that of this screen


async def test_reading_only_the_preview_is_seen_and_nothing_is_typed(operator: Operator, wire: Wire) -> None:
    async with operator:
        await operator.arrives(read_only=True)
        await to_the_preview(operator, SHOP, API)
        await operator.together.shows("2 certificates   → 2 are switched")
        await operator.display.press("enter")
        await operator.together.says("--read-only")
        assert wire.mutations == []


async def test_where_the_credentials_expire_it_stops_and_goes_on_where_it_was(
    operator: Operator, wire: Wire
) -> None:
    async with operator:
        await operator.arrives()
        await to_the_preview(operator, SHOP, API, PAY)
        wire.watch_once(SWITCH, lambda: wire.refuses(Reason.EXPIRED, "acm:*"))
        await operator.together.switch(3)
        await operator.watching.says("2 certificates left; Enter goes on.")
        assert "expired" in operator.watching.guide
        assert wire.count(SWITCH) == 1

        wire.mend()
        await operator.display.press("enter")
        for domain in (SHOP, API, PAY):
            await operator.watching.tells(domain, "waits for records")
        assert wire.count(SWITCH) == 3
