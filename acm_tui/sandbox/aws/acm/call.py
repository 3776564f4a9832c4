"""One call of the API, as its handler sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from acm_tui.sandbox.aws.acm.model import Certificate
from acm_tui.sandbox.aws.acm.setting import InUseBy
from acm_tui.sandbox.aws.acm.world import AcmWorld


@dataclass(frozen=True, kw_only=True)
class Call:
    """A checked request: *parameters* is its JSON body, which satisfies the service model.

    ``now`` is the sandbox time of its arrival.
    """

    world: AcmWorld
    account: str
    region: str
    parameters: Mapping[str, Any]
    now: datetime

    def certificate(self) -> Certificate:
        """The certificate that ``CertificateArn`` names.

        Raises:
            AcmError: ResourceNotFoundException.
        """
        return self.world.get(self.account, self.region, self.parameters["CertificateArn"])

    def in_use_by(self, certificate: Certificate) -> list[str]:
        """The ARNs of what holds the certificate."""
        return list(self._in_use_by(self.account, self.region, certificate.arn))

    @cached_property
    def _in_use_by(self) -> InUseBy:
        setting = self.world.setting
        return setting.looking() if setting.looking is not None else setting.in_use_by
