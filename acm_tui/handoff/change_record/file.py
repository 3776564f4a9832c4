"""The change record as a file of its own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from acm_tui.domain.errors import Refused
from acm_tui.handoff.new_file import create

_MOST = 100
"""Files of one migration and second; nobody presses the key that often."""


def save(text: str, migration_id: str, at: datetime, directory: Path) -> Path:
    """Write *text* into *directory*, private to the user (0600), named after migration and *at*; the file.

    *directory* is created where it is missing. An existing file is never overwritten.

    Raises:
        Refused: it cannot be written.
    """
    try:
        # One that is there, as a working directory, stays as it is: it is not ours.
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(directory, error) from error
    # An id is the journal's word; it must not lead out of the directory.
    name = re.sub(r"[^A-Za-z0-9]", "_", migration_id)
    stem = f"acm-tui-{name}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for number in range(1, _MOST):
        again = "" if number == 1 else f"-{number}"
        file = directory / f"{stem}{again}.md"
        try:
            create(file, text)
        except FileExistsError:
            continue
        except OSError as error:
            raise _unwritten(file, error) from error
        return file
    raise Refused(f"{directory} holds too many records of this moment.", remedy="Remove some.")


def _unwritten(path: Path, error: OSError) -> Refused:
    return Refused(
        f"{path} cannot be written.", cause=error.strerror or str(error), remedy="Copy it instead."
    )
