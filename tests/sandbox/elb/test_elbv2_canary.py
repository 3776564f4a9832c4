"""What the corrections rest on: moto's own load balancers as they are, and the doors of moto that they use.

A test that fails here says that moto changed: look whether the correction is still right, or still needed.
"""

import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from moto.cloudfront.models import Distribution, DistributionConfig
from moto.core.utils import camelcase_to_underscores, get_service_model
from moto.elb.models import LoadBalancer
from moto.elbv2.models import FakeListener, FakeLoadBalancer, FakeTargetGroup

from acm_tui.sandbox.aws.elb.corrections import CHANGING, READS

PLAIN = {
    "the same certificate added twice": 3,
    "certificates that DescribeListeners shows": 3,
    "the list after ModifyListener": True,
    "an unknown certificate added": "accepted",
    "the default after its removal from the list": False,
    "the default of an NLB after ModifyListener": True,
    "HTTPS without a certificate": "accepted",
    "the same port again": "accepted",
    "listeners on a page of one": 3,
    "tags of what does not exist": "accepted",
    "a pending certificate on a new listener": "PENDING_VALIDATION",
    "the ARN of an NLB": "app",
    "a classic certificate on a wrong port": "accepted",
}


@pytest.fixture(scope="module")
def plain_moto() -> dict[str, Any]:
    script = Path(__file__).with_name("plain_moto.py")
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
        (
            FakeLoadBalancer,
            "name security_groups subnets vpc_id arn dns_name state scheme loadbalancer_type ip_address_type",
        ),
        (
            FakeListener,
            "load_balancer_arn arn protocol port ssl_policy certificate default_actions alpn_policy",
        ),
        (LoadBalancer, "account_id name zones ports scheme vpc_id subnets security_groups"),
        (Distribution, "account_id region_name config"),
    ],
)
def test_what_is_restored_is_made_as_before(maker: Any, arguments: str) -> None:
    assert list(inspect.signature(maker.__init__).parameters)[1:] == arguments.split()


def test_moto_keeps_what_is_saved_where_it_is_looked_for(world: Any) -> None:
    group = FakeTargetGroup("n", "111122223333", "us-east-1", "vpc-1", "HTTP", "80")
    assert {"arn", "load_balancer_arns", "matcher", "attributes", "target_type"} <= set(vars(group))
    assert list(inspect.signature(DistributionConfig.__init__).parameters)[1:] == ["config"]


def test_each_correction_stands_where_moto_looks_for_the_operation(world: Any) -> None:
    for owner, name, method in READS:
        assert getattr(owner, name) is method
    for owner, name, method in CHANGING:
        assert getattr(owner, name).__wrapped__ is method
    for owner, name, _ in (*READS, *CHANGING):
        operations = get_service_model(owner().service_name).operation_names
        assert name in {camelcase_to_underscores(operation) for operation in operations}


def test_installing_again_wraps_nothing_twice(world: Any) -> None:
    world.change()
    for owner, name, method in CHANGING:
        assert getattr(owner, name).__wrapped__ is method
        assert not hasattr(method, "__wrapped__")
