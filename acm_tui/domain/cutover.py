"""The cutover: from where the old certificate sits and what the listeners hold, to an ordered plan.

Plans are convergent: a plan is the difference between what is wanted and what is there. Planning again
after every change has been made gives a plan without changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from acm_tui.domain.listener import Attachment, Listener, Role
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault


class Conflict(msgspec.Struct, frozen=True):
    """A listener that no longer is what the operator chose; nothing on it may be changed."""

    listener_arn: str
    why: str


class CutoverPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What will be called, in order, and what was seen when that was decided.

    ``before`` holds the listeners as they were seen; ``fingerprint`` is the SHA-256 over them and the two
    certificates.
    """

    old: str
    new: str
    attachments: tuple[Attachment, ...]
    before: tuple[Listener, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()
    fingerprint: str

    @property
    def after(self) -> tuple[Listener, ...]:
        """The listeners as they will be when every change is made."""
        return tuple(changed(listener, self.changes) for listener in self.before)


def plan(attachments: Iterable[Attachment], listeners: Iterable[Listener], old: str, new: str) -> CutoverPlan:
    """Plan to put *new* where *attachments* say that *old* sits, given *listeners* as they are now.

    Only the roles named are touched, and nothing else on a listener. The order never leaves a gap: into the
    list, then the default, then the old one out of the list. ELB does not let the default leave the list
    (RemoveListenerCertificates answers OperationNotPermitted): where the old certificate sits in both roles,
    choosing the list alone is a conflict.
    """
    if old == new:
        raise ValueError("a certificate cannot replace itself")
    wanted = tuple(sorted(set(attachments)))
    involved = {a.listener_arn for a in wanted}
    present = {listener.arn: listener for listener in listeners if listener.arn in involved}
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    for arn in sorted(involved):
        roles = {a.role for a in wanted if a.listener_arn == arn}
        if (why := _conflict(present.get(arn), roles, old, new)) is not None:
            conflicts.append(Conflict(arn, why))
        else:
            changes += _changes(present[arn], roles, old, new)
    before = tuple(present[arn] for arn in sorted(present))
    return CutoverPlan(
        old=old,
        new=new,
        attachments=wanted,
        before=before,
        changes=tuple(changes),
        conflicts=tuple(conflicts),
        fingerprint=fingerprint(before, old, new),
    )


def _conflict(listener: Listener | None, roles: set[Role], old: str, new: str) -> str | None:
    if listener is None:
        return "the listener is gone"
    if "default" in roles and listener.default not in (old, new):
        return "its default is neither the old nor the new certificate"
    if "sni" in roles and old not in listener.sni and new not in listener.sni:
        return "its list holds neither the old nor the new certificate"
    if roles == {"sni"} and listener.default == old and old in listener.sni:
        return "the old certificate is its default too and cannot leave the list: choose the default as well"
    return None


def _changes(listener: Listener, roles: set[Role], old: str, new: str) -> list[Change]:
    steps: list[Change] = []
    if "sni" in roles and new not in listener.sni:
        steps.append(AddToList(listener.arn, new))
    if "default" in roles and listener.default != new:
        steps.append(SetDefault(listener.arn, new))
    if "sni" in roles and old in listener.sni:
        steps.append(RemoveFromList(listener.arn, old))
    return steps


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


def fingerprint(listeners: Iterable[Listener], old: str, new: str) -> str:
    """SHA-256, in hex, over what the listeners hold: drift in anything else does not matter to the plan."""
    seen = sorted((one.arn, one.protocol, one.port, one.default, one.sni) for one in listeners)
    return hashlib.sha256(msgspec.json.encode([old, new, seen])).hexdigest()


class Drift(msgspec.Struct, frozen=True):
    """A listener that is not as the plan expects it: what was expected and what is there now."""

    listener_arn: str
    expected: Listener
    actual: Listener | None


def drift(plan: CutoverPlan, made: Iterable[Change], actual: Mapping[str, Listener]) -> tuple[Drift, ...]:
    """Where the present differs from what *plan* saw plus the changes already *made*.

    Input: the listeners as they are now, by ARN. Output: one entry a differing listener, none when fresh.
    """
    made = tuple(made)
    found = []
    for seen in plan.before:
        expected = changed(seen, made)
        present = actual.get(seen.arn)
        if present is None or _holding(present) != _holding(expected):
            found.append(Drift(seen.arn, expected, present))
    return tuple(found)


def _holding(listener: Listener) -> tuple[str, int, str | None, tuple[str, ...]]:
    return listener.protocol, listener.port, listener.default, listener.sni
