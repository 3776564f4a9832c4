"""The check against a name server that others wrote: three NSD processes on one port."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acm_tui.dns.asking import Asker, Server
from acm_tui.dns.check import check
from acm_tui.dns.delegation import Delegations
from acm_tui.dns.settings import DnsSettings
from acm_tui.domain.certificate import ValidationRecord
from acm_tui.domain.propagation import Check, Perspective, Question
from acm_tui.handoff.request import RequestedRecord
from acm_tui.handoff.zonefile import zone_lines
from tests.dns.loopback import ONE, ROOT, TLD

VALUE = "_424c7224.mhbtsbpdnt.acm-validations.aws."
RECORD = ValidationRecord("_a79865eb.shop.example.com.", "CNAME", VALUE)
RIGHT = zone_lines([RequestedRecord(RECORD, "example.com")])

NSD = shutil.which("nsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NSD is None, reason="nsd is not installed")

CONFIGURATION = """
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
  logfile: "{directory}/nsd.log"
  server-count: 1
  zonefiles-check: yes
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""


def example_com(records: str = "", serial: int = 20) -> str:
    return (
        f"@ 60 IN SOA ns1 hostmaster {serial} 60 60 86400 900\n"
        f"@ 60 IN NS ns1\n@ 60 IN NS ns2\nns1 60 IN A {TLD}\nns2 60 IN A {ONE}\n{records}"
    )


class Nsd:
    """One NSD process at one address."""

    def __init__(self, directory: Path, address: str, port: int, zones: dict[str, str]) -> None:
        self.directory = directory
        self.address = address
        directory.mkdir()
        configuration = CONFIGURATION.format(address=address, port=port, directory=directory)
        for name, text in zones.items():
            self.write(name, text)
            configuration += f'zone:\n  name: "{name}"\n  zonefile: "{self.file(name)}"\n'
        (directory / "nsd.conf").write_text(configuration)
        self.process = subprocess.Popen([str(NSD), "-d", "-c", str(directory / "nsd.conf")])

    def file(self, zone: str) -> Path:
        return self.directory / f"{zone.strip('.') or 'root'}.zone"

    def write(self, zone: str, text: str) -> None:
        self.file(zone).write_text(f"$ORIGIN {zone}\n$TTL 60\n{text}")

    def change(self, zone: str, text: str) -> None:
        """Edit a zone, and tell the process."""
        before = self.file(zone).stat().st_mtime_ns
        self.write(zone, text)
        # NSD reads a file again when its time has changed; two edits can fall into one tick of the clock.
        os.utime(self.file(zone), ns=(before, before + 1_000_000_000))
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


class World:
    """Root and com at one address, example.com on two others, all on one port."""

    def __init__(self, directory: Path, port: int) -> None:
        soa = "@ 60 IN SOA ns. hostmaster. 1 60 60 86400 900\n"
        root = f"{soa}@ 60 IN NS ns.\nns. 60 IN A {ROOT}\ncom. 60 IN NS ns.com.\nns.com. 60 IN A {ROOT}\n"
        com = (
            f"{soa}@ 60 IN NS ns\nns 60 IN A {ROOT}\nexample 60 IN NS ns1.example\n"
            f"example 60 IN NS ns2.example\nns1.example 60 IN A {TLD}\nns2.example 60 IN A {ONE}\n"
        )
        self.top = Nsd(directory / "top", ROOT, port, {".": root, "com.": com})
        self.ns1 = Nsd(directory / "ns1", TLD, port, {"example.com.": example_com()})
        self.ns2 = Nsd(directory / "ns2", ONE, port, {"example.com.": example_com()})
        settings = DnsSettings(port=port, root_servers=(ROOT,))
        self.asker = Asker(settings, lambda: datetime.now(UTC))
        self.delegations = Delegations(self.asker)

    async def until_serial(self, nsd: Nsd, zone: str, serial: int) -> None:
        """Wait until *nsd* serves *zone* with *serial*."""
        server = Server(nsd.address, nsd.address, zone)
        async with asyncio.timeout(20):
            while True:
                heard = await self.asker.ask(Question(zone, "SOA"), server, Perspective.AUTHORITATIVE)
                if heard.observation.serial == serial:
                    return
                assert nsd.process.poll() is None, (nsd.directory / "nsd.log").read_text()
                await asyncio.sleep(0.01)

    async def look(self) -> Check:
        return await check(RECORD, self.delegations)

    def stop(self) -> None:
        for nsd in (self.top, self.ns1, self.ns2):
            nsd.stop()


