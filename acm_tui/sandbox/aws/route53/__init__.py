"""Route 53 in the sandbox: moto's hosted zones, corrected where AWS answers otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acm_tui.sandbox.aws.route53.setting import Route53Setting

if TYPE_CHECKING:
    from acm_tui.sandbox.aws.route53.propagation import Propagation

__all__ = ["Route53Setting", "install"]


def install(setting: Route53Setting) -> Propagation:
    """Correct moto's Route 53 in this process, with *setting* in force; returns the way to its DNS servers.

    That way begins empty, whatever moto's backends hold. Calling it again is how a test gets other
    surroundings: moto's backends belong to the process, so there is one setting per process.
    """
    from acm_tui.sandbox.aws.route53.corrections import correct_moto
    from acm_tui.sandbox.aws.route53.propagation import Propagation
    from acm_tui.sandbox.aws.route53.setting import put_in_force

    propagation = Propagation(setting.clock, setting.delay)
    put_in_force(propagation)
    correct_moto()
    return propagation
