"""The whole sandbox: AWS, DNS, load balancers and ACM's looking, started, saved and stopped together."""

import logging
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from acm_tui import __version__
from acm_tui.sandbox import state, world
from acm_tui.sandbox.addresses import AddressBook
from acm_tui.sandbox.authority import Authority
from acm_tui.sandbox.aws import elb, route53, s3, tagging
from acm_tui.sandbox.aws.acm import AcmSetting, install
from acm_tui.sandbox.aws.elb import reading
from acm_tui.sandbox.aws.elb import state as elb_state
from acm_tui.sandbox.aws.health import Health
from acm_tui.sandbox.aws.mfa import MfaRoles
from acm_tui.sandbox.aws.regions import Regions
from acm_tui.sandbox.aws.route53 import state as route53_state
from acm_tui.sandbox.aws.server import AwsServer, forget_everything
from acm_tui.sandbox.aws.usage import Usage
from acm_tui.sandbox.clock import SandboxClock
from acm_tui.sandbox.control import Control
from acm_tui.sandbox.delays import Delays
from acm_tui.sandbox.dns import DnsServer
from acm_tui.sandbox.editing import Editor
from acm_tui.sandbox.environment import pointing_to
from acm_tui.sandbox.hosting import Route53Hosting
from acm_tui.sandbox.identity import put_operator
from acm_tui.sandbox.other_side import OtherSide
from acm_tui.sandbox.registering import Registering
from acm_tui.sandbox.seeding import seed
from acm_tui.sandbox.shelf import AcmShelf
from acm_tui.sandbox.state import Saver
from acm_tui.sandbox.tls.front import Front
from acm_tui.sandbox.validator import Validator

_UNUSABLE = (KeyError, TypeError, ValueError, AttributeError, msgspec.ValidationError)
"""What the rooms raise when a saved part is not what they saved."""

_log = logging.getLogger(__name__)


