"""The commands of the way back: exact, quoted, and none where a name is not one of AWS's."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault
from acm_tui.handoff.change_record.commands import command
from tests.domain.stories import OLD, PLACE, listener_arn
from tests.handoff.record_story import CLASSIC

WHERE = listener_arn("443")
REGION = PLACE.region


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (AddToList(WHERE, OLD), f"elbv2 add-listener-certificates --listener-arn {WHERE}"),
        (SetDefault(WHERE, OLD), f"elbv2 modify-listener --listener-arn {WHERE}"),
        (RemoveFromList(WHERE, OLD), f"elbv2 remove-listener-certificates --listener-arn {WHERE}"),
    ],
)
def test_a_listener_of_an_application_or_network_load_balancer(change: Change, words: str) -> None:
    assert command(change, REGION) == f"aws {words} --certificates CertificateArn={OLD} --region {REGION}"


def test_a_listener_of_a_classic_load_balancer() -> None:
    assert command(SetDefault(f"{CLASSIC}:443", OLD), REGION) == (
        "aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name orders "
        f"--load-balancer-port 443 --ssl-certificate-id {OLD} --region {REGION}"
    )
    assert command(AddToList(f"{CLASSIC}:443", OLD), REGION) is None, "it has no list"


@pytest.mark.parametrize(
    "strange",
    ["$(id)", "a b", "a,CertificateArn=b", "';id;'", "x\ny", "--debug", "店", "a=b", "", "{a}", "x\u202ey"],
)
def test_names_that_aws_does_not_make_give_no_command(strange: str) -> None:
    assert command(SetDefault(strange, OLD), REGION) is None
    assert command(SetDefault(WHERE, strange), REGION) is None
    assert command(SetDefault(WHERE, OLD), strange) is None
    assert command(SetDefault(f"{CLASSIC}\x1b{strange}:443", OLD), REGION) is None


def _model(service: str, version: str) -> dict[str, Any]:
    import botocore

    file = Path(botocore.__file__).parent / "data" / service / version / "service-2.json"
    if not file.exists():
        import gzip

        return dict(json.loads(gzip.decompress(file.with_suffix(".json.gz").read_bytes())))
    return dict(json.loads(file.read_text()))


@pytest.mark.parametrize(
    ("change", "service", "version", "operation"),
    [
        (AddToList(WHERE, OLD), "elbv2", "2015-12-01", "AddListenerCertificates"),
        (SetDefault(WHERE, OLD), "elbv2", "2015-12-01", "ModifyListener"),
        (RemoveFromList(WHERE, OLD), "elbv2", "2015-12-01", "RemoveListenerCertificates"),
        (SetDefault(f"{CLASSIC}:443", OLD), "elb", "2012-06-01", "SetLoadBalancerListenerSSLCertificate"),
    ],
)
def test_every_word_is_one_that_the_service_knows(
    change: Change, service: str, version: str, operation: str
) -> None:
    """The AWS CLI makes its commands and options out of these models, by botocore's own spelling."""
    from botocore import xform_name

    model = _model(service, version)
    told = command(change, REGION)
    assert told is not None
    aws, called, verb, *options = shlex.split(told)
    assert (aws, called, verb) == ("aws", service, xform_name(operation, "-"))
    members = model["shapes"][model["operations"][operation]["input"]["shape"]]["members"]
    known = {f"--{xform_name(name, '-')}" for name in members} | {"--region"}
    assert set(options[::2]) <= known
    required = model["shapes"][model["operations"][operation]["input"]["shape"]]["required"]
    assert {f"--{xform_name(name, '-')}" for name in required} <= set(options[::2])


def test_a_shell_takes_the_words_as_they_are_meant() -> None:
    told = command(SetDefault(WHERE, OLD), REGION)
    assert told is not None
    script = (
        f'aws() {{ "{sys.executable}" -c "import json, sys; print(json.dumps(sys.argv[1:]))" "$@"; }}\n{told}'
    )
    shell = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(shell.stdout) == shlex.split(told)[1:]
