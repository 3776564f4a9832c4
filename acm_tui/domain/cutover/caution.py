"""What an operator should know before confirming a plan: the kinds of it, and what it is concluded from."""

from __future__ import annotations

import enum

import msgspec

from acm_tui.domain.certificate import Certificate
from acm_tui.domain.cutover.plan import CutoverPlan
from acm_tui.domain.listener import Holder, Listener, LoadBalancer


class CautionCode(enum.StrEnum):
    """The kinds of cautions, the most dangerous first."""

    EXPIRED = "the certificate that is put in place has expired"
    NOT_ISSUED = "the certificate that is put in place is not issued"
    GAP = "neither certificate is in the list for a moment"
    NAMES_NOT_COVERED = "names lose their certificate"
    RIVAL = "another certificate is served in its place"
    KEY_FAMILY = "clients that know only RSA fail"
    EXPIRES_SOON = "it expires soon"
    OWNED = "somebody else manages the listener"
    TAKES_OVER = "it is served in place of another certificate"
    EXPIRES_SOONER = "it expires sooner than the old one"
    RIVAL_UNDECIDED = "another certificate may be served in its place"
    NOT_DESCRIBED = "a certificate of which nothing is known"
    FULL_UNKNOWN = "lists that may be full"
    OLD_STAYS = "the old certificate stays on a listener"
    HELD_ELSEWHERE = "the old certificate is held outside load balancers"


class Caution(msgspec.Struct, frozen=True):
    """One thing to know before a plan is confirmed.

    ``evidence`` is what it is concluded from. ``where`` is the ARN of a listener or a load balancer; empty
    when it is about the whole plan.
    """

    code: CautionCode
    sentence: str
    evidence: str
    where: str = ""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen around a plan.

    ``listeners`` are all TLS listeners of ``load_balancers``; ``others`` the other certificates on the
    listeners of the plan, as far as ACM described them; ``elsewhere`` what holds the old certificate outside
    load balancers.
    """

    load_balancers: tuple[LoadBalancer, ...]
    listeners: tuple[Listener, ...]
    old: Certificate
    new: Certificate
    others: tuple[Certificate, ...] = ()
    elsewhere: tuple[Holder, ...] = ()

    def put(self, plan: CutoverPlan) -> Certificate:
        """The certificate that *plan* puts in place."""
        return self.new if plan.direction == "cutover" else self.old

    def replaced(self, plan: CutoverPlan) -> Certificate:
        """The certificate that *plan* takes away."""
        return self.old if plan.direction == "cutover" else self.new


def words_for(plan: CutoverPlan) -> tuple[str, str]:
    """What the certificates are called that *plan* puts in place and takes away."""
    return ("new", "old") if plan.direction == "cutover" else ("old", "new")
