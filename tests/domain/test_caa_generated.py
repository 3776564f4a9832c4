"""CAA, whatever the world is: the rules of RFC 8659 hold, and nothing that is published stops the program."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from acm_tui.domain.propagation import DiagnosisCode, Observation, caa_diagnoses, caa_questions, within
from acm_tui.domain.propagation.caa_property import AMAZON as AMAZONS
from tests.domain.caa_answers import AMAZON, BOUND, NOBODY, OTHER, caa, world
from tests.domain.strategies import steady

_labels = st.sampled_from(["a", "b", "www"])
_names = st.lists(_labels, min_size=1, max_size=4).map(lambda labels: ".".join([*labels, "com"]))
_values = st.sampled_from(
    [AMAZON, OTHER, NOBODY, BOUND, '0 issuewild "amazon.com"', '0 issuewild ";"', '128 x "y"', '0 iodef "z"']
)
_sets = st.dictionaries(_names, st.lists(_values, min_size=1, max_size=3, unique=True), max_size=4)
_asked = st.lists(st.tuples(_names, st.booleans()), min_size=1, max_size=3)


def asked_in_turn(sets: dict[str, list[str]], names: list[str]) -> list[Observation]:
    """The answers that the questions ask for, until there is no question any more."""
    rows: list[Observation] = []
    while questions := caa_questions(rows, names):
        rows += [caa(one.name, *sets.get(one.name.rstrip("."), ())) for one in questions]
    return rows


@steady
@given(_sets, _asked)
def test_amazon_may_issue_exactly_where_no_diagnosis_forbids(
    sets: dict[str, list[str]], asked: list[tuple[str, bool]]
) -> None:
    """Against the words of RFC 8659 §3 and §4, written down a second time for sets without aliases."""
    names = [("*." if wild else "") + name for name, wild in asked]
    rows = asked_in_turn(sets, names)
    for name in names:
        values = next((sets[at] for at in _climb(name.removeprefix("*.")) if at in sets), [])
        wild = [value for value in values if "issuewild" in value]
        relevant = wild if wild and name.startswith("*") else [one for one in values if " issue " in one]
        allowed = not relevant or any("amazon" in value for value in relevant)
        found = {one.code for one in caa_diagnoses(rows, [name])}
        assert (DiagnosisCode.CAA_FORBIDS in found) is not (allowed and '128 x "y"' not in values)


def _climb(name: str) -> Iterable[str]:
    while name:
        yield name
        name = name.partition(".")[2]


@steady
@given(_sets, _asked)
def test_no_question_is_put_twice_and_none_beside_the_way(
    sets: dict[str, list[str]], asked: list[tuple[str, bool]]
) -> None:
    names = [name for name, _ in asked]
    put = [row.question.name for row in asked_in_turn(sets, names)]
    assert len(put) == len(set(put))
    assert all(any(within(name, one) for name in names) for one in put)
    assert "." not in put


@steady
@given(st.text(max_size=40), st.integers(0, 255), st.sampled_from(["issue", "issuewild", "iodef", "x"]))
def test_no_value_is_taken_for_amazon_or_stops_the_program(value: str, flags: int, tag: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    found = caa_diagnoses(world(example__com=(f'{flags} {tag} "{escaped}"',)), ["*.example.com"])
    named = value.partition(";")[0].strip(" \t").lower() in AMAZONS
    expected = not named if tag in ("issue", "issuewild") else tag == "x" and flags >= 128
    assert bool(found) is expected
