"""The command line: arguments → the TUI, or one headless command; nothing heavy is imported before."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from acm_tui import __version__

if TYPE_CHECKING:
    from acm_tui.paths import Paths

OK, INTERRUPTED, USAGE, UNEXPECTED = 0, 130, 252, 255
"""Exit codes as the AWS CLI has them (AWS CLI user guide, "Return codes"); troubles bring their own."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def parser() -> argparse.ArgumentParser:
    """Every argument the program takes."""
    top = _Parser(
        prog="acm-tui",
        description="Move the TLS certificates of load balancers from email to DNS validation.",
        epilog="Without a command the wizard opens. Exit codes: 0 done, 130 interrupted, "
        "252 usage or terminal, 253 settings or credentials, 254 AWS, 255 anything else.",
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
    top.add_argument("--session", metavar="ID", help="open this saved migration at once")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    sessions = commands.add_parser("sessions", help="list the saved migrations")
    sessions.add_argument("--output", choices=("table", "json"), default="table")
    commands.add_parser("paths", help="print where settings and migrations live")
    sandbox = commands.add_parser("sandbox", help="run the embedded AWS and DNS as a server")
    sandbox.add_argument(
        "--port", type=int, default=0, metavar="N", help="port of the AWS endpoint (default: any)"
    )
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and answer its exit code. Troubles are plain sentences, without a traceback."""
    given = parser().parse_args(arguments)
    from acm_tui.domain.errors import Trouble

    try:
        return _run(given)
    except Trouble as trouble:
        from acm_tui.text import safe

        for row in trouble.plain().splitlines():
            print(safe(row), file=sys.stderr)  # noqa: T201 - the headless way to speak
        return trouble.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: argparse.Namespace) -> int:
    from acm_tui import paths

    places = paths.find(os.environ)
    if given.demo:
        places = places.for_demo()
    match given.command:
        case "sessions":
            return _sessions(places, given.output)
        case "paths":
            return _paths(places)
        case "sandbox":
            from acm_tui import demo

            return demo.serve(given.port)
        case _:
            return _wizard(given, places)


def _sessions(places: Paths, output: str) -> int:
    from acm_tui.handoff import sessions
    from acm_tui.journal.sqlite import SqliteJournal
    from acm_tui.workflow.record import saved

    migrations = saved(SqliteJournal(places.journal))
    print(sessions.as_json(migrations) if output == "json" else sessions.as_table(migrations))  # noqa: T201
    return OK


def _paths(places: Paths) -> int:
    for name, path in (("data", places.data), ("journal", places.journal), ("settings", places.config)):
        print(f"{name:<9}{path}")  # noqa: T201
    return OK


def _wizard(given: argparse.Namespace, places: Paths) -> int:
    from acm_tui import launch, terminal

    terminal.require(os.environ)
    if given.demo:
        from acm_tui import demo

        return demo.wizard(given, places)
    if given.fresh:
        raise launch.fresh_without_demo()
    return launch.wizard(given, places)


if __name__ == "__main__":
    sys.exit(main())
