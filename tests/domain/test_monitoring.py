"""What the monitor counts: films of handshakes, a frame each 250 ms, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.monitor import Held, HeldState, Watched
from acm_tui.domain.monitoring import Monitoring
from acm_tui.domain.served import Handshake, ServingHost
from tests.domain.stories import START, listener_arn
from tests.domain.strategies import steady

SHOP = "shop.example.com"
HOST = ServingHost("shop", "shop.elb.example.net", 443, (SHOP, None), listener_arn("443"), http=True)
OTHER = ServingHost("api", "api.elb.example.net", 8443, (SHOP,), listener_arn("8443"))
FRAME = timedelta(milliseconds=250)
LEAVES = {"o": "old-leaf", "n": "new-leaf", "x": "third-leaf", ".": None}
"""What a frame shows: the certificate that leaves, the one put in place, a third; or it failed."""


def at(frame: int) -> datetime:
    return START + frame * FRAME


def handshake(
    leaf: str, frame: int, address: str = "192.0.2.1", name: str | None = SHOP, host: ServingHost = HOST
) -> Handshake:
    return Handshake(
        load_balancer=host.load_balancer,
        address=address,
        port=host.port,
        server_name=name,
        at=at(frame),
        fingerprint=LEAVES[leaf],
        error=None if LEAVES[leaf] else "connection refused",
    )


def monitoring(seen: Iterable[Handshake | Held], leaving: str | None = "old-leaf") -> Monitoring:
    fold = Monitoring((HOST, OTHER), "new-leaf", leaving)
    for one in seen:
        fold.add(one)
    return fold


def film(frames: str, address: str = "192.0.2.1") -> list[Handshake]:
    return [handshake(leaf, frame, address) for frame, leaf in enumerate(frames)]


def told(frames: str) -> Watched:
    return monitoring(film(frames)).watched()[0]


@pytest.mark.parametrize(
    ("frames", "old", "new", "other", "failed", "flaps", "gap"),
    [
        ("", 0, 0, 0, 0, 0, None),
        ("ooonnn", 3, 3, 0, 0, 0, None),
        ("oonoon", 4, 2, 0, 0, 1, None),
        ("ononon", 3, 3, 0, 0, 2, None),
        ("nxn", 0, 2, 1, 0, 1, None),
        ("n.o", 1, 1, 0, 1, 1, 500),
        ("oxn", 1, 1, 1, 0, 0, None),
        # Bounded by successes on both sides.
        ("oo.nn", 2, 2, 0, 1, 0, 500),
        ("oo..nn.n", 2, 3, 0, 3, 0, 750),
        ("oo.nn..n", 2, 3, 0, 3, 0, 750),
        # It fails to the end: as far as was looked.
        ("oo...", 2, 0, 0, 3, 0, 750),
        ("o.n....", 1, 1, 0, 5, 0, 1000),
        # It failed before it was reached: then it was a failure after all.
        ("..on", 1, 1, 0, 2, 0, 500),
        (".n", 0, 1, 0, 1, 0, 250),
        # It was never reached: not seen is neither failed nor anything else.
        ("....", 0, 0, 0, 0, 0, None),
    ],
)
def test_a_film_of_one_address_and_name(
    frames: str, old: int, new: int, other: int, failed: int, flaps: int, gap: float | None
) -> None:
    one = told(frames)
    assert (one.old, one.new, one.other, one.failed, one.flaps) == (old, new, other, failed, flaps)
    assert one.longest_gap_ms == gap
    assert one.seen == old + new + other


def test_when_the_new_one_came_and_the_old_one_went() -> None:
    one = told("oonon")
    assert (one.first_new_at, one.last_old_at) == (at(2), at(3))
    assert (told("oo").first_new_at, told("nn").last_old_at) == (None, None)


def test_the_first_and_the_last_of_all_addresses_whichever_lands_first() -> None:
    late = [handshake("o", 3, "192.0.2.2"), handshake("n", 5, "192.0.2.2")]
    early = [handshake("o", 1), handshake("n", 2)]
    for seen in ([*late, *early], [*early, *late]):
        one = monitoring(seen).watched()[0]
        assert (one.first_new_at, one.last_old_at) == (at(2), at(3))


def test_without_the_leaving_fingerprint_the_leaving_leaf_is_another_one() -> None:
    one = monitoring(film("oon"), leaving=None).watched()[0]
    assert (one.old, one.other, one.new, one.last_old_at) == (0, 2, 1, None)


def test_the_gap_is_of_one_address_and_name_and_not_of_all_together() -> None:
    seen = [handshake("o", 0), handshake("n", 1, "192.0.2.2"), handshake(".", 2), handshake("n", 3)]
    assert monitoring(seen).watched()[0].longest_gap_ms == 750
    other_name = [handshake("n", 2, name=None) if one.at == at(2) else one for one in seen]
    assert monitoring(other_name).watched()[0].longest_gap_ms is None


def test_a_clock_that_is_set_back_makes_no_gap_of_less_than_nothing() -> None:
    assert monitoring([handshake("o", 9), handshake(".", 1)]).watched()[0].longest_gap_ms == 0


def test_one_line_a_listener_in_the_order_of_the_hosts() -> None:
    fold = monitoring([handshake("n", 0, host=OTHER), handshake("o", 0)])
    first, second = fold.watched()
    assert (first.listener_arn, first.load_balancer, first.port) == (HOST.listener_arn, "shop", 443)
    assert (second.listener_arn, second.load_balancer, second.port) == (OTHER.listener_arn, "api", 8443)
    assert ((first.old, first.new), (second.old, second.new)) == ((1, 0), (0, 1))


def test_a_listener_that_is_not_watched_is_a_mistake() -> None:
    fold = monitoring([])
    with pytest.raises(KeyError):
        fold.add(handshake("n", 0, host=ServingHost("nobody", "nobody.example.net", 443, (SHOP,))))


def test_addresses_that_never_answered_are_named_and_so_are_names() -> None:
    seen = [
        handshake(".", 0, "192.0.2.9"),
        handshake(".", 0, "192.0.2.9", None),
        handshake(".", 0, "192.0.2.3"),
        handshake("o", 0),
        handshake(".", 0, name=None),
        handshake(".", 0, "192.0.2.2", "www.example.com"),
        handshake("n", 0, "192.0.2.2"),
    ]
    one = monitoring(seen).watched()[0]
    assert one.unreached == ("192.0.2.3", "192.0.2.9")
    assert one.unreached_names == (("192.0.2.1", None), ("192.0.2.2", "www.example.com"))
    assert one.failed == 0
    late = monitoring([*seen, handshake("n", 1, "192.0.2.9")]).watched()[0]
    assert (late.unreached, late.failed) == (("192.0.2.3",), 1)


def held(
    state: HeldState,
    error: str | None = None,
    address: str = "192.0.2.1",
    *,
    frame: int = 0,
    used: bool = False,
    host: ServingHost = HOST,
) -> Held:
    return Held(
        load_balancer=host.load_balancer,
        port=host.port,
        address=address,
        state=state,
        at=at(frame),
        error=error,
        used=used,
    )


def test_the_last_look_at_the_held_connection_is_what_counts() -> None:
    assert monitoring([]).watched()[0].held == "not seen"
    looks = [
        held("not seen", "connection refused"),
        held("held", address="192.0.2.2"),
        held("cut", "it was reset", "192.0.2.2"),
    ]
    said = []
    for count in (1, 2, 3):
        one = monitoring(looks[:count]).watched()[0]
        said.append((one.held, one.held_address, one.held_error))
    assert said == [
        ("not seen", "192.0.2.1", "connection refused"),
        ("held", "192.0.2.2", None),
        ("cut", "192.0.2.2", "it was reset"),
    ]
    assert monitoring(looks).watched()[1].held == "not seen"


@pytest.mark.parametrize(
    ("looks", "state", "heard"),
    [
        ([], "not seen", True),
        ([held("not seen", "connection refused")], "not seen", True),
        # It stood before the last change, and nobody knows whether it still does.
        ([held("held", used=True)], "not known", False),
        ([held("held", used=True), held("held", frame=3, used=True)], "not known", False),
        ([held("held", used=True), held("held", frame=4, used=True)], "held", True),
        ([held("held", used=True), held("cut", "it was reset", frame=5)], "cut", True),
        ([held("held", used=True), held("closed early", "announced", frame=5)], "closed early", True),
        ([held("held", used=True), held("cut", "it was reset", frame=2)], "cut", True),
        # Nothing is sent on it: what ends it would have been seen.
        ([held("held")], "held", True),
        ([held("held", used=True), held("held", frame=2)], "held", True),
    ],
)
def test_after_the_last_change_a_connection_is_held_only_once_it_was_used_again(
    looks: list[Held], state: HeldState, heard: bool
) -> None:
    fold = monitoring([])
    for look in looks:
        if look.at < at(4):
            fold.add(look)
    fold.count_from(at(4))
    for look in looks:
        if look.at >= at(4):
            fold.add(look)
    assert (fold.watched()[0].held, fold.heard()) == (state, heard)


def test_every_connection_that_is_held_must_be_heard_of() -> None:
    fold = monitoring([held("held", used=True), held("held", used=True, host=OTHER)])
    assert fold.heard(), "nothing was changed yet"
    fold.count_from(at(4))
    fold.add(held("held", frame=5, used=True))
    assert not fold.heard()
    assert [one.held for one in fold.watched()] == ["held", "not known"]
    fold.add(held("held", frame=5, used=True, host=OTHER))
    assert fold.heard()


@pytest.mark.parametrize(
    ("films", "behind"),
    [
        ({}, []),
        ({"192.0.2.1": "oo"}, ["192.0.2.1"]),
        ({"192.0.2.1": "onn"}, []),
        ({"192.0.2.1": "onno"}, ["192.0.2.1"]),
        ({"192.0.2.1": "onnx"}, ["192.0.2.1"]),
        ({"192.0.2.1": "onn."}, []),
        ({"192.0.2.1": "nn", "192.0.2.2": "...."}, []),
        # One address has the new one, the other always shows a third.
        ({"192.0.2.1": "onn", "192.0.2.2": "xxx"}, ["192.0.2.2"]),
        # One was seen last just before the other showed the new one first.
        ({"192.0.2.1": "..n", "192.0.2.2": ".o"}, ["192.0.2.2"]),
        ({"192.0.2.1": "..n", "192.0.2.2": ".on"}, []),
    ],
)
def test_it_is_in_place_only_where_every_address_showed_it_last(
    films: dict[str, str], behind: list[str]
) -> None:
    one = monitoring([shot for where, frames in films.items() for shot in film(frames, where)]).watched()[0]
    assert list(one.behind or ()) == behind
    assert one.in_place is (bool(films) and not behind)


def test_one_name_that_is_behind_is_enough() -> None:
    one = monitoring([handshake("n", 0), handshake("o", 0, name=None)]).watched()[0]
    assert (one.behind, one.in_place) == (("192.0.2.1",), False)


def test_a_monitor_that_is_blind_claims_nothing_more() -> None:
    fold = monitoring(film("onn"))
    assert fold.watched()[0].in_place
    fold.blind(at(9))
    for one in fold.watched():
        assert (one.blind_from, one.in_place) == (at(9), False)


def test_how_often_and_where_it_looked_is_told() -> None:
    fold = monitoring([])
    assert not fold.watched()[0].slow
    fold.begin(1000.0)
    first, second = fold.watched()
    assert (first.interval_ms, first.slow, first.host, first.server_name) == (1000.0, True, HOST.host, SHOP)
    assert (second.interval_ms, second.host) == (1000.0, OTHER.host)


def test_asking_again_makes_nothing_anew_until_something_lands() -> None:
    fold = monitoring(film("oo"))
    first = fold.watched()
    assert all(one is other for one, other in zip(first, fold.watched(), strict=True))
    fold.add(handshake("n", 2))
    assert fold.watched()[0] is not first[0]
    assert fold.watched()[1] is first[1]


@pytest.mark.parametrize(
    ("frames", "settled"),
    [
        ("", True),
        ("...", True),
        ("o", False),
        ("on", False),
        ("onn", True),
        ("nn", True),
        ("onno", False),
        ("onnon", False),
        ("onnonn", True),
        ("onn.", False),
        ("onn.n", False),
        ("onn.nn", True),
        ("nnx", False),
    ],
)
def test_settled_is_when_the_last_two_show_the_new_one(frames: str, settled: bool) -> None:
    fold = monitoring(film(frames))
    assert fold.settled(2) is settled


def test_one_address_of_two_that_stays_old_does_not_settle() -> None:
    assert not monitoring([*film("onnn"), *film("oooo", address="192.0.2.2")]).settled(2)
    assert monitoring([*film("onnn"), *film("oonn", address="192.0.2.2")]).settled(2)
    assert monitoring([*film("onnn"), *film("....", address="192.0.2.2")]).settled(2)


def test_only_what_is_begun_after_a_moment_settles() -> None:
    fold = monitoring(film("nnnn"))
    assert fold.settled(2)
    fold.count_from(at(6))
    assert not fold.settled(1)
    for frame, settled in ((4, False), (5, False), (6, False), (7, True)):
        fold.add(handshake("n", frame))
        assert fold.settled(2) is settled, frame


targets = [("192.0.2.1", SHOP), ("192.0.2.1", None), ("192.0.2.2", SHOP)]
frames = st.lists(st.tuples(st.sampled_from(range(3)), st.sampled_from("onx.")), max_size=40)


def naively(seen: list[tuple[int, str]], rounds: int) -> tuple[object, ...]:
    """The same figures from the whole of every film, as one would write them down by hand."""
    films = [
        [(frame, leaf) for frame, (target, leaf) in enumerate(seen) if target == which] for which in range(3)
    ]
    reached = [one for one in films if any(leaf != "." for _, leaf in one)]
    leaves = [leaf for one in reached for _, leaf in one]
    flaps = 0
    gaps = []
    for one in reached:
        shown = [leaf for _, leaf in one if leaf != "."]
        flaps += sum(before == "n" and after != "n" for before, after in pairwise(shown))
        good = [frame for frame, leaf in one if leaf != "."]
        for frame, leaf in one:
            if leaf == ".":
                before = max((g for g in good if g < frame), default=one[0][0])
                after = min((g for g in good if g > frame), default=one[-1][0])
                gaps.append((after - before) * 250)
    last = [[leaf for _, leaf in one if leaf != "."][-1:] for one in films]
    silent = [one for one in films if one and one not in reached]
    addresses = [address for address, _ in targets]
    answered = {addresses[films.index(one)] for one in reached}
    return (
        [leaves.count(leaf) for leaf in "onx."],
        flaps,
        max(gaps, default=None),
        min((at(frame) for one in reached for frame, leaf in one if leaf == "n"), default=None),
        max((at(frame) for one in reached for frame, leaf in one if leaf == "o"), default=None),
        sorted({addresses[films.index(one)] for one in silent} - answered),
        len([one for one in silent if addresses[films.index(one)] in answered]),
        all([leaf for _, leaf in one][-rounds:] == ["n"] * rounds for one in reached),
        sorted({addresses[which] for which, leaf in enumerate(last) if leaf in (["o"], ["x"])}),
    )


@steady
@given(frames, st.integers(1, 3))
def test_whatever_is_seen_the_figures_are_those_of_the_whole_film(
    seen: list[tuple[int, str]], rounds: int
) -> None:
    fold = Monitoring((HOST,), "new-leaf", "old-leaf")
    for frame, (target, leaf) in enumerate(seen):
        address, name = targets[target]
        fold.add(handshake(leaf, frame, address, name))
        fold.watched()  # what is asked in between changes nothing
    (one,) = fold.watched()
    assert (
        [one.old, one.new, one.other, one.failed],
        one.flaps,
        one.longest_gap_ms,
        one.first_new_at,
        one.last_old_at,
        list(one.unreached),
        len(one.unreached_names),
        fold.settled(rounds),
        list(one.behind or ()),
    ) == naively(seen, rounds)
    assert (one.failed > 0) == (one.longest_gap_ms is not None)
