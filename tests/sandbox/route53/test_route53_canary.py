"""What the corrections rest on: moto's own Route 53 as it is, and the doors of moto that they use.

A test that fails here says that moto changed: look whether the correction is still right, or still needed.
"""

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from moto.core.utils import camelcase_to_underscores, get_service_model
from moto.route53.models import DelegationSet, FakeZone, RecordSet, Route53Backend
from moto.route53.responses import Route53

from acm_tui.sandbox.aws.route53.corrections import METHODS, correct_moto
from acm_tui.sandbox.aws.route53.propagation import Propagation

PLAIN = {
    "another value created again": "accepted",
    "a TXT beside a CNAME": "accepted",
    "a CNAME at the apex": "accepted",
    "what is not there deleted": "InvalidInput",
    "a name that only ends alike": "accepted",
    "a name with capitals": "InvalidChangeBatch",
    "an address that is none": "accepted",
    "a batch with a wrong change": "InvalidChangeBatch",
    "the half of it that is left": True,
    "a wildcard's name": "*.example.net.",
    "the status of a change": "INSYNC",
    "an unknown change": "INSYNC",
    "an id without its path": "C1",
    "a caller reference again": 201,
    "the same servers for two zones": True,
    "the first server": "ns-2048.awsdns-64.com",
    "NS values with a final dot": False,
    "zones on a page of one": 2,
    "zones from a name on": ["example.net.", "example.net."],
    "whether there are more": False,
}


@pytest.fixture(scope="module")
def plain_moto() -> dict[str, Any]:
    script = Path(__file__).with_name("plain_route53.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("fact", PLAIN)
def test_moto_still_answers_otherwise_than_aws(plain_moto: dict[str, Any], fact: str) -> None:
    assert plain_moto[fact] == PLAIN[fact]


def test_every_fact_is_looked_at(plain_moto: dict[str, Any]) -> None:
    assert set(plain_moto) == set(PLAIN)


@pytest.mark.parametrize(
    ("maker", "arguments"),
    [
        (FakeZone, "name id_ private_zone caller_reference comment delegation_set"),
        (DelegationSet, "caller_reference name_servers delegation_set_id"),
        (RecordSet, "kwargs"),
    ],
)
def test_what_is_restored_is_made_as_before(maker: Any, arguments: str) -> None:
    assert list(inspect.signature(maker.__init__).parameters)[1:] == arguments.split()


def test_moto_keeps_what_is_saved_where_it_is_looked_for(propagation: Propagation) -> None:
    zone = FakeZone("example.net.", "Z1", private_zone=False, caller_reference="1")
    assert {"resource_id", "vpcs", "comment", "caller_reference", "private_zone", "rrsets"} <= set(vars(zone))
    kept = vars(RecordSet({}))
    assert {"set_identifier", "weight", "geo_location", "multi_value_answer", "alias_target"} <= set(kept)
    backend = Route53Backend("aws", "111122223333")
    assert {"zones", "resource_tags", "delegation_sets"} <= set(vars(backend))


def test_each_correction_stands_where_moto_looks_for_the_operation(propagation: Propagation) -> None:
    operations = get_service_model("route53").operation_names
    for name, method in METHODS:
        assert getattr(Route53, name) is method
        assert name in {camelcase_to_underscores(operation) for operation in operations}


def test_installing_again_does_not_call_itself(propagation: Propagation, route53: Any) -> None:
    correct_moto()
    made = route53.create_hosted_zone(Name="example.net", CallerReference="1")
    assert made["HostedZone"]["Name"] == "example.net."
