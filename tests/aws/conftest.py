"""A scripted AWS, and an access that knows nothing else."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from botocore.loaders import Loader, create_loader

from acm_tui.aws.session import Access
from tests.aws.scripted import ScriptedAws

REGION = "ap-northeast-1"


@cache
def service_models() -> Loader:
    """One loader of botocore's service models for all tests."""
    return create_loader()


@pytest.fixture(autouse=True)
def only_the_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of whoever runs the tests leads a call elsewhere, and no retry waits."""
    for variable in list(os.environ):
        if variable.startswith("AWS_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing secret")
    # Reading the service models again for each new session is what takes longest here.
    monkeypatch.setattr("botocore.session.create_loader", lambda _: service_models())
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedAws]:
    """AWS as the test scripts it; boto3 is led there by the environment, as an operator would."""
    scripted = ScriptedAws()
    scripted.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", scripted.url)
    yield scripted
    scripted.stop()


@pytest.fixture
def access(aws: ScriptedAws) -> Iterator[Access]:
    """The way to the scripted AWS."""
    opened = Access(None, REGION)
    yield opened
    opened.close()
