"""All that the sandbox knows of its load balancers, to the last setting."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from acm_tui.domain.listener import Listener, classic_listener
from acm_tui.sandbox.aws.elb import state as elb_state
from acm_tui.sandbox.world import ACCOUNT, REGION


def held_now() -> dict[str, Any]:
    """All that the sandbox knows of its load balancers: every setting, tag and target group.

    A list has no order, so it is shown sorted.
    """
    state: dict[str, Any] = json.loads(json.dumps(elb_state.dump()))
    for balancer in state["load_balancers"]:
        for listener in balancer["listeners"]:
            listener["certificate_list"].sort()
    return state


def with_certificates(state: dict[str, Any], listeners: Iterable[Listener]) -> dict[str, Any]:
    """*state* with the certificates of *listeners* as they are given, and nothing else changed."""
    state = copy.deepcopy(state)
    wanted = {one.arn: one for one in listeners}
    for balancer in state["load_balancers"]:
        for listener in balancer["listeners"]:
            if (one := wanted.pop(listener["arn"], None)) is not None:
                listener["default"], listener["certificate_list"] = one.default, sorted(one.sni)
    for balancer in state["classic"]:
        arn = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/{balancer['name']}"
        for listener in balancer["listeners"]:
            if (one := wanted.pop(classic_listener(arn, listener["port"]), None)) is not None:
                listener["certificate"] = one.default
    assert not wanted
    return state


def entries_in_lists(name: str) -> int:
    """How many entries the lists of the load balancer *name* have."""
    (balancer,) = (one for one in elb_state.dump()["load_balancers"] if one["name"] == name)
    return sum(len(one["certificate_list"]) for one in balancer["listeners"])
