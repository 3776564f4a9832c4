"""MFA codes: asked for where somebody can answer, once for all who wait, and again whenever it takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acm_tui.aws import renewing
from acm_tui.aws.session import Access
from acm_tui.domain.errors import SettingsTrouble
from acm_tui.domain.mfa import AskCode, CodeAsked, no_code
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws

REGION = "ap-northeast-1"
SERIAL = "arn:aws:iam::111122223333:mfa/ayako"
WRONG = Error("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", 403)
CALLER = Answer("<Arn>arn:aws:sts::444455556666:assumed-role/ops/a</Arn><Account>444455556666</Account>")
ASKED = CodeAsked("ops", SERIAL)

CONFIG = f"""
[profile base]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = nothing secret
[profile ops]
role_arn = arn:aws:iam::444455556666:role/ops
source_profile = base
mfa_serial = {SERIAL}
[profile beyond]
role_arn = arn:aws:iam::777788889999:role/beyond
source_profile = ops
"""


def taken(key: str, minutes: float = 60) -> Answer:
    """What AssumeRole answers: keys that end in so many *minutes*."""
    ends = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    return Answer(
        f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>nothing secret</SecretAccessKey>"
        f"<SessionToken>token</SessionToken><Expiration>{ends}</Expiration></Credentials>"
    )


@pytest.fixture(autouse=True)
def profiles(aws: ScriptedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    (tmp_path / "config").write_text(CONFIG)
    aws.script("GetCallerIdentity", CALLER)


class Operator:
    """Answers with one code after the other, and remembers what was asked."""

    def __init__(self, *codes: str | None) -> None:
        self.asked: list[CodeAsked] = []
        self._codes = list(codes)

    def __call__(self, asked: CodeAsked) -> str:
        self.asked.append(asked)
        code = self._codes.pop(0)
        if code is None:
            raise no_code(asked)
        return code


@contextmanager
def opened(ask: AskCode | None, profile: str = "ops") -> Iterator[Access]:
    with closing(Access(profile, REGION, ask_code=ask)) as access:
        yield access


def codes(aws: ScriptedAws) -> list[str]:
    """The codes that reached STS."""
    return [one["TokenCode"] for one in aws.parameters("AssumeRole")]


def signed_by(aws: ScriptedAws) -> str:
    """The key that the last call was signed with."""
    return aws.calls[-1].authorization.partition("Credential=")[2].partition("/")[0]


def test_the_code_is_asked_for_with_profile_and_device_and_once(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", taken("ASIAROLE"))
    operator = Operator("123456")
    with opened(operator) as access:
        for _ in range(3):
            assert access.identity(REGION).account == "444455556666"
        access.identity("us-east-1")  # another region needs no other code
    assert operator.asked == [ASKED]
    assert codes(aws) == ["123456"]
    assert signed_by(aws) == "ASIAROLE"


def test_without_anybody_to_ask_it_is_said_what_to_do(aws: ScriptedAws) -> None:
    with opened(None) as access, pytest.raises(SettingsTrouble, match="cannot be asked for here") as raised:
        access.identity(REGION)
    assert "aws configure export-credentials --profile ops" in raised.value.remedy
    assert aws.calls == []


def test_after_a_wrong_code_another_is_asked_for_within_the_same_call(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", WRONG, WRONG, taken("ASIAROLE"))
    operator = Operator("000000", "111111", "123456")
    with opened(operator) as access:
        assert access.identity(REGION).account == "444455556666"
    assert codes(aws) == ["000000", "111111", "123456"]
    assert [one.refused[:26] for one in operator.asked] == ["", *["MultiFactorAuthentication "] * 2]


def test_who_gives_up_after_a_wrong_code_is_told_so_and_may_try_again(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", WRONG, taken("ASIAROLE"))
    operator = Operator("000000", None, "123456")
    with opened(operator) as access:
        with pytest.raises(SettingsTrouble) as raised:
            access.identity(REGION)
        assert raised.value.sentence == "AWS did not accept the MFA code."
        assert "invalid MFA one time pass code" in raised.value.cause
        assert access.identity(REGION).account == "444455556666"
    assert operator.asked[-1] == ASKED, "what was refused long ago is not told again"


def test_a_cancelled_question_stops_the_call_and_the_next_call_asks_again(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", taken("ASIAROLE"))
    operator = Operator(None, "123456")
    with opened(operator) as access:
        with pytest.raises(SettingsTrouble, match="No MFA code was given"):
            access.identity(REGION)
        assert aws.calls == []
        assert access.identity(REGION).account == "444455556666"


def test_a_role_that_may_not_be_assumed_is_no_wrong_code(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", Error("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403))
    operator = Operator("123456")
    with opened(operator) as access, pytest.raises(SettingsTrouble, match="could not be obtained"):
        access.identity(REGION)
    assert len(operator.asked) == 1


@pytest.mark.parametrize("profile", ["ops", "beyond"])
def test_when_the_roles_session_ends_the_code_is_asked_for_again_and_the_client_stays(
    aws: ScriptedAws, profile: str
) -> None:
    ends = [5.0, 60.0]  # botocore wants others ten minutes before the end

    def answer(parameters: dict[str, Any]) -> Scripted:
        key = "ASIA" + parameters["RoleArn"].rpartition("/")[2].upper()
        return taken(key, 5) if "TokenCode" not in parameters else taken(key, ends.pop(0))

    aws.decide("AssumeRole", answer)
    operator = Operator("111111", "222222")
    with opened(operator, profile) as access:
        client = access.client("sts", REGION)
        for _ in range(3):
            client.get_caller_identity()
        assert access.client("sts", REGION) is client
    assert [one.refused for one in operator.asked] == ["", ""]
    assert signed_by(aws) == f"ASIA{profile.upper()}"


def _together(call: Callable[[], object], number: int) -> list[object]:
    """What *number* threads get that call at the same time: answers, or what was raised."""
    start = threading.Barrier(number)
    found: list[object] = []

    def run() -> None:
        start.wait(10)
        try:
            found.append(call())
        except SettingsTrouble as trouble:
            found.append(trouble.sentence)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


class Crowd(Operator):
    """Answers only when all the others wait for the answer too."""

    def __init__(self, number: int, *codes: str | None) -> None:
        super().__init__(*codes)
        self.arrived = threading.Semaphore(0)
        self._number = number

    def __call__(self, asked: CodeAsked) -> str:
        for _ in range(self._number if not self.asked else 0):
            assert self.arrived.acquire(timeout=10)
        return super().__call__(asked)


@pytest.mark.parametrize(
    ("given", "expected"), [("123456", "444455556666"), (None, "No MFA code was given.")]
)
def test_many_threads_wait_for_one_answer(
    aws: ScriptedAws, monkeypatch: pytest.MonkeyPatch, given: str | None, expected: str
) -> None:
    aws.script("AssumeRole", taken("ASIAROLE"))
    crowd = Crowd(8, given)
    # Each thread tells that it has come just before it wants the credentials.
    arrive = renewing._Codes.arrived

    @contextmanager
    def arrived(self: renewing._Codes) -> Iterator[Any]:
        with arrive(self) as here:
            crowd.arrived.release()
            yield here

    monkeypatch.setattr(renewing._Codes, "arrived", arrived)
    with opened(crowd) as access:
        access.client("sts", REGION)
        found = _together(lambda: access.identity(REGION).account, 8)
    assert found == [expected] * 8
    assert len(crowd.asked) == 1


def test_what_is_forgotten_is_had_anew(aws: ScriptedAws) -> None:
    aws.script("AssumeRole", taken("ASIAFIRST"), taken("ASIASECOND"))
    operator = Operator("111111", "222222")
    with opened(operator) as access:
        access.identity(REGION)
        access.forget_credentials()
        access.identity(REGION)
    assert signed_by(aws) == "ASIASECOND"
    assert len(operator.asked) == 2
