"""What stands outside the code and must agree with it: pinned versions, the README's tables and commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from acm_tui import arguments
from acm_tui.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PINNED = [
    row for row in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if row[:1] != "#"
]


def needed(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> Iterator[str]:
    """The packages that *name* with *extras* needs on this machine, itself included."""
    if (name, extras) in seen:
        return
    seen.add((name, extras))
    yield name
    for text in distribution(name).requires or ():
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield from needed(canonicalize_name(one.name), frozenset(one.extras), seen)


def test_every_version_is_pinned_exactly_and_from_nowhere_in_particular() -> None:
    assert [row for row in PINNED if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", row)] == []
    assert sorted(PINNED, key=str.lower) == PINNED


def test_everything_that_the_tests_need_is_pinned() -> None:
    pinned = {canonicalize_name(row.partition("==")[0]) for row in PINNED}
    assert set(needed("acm-tui", frozenset({"dev"}), set())) - pinned == {"acm-tui"}


def variables() -> list[tuple[str, str]]:
    return [
        (f"`[{section.name}] {field.name}`", f"`ACM_TUI_{section.name}_{field.name}`".upper())
        for section in msgspec.structs.fields(Settings)
        for field in msgspec.structs.fields(section.type)
    ]


@pytest.mark.parametrize(("key", "variable"), variables())
def test_the_readme_names_every_setting(key: str, variable: str) -> None:
    assert f"| {key} | {variable} |" in README


def test_the_readme_names_no_other_setting() -> None:
    known = {variable.strip("`") for _, variable in variables()} | {"ACM_TUI_DATA_DIR", "ACM_TUI_CONFIG"}
    assert set(re.findall(r"ACM_TUI_[A-Z_]+", README)) == known


def test_the_readme_names_every_flag_and_command() -> None:
    told = arguments.parser().format_help()
    words = {*re.findall(r"--[a-z-]+", told), *re.findall(r"^    ([a-z]+)  ", told, re.MULTILINE)}
    assert {"--read-only", "sessions"} <= words
    assert {word for word in words if f"acm-tui {word}" not in README and f" {word} " not in README} == {
        "--help",
        "--version",
    }


def test_what_is_checked_is_the_command_that_the_readme_gives() -> None:
    (command,) = re.findall(r"^python3 .*pytest.*$", README, re.MULTILINE)
    assert [row for row in README.splitlines() if "pytest -n auto" in row] == [command]


@pytest.mark.parametrize("target", re.findall(r"\]\((?!http)([^)]+)\)", README))
def test_what_the_readme_points_to_is_there(target: str) -> None:
    assert (ROOT / target).is_file()
