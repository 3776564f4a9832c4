"""A file that was not there before: nothing of anybody's is ever overwritten."""

from __future__ import annotations

import os
from pathlib import Path


def create(file: Path, text: str) -> None:
    """Write *text* into *file*, private to the user (0600): whole, or there is none afterwards.

    Raises:
        FileExistsError: something of that name is there, be it a link that leads nowhere.
        OSError: it cannot be written.
    """
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
