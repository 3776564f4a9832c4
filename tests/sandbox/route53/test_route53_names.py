"""Names as Route 53 writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acm_tui.sandbox.aws.route53.names import (
    NameProblemError,
    as_dns,
    name_servers,
    sort_key,
    stored,
    within,
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("WWW.Example.net", "www.example.net."),
        ("_x-1.example.net.", "_x-1.example.net."),
        ("*.example.net", r"\052.example.net."),
        (r"\052.example.net", r"\052.example.net."),
        (r"ex\344mple.com", r"ex\344mple.com."),
        (r"a\056b.example.net", r"a\056b.example.net."),
        (r"\101.example.net", "a.example.net."),
        ("a@b.example.net", r"a\100b.example.net."),
        (r"a\b.example.net", r"a\134b.example.net."),
    ],
)
def test_a_name_has_one_stored_form(written: str, name: str) -> None:
    assert stored(written) == name
    assert stored(name) == name


@given(st.text("aZ9-_*@!\\", min_size=1, max_size=20).filter(lambda label: not label.endswith("\\")))
def test_storing_again_changes_nothing(label: str) -> None:
    once = stored(f"{label}.example.net")
    assert stored(once) == once
    assert len(once.split(".")) == 4


@pytest.mark.parametrize(
    "written", ["", ".", "a..b", ".a", "é.net", "a b.net", "a\tb.net", "x" * 64, "\x7f.net"]
)
def test_what_is_no_name_is_refused(written: str) -> None:
    with pytest.raises(NameProblemError, match="FATAL problem"):
        stored(written)


def test_octal_becomes_decimal() -> None:
    assert as_dns(r"\052.example.net.") == r"\042.example.net."
    assert as_dns(r"a\056b.example.net.") == r"a\046b.example.net."
    assert as_dns("plain.example.net.") == "plain.example.net."


def test_names_are_sorted_by_reversed_labels_and_a_dot() -> None:
    assert sort_key("www.example.net.") == "net.example.www."
    names = ["a.example.net.", "a-b.example.net.", "example.net.", "x.a.example.net."]
    assert sorted(names, key=sort_key) == [
        "example.net.",
        "a-b.example.net.",
        "a.example.net.",
        "x.a.example.net.",
    ]


def test_within_goes_by_labels() -> None:
    assert within("a.example.net.", "example.net.")
    assert within("example.net.", "example.net.")
    assert not within("aexample.net.", "example.net.")


def test_name_servers_are_numbered_by_their_domain() -> None:
    for index, server in enumerate(name_servers("Z1")):
        number = int(server.removeprefix("ns-").partition(".")[0])
        assert index * 512 <= number < (index + 1) * 512
    assert name_servers("Z1") == name_servers("Z1") != name_servers("Z2")
