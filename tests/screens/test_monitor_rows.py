"""What stands under a listener while it is swapped: no tick against what was seen."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from acm_tui.domain.monitor import Watched
from acm_tui.handoff.openssl import elsewhere
from acm_tui.widgets.monitor import in_short, watched_rows
from tests.domain.stories import DOMAIN, START, listener_arn

SEEN = Watched(
    listener_arn=listener_arn("443"),
    load_balancer="shop",
    port=443,
    old=3,
    new=4,
    first_new_at=START,
    last_old_at=START,
    held="held",
    behind=(),
    interval_ms=250.0,
    host="shop.elb.example.net",
    server_name=DOMAIN,
)
OPENSSL = " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"


def rows(**figures: Any) -> list[str]:
    one = msgspec.structs.replace(SEEN, **figures)
    return [row.label.plain.strip() + " " + row.body.plain for row in watched_rows(one, "cutover", elsewhere)]


def test_what_is_in_place_has_a_tick() -> None:
    assert rows() == ["✔ old ▸ new 09:00:00 UTC   7 handshakes · none failed · the open connection was held"]


@pytest.mark.parametrize(
    ("figures", "sign"),
    [
        # One address has the new one, another always shows a third.
        ({"other": 6, "behind": ("192.0.2.82",)}, "·"),
        # One was seen with the old one just before another showed the new one for the first time.
        ({"behind": ("192.0.2.82",)}, "·"),
        ({"new": 0, "first_new_at": None, "behind": ("192.0.2.81", "192.0.2.82")}, "·"),
        ({"other": 2}, "✔"),
        ({"blind_from": START}, "·"),
        ({"failed": 1}, "!"),
        ({"flaps": 1, "behind": ("192.0.2.82",)}, "!"),
        ({"held": "cut"}, "!"),
        ({"held": "not known"}, "✔"),
    ],
)
def test_the_sign_follows_what_was_seen_last(figures: dict[str, Any], sign: str) -> None:
    assert rows(**figures)[0].startswith(f"{sign} ")


def test_the_addresses_that_stay_behind_are_named() -> None:
    assert rows(behind=("192.0.2.82", "192.0.2.83"))[1:] == [
        "· 192.0.2.82, 192.0.2.83 showed another one last"
    ]
    before = rows(new=0, first_new_at=None, behind=("192.0.2.82",))
    assert len(before) == 1, "before the first call that is nothing to tell"


def test_how_to_look_from_elsewhere_is_one_line_a_listener() -> None:
    unseen = rows(old=0, new=0, first_new_at=None, held="not seen", unreached=("10.0.0.7", "10.0.0.8"))
    assert unseen == [
        "? not seen from here: 10.0.0.7, 10.0.0.8",
        f"? from elsewhere: openssl s_client -connect shop.elb.example.net:443 -servername {DOMAIN}{OPENSSL}",
    ]
    partly = rows(unreached=("2001:db8::8",), unreached_names=(("192.0.2.81", None),))
    assert partly[1:] == [
        "? not seen from here: 2001:db8::8, 192.0.2.81 for (no SNI)",
        f"? from elsewhere: openssl s_client -connect '[2001:db8::8]:443' -servername {DOMAIN}{OPENSSL}",
    ]


def test_a_slow_beat_is_said_and_the_usual_one_is_not() -> None:
    assert "7 handshakes, each address every 500 ms · none failed" in rows(interval_ms=500.0)[0]
    assert "every" not in rows()[0]


def test_a_monitor_that_broke_says_since_when_nothing_is_seen() -> None:
    assert rows(blind_from=START)[-1] == "! nothing is seen any more since 09:00:00 UTC"


def test_whether_the_connection_survived_may_not_be_known() -> None:
    assert rows(held="not known")[0].endswith("whether the open connection was held is not known")


def test_the_same_in_one_line() -> None:
    one = msgspec.structs.replace(
        SEEN, behind=("192.0.2.82",), unreached=("192.0.2.83",), held="not known", blind_from=START
    )
    assert in_short(one, "rollback") == (
        "new ▸ old 09:00:00 UTC · 7 handshakes · none failed"
        " · whether the open connection was held is not known"
        " · 192.0.2.82 showed another one last · not seen from here: 192.0.2.83"
        " · nothing is seen any more since 09:00:00 UTC"
    )
    nothing = Watched(listener_arn=listener_arn("443"), load_balancer="shop", port=443)
    assert in_short(nothing, "cutover") == "not seen from here: no address"
