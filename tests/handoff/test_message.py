"""The message to the DNS team, in its languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.handoff.columns import cells, padded
from acm_tui.handoff.english import ENGLISH
from acm_tui.handoff.japanese import JAPANESE
from acm_tui.handoff.language import Language
from acm_tui.handoff.message import Message, letter, message, moment
from acm_tui.handoff.phrases import Phrases
from acm_tui.handoff.request import DnsRequest, RequestedRecord

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
SHOP = RequestedRecord(ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE), "example.com")
IDN = RequestedRecord(ValidationRecord("_b1.xn--wgv71a.example.", "CNAME", VALUE), "xn--wgv71a.example")
UNKNOWN = RequestedRecord(ValidationRecord("_b1.www.example.net.", "CNAME", VALUE))
DEADLINE = datetime(2026, 11, 26, 18, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
LANGUAGES = pytest.mark.parametrize("phrases", [one.phrases for one in Language], ids=[*Language])

IN_ENGLISH = """\
Subject: DNS record for the TLS certificate of shop.example.com, needed before 2026-11-26 18:00 JST (UTC+09:00)

Please create this record in DNS:

Name:  _a79865eb.shop.example.com.
       In the zone example.com, enter as the name: _a79865eb.shop
Type:  CNAME
Value: _424c7224.mhbtsbpdnt.acm-validations.aws.
TTL:   300 (another one does no harm)

This lets AWS Certificate Manager (account 111122223333) issue and renew
the certificate for: shop.example.com, *.shop.example.com

Needed before 2026-11-26 18:00 JST (UTC+09:00).
That is 2026-11-26 09:00 UTC.
After that AWS stops waiting and we request again;
what to create stays the same.

Please keep the record for ever:
every renewal of the certificate looks for it again.

Please do not
- turn on proxying or flattening:
  what the world sees must be a CNAME (“DNS only”)
- type the zone twice:
  many editors add it to what is entered as the name
- leave out a leading underscore,
  or let the zone be added to the value: it ends with a dot
- create it as TXT, or beside other records of the same name

To check; the answer must be the value above:
dig +short CNAME _a79865eb.shop.example.com.

Thank you.
"""  # noqa: E501 - the subject is one line

IN_JAPANESE = """\
件名: 【ご依頼】日本.example (xn--wgv71a.example) のTLS証明書に関するDNSレコードの登録【期限: 2026年11月26日 18:00 JST (UTC+09:00)】

DNSご担当者様

お世話になっております。
下記2件のDNSレコードの登録をお願いいたします。

【1/2】
名前: _b1.xn--wgv71a.example.
      ゾーン 日本.example (xn--wgv71a.example) の設定画面で入力する名前: _b1
種別: CNAME
値:   _424c7224.mhbtsbpdnt.acm-validations.aws.
TTL:  300（他の値でも差し支えありません）

【2/2】
名前: _b1.www.example.net.
種別: CNAME
値:   _424c7224.mhbtsbpdnt.acm-validations.aws.
TTL:  300（他の値でも差し支えありません）

本レコードは、AWS Certificate Manager（アカウント 111122223333）が
次のドメイン名の証明書を発行・更新する際の確認に使用します。
日本.example (xn--wgv71a.example), www.example.net

登録期限: 2026年11月26日 18:00 JST (UTC+09:00)
（2026年11月26日 09:00 UTC）
期限を過ぎるとAWS側の確認が打ち切られ、こちらで再度申請いたしますが、
その場合も、ご登録いただく内容は変わりません。

いずれのレコードも、登録後も削除せず、恒久的に残していただきますよう
お願いいたします。証明書を更新するたびに参照されます。

登録の際は、次の点にご注意ください。
・プロキシやCNAMEフラット化の機能は無効（「DNSのみ」）にしてください。
  CNAMEレコードとして外部から参照できる必要があります。
・名前欄にゾーン名を重ねて入力しないでください。
  入力した名前にゾーン名を自動で付加する設定画面が多くあります。
・先頭のアンダースコア「_」を省略しないでください。また、値の末尾に
  ゾーン名が付加されないよう、末尾のピリオド「.」まで入力してください。
・TXTなど、CNAME以外の種別で登録しないでください。また、同じ名前に
  ほかのレコードを登録しないでください。

登録後は、次のコマンドで確認できます（上記の「値」が返れば完了です）。
dig +short CNAME _b1.xn--wgv71a.example.
dig +short CNAME _b1.www.example.net.

