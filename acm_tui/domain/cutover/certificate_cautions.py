"""What to know of the certificate that a plan puts in place, beside the one that it takes away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from acm_tui.domain.certificate import SOON, Certificate
from acm_tui.domain.cutover.caution import Caution, CautionCode, Surroundings, words_for
from acm_tui.domain.cutover.coverage import uncovered
from acm_tui.domain.cutover.keys import is_ecdsa
from acm_tui.domain.cutover.plan import CutoverPlan


def certificate_cautions(plan: CutoverPlan, seen: Surroundings, now: datetime) -> Iterator[Caution]:
    """Its status, its dates, its names and its key, at *now* (aware)."""
    put, replaced = seen.put(plan), seen.replaced(plan)
    yield from _usable(plan, seen, now)
    if plan.direction == "cutover" and _sooner(put, replaced):
        yield Caution(
            CautionCode.EXPIRES_SOONER,
            "The new certificate expires sooner than the old one.",
            _dates(plan, seen),
        )
    yield from _names(plan, put, replaced)
    yield from _family(plan, put, replaced)


def _usable(plan: CutoverPlan, seen: Surroundings, now: datetime) -> Iterator[Caution]:
    put, word = seen.put(plan), words_for(plan)[0]
    if put.status == "EXPIRED" or (put.not_after is not None and put.not_after <= now):
        yield Caution(
            CautionCode.EXPIRED,
            f"The {word} certificate has expired: clients will refuse it.",
            _dates(plan, seen),
        )
    elif put.status != "ISSUED":
        yield Caution(
            CautionCode.NOT_ISSUED,
            f"ACM does not list the {word} certificate as issued: load balancers may refuse it.",
            f"status {put.status}",
        )
    elif put.not_after is not None and put.not_after - now <= SOON:
        left = (put.not_after - now).days
        yield Caution(
            CautionCode.EXPIRES_SOON,
            f"The {word} certificate expires in {left} day{'' if left == 1 else 's'}: {_renewal(put)}.",
            _dates(plan, seen),
        )


def _names(plan: CutoverPlan, put: Certificate, replaced: Certificate) -> Iterator[Caution]:
    word, other = words_for(plan)
    if lost := uncovered(replaced.names, put.names):
        yield Caution(
            CautionCode.NAMES_NOT_COVERED,
            f"The {word} certificate does not cover {', '.join(lost)}: clients of "
            f"{'that name' if len(lost) == 1 else 'those names'} will refuse it.",
            f"{word}: {', '.join(put.names)}; {other}: {', '.join(replaced.names)}",
        )


def _family(plan: CutoverPlan, put: Certificate, replaced: Certificate) -> Iterator[Caution]:
    if is_ecdsa(put.key_algorithm) and is_ecdsa(replaced.key_algorithm) is False:
        yield Caution(
            CautionCode.KEY_FAMILY,
            f"The {words_for(plan)[0]} certificate has an ECDSA key where an RSA key is served today: "
            "handshakes of clients and security policies that know only RSA will fail.",
            f"{put.key_algorithm} after {replaced.key_algorithm}",
        )


def _sooner(one: Certificate, other: Certificate) -> bool:
    return one.not_after is not None and other.not_after is not None and one.not_after < other.not_after


def _renewal(certificate: Certificate) -> str:
    if certificate.validation_method == "EMAIL":
        return "ACM renews it only when somebody answers its email"
    return "ACM renews it while a listener holds it and its CNAME stands"


def _dates(plan: CutoverPlan, seen: Surroundings) -> str:
    pairs = zip(words_for(plan), (seen.put(plan), seen.replaced(plan)), strict=True)
    return "; ".join(f"{word} until {_until(certificate)}" for word, certificate in pairs)


def _until(certificate: Certificate) -> str:
    return "unknown" if certificate.not_after is None else f"{certificate.not_after:%Y-%m-%d %H:%M} UTC"
