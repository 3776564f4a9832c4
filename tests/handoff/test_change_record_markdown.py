"""The change record as Markdown: everything is told, and nothing in it is markup of somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, timezone

import msgspec
from markdown_it import MarkdownIt

from acm_tui.domain.change_record import ChangeRecord
from acm_tui.domain.cutover import plan, rollback
from acm_tui.domain.events import (
    Abandoned,
    Closed,
    CutoverWatched,
    Event,
    HandshakesSeen,
    Intended,
    ListenersChosen,
    PlanConfirmed,
    Succeeded,
    Unknown,
)
from acm_tui.domain.listener import Listener, attachments_of
from acm_tui.domain.mutation import DeleteCertificate
from acm_tui.domain.watchings import so_far
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.markup import NOTHING
from tests.domain.recorded import NOW, PLAN, carried_out, confirmed, recorded
from tests.domain.stories import (
    ACTOR,
    DOMAIN,
    EXPIRY,
    NEW,
    NEWER,
    OLD,
    START,
    THIRD,
    certificate_arn,
    issued,
    listener,
    requested,
    started,
)
from tests.handoff.record_story import (
    HANDSHAKES,
    LEAF_NEW,
    LEAF_OLD,
    LEAF_OTHER,
    LISTENERS,
    UNSEEN,
    WATCHED,
    everything,
    handshake,
    in_zone,
    planned,
)

_PARSER = MarkdownIt("gfm-like")


@dataclass
class Read:
    """A record as a reader of GitHub-flavoured Markdown sees it: by heading, its tables and its text."""

    tables: dict[str, list[list[list[str]]]] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, list[str]] = field(default_factory=dict)


def read(record: ChangeRecord) -> Read:
    found = Read()
    heading, tokens = "", _PARSER.parse(as_markdown(record))
    for at, token in enumerate(tokens):
        if token.type == "inline":
            inside, words = tokens[at - 1].type, "".join(child.content for child in token.children or ())
            if inside == "heading_open":
                heading = words
            elif inside in ("th_open", "td_open"):
                found.tables[heading][-1][-1].append(words)
            else:
                found.text[heading] = f"{found.text.get(heading, '')}{words}\n"
        elif token.type == "table_open":
            found.tables.setdefault(heading, []).append([])
        elif token.type == "tr_open":
            found.tables[heading][-1].append([])
        elif token.type == "fence":
            found.blocks.setdefault(heading, []).extend(token.content.splitlines())
    return found


def summary(record: ChangeRecord) -> dict[str, str]:
    return _pairs(read(record).tables[f"Change record: {DOMAIN}"][0])


def _pairs(rows: list[list[str]]) -> dict[str, str]:
    return {title: value for title, value in rows if title}


EVERYTHING = read(recorded(*everything()))


def test_the_summary() -> None:
    shown = summary(recorded(*everything(), Closed("kept for the audit")))
    assert shown["Account"] == "111122223333, partition aws"
    assert shown["Region"] == "ap-northeast-1"
    assert shown["Way"] == "replace"
    assert shown["Who"] == ACTOR
    assert shown["Begun"] == "2026-11-23 09:00:00"
    assert shown["Note"] == "kept for the audit"
    assert shown["DNS records handed over as"] == "message"
    assert shown["State"] == "done"
    assert "All times are UTC." in read(recorded(*issued())).text[f"Change record: {DOMAIN}"]


def test_every_time_is_in_utc() -> None:
    local = recorded(*in_zone(everything(), timezone(timedelta(hours=9))))
    assert as_markdown(local) == as_markdown(recorded(*everything()))


def test_the_windows_in_the_summary() -> None:
    heading = f"Change record: {DOMAIN}"
    windows = [row[1] for row in EVERYTHING.tables[heading][0] if row[0] == "Maintenance window"]
    assert windows == [
        f"2026-11-24 12:00-14:00 Asia/Tokyo (03:00-05:00 UTC), CHG-4711 (set 2026-11-23 22:00:00 by {ACTOR})",
        f"none any more (set 2026-11-23 23:00:00 by {ACTOR})",
        f"2026-11-24 12:00-14:00 Asia/Tokyo (03:00-05:00 UTC), CHG-4711 (set 2026-11-24 00:00:00 by {ACTOR})",
    ]
    assert summary(recorded(*issued()))["Maintenance window"] == "none was set"


def test_the_state_the_next_action_and_the_soak() -> None:
    swapped = carried_out(confirmed(), PLAN.changes)
    shown = summary(recorded(*swapped))
    assert shown["State"] == "open, at the step finish"
    assert shown["Next"] == "Prove what is served, then remove the old certificate"
    assert shown["Swapped"] == "2026-11-23 23:00:00"
    assert shown["Old certificate kept until"] == "2026-11-24 23:00:00 at least"
    assert shown["Deadline"] == "2027-01-15 12:00:00"
    assert summary(recorded(*issued(), Abandoned()))["State"] == "given up"


def test_the_certificates() -> None:
    rows = EVERYTHING.tables["Certificates"][0]
    assert rows[0] == ["", "Old", "New"]
    assert rows[1] == ["ARN", OLD, NEWER]
    assert ["Names", f"{DOMAIN}, *.{DOMAIN}", f"{DOMAIN}, *.{DOMAIN}"] in rows
    assert ["Validated by", "EMAIL", "DNS"] in rows
    assert ["Valid until", "2027-01-15 12:00:00", "2027-06-09 09:00:00"] in rows
    assert ["Requested", NOTHING, "2026-11-23 17:00:00"] in rows
    assert ["Issued, as first seen", NOTHING, "2026-11-23 21:00:00"] in rows
    assert (
        f"An earlier new certificate, {NEW}, is gone. Its last status was VALIDATION_TIMED_OUT."
        in (EVERYTHING.text["Certificates"])
    )


def test_a_certificate_that_does_not_exist_yet() -> None:
    shown = read(recorded(started()))
    assert shown.tables["Certificates"][0][0] == ["", "Old"]
    assert "There is no new certificate yet." in shown.text["Certificates"]


def test_the_confirmed_plan() -> None:
    shown = _pairs(EVERYTHING.tables["Plan 1: cutover"][0])
    assert shown == {
        "Confirmed": f"2026-11-24 02:00:00 by {ACTOR}",
        "Typed": DOMAIN,
        "Fingerprint (SHA-256)": planned().fingerprint,
        "Calls": "2 of 6 made",
        "Maintenance window": "2026-11-24 12:00-14:00 Asia/Tokyo (03:00-05:00 UTC):"
        " calls were made outside it",
        "Reason for going on outside it": "the pager says now",
    }
    assert EVERYTHING.tables["Plan 1: cutover"][1][1][1] == "the listener is gone"


def test_without_a_cutover_the_record_says_so() -> None:
    shown = read(recorded(*requested()))
    assert shown.text["Confirmed plans"].startswith("No cutover has been confirmed; no listener was changed.")
    assert "No plan has been confirmed" in shown.text["Listeners, before and after"]
    assert shown.text["What the monitor saw"].startswith("No watching is recorded.")
    assert shown.text["What is served: the last handshakes"].startswith("None is recorded.")
    assert "No listener has been changed." in shown.text["The way back"]
    assert summary(recorded(*requested()))["Interruption"].startswith("No listener was changed")
    nowhere = read(recorded(*issued(), ListenersChosen(())))
    assert "sat on no listener" in nowhere.text["Confirmed plans"]
    assert "not been asked to change anything" in read(recorded(started())).text["Calls that change AWS"]


def test_every_call() -> None:
    _, *rows = EVERYTHING.tables["Calls that change AWS"][0]
    shown = {row[0]: row[1:] for row in rows}
    assert list(shown) == ["3", "7", "9", "11", "19", "21", "23", "29"]
    assert shown["3"] == [
        "acm:RequestCertificate",
        DOMAIN,
        "2026-11-23 11:00:00",
        ACTOR,
        f"done: {NEW}",
        "2026-11-23 12:00:00",
        "request-3",
    ]
    assert shown["7"][:2] == ["acm:DeleteCertificate", "an earlier new certificate (timed out)"]
    assert shown["9"][4:] == [f"done, found by reading AWS: {NEWER}", "2026-11-23 18:00:00", NOTHING]
    assert shown["11"][0] == "route53:ChangeResourceRecordSets"
    assert shown["11"][1].startswith("zone example.com. (Z0123): _a79865eb4cd1.")
    assert shown["11"][4] == "done: /change/C2682N5HXP0BZ4"
    assert shown["19"][4] == (
        "not done: AccessDenied You may not call it. · Cause: AccessDenied: not authorized"
        " · Next: Ask for the permission."
    )
    assert shown["21"][:2] == [
        "elasticloadbalancing:AddListenerCertificates",
        "shop:443: the new certificate",
    ]
    assert shown["21"][4:] == ["done", "2026-11-24 06:00:00", "request-21"]
    assert shown["29"][4] == "not known: no answer, and AWS has not been read since"


def test_the_call_on_a_classic_load_balancer_has_its_own_name() -> None:
    change = planned().changes[-1]
    events: list[Event] = [*everything()[:-1], Intended(change)]
    row = read(recorded(*events)).tables["Calls that change AWS"][0][-1]
    assert row[1:3] == [
        "elasticloadbalancing:SetLoadBalancerListenerSSLCertificate",
        "orders:443: the new certificate",
    ]


def test_every_listener_before_and_after() -> None:
    (both,) = (lines for heading, lines in EVERYTHING.blocks.items() if heading.startswith("shop:443"))
    assert both == [
        "  default",
        f"-   {OLD}  (the old certificate)",
        f"+   {NEWER}  (the new certificate)",
        "  certificate list (SNI)",
        f"+   {NEWER}  (the new certificate)",
        f"    {OLD}  (the old certificate)",
        f"    {LISTENERS[0].sni[1]}",
    ]
    (classic,) = (lines for heading, lines in EVERYTHING.blocks.items() if heading.startswith("orders:443"))
    assert classic == ["  default", f"    {OLD}  (the old certificate)"]
    (unsure,) = (text for heading, text in EVERYTHING.text.items() if heading.startswith("shop:443"))
    assert LISTENERS[0].arn in unsure
    assert "it may hold something else by now" in unsure


def test_the_figures_of_the_monitor() -> None:
    heading, shop, orders = EVERYTHING.tables["What the monitor saw"][0]
    by_title = dict(zip(heading, shop, strict=True)), dict(zip(heading, orders, strict=True))
    # In the order of their names.
    assert by_title[0]["Served"] == "not seen"
    assert by_title[0]["Not seen from here"] == "orders.internal"
    assert by_title[1] == {
        "Listener": "shop:443",
        "Served": "old 20 ▸ new 22 ▸ another one 1; new first at 2026-11-24 03:00:05; "
        "old last at 2026-11-24 03:00:06",
        "Handshakes": "43",
        "Failed": "2",
        "Longest gap": "612 ms",
        "Went back": "1",
        "Open connection": "cut at 192.0.2.81: connection reset",
        "Not seen from here": f"192.0.2.83, 192.0.2.82 for without SNI, 192.0.2.82 for www.{DOMAIN}",
    }
    assert (
        "Cutover, from 2026-11-24 03:00:00 to 2026-11-24 08:00:00" in EVERYTHING.text["What the monitor saw"]
    )
    assert "every 250 ms" in EVERYTHING.text["What the monitor saw"]


def test_what_was_not_seen_comes_with_the_line_that_tells_from_elsewhere() -> None:
    heading = "What the monitor saw"
    assert heading not in EVERYTHING.blocks, "an older journal does not tell the host"
    unseen = msgspec.structs.replace(
        UNSEEN, unreached=("10.0.0.7", "10.0.0.8"), host="orders.elb.example.net", server_name=DOMAIN
    )
    partly = msgspec.structs.replace(WATCHED, host="shop.elb.example.net", server_name=DOMAIN)
    shown = read(recorded(*confirmed(), CutoverWatched(NEW, START, NOW, 250.0, (partly, unseen))))
    assert [line.partition(" </dev")[0] for line in shown.blocks[heading]] == [
        f"openssl s_client -connect orders.elb.example.net:443 -servername {DOMAIN}",
        f"openssl s_client -connect 192.0.2.83:443 -servername {DOMAIN}",
    ]
    (handshakes,) = EVERYTHING.blocks["What is served: the last handshakes"]
    assert handshakes.startswith("openssl s_client -connect 192.0.2.82:443 -noservername ")


def test_who_stays_behind_and_when_the_monitor_went_blind() -> None:
    seen = msgspec.structs.replace(WATCHED, behind=("192.0.2.82",), blind_from=START, held="not known")
    shown = read(recorded(*confirmed(), CutoverWatched(NEW, START, NOW, 250.0, (seen,), "it broke")))
    heading, row = shown.tables["What the monitor saw"][0]
    by_title = dict(zip(heading, row, strict=True))
    assert by_title["Served"].endswith("; at the end another than new at 192.0.2.82")
    assert by_title["Open connection"].startswith("not known at 192.0.2.81")
    text = shown.text["What the monitor saw"]
    assert "The watching was disturbed: it broke" in text
    assert "Nothing was seen any more from 2026-11-23 09:00:00 on." in text


def test_a_watching_without_an_end_says_so() -> None:
    killed = so_far(CutoverWatched(NEW, START, START, 250.0, (WATCHED,)))
    text = read(recorded(*confirmed(), killed)).text["What the monitor saw"]
    assert "The journal holds no end of it: it was cut off, or still goes on." in text
    assert "Nothing is known of what came after 2026-11-23 09:00:00." in text


def test_a_rollback_is_watched_the_other_way_round() -> None:
    seen = CutoverWatched(OLD, START, NOW, 250.0, (WATCHED,))
    shown = read(recorded(*confirmed(), seen))
    assert shown.text["What the monitor saw"].startswith("Rollback, from")
    assert shown.tables["What the monitor saw"][0][1][1].startswith("new 20 ▸ old 22")


def test_the_matrix_of_handshakes() -> None:
    heading = "What is served: the last handshakes"
    assert EVERYTHING.tables[heading] == [
        [
            ["shop:443", "192.0.2.81", "192.0.2.82"],
            [DOMAIN, "new, verified", f"another one, {LEAF_OTHER}, chain or name does not verify"],
            ["without SNI", "old", "not seen: timed out after 5 s"],
        ]
    ]
    text = EVERYTHING.text[heading]
    assert "It is not proven that the new certificate is served, as of 2026-11-24 10:00:00." in text
    assert "Contradiction: shop port 443 still holds the old certificate (SNI)." in text
    assert f"new {LEAF_NEW}, old {LEAF_OLD}." in text


def test_what_is_proven_and_what_could_not_be_verified() -> None:
    good = handshake("192.0.2.81", DOMAIN, LEAF_NEW, verified=True)
    bare = handshake("192.0.2.81", None, LEAF_NEW)
    shown = read(recorded(*confirmed(), HandshakesSeen((good, bare), LEAF_NEW, None)))
    heading = "What is served: the last handshakes"
    assert "It is proven that the new certificate is served" in shown.text[heading]
    assert "old not known." in shown.text[heading]
    assert shown.tables[heading][0][2] == ["without SNI", "new"]
    late = handshake("192.0.2.81", f"www.{DOMAIN}", LEAF_NEW, error="not verified: timed out")
    unsure = read(recorded(*confirmed(), HandshakesSeen((good, late, bare), LEAF_NEW, None)))
    assert "It is not proven that the new certificate is served" in unsure.text[heading]
    assert unsure.tables[heading][0][2] == [f"www.{DOMAIN}", "new, not verified: timed out"]
    old = read(recorded(*confirmed(), HANDSHAKES, PlanConfirmed(PLAN, DOMAIN)))
    assert old.text[heading].startswith("None is recorded."), "nobody has looked since the last plan"


def test_the_way_back() -> None:
    commands = EVERYTHING.blocks["The way back"]
    # As if the third call, which has no outcome, had been carried out.
    assert [command.split()[2] for command in commands] == [
        "add-listener-certificates",
        "modify-listener",
        "remove-listener-certificates",
    ]
    assert all(command.endswith("--region ap-northeast-1") for command in commands)
    text = EVERYTHING.text["The way back"]
    assert "acm-tui --session 5e55a0e1" in text
    assert "What became of the last call, on shop:443, is not known." in text
    assert "expired" not in text


def test_the_way_back_of_what_is_over() -> None:
    swapped = carried_out(confirmed(), PLAN.changes)
    closed = read(recorded(*swapped, Closed())).text["The way back"]
    assert "In the program" in closed, "as long as the old certificate is there"
    assert "By hand" in closed
    deleting: list[Event] = [*swapped, Intended(DeleteCertificate(OLD, "replaced"))]
    assert (
        "Whether the old certificate is deleted is not known."
        in read(recorded(*deleting)).text["The way back"]
    )
    gone = read(recorded(*deleting, Succeeded(len(deleting))))
    assert "It is not possible any more: the old certificate is deleted." in gone.text["The way back"]
    assert "The way back" not in gone.blocks
    assert ["Deleted", "2026-11-24 01:00:00", NOTHING] in gone.tables["Certificates"][0]
    late = read(recorded(*swapped, now=EXPIRY)).text["The way back"]
    assert "The old certificate expired 2027-01-15 12:00:00" in late


def test_a_listener_that_cannot_be_restored_is_named() -> None:
    swapped = carried_out(confirmed(), PLAN.changes)
    world = [msgspec.structs.replace(one, default=THIRD) for one in PLAN.after]
    back = rollback(PLAN.before, world, OLD, NEW)
    assert len(back.conflicts) == 2
    text = read(recorded(*swapped, PlanConfirmed(back, DOMAIN))).text["The way back"]
    for port in (443, 8443):
        assert f"shop:{port} cannot be restored: its default is neither the old nor the new" in text


def test_what_left_a_list_is_told_from_what_came() -> None:
    shown = read(recorded(*carried_out(confirmed(), PLAN.changes)))
    (both,) = (lines for heading, lines in shown.blocks.items() if heading.startswith("shop:443"))
    assert both[3:] == [
        "  certificate list (SNI)",
        f"+   {NEW}  (the new certificate)",
        f"-   {OLD}  (the old certificate)",
        f"    {THIRD}",
    ]


NETWORK = listener(
    arn="arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:listener/net/tcp/50dc/443",
    load_balancer_arn="arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/net/tcp/50dc",
    protocol="TLS",
)


def test_a_network_load_balancer_needs_no_window() -> None:
    def window(*world: Listener) -> str:
        made = plan(attachments_of(OLD, world), world, OLD, NEW)
        return _pairs(read(recorded(*confirmed(made))).tables["Plan 1: cutover"][0])["Maintenance window"]

    assert window(NETWORK) == "none was set (a Network Load Balancer needs none)"
    assert window(NETWORK, listener("443")) == "none was set"


def test_for_names_that_are_none_of_aws_no_command_is_given_at_all() -> None:
    events = list(everything())
    strange = msgspec.structs.replace(LISTENERS[0], arn=f"{LISTENERS[0].arn}$(id)")
    made = plan(attachments_of(OLD, [LISTENERS[1], strange]), [LISTENERS[1], strange], OLD, NEWER)
    shown = read(recorded(*carried_out([*events[:13], PlanConfirmed(made, DOMAIN)], made.changes)))
    assert "The way back" not in shown.blocks, "a part of them could do harm"
    assert "No commands can be given for it" in shown.text["The way back"]


def test_full_lists_are_named() -> None:
    others = [certificate_arn(f"other-{n}") for n in range(24)]
    full = listener("443", THIRD, [OLD, *others])
    made = plan(
        attachments_of(OLD, [full]), [full], OLD, NEW, remove_first=frozenset({full.load_balancer_arn})
    )
    shown = read(recorded(*carried_out(confirmed(made), made.changes)))
    assert _pairs(shown.tables["Plan 1: cutover"][0])["Gaps accepted on"] == full.arn
    text = shown.text["The way back"]
    assert "The lists are full: for a moment neither certificate is in the list of shop:443." in text


def test_who_wrote_it_and_what_is_left_out() -> None:
    text = as_markdown(recorded(*everything()))
    assert text.endswith("the journal alone. 1 event of a later version is not shown.\n")
    assert "Written 2026-11-26 09:00:00 UTC by acm-tui `1.2.3`" in text
    two = as_markdown(recorded(*everything(), Unknown("x", {})))
    assert "2 events of a later version are not shown." in two
    assert "later version" not in as_markdown(recorded(*issued()))
