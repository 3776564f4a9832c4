"""Name and value as people paste them."""

import pytest

from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.errors import UsageTrouble
from acm_tui.headless.pasted import pasted

NAME, VALUE = "_a79865eb.shop.example.com", "_424c7224.mhbtsbpdnt.acm-validations.aws"
RECORD = ValidationRecord(f"{NAME}.", "CNAME", f"{VALUE}.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (NAME, VALUE),
        (f"{NAME}.", f"{VALUE}."),
        (f"  {NAME}\n", f"\t{VALUE}.\u00a0"),
        (NAME.upper(), VALUE.title()),
        (f"\u200b{NAME}", VALUE.replace(".", "。")),
    ],
)
def test_the_same_record_however_it_is_written(name: str, value: str) -> None:
    assert pasted(name, value) == (RECORD, ())


def test_letters_of_other_scripts() -> None:
    assert pasted("_x.Bücher.example", VALUE).record.name == "_x.xn--bcher-kva.example."
    assert pasted("_x.xn--bcher-kva.example", VALUE).record.name == "_x.xn--bcher-kva.example."


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " ",
        ".",
        "..",
        "a..example.com",
        "https://shop.example.com/",
        "two words.example.com",
        f"{'x' * 64}.example.com",
        "a." * 130,
        "\udcff.example.com",
        "\x1b[31m.example.com",
    ],
)
def test_what_is_no_name_is_refused_with_a_reason(bad: str) -> None:
    for which, name, value in (("NAME", bad, VALUE), ("VALUE", NAME, bad)):
        with pytest.raises(UsageTrouble) as refused:
            pasted(name, value)
        assert refused.value.sentence == f"{which} is not a domain name."
        assert "is not a domain name: " in refused.value.cause
        assert "Copy it" in refused.value.remedy


def test_a_label_without_its_domain_is_refused() -> None:
    with pytest.raises(UsageTrouble, match="NAME has no domain: '_a79865eb'") as refused:
        pasted("_a79865eb.", VALUE)
    assert "_a79865eb.shop.example.com" in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "value", "notes"),
    [
        ("shop.example.com", VALUE, ["NAME does not begin with an underscore"]),
        (NAME, "x.example.net", ["VALUE does not end in acm-validations.aws"]),
        ("shop.example.com", "x.example.net", ["NAME does not begin", "VALUE does not end"]),
        (VALUE, NAME, ["are NAME and VALUE swapped?"]),
    ],
)
def test_what_is_odd_is_said_and_looked_for_all_the_same(name: str, value: str, notes: list[str]) -> None:
    got = pasted(name, value)
    assert got.record.name == f"{name}."
    assert len(got.notes) == len(notes)
    assert all(part in note for part, note in zip(notes, got.notes, strict=True))


def test_whose_record_it_is() -> None:
    assert pasted(NAME, VALUE).for_acm
    assert not pasted(NAME, "xacm-validations.aws").for_acm
