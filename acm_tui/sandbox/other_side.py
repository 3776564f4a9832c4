"""What the people and services around the operator do: the DNS team, ACM's own failures, time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from acm_tui.sandbox.aws.acm.model import DNS, VALIDATION_TIMED_OUT
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.seeding import approve_email, fail
from acm_tui.sandbox.aws.acm.world import AcmWorld
from acm_tui.sandbox.aws.route53.console import NoSuchZoneError
from acm_tui.sandbox.aws.route53.record_sets import values_of
from acm_tui.sandbox.aws.route53.refusals import Refusal
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.control import ControlRefusedError
from acm_tui.sandbox.dns import ALL
from acm_tui.sandbox.editing import Editor

ZONE_TYPED_TWICE = "zone-typed-twice"
ONE_SERVER = "one-server"

_VALIDATION_SUFFIX = ".acm-validations.aws."
_LONGEST_HOURS = 24 * 400
_MOST_STEPS = 100


class OtherSide:
    """The moves of the other side; each answers a sentence for the operator.

    Args:
        acm: all certificates.
        editor: the zones that the DNS team and the people at the Route 53 console edit.
        clock: the sandbox's time.
        look: makes ACM look at once for every record that is waited for, and act on the time.
        fresh: begins a new world.
    """

    def __init__(
        self,
        acm: AcmWorld,
        editor: Editor,
        clock: SandboxClock,
        look: Callable[[], object],
        fresh: Callable[[], None],
    ) -> None:
        self._acm = acm
        self._editor = editor
        self._clock = clock
        self._look = look
        self._fresh = fresh
        self._moves: dict[str, Callable[[Mapping[str, Any]], str]] = {
            "register-records": self._register_records,
            "create-in-route53": self._create_in_route53,
            "remove-records": self._remove_records,
            "advance": self._advance,
            "fail": self._fail,
            "approve-email": self._approve_email,
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
        mistake = _choice(arguments, "mistake", (ZONE_TYPED_TWICE, ONE_SERVER))
        asked = self._asked_for()
        if not asked:
            return "No validation record is waited for: nothing was registered."
        hosted = [one for one in asked if self._editor.console_of(one[0]) is not None]
        theirs = [one for one in asked if one not in hosted]
        said = [_registered(len(theirs), mistake)] if theirs else []
        self._write(theirs, mistake)
        if hosted and mistake == ONE_SERVER:
            said.append(
                f"Route 53 has no server that lags behind: {_counted(len(hosted), 'record')} left out."
            )
        elif hosted:
            self._write(hosted, mistake)
            said.append(_created(len(hosted), mistake))
        return " ".join(said)

    def _create_in_route53(self, arguments: Mapping[str, Any]) -> str:
        """Only the records whose zones are hosted zones: the DNS team has still to be asked for the others."""
        mistake = _choice(arguments, "mistake", (ZONE_TYPED_TWICE,))
        hosted = [one for one in self._asked_for() if self._editor.console_of(one[0]) is not None]
        if not hosted:
            return "No validation record is waited for in a hosted zone: nothing was created."
        self._write(hosted, mistake)
        return _created(len(hosted), mistake)

    def _write(self, asked: Iterable[tuple[str, str]], mistake: str | None) -> None:
        try:
            for name, value in asked:
                self._register(name, value, mistake)
        except (NoSuchZoneError, Refusal, ValueError) as problem:
            raise ControlRefusedError(f"the records could not be registered: {problem}") from problem

    def _asked_for(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every record that the DNS team was asked for.

        Also of requests that have timed out: the team does not know of that, and works through its queue.
        """
        waited_for = [(wait.record_name, wait.record_value) for wait in self._acm.awaited()]
        late = [
            validation_record(certificate.account, name)
            for certificate in self._acm.all()
            if certificate.validation_method == DNS and certificate.status == VALIDATION_TIMED_OUT
            for name in certificate.names
        ]
        return tuple(dict.fromkeys([*waited_for, *late]))

    def _register(self, name: str, value: str, mistake: str | None) -> None:
        # Who registers a record again works on the zone as a whole: what was wrong before goes.
        twice = self._typed_twice(name)
        self._editor.delete_record(twice, "CNAME")
        if mistake == ZONE_TYPED_TWICE:
            self._editor.delete_record(name, "CNAME")
            self._editor.set_record(twice, "CNAME", [value])
        elif mistake == ONE_SERVER:
            self._editor.delete_record(name, "CNAME", ALL[1:])
            self._editor.set_record(name, "CNAME", [value], ALL[:1])
        else:
            self._editor.set_record(name, "CNAME", [value])

    def _typed_twice(self, name: str) -> str:
        """NAME.ZONE.: what a zone's editor makes of a full name that is typed without the final dot."""
        return f"{name}{self._editor.dns.zone_of(name)}"

    def _remove_records(self, arguments: Mapping[str, Any]) -> str:
        _no_arguments(arguments)
        names = {*self._of_the_dns_team(), *self._in_route53()}
        for name in names:
            self._editor.delete_record(name, "CNAME")
        return f"The DNS team removed {_counted(len(names), 'validation record')}."

    def _of_the_dns_team(self) -> Iterator[str]:
        for copies in self._editor.dns.dump()["servers"]:
            for copy in copies.values():
                for name, kind, values in copy["records"]:
                    if _is_validation(kind, values):
                        yield name

    def _in_route53(self) -> Iterator[str]:
        for console in self._editor.consoles.values():
            # The operator may have deleted the hosted zone: then nothing is left to remove.
            with suppress(NoSuchZoneError):
                for one in console.record_sets():
                    if _is_validation(one["Type"], values_of(one)):
                        yield one["Name"]

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


def register_issued(acm: AcmWorld, editor: Editor) -> None:
    """Put the records of every certificate that is validated by DNS into the zones.

    They must stay for ever (ACM user guide, "DNS validation"): a world in which issued certificates lack
    theirs would be one whose renewals fail.
    """
    for certificate in acm.all():
        if certificate.validation_method == DNS:
            for name in certificate.names:
                record_name, value = validation_record(certificate.account, name)
                editor.set_record(record_name, "CNAME", [value])


def _is_validation(kind: str, values: Sequence[str]) -> bool:
    return kind == "CNAME" and f"{values[0].rstrip('.')}.".endswith(_VALIDATION_SUFFIX)


def _registered(number: int, mistake: str | None) -> str:
    records = _counted(number, "record")
    if mistake == ZONE_TYPED_TWICE:
        return f"The DNS team registered {records} with the zone typed twice."
    if mistake == ONE_SERVER:
        return f"The DNS team registered {records} on the first name server only."
    return f"The DNS team registered {records} on every name server."


def _created(number: int, mistake: str | None) -> str:
    how = " with the zone typed twice" if mistake == ZONE_TYPED_TWICE else ""
    return f"Somebody created {_counted(number, 'record')}{how} in the Route 53 console."


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
