"""The last step of a switch in place, in the states that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from acm_tui.domain.events import CertificateSeen, Closed, Event, Intended, Succeeded, WayChosen
from acm_tui.domain.mutation import SwitchInPlace
from tests.domain.stories import MIGRATION, OLD, RECORD, dns_certificate, load_balancer_arn, requested
from tests.domain.switch_stories import SUCCESS, asked, seen
from tests.screens.dns_scenes import ZONE, everywhere, found_at
from tests.screens.staging import Answers, Scene


def changed_mind(*more: Event) -> Iterator[Event]:
    """Requested to be replaced, then switched in place after all: two certificates are there."""
    yield from requested()
    yield CertificateSeen(dns_certificate("ISSUED"))
    yield WayChosen("in place")
    yield Intended(SwitchInPlace(OLD))
    yield Succeeded(7, OLD)
    yield seen(SUCCESS)
    yield from more


def _finish(*events: Event, until: str) -> Scene:
    return Scene(
        told={MIGRATION: events},
        session=MIGRATION,
        until=(until,),
        answers=Answers(zone=ZONE, observations=everywhere(**found_at(RECORD.name))),
    )


SWITCHED = _finish(*asked(), seen(SUCCESS), until="closes the migration.")
SWITCHED_MISSING = replace(
    SWITCHED,
    answers=replace(SWITCHED.answers, observations=everywhere()),
    until=("it may not renew itself",),
)
SWITCHED_CLOSED = replace(
    _finish(*asked(), seen(SUCCESS), Closed(), until="Done. The records must stay for ever"),
    answers=Answers(),  # nobody is asked by itself any more
)
LEFT_BEHIND = _finish(*changed_mind(), until="deletes the certificate that was requested")
_HELD = CertificateSeen(
    msgspec.structs.replace(dns_certificate("ISSUED"), in_use_by=(load_balancer_arn("other"),))
)
STILL_HELD = _finish(*changed_mind(_HELD), until="deletes the certificate that was requested").pressing(
    "d", then="The requested certificate stays; it was not deleted."
)
IN_PLACE_SCENES = {
    "finish-in-place": SWITCHED,
    "finish-in-place-missing": SWITCHED_MISSING,
    "finish-in-place-closed": SWITCHED_CLOSED,
    "finish-in-place-close": SWITCHED.pressing("x", then="Close the migration"),
    "finish-in-place-left-behind": LEFT_BEHIND,
    "finish-in-place-delete": LEFT_BEHIND.pressing("d", then="confirm."),
    "finish-in-place-still-held": STILL_HELD,
}