ご不明な点がございましたら、お知らせください。
よろしくお願いいたします。
"""  # noqa: E501 - the subject is one line


def request(*records: RequestedRecord, deadline: datetime | None = DEADLINE) -> DnsRequest:
    return DnsRequest(("shop.example.com", "*.shop.example.com"), "111122223333", records, deadline)


def test_the_message_in_english() -> None:
    assert letter(request(SHOP), ENGLISH) == IN_ENGLISH


def test_the_message_in_japanese() -> None:
    asked = DnsRequest(("xn--wgv71a.example", "www.example.net"), "111122223333", (IDN, UNKNOWN), DEADLINE)
    assert letter(asked, JAPANESE) == IN_JAPANESE


def test_the_message_in_japanese_for_one_record() -> None:
    paragraphs = message(request(SHOP, deadline=None), JAPANESE).body.split("\n\n")
    assert paragraphs[1] == "お世話になっております。\n下記のDNSレコードの登録をお願いいたします。"
    assert paragraphs[4] == (
        "本レコードは、登録後も削除せず、恒久的に残していただきますようお願い\n"
        "いたします。証明書を更新するたびに参照されます。"
    )


@LANGUAGES
def test_one_record_is_not_numbered_and_several_are(phrases: Phrases) -> None:
    one, two = letter(request(SHOP), phrases), letter(request(SHOP, UNKNOWN), phrases)
    assert phrases.keep_one in one
    assert phrases.keep_many in two
    for number in (1, 2):
        heading = phrases.heading.format(number=number, count=2)
        assert heading in two
        assert heading not in one
    assert phrases.opening_many.format(count=2) in two


@LANGUAGES
def test_an_unknown_zone_promises_no_label(phrases: Phrases) -> None:
    words = phrases.label.partition("{")[0]
    assert words in letter(request(SHOP), phrases)
    assert words not in letter(request(UNKNOWN), phrases)


@LANGUAGES
def test_without_a_deadline_none_is_named(phrases: Phrases) -> None:
    text = letter(request(SHOP, deadline=None), phrases)
    for words in (phrases.deadline, phrases.subject_deadline, phrases.after_deadline):
        assert words.partition("{")[0].lower() not in text.lower()


@LANGUAGES
def test_a_deadline_in_utc_is_said_once(phrases: Phrases) -> None:
    body = message(request(SHOP, deadline=datetime(2026, 11, 26, 9, tzinfo=UTC)), phrases).body
    assert body.count("09:00 UTC") == 1


@LANGUAGES
def test_what_is_to_be_registered_stays_as_dns_holds_it(phrases: Phrases) -> None:
    lines = letter(request(IDN), phrases).splitlines()
    assert len([one for one in lines if one.endswith(" _b1.xn--wgv71a.example.")]) == 2  # the name, and dig
    assert len([one for one in lines if "日本.example (xn--wgv71a.example)" in one]) == 1  # the zone


def test_a_domain_that_cannot_be_read_safely_stands_as_dns_holds_it() -> None:
    joined = "xn--mgba3gch31f060k.example"  # holds U+200C, which shows nothing
    text = letter(DnsRequest((joined,), "111122223333", (SHOP,)))
    assert f"the certificate for: {joined}\n" in text


def _values_begin(text: str) -> list[int]:
    """In which column the value of each line ``word: value`` of the first record begins."""
    (record,) = (part for part in text.split("\n\n") if f" {VALUE}" in part)
    rows = [row for row in record.splitlines() if not row.startswith(" ")]
    return [
        cells(word) + 1 + len(rest) - len(rest.lstrip()) for word, _, rest in (r.partition(":") for r in rows)
    ]


@LANGUAGES
def test_the_fields_stand_in_one_column(phrases: Phrases) -> None:
    begins = _values_begin(letter(request(SHOP), phrases))
    assert len(begins) == 4
    assert len(set(begins)) == 1


@LANGUAGES
def test_no_line_of_ours_is_wider_than_the_smallest_terminal(phrases: Phrases) -> None:
    body = message(request(SHOP, UNKNOWN), phrases).body
    assert [row for row in body.splitlines() if cells(row) > 72] == []


def test_cells_are_counted_as_a_terminal_does() -> None:
    assert [cells(text) for text in ("abc", "名前", "ｱ", "（a）", "か\u3099", "“_”")] == [3, 4, 1, 5, 2, 3]
    assert padded("値", 4) == "値  "
    assert padded("名前", 3) == "名前"


@pytest.mark.parametrize(
    ("at", "english", "japanese"),
    [
        (datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC), "2026-01-02 03:04 UTC", "2026年1月2日 03:04 UTC"),
        (
            datetime(2026, 7, 2, 3, 4, tzinfo=ZoneInfo("America/New_York")),
            "2026-07-02 03:04 EDT (UTC-04:00)",
            "2026年7月2日 03:04 EDT (UTC-04:00)",
        ),
        (DEADLINE, "2026-11-26 18:00 JST (UTC+09:00)", "2026年11月26日 18:00 JST (UTC+09:00)"),
        (
            datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "2026-01-02 00:00 UTC+05:30",
            "2026年1月2日 00:00 UTC+05:30",
        ),
    ],
)
def test_a_moment_carries_its_offset(at: datetime, english: str, japanese: str) -> None:
    assert moment(at, ENGLISH) == english
    assert moment(at, JAPANESE) == japanese


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 1, 2)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="time zone"):
        moment(naive)
    with pytest.raises(ValueError, match="time zone"):
        request(SHOP, deadline=naive)


def test_the_message_is_data() -> None:
    made = message(request(SHOP))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Message) == made
