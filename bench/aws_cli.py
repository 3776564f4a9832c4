"""The AWS CLI beside the program: installed for the benchmark alone, and run in a shell loop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.slow_aws import Certificates, SlowAws
from bench.swapping import Part, part

_LOOP = Path(__file__).with_name("aws_loop.sh")


def installed(directory: Path) -> Path:
    """The AWS CLI in a virtual environment of its own below *directory*.

    Raises:
        subprocess.CalledProcessError: it cannot be installed.
    """
    place = directory / "cli"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    pip = (sys.executable, "-m", "pip", "-qqq", "--disable-pip-version-check", "--no-input")
    subprocess.run([*pip, "--python", place, "install", "awscli"], check=True)
    return place / "bin" / "aws"


def version(cli: Path, directory: Path) -> str:
    """What it says of itself."""
    told = subprocess.run(
        [cli, "--version"], check=True, capture_output=True, text=True, env=_plain(directory)
    )
    return told.stdout.split()[0]


def startup_s(cli: Path, directory: Path) -> float:
    """Seconds that ``aws --version`` takes: what each command costs before it does anything."""
    begun = time.perf_counter()
    subprocess.run([cli, "--version"], check=True, stdout=subprocess.DEVNULL, env=_plain(directory))
    return time.perf_counter() - begun


def by_hand(place: SlowAws, swapped: Certificates, cli: Path, directory: Path) -> dict[str, Part]:
    """Swap the certificates with the shell loop: what finding them and what changing them took.

    Raises:
        subprocess.CalledProcessError: one of its commands has failed.
    """
    environment = {**_plain(directory), **place.environment}
    command = [str(_LOOP), str(cli), swapped.old, swapped.new]
    begun = time.perf_counter()
    parts: dict[str, Part] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as loop:
        assert loop.stdout is not None
        for _ in loop.stdout:
            now = time.perf_counter()
            parts["apply" if parts else "plan"] = part(place, now - begun)
            begun = now
    if loop.returncode != 0 or len(parts) != 2:
        raise subprocess.CalledProcessError(loop.returncode, command)
    return parts


def _plain(directory: Path) -> Mapping[str, str]:
    """An environment that is the same everywhere; what the CLI writes down stays below *directory*."""
    return {"PATH": os.environ["PATH"], "HOME": str(directory), "LANG": "C.UTF-8"}
