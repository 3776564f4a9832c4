"""Names in other scripts: as DNS holds them and as people read and type them."""

from __future__ import annotations

import subprocess
import sys

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acm_tui.domain.propagation import both_forms, to_ascii, unicode_name

steady = settings(deadline=None)


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("xn--wgv71a.example", "日本.example"),
        ("_a79865eb.shop.xn--wgv71a.example.", "_a79865eb.shop.日本.example."),
        ("*.XN--WGV71A.Example", "*.日本.Example"),
        ("xn--fa-hia.xn--wgv71a.example", "faß.日本.example"),
        ("xn--9dbne9b.example", "שלום.example"),
        ("shop.example.com", None),
        ("xn--.example", None),  # holds nothing
        ("xn--a.example", None),  # does not decode
        ("xn---bbk.example", None),  # decodes, and is not how that is encoded
        ("xn--n3h.example", None),  # a snowman: no letter of IDNA 2008
        ("", None),
    ],
)
def test_a_name_is_read_where_it_has_another_form(name: str, readable: str | None) -> None:
    assert unicode_name(name) == readable
    assert both_forms(name) == (f"{readable} ({name})" if readable else name)


def test_a_label_that_does_not_decode_stays_beside_one_that_does() -> None:
    assert unicode_name("xn--a.xn--wgv71a.example") == "xn--a.日本.example"


def test_another_spelling_is_not_read_even_where_it_decodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idna, "ulabel", lambda label: "日本")  # as versions before the check do
    assert unicode_name("xn--wgv71a.example") == "日本.example"
    assert unicode_name("xn--wgv71a-.example") is None


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("xn--a-xeutl.example", "a・カ.example"),
        ("xn--ll-0ea.example", "l·l.example"),
        ("xn--mgba3gch31f060k.example", "نامه\u200cای.example"),
    ],
)
def test_what_is_not_all_letters_is_never_written_into_a_sentence(name: str, readable: str) -> None:
    assert unicode_name(name) == readable
    assert both_forms(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("日本.example", "xn--wgv71a.example"),
        ("日本。example。", "xn--wgv71a.example."),
        ("ＳＨＯＰ．日本．example", "shop.xn--wgv71a.example"),
        ("_a79865eb.ﾃｽﾄ.example", "_a79865eb.xn--zckzah.example"),
        ("*.日本.example", "*.xn--wgv71a.example"),
        ("Shop.Example.COM", "shop.example.com"),
        ("xn--wgv71a.example", "xn--wgv71a.example"),
        ("xn--zz.example", "xn--zz.example"),
        ("か\u3099.example", "xn--v8j.example"),
    ],
)
def test_what_people_type_becomes_what_dns_holds(typed: str, name: str) -> None:
    assert to_ascii(typed) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "a label is empty"),
        (".", "a label is empty"),
        ("a..b", "a label is empty"),
        ("\u00ad.example", "a label is empty"),
        ("shop example.com", "'shop example' is not a label"),
        ("日本 .example", "not allowed"),
        ("-a.example", "'-a' is not a label"),
        ("a.*.example", "'*' is not a label"),
        ("*", "'*' is not a label"),
        ("☃.example", "not allowed"),
        ("\u202eabc.example", "not allowed"),
        ("abc\n.example", "is not a label"),
        ("x" * 64 + ".example", "up to 63"),
        ("日" * 64 + ".example", "too long"),
        (".".join(["a" * 60] * 5), "longer than 253"),
        ("x" * 5000, "too long"),
    ],
)
def test_what_is_no_domain_name_is_told(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match="is not a domain name: ") as raised:
        to_ascii(typed)
    assert why in str(raised.value)
    assert str(raised.value).endswith(".")


@steady
@given(st.text(max_size=40) | st.from_regex(r"(xn--[a-z0-9-]{1,20}\.){1,3}example", fullmatch=True))
def test_no_name_whatever_surprises(name: str) -> None:
    readable = unicode_name(name)
    assert readable != name
    assert both_forms(name).count(name) >= 1
    try:
        written = to_ascii(name)
    except ValueError:
        return
    assert written.isascii()
    assert to_ascii(written) == written


@steady
@given(st.text(st.sampled_from("あいう日本東京テストéüß"), min_size=1, max_size=10))
def test_there_and_back(label: str) -> None:
    readable = f"{label}.example"
    assert unicode_name(to_ascii(readable)) == readable


def test_the_tables_are_read_when_a_name_needs_them() -> None:
    code = (
        "import sys; import acm_tui.domain.propagation as p; p.both_forms('shop.example.com');"
        "assert 'idna' not in sys.modules; p.both_forms('xn--wgv71a.example'); assert 'idna' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
