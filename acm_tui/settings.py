"""Settings: a TOML file, overridden by the environment, overridden by flags.

``[section] key`` in the file is ``ACM_TUI_SECTION_KEY`` in the environment; lists are comma-separated there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from acm_tui.dns.defaults import DOH_SERVERS, PUBLIC_RESOLVERS, DohMode
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.preference import Preference
from acm_tui.domain.shared_store import store_of


class Aws(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to look: AWS profiles and regions. Empty: what the AWS environment itself names.

    With ``all_regions`` it is every region that is enabled for the account, whatever ``regions`` names.
    """

    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    all_regions: bool = False


class Dns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How DNS is asked: the port of every name server, the root servers, a resolver (``ip:port``) for hosts,
    the public resolvers (``ip`` or ``ip:port``), and whether and where it is asked over HTTPS (URLs).
    """

    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 53
    root_servers: tuple[str, ...] = ()
    resolver: str = ""
    public_resolvers: tuple[str, ...] = PUBLIC_RESOLVERS
    doh: DohMode = "auto"
    doh_servers: tuple[str, ...] = DOH_SERVERS


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How handshakes are made: through an HTTP proxy (``http://host:port``), verified against a CA file."""

    proxy: str = ""
    ca: str = ""


class Migration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How certificates are migrated: which way is marked when both are open."""

    way: Preference = "recommended"


class Cutover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How listeners are changed: so many load balancers at the same time; 1 is one after the other."""

    lanes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is logged: everything of the program's own, what was done, or only what went wrong."""

    level: Literal["debug", "info", "warning"] = "info"


class Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where migrations are kept: a file of this machine (empty), or a team's ``s3://bucket/prefix``.

    Profile, region, endpoint and key are the store's own, whatever a migration's are; empty: what the AWS
    environment names, AWS's own endpoint, and the bucket's encryption.
    """

    store: str = ""
    profile: str = ""
    region: str = ""
    endpoint: str = ""
    kms_key: str = ""


class Ui(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How it looks: the name of a theme."""

    theme: str = "acm-tui"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set."""

    aws: Aws = Aws()
    dns: Dns = Dns()
    tls: Tls = Tls()
    migration: Migration = Migration()
    cutover: Cutover = Cutover()
    journal: Journal = Journal()
    ui: Ui = Ui()
    log: Log = Log()


_PREFIX = "ACM_TUI_"
_PLACES = ("ACM_TUI_DATA_DIR", "ACM_TUI_CONFIG")
"""Variables that say where things live (see ``paths``); they are no settings."""

_SECTIONS: dict[str, type[msgspec.Struct]] = {
    "aws": Aws,
    "dns": Dns,
    "tls": Tls,
    "migration": Migration,
    "cutover": Cutover,
    "journal": Journal,
    "ui": Ui,
    "log": Log,
}


def load(file: Path, environment: Mapping[str, str], flags: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The settings in force. *flags* holds sections with the keys that were given on the command line.

    Raises:
        SettingsTrouble: the file cannot be read or parsed, or a key or value in it, in the environment or
            in the flags is not one that exists.
    """
    merged = _from_file(file)
    for section, keys in (*_from_environment(environment).items(), *flags.items()):
        merged.setdefault(section, {}).update(keys)
    try:
        found = msgspec.convert(merged, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsTrouble(
            "A setting is not one that exists, or has a value it cannot have.",
            cause=str(error),
            remedy=f"Correct {file}, or the environment variable ACM_TUI_… of that name.",
        ) from error
    if found.journal.store:
        store_of(found.journal.store)
    return found


def _from_file(file: Path) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsTrouble(
            f"The settings file {file} cannot be read.",
            cause=str(error),
            remedy="Correct it, or name another one in ACM_TUI_CONFIG.",
        ) from error
    if loose := [key for key, value in found.items() if not isinstance(value, dict)]:
        raise SettingsTrouble(
            f"The settings file {file} has {loose[0]!r} outside a section.",
            remedy=f"Put it under one of: {', '.join(f'[{name}]' for name in _SECTIONS)}.",
        )
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    known = {
        f"{_PREFIX}{section}_{field.name}".upper(): (section, field)
        for section, kind in _SECTIONS.items()
        for field in msgspec.structs.fields(kind)
    }
    found: dict[str, dict[str, Any]] = {}
    for variable, raw in environment.items():
        if not variable.startswith(_PREFIX) or variable in _PLACES:
            continue
        if variable not in known:
            raise SettingsTrouble(
                f"The environment variable {variable} is not a setting.",
                remedy=f"Unset it, or use one of: {', '.join((*_PLACES, *known))}.",
            )
        section, field = known[variable]
        is_list = isinstance(field.default, tuple)
        value: Any = [part.strip() for part in raw.split(",") if part.strip()] if is_list else raw
        found.setdefault(section, {})[field.name] = value
    return found
