"""Where things live on this machine: one directory for data, one file of settings."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from acm_tui.domain.errors import JournalTrouble, SettingsTrouble

APP = "acm-tui"


@dataclass(frozen=True)
class Paths:
    """The program's places. ``data`` is private to the user (0700); ``demo`` keeps the demo's world apart."""

    data: Path
    config: Path

    @property
    def journal(self) -> Path:
        """The SQLite file with every migration's events."""
        return self.data / "journal.sqlite3"

    @property
    def log(self) -> Path:
        """What the program did; earlier ones stand beside it as ``.1`` and so on."""
        return self.data / "acm-tui.log"

    @property
    def inventories(self) -> Path:
        """What was found in AWS at the last look, a file for each choice of profiles and regions."""
        return self.data / "inventories"

    @property
    def demo(self) -> Path:
        """The data directory of the demo."""
        return self.data / "demo"

    def for_demo(self) -> Paths:
        """The same places, inside the demo's own directory."""
        return Paths(data=self.demo, config=self.demo / "config.toml")


def find(environment: Mapping[str, str]) -> Paths:
    """The places that *environment* and the platform's conventions name.

    Raises:
        SettingsTrouble: a ``~user`` in them has no home directory.
    """
    data = environment.get("ACM_TUI_DATA_DIR") or platformdirs.user_data_dir(APP, appauthor=False)
    config = environment.get("ACM_TUI_CONFIG") or str(
        Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"
    )
    return Paths(data=_expanded(data), config=_expanded(config))


def _expanded(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise SettingsTrouble(
            f"There is no home directory behind {path}.",
            cause=str(error),
            remedy="Write the whole path into ACM_TUI_DATA_DIR or ACM_TUI_CONFIG.",
        ) from error


def make_private(directory: Path) -> None:
    """Create *directory* where it is missing and make it private to the user (0700).

    Raises:
        JournalTrouble: it cannot be created or written, or it is shared with others, as /tmp is.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            found = directory.stat()
            if found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX:
                raise JournalTrouble(
                    f"The data directory {directory} is shared with other users.",
                    remedy="Name a directory of your own in ACM_TUI_DATA_DIR.",
                )
            directory.chmod(0o700)
    except OSError as error:
        raise _cannot_write(directory, error.strerror or str(error)) from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise _cannot_write(directory, "no permission")


def _cannot_write(directory: Path, cause: str) -> JournalTrouble:
    return JournalTrouble(
        f"The data directory {directory} cannot be written.",
        cause=cause,
        remedy="Make it writable, or name another one in ACM_TUI_DATA_DIR."
        " To look only, the wizard opens with --read-only.",
    )
