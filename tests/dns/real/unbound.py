"""Unbound: a resolver that remembers, validates, knows names of its own, or refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.dns.real.process import NameServer, program

UNBOUND = program("unbound")
needs_unbound = pytest.mark.skipif(UNBOUND is None, reason="unbound is not installed")

_CONFIGURATION = """
server:
  verbosity: 1
  interface: {address}
  port: {port}
  outgoing-interface: {address}
  do-ip6: no
  do-not-query-localhost: no
  access-control: 127.0.0.0/8 {access}
  username: ""
  chroot: ""
  directory: "{directory}"
  pidfile: "{directory}/unbound.pid"
  use-syslog: no
  module-config: "{modules}"
  ede: yes
  num-threads: 1
  outgoing-range: 64
  so-reuseport: no
  minimal-responses: no
  # NS records carry no port: the way to every zone is given below, and none is looked for.
  target-fetch-policy: "0 0 0 0 0"
  qname-minimisation: no
"""


class Unbound(NameServer):
    """One Unbound process at one address.

    Args:
        zones: zone → addresses of its servers, which listen on the same port. Give the root, or it asks the
            world.
        trust_anchors: DS or DNSKEY records; it validates when there are any.
        local_data: records that it answers by itself, as a private zone does, in zone-file form.
        access: ``allow``, or ``refuse`` for a server that answers REFUSED to everybody.
    """

    def __init__(
        self,
        directory: Path,
        address: str,
        port: int,
        zones: Mapping[str, Iterable[str]],
        *,
        trust_anchors: Iterable[str] = (),
        local_data: Iterable[str] = (),
        access: str = "allow",
    ) -> None:
        super().__init__(directory, address, port)
        anchors = [f"  trust-anchor: '{anchor}'" for anchor in trust_anchors]
        lines = [
            _CONFIGURATION.format(
                address=address,
                port=port,
                directory=directory,
                access=access,
                modules="validator iterator" if anchors else "iterator",
            ),
            *anchors,
            *(f"  local-data: '{record}'" for record in local_data),
            "remote-control:\n  control-enable: no",
        ]
        for name, addresses in zones.items():
            lines.append(f'stub-zone:\n  name: "{name}"\n  stub-prime: no')
            lines += [f"  stub-addr: {one}@{port}" for one in addresses]
        (directory / "unbound.conf").write_text("\n".join(lines) + "\n")
        self.start([str(UNBOUND), "-d", "-d", "-p", "-c", str(directory / "unbound.conf")])
