"""botocore's descriptions of services, read once for all profiles: each costs tens of milliseconds to parse.

Imported with the first session: it imports botocore.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.loaders import create_loader
from botocore.session import Session


def share_models(core: Session) -> None:
    """Have *core* read descriptions from where all other sessions do, before it reads any."""
    core.register_component("data_loader", _loader(core.get_config_variable("data_path")))


@cache
def _loader(data_path: str | None) -> Any:
    # It remembers what it has read; two threads that read the same at the same time get the same.
    return create_loader(data_path)
