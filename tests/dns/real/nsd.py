"""NSD: serves what its zone files say, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dns.real.process import NameServer, program, touch_later

NSD = program("nsd")
needs_nsd = pytest.mark.skipif(NSD is None, reason="nsd is not installed")

_CONFIGURATION = """
server:
  ip-address: {address}
  port: {port}
  username: ""
  chroot: ""
  zonesdir: "{directory}"
  database: ""
  pidfile: "{directory}/nsd.pid"
  xfrdfile: "{directory}/xfrd.state"
  zonelistfile: "{directory}/zone.list"
  xfrdir: "{directory}"
  server-count: 1
  zonefiles-check: yes
  rrl-ratelimit: 0
  ipv4-edns-size: {datagram}
remote-control:
  control-enable: no
"""


class Nsd(NameServer):
    """One NSD process at one address.

    Args:
        zones: name, absolute → the text of its file, below ``$ORIGIN`` and ``$TTL``.
        datagram: octets that an answer by UDP may have.
    """

    def __init__(
        self, directory: Path, address: str, port: int, zones: Mapping[str, str], datagram: int = 1232
    ) -> None:
        super().__init__(directory, address, port)
        configuration = _CONFIGURATION.format(
            address=address, port=port, directory=directory, datagram=datagram
        )
        for name, text in zones.items():
            self._write(name, text)
            configuration += f'zone:\n  name: "{name}"\n  zonefile: "{self._file(name)}"\n'
        (directory / "nsd.conf").write_text(configuration)
        self.start([str(NSD), "-d", "-c", str(directory / "nsd.conf")])

    def change(self, zone: str, text: str) -> None:
        """Edit a zone, and tell the process."""
        date_later = touch_later(self._file(zone))
        self._write(zone, text)
        date_later()
        self.reload()

    def _file(self, zone: str) -> Path:
        return self.directory / f"{zone.strip('.') or 'root'}.zone"

    def _write(self, zone: str, text: str) -> None:
        self._file(zone).write_text(f"$ORIGIN {zone}\n$TTL 60\n{text}")
