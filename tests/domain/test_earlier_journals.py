"""Journals that earlier versions wrote are read, and fold."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from acm_tui.domain.cutover import changed, rollback
from acm_tui.domain.events import (
    CertificateSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
    WindowSet,
)
from acm_tui.journal.wire import decode, encode
from tests.domain.stories import (
    NEW,
    OLD,
    email_certificate,
    entries,
    issued,
    listener,
    told,
)
from tests.domain.written_journal import ONE

EARLIER_PLAN = (
    b'{"event":"plan_confirmed","typed":"shop.example.com","plan":{"old":"%(old)s","new":"%(new)s",'
    b'"attachments":[{"listener_arn":"%(arn)s","role":"default"}],'
    b'"before":[{"arn":"%(arn)s","load_balancer_arn":"%(lb)s","protocol":"HTTPS","port":443,'
    b'"default":"%(old)s"}],'
    b'"changes":[{"call":"set_default","listener_arn":"%(arn)s","certificate_arn":"%(new)s"}],'
    b'"conflicts":[{"listener_arn":"elsewhere","why":"the listener is gone"}],"fingerprint":"f00d"}}'
) % {
    b"old": OLD.encode(),
    b"new": NEW.encode(),
    b"arn": ONE.arn.encode(),
    b"lb": ONE.load_balancer_arn.encode(),
}


def test_a_plan_written_by_an_earlier_version_is_read_and_folds() -> None:
    confirmed = decode(EARLIER_PLAN)
    assert isinstance(confirmed, PlanConfirmed)
    assert (confirmed.override, confirmed.plan.direction) == ("", "cutover")
    assert [one.full for one in confirmed.plan.conflicts] == [False]
    (change,) = confirmed.plan.changes
    story = [
        *issued(),
        ListenersChosen(confirmed.plan.attachments),
        confirmed,
        Intended(change),
        Succeeded(8),
    ]
    now = told(*story)
    assert now.cutover_done
    assert now.origins == (listener("1", OLD),)
    assert now.cut_over_at == entries(*story)[-1].at
    back = rollback(now.origins, [listener("1", NEW)], OLD, NEW)
    assert changed(listener("1", NEW), back.changes) == listener("1", OLD)


def test_a_certificate_written_by_an_earlier_version_is_read() -> None:
    body = msgspec.json.decode(encode(CertificateSeen(email_certificate())))
    del body["certificate"]["signature_algorithm"]
    assert decode(msgspec.json.encode(body)) == CertificateSeen(email_certificate())


def test_a_window_written_without_its_offsets_is_read() -> None:
    body = (
        b'{"event":"window_set","window":{"begins":"2026-11-24T17:00:00Z","ends":"2026-11-24T19:00:00Z",'
        b'"zone":"Asia/Tokyo"}}'
    )
    seen = decode(body)
    assert isinstance(seen, WindowSet)
    assert seen.window is not None
    assert (seen.window.zone, seen.window.note) == ("Asia/Tokyo", "")
    assert seen.window.ends - seen.window.begins == timedelta(hours=2)
