"""The command line: arguments → the TUI, or one headless command; nothing heavy is imported before."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from acm_tui.arguments import parsed

if TYPE_CHECKING:
    from acm_tui.journal.store import Archive
    from acm_tui.paths import Paths

OK, INTERRUPTED, NOBODY_READS, UNEXPECTED = 0, 130, 141, 255
"""Exit codes as the AWS CLI has them (AWS CLI user guide, "Return codes"); troubles bring their own.

``NOBODY_READS`` is what a shell shows for a program that SIGPIPE ended.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and answer its exit code. Troubles are plain sentences, without a traceback."""
    given = parsed(arguments)
    from acm_tui import log
    from acm_tui.garbage import collect_seldom

    collect_seldom()
    code = UNEXPECTED
    try:
        code = _guarded(given)
    finally:
        log.stop(code)
    return code


def _guarded(given: argparse.Namespace) -> int:
    from acm_tui import log
    from acm_tui.domain.errors import Trouble

    try:
        return _run(given)
    except Trouble as trouble:
        log.trouble(trouble)
        _complain(trouble.plain())
        return trouble.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return NOBODY_READS
    except Exception as error:  # noqa: BLE001 - the last door: told, with the exit code that was promised
        _complain(log.unexpected(error))
        return UNEXPECTED


def _complain(text: str) -> None:
    from acm_tui.text import safe

    for row in text.splitlines():
        print(safe(row), file=sys.stderr)  # noqa: T201 - the headless way to speak


def _output(text: str, encoding: str | None = None) -> None:
    """Print *text*, in the terminal's encoding unless told otherwise; what it lacks is escaped.

    Raises:
        Trouble: it cannot be written, as on a full disk.
    """
    from acm_tui.domain.errors import Trouble

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    try:
        print(text, flush=True)  # noqa: T201 - the headless way to speak
    except BrokenPipeError:
        raise
    except OSError as error:
        _let_go_of_output()
        raise Trouble(
            "The output cannot be written.", cause=str(error), remedy="Send it somewhere else."
        ) from error


def _output_json(document: str) -> None:
    """Print JSON. It holds raw text of AWS and DNS, and may go to a terminal."""
    from acm_tui.text import quiet_json

    _output(quiet_json(document), encoding="utf-8")  # RFC 8259, section 8.1


def _let_go_of_output() -> None:
    """What is still in the buffer has nowhere to go: without this the interpreter tries again as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(given: argparse.Namespace) -> int:
    from acm_tui import paths
    from acm_tui.domain.errors import UsageTrouble

    if given.fresh and (given.command or not given.demo):
        raise UsageTrouble("--fresh is only for the demo.", remedy="Start with --demo --fresh.")
    places = paths.find(os.environ)
    if given.demo:
        places = places.for_demo()
    _log_headless(given, places)
    match given.command:
        case "sessions":
            return _sessions(given, places)
        case "report":
            return _report(given, places)
        case "status":
            return _status(given, places)
        case "policy":
            from acm_tui.headless import policy

            _output(policy.run(given, places))
            return OK
        case "paths":
            return _paths(given, places)
        case "inventory":
            return _inventory(given, places)
        case "dns-check":
            return _dns_check(given, places)
        case "sandbox":
            from acm_tui import demo

            return demo.serve(given.port)
        case _:
            return _wizard(given, places)


def _log_headless(given: argparse.Namespace, places: Paths) -> None:
    """Add what a command does to the log that the wizard has begun: to look, nothing is made or changed."""
    from acm_tui import log

    if given.command in ("sessions", "report", "inventory", "status", "dns-check") and places.log.exists():
        log.start(places.log, log.level_of(given.log_level, os.environ), given.command, _complain)


def _sessions(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import opening
    from acm_tui.headless import code, hand_over
    from acm_tui.launch import actor

    journal = opening.journal_of(opening.chosen_for(given, places), places, code.ask)
    match given.doing:
        case "export":
            exported = hand_over.export(given, journal, actor())
            _complain(opening.caveat_of(journal))
            _output(exported, encoding="utf-8")  # RFC 8259, section 8.1
        case "import":
            _make_room(places)
            _output(hand_over.take_in(given, journal))
        case "recover":
            _output(hand_over.recovered(journal, places.journal, actor()))
        case _:
            _list(given, journal)
    return OK


def _make_room(places: Paths) -> None:
    from acm_tui import paths

    paths.make_private(places.data)


def _list(given: argparse.Namespace, journal: Archive) -> None:
    from acm_tui.handoff import sessions
    from acm_tui.workflow.record import saved

    migrations = saved(journal)
    for note in (*journal.notes(), *sessions.found_out(migrations)):
        _complain(note)
    if given.output == "json":
        _output_json(sessions.as_json(migrations))
    else:
        _output(sessions.as_table(migrations))


def _report(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui.headless import report

    said = report.run(given, places, _complain)
    (_output_json if given.output == "json" else _output)(said)
    return OK


def _paths(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import opening
    from acm_tui.domain.errors import SettingsTrouble

    kept: tuple[tuple[str, object], ...] = ()
    refused = None
    try:
        chosen = opening.chosen_for(given, places)
        kept = (("journal", chosen.store or places.journal),)
        if chosen.store:
            kept = (*kept, ("cache", opening.cache_of(chosen, places)))
    except SettingsTrouble as trouble:
        refused = trouble  # where the settings are is what somebody needs to know then
    named = (("data", places.data), *kept, ("settings", places.config), ("log", places.log))
    _output("\n".join(f"{name:<9}{path}" for name, path in named))
    if refused is not None:
        raise refused
    return OK


def _inventory(given: argparse.Namespace, places: Paths) -> int:
    _not_in_the_demo(given, "AWS")
    from acm_tui.headless import inventory

    told = inventory.run(given, places, _complain)
    match given.output:
        case _ if told.text is None:
            pass  # nothing was seen: what failed has been told
        case "json":
            _output_json(told.text)
        case "csv":
            _output(told.text, encoding="utf-8")
        case _:
            _output(told.text)
    return told.exit_code


def _status(given: argparse.Namespace, places: Paths) -> int:
    _not_in_the_demo(given, "AWS")
    from acm_tui.headless import status

    told = status.run(given, places, _complain)
    (_output_json if given.output == "json" else _output)(told.text)
    return told.exit_code


def _dns_check(given: argparse.Namespace, places: Paths) -> int:
    _not_in_the_demo(given, "DNS")
    from acm_tui.headless import dns_check

    looked = dns_check.run(given, places, _complain)
    (_output_json if given.output == "json" else _output)(looked.text)
    return looked.exit_code


def _not_in_the_demo(given: argparse.Namespace, what: str) -> None:
    from acm_tui.domain.errors import UsageTrouble

    if given.demo:
        raise UsageTrouble(
            f"The demo's {what} is there only while the demo runs.",
            remedy="Run acm-tui sandbox, paste what it prints into another terminal, and look there "
            "without --demo.",
        )


def _wizard(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import launch, terminal

    terminal.require(os.environ)
    if given.demo:
        from acm_tui import demo

        return demo.wizard(given, places)
    return launch.wizard(given, places)


if __name__ == "__main__":
    sys.exit(main())
