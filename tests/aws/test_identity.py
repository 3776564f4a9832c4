"""Whose the credentials in force are: STS is asked once a key, and no key is taken for another."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acm_tui.aws.session import Access
from acm_tui.domain.errors import ServiceTrouble, SettingsTrouble
from tests.aws.scripted import Answer, Error, Scripted, ScriptedAws

REGION = "ap-northeast-1"
OURS, STRANGER = "111122223333", "444455556666"
ACCOUNTS = {"ASIAOURS1": OURS, "ASIAOURS2": OURS, "ASIATHEIRS": STRANGER}

Hand = Callable[[str], None]


def caller(account: str, partition: str = "aws") -> Answer:
    return Answer(f"<Arn>arn:{partition}:iam::{account}:user/operator</Arn><Account>{account}</Account>")


@pytest.fixture
def hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Hands out other keys to the profile ``renewing``, which takes new ones before every call."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    keys = tmp_path / "keys.json"
    (tmp_path / "config").write_text(f"[profile renewing]\ncredential_process = cat {keys}\n")

    def hand_out(key: str) -> None:
        # botocore renews what ends within ten minutes.
        ends = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
        taken = {"AccessKeyId": key, "SecretAccessKey": "nothing secret", "SessionToken": "token"}
        keys.write_text(json.dumps({"Version": 1, **taken, "Expiration": ends}))

    return hand_out


@pytest.fixture
def renewing(aws: ScriptedAws, hand: Hand) -> Iterator[Access]:
    hand("ASIAOURS1")
    with closing(Access("renewing", REGION)) as opened:
        yield opened


def signed_by(aws: ScriptedAws) -> str:
    """The access key that the last call was signed with."""
    return aws.calls[-1].authorization.partition("Credential=")[2].partition("/")[0]


def by_key(aws: ScriptedAws) -> None:
    """STS knows whose each key is."""
    aws.decide("GetCallerIdentity", lambda _: caller(ACCOUNTS[signed_by(aws)]))


def test_sts_is_asked_once_for_a_key(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCallerIdentity", caller(OURS))
    found = [access.identity_in_force(REGION) for _ in range(180)]
    assert {one.account for one in found} == {OURS}
    assert aws.count() == {"GetCallerIdentity": 1}


def test_another_key_is_asked_for_and_the_earlier_one_is_remembered(
    aws: ScriptedAws, renewing: Access, hand: Hand
) -> None:
    by_key(aws)
    seen = []
    for key in ("ASIAOURS1", "ASIATHEIRS", "ASIATHEIRS", "ASIAOURS2", "ASIAOURS1", "ASIATHEIRS"):
        hand(key)
        seen.append(renewing.identity_in_force(REGION).account)
    assert seen == [OURS, STRANGER, STRANGER, OURS, OURS, STRANGER]
    assert aws.count() == {"GetCallerIdentity": 3}


def test_each_endpoint_is_asked_for_itself(
    aws: ScriptedAws, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.script("GetCallerIdentity", caller(OURS), caller(STRANGER))
    assert access.identity_in_force(REGION).account == OURS
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", aws.url.replace("127.0.0.1", "localhost"))
    with closing(Access(None, "us-east-1")) as other:
        other._identities = access._identities
        assert other.identity_in_force("us-east-1").account == STRANGER
    assert access.identity_in_force(REGION).account == OURS


def test_a_key_that_changes_while_sts_is_asked_is_asked_for_again(
    aws: ScriptedAws, renewing: Access, hand: Hand
) -> None:
    answers = [caller(OURS), caller(STRANGER)]

    def answer(_: dict[str, Any]) -> Scripted:
        hand("ASIATHEIRS")
        return answers.pop(0)

    aws.decide("GetCallerIdentity", answer)
    renewing.identity_in_force(REGION)
    hand("ASIAOURS1")
    assert renewing.identity_in_force(REGION).account == STRANGER
    assert aws.count() == {"GetCallerIdentity": 2}


def test_what_sts_refuses_is_not_remembered(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCallerIdentity", Error("AccessDenied", "no", 403), caller(OURS))
    with pytest.raises(ServiceTrouble):
        access.identity_in_force(REGION)
    assert access.identity_in_force(REGION).account == OURS


def test_without_credentials_nothing_is_remembered(
    aws: ScriptedAws, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    for _ in range(2):
        with pytest.raises(SettingsTrouble, match="no complete AWS credentials"):
            access.identity_in_force(REGION)
    assert aws.calls == []


def test_keys_that_can_no_longer_be_had_are_told(aws: ScriptedAws, renewing: Access, tmp_path: Path) -> None:
    by_key(aws)
    assert renewing.identity_in_force(REGION).account == OURS
    (tmp_path / "keys.json").unlink()
    with pytest.raises(SettingsTrouble, match="could not be obtained"):
        renewing.identity_in_force(REGION)
    assert aws.count() == {"GetCallerIdentity": 1}


def test_many_threads_get_the_same_answer(aws: ScriptedAws, access: Access) -> None:
    aws.script("GetCallerIdentity", caller(OURS))
    start = threading.Barrier(8)
    found: list[str] = []

    def ask() -> None:
        start.wait()
        found.append(access.identity_in_force(REGION).account)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [OURS] * 8
