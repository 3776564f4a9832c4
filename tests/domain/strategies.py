"""Hypothesis strategies for domain values.

There are two kinds: *any* value of a type, for round trips, and values of a *small world* (few
certificates, few listeners, low sequence numbers), in which events meet each other.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar, get_args

from hypothesis import settings
from hypothesis import strategies as st

from acm_tui.domain import events as ev
from acm_tui.domain import mutation as mu
from acm_tui.domain.certificate import (
    Certificate,
    CertificateRequest,
    Configuration,
    Configured,
    DomainValidation,
    Switch,
    ValidationRecord,
)
from acm_tui.domain.cutover import Conflict, CutoverPlan, Direction, plan, rollback
from acm_tui.domain.listener import Attachment, Listener, Role
from acm_tui.domain.monitor import HeldState, Watched
from acm_tui.domain.place import Place
from acm_tui.domain.record_sight import RecordSight
from acm_tui.domain.seat import Seat
from acm_tui.domain.served import Handshake
from acm_tui.domain.window import Window
from tests.domain.stories import (
    NEW,
    NEWER,
    OLD,
    RECORD,
    START,
    THIRD,
    certificate_request,
    dns_certificate,
    email_certificate,
    listener,
    listener_arn,
)

T = TypeVar("T")

steady = settings(deadline=None)
"""Time limits of single examples measure the machine, not the code."""

times = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
roles: st.SearchStrategy[Role] = st.sampled_from(get_args(Role))


def _several(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=2).map(tuple)


# -- any value of a type -----------------------------------------------------------------------------------

_word = st.text(max_size=12)
_maybe = st.none() | _word
_tags = st.dictionaries(_word, _word, max_size=2)
_count = st.integers(min_value=0, max_value=2**53)
_records = st.builds(ValidationRecord, _word, _word, _word)
_sights = st.builds(
    RecordSight,
    record=_records,
    at=times,
    verdict=_word,
    servers=_several(_word),
    public_view=st.booleans(),
)
_configurations = st.builds(Configuration, _word, _word, st.none() | _records)
_certificates = st.builds(
    Certificate,
    arn=_word,
    names=_several(_word),
    status=_word,
    type=_word,
    key_algorithm=_word,
    validation_method=_word,
    created_at=st.none() | times,
    not_before=st.none() | times,
    not_after=st.none() | times,
    renewal_status=_maybe,
    renewal_eligibility=_maybe,
    failure_reason=_maybe,
    managed_by=_maybe,
    exportable=st.booleans(),
    in_use_by=_several(_word),
    validations=_several(
        st.builds(DomainValidation, _word, _word, _word, st.none() | _records, _several(_word))
    ),
    tags=_tags,
    switch=st.none() | st.builds(Switch, _word, st.none() | times, st.none() | times),
    configured=_several(
        st.builds(Configured, _word, st.none() | _configurations, st.none() | _configurations)
    ),
)
_requests = st.builds(CertificateRequest, names=_several(_word), key_algorithm=_word, tags=_tags, token=_word)
_changes = (
    st.builds(mu.AddToList, _word, _word)
    | st.builds(mu.SetDefault, _word, _word)
    | st.builds(mu.RemoveFromList, _word, _word)
)
_mutations = (
    st.builds(mu.RequestCertificate, _requests)
    | st.builds(mu.DeleteCertificate, _word, st.sampled_from(get_args(mu.DeleteReason)))
    | st.builds(mu.SwitchInPlace, _word)
    | st.builds(mu.UpsertRecords, _word, _word, _several(_records), _count, _word, _several(_records))
    | _changes
)
_attachments = st.builds(Attachment, _word, roles)
_listeners = st.builds(
    Listener,
    arn=_word,
    load_balancer_arn=_word,
    protocol=_word,
    port=_count,
    default=_maybe,
    sni=_several(_word),
    tags=_tags,
)
_plans = st.builds(
    CutoverPlan,
    old=_word,
    new=_word,
    attachments=_several(_attachments),
    before=_several(_listeners),
    changes=_several(_changes),
    conflicts=_several(st.builds(Conflict, _word, _word, st.booleans())),
    fingerprint=_word,
    direction=st.sampled_from(get_args(Direction)),
)
_finite = st.floats(allow_nan=False, allow_infinity=False)
_offsets = st.none() | st.integers(-1439, 1439)
_windows = st.builds(
    Window,
    begins=times,
    ends=times,
    zone=_word,
    note=_word,
    begins_offset_min=_offsets,
    ends_offset_min=_offsets,
)
_watched = st.builds(
    Watched,
    listener_arn=_word,
    load_balancer=_word,
    port=_count,
    old=_count,
    new=_count,
    other=_count,
    failed=_count,
    flaps=_count,
    first_new_at=st.none() | times,
    last_old_at=st.none() | times,
    longest_gap_ms=st.none() | _finite,
    held=st.sampled_from(get_args(HeldState)),
    held_address=_word,
    held_error=_maybe,
    unreached=_several(_word),
    unreached_names=_several(st.tuples(_word, _maybe)),
    behind=st.none() | _several(_word),
    blind_from=st.none() | times,
    interval_ms=_finite,
    host=_word,
    server_name=_maybe,
)
_handshakes = st.builds(
    Handshake,
    load_balancer=_word,
    address=_word,
    port=_count,
    server_name=_maybe,
    at=times,
    fingerprint=_maybe,
    error=_maybe,
    verified=st.none() | st.booleans(),
    rtt_ms=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


_seats = st.builds(Seat, _word, _word, st.integers(1, 1 << 22))


def _later(kind: str, body: dict[str, object]) -> ev.Unknown:
    return ev.Unknown(kind=kind, body={**body, "event": kind})


by_kind: dict[type[ev.Event], st.SearchStrategy[ev.Event]] = {
    ev.Started: st.builds(ev.Started, st.builds(Place, _word, _word, _word), _certificates),
    ev.WayChosen: st.builds(ev.WayChosen, st.sampled_from(get_args(ev.Way))),
    ev.Intended: st.builds(ev.Intended, _mutations),
    ev.Succeeded: st.builds(ev.Succeeded, _count, _word, _word, st.booleans()),
    ev.Failed: st.builds(ev.Failed, _count, _word, _word, st.booleans()),
    ev.CertificateSeen: st.builds(ev.CertificateSeen, _certificates),
    ev.CertificateGone: st.builds(ev.CertificateGone, _word),
    ev.HandedOver: st.builds(ev.HandedOver, _word),
    ev.RecordsChangeSeen: st.builds(ev.RecordsChangeSeen, _word, _word),
    ev.RecordsSeen: st.builds(ev.RecordsSeen, _several(_sights)),
    ev.ListenersChosen: st.builds(ev.ListenersChosen, _several(_attachments)),
    ev.PlanConfirmed: st.builds(ev.PlanConfirmed, _plans, _word, _word),
    ev.WindowSet: st.builds(ev.WindowSet, st.none() | _windows),
    ev.CutoverWatched: st.builds(
        ev.CutoverWatched, _word, times, times, _finite, _several(_watched), _word, st.booleans()
    ),
    ev.SoakSet: st.builds(ev.SoakSet, st.integers(0, ev.LONGEST_SOAK_H)),
    ev.HandshakesSeen: st.builds(ev.HandshakesSeen, _several(_handshakes), _word, _maybe),
    ev.Closed: st.builds(ev.Closed, _word),
    ev.Abandoned: st.builds(ev.Abandoned, _word),
    ev.SeatTaken: st.builds(ev.SeatTaken, _seats, _word, st.booleans()),
    ev.SeatLeft: st.builds(ev.SeatLeft, _word),
    ev.Shortened: st.builds(ev.Shortened, _word),
    ev.Unknown: st.builds(
        _later,
        st.sampled_from(["switched_in_place", "taken_over", "rolled_back"]),
        st.dictionaries(_word, _json, max_size=3),
    ),
}
"""For each kind of event, any event of that kind."""


# -- the small world ---------------------------------------------------------------------------------------

LISTENERS = tuple(listener_arn(name) for name in ("443", "8443", "9443"))
LATER = START + timedelta(hours=80)
STATUSES = ("PENDING_VALIDATION", "ISSUED", "VALIDATION_TIMED_OUT", "FAILED", "EXPIRED")

_successors = st.sampled_from([NEW, NEWER])


@st.composite
def held(draw: st.DrawFn, arn: str) -> Listener:
    """The listener *arn* holding any of four certificates in any roles."""
    default = draw(st.sampled_from([OLD, NEW, NEWER, THIRD]))
    sni = draw(st.sets(st.sampled_from([OLD, NEW, NEWER, THIRD])))
    return listener(arn.rpartition("/")[2], default, sni)


worlds = st.lists(st.sampled_from(LISTENERS), unique=True, max_size=3).flatmap(
    lambda arns: st.tuples(*(held(arn) for arn in arns))
)
"""Up to three listeners."""

choices = st.lists(st.builds(Attachment, st.sampled_from(LISTENERS), roles), unique=True, max_size=4).map(
    tuple
)

_seen = st.builds(
    lambda arn, status, with_record, holders: dns_certificate(
        status,
        arn=arn,
        in_use_by=holders,
        validations=(DomainValidation("shop.example.com", status, "DNS", RECORD if with_record else None),),
    ),
    _successors,
    st.sampled_from(STATUSES),
    st.booleans(),
    st.sampled_from([(), ("arn:aws:elasticloadbalancing:ap-northeast-1:1:loadbalancer/app/x/1",)]),
) | st.builds(
    lambda expiry, holders, switch, configured: email_certificate(
        not_after=expiry, in_use_by=holders, switch=switch, configured=configured
    ),
    st.none() | st.just(START),
    st.sampled_from([(), ("arn:aws:cloudfront::1:distribution/E1",)]),
    st.none()
    | st.builds(
        Switch,
        st.sampled_from(["PENDING_DOMAIN_VALIDATION", "SUCCESS", "FAILED"]),
        st.none() | st.sampled_from([START, LATER]),
    ),
    st.just(())
    | st.builds(
        lambda active, requested: (Configured("shop.example.com", active, requested),),
        st.builds(Configuration, st.sampled_from(["EMAIL", "DNS"]), st.just("SUCCESS")),
        st.none()
        | st.builds(
            Configuration, st.just("DNS"), st.just("PENDING_VALIDATION"), st.none() | st.just(RECORD)
        ),
    ),
)
_small_changes = st.builds(
    lambda kind, where, what: kind(where, what),
    st.sampled_from([mu.AddToList, mu.SetDefault, mu.RemoveFromList]),
    st.sampled_from(LISTENERS),
    st.sampled_from([OLD, NEW]),
)
_small_mutations = (
    st.builds(lambda token: mu.RequestCertificate(certificate_request(token)), st.sampled_from(["a", "b"]))
    | st.builds(mu.DeleteCertificate, st.sampled_from([OLD, NEW, NEWER]), st.just("timed out"))
    | st.builds(mu.SwitchInPlace, st.sampled_from([OLD, NEW]))
    | st.builds(
        mu.UpsertRecords,
        st.sampled_from(["Z1", "Z2"]),
        st.just("example.com."),
        st.just((RECORD,)),
        st.just(300),
    )
    | _small_changes
)
_small_plans = st.builds(lambda chosen, world: plan(chosen, world, OLD, NEW), choices, worlds) | st.builds(
    lambda origins, world: rollback(origins, world, OLD, NEW), worlds, worlds
)
_intent = st.integers(min_value=1, max_value=8)

small_events: st.SearchStrategy[ev.Event] = st.one_of(
    st.builds(ev.WayChosen, st.sampled_from(get_args(ev.Way))),
    st.builds(ev.Intended, _small_mutations),
    st.builds(ev.Succeeded, _intent, _successors),
    st.builds(ev.Failed, _intent, st.just("Throttling"), st.just("slow down"), st.booleans()),
    st.builds(ev.CertificateSeen, _seen),
    st.builds(ev.CertificateGone, st.sampled_from([OLD, NEW, NEWER, THIRD])),
    st.builds(ev.HandedOver, st.just("message")),
    # In this world the ARN of what was made is the id of a change too.
    st.builds(ev.RecordsChangeSeen, st.sampled_from([NEW, ""]), st.sampled_from(["PENDING", "INSYNC", ""])),
    st.builds(
        ev.RecordsSeen,
        _several(
            st.builds(
                RecordSight, record=st.just(RECORD), at=times, verdict=st.sampled_from(["ready", "absent"])
            )
        ),
    ),
    st.builds(ev.ListenersChosen, choices),
    st.builds(ev.PlanConfirmed, _small_plans, st.just("shop.example.com")),
    st.builds(ev.WindowSet, st.none() | _windows),
    st.builds(ev.CutoverWatched, st.just(NEW), times, times, st.just(250.0), st.just(())),
    st.builds(ev.SoakSet, st.integers(0, 100)),
    st.builds(ev.HandshakesSeen, st.just(()), st.just("a1"), st.none()),
    st.builds(ev.Started, st.just(Place("aws", "111122223333", "eu-west-1")), st.just(email_certificate())),
    st.just(ev.Closed()),
    st.just(ev.Abandoned()),
    st.just(ev.Unknown("taken_over", {"event": "taken_over"})),
)
"""Any event of the small world, ``Started`` among them."""

histories = st.lists(small_events, max_size=25)
"""Events of the small world in any order, starting or not with ``Started``."""
