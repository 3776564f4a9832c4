"""One town for all: moto's backends belong to the process."""

import os
import sys
from collections.abc import Iterator

import pytest

from acm_tui.sandbox.client import point
from acm_tui.sandbox.sandbox import Sandbox
from tests.faults.faulty_wire import FaultyWire
from tests.faults.figures import Figures
from tests.faults.programs import Zygote
from tests.faults.town import Town

if sys.platform != "linux":
    # Programs are forked, and told to be stopped by /proc.
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Sandbox() as sandbox:
        # ACM looks when it is told that time has passed; a thread that looks by itself only costs time.
        sandbox.validator.stop()
        environment = dict(os.environ)
        point(sandbox.environment(), environment)
        wire = FaultyWire(environment["AWS_ENDPOINT_URL"])
        wire.start()
        zygote = Zygote(environment | {"AWS_ENDPOINT_URL": wire.url})
        yield Town(sandbox, wire, zygote, tmp_path_factory.mktemp("town"))
        zygote.close()
        wire.stop()


@pytest.fixture(scope="session")
def figures() -> Figures:
    return Figures()
