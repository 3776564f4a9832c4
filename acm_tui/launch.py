"""From arguments and settings to the running wizard."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import platform
import secrets
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from acm_tui import log, paths, settings
from acm_tui.domain.errors import JournalTrouble, Trouble
from acm_tui.garbage import nothing_to_collect
from acm_tui.paths import Paths
from acm_tui.text import safe

if TYPE_CHECKING:
    from acm_tui.domain.mfa import AskCode
    from acm_tui.moves import Move
    from acm_tui.settings import Settings
    from acm_tui.workflow.services import Services

_log = logging.getLogger(__name__)


def wizard(
    given: argparse.Namespace,
    places: Paths,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    badge: str = "",
    moves: Sequence[Move] = (),
) -> int:
    """Open the wizard and answer the exit code.

    Raises:
        Trouble: the settings or the data directory cannot be used.
    """
    unkept = open_log(given, places)
    chosen = settings_for(given, places)
    log.set_level(chosen.log.level)
    _log.debug("settings in force: %s", chosen)
    with nothing_to_collect():
        from acm_tui.app import AcmTuiApp
        from acm_tui.codes import Codes

    codes = Codes()
    app = AcmTuiApp(
        services(chosen, places, clock, ask_code=codes.ask, read_only=given.read_only, unkept=unkept),
        badge=badge or ("READ-ONLY" if given.read_only else ""),
        session=given.session,
        moves=moves,
        theme=chosen.ui.theme,
        codes=codes,
    )
    app.run()
    # Textual itself answers 1 when the app broke, after it has shown why.
    return Trouble.exit_code if app.return_code else 0


def settings_for(given: argparse.Namespace, places: Paths) -> Settings:
    """The settings in force, with the flags *given*.

    Raises:
        SettingsTrouble: they cannot be used.
    """
    return settings.load(places.config, os.environ, _flags(given))


def open_log(given: argparse.Namespace, places: Paths) -> str:
    """Make the data directory where it is missing, and log into it. What fails at the log is only said.

    Returns:
        Why nothing can be kept, where the program only looks; otherwise, and mostly, nothing.

    Raises:
        Trouble: the data directory cannot be used, and more is to be done than to look.
    """
    unkept = ""
    try:
        paths.make_private(places.data)
    except JournalTrouble as trouble:
        if not given.read_only or given.demo:  # the demo keeps a world there
            raise
        unkept = trouble.cause or trouble.sentence
        _say(trouble.sentence)
    what = "the demo" if given.demo else "the wizard"
    log.start(places.log, log.level_of(given.log_level, os.environ), what, _say)
    return unkept


def _say(sentence: str) -> None:
    print(safe(sentence), file=sys.stderr)  # noqa: T201 - before the screen is taken, or after it is given back


def services(
    chosen: Settings,
    places: Paths,
    clock: Callable[[], datetime],
    *,
    ask_code: AskCode | None = None,
    read_only: bool = False,
    unkept: str = "",
) -> Services:
    """What the use cases work with, from the settings. Asks nobody anything yet.

    *ask_code* answers MFA codes; without, there is nobody to ask.
    *unkept* says why the journal cannot be written, where that is known; then it must be *read_only*.
    """
    from acm_tui.aws.recent import RecentCalls
    from acm_tui.aws.session import Access
    from acm_tui.dns.settings import DnsSettings
    from acm_tui.domain.seat import Seat
    from acm_tui.journal.unkept import unkept_of
    from acm_tui.opening import journal_of
    from acm_tui.seat_lock import SeatLocks
    from acm_tui.tls.settings import TlsSettings
    from acm_tui.workflow.services import Services

    home = chosen.aws.regions[0] if chosen.aws.regions else None
    calls = RecentCalls()

    def access(profile: str | None, region: str | None) -> Access:
        return Access(profile, region, calls=calls, clock=clock, ask_code=ask_code)

    kept = journal_of(chosen.journal, places, ask_code)
    return Services(
        journal=unkept_of(kept, unkept) if read_only else kept,
        accesses=tuple(access(profile, home) for profile in chosen.aws.profiles or (None,)),
        regions=chosen.aws.regions,
        all_regions=chosen.aws.all_regions,
        dns=DnsSettings(
            port=chosen.dns.port,
            root_servers=chosen.dns.root_servers,
            resolver=chosen.dns.resolver,
            public_resolvers=chosen.dns.public_resolvers,
            doh=chosen.dns.doh,
            doh_servers=chosen.dns.doh_servers,
        ),
        tls=TlsSettings(proxy=chosen.tls.proxy or None, ca=Path(chosen.tls.ca) if chosen.tls.ca else None),
        clock=clock,
        actor=actor(),
        seat=Seat(secrets.token_hex(8), actor(), os.getpid()),
        locks=SeatLocks(places.data / "seats"),
        read_only=read_only,
        lanes=chosen.cutover.lanes,
        way=chosen.migration.way,
        calls=calls,
        inventories=None if unkept else places.inventories,
        access_of=access,
    )


def actor() -> str:
    """Who is at work, for the journal: user and machine."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user id without a name, as in many containers
        user = "unknown"
    return f"{user}@{platform.node()}"


def _flags(given: argparse.Namespace) -> dict[str, dict[str, object]]:
    named = {"profiles": given.profile, "regions": given.region, "all_regions": given.all_regions}
    flags: dict[str, dict[str, object]] = {"aws": {key: values for key, values in named.items() if values}}
    if given.region:  # who names regions means these, whatever is set
        flags["aws"]["all_regions"] = False
    return flags | ({"log": {"level": given.log_level}} if given.log_level else {})
