"""Every screen as an operator meets it, in the states that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from acm_tui.domain.call import AwsCall, Outcome
from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover import CutoverPlan, changed, plan, rollback
from acm_tui.domain.events import (
    CertificateSeen,
    CutoverWatched,
    Event,
    Failed,
    HandshakesSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    SoakSet,
    Succeeded,
)
from acm_tui.domain.inventory.inventory import Kept
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.listener import Holder, Listener, attachments_of, holder_of
from acm_tui.domain.monitor import Watched
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.served import Handshake
from acm_tui.workflow.attachments import Attached
from acm_tui.workflow.finish import Proof
from tests.domain.stories import (
    DOMAIN,
    MIGRATION,
    NEW,
    OLD,
    PLACE,
    START,
    THIRD,
    certificate_arn,
    dns_certificate,
    email_certificate,
    issued,
    listener,
    load_balancer,
    requested,
    started,
)
from tests.screens.dns_scenes import ADVICE, DNS_ABSENT, DNS_SCENES
from tests.screens.in_place_scenes import IN_PLACE_SCENES
from tests.screens.staging import NOW, Answers, Scene

CLOUDFRONT = f"arn:aws:cloudfront::{PLACE.account}:distribution/E2QWRUHAPOMQZL"
LEAF_NEW, LEAF_OLD, LEAF_OTHER = "7c" * 32, "1f" * 32, "a9" * 32


def _elb(path: str) -> str:
    return f"arn:aws:elasticloadbalancing:{PLACE.region}:{PLACE.account}:{path}"


BALANCERS = (
    load_balancer("shop", tags={"aws:cloudformation:stack-name": "shop-frontend"}),
    load_balancer(
        "k8s-checkout",
        "network",
        arn=_elb("loadbalancer/net/k8s-checkout/9a01"),
        tags={"elbv2.k8s.aws/cluster": "checkout-prod"},
    ),
    load_balancer("orders-classic", "classic", arn=_elb("loadbalancer/orders-classic")),
)
LISTENERS = (
    listener("443", default=OLD, sni=(OLD, THIRD)),
    listener("8443", default=THIRD, sni=(OLD,), port=8443),
    listener(
        arn=_elb("listener/net/k8s-checkout/9a01/443"), load_balancer_arn=BALANCERS[1].arn, protocol="TLS"
    ),
    listener(arn=f"{BALANCERS[2].arn}:443", load_balancer_arn=BALANCERS[2].arn),
)
HOLDERS = (*(one.arn for one in BALANCERS), CLOUDFRONT)


def attached(listeners: tuple[Listener, ...] = LISTENERS, elsewhere: tuple[Holder, ...] = ()) -> Attached:
    """Where the old certificate sits, given the listeners as they are."""
    return Attached(attachments_of(OLD, listeners), listeners, BALANCERS, elsewhere)


# -- home, request -------- ---------------------------------------------------------------------------------


def of_another(domain: str, number: str, **changes: Any) -> Certificate:
    return email_certificate(arn=certificate_arn(number), names=(domain,), **changes)


def _saved() -> dict[str, tuple[Event, ...]]:
    done = dns_certificate("ISSUED")
    return {
        "0badcafe": (
            started(of_another("www.example.com", "www")),
            *tuple(issued())[1:4],
            CertificateSeen(done),
            ListenersChosen(()),
            Intended(DeleteCertificate(certificate_arn("www"), "replaced")),
            Succeeded(7),
        ),
        MIGRATION: (*requested(), CertificateSeen(dns_certificate())),
        "7e57ab1e": (started(of_another("*.payments.example.net", "pay", not_after=NOW)),),
    }


def _inventory() -> Kept:
    """Of an hour ago: one that is under way, and three with which nobody has begun."""
    others = (of_another(f"{name}.example.com", name) for name in ("api", "mqtt", "legacy"))
    items = tuple(
        Item(certificate=one, in_use=True, described=True) for one in (email_certificate(), *others)
    )
    return Kept(items=items, looked=((PLACE, NOW - timedelta(hours=1)),))


HOME_EMPTY = Scene(until=("Nothing is saved yet.",))
HOME = Scene(
    told=_saved(),
    until=("2 open.", "Campaign: 1 done"),
    answers=Answers(kept=_inventory()),
)
REQUEST = Scene(
    told={
        MIGRATION: (
            started(
                email_certificate(
                    names=(DOMAIN, f"*.{DOMAIN}"),
                    key_algorithm="RSA_1024",
                    tags={"team": "shop", "aws:cloudformation:stack-name": "shop-frontend"},
                )
            ),
        )
    },
    session=MIGRATION,
    until=("then switches.",),
)
REQUEST_REPLACE = REQUEST.pressing("right", then="requests it.")
REQUEST_HINDERED = replace(
    REQUEST, answers=Answers(hindrance="endpoint"), until=("ACM does not offer the call at this endpoint",)
)
REQUEST_CAA = replace(REQUEST, answers=Answers(advice=ADVICE), until=("letsencrypt.org",))

# -- listeners, cutover ------------------------------------------------------------------------------------

_SEEN_OLD = CertificateSeen(email_certificate(in_use_by=HOLDERS))


def _issued(*more: Event) -> dict[str, tuple[Event, ...]]:
    return {MIGRATION: (*issued(), _SEEN_OLD, *more)}


CHOICE = attachments_of(OLD, LISTENERS)
PLAN: CutoverPlan = plan(CHOICE, LISTENERS, OLD, NEW)
LISTENERS_SCENE = Scene(
    told=_issued(),
    session=MIGRATION,
    until=("shows the plan; nothing is changed yet.",),
    answers=Answers(attached=attached(elsewhere=(holder_of(CLOUDFRONT),))),
)
CUTOVER = Scene(
    told=_issued(ListenersChosen(CHOICE)),
    session=MIGRATION,
    until=("asks for the name, then swaps.",),
    answers=Answers(attached=attached()),
)


def _interrupted() -> Iterator[Event]:
    """Two changes are made, and the outcome of the third is not known."""
    yield ListenersChosen(CHOICE)
    yield PlanConfirmed(PLAN, DOMAIN)
    for seq, change in zip((9, 11), PLAN.changes[:2], strict=True):
        yield Intended(change)
        yield Succeeded(seq)
    yield Intended(PLAN.changes[2])


HALF_DONE = Scene(
    told=_issued(*_interrupted()),
    session=MIGRATION,
    until=("asks for the name, then swaps.",),
    answers=Answers(attached=attached(tuple(changed(one, PLAN.changes[:2]) for one in LISTENERS))),
)


def _denied() -> Iterator[Event]:
    """The first two listeners are swapped; on the third the first call was refused."""
    yield ListenersChosen(CHOICE)
    yield PlanConfirmed(PLAN, DOMAIN)
    for place, change in enumerate(_ON_TWO):
        yield Intended(change)
        yield Succeeded(9 + 2 * place)
    yield Intended(PLAN.changes[len(_ON_TWO)])
    yield Failed(
        9 + 2 * len(_ON_TWO), "AccessDenied", "You may not call elasticloadbalancing:ModifyListener."
    )


_ON_TWO = tuple(one for one in PLAN.changes if one.listener_arn in PLAN.involved[:2])
DENIED = Scene(
    told=_issued(*_denied()),
    session=MIGRATION,
    until=("leaves it out.",),
    answers=Answers(attached=attached(tuple(changed(one, _ON_TWO) for one in LISTENERS))),
)
GONE = Scene(
    told=_issued(*_denied()),
    session=MIGRATION,
    until=("goes back to choose again.",),
    answers=Answers(
        attached=attached(tuple(changed(one, _ON_TWO) for one in LISTENERS if one.arn != PLAN.involved[2])),
    ),
)
LOST_FIRST = Scene(
    told=_issued(ListenersChosen(CHOICE), PlanConfirmed(PLAN, DOMAIN), Intended(PLAN.changes[0])),
    session=MIGRATION,
    until=("asks for the name, then swaps.",),
    answers=Answers(attached=attached(tuple(changed(one, PLAN.changes[:1]) for one in LISTENERS))),
)
CONFLICT = Scene(
    told=_issued(ListenersChosen(CHOICE)),
    session=MIGRATION,
    until=("goes back to choose again.",),
    answers=Answers(
        attached=attached((listener("443", default=THIRD, sni=(THIRD,)), *LISTENERS[1:3])),
    ),
)
CONFIRM = CUTOVER.pressing("enter", then="confirm.")


TWO = LISTENERS[1:3]
"""One that takes its time, and one that cannot be seen from here."""

SEEN_IN_THE_MIDDLE = (
    Watched(
        listener_arn=TWO[0].arn,
        load_balancer="shop",
        port=8443,
        old=10,
        new=4,
        other=6,
        first_new_at=NOW,
        last_old_at=NOW - timedelta(seconds=1),
        held="held",
        unreached=("192.0.2.83",),
        behind=("192.0.2.82",),
        interval_ms=500.0,
        host=BALANCERS[0].dns_name,
        server_name=DOMAIN,
    ),
    Watched(
        listener_arn=TWO[1].arn,
        load_balancer="k8s-checkout",
        port=443,
        unreached=("10.0.3.7", "10.0.3.8"),
        interval_ms=500.0,
        host=BALANCERS[1].dns_name,
        server_name=DOMAIN,
    ),
)
SWAPPING = Scene(
    told=_issued(ListenersChosen(attachments_of(OLD, TWO))),
    session=MIGRATION,
    until=("asks for the name, then swaps.",),
    answers=Answers(attached=attached(), made=2, watched=SEEN_IN_THE_MIDDLE),
).pressing("enter", "shift+tab", *DOMAIN, "enter", then="from elsewhere: ")

# -- finish ------------------------------------------------------------------------------------------------

SWAPPED = tuple(changed(one, PLAN.changes) for one in LISTENERS)


def _handshakes(last: str | None = LEAF_NEW) -> tuple[Handshake, ...]:
    addresses = ("192.0.2.81", "192.0.2.82", "2001:db8::82")
    seen = [
        Handshake(
            load_balancer="shop", address=address, port=443, server_name=name, at=NOW, fingerprint=LEAF_NEW
        )
        for address in addresses
        for name in (DOMAIN, None)
    ]
    seen = [msgspec.structs.replace(one, verified=True) for one in seen]
    return (
        *seen[:-1],
        msgspec.structs.replace(seen[-1], fingerprint=last, verified=True if last == LEAF_NEW else None),
        Handshake(
            load_balancer="k8s-checkout",
            address="k8s-checkout.internal",
            port=443,
            server_name=DOMAIN,
            at=NOW,
            error="the name has no address here",
        ),
    )


def _swapped() -> Iterator[Event]:
    yield SoakSet(0)
    yield ListenersChosen(CHOICE)
    yield PlanConfirmed(PLAN, DOMAIN)
    for place, change in enumerate(PLAN.changes):
        yield Intended(change)
        yield Succeeded(10 + 2 * place)


_NEW_IN_USE = CertificateSeen(
    dns_certificate("ISSUED", not_after=START + timedelta(days=198), in_use_by=HOLDERS[:3])
)
_OLD_FREE = CertificateSeen(email_certificate())
_FREE = CertificateSeen(email_certificate(in_use_by=()))


def _finish(last: str | None, *more: Event, until: str) -> Scene:
    return Scene(
        told=_issued(*_swapped(), _NEW_IN_USE, *more),
        session=MIGRATION,
        until=(until,),
        answers=Answers(
            attached=attached(SWAPPED),
            proof=Proof(LEAF_NEW, LEAF_OLD, (), ()),
            handshakes=_handshakes(last),
        ),
    )


FINISH_NEW = _finish(LEAF_NEW, _FREE, until="deletes the old certificate.")
FINISH_ONE_OLD = _finish(LEAF_OLD, _OLD_FREE, until="the old one on 1")
FINISH_DONE = _finish(
    LEAF_NEW,
    _FREE,
    HandshakesSeen(_handshakes(), LEAF_NEW, LEAF_OLD),
    Intended(DeleteCertificate(OLD, "replaced")),
    Succeeded(8 + 2 + 2 * len(PLAN.changes) + 3),
    until="Done. The CNAME must stay",
)

WATCHED = CutoverWatched(
    NEW,
    NOW - timedelta(minutes=3),
    NOW - timedelta(minutes=2),
    250.0,
    (
        Watched(
            listener_arn=LISTENERS[0].arn,
            load_balancer="shop",
            port=443,
            old=31,
            new=44,
            failed=2,
            first_new_at=NOW - timedelta(minutes=2, seconds=30),
            last_old_at=NOW - timedelta(minutes=2, seconds=31),
            longest_gap_ms=742.0,
            held="cut",
            held_address="192.0.2.81",
        ),
        Watched(
            listener_arn=LISTENERS[1].arn, load_balancer="k8s-checkout", port=443, unreached=("10.0.3.7",)
        ),
    ),
)
FINISH_WATCHED = _finish(LEAF_NEW, _OLD_FREE, WATCHED, until="The old certificate stays for now")
KEPT = FINISH_WATCHED.pressing("d", then="The old certificate stays; it was not deleted.")
LEAVING = FINISH_WATCHED.pressing("x", then="Leave the old certificate")
SOAKING = FINISH_WATCHED.pressing("s", then="Hours the old certificate stays")
ROLLBACK = FINISH_WATCHED.pressing("u", then="asks for the name, then restores.")
_TAKEN = tuple(
    msgspec.structs.replace(one, default=THIRD) if one.arn == LISTENERS[0].arn else one for one in SWAPPED
)
ROLLBACK_CONFLICT = replace(
    FINISH_WATCHED, answers=replace(FINISH_WATCHED.answers, attached=attached(_TAKEN))
).pressing("u", then="asks for the name, then restores.")


def _turned_back() -> Iterator[Event]:
    """Everything is restored but for one listener that somebody else has taken."""
    yield from _swapped()
    back = rollback([one for one in LISTENERS if one.arn in PLAN.involved], _TAKEN, OLD, NEW)
    yield PlanConfirmed(back, DOMAIN)
    begun = len(_issued(*_swapped())[MIGRATION]) + 1
    for place, change in enumerate(back.changes, 1):
        yield Intended(change)
        yield Succeeded(begun + 2 * place - 1)


ROLLED_BACK_PARTLY = Scene(
    told=_issued(*_turned_back()),
    session=MIGRATION,
    until=("still to be restored.",),
    answers=Answers(attached=attached((_TAKEN[0], *LISTENERS[1:]))),
)
WINDOW = CUTOVER.pressing("w", then="Maintenance window")

# -- calls to AWS ------------------------------------------------------------------------------------------


def _calls() -> Iterator[AwsCall]:
    told = (
        ("sts", "GetCallerIdentity", Outcome.DONE, 41.2, 1, "5f0c1f1e-0b0e-4b57-8f6e-0d6d7a3c8a01", ""),
        ("acm", "SearchCertificates", Outcome.REFUSED, 22.0, 1, "0a1b", "UnknownOperationException"),
        ("acm", "ListCertificates", Outcome.DONE, 318.4, 3, "c0ffee", ""),
        ("acm", "RequestCertificate", Outcome.DONE, 204.9, 1, "9d3b2c1a-6f5e-4d3c-8b2a-1f0e9d8c7b6a", ""),
        ("elbv2", "DescribeListenerCertificates", Outcome.UNSENT, 5_003.0, 4, "", "ConnectTimeoutError"),
        ("elbv2", "ModifyListener", Outcome.UNANSWERED, 60_120.0, 4, "", "ReadTimeoutError"),
        (
            "elb",
            "SetLoadBalancerListenerSSLCertificate",
            Outcome.REFUSED,
            88.0,
            1,
            "ab12",
            "CertificateNotFound",
        ),
        ("elbv2", "AddListenerCertificates", Outcome.UNDER_WAY, None, 0, "", ""),
    )
    for number, (service, operation, outcome, ms, attempts, request_id, why) in enumerate(told, 1):
        yield AwsCall(
            number=number,
            began=NOW - timedelta(seconds=70 - 9 * number + 9),
            service=service,
            operation=operation,
            region=PLACE.region,
            profile="shop-prod",
            outcome=outcome,
            ms=ms,
            attempts=attempts,
            request_id=request_id,
            why=why,
        )


CALLS_NONE = HOME_EMPTY.pressing("ctrl+l", then="No call was made yet.")
CALLS = replace(HOME, answers=Answers(calls=tuple(_calls()))).pressing("ctrl+l", then="Request id")
CALL_UNANSWERED = replace(CALLS, press=("ctrl+l", "up", "up"), then=("is not known",))
CALLS_CHANGES = replace(CALLS, press=("ctrl+l", "o"), then=("all of them",))

# -- over the others ---------------------------------------------------------------------------------------

HELP = DNS_ABSENT.pressing("question_mark", then="Leave the program")

SCENES = {
    "home-empty": HOME_EMPTY,
    "home": HOME,
    "request": REQUEST,
    "request-caa": REQUEST_CAA,
    "request-replace": REQUEST_REPLACE,
    "request-hindered": REQUEST_HINDERED,
    **DNS_SCENES,
    "listeners": LISTENERS_SCENE,
    "cutover": CUTOVER,
    "cutover-window": WINDOW,
    "rollback": ROLLBACK,
    "rollback-conflict": ROLLBACK_CONFLICT,
    "rollback-partly": ROLLED_BACK_PARTLY,
    "finish-watched": FINISH_WATCHED,
    "finish-kept": KEPT,
    "finish-leave": LEAVING,
    "finish-soak": SOAKING,
    "cutover-half-done": HALF_DONE,
    "cutover-denied": DENIED,
    "cutover-gone": GONE,
    "cutover-lost-first": LOST_FIRST,
    "cutover-conflict": CONFLICT,
    "confirm": CONFIRM,
    "swapping": SWAPPING,
    "finish-all-new": FINISH_NEW,
    "finish-one-old": FINISH_ONE_OLD,
    "finish-done": FINISH_DONE,
    **IN_PLACE_SCENES,
    "calls-none": CALLS_NONE,
    "calls": CALLS,
    "calls-unanswered": CALL_UNANSWERED,
    "calls-changes": CALLS_CHANGES,
    "help": HELP,
}
