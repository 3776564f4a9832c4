"""Those who put validation records into the zones: the DNS team, and whoever is at the Route 53 console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from acm_tui.sandbox.aws.acm.model import DNS, VALIDATION_TIMED_OUT
from acm_tui.sandbox.aws.acm.records import validation_record
from acm_tui.sandbox.aws.acm.world import AcmWorld
from acm_tui.sandbox.aws.route53.console import NoSuchZoneError
from acm_tui.sandbox.aws.route53.record_sets import values_of
from acm_tui.sandbox.aws.route53.refusals import Refusal
from acm_tui.sandbox.control import ControlRefusedError
from acm_tui.sandbox.dns import ALL
from acm_tui.sandbox.editing import Editor

ZONE_TYPED_TWICE = "zone-typed-twice"
ONE_SERVER = "one-server"

_VALIDATION_SUFFIX = ".acm-validations.aws."


class Registering:
    """What they do, with a mistake or without; each answers a sentence for the operator.

    Args:
        acm: all certificates.
        editor: the zones that they edit.
    """

    def __init__(self, acm: AcmWorld, editor: Editor) -> None:
        self._acm = acm
        self._editor = editor

    def register(self, mistake: str | None) -> str:
        """Every record that is waited for, each where its zone is kept.

        Raises:
            ControlRefusedError: a zone does not take one.
        """
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

    def create_in_route53(self, mistake: str | None) -> str:
        """Those alone whose zones are hosted zones: the DNS team has still to be asked for the others.

        Raises:
            ControlRefusedError: as above.
        """
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

    def remove(self) -> str:
        """Every validation record, wherever it is."""
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
    return kind == "CNAME" and bool(values) and f"{values[0].rstrip('.')}.".endswith(_VALIDATION_SUFFIX)


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


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
