"""Names as DNS compares them, and the names at which a record lands by mistake."""

import pytest

from acm_tui.domain.propagation import label_in_zone, parent, plain, probe_names, same_name, within
from acm_tui.domain.propagation.names import appended, joined, names_in_words
from tests.domain.propagation.seen import NAME, ZONE


@pytest.mark.parametrize(
    ("name", "zone", "label"),
    [
        (NAME, "example.com", "_a79865eb.shop"),
        (NAME, "shop.example.com.", "_a79865eb"),
        ("_X.Example.COM", "example.com.", "_x"),
        ("example.com.", "example.com", "@"),
        ("example.com.", ".", "example.com"),
    ],
)
def test_the_label_is_what_stands_before_the_zone(name: str, zone: str, label: str) -> None:
    assert label_in_zone(name, zone) == label


def test_there_is_no_label_for_another_zone() -> None:
    with pytest.raises(ValueError, match="not in the zone"):
        label_in_zone("_x.notexample.com.", "example.com.")


def test_names_are_compared_as_dns_does() -> None:
    assert same_name("A.Example.com", "a.example.COM.")
    assert not same_name("a.example.com", "b.example.com")
    assert within("notexample.com", ".")
    assert not within("notexample.com", "example.com")
    assert within("example.com.", "example.com")
    assert parent("a.example.com") == "example.com."
    assert parent("com.") == "."
    assert parent(".") == "."


def test_probes_have_the_zone_and_the_domain_twice() -> None:
    assert probe_names(NAME, ZONE) == (NAME + "example.com.", NAME + "shop.example.com.")
    assert probe_names("_x.example.com.", ZONE) == ("_x.example.com.example.com.",)
    assert probe_names("_x.example.com.", ".") == ("_x.example.com.example.com.",)
    domain = ".".join(["d" * 60] * 3) + "."
    long = f"_x.{'y' * 55}.{domain}"
    assert [len(name) for name in probe_names(long, "d" * 11 + ".")] == [254]
    assert probe_names(long, "d" * 12 + ".") == ()
    assert probe_names(f"_x.{domain}", domain) == ()
    assert probe_names(f"_x.{domain}", "ddd.") == (f"_x.{domain}ddd.",)


@pytest.mark.parametrize(
    ("name", "in_sentence"),
    [("example.com.", "example.com"), ("example.com", "example.com"), (".", "."), ("", ".")],
)
def test_a_name_in_a_sentence_has_no_final_dot(name: str, in_sentence: str) -> None:
    assert plain(name) == in_sentence


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a."], "a"),
        (["a.", "b."], "a and b"),
        (["a.", "b.", "c.", "b."], "a, b and c"),
        (["a.", "a"], "a"),
    ],
)
def test_names_make_a_list_in_a_sentence(names: list[str], words: str) -> None:
    assert names_in_words(names) == words


def test_names_are_written_after_one_another_as_an_editor_does() -> None:
    assert joined("A.b", "C.") == "a.b.c."
    assert joined("a.b.", ".") == "a.b."
    assert appended("a.b.C.", "a.b", ("x.", "c"))
    assert not appended("a.b.", "a.b", (".",))
    assert not appended("a.b.c.", "a.b", ("b.c.",))


def test_a_name_with_dots_in_its_labels_never_ends_the_walk_upwards() -> None:
    name = r"a\.b.example.com."
    for _ in range(5):
        name = parent(name)
    assert name == "."
