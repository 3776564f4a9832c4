"""The long form is for those who ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long form is left out unless it is asked for by its marker."""
    if "long" in config.getoption("markexpr", default=""):
        return
    here = Path(__file__).parent
    left_out = [one for one in items if here in one.path.parents and one.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in left_out]
