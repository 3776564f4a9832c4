"""Load balancers, their listeners, and where a certificate sits on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Kind = Literal["application", "network", "classic"]
Role = Literal["default", "sni"]

_LABELS: dict[Kind, str] = {"application": "ALB", "network": "NLB", "classic": "Classic"}
ROLE_WORDS: dict[Role, str] = {"default": "default", "sni": "SNI"}
"""What people call the two roles."""


class LoadBalancer(msgspec.Struct, frozen=True, kw_only=True):
    """A load balancer of any of the three types that hold certificates."""

    arn: str
    name: str
    kind: Kind
    dns_name: str
    scheme: str
    tags: dict[str, str] = {}

    @property
    def label(self) -> str:
        """ALB, NLB or Classic."""
        return _LABELS[self.kind]


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """A TLS listener as it holds certificates at one moment.

    ``arn`` is the listener's ARN; a Classic Load Balancer's listeners have none, so it is the load
    balancer's ARN with ``:port`` behind it. ``default`` is the default certificate's ARN; ``sni`` is the
    certificate list, sorted. A listener made in the console has its default in the list as well
    (ELB user guide, "Certificate list"): it then stands in both.
    """

    arn: str
    load_balancer_arn: str
    protocol: str
    port: int
    default: str | None
    sni: tuple[str, ...] = ()
    tags: dict[str, str] = {}

    def holds(self, certificate_arn: str, role: Role) -> bool:
        """Whether *certificate_arn* sits on this listener in *role*."""
        return self.default == certificate_arn if role == "default" else certificate_arn in self.sni


def classic_listener(load_balancer_arn: str, port: int) -> str:
    """The name this program gives to a Classic Load Balancer's listener, which has no ARN of its own."""
    return f"{load_balancer_arn}:{port}"


def classic_address(listener_arn: str) -> tuple[str, int] | None:
    """Load balancer name and port of a Classic listener; ``None`` for an ELBv2 listener's ARN."""
    resource = listener_arn.split(":", 5)[-1]
    kind, _, rest = resource.partition("/")
    name, colon, port = rest.rpartition(":")
    return (name, int(port)) if kind == "loadbalancer" and colon and port.isdecimal() else None


def load_balancer_of(listener_arn: str) -> str:
    """The ARN of the load balancer that a listener belongs to (ELB API reference, "Listener ARN")."""
    if classic_address(listener_arn) is not None:
        return listener_arn.rpartition(":")[0]
    return listener_arn.replace(":listener/", ":loadbalancer/", 1).rpartition("/")[0]


def load_balancer_name(load_balancer_arn: str) -> str:
    """The name that the ARN of a load balancer holds: ``…:loadbalancer/app/NAME/id`` or ``…/NAME``."""
    parts = load_balancer_arn.split(":", 5)[-1].split("/")
    return parts[2] if len(parts) == 4 else parts[-1]


def called(listener: Listener) -> str:
    """What people call *listener*: load balancer, protocol and port."""
    return f"{load_balancer_name(listener.load_balancer_arn)} {listener.protocol} {listener.port}"


def kind_of(load_balancer_arn: str) -> Kind:
    """The type that the ARN of a load balancer gives away (ELB user guide, "ARN format").

    What no load balancer's ARN looks like counts as an ALB, where connections may be cut.
    """
    parts = load_balancer_arn.split(":", 5)[-1].split("/")
    if len(parts) == 2:
        return "classic"
    return "network" if parts[1:2] == ["net"] else "application"


class Attachment(msgspec.Struct, frozen=True, order=True, gc=False):
    """One place a certificate sits: a listener, and there the default or an SNI entry of the list."""

    listener_arn: str
    role: Role


class Holder(msgspec.Struct, frozen=True, gc=False):
    """Something that holds a certificate, as ``InUseBy`` names it; ``service`` is what people call it."""

    arn: str
    service: str

    @property
    def is_load_balancer(self) -> bool:
        """Whether this program can swap the certificate there."""
        return self.service == _SERVICES["elasticloadbalancing"]


def attachments_of(certificate_arn: str, listeners: Iterable[Listener]) -> tuple[Attachment, ...]:
    """Every attachment of *certificate_arn* on *listeners*, in a stable order."""
    return tuple(
        sorted(
            Attachment(listener.arn, role)
            for listener in listeners
            for role in ROLE_WORDS
            if listener.holds(certificate_arn, role)
        )
    )


_SERVICES = {
    "elasticloadbalancing": "load balancer",
    "cloudfront": "CloudFront",
    "apigateway": "API Gateway",
    "appsync": "AppSync",
    "cognito-idp": "Cognito",
    "es": "OpenSearch",
    "amplify": "Amplify",
    "vpc-lattice": "VPC Lattice",
    "ec2": "Client VPN",
    "network-firewall": "Network Firewall",
}


def holder_of(arn: str) -> Holder:
    """The holder behind an ``InUseBy`` entry; an unknown service is shown by its own name."""
    parts = arn.split(":", 5)
    service = parts[2] if len(parts) == 6 else "unknown"
    return Holder(arn=arn, service=_SERVICES.get(service, service))
