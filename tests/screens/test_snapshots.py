"""What every screen looks like in the smallest terminal, and each kind of screen in a common one.

The long form shows every scene in both: what a larger terminal adds is the same in all scenes of a kind.

After a wanted change: ``pytest tests/screens/test_snapshots.py --snapshot-update``, and look at every
picture that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.screens.dns_scenes import DNS_TYPED_TWICE
from tests.screens.scenes import HOME, SCENES
from tests.screens.select_scenes import SELECT_FILTERED, SELECT_SCENES
from tests.screens.staging import Scene, Stage, settle
from tests.screens.together_scenes import TOGETHER_SCENES

Compare = Callable[..., bool]
EVERY = SCENES | SELECT_SCENES | TOGETHER_SCENES
SMALLEST = "80x24"
SIZES = {SMALLEST: (80, 24), "120x40": (120, 40)}


def _same(compare: Compare, stage: Stage, scene: Scene, size: tuple[int, int]) -> bool:
    async def settled(pilot: Pilot[None]) -> None:
        await settle(pilot, scene)

    return compare(stage.app(scene), terminal_size=size, run_before=settled)


@pytest.fixture
def unpainted() -> None:
    """Pictures are taken of screens as they were painted, step by step."""


def pictures() -> Iterator[Any]:
    """Every scene in every size; of a kind, all but one in the common size belong to the long form."""
    of_kind: dict[str, str] = {}
    for name in EVERY:
        kind = name.partition("-")[0]
        of_kind.setdefault(kind, kind if kind in EVERY else name)
    for name in EVERY:
        for size in SIZES:
            long = size != SMALLEST and name not in of_kind.values()
            yield pytest.param(name, size, id=f"{name}-{size}", marks=[pytest.mark.long] if long else [])


@pytest.mark.parametrize(("name", "size"), pictures())
def test_looks_as_it_did(snap_compare: Compare, stage: Stage, name: str, size: str) -> None:
    assert _same(snap_compare, stage, EVERY[name], SIZES[size])


@pytest.mark.parametrize("scene", [HOME, DNS_TYPED_TWICE, SELECT_FILTERED], ids=["home", "dns", "select"])
def test_without_colours(
    snap_compare: Compare, stage: Stage, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert _same(snap_compare, stage, scene, SIZES[SMALLEST])


@pytest.mark.parametrize("size", [(79, 24), (120, 20)], ids=["narrow", "low"])
def test_says_so_while_the_terminal_is_too_small(
    snap_compare: Compare, stage: Stage, size: tuple[int, int]
) -> None:
    assert _same(snap_compare, stage, Scene(until=("acm-tui needs 80×24",)), size)
