"""What one observation says about the record."""

from __future__ import annotations

import enum

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation.names import canonical, same_name, within
from acm_tui.domain.propagation.observation import Answer, Failure, Observation


class Classification(enum.StrEnum):
    """The kinds of answer that are told apart."""

    MATCH = "match"
    MATCH_NO_UNDERSCORE = "match_no_underscore"
    """The target lacks its leading underscore; ACM accepts that (ACM user guide, "DNS validation")."""
    WRONG_VALUE = "wrong_value"
    NODATA = "nodata"
    NXDOMAIN = "nxdomain"
    REFERRAL = "referral"
    """The name lies in a zone further down, which this server has delegated away."""
    DELEGATED = "delegated"
    """The name itself is delegated away: an NS record stands where the record should."""
    LAME = "lame"
    """The server does not answer with authority for the zone it is named for."""
    INTERCEPTED = "intercepted"
    """Asked for its own word, it offers to search instead: a resolver that stands where the server should.

    Or somebody in between was seen, who may answer anything.
    """
    REFUSED = "refused"
    SERVFAIL = "servfail"
    """The server answered with an error (SERVFAIL, FORMERR, NOTIMP and the like), or for another name."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NO_NAME = "no_name"
    """What was to be asked for is no name in DNS: nobody was asked."""

    @property
    def found(self) -> bool:
        """The record is there and right."""
        return self in (Classification.MATCH, Classification.MATCH_NO_UNDERSCORE)

    @property
    def conclusive(self) -> bool:
        """The answer says something about the record, be it yes or no."""
        return self.found or self in (
            Classification.WRONG_VALUE,
            Classification.NODATA,
            Classification.NXDOMAIN,
            Classification.DELEGATED,
        )

    @property
    def differs(self) -> bool:
        """The answer says that something else stands there, or nothing."""
        return self.conclusive and not self.found


_SILENCES = {
    Failure.TIMEOUT: Classification.TIMEOUT,
    Failure.UNREACHABLE: Classification.UNREACHABLE,
    Failure.NO_ROUTE: Classification.UNREACHABLE,
    Failure.NO_NAME: Classification.NO_NAME,
}


def classify(observation: Observation, record: ValidationRecord) -> Classification:
    """What *observation* says about *record*, at whichever name it asked."""
    if observation.rcode is None:
        return _SILENCES[observation.failure or Failure.TIMEOUT]
    if observation.intercepted:
        return Classification.INTERCEPTED
    if observation.rcode == "REFUSED":
        return Classification.REFUSED
    if observation.rcode not in ("NOERROR", "NXDOMAIN"):
        return Classification.SERVFAIL
    if not observation.aa and (said := _without_authority(observation)) is not None:
        return said
    # With a CNAME in the answer the response code speaks of the target's end (RFC 2308 §2.1), not of the
    # record: a server that follows it itself may say NXDOMAIN beside a record that is right.
    if found := record_answers(observation, record):
        return _compare(found, record)
    if observation.answers and not _about_the_name(observation):
        return Classification.SERVFAIL
    return Classification.NXDOMAIN if observation.rcode == "NXDOMAIN" else Classification.NODATA


def record_answers(observation: Observation, record: ValidationRecord) -> tuple[Answer, ...]:
    """The answers of the record's type that stand at the name asked for."""
    return tuple(
        answer
        for answer in observation.answers
        if answer.type == record.type and same_name(answer.name, observation.question.name)
    )


def _without_authority(observation: Observation) -> Classification | None:
    """What an answer without authority is; ``None``: that of a resolver, which needs none."""
    if observation.perspective.resolver:
        return Classification.LAME if observation.referral is not None and not observation.ra else None
    if _delegates(observation):
        itself = same_name(observation.referral or "", observation.question.name)
        return Classification.DELEGATED if itself else Classification.REFERRAL
    return Classification.INTERCEPTED if observation.ra else Classification.LAME


def _about_the_name(observation: Observation) -> bool:
    """Whether the answer speaks of the name asked for, or of one above it that stands for it (DNAME)."""
    name = observation.question.name
    return any(
        same_name(answer.name, name) or (answer.type == "DNAME" and within(name, answer.name))
        for answer in observation.answers
    )


def _delegates(observation: Observation) -> bool:
    """Whether the answer points downwards; upwards, or to the zone itself, is what a lame server says."""
    away, zone = observation.referral, observation.zone
    return (
        away is not None
        and not observation.answers
        and within(away, zone)
        and not same_name(away, zone)
        and within(observation.question.name, away)
    )


def _compare(found: tuple[Answer, ...], record: ValidationRecord) -> Classification:
    value = canonical(record.value)
    values = {canonical(answer.value) for answer in found}
    if values == {value}:
        return Classification.MATCH
    if values <= {value, value.removeprefix("_")}:
        return Classification.MATCH_NO_UNDERSCORE
    return Classification.WRONG_VALUE
