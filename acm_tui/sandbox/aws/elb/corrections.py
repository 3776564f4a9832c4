"""Puts the corrections in moto's place, in this process, once.

moto routes each request to a method of its response class by the name of the operation. A correction replaces
that method; the rest of moto's route (parsing, serialising, accounts, regions, errors) stays as it is.
"""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any

import moto.elb.models
import moto.elbv2.models
from moto.cloudfront.models import DistributionConfig
from moto.cloudfront.responses import CloudFrontResponse
from moto.elb.responses import ELBResponse
from moto.elbv2.responses import ELBV2Response

from acm_tui.sandbox.aws.elb import certificate_list, classic, listeners, load_balancers, refusals, tags
from acm_tui.sandbox.aws.elb.setting import CHANGES, in_force

Method = Callable[..., Any]

READS: tuple[tuple[type, str, Method], ...] = (
    (ELBV2Response, "describe_load_balancers", load_balancers.describe_load_balancers),
    (ELBV2Response, "describe_listeners", listeners.describe_listeners),
    (ELBV2Response, "describe_listener_certificates", certificate_list.describe_listener_certificates),
    (ELBV2Response, "describe_tags", tags.describe_tags),
    (ELBResponse, "describe_load_balancers", classic.describe_load_balancers),
    (ELBResponse, "describe_tags", classic.describe_tags),
)

# Where the third column is moto's own method, only the locking and the noting of the change are added.
CHANGING: tuple[tuple[type, str, Method], ...] = (
    (ELBV2Response, "create_load_balancer", load_balancers.create_load_balancer),
    (ELBV2Response, "delete_load_balancer", ELBV2Response.delete_load_balancer),
    (ELBV2Response, "create_listener", listeners.create_listener),
    (ELBV2Response, "modify_listener", listeners.modify_listener),
    (ELBV2Response, "delete_listener", ELBV2Response.delete_listener),
    (ELBV2Response, "add_listener_certificates", certificate_list.add_listener_certificates),
    (ELBV2Response, "remove_listener_certificates", certificate_list.remove_listener_certificates),
    (ELBV2Response, "add_tags", tags.add_tags),
    (ELBResponse, "create_load_balancer", classic.create_load_balancer),
    (ELBResponse, "delete_load_balancer", ELBResponse.delete_load_balancer),
    (ELBResponse, "create_load_balancer_listeners", classic.create_load_balancer_listeners),
    (ELBResponse, "delete_load_balancer_listeners", ELBResponse.delete_load_balancer_listeners),
    (ELBResponse, "set_load_balancer_listener_ssl_certificate", classic.set_listener_certificate),
    (CloudFrontResponse, "create_distribution", CloudFrontResponse.create_distribution),
    (CloudFrontResponse, "create_distribution_with_tags", CloudFrontResponse.create_distribution_with_tags),
    (CloudFrontResponse, "update_distribution", CloudFrontResponse.update_distribution),
    (CloudFrontResponse, "delete_distribution", CloudFrontResponse.delete_distribution),
)

_moto_reads_configuration: Method = DistributionConfig.__init__


def correct_moto() -> None:
    """Replace moto's methods. Doing so again changes nothing: the table was read before the first time."""
    refusals.allow_unlisted_code()
    for owner, name, method in READS:
        setattr(owner, name, method)
    for owner, name, method in CHANGING:
        setattr(owner, name, _changing(method))
    # A listener that moto makes has an empty certificate list until something is added.
    moto.elbv2.models.FakeListener.sni_certificates = ()
    # moto drops what a request says of client certificates; kept here as it was said.
    moto.elbv2.models.FakeListener.mutual_authentication = None
    # moto writes the use of a certificate into its own ACM; here ACM asks the load balancers instead.
    moto.elb.models.register_certificate = _unregistered
    moto.elbv2.models.register_certificate = _unregistered
    # moto turns a distribution's configuration into objects; the plain one is needed to save it.
    DistributionConfig.__init__ = _keeping_the_plain_configuration


def _changing(method: Method) -> Method:
    """One change at a time, noted before (what was true until now) and after, refused changes included."""

    @wraps(method)
    def one_change(response: Any, *arguments: Any) -> Any:
        with CHANGES:
            in_force().noted()
            try:
                return method(response, *arguments)
            finally:
                in_force().noted()

    return one_change


def _unregistered(*_arguments: Any, **_named: Any) -> None:
    """Stands for moto's note in ACM's model."""


def _keeping_the_plain_configuration(configuration: Any, config: dict[str, Any]) -> None:
    plain = deepcopy(config)
    _moto_reads_configuration(configuration, config)
    configuration.plain = plain
