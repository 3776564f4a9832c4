"""The forms for the DNS team: turned through, read in two languages, copied, saved, refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from acm_tui.app import AcmTuiApp
from acm_tui.domain.certificate import DomainValidation, ValidationRecord
from acm_tui.domain.events import CertificateSeen, HandedOver
from acm_tui.handoff.language import Language
from acm_tui.screens.handoff import HandoffScreen
from acm_tui.widgets.page import Page
from acm_tui.workflow import handover
from tests.domain.stories import DOMAIN, MIGRATION, RECORD, dns_certificate, requested, told
from tests.screens import dns_scenes
from tests.screens.staging import LIMIT_S, Scene, Stage, rendered, settle

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
HANDOFF = dns_scenes.HANDOFF
ZONES = {RECORD: "example.com."}
IN_JAPANESE = ("件名: 【ご依頼】",)


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@asynccontextmanager
async def shown(
    stage: Stage, scene: Scene = HANDOFF, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    async with stage.app(scene).run_test(size=size) as pilot:
        await settle(pilot, scene)
        assert isinstance(pilot.app.screen, HandoffScreen)
        yield pilot


def _page(pilot: Pilot[None], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", Page).plain


def _forms(language: Language = Language.ENGLISH) -> tuple[handover.Document, ...]:
    return handover.documents(told(*HANDOFF.told[MIGRATION]), ZONES, language)


async def _press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_tab_turns_through_every_form_and_back(stage: Stage) -> None:
    forms = _forms()
    assert len(forms) == 5
    async with shown(stage) as pilot:
        for form in (*forms[1:], forms[0]):
            await _press(pilot, "tab")
            assert _page(pilot, "document") == "\n".join(form.text.splitlines())
        for form in reversed(forms):
            await _press(pilot, "shift+tab")
            assert _page(pilot, "document") == "\n".join(form.text.splitlines())


async def test_the_form_that_is_shown_is_marked_by_more_than_its_colour(stage: Stage) -> None:
    async with shown(stage) as pilot:
        for title in ("message", "plain text", "zone file", "CSV", "Route 53"):
            forms = pilot.app.screen.query_one("#forms", Page).render()
            marked = [
                segment.text
                for strip in pilot.app.screen._compositor.render_strips()
                for segment in strip
                if segment.style is not None and segment.style.underline
            ]
            assert title in str(forms)
            assert "".join(marked) == title
            await _press(pilot, "tab")


async def test_the_message_is_written_in_the_other_language(stage: Stage) -> None:
    english, japanese = _forms()[0], _forms(Language.JAPANESE)[0]
    async with shown(stage) as pilot:
        assert "l 日本語" in _page(pilot, "said")
        await _press(pilot, "l")
        assert _page(pilot, "document") == "\n".join(japanese.text.splitlines())
        assert "in Japanese" in _page(pilot, "forms")
        assert "l English" in _page(pilot, "said")
        await _press(pilot, "c")
        assert pilot.app.clipboard == japanese.text
        await _press(pilot, "tab", "shift+tab")
        assert _page(pilot, "document") == "\n".join(japanese.text.splitlines())
        await _press(pilot, "l")
        assert _page(pilot, "document") == "\n".join(english.text.splitlines())


async def test_only_the_message_has_a_language(stage: Stage) -> None:
    async with shown(stage) as pilot:
        await _press(pilot, "tab")
        assert "日本語" not in _page(pilot, "said")
        before = _page(pilot, "document")
        await _press(pilot, "l")
        assert "Only the message" in _page(pilot, "said")
        assert _page(pilot, "document") == before
        await _press(pilot, "shift+tab")
        assert "Subject: " in _page(pilot, "document")


async def test_the_locale_names_the_first_language(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    async with shown(stage, replace(HANDOFF, then=IN_JAPANESE)) as pilot:
        assert "l English" in _page(pilot, "said")


async def test_who_opens_it_may_name_the_language(stage: Stage) -> None:
    async with stage.app(dns_scenes.DNS_ABSENT).run_test(size=(80, 24)) as pilot:
        await settle(pilot, dns_scenes.DNS_ABSENT)
        migration = told(*HANDOFF.told[MIGRATION])
        await pilot.app.push_screen(HandoffScreen(migration, ZONES, Language.JAPANESE))
        await settle(pilot, replace(dns_scenes.DNS_ABSENT, until=IN_JAPANESE))


@SIZES
async def test_wide_characters_stay_inside_the_dialogue(stage: Stage, size: tuple[int, int]) -> None:
    async with shown(stage, HANDOFF.pressing("m", "l", then="お世話になっております。"), size) as pilot:
        strips = pilot.app.screen._compositor.render_strips()
        assert [strip.cell_length for strip in strips] == [size[0]] * size[1]
        rows = [" ".join(row.split()) for row in rendered(pilot.app)]
        assert any("お世話になっております。" in row.strip("█▇▆▅▄▃▂▁ │").split() for row in rows)  # unbroken
        scroll = pilot.app.screen.query_one(VerticalScroll)
        assert scroll.max_scroll_x == 0


async def test_a_line_that_goes_on_does_not_look_like_another_one(stage: Stage) -> None:
    long = msgspec.structs.replace(RECORD, name=f"_{'a' * 32}.shop.example.com.")
    async with shown(stage, _with(long)) as pilot:
        await _press(pilot, "tab")
        _, below = (row for row in rendered(pilot.app) if long.name in row or long.value in row)
        assert below.lstrip().startswith(long.value)
        (name,) = (row for row in rendered(pilot.app) if long.name in row)
        assert below.index(long.value) == name.index(long.name) + 2


async def test_another_form_begins_at_its_top(stage: Stage) -> None:
    async with shown(stage) as pilot:
        scroll = pilot.app.screen.query_one(VerticalScroll)
        await _press(pilot, "end")
        assert scroll.scroll_y > 0
        await _press(pilot, "shift+tab", "tab")
        assert scroll.scroll_y == 0


async def test_what_is_copied_is_the_document(stage: Stage) -> None:
    async with shown(stage) as pilot:
        for form in _forms():
            await _press(pilot, "c")
            assert pilot.app.clipboard == form.text
            assert f"{form.kind} copied" in _page(pilot, "said")
            await _press(pilot, "tab")


async def test_what_is_saved_is_the_document(stage: Stage, tmp_path: Path) -> None:
    async with shown(stage) as pilot:
        for form in _forms():
            await _press(pilot, "s")
            file = tmp_path / f"acm-tui-{MIGRATION}{form.suffix}"
            assert file.read_bytes().decode() == form.text
            assert f"Saved as {file}." in _page(pilot, "said")
            await _press(pilot, "tab")


async def test_what_cannot_be_saved_tells_why(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "cwd", lambda: Path("/dev/null/here"))
    async with shown(stage) as pilot:
        await _press(pilot, "s")
        said = _page(pilot, "said")
        assert "cannot be written" in said
        assert "Not a directory" in said
        assert "Copy it instead." in said
        await _press(pilot, "escape")
        assert _handed_over(pilot) == []


def _handed_over(pilot: Pilot[None]) -> list[str]:
    assert isinstance(pilot.app, AcmTuiApp)
    journal = pilot.app.services.journal
    return [e.event.how for e in journal.read(MIGRATION) if isinstance(e.event, HandedOver)]


async def _until_noted(pilot: Pilot[None]) -> list[str]:
    for _ in range(int(LIMIT_S / 0.01)):
        if found := _handed_over(pilot):
            return found
        await pilot.pause(0.01)
    raise TimeoutError("nothing was noted")


async def test_everything_that_left_is_noted_once(stage: Stage) -> None:
    async with shown(stage) as pilot:
        await _press(pilot, "c", "c", "l", "s", "tab", "tab", "tab", "s", "escape")
        assert await _until_noted(pilot) == ["message, message in Japanese, CSV"]


async def test_what_was_only_read_is_not_noted(stage: Stage) -> None:
    async with shown(stage) as pilot:
        await _press(pilot, "tab", "l", "escape")
        assert not isinstance(pilot.app.screen, HandoffScreen)
        await _press(pilot, "m", "c", "escape")
        assert await _until_noted(pilot) == ["message"]


def _with(*records: ValidationRecord) -> Scene:
    validations = tuple(
        DomainValidation(f"{n}.{DOMAIN}", "PENDING_VALIDATION", "DNS", one) for n, one in enumerate(records)
    )
    seen = CertificateSeen(dns_certificate(validations=validations))
    return replace(HANDOFF, told={MIGRATION: (*requested(), seen)}, until=("look in",))


async def test_several_change_batches_are_counted(stage: Stage) -> None:
    records = [msgspec.structs.replace(RECORD, name=f"_x.{n}.example.net.") for n in range(3)]
    nowhere = replace(HANDOFF.answers, zone=None)
    async with shown(stage, replace(_with(*records), answers=nowhere)) as pilot:
        await _press(pilot, *["tab"] * 4)
        for n in range(3):
            assert f"Route 53 ({n + 1} of 3)" in _page(pilot, "forms")
            assert _page(pilot, "forms").count("Route 53") == 1
            assert f"_x.{n}.example.net." in _page(pilot, "document")
            await _press(pilot, "tab")
        assert "Subject: DNS records" in _page(pilot, "document")


@SIZES
async def test_a_refusal_shows_its_cause_and_the_way_on(stage: Stage, size: tuple[int, int]) -> None:
    strange = msgspec.structs.replace(RECORD, name="_x.\x1b]0;owned\x07[red]example.com.")
    scene = replace(_with(strange), then=("cannot be handed over",))
    async with shown(stage, scene, size) as pilot:
        text = " ".join(" ".join(rendered(pilot.app)).split())
        assert "is not a name that can be handed to the DNS team" in text
        assert "[red]example.com" in text
        assert "Compare them with the ACM console" in text
        await _press(pilot, "tab", "shift+tab", "l", "c", "s")
        assert pilot.app.clipboard == ""
        assert "cannot be handed over" in _page(pilot, "document")
        assert _page(pilot, "said").split() == ["Esc", "close"]
        await _press(pilot, "escape")
        assert _handed_over(pilot) == []
