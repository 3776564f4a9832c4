"""The plan: from where the old certificate sits and what the listeners hold, to calls in their order.

Plans are convergent: a plan is the difference between what is wanted and what is there. Planning again
after every change has been made gives a plan without changes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

from acm_tui.domain.cutover.fingerprint import fingerprint
from acm_tui.domain.cutover.quota import Room
from acm_tui.domain.listener import Attachment, Listener, Role
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault

Direction = Literal["cutover", "rollback"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Conflict(msgspec.Struct, frozen=True):
    """A listener that cannot be changed as it is wanted; nothing on it may be changed.

    ``full``: only because the lists of its load balancer are full. Then removing first is possible, with a
    gap in between. ``remedy`` is what else can be done than to choose again; it may be empty.
    """

    listener_arn: str
    why: str
    full: bool = False
    remedy: str = ""


OTHER_KEY = (
    "Leave this listener out, and give it a certificate with a key that it takes: "
    "every load balancer takes RSA_2048."
)
"""What can be done where a load balancer cannot use the new certificate's key."""


class CutoverPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What will be called, in order, and what was seen when that was decided.

    ``before`` holds the listeners as they were seen; ``beside`` those that are left alone, but whose lists
    share the little room that is left on a load balancer. ``fingerprint`` is the SHA-256 over them and the
    two certificates. ``attachments`` are where the certificate to be put in place is wanted.
    """

    old: str
    new: str
    attachments: tuple[Attachment, ...]
    before: tuple[Listener, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()
    fingerprint: str
    direction: Direction = "cutover"
    beside: tuple[Listener, ...] = ()

    @property
    def seen(self) -> tuple[Listener, ...]:
        """All listeners that the plan depends on, as they were seen."""
        return (*self.before, *self.beside)

    @property
    def after(self) -> tuple[Listener, ...]:
        """The listeners as they will be when every change is made."""
        return tuple(changed(listener, self.changes) for listener in self.before)

    @property
    def put(self) -> str:
        """The certificate that is put in place: the new one, or in a rollback the old one."""
        return self.new if self.direction == "cutover" else self.old

    @property
    def involved(self) -> tuple[str, ...]:
        """The ARNs of the listeners that are changed, in the order in which they are."""
        return tuple(dict.fromkeys(change.listener_arn for change in self.changes))

    @property
    def settles(self) -> frozenset[str]:
        """Of a rollback: the listeners of which nothing is left to restore once it is carried out.

        What was seen and conflicts is still to restore; what conflicts and was not seen is gone.
        """
        seen = {one.arn for one in self.before}
        return frozenset(seen ^ {one.listener_arn for one in self.conflicts})

    @property
    def gaps(self) -> tuple[str, ...]:
        """The listeners on which, for a moment, neither certificate is served for the names by SNI."""
        return tuple(one.arn for one in self.before if _leaves_gap(one, self.changes, self.put))


def plan(
    attachments: Iterable[Attachment],
    listeners: Iterable[Listener],
    old: str,
    new: str,
    *,
    origins: Iterable[Listener] = (),
    remove_first: frozenset[str] = frozenset(),
    unusable: Mapping[str, str] = _NOTHING,
) -> CutoverPlan:
    """Plan to put *new* where *attachments* say that *old* sits, given *listeners* as they are now.

    Only the roles named are touched, and nothing else on a listener. The order leaves no gap: into the
    list, then the default, then the old one out of the list. ELB does not let the default leave the list
    (RemoveListenerCertificates answers OperationNotPermitted): where the old certificate sits in both roles,
    choosing the list alone is a conflict. Where the lists are full the default goes first; then the old one
    can leave before the new one enters, and the default serves its names in between.

    Args:
        listeners: every TLS listener of the load balancers, as they are now.
        origins: the listeners that this migration has changed already, as they were before: an attachment
            that it has taken away itself is still wanted.
        remove_first: load balancers whose lists are full, and where a gap is accepted.
        unusable: why load balancers (by ARN) cannot use the key of the new certificate.
    """
    if old == new:
        raise ValueError("a certificate cannot replace itself")
    wanted = tuple(sorted(set(attachments)))
    known = tuple(listeners)
    room = Room(known)
    involved = {a.listener_arn for a in wanted}
    present = {listener.arn: listener for listener in known if listener.arn in involved}
    begun = {origin.arn: origin for origin in origins}
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    for arn in sorted(involved):
        roles = {a.role for a in wanted if a.listener_arn == arn}
        if (why := _conflict(present.get(arn), roles, old, new, begun.get(arn))) is not None:
            conflicts.append(Conflict(arn, why))
            continue
        now = present[arn]
        if (no := unusable.get(now.load_balancer_arn)) is not None:
            conflicts.append(Conflict(arn, f"it cannot use the new certificate: {no}", remedy=OTHER_KEY))
            continue
        made = steps(
            now,
            default=new if "default" in roles and now.default != new else None,
            put=new if "sni" in roles and new not in now.sni else None,
            take=old if "sni" in roles and old in now.sni else None,
            full=room.full(now.load_balancer_arn),
        )
        if made is None or (made.gap and now.load_balancer_arn not in remove_first):
            why = "its load balancer's lists are full: the new certificate finds no place beside the old one"
            conflicts.append(Conflict(arn, why, full=made is not None))
        else:
            changes += made.changes
            room.note(now.load_balancer_arn, made.changes)
    return with_fingerprint(
        CutoverPlan(
            old=old,
            new=new,
            attachments=wanted,
            before=tuple(present[arn] for arn in sorted(present)),
            beside=lists_beside(known, involved, room),
            changes=tuple(changes),
            conflicts=tuple(conflicts),
            fingerprint="",
        )
    )


def _conflict(
    listener: Listener | None, roles: set[Role], old: str, new: str, origin: Listener | None
) -> str | None:
    if listener is None:
        return "the listener is gone"
    if "default" in roles and listener.default not in (old, new):
        return "its default is neither the old nor the new certificate"
    taken_by_us = origin is not None and old in origin.sni
    if "sni" in roles and not {old, new} & {*listener.sni} and not taken_by_us:
        return "its list holds neither the old nor the new certificate"
    if roles == {"sni"} and listener.default == old and old in listener.sni:
        return "the old certificate is its default too and cannot leave the list: choose the default as well"
    return None


def lists_beside(listeners: Iterable[Listener], involved: Container[str], room: Room) -> tuple[Listener, ...]:
    """Those of *listeners* that are not *involved* (ARNs), but share the *room* where it is scarce."""
    apart = (one for one in listeners if one.arn not in involved)
    return tuple(
        sorted((one for one in apart if room.scarce(one.load_balancer_arn)), key=lambda one: one.arn)
    )


class Steps(msgspec.Struct, frozen=True):
    """The calls on one listener; ``gap``: in between, neither certificate is served for the names."""

    changes: tuple[Change, ...]
    gap: bool


def steps(
    listener: Listener, *, default: str | None, put: str | None, take: str | None, full: bool
) -> Steps | None:
    """The calls on *listener* in the order that leaves no gap, or the least one.

    *default*, *put* (into the list) and *take* (out of it) are certificates, ``None`` where nothing is to be
    done. ``None`` comes out where nothing leaves a *full* list, so that nothing can enter it.
    """
    enter = (AddToList(listener.arn, put),) if put is not None else ()
    serve = (SetDefault(listener.arn, default),) if default is not None else ()
    leave = (RemoveFromList(listener.arn, take),) if take is not None else ()
    if not (full and enter):
        return Steps((*enter, *serve, *leave), gap=False)
    if not leave:
        return None
    served = (default or listener.default) == put
    return Steps((*serve, *leave, *enter), gap=not served)


def _leaves_gap(listener: Listener, changes: Iterable[Change], put: str) -> bool:
    """Whether a certificate leaves the list before *put* enters it, while the default is another one."""
    taken = False
    for change in changes:
        if change.listener_arn != listener.arn:
            continue
        listener = changed(listener, (change,))
        if isinstance(change, RemoveFromList):
            taken = put not in listener.sni and listener.default != put
        elif isinstance(change, AddToList) and taken:
            return True
    return False


def changed(listener: Listener, changes: Iterable[Change]) -> Listener:
    """*listener* as it is after those of *changes* that are its own."""
    for change in changes:
        if change.listener_arn != listener.arn:
            continue
        match change:
            case SetDefault(certificate_arn=arn):
                listener = msgspec.structs.replace(listener, default=arn)
            case AddToList(certificate_arn=arn):
                listener = msgspec.structs.replace(listener, sni=tuple(sorted({*listener.sni, arn})))
            case RemoveFromList(certificate_arn=arn):
                rest = tuple(held for held in listener.sni if held != arn)
                listener = msgspec.structs.replace(listener, sni=rest)
    return listener


def with_fingerprint(made: CutoverPlan) -> CutoverPlan:
    """*made* with the fingerprint of what it saw."""
    found = fingerprint(made.before, made.old, made.new, made.beside)
    return msgspec.structs.replace(made, fingerprint=found)
