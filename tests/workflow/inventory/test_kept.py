"""What was found is remembered: whole or not at all, each choice of places by itself."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import Trouble
from acm_tui.workflow.inventory import kept
from acm_tui.workflow.services import Services
from tests.workflow.conftest import REGION
from tests.workflow.inventory.looking import looked_to_the_end


@pytest.fixture
def remembering(services: Services, tmp_path: Path) -> Services:
    return replace(services, inventories=tmp_path / "inventories")


def the_file(services: Services) -> Path:
    assert services.inventories is not None
    [found] = services.inventories.iterdir()
    return found


def test_what_was_found_is_remembered_and_shown_at_once(remembering: Services) -> None:
    assert kept.kept(remembering) is None
    found = looked_to_the_end(remembering)
    kept.keep(remembering, found.inventory)
    remembered = kept.kept(remembering)
    assert remembered is not None
    assert remembered == found.inventory.kept()
    assert stat.S_IMODE(the_file(remembering).stat().st_mode) == 0o600


def test_a_new_look_replaces_what_is_gone(remembering: Services) -> None:
    found = looked_to_the_end(remembering)
    remembered = found.inventory.kept()
    ghost = remembered.items[0].certificate
    import msgspec

    arn = ghost.arn[:-4] + "dead"
    more = msgspec.structs.replace(
        remembered,
        items=(
            *remembered.items,
            msgspec.structs.replace(remembered.items[0], certificate=msgspec.structs.replace(ghost, arn=arn)),
        ),
    )
    again = looked_to_the_end(remembering, more)
    assert [one.arn for one in again.rows] == [one.arn for one in found.rows]
    assert all(one.fresh for one in again.rows)


def test_another_choice_of_places_is_another_memory(
    remembering: Services, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep(remembering, looked_to_the_end(remembering).inventory)
    assert kept.kept(replace(remembering, regions=("eu-west-1",))) is None
    assert kept.kept(replace(remembering, regions=(REGION,))) is not None
    monkeypatch.setenv("AWS_PROFILE", "another")
    assert kept.kept(remembering) is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"version": 99, "inventory": {}}', b'{"version": 1}', b"\xff" * 99]
)
def test_a_memory_that_cannot_be_read_is_none(remembering: Services, content: bytes) -> None:
    kept.keep(remembering, looked_to_the_end(remembering).inventory)
    the_file(remembering).write_bytes(content)
    assert kept.kept(remembering) is None


def test_where_it_cannot_be_written_it_is_told(services: Services, tmp_path: Path) -> None:
    (tmp_path / "inventories").write_text("a file is in the way")
    with pytest.raises(Trouble, match="cannot be remembered"):
        kept.keep(
            replace(services, inventories=tmp_path / "inventories"), looked_to_the_end(services).inventory
        )


def test_without_a_place_nothing_is_remembered(services: Services) -> None:
    kept.keep(services, looked_to_the_end(services).inventory)
    assert kept.kept(services) is None
