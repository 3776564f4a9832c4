"""Roles whose trust policy asks for a second factor; moto hands out their keys to anybody.

The sentences are those of sts:AssumeRole (public reports of the AWS CLI's output).
"""

from __future__ import annotations

from typing import NamedTuple

from acm_tui.sandbox.aws.asked import Answer, Asked
from acm_tui.sandbox.aws.words import worded
from acm_tui.sandbox.identity import caller


class MfaDevice(NamedTuple):
    """A device by its serial number (an ARN for a virtual one), and the code that it shows."""

    serial: str
    code: str


class MfaRoles:
    """``devices`` are what each role wants to see, by the role's ARN; other roles want nothing."""

    def __init__(self) -> None:
        self.devices: dict[str, MfaDevice] = {}

    def answer(self, request: Asked) -> Answer | None:
        """The refusal of an AssumeRole without the right code; None: go on."""
        if (request.service, request.operation) != ("sts", "AssumeRole"):
            return None
        role = request.parameters.get("RoleArn", "")
        if (device := self.devices.get(role)) is None:
            return None
        serial, code = request.parameters.get("SerialNumber"), request.parameters.get("TokenCode")
        if serial is None or code is None:
            user = caller(request.access_key, request.region)
            message = f"User: {user} is not authorized to perform: sts:AssumeRole on resource: {role}"
        elif serial != device.serial:
            message = (
                "MultiFactorAuthentication failed, unable to validate MFA code.  "
                "Please verify your MFA serial number is valid and associated with this user."
            )
        elif code != device.code:
            message = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
        else:
            return None
        return worded(request, "AccessDenied", 403, message)
