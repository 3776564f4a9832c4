"""Who holds the old certificate, on Finish: what the listeners show goes before what ACM still says."""

from __future__ import annotations

import msgspec

from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.screens.finish_words import facts
from acm_tui.workflow.attachments import Attached
from tests.domain.stories import NEW, OLD, START, issued, listener, load_balancer, told


def holders(*listeners: Listener, seen: bool = True) -> list[tuple[str, str]]:
    """The lines about the one load balancer that ACM names, with its *listeners* as they are now."""
    m = told(*issued())
    (named,) = m.old.in_use_by
    balancers = (msgspec.structs.replace(load_balancer(), arn=named),)
    found = Attached(attachments_of(OLD, listeners), listeners, balancers, ()) if seen else None
    pairs = [(label, part if isinstance(part, str) else part[0]) for label, part in facts(m, found, START)]
    return [pair for pair in pairs if pair[0] in ("Old held by", "ACM still names")]


def test_who_holds_it_still_is_named() -> None:
    ((label, text),) = holders(listener("443", default=OLD))
    assert label == "Old held by"
    assert text.startswith("load balancer  app/")


def test_what_no_listener_holds_any_more_is_what_acm_still_says() -> None:
    """InUseBy lags by minutes, and right after the swap this is the usual case."""
    ((label, text),) = holders(listener("443", default=NEW))
    assert label == "ACM still names"
    assert text.endswith("where no listener holds the old one any more")


def test_what_was_not_seen_is_not_claimed() -> None:
    ((label, _),) = holders(seen=False)
    assert label == "Old held by"
