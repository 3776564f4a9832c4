"""The sandbox behind the faulty wire, programs as processes, and worlds that were prepared once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3

from acm_tui.domain.events import Entry, Way
from acm_tui.domain.fold import fold
from acm_tui.domain.listener import Listener, classic_listener
from acm_tui.domain.migration import Migration
from acm_tui.journal.sqlite import SqliteJournal
from acm_tui.sandbox.aws.elb.state import dump as held_by_load_balancers
from acm_tui.sandbox.sandbox import Sandbox
from acm_tui.sandbox.world import ACCOUNT, REGION
from tests.faults.faulty_wire import FaultyWire
from tests.faults.program import Orders
from tests.faults.programs import Zygote
from tests.workflow.wire import Says


@dataclass(frozen=True)
class Stage:
    """A world and a journal in which a migration has come as far as *until* on its *way*.

    Its certificate is the one of *domain*. *hours* have passed since. Whoever brought it there has ended.
    """

    domain: str
    until: str
    hours: int = 0
    way: Way = "replace"


@dataclass(frozen=True)
class Prepared:
    """A stage as it is kept: the sandbox's world, the data directory, and the migration's id."""

    world: str
    home: Path
    migration: str


@dataclass
class Town:
    """Everything that a run needs; one run at a time."""

    sandbox: Sandbox
    wire: FaultyWire
    zygote: Zygote
    place: Path
    _prepared: dict[Stage, Prepared] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The data directory of the programs."""
        return self.place / "home"

    def at(self, stage: Stage) -> str:
        """Put the world and the journal of *stage* in place; answers the migration's id."""
        if stage not in self._prepared:
            self._prepared[stage] = self._prepare(stage)
        prepared = self._prepared[stage]
        self.wire.forget()
        self.sandbox._load(json.loads(prepared.world))
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(prepared.home, self.home)
        return prepared.migration

    def _prepare(self, stage: Stage) -> Prepared:
        self.wire.forget()
        self.sandbox.reset()
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(mode=0o700)
        old = next(one for one in self.sandbox.acm.all() if one.names[0] == stage.domain)
        said = self.zygote.run(self.orders(certificate=old.arn, until=stage.until, way=stage.way))
        assert (said.reached, said.troubles, said.crash) == (True, (), ""), said
        if stage.hours:
            self.sandbox.move("advance", {"hours": stage.hours})
        kept = self.place / f"{stage.domain}-{stage.until}-{stage.hours}-{stage.way}"
        shutil.copytree(self.home, kept)
        return Prepared(json.dumps(self.sandbox.dump()), kept, said.migration)

    def orders(self, until: str = "over", **more: Any) -> Orders:
        """Orders for a program that works here."""
        name = more.get("actor", "ayako@bastion")
        return Orders(
            home=self.home,
            desk=self.sandbox.environment()["AWS_ENDPOINT_URL"],
            until=until,
            said=self.place / f"said-{name}.json",
            **more,
        )

    @contextmanager
    def client(self, service: str, endpoint: str = "") -> Iterator[Any]:
        """Somebody else's client, past the wire unless *endpoint* is the wire's."""
        environment = self.sandbox.environment()
        made: Any = boto3.client(  # type: ignore[call-overload]  # the stubs want a literal name
            service,
            region_name=REGION,
            endpoint_url=endpoint or environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        try:
            yield made
        finally:
            made.close()

    def answers_now(self, operation: str, certificate: str) -> Says:
        """What ACM answers to *operation* now, and may go on to for a while when something is changed."""
        if operation == "ListCertificates":
            return Says({"CertificateSummaryList": []})
        with self.client("acm") as acm:
            described = acm.describe_certificate(CertificateArn=certificate)["Certificate"]
        return Says(json.loads(json.dumps({"Certificate": described}, default=datetime.timestamp)))

    def entries(self, migration: str) -> tuple[Entry, ...]:
        """What the journal holds of *migration*, read from the disk."""
        return SqliteJournal(self.home / "journal.sqlite3").read(migration)

    def migration(self, migration: str) -> Migration:
        """What the journal tells of *migration*."""
        known = fold(self.entries(migration))
        assert known is not None
        return known

    @property
    def migrations(self) -> int:
        """How many the journal holds."""
        return len(list(SqliteJournal(self.home / "journal.sqlite3").migrations()))

    def listeners(self) -> dict[str, Listener]:
        """Every TLS listener of the region by its ARN, as the load balancers themselves hold it."""
        held = held_by_load_balancers()
        found = [
            Listener(
                arn=one["arn"],
                load_balancer_arn=balancer["arn"],
                protocol=one["protocol"],
                port=one["port"],
                default=one["default"],
                sni=tuple(sorted(one["certificate_list"])),
            )
            for balancer in held["load_balancers"]
            if balancer["region"] == REGION
            for one in balancer["listeners"]
        ]
        for classic in held["classic"]:
            arn = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/{classic['name']}"
            found += [
                Listener(
                    arn=classic_listener(arn, one["port"]),
                    load_balancer_arn=arn,
                    protocol=one["protocol"],
                    port=one["port"],
                    default=one["certificate"],
                )
                for one in classic["listeners"]
            ]
        return {one.arn: one for one in found}
