"""Time zones by name, from the time zone database of this machine."""

from __future__ import annotations

import difflib
import os
import re
import zoneinfo
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from acm_tui.domain.errors import Refused

_UTC_NAMES = frozenset(
    {"utc", "etc/utc", "uct", "etc/uct", "universal", "etc/universal", "zulu", "etc/zulu", "z"}
)
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""Files beside the zones: what they mean differs from machine to machine, or is nothing."""
_OFFSET = re.compile(r"(?:etc/)?(?:utc|gmt|ut|z)?_?[+\-−±]?_?\d.*")
_LONGEST_ABBREVIATION = 5
"""Letters of what stands for a zone in daily life: JST, AEST, CHAST. Names of towns that short are found."""
LOCALTIME = Path("/etc/localtime")
TIMEZONE = Path("/etc/timezone")
"""Where systems keep their zone (localtime(5)); the second one is Debian's."""


class UnknownZone(Refused):
    """There is no such time zone here."""


class Zone(NamedTuple):
    """A time zone by its IANA name."""

    name: str
    info: tzinfo

    def local(self, moment: datetime) -> datetime:
        """What its clocks show (naive) at *moment* (aware)."""
        return moment.astimezone(self.info).replace(tzinfo=None)

    def instants(self, local: datetime) -> tuple[datetime, ...]:
        """The moments (UTC) at which its clocks show *local* (naive), in order: none, one or two."""
        both = (local.replace(tzinfo=self.info, fold=fold).astimezone(UTC) for fold in (0, 1))
        return tuple(sorted({instant for instant in both if self.local(instant) == local}))

    def around(self, local: datetime) -> tuple[datetime, datetime]:
        """Readings before and after the gap in which *local* (naive) lies.

        They are as far from it as the gap is long: a reading that is taken with the offset of one side of the
        gap lies on the other (PEP 495, "Conversion from Naive to Aware").
        """
        later, earlier = (
            self.local(local.replace(tzinfo=self.info, fold=fold).astimezone(UTC)) for fold in (0, 1)
        )
        return earlier, later

    def offset_min(self, moment: datetime) -> int:
        """How many minutes its clocks are ahead of UTC at *moment* (aware)."""
        return (self.local(moment) - moment.astimezone(UTC).replace(tzinfo=None)) // timedelta(minutes=1)


def zone_named(name: str) -> Zone:
    """The zone of that name; capitals and blanks need not be right. UTC is known without a database.

    Raises:
        UnknownZone: there is none, or this machine has no time zone database.
    """
    key = name.strip().replace(" ", "_").casefold()
    if key in _UTC_NAMES:
        return Zone("UTC", UTC)
    names = _names(tuple(zoneinfo.TZPATH))
    if (known := names.get(key)) is not None:
        return Zone(known, zoneinfo.ZoneInfo(known))
    if not names:
        raise UnknownZone(
            "This machine has no time zone database.",
            cause=f"no zone was found in {', '.join(zoneinfo.TZPATH) or 'any place'}, nor in Python's tzdata",
            remedy="Give the window in UTC, with the zone UTC; or install tzdata.",
        )
    near = _near(key, names)
    guess = f"Did you mean {near}? If not, give" if near else "Give"
    raise UnknownZone(
        f"There is no time zone “{name.strip()}”.",
        remedy=f"{guess} an IANA name such as Asia/Tokyo or Europe/Berlin, or UTC.",
    )


def _near(key: str, names: Mapping[str, str]) -> str | None:
    """The zone that *key* may be meant to be; ``None`` where a guess could only be a wrong one.

    ``UTC+9`` has no name, and that of ``Etc/GMT+9`` counts the other way round. ``JST`` is as near to ``MST``
    as to any other abbreviation.
    """
    if _OFFSET.fullmatch(key) is not None:
        return None
    towns = [one for low, one in names.items() if low.rpartition("/")[2] == key]
    alike = difflib.get_close_matches(key, names, n=1) if len(key) > _LONGEST_ABBREVIATION else []
    return next(iter((*towns, *(names[low] for low in alike))), None)


def machine_zone(now: datetime) -> Zone:
    """The zone that this machine is set to, looked up at *now* (aware).

    A name counts only where it gives the time that the system itself gives, now and half a year on.

    Raises:
        UnknownZone: the system does not tell its name.
    """
    seasons = (now, now + timedelta(days=182))
    for name in _machine_names():
        try:
            zone = zone_named(name)
        except UnknownZone:
            continue
        if all(zone.local(moment) == moment.astimezone().replace(tzinfo=None) for moment in seasons):
            return zone
    raise UnknownZone(
        "The name of this machine's time zone cannot be found.",
        cause="neither TZ nor the system's settings tell one that fits its clock",
        remedy="Type it: an IANA name such as Asia/Tokyo or Europe/Berlin, or UTC.",
    )


def _machine_names() -> Iterator[str]:
    """Where the name may stand, the most binding first; a place that cannot be read tells nothing."""
    yield _after_zoneinfo(os.environ.get("TZ", "").removeprefix(":"))
    try:
        yield _after_zoneinfo(str(LOCALTIME.readlink()))
    except OSError:  # not there, or a copy of the zone's file: then it has no name
        yield _first_line(TIMEZONE)
    yield "UTC"  # the default where nothing is set; it only counts where the clock agrees


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        return ""


def _after_zoneinfo(path: str) -> str:
    """The name in the path of a zone's file, such as ``/usr/share/zoneinfo/Asia/Tokyo``."""
    return path.rpartition("zoneinfo/")[2]


@lru_cache(maxsize=2)
def _names(search_path: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001 - another path is another database
    """Every zone of the database, by its name in small letters."""
    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones() - _NO_PLACES)}
