"""Whether a store keeps the first of two writes: proved before it is trusted with a journal.

Some stores that speak S3 take ``If-None-Match`` and do not heed it, or heed it only where nobody else writes
at the same moment. With one of those, two operators would both be first.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from acm_tui.domain.errors import JournalTrouble
from acm_tui.journal.layout import Layout
from acm_tui.journal.objects import Objects

_ROUNDS = 3
_WRITERS = 4
"""So many rounds are passed by luck alone rarely enough; each costs a fraction of a second."""


def prove(objects: Objects, layout: Layout, name: str) -> None:
    """Make sure that *objects* may keep a journal, once for every store: success is remembered in it.

    Args:
        objects: the store.
        layout: where in it the journal lies.
        name: the store as the operator knows it.

    Raises:
        JournalTrouble: it does not keep the first of two writes, or cannot be read or written.
    """
    passed = f"{layout.proof}passed.json"
    if objects.get(passed) is not None:
        return
    trial = f"{layout.proof}{secrets.token_hex(8)}/"
    for check in (_the_first_stays, _one_of_many_is_first, _what_is_there_is_listed):
        if why := check(objects, trial):
            raise JournalTrouble(
                f"{name} cannot keep a shared journal. Nothing was written to it but the trial.",
                cause=why,
                remedy="Keep it in Amazon S3 itself, or in a store that heeds If-None-Match: * of PutObject.",
            )
    objects.create(passed, _body("passed"))


def _the_first_stays(objects: Objects, trial: str) -> str:
    first, second = _body("first"), _body("second")
    if objects.create(f"{trial}once", first) is None:
        return "an object that was not there could not be created"
    if objects.create(f"{trial}once", second) is not None:
        return "an object that was there already was created a second time"
    if objects.get(f"{trial}once") != first:
        return "an object is not what was written when it was created"
    return ""


def _one_of_many_is_first(objects: Objects, trial: str) -> str:
    with ThreadPoolExecutor(_WRITERS) as pool:
        for number in range(_ROUNDS):
            bodies = [_body(str(writer)) for writer in range(_WRITERS)]
            created = list(pool.map(_creating(objects, f"{trial}race-{number}"), bodies))
            if (first := sum(created)) != 1:
                return f"of {_WRITERS} that created the same object at the same moment, {first} were told so"
            if objects.get(f"{trial}race-{number}") != bodies[created.index(True)]:
                return "another object is there than the one that was told to be first"
    return ""


def _creating(objects: Objects, key: str) -> Callable[[bytes], bool]:
    return lambda body: objects.create(key, body) is not None


def _what_is_there_is_listed(objects: Objects, trial: str) -> str:
    expected = [f"{trial}once", *(f"{trial}race-{number}" for number in range(_ROUNDS))]
    if [one.key for one in objects.listed(trial)] != expected:
        return "a listing does not show what was created, in the order of the keys"
    if [one.key for one in objects.listed(trial, after=expected[0])] != expected[1:]:
        return "a listing does not begin where it is asked to"
    return ""


def _body(what: str) -> bytes:
    return f'{{"trial":"{what}","nonce":"{secrets.token_hex(16)}"}}\n'.encode()
