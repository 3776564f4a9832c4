"""A change of a listener as the command that makes it, for a shell with the AWS CLI, version 2."""

from __future__ import annotations

import re
import shlex

from acm_tui.domain.listener import classic_address
from acm_tui.domain.mutation import AddToList, Change, RemoveFromList, SetDefault

_NAMES_OF_AWS = re.compile(r"[A-Za-z0-9][A-Za-z0-9:/._-]*")
"""What ARNs, regions and names of load balancers are made of (ELB API reference, CreateLoadBalancer).

Anything else would have a meaning for the CLI's own shorthand (a comma, an equals sign), which no shell
quoting takes away, or would be one more option.
"""


def command(change: Change, region: str) -> str | None:
    """The ``aws`` command for *change*, quoted for a POSIX shell; ``None`` where AWS makes no such names."""
    classic = classic_address(change.listener_arn) is not None
    words = _classic(change) if classic else _of_a_listener(change)
    given = [change.listener_arn, change.certificate_arn, region]
    if words is None or not all(_NAMES_OF_AWS.fullmatch(word) for word in given):
        return None
    return shlex.join(["aws", *words, "--region", region])


def _of_a_listener(change: Change) -> list[str]:
    match change:
        case AddToList():
            verb = "add-listener-certificates"
        case SetDefault():
            verb = "modify-listener"
        case RemoveFromList():
            verb = "remove-listener-certificates"
    certificate = f"CertificateArn={change.certificate_arn}"
    return ["elbv2", verb, "--listener-arn", change.listener_arn, "--certificates", certificate]


def _classic(change: Change) -> list[str] | None:
    address = classic_address(change.listener_arn)
    if address is None or not isinstance(change, SetDefault):
        return None
    name, port = address
    where = ["--load-balancer-name", name, "--load-balancer-port", str(port)]
    certificate = ["--ssl-certificate-id", change.certificate_arn]
    return ["elb", "set-load-balancer-listener-ssl-certificate", *where, *certificate]
