"""One message for several certificates: zone by zone, and which account asks for which."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.handoff.english import ENGLISH
from acm_tui.handoff.japanese import JAPANESE
from acm_tui.handoff.message import letter
from acm_tui.handoff.request import Asker, DnsRequest, RequestedRecord

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."


def requested(name: str, zone: str | None) -> RequestedRecord:
    return RequestedRecord(ValidationRecord(name, "CNAME", VALUE), zone)


SEVERAL = DnsRequest(
    names=("shop.example.com", "*.shop.example.com"),
    account="111122223333",
    records=(
        requested("_a1.api.example.com.", "example.com"),
        requested("_a2.shop.example.com.", "example.com"),
        requested("_a3.xn--wgv71a.example.", "xn--wgv71a.example."),
        requested("_a4.www.example.org.", None),
    ),
    deadline=datetime(2026, 11, 26, 18, 0, tzinfo=ZoneInfo("Asia/Tokyo")),
    others=(
        Asker(("api.example.com",), "444455556666"),
        Asker(("xn--wgv71a.example", "www.example.org"), "111122223333"),
    ),
)


def test_in_english() -> None:
    text = letter(SEVERAL, ENGLISH)
    assert text.startswith(
        "Subject: DNS records for 3 TLS certificates, needed before 2026-11-26 18:00 JST (UTC+09:00)\n\n"
        "Please create these 4 records in DNS:\n\n"
        "Zone example.com\n\n"
        "Record 1 of 4\n"
        "Name:  _a1.api.example.com.\n"
        "       In the zone example.com, enter as the name: _a1.api\n"
    )
    assert text.count("Zone example.com\n") == 1
    assert "\n\nZone 日本.example (xn--wgv71a.example)\n\nRecord 3 of 4\n" in text
    assert "\n\nIn a zone that we do not know\n\nRecord 4 of 4\nName:  _a4.www.example.org.\nType:" in text
    assert (
        "\n\nThis lets AWS Certificate Manager issue and renew these certificates:\n"
        "- account 111122223333: shop.example.com, *.shop.example.com\n"
        "- account 444455556666: api.example.com\n"
        "- account 111122223333: 日本.example (xn--wgv71a.example), www.example.org\n\n"
    ) in text
    assert "Please keep all of it for ever:\nevery renewal of these certificates looks for it again." in text
    assert "the certificate" not in text.replace("these certificates", "")


def test_in_japanese() -> None:
    text = letter(SEVERAL, JAPANESE)
    assert text.startswith("件名: 【ご依頼】TLS証明書3件に関するDNSレコードの登録【期限: ")
    assert "\n\n■ ゾーン example.com\n\n【1/4】\n" in text
    assert "・アカウント 444455556666: api.example.com\n" in text
    assert "各証明書を更新するたびに参照されます。" in text


@pytest.mark.parametrize("other", [(("x.example",), "1\nBcc: x"), ((), "111122223333")])
def test_every_certificate_is_proven(other: tuple[tuple[str, ...], str]) -> None:
    with pytest.raises(ValueError, match=r"account id|needs a certificate's names"):
        DnsRequest(("x.example",), "111122223333", SEVERAL.records, others=(Asker(*other),))


def test_a_name_of_another_certificate_carries_no_line_of_its_own() -> None:
    bad = DnsRequest(
        ("x.example",), "111122223333", SEVERAL.records, others=(Asker(("a\nb.example",), "444455556666"),)
    )
    with pytest.raises(ValueError, match="is not a name"):
        letter(bad)
