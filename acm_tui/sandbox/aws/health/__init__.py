"""AWS Health in the sandbox, which moto does not have."""

from acm_tui.sandbox.aws.health.events import AffectedEntity, HealthEvent
from acm_tui.sandbox.aws.health.service import Health

__all__ = ["AffectedEntity", "Health", "HealthEvent"]
