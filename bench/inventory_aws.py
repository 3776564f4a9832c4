"""The AWS of the inventory's benchmark, as its driver uses it.

    with inventory_aws() as place:                       # 80 ms a call, AWS's documented rates
        rows = place.company()                           # 1,000 certificates, of which these 300 are wanted
        …                                                # os.environ points to it: run what is measured
        traffic = place.traffic()                        # calls, throttles, first and last of each operation
        least = attachment_calls(Shape(), rows, search=True)
        seconds = least_s(least, AS_DOCUMENTED, 0.08)

    with inventory_aws(without=("acm:SearchCertificates",)) as place: …    # an endpoint that does not know it
    with inventory_aws() as place:
        profiles, regions = place.empty_accounts(directory)                # 4 × 17, all empty

The moments in ``traffic.first`` and ``traffic.last`` are on the clock of ``time.monotonic()``, which the
driver shares. A loop as AWS's own material gives it is :mod:`bench.inventory_loop`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.aws_line import Traffic
from bench.buckets import AS_DOCUMENTED, Limits
from bench.inventory_shape import REGION, Row, Shape
from bench.slow_aws import SlowAws, sandbox, slow_aws

DELAY_MS = 80


@dataclass(frozen=True)
class InventoryAws:
    """``environment`` points a client to it, and to nothing else; this process's own does so as well."""

    _aws: SlowAws

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a process there."""
        return self._aws.environment

    def company(self, shape: Shape | None = None) -> list[Row]:
        """Make everything anew, and fill the buckets; returns the certificates that are to be found."""
        told = self._aws.ask(asdict(shape or Shape()))
        self._aws.fill()
        return [Row.of(one) for one in told["rows"]]

    def empty_accounts(self, directory: Path, accounts: int = 4) -> tuple[list[str], list[str]]:
        """So many accounts with nothing in them, a profile each; returns the profiles and their regions.

        The profiles are written below *directory*, and the environment names no keys any more.
        """
        from acm_tui.sandbox.aws.regions import ALWAYS_ON

        told = self._aws.ask({"accounts": accounts})
        config, credentials = directory / "aws-config", directory / "aws-credentials"
        profiles = [f"company-{account}" for account, _, _ in told["keys"]]
        config.write_text("".join(f"[profile {name}]\nregion = {REGION}\n" for name in profiles))
        credentials.write_text(
            "".join(
                f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
                for name, (_, key, secret) in zip(profiles, told["keys"], strict=True)
            )
        )
        files = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
        for variables in (self._aws.environment, os.environ):
            variables.update(files)
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                variables.pop(name, None)
        self._aws.fill()
        return profiles, list(ALWAYS_ON)

    def fill(self) -> None:
        """Nobody has called for a while, and nothing is counted yet."""
        self._aws.fill()

    def traffic(self) -> Traffic:
        """What went through since this was last called."""
        return self._aws.traffic()


@contextmanager
def inventory_aws(
    delay_ms: float = DELAY_MS, limits: Limits = AS_DOCUMENTED, without: Sequence[str] = ()
) -> Iterator[InventoryAws]:
    """The world, and the line to it; both end with the block."""
    with sandbox("bench.inventory_world") as behind, slow_aws(behind, delay_ms, limits, without) as place:
        yield InventoryAws(place)
