"""No secret leaves with a change record, wherever somebody or something has put one."""

from __future__ import annotations

import pytest

from acm_tui.domain.events import Closed, Event, Failed, HandshakesSeen, Intended, PlanConfirmed, WindowSet
from acm_tui.domain.window import Window
from acm_tui.handoff.change_record.markdown import as_markdown
from acm_tui.handoff.change_record.redact import REDACTED, redact
from acm_tui.handoff.change_record.structured import as_json
from tests.domain.recorded import PLAN, confirmed, recorded
from tests.domain.stories import DOMAIN, OLD, RECORD, START, listener_arn, load_balancer_arn
from tests.handoff.record_story import LEAF_NEW, LEAF_OLD, handshake

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # the AWS documentation's example
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
TOKEN = "IQoJb3JpZ2luX2VjEHoaDmFwLW5vcnRoZWFzdC0xIkcwRQIhAJ2Xk9+b/Zq3==" + "Ab0/" * 20
SIGNATURE = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024"
SENTENCES = {
    "secret key": (f"the key {SECRET} does not match", (SECRET,)),
    "secret key in quotes": (f'{{"SecretAccessKey": "{SECRET}", "x": 1}}', (SECRET,)),
    "named secret": ("aws_secret_access_key = short-one and more", ("short-one",)),
    "key id": (f"credential {KEY_ID}/20261123", (KEY_ID,)),
    "session token": (f"token {TOKEN} is expired", (TOKEN,)),
    "named token": (f"AWS_SESSION_TOKEN={TOKEN[:30]}", (TOKEN[:30],)),
    "security token header": ("x-amz-security-token:abc123/+== next", ("abc123",)),
    "authorization header": (
        f"Authorization: AWS4-HMAC-SHA256 Credential={KEY_ID}/x, SignedHeaders=host, Signature={SIGNATURE}",
        (KEY_ID, SIGNATURE, "SignedHeaders"),
    ),
    "presigned": (f"https://sts/?X-Amz-Credential=me&X-Amz-Signature={SIGNATURE}", ("=me", SIGNATURE)),
    "bearer": ("Bearer abcdef0123456789ghij said no", ("abcdef0123456789ghij",)),
    "proxy": ("proxy http://ops:hunter2@proxy.example.com:3128 refused", ("hunter2", "ops:")),
    "web token": ("got eyJhbGciOi.eyJzdWIiOi.SflKxwRJ", ("eyJhbGciOi", "SflKxwRJ")),
    "private key": (
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----",
        ("MHcCAQ",),
    ),
    "half a private key": ("-----BEGIN PRIVATE KEY-----\nMHcCAQ", ("MHcCAQ",)),
    "password": ("password: hunter2", ("hunter2",)),
}
PARTS = pytest.mark.parametrize(("sentence", "secrets"), SENTENCES.values(), ids=SENTENCES)


@PARTS
def test_what_looks_like_a_credential_is_taken_out(sentence: str, secrets: tuple[str, ...]) -> None:
    clean = redact(sentence)
    assert REDACTED in clean
    for secret in secrets:
        assert secret not in clean


def test_the_rest_of_the_sentence_stays() -> None:
    assert redact(f"the key {SECRET} does not match") == f"the key {REDACTED} does not match"
    assert redact("http://ops:hunter2@proxy:1 refused") == f"http://{REDACTED}@proxy:1 refused"
    assert redact(f"Authorization: a b c\nnext {KEY_ID}.") == f"Authorization: {REDACTED}\nnext {REDACTED}."


@pytest.mark.parametrize(
    "text",
    [
        OLD,
        f"{load_balancer_arn('a1B2c3')}/app/ABC/50dc6c495c0c9188",
        f"arn:aws:elasticloadbalancing:x:1:{SECRET}",
        f"seen on {listener_arn('443')}.",
        "3f1e8a52-9c1b-4a3e-8d57-0e1b6f6c2a11",
        LEAF_NEW,
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        f"{RECORD.name} CNAME {RECORD.value}",
        "The security token included in the request is expired",
        "AWS refused the signature of the call.",
        "Basic authentication is not offered here.",
        "ayako@bastion.example.com",
        "https://console.aws.amazon.com/acm/home",
        "User: arn:aws:iam::111122223333:user/ops is not authorized to perform: acm:DeleteCertificate",
    ],
)
def test_what_is_no_credential_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


def _with(sentence: str) -> tuple[Event, ...]:
    """Wherever free text comes into the journal."""
    begins = START
    return (
        *confirmed(
            PLAN, WindowSet(Window(begins=begins, ends=begins.replace(hour=20), zone=sentence, note=sentence))
        ),
        PlanConfirmed(PLAN, DOMAIN, sentence),
        Intended(PLAN.changes[0]),
        Failed(10, sentence, sentence),
        HandshakesSeen(
            (
                handshake("192.0.2.1", DOMAIN, None, error=sentence),
                handshake("192.0.2.2", DOMAIN, LEAF_NEW, error=sentence),
            ),
            LEAF_NEW,
            LEAF_OLD,
            (sentence,),
        ),
        Closed(sentence),
    )


@PARTS
def test_no_form_of_the_record_holds_it(sentence: str, secrets: tuple[str, ...]) -> None:
    record = recorded(*_with(sentence))
    for text in (as_markdown(record), as_json(record)):
        assert text.count(REDACTED) >= 6
        for secret in secrets:
            assert secret not in text
