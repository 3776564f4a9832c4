"""The last inventory, remembered in a file: it is shown at once, until AWS has been asked anew."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from pathlib import Path

import msgspec

from acm_tui.domain.errors import Trouble
from acm_tui.domain.inventory.inventory import Inventory, Kept
from acm_tui.workflow.services import Services

_log = logging.getLogger(__name__)

_VERSION = 1

_CHOOSING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL")
"""What in the environment says where one looks, beside profiles and regions."""


class _File(msgspec.Struct, frozen=True):
    version: int
    inventory: Kept


def kept(services: Services) -> Kept | None:
    """What the last look at the same profiles and regions found; ``None`` where nothing is remembered.

    A file that cannot be read, or that another version wrote, is as good as none: it is only a memory.
    """
    path = _path(services)
    if path is None:
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, ValueError) as error:
        _log.warning("the remembered inventory cannot be read: %s", error)
        return None
    return found.inventory if found.version == _VERSION else None


def keep(services: Services, inventory: Inventory) -> None:
    """Remember *inventory* in place of the last one; whole, or not at all.

    Raises:
        Trouble: it cannot be written. What is shown is right all the same.
    """
    path = _path(services)
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _replace(path, msgspec.json.encode(_File(_VERSION, inventory.kept())))
    except OSError as error:
        raise Trouble(
            "The inventory cannot be remembered.",
            cause=f"{path}: {error.strerror or error}",
            remedy="It will have to be asked for again the next time; nothing else is lost.",
        ) from error


def _replace(path: Path, content: bytes) -> None:
    # Files of tempfile are the user's own (0600).
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _path(services: Services) -> Path | None:
    if services.inventories is None:
        return None
    chosen = (
        [one.profile for one in services.accesses],
        services.regions,
        services.all_regions,
        [os.environ.get(name) for name in _CHOOSING],
    )
    digest = hashlib.sha256(msgspec.json.encode(chosen)).hexdigest()
    return services.inventories / f"{digest[:16]}.json"
