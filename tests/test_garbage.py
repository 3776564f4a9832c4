"""How often Python looks for garbage in the program."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from acm_tui.cli import main
from acm_tui.garbage import nothing_to_collect

PYTHONS_OWN = (700, 10, 10)


@pytest.fixture(autouse=True)
def as_python_has_it() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*PYTHONS_OWN)
    yield
    gc.set_threshold(*before)
    gc.enable()


def test_the_program_looks_more_seldom_than_python_would(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths"]) == 0
    assert capsys.readouterr().out
    assert gc.isenabled()
    assert all(ours > pythons for ours, pythons in zip(gc.get_threshold(), PYTHONS_OWN, strict=True))


def test_it_looks_again_after_an_import_that_has_failed() -> None:
    with pytest.raises(ImportError), nothing_to_collect():
        assert not gc.isenabled()
        raise ImportError
    assert gc.isenabled()
