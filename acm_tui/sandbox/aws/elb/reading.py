"""What stands in the load balancers right now, for whoever is not an API client.

Nothing here takes a lock: each look copies a dictionary's values in one step, and certificate lists are
tuples that are replaced as a whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.cloudfront.models import cloudfront_backends
from moto.elb.models import elb_backends
from moto.elbv2.models import elbv2_backends

from acm_tui.sandbox.aws.elb.names import classic_arn


@dataclass(frozen=True)
class OpenPort:
    """A listener as a client meets it. `protocol` is HTTPS, TLS, SSL, HTTP, TCP or UDP."""

    load_balancer_arn: str
    name: str
    port: int
    protocol: str
    default: str | None
    certificate_list: tuple[str, ...]


def backends_of(service: Any) -> Iterator[tuple[str, str, Any]]:
    """Each (account, region, backend) that moto has made so far; looking makes no new one."""
    for account, regions in list(service.items()):
        for region, backend in list(regions.items()):
            yield account, region, backend


def load_balancer_names() -> dict[str, str]:
    """The DNS name of every load balancer, Classic ones included, by its ARN."""
    names: dict[str, str] = {}
    for _, _, backend in backends_of(elbv2_backends):
        names.update((one.arn, one.dns_name) for one in list(backend.load_balancers.values()))
    for account, region, backend in backends_of(elb_backends):
        for one in list(backend.load_balancers.values()):
            names[classic_arn(account, region, one.name)] = one.dns_name
    return names


def open_port(load_balancer_arn: str, port: int) -> OpenPort | None:
    """The listener on *port* of a load balancer of any kind, or None."""
    for listener in _open_ports():
        if listener.load_balancer_arn == load_balancer_arn and listener.port == port:
            return listener
    return None


def holdings() -> Iterator[tuple[str, str]]:
    """Each (certificate ARN, ARN of the load balancer or distribution that holds it), with repeats."""
    for listener in _open_ports():
        for certificate in (listener.default, *listener.certificate_list):
            if certificate:
                yield certificate, listener.load_balancer_arn
    for _, _, backend in backends_of(cloudfront_backends):
        for distribution in list(backend.distributions.values()):
            certificate = distribution.distribution_config.ViewerCertificate.acm_certificate_arn
            if certificate:
                yield certificate, distribution.arn


def _open_ports() -> Iterator[OpenPort]:
    for _, _, backend in backends_of(elbv2_backends):
        for one in list(backend.load_balancers.values()):
            for listener in list(one.listeners.values()):
                yield OpenPort(
                    one.arn,
                    one.name,
                    int(listener.port),
                    listener.protocol,
                    listener.certificate,
                    listener.sni_certificates,
                )
    for account, region, backend in backends_of(elb_backends):
        for one in list(backend.load_balancers.values()):
            arn = classic_arn(account, region, one.name)
            for listener in list(one.listeners):
                port = int(listener.load_balancer_port)
                yield OpenPort(arn, one.name, port, listener.protocol, listener.ssl_certificate_id, ())