class Sandbox:
    """One sandbox world, served on loopback between ``start`` and ``stop`` (or in a ``with`` block).

    moto's backends belong to the process: have one Sandbox at a time.

    Args:
        state: the file that keeps the world; None keeps it in memory only. The caller holds its lock.
        fresh: begin with a new world, whatever *state* holds.
        port: of the AWS endpoint, 0 for any free one.
        delays: how slow the services are.
    """

    def __init__(
        self, *, state: Path | None = None, fresh: bool = False, port: int = 0, delays: Delays | None = None
    ) -> None:
        self._state = state
        self._fresh = fresh
        self._port = port
        self._delays = delays or Delays()
        self._held = ExitStack()
        self._environment: dict[str, str] = {}
        self._saver: Saver | None = None
        # Held while the world is replaced and while it is dumped: half a world is never saved.
        self._whole = threading.RLock()
        self.notices: tuple[str, ...] = ()
        self.clock = SandboxClock()
        self.health = Health()
        self.regions = Regions()
        self.mfa = MfaRoles()

    def start(self) -> None:
        """Restore or make the world, and serve it.

        Raises:
            OSError: a port is taken, or the state file cannot be read or written.
        """
        with ExitStack() as started:
            self._build(self._saved())
            endpoint = self._serve(started)
            root = self._write_root(started)
            self._environment = pointing_to(endpoint, self.dns.address, self.proxy, root)
            self._held = started.pop_all()

    def stop(self) -> None:
        """Stop serving, and save the world.

        Raises:
            OSError: the world could not be saved.
        """
        self._held.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """The environment variables that point a client to this sandbox, and to nothing else."""
        return dict(self._environment)

    def reset(self) -> None:
        """Begin the demo's world anew, at the real time; addresses, the CA and the buckets of S3 stay."""
        with self._whole:
            buckets = s3.dump()
            self._empty()
            s3.load(buckets)
            self.clock.offset = timedelta(0)
            # Zones that are not served are not built anew for each record: all at once is ten times quicker.
            drawn_up = DnsServer(world.ZONES, hosting=self.hosting)
            seed(self.acm, drawn_up, self.addresses, self.health)
            self.dns.load(drawn_up.dump())
            self.usage.note()

    def status(self) -> dict[str, Any]:
        """Version, sandbox time and environment, as the control desk answers them."""
        return {
            "version": __version__,
            "now": self.clock.now().isoformat(),
            "offset_s": self.clock.offset.total_seconds(),
            "environment": self.environment(),
        }

    def move(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Let the other side make a move; see :class:`OtherSide`.

        Raises:
            ControlRefusedError: there is no such move, or its arguments do not fit.
        """
        message = self.other_side.move(name, arguments)
        return {"message": message, **self.status()}

    def dump(self) -> dict[str, Any]:
        """The whole world as JSON-able data."""
        with self._whole:
            return {
                "clock_offset_s": self.clock.offset.total_seconds(),
                "authority": self.authority.dump(),
                "acm": self.acm.dump(),
                "elb": elb_state.dump(),
                "route53": route53_state.dump(),
                "s3": s3.dump(),
                "health": self.health.dump(),
                "opted_out": sorted(self.regions.opted_out),
                "addresses": self.addresses.dump(),
                "dns": self.dns.dump(),
            }

    def _saved(self) -> Mapping[str, Any] | None:
        if self._state is None or self._fresh:
            return None
        found = state.read(self._state)
        self._notice(found.notice)
        return found.world

    def _notice(self, notice: str | None) -> None:
        if notice is not None:
            self.notices = (*self.notices, notice)

    def _build(self, saved: Mapping[str, Any] | None) -> None:
        """Put every part in place, with the *saved* world or a fresh one."""
        if saved is not None and self._state is not None:
            try:
                self._assemble(Authority.load(saved["authority"]))
                self._load(saved)
            except _UNUSABLE as problem:
                _log.warning("the saved sandbox is of no use", exc_info=True)
                self._notice(state.set_aside(self._state, f"does not hold together ({problem!r})").notice)
            else:
                return
        self._assemble(Authority())
        self._empty()
        self.reset()

    def _assemble(self, authority: Authority) -> None:
        self.authority = authority
        self.usage = Usage(self.clock, self._delays.in_use_by)
        self.acm = install(
            AcmSetting(
                clock=self.clock,
                authority=authority,
                in_use_by=self.usage.in_use_by,
                looking=self.usage.looking,
                record_delay=self._delays.record,
                issue_delay=self._delays.issue,
            )
        )
        self.shelf = AcmShelf(self.acm)
        elb.install(elb.ElbSetting(clock=self.clock, shelf=self.shelf, noted=self.usage.note))
        self.route53 = route53.install(route53.Route53Setting(self.clock, self._delays.in_sync))
        self.hosting = Route53Hosting(self.route53, world.DELEGATED_TO_ROUTE53)
        self.addresses = AddressBook(reading.load_balancer_names)
        self.dns = DnsServer(world.ZONES, self.addresses.names, self.hosting)
        self.validator = Validator(self.acm, self.dns.lookup_cname)
        self.front = Front(self.shelf, self.addresses, self.clock)
        self.other_side = OtherSide(
            self.acm,
            Registering(self.acm, Editor(self.dns)),
            self.clock,
            self.health,
            self.validator.step,
            self.reset,
        )
        self.aws = AwsServer(
            account=world.ACCOUNT,
            control=Control(self),
            after_mutation=self._changed,
            first=(self.regions.answer, self.mfa.answer, self.health.answer, tagging.answer),
        )

    def _empty(self) -> None:
        self.acm.forget_everything()
        forget_everything()
        self.route53.forget()
        self.health.forget()
        self.regions.forget()
        self.mfa.devices.clear()
        self.addresses.forget()
        self.usage.forget()

    def _load(self, saved: Mapping[str, Any]) -> None:
        with self._whole:
            self._empty()
            self.clock.offset = timedelta(seconds=saved["clock_offset_s"])
            put_operator(world.ACCOUNT, world.ALIAS, world.REGION)
            self.acm.load(saved["acm"])
            elb_state.load(saved["elb"])
            route53_state.load(saved["route53"])
            # Worlds of earlier versions had neither buckets, notices nor regions.
            s3.load(saved.get("s3", {"buckets": []}))
            self.health.load(saved.get("health", {"support_plan": True, "events": []}))
            self.regions.opted_out = set(saved.get("opted_out", self.regions.opted_out))
            self.addresses.load(saved["addresses"])
            self.dns.load(saved["dns"])
            self.usage.note()

    def _serve(self, started: ExitStack) -> str:
        """Start every part; *started* stops them in the opposite order, the clients' door first."""
        if self._state is not None:
            # At once, so that a place that cannot be written is known before anything was done.
            state.write(self._state, self.dump())
            self._saver = Saver(self._state, self.dump, _log.error, lambda: self.acm.revision)
            self._saver.start()
            started.callback(self._saver.stop)
        self.dns.start()
        started.callback(self.dns.stop)
        self.validator.start()
        started.callback(self.validator.stop)
        self.proxy = self.front.start()
        started.callback(self.front.stop)
        endpoint = self.aws.start(self._port)
        started.callback(self.aws.stop)
        return endpoint

    def _changed(self) -> None:
        """Save before the caller is answered; a disk that refuses is no fault of the call."""
        if self._saver is None:
            return
        self._saver.touch()
        try:
            self._saver.flush()
        except OSError:
            _log.exception("the sandbox could not be saved; it is tried again")

    def _write_root(self, started: ExitStack) -> Path:
        """The CA's root as a file, for clients that verify what they are served."""
        if self._state is not None:
            path = self._state.with_name(self._state.name + ".ca.pem")
        else:
            directory = started.enter_context(tempfile.TemporaryDirectory(prefix="acm-tui-sandbox-"))
            path = Path(directory) / "ca.pem"
        path.write_text(self.authority.root_pem, encoding="ascii")
        return path
