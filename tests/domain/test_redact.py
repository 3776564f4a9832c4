"""What looks like a credential is taken out of every text; what an operator needs to read stays."""

from __future__ import annotations

import base64
import re
import string
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acm_tui.domain.errors import ServiceTrouble, Trouble
from acm_tui.domain.redact import REDACTED, redact
from tests.domain.credentials import HARMLESS, KEY_ID, SECRET, SENTENCES

_WORDS = st.text(alphabet=f"{string.ascii_letters} .,:/=@'\"[]-\n", max_size=60)


def _is_random_enough(secret: str) -> bool:
    """Whether it has small and capital letters and digits, as all but one in thousands have."""
    return (
        any(c.islower() for c in secret)
        and any(c.isupper() for c in secret)
        and any(map(str.isdigit, secret))
    )


SECRET_KEYS = (
    st.binary(min_size=30, max_size=30)
    .map(lambda raw: base64.b64encode(raw).decode())
    .filter(_is_random_enough)
)
SESSION_TOKENS = (
    st.binary(min_size=90, max_size=400)
    .map(lambda raw: base64.b64encode(raw).decode())
    .filter(lambda token: _is_random_enough(token[:76]))
)
KEY_IDS = st.from_regex(r"\A(?:AKIA|ASIA)[A-Z2-7]{16}\Z")


@pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)
def test_what_looks_like_a_credential_is_taken_out(sentence: str, secrets: tuple[str, ...]) -> None:
    clean = redact(sentence)
    assert REDACTED in clean
    for secret in secrets:
        assert secret not in clean


def test_the_rest_of_the_sentence_stays() -> None:
    assert redact(f"the key {SECRET} does not match") == f"the key {REDACTED} does not match"
    assert redact("http://ops:hunter2@proxy:1 refused") == f"http://{REDACTED}@proxy:1 refused"
    assert redact("by ops:hunter2@proxy:1, refused") == f"by {REDACTED}@proxy:1, refused"
    assert redact(f"Authorization: a b c\nnext {KEY_ID}.") == f"Authorization: {REDACTED}\nnext {REDACTED}."


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_credential_stays_as_it_is(text: str) -> None:
    assert redact(text) == text
    assert redact(f"Look: {text} (and so on)") == f"Look: {text} (and so on)"


@given(before=_WORDS, secret=st.one_of(SECRET_KEYS, SESSION_TOKENS, KEY_IDS), after=_WORDS)
def test_a_key_is_found_wherever_it_stands_by_itself(before: str, secret: str, after: str) -> None:
    # Beside other letters it is another word, and behind "arn:" a name of AWS.
    assert secret not in redact(f"{before.replace('arn:', '')} {secret} {after}")


@given(user=st.from_regex(r"\A[a-z]{1,10}\Z"), password=st.text(alphabet=string.printable[:94], min_size=1))
def test_a_password_in_a_url_is_found_whatever_it_is_made_of(user: str, password: str) -> None:
    assume(not re.match(r"\d{1,5}/", password))  # that is a port, and a path behind it
    clean = redact(f"proxy http://{user}:{password}@proxy.example.com:3128 refused")
    assert f":{password}@" not in clean
    assert clean.endswith("@proxy.example.com:3128 refused")


@given(st.uuids(), st.binary(min_size=32, max_size=32), st.integers(10**11, 10**12 - 1))
def test_names_digests_and_ids_survive_together(request: object, digest: bytes, account: int) -> None:
    text = (
        f"arn:aws:acm:eu-west-1:{account}:certificate/{request}: sha256 {digest.hex()} "
        f"CNAME _{digest.hex()[:32]}.{digest.hex()[:10]}.acm-validations.aws. ({request})"
    )
    assert redact(text) == text


@given(st.lists(st.sampled_from([*(sentence for sentence, _ in SENTENCES.values()), *HARMLESS]), max_size=4))
def test_what_is_redacted_once_stays_as_it_is(texts: list[str]) -> None:
    once = redact("; ".join(texts))
    assert redact(once) == once


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "a.",
        "a/B1",
        "-----BEGIN PRIVATE KEY-----",
        "http://",
        "a:b@",
        "password=",
        "eyJ.",
        "arn:a:",
        "  ",
    ],
)
def test_a_text_made_to_take_long_does_not(part: str) -> None:
    text = part * (100_000 // len(part))
    begun = time.process_time()
    redact(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)
def test_a_trouble_holds_none_wherever_it_came_from(sentence: str, secrets: tuple[str, ...]) -> None:
    for trouble in (
        Trouble(sentence, cause=sentence, remedy=sentence),
        ServiceTrouble(sentence, cause=sentence, remedy=sentence, code="AccessDenied", operation="acm:X"),
    ):
        told = (trouble.sentence, trouble.cause, trouble.remedy, trouble.plain(), str(trouble), repr(trouble))
        assert not [one for one in told for secret in secrets if secret in one]
