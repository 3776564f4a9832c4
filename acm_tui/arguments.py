"""Every argument of the command line; nothing is imported for it but argparse."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from acm_tui import __version__

USAGE = 252
"""The exit code of what cannot be understood (AWS CLI user guide, "Return codes")."""

LONGEST_WAIT = 7 * 24 * 60 * 60
"""Seconds that a headless command waits at most: a week."""


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: Any) -> None:
        # A script that spells a flag half would break with the next flag that begins alike.
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What *arguments*, or those of the process, give. What cannot be understood ends the process."""
    top = parser()
    given = top.parse_args(arguments)
    # Where to look may be said before a command and behind it; argparse alone would keep one of the two.
    given.profile += vars(given).pop("further_profiles", [])
    given.region += vars(given).pop("further_regions", [])
    given.all_regions |= vars(given).pop("really_all_regions", False)
    if given.region and given.all_regions:
        top.error("argument --all-regions: not allowed with argument --region")
    return given


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
    regions = top.add_mutually_exclusive_group()
    regions.add_argument(
        "--region", action="append", default=[], metavar="R", help="AWS region; may be repeated"
    )
    regions.add_argument(
        "--all-regions", action="store_true", help="look in every region that is enabled for the account"
    )
    top.add_argument("--read-only", action="store_true", help="show everything, change nothing in AWS")
    top.add_argument(
        "--log-level", choices=("debug", "info", "warning"), help="how much is logged (default: info)"
    )
    top.add_argument("--session", metavar="ID", help="open this saved migration at once")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_inventory(commands)
    _add_sessions(commands)
    _add_status(commands)
    _add_dns_check(commands)
    report = commands.add_parser("report", help="the change record of one migration, fit for a ticket")
    report.add_argument("id", metavar="ID", help="the migration's id, as `acm-tui sessions` lists it")
    report.add_argument("--output", choices=("md", "json"), default="md")
    _add_policy(commands)
    commands.add_parser("paths", help="print where settings, migrations and the log live")
    sandbox = commands.add_parser("sandbox", help="run the embedded AWS and DNS as a server")
    sandbox.add_argument(
        "--port", type=_port, default=0, metavar="N", help="port of the AWS endpoint (default: any)"
    )
    return top


def _add_inventory(commands: Any) -> None:
    inventory = commands.add_parser(
        "inventory",
        help="every certificate that is validated by email, the most urgent first",
        description="Look for email-validated certificates in every profile and region, all at once.",
        epilog="Exit codes: 0 every place was looked through, 4 a part was not (standard error says which "
        "and why), 253 or 254 nothing could be looked through. "
        "Progress goes to standard error while that is a terminal.",
    )
    inventory.add_argument(
        "--profile",
        dest="further_profiles",
        action="append",
        default=[],
        metavar="P",
        help="AWS profile; may be repeated",
    )
    regions = inventory.add_mutually_exclusive_group()
    regions.add_argument(
        "--region",
        dest="further_regions",
        action="append",
        default=[],
        metavar="R",
        help="AWS region; may be repeated",
    )
    regions.add_argument(
        "--all-regions",
        dest="really_all_regions",
        action="store_true",
        help="look in every region that is enabled for the account",
    )
    inventory.add_argument("--output", choices=("table", "json", "csv", "md"), default="table")
    inventory.add_argument(
        "--from-cache",
        action="store_true",
        help="tell what was found the last time, each place as of when it was looked through, and ask nobody",
    )


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


def _add_status(commands: Any) -> None:
    status = commands.add_parser(
        "status",
        help="how one migration stands now: ACM, DNS and the load balancers are asked",
        description="Tell how one migration stands now, whichever way it takes. Nothing is written.",
        epilog="Exit codes: 0 done or ready for the next step, 3 waiting, 4 needs a person.",
    )
    status.add_argument("id", metavar="ID", help="the migration's id, as `acm-tui sessions` lists it")
    status.add_argument("--output", choices=("table", "json"), default="table")


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


def _add_policy(commands: Any) -> None:
    policy = commands.add_parser(
        "policy",
        help="print the IAM policy with the least that is needed to look, or to migrate",
        description="Print an IAM policy. With [journal] store set, it holds what the journal needs too.",
    )
    policy.add_argument("kind", choices=("observe", "migrate"), help="to look only, or to migrate as well")
    policy.add_argument("--account", default="", metavar="ID", help="only in this account: twelve digits")
    # Not --region's own place: what is given before the command says where the wizard looks.
    policy.add_argument(
        "--region", dest="in_regions", action="append", default=[], metavar="R", help="only in this region"
    )
    policy.add_argument(
        "--domain", action="append", default=[], metavar="NAME", help="only for this domain, and below it"
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
