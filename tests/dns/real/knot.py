"""Knot DNS: signs zones by itself, and can be told to send everybody to TCP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dns.real.process import NameServer, program

KNOT = program("knotd")
needs_knot = pytest.mark.skipif(KNOT is None, reason="knot is not installed")

_CONFIGURATION = """
server:
  rundir: "{directory}"
  pidfile: "{directory}/knot.pid"
  listen: {address}@{port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
log:
  - target: stderr
    any: info
database:
  storage: "{directory}"
  journal-db-max-size: 16M
  kasp-db-max-size: 16M
  timer-db-max-size: 16M
policy:
  - id: one-key
    algorithm: ecdsap256sha256
    single-type-signing: on
template:
  - id: default
    storage: "{directory}"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
"""


class Knot(NameServer):
    """One Knot process at one address.

    Args:
        signed: zones that it signs; name, absolute → the text of the file, below ``$ORIGIN`` and ``$TTL``.
        by_tcp: zones for which every answer by UDP is an empty, truncated one.
    """

    def __init__(
        self,
        directory: Path,
        address: str,
        port: int,
        signed: Mapping[str, str],
        by_tcp: Mapping[str, str],
    ) -> None:
        super().__init__(directory, address, port)
        configuration = _CONFIGURATION.format(address=address, port=port, directory=directory)
        for zones, options in (
            (signed, "dnssec-signing: on\n    dnssec-policy: one-key"),
            (by_tcp, "module: mod-noudp"),
        ):
            for name, text in zones.items():
                file = directory / f"{name}zone"
                file.write_text(f"$ORIGIN {name}\n$TTL 60\n{text}")
                configuration += f'  - domain: {name}\n    file: "{file}"\n    {options}\n'
        (directory / "knot.conf").write_text(configuration)
        self.start([str(KNOT), "-c", str(directory / "knot.conf")])
