"""Every screen and dialogue, in the states in which it shows what others say."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from acm_tui.domain.errors import ServiceTrouble
from acm_tui.domain.events import CertificateSeen
from acm_tui.domain.inventory.news import NotLooked
from acm_tui.domain.mfa import CodeAsked
from acm_tui.domain.place import Place
from acm_tui.workflow.place import Whereabouts
from tests.domain.stories import MIGRATION, PLACE, dns_certificate, requested
from tests.hostile.corpus import is_whole
from tests.screens import dns_scenes, in_place_scenes, scenes
from tests.screens.select_scenes import CERTIFICATE, SELECT, SELECT_SCENES
from tests.screens.staging import Scene
from tests.screens.together_scenes import TOGETHER_SCENES

TROUBLE = ServiceTrouble(
    "AWS refused.", cause="AccessDeniedException: no", remedy="Ask for it.", code="A", operation="B"
)


def _in_trouble(scene: Scene, *until: str) -> Scene:
    return replace(scene, answers=replace(scene.answers, trouble=TROUBLE), until=until)


STRANGE_ANSWER = dns_scenes.observation(
    "ns1.example.com.",
    "192.0.2.11",
    rcode="RCODE",
    ede=("18 Prohibited: go away",),
    error="what a server says",
)
IN_PLACE = {
    # What others call the record decides what is seen of it; that it is closed does not hang on it.
    name: scene if scene is in_place_scenes.SWITCHED_CLOSED else replace(scene, until=("looks again",))
    for name, scene in in_place_scenes.IN_PLACE_SCENES.items()
}
IN_PLACE["finish-in-place-close"] = replace(IN_PLACE["finish-in-place-close"], then=("Close it",))
MORE = {
    # A notice to an account that is called otherwise is not about its certificates.
    "certificate": replace(CERTIFICATE, then=("Valid until",)),
    "select-refused": replace(
        SELECT,
        answers=replace(SELECT.answers, inventory=(NotLooked("default", PLACE.region, TROUBLE),) * 2),
        then=("✖",),  # the rest of it may be scrolled out of sight
    ),
    "dns-refused": _in_trouble(dns_scenes.DNS_ABSENT, "AWS refused."),
    "listeners-refused": _in_trouble(scenes.LISTENERS_SCENE, "AWS refused."),
    "dns-failing-server": replace(
        dns_scenes.DNS_ABSENT,
        answers=replace(dns_scenes.DNS_ABSENT.answers, observations=(STRANGE_ANSWER,)),
        until=("Ask the DNS team to look at",),
    ),
    "code": replace(
        scenes.HOME,
        answers=replace(
            scenes.HOME.answers, code=CodeAsked("ops", f"arn:aws:iam::{PLACE.account}:mfa/ayako")
        ),
        until=("six digits",),
    ),
    "give-up": scenes.HOME.pressing("down", "g", then="confirm."),
    "delete": scenes.FINISH_NEW.pressing("d", then="confirm."),
    # Its heading may be scrolled out of sight, its buttons are not.
    "finish-leave": replace(scenes.LEAVING, then=("Leave it",)),
    # With nothing to change no name is asked for, which no key could type here.
    "swapping": replace(
        scenes.SWAPPING,
        answers=replace(scenes.SWAPPING.answers, attached=scenes.attached(scenes.SWAPPED), made=0),
        until=("holds the new certificate already.",),
        press=("enter",),
    ),
    **IN_PLACE,
    "change-record": scenes.FINISH_NEW.pressing("c", then="c copy"),
}
EVERY = scenes.SCENES | SELECT_SCENES | TOGETHER_SCENES | MORE
HANDOFF_REFUSED = ("cannot be handed over",)
"""Names that are none never leave the program: the hand-over says so."""


def strange(text: str) -> Scene:
    """*text* where a word stands that AWS or DNS may choose anew: status, response code, account, region."""
    answer = msgspec.structs.replace(STRANGE_ANSWER, rcode=text)
    odd = dns_certificate(text, failure_reason=text, type=text, validation_method=text)
    scene = dns_scenes.DNS_ABSENT
    told = (*requested(), CertificateSeen(odd)) if is_whole(text) else scene.told[MIGRATION]
    return replace(
        scene,
        told={MIGRATION: told},  # half a character cannot be in a journal
        answers=replace(
            scene.answers,
            observations=(answer,),
            whereabouts=Whereabouts(Place(text, text, text), text, text, 3),
        ),
        until=("the server failed",),
    )


def other_leaf(text: str) -> Scene:
    """*text* in place of the fingerprint of what is served."""
    scene = scenes.FINISH_ONE_OLD
    seen = tuple(msgspec.structs.replace(one, fingerprint=text) for one in scene.answers.handshakes)
    return replace(scene, answers=replace(scene.answers, handshakes=seen), until=("another one on 7",))
