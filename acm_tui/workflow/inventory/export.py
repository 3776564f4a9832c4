"""The inventory as a file, for spreadsheets, scripts and meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from acm_tui.domain.errors import Refused
from acm_tui.handoff.inventory.csv import as_csv
from acm_tui.handoff.inventory.json import as_json
from acm_tui.handoff.inventory.markdown import as_markdown
from acm_tui.handoff.inventory.report import Report
from acm_tui.handoff.inventory.table import as_table
from acm_tui.handoff.new_file import create


class Form(NamedTuple):
    """A form that it can leave the program in: its name, its file's suffix, and what it is good for."""

    name: str
    suffix: str
    use: str
    text: Callable[[Report], str]


FORMS = (
    Form("CSV", ".csv", "For spreadsheets; a cell never counts as a formula.", as_csv),
    Form("JSON", ".json", "For scripts: a contract, with schema_version.", as_json),
    Form("Markdown", ".md", "For the status meeting: totals, and what is urgent.", as_markdown),
    Form("table", ".txt", "To read, with failures below.", as_table),
)


def default_name(now: datetime, form: Form) -> str:
    """What the file is called where nobody says otherwise."""
    return f"inventory-{now.astimezone(UTC):%Y-%m-%d}{form.suffix}"


def write(report: Report, form: Form, name: str, directory: Path) -> Path:
    """Write *report* in *form* into the file *name*, which is meant from *directory* on; answers the file.

    Raises:
        Refused: there is such a file already, or it cannot be written.
    """
    try:
        file = directory / Path(name).expanduser()
        create(file, form.text(report))
    except FileExistsError as error:
        raise Refused(f"{name} is there already. It was not touched.", remedy="Type another name.") from error
    except (OSError, RuntimeError, ValueError) as error:  # also a ~user there is none of, or a NUL
        cause = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{name} cannot be written.", cause=cause, remedy="Type another name.") from error
    return file
