"""AWS as somebody sees it who does not use the program: ordinary clients, to check what it did."""

from __future__ import annotations

from typing import Any

import boto3

from acm_tui.sandbox import world


class Aws:
    """Reads the account with plain boto3."""

    def __init__(self, session: boto3.session.Session) -> None:
        self._session = session
        self._made: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A client of *service* in the region of the world's load balancers."""
        if service not in self._made:
            made: Any = self._session.client(service, region_name=world.REGION)  # type: ignore[call-overload]  # the stubs want a literal name
            self._made[service] = made
        return self._made[service]

    def close(self) -> None:
        """Close the connections."""
        for client in self._made.values():
            client.close()

    def certificates(self, domain: str) -> list[str]:
        """The ARNs of every certificate for *domain*."""
        listed = self.client("acm").list_certificates(MaxItems=1000)["CertificateSummaryList"]
        return [one["CertificateArn"] for one in listed if one["DomainName"] == domain]

    def listener(self, balancer: str, port: int) -> tuple[str, set[str]]:
        """Default certificate and SNI list (the default's own entry left out) of a listener."""
        elbv2 = self.client("elbv2")
        (found,) = elbv2.describe_load_balancers(Names=[balancer])["LoadBalancers"]
        listeners = elbv2.describe_listeners(LoadBalancerArn=found["LoadBalancerArn"])["Listeners"]
        (arn,) = (one["ListenerArn"] for one in listeners if one["Port"] == port)
        held = elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
        (default,) = (one["CertificateArn"] for one in held if one["IsDefault"])
        return default, {one["CertificateArn"] for one in held if not one["IsDefault"]}

    def classic(self, balancer: str, port: int) -> str:
        """The certificate of a Classic listener."""
        (found,) = self.client("elb").describe_load_balancers(LoadBalancerNames=[balancer])[
            "LoadBalancerDescriptions"
        ]
        (held,) = (
            one["Listener"]["SSLCertificateId"]
            for one in found["ListenerDescriptions"]
            if one["Listener"]["LoadBalancerPort"] == port
        )
        return str(held)
