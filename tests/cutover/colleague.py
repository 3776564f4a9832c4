"""Somebody who knows nothing of the migration and works on the same listeners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from acm_tui.domain.listener import Listener, classic_address
from acm_tui.sandbox.world import REGION
from tests.cutover.cell import Stage


@dataclass(frozen=True)
class Edit:
    """What a colleague did to one listener."""

    listener_arn: str
    default: str | None = None
    into: tuple[str, ...] = ()
    out: tuple[str, ...] = ()

    def on(self, listener: Listener) -> Listener:
        """*listener* after it, if it is the one."""
        if listener.arn != self.listener_arn:
            return listener
        held = {*listener.sni, *self.into} - {*self.out}
        return msgspec.structs.replace(
            listener, default=self.default or listener.default, sni=tuple(sorted(held))
        )


class Colleague:
    """Their calls are not counted on the line, and meet no fault."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def lists(self, one: Listener) -> Edit:
        """Puts a certificate into the list; where it is full another one leaves for it."""
        town = self._stage.town
        leaving = tuple(arn for arn in one.sni if arn in town.many)[:1]
        edit = Edit(one.arn, into=(town.stranger,), out=leaving)
        return self.does(edit)

    def serves(self, one: Listener) -> Edit:
        """Makes a certificate of their own the default."""
        return self.does(Edit(one.arn, default=self._stage.town.stranger))

    def does(self, edit: Edit) -> Edit:
        """Makes the calls of *edit*."""
        line = self._stage.line
        counted = list(line.calls)
        self._lists(edit.listener_arn, "remove_listener_certificates", edit.out)
        self._lists(edit.listener_arn, "add_listener_certificates", edit.into)
        if edit.default is not None:
            self._serves(edit.listener_arn, edit.default)
        line.calls[:] = counted
        return edit

    def _lists(self, listener_arn: str, call: str, certificates: Iterable[str]) -> None:
        for arn in certificates:
            getattr(self._client("elbv2"), call)(
                ListenerArn=listener_arn, Certificates=[{"CertificateArn": arn}]
            )

    def _serves(self, listener_arn: str, certificate: str) -> None:
        if (address := classic_address(listener_arn)) is not None:
            self._client("elb").set_load_balancer_listener_ssl_certificate(
                LoadBalancerName=address[0], LoadBalancerPort=address[1], SSLCertificateId=certificate
            )
        else:
            self._client("elbv2").modify_listener(
                ListenerArn=listener_arn, Certificates=[{"CertificateArn": certificate}]
            )

    def _client(self, service: str) -> Any:
        return self._stage.access.client(service, REGION)
