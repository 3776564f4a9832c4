"""What the people and services around the operator do: the DNS team, ACM's own failures, time."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from acm_tui.sandbox.aws.acm.seeding import approve_email, fail
from acm_tui.sandbox.aws.acm.world import AcmWorld
from acm_tui.sandbox.aws.health import Health
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.control import ControlRefusedError
from acm_tui.sandbox.registering import ONE_SERVER, ZONE_TYPED_TWICE, Registering

_LONGEST_HOURS = 24 * 400
_MOST_STEPS = 100


class OtherSide:
    """The moves of the other side; each answers a sentence for the operator.

    Args:
        acm: all certificates.
        registering: the DNS team and the people at the Route 53 console.
        clock: the sandbox's time.
        health: what AWS Health tells, and to whom.
        look: makes ACM look at once for every record that is waited for, and act on the time.
        fresh: begins a new world.
    """

    def __init__(
        self,
        acm: AcmWorld,
        registering: Registering,
        clock: SandboxClock,
        health: Health,
        look: Callable[[], object],
        fresh: Callable[[], None],
    ) -> None:
        self._acm = acm
        self._registering = registering
        self._clock = clock
        self._health = health
        self._look = look
        self._fresh = fresh
        self._moves: dict[str, Callable[[Mapping[str, Any]], str]] = {
            "register-records": self._register_records,
            "create-in-route53": self._create_in_route53,
            "remove-records": self._remove_records,
            "advance": self._advance,
            "fail": self._fail,
            "approve-email": self._approve_email,
            "support-plan": self._support_plan,
            "fresh": self._begin_anew,
        }

    def move(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Do the move *name* and say what was done.

        Raises:
            ControlRefusedError: there is no such move, or its arguments do not fit.
        """
        if name not in self._moves:
            raise ControlRefusedError(
                f"there is no move {name!r}; there are {', '.join(sorted(self._moves))}"
            )
        return self._moves[name](arguments)

    def _register_records(self, arguments: Mapping[str, Any]) -> str:
        return self._registering.register(_choice(arguments, "mistake", (ZONE_TYPED_TWICE, ONE_SERVER)))

    def _create_in_route53(self, arguments: Mapping[str, Any]) -> str:
        return self._registering.create_in_route53(_choice(arguments, "mistake", (ZONE_TYPED_TWICE,)))

    def _remove_records(self, arguments: Mapping[str, Any]) -> str:
        _no_arguments(arguments)
        return self._registering.remove()

    def _advance(self, arguments: Mapping[str, Any]) -> str:
        hours = arguments.get("hours")
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= _LONGEST_HOURS:
            raise ControlRefusedError(f"say how many hours pass: a number above 0, up to {_LONGEST_HOURS}")
        self._let_pass(timedelta(hours=hours))
        return (
            f"{hours:g} hours have passed: it is now {self._clock.now():%Y-%m-%d %H:%M} UTC in the sandbox."
        )

    def _let_pass(self, time: timedelta) -> None:
        """Time passes in steps, and ACM looks between them: what was registered in time is seen in time."""
        self._look()
        step = max(timedelta(hours=1), time / _MOST_STEPS)
        while time > timedelta(0):
            self._clock.advance(min(step, time))
            time -= step
            self._look()

    def _fail(self, arguments: Mapping[str, Any]) -> str:
        arn, reason = _text(arguments, "arn"), _text(arguments, "reason")
        self._act_on(arn, lambda: fail(self._acm, arn, reason))
        return f"ACM failed {arn} with {reason}."

    def _approve_email(self, arguments: Mapping[str, Any]) -> str:
        arn = _text(arguments, "arn")
        self._act_on(arn, lambda: approve_email(self._acm, arn))
        return f"The owner of the domain approved {arn}."

    def _support_plan(self, arguments: Mapping[str, Any]) -> str:
        plan = _choice(arguments, "plan", ("business", "none"))
        if plan is None:
            raise ControlRefusedError("say the plan: business or none")
        self._health.support_plan = plan == "business"
        return f"AWS Health {'answers' if self._health.support_plan else 'asks for a support plan'} now."

    def _act_on(self, arn: str, act: Callable[[], None]) -> None:
        try:
            act()
        except KeyError as problem:
            raise ControlRefusedError(f"there is no certificate {arn}") from problem
        except ValueError as problem:
            raise ControlRefusedError(str(problem)) from problem

    def _begin_anew(self, arguments: Mapping[str, Any]) -> str:
        _no_arguments(arguments)
        self._fresh()
        return "The sandbox begins anew."


def _choice(arguments: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str | None:
    """The one argument *key*, one of *allowed* or left out; any other argument is refused."""
    _no_arguments({name: value for name, value in arguments.items() if name != key})
    chosen = arguments.get(key)
    if chosen is not None and chosen not in allowed:
        raise ControlRefusedError(f"{key} must be one of {', '.join(allowed)}")
    return chosen


def _no_arguments(arguments: Mapping[str, Any]) -> None:
    if arguments:
        raise ControlRefusedError(f"this move knows no {', '.join(sorted(arguments))}")


def _text(arguments: Mapping[str, Any], key: str) -> str:
    value = arguments.get(key)
    if not isinstance(value, str) or not value:
        raise ControlRefusedError(f"say the {key}, as a text")
    return value