@pytest.fixture
async def world(tmp_path: Path, port: int) -> AsyncIterator[World]:
    made = World(tmp_path, port)
    try:
        await made.until_serial(made.top, ".", 1)
        for nsd in (made.ns1, made.ns2):
            await made.until_serial(nsd, "example.com.", 20)
        yield made
    finally:
        made.stop()


async def test_from_absent_to_ready_as_the_dns_team_works(world: World) -> None:
    absent = await world.look()
    assert absent.verdict.text == "ABSENT"
    assert absent.zone is not None
    assert [(server.name, server.addresses) for server in absent.zone.servers] == [
        ("ns1.example.com.", (TLD,)),
        ("ns2.example.com.", (ONE,)),
    ]
    assert [row.negative_ttl_s for row in absent.observations][:2] == [60, 60]

    world.ns1.change("example.com.", example_com(f"_a79865eb.shop.example.com CNAME {VALUE}\n", serial=21))
    await world.until_serial(world.ns1, "example.com.", 21)
    doubled = await world.look()
    assert doubled.verdict.text == "MISPLACED"
    assert [diagnosis.code.value for diagnosis in doubled.diagnoses] == ["ZONE_TYPED_TWICE"]
    assert "enter only _a79865eb.shop as the name" in doubled.diagnoses[0].fix

    world.ns1.change("example.com.", example_com(RIGHT, serial=22))
    await world.until_serial(world.ns1, "example.com.", 22)
    partial = await world.look()
    assert partial.verdict.text == "PARTIAL 1/2"
    assert [diagnosis.code.value for diagnosis in partial.diagnoses] == ["SERVER_BEHIND"]
    assert "serial 20, 2 behind ns1.example.com (22)" in partial.diagnoses[0].message

    world.ns2.change("example.com.", example_com(RIGHT, serial=22))
    await world.until_serial(world.ns2, "example.com.", 22)
    ready = await world.look()
    assert ready.verdict.text == "READY"
    assert ready.diagnoses == ()


async def test_a_server_that_lost_the_zone_and_one_that_died(world: World) -> None:
    for nsd in (world.ns1, world.ns2):
        nsd.change("example.com.", example_com(RIGHT, serial=21))
        await world.until_serial(nsd, "example.com.", 21)
    assert (await world.look()).verdict.text == "READY"
    world.ns2.stop()
    partial = await world.look()
    assert partial.verdict.text == "PARTIAL 1/2"
    assert [diagnosis.code.value for diagnosis in partial.diagnoses] == ["SERVER_SILENT"]
    world.ns1.stop()
    blind = await world.look()
    assert blind.verdict.text == "CANNOT SEE"
    assert [diagnosis.code.value for diagnosis in blind.diagnoses] == ["NO_SERVER_ANSWERED"]


async def test_a_value_with_the_zone_appended(world: World) -> None:
    for nsd in (world.ns1, world.ns2):
        nsd.change("example.com.", example_com(f"_a79865eb.shop CNAME {VALUE.rstrip('.')}\n", serial=21))
        await world.until_serial(nsd, "example.com.", 21)
    wrong = await world.look()
    assert wrong.verdict.text == "WRONG"
    assert [diagnosis.code.value for diagnosis in wrong.diagnoses] == ["ZONE_APPENDED_TO_VALUE"]
