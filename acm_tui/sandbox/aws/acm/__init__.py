"""The embedded ACM: a model of its own behind moto's routing, since moto's differs at almost every call."""

from acm_tui.sandbox.aws.acm.corrections import install
from acm_tui.sandbox.aws.acm.setting import AcmSetting
from acm_tui.sandbox.aws.acm.world import AcmWorld

__all__ = ["AcmSetting", "AcmWorld", "install"]
