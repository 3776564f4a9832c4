"""The command line: arguments → the TUI, or one headless command; nothing heavy is imported before."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from acm_tui import __version__

if TYPE_CHECKING:
    from acm_tui.journal.store import Archive
    from acm_tui.paths import Paths

OK, INTERRUPTED, NOBODY_READS, USAGE, UNEXPECTED = 0, 130, 141, 252, 255
"""Exit codes as the AWS CLI has them (AWS CLI user guide, "Return codes"); troubles bring their own.

``NOBODY_READS`` is what a shell shows for a program that SIGPIPE ended.
"""

LONGEST_WAIT = 7 * 24 * 60 * 60
"""Seconds that a headless command waits at most: a week."""


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        # A script that spells a flag half would break with the next flag that begins alike.
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def parser() -> argparse.ArgumentParser:
    """Every argument the program takes."""
    top = _Parser(
        prog="acm-tui",
        description="Move the TLS certificates of load balancers from email to DNS validation.",
        epilog="Without a command the wizard opens. Exit codes: 0 done, 3 not yet, 4 a person must act, "
        "130 interrupted, 252 usage or terminal, 253 settings or credentials, 254 AWS, 255 anything else.",
    )
    top.add_argument("--version", action="version", version=f"acm-tui {__version__}")
    top.add_argument(
        "--demo", action="store_true", help="work in an embedded AWS, DNS and set of load balancers"
    )
    top.add_argument("--fresh", action="store_true", help="with --demo: start over")
    top.add_argument(
        "--profile", action="append", default=[], metavar="P", help="AWS profile; may be repeated"
    )
    top.add_argument("--region", action="append", default=[], metavar="R", help="AWS region; may be repeated")
    top.add_argument("--read-only", action="store_true", help="show everything, change nothing in AWS")
    top.add_argument(
        "--log-level", choices=("debug", "info", "warning"), help="how much is logged (default: info)"
    )
    top.add_argument("--session", metavar="ID", help="open this saved migration at once")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_sessions(commands)
    _add_dns_check(commands)
    report = commands.add_parser("report", help="the change record of one migration, fit for a ticket")
    report.add_argument("id", metavar="ID", help="the migration's id, as `acm-tui sessions` lists it")
    report.add_argument("--output", choices=("md", "json"), default="md")
    commands.add_parser("paths", help="print where settings, migrations and the log live")
    sandbox = commands.add_parser("sandbox", help="run the embedded AWS and DNS as a server")
    sandbox.add_argument(
        "--port", type=_port, default=0, metavar="N", help="port of the AWS endpoint (default: any)"
    )
    return top


def _add_sessions(commands: Any) -> None:
    sessions = commands.add_parser(
        "sessions",
        help="list the saved migrations; export one, import one",
        description="Without a further word the saved migrations are listed.",
    )
    sessions.add_argument("--output", choices=("table", "json"), default="table")
    further = sessions.add_subparsers(dest="doing", metavar="WHAT")
    export = further.add_parser("export", help="print one migration as JSON, to hand it over")
    export.add_argument("id", metavar="ID", help="the migration's id")
    take_in = further.add_parser("import", help="take in a migration that was exported elsewhere")
    take_in.add_argument("file", metavar="FILE", help="what export has printed")
    further.add_parser(
        "recover", help="keep a damaged journal aside, and go on with what in it is as it was written"
    )


def _add_dns_check(commands: Any) -> None:
    check = commands.add_parser(
        "dns-check",
        help="look for a validation record at every authoritative server; needs no AWS",
        description="Ask every authoritative server for the CNAME NAME with the target VALUE, and say what "
        "is wrong with it.",
        epilog="Exit codes: 0 the record is there, 3 not yet or it cannot be seen, 4 wrong or in another "
        "place. Advice about CAA and DNSSEC is given as well; it does not count. "
        "Progress goes to standard error while that is a terminal.",
    )
    check.add_argument("name", metavar="NAME", help="the record's name, as _a79865eb….shop.example.com")
    check.add_argument("value", metavar="VALUE", help="its target, as _424c7224….acm-validations.aws")
    check.add_argument("--output", choices=("table", "json"), default="table")
    check.add_argument(
        "--resolvers",
        action="store_true",
        help="ask public resolvers and this machine's too; they remember a “no” for a while",
    )
    check.add_argument(
        "--wait",
        type=_seconds,
        default=0,
        metavar="SECONDS",
        help="look again until the record is there, for as long as this at most",
    )


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_WAIT):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time to wait: whole seconds from 0 to {LONGEST_WAIT}"
        )
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and answer its exit code. Troubles are plain sentences, without a traceback."""
    given = parser().parse_args(arguments)
    from acm_tui import log

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
        case "paths":
            return _paths(given, places)
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

    if given.command in ("sessions", "report", "dns-check") and places.log.exists():
        log.start(places.log, log.level_of(given.log_level, os.environ), given.command, _complain)


def _sessions(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import opening
    from acm_tui.headless import hand_over
    from acm_tui.launch import actor

    journal = opening.journal_of(opening.chosen_for(given, places), places)
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


def _dns_check(given: argparse.Namespace, places: Paths) -> int:
    if given.demo:
        from acm_tui.domain.errors import UsageTrouble

        raise UsageTrouble(
            "The demo's DNS is there only while the demo runs.",
            remedy="Run acm-tui sandbox, paste what it prints into another terminal, and check there "
            "without --demo.",
        )
    from acm_tui.headless import dns_check

    looked = dns_check.run(given, places, _complain)
    (_output_json if given.output == "json" else _output)(looked.text)
    return looked.exit_code


def _wizard(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import launch, terminal

    terminal.require(os.environ)
    if given.demo:
        from acm_tui import demo

        return demo.wizard(given, places)
    return launch.wizard(given, places)


if __name__ == "__main__":
    sys.exit(main())
