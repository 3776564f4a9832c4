"""The other side of the sandbox, seen from a client: standard library only, so that the TUI may hold it."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_REACHING_PAST = ("AWS_", "ACM_TUI_AWS_", "ACM_TUI_DNS_", "ACM_TUI_TLS_", "ACM_TUI_JOURNAL_")


class SandboxUnavailableError(RuntimeError):
    """The sandbox did not start, does not answer, or refused; the text is meant for the operator."""


def point(environment: Mapping[str, str], at: MutableMapping[str, str]) -> None:
    """Point the process environment *at* (``os.environ`` as a rule) to a sandbox, and to nothing else."""
    for name in reaching_past(at):
        del at[name]
    at.update(environment)


def reaching_past(names: Iterable[str]) -> list[str]:
    """Those of the environment variables *names* that could lead a client past the sandbox, sorted.

    A profile, a session token or the endpoint of a single service would reach a real account; so would
    the program's own settings for AWS, DNS, TLS and a shared journal.
    """
    return sorted(name for name in names if name.startswith(_REACHING_PAST))


class SandboxClient:
    """Talks to the control desk of the sandbox behind *endpoint* (its AWS endpoint URL)."""

    def __init__(self, endpoint: str, timeout_s: float = 10.0) -> None:
        self.endpoint = endpoint
        self._base = endpoint.rstrip("/") + "/_sandbox/"
        self._timeout_s = timeout_s
        self._offset = timedelta(0)
        # A proxy of the operator's environment must not be asked for a loopback address.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def status(self) -> dict[str, Any]:
        """Version, sandbox time and environment of the sandbox.

        Raises:
            SandboxUnavailableError: it does not answer.
        """
        return self._ask(urllib.request.Request(self._base))  # noqa: S310 - the endpoint is our own, http

    def move(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Let the other side do *name*; what it did is in the answer's ``message``.

        Raises:
            SandboxUnavailableError: it does not answer, or refuses.
        """
        request = urllib.request.Request(  # noqa: S310 - the endpoint is our own, http
            self._base + name,
            data=json.dumps(arguments).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        return self._ask(request)

    def now(self) -> datetime:
        """Sandbox time, by the offset that the last answer told (aware, UTC); asks nobody."""
        return datetime.now(UTC) + self._offset

    def _ask(self, request: urllib.request.Request) -> dict[str, Any]:
        try:
            with self._opener.open(request, timeout=self._timeout_s) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise SandboxUnavailableError(_reason(refusal)) from refusal
        except (OSError, ValueError) as problem:
            raise SandboxUnavailableError(
                f"the sandbox at {self._base} does not answer: {problem}"
            ) from problem
        self._offset = timedelta(seconds=answer["offset_s"])
        return answer


def _reason(refusal: urllib.error.HTTPError) -> str:
    try:
        return f"the sandbox refused: {json.load(refusal)['error']}"
    except (ValueError, KeyError, TypeError):
        return f"the sandbox answered {refusal.code} {refusal.reason}"


@dataclass(frozen=True, slots=True)
class Move:
    """Something the other side can do: its name, one line of help, and how to do it.

    ``run`` answers a sentence that says what was done; it raises SandboxUnavailableError.
    """

    name: str
    help: str
    run: Callable[[SandboxClient], str]


def _asks(name: str, **arguments: Any) -> Callable[[SandboxClient], str]:
    def run(client: SandboxClient) -> str:
        return str(client.move(name, **arguments)["message"])

    return run


OTHER_SIDE: tuple[Move, ...] = (
    Move(
        "DNS team: registers the records",
        "Every record that is waited for, on every name server.",
        _asks("register-records"),
    ),
    Move(
        "DNS team: registers them with the zone typed twice",
        "The records land at NAME.ZONE.ZONE, the commonest mistake.",
        _asks("register-records", mistake="zone-typed-twice"),
    ),
    Move(
        "DNS team: registers them on one of two servers only",
        "The second name server stays behind.",
        _asks("register-records", mistake="one-server"),
    ),
    Move(
        "DNS team: removes the records",
        "The validation records go from every name server.",
        _asks("remove-records"),
    ),
    Move("24 hours pass", "The clock of the demo moves on by a day.", _asks("advance", hours=24)),
    Move("72 hours pass", "Long enough for a request to time out.", _asks("advance", hours=72)),
)
