"""Which journal is opened: the file of this machine, or the one that a team keeps in S3."""

from __future__ import annotations

import argparse
import hashlib
import os
from typing import TYPE_CHECKING

from acm_tui import settings
from acm_tui.domain.shared_store import store_of
from acm_tui.domain.standing import caveat
from acm_tui.journal.store import Archive, Remote
from acm_tui.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path

    from acm_tui.domain.mfa import AskCode
    from acm_tui.settings import Journal


def journal_of(chosen: Journal, places: Paths, ask_code: AskCode | None = None) -> Archive:
    """The journal that the section *chosen* of the settings names. Asks nobody anything yet.

    *ask_code* answers the MFA codes of a journal in S3; without, there is nobody to ask.
    """
    if not chosen.store:
        from acm_tui.journal.sqlite import SqliteJournal

        return SqliteJournal(places.journal)
    from acm_tui.aws.objects import CONNECT_TIMEOUT_S, MAX_ATTEMPTS, READ_TIMEOUT_S, S3Objects
    from acm_tui.aws.session import Access
    from acm_tui.journal.shared import SharedJournal

    store = store_of(chosen.store)
    access = Access(
        chosen.profile or None,
        chosen.region or None,
        connect_timeout_s=CONNECT_TIMEOUT_S,
        read_timeout_s=READ_TIMEOUT_S,
        max_attempts=MAX_ATTEMPTS,
        endpoint_url=chosen.endpoint or None,
        ask_code=ask_code,
    )
    objects = S3Objects(access, store, kms_key=chosen.kms_key)
    return SharedJournal(objects, store, cache_of(chosen, places))


def cache_of(chosen: Journal, places: Paths) -> Path:
    """Where this machine remembers what it read of the shared journal: another store, another file."""
    said = os.environ.get
    endpoint = chosen.endpoint or said("AWS_ENDPOINT_URL_S3") or said("AWS_ENDPOINT_URL") or ""
    # A profile may name an endpoint of its own.
    profile = chosen.profile or said("AWS_PROFILE") or ""
    named = "\n".join((endpoint, profile, store_of(chosen.store).name))
    return places.data / f"shared-{hashlib.sha256(named.encode()).hexdigest()[:16]}.sqlite3"


def chosen_for(given: argparse.Namespace, places: Paths) -> Journal:
    """The section of the settings that a headless command goes by. The demo's journal is always its own file.

    Raises:
        SettingsTrouble: the settings cannot be used.
    """
    if given.demo:
        return settings.Journal()
    return settings.load(places.config, os.environ, {}).journal


def caveat_of(journal: Archive) -> str:
    """What must be said beside what was just read from *journal*; empty where there is nothing."""
    return caveat(journal.standing()) if isinstance(journal, Remote) else ""
