"""Every call to AWS that the adapters can make, as their source says it: twice, and independently."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from botocore.session import get_session

ADAPTERS = Path(__file__).parents[2] / "acm_tui" / "aws"

TELLING = ("translated", "pages")
"""What a call is named to, by its IAM action, so that its errors can be told."""
PREFIXES = {"elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "resourcegroupstaggingapi": "tag"}
"""How IAM calls a service where boto3 calls it otherwise (Service Authorization Reference)."""
CLIENTS = {"STSClient": "sts"}
"""Types of clients that are handed in, where nobody names the service."""


@dataclass(frozen=True, order=True)
class Called:
    """A call as it is named to :data:`TELLING`: ``action`` is ``service:Operation``."""

    module: str
    action: str
    changes: bool


@cache
def _trees() -> dict[str, ast.Module]:
    return {file.stem: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(ADAPTERS.glob("*.py"))}


def told() -> set[Called]:
    """The calls as they are named where their errors are told."""
    return {one for module, tree in _trees().items() for one in _told(module, tree)}


def _told(module: str, tree: ast.Module) -> Iterator[Called]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TELLING):
            continue
        first = node.args[0]
        if module == "pages" and isinstance(first, ast.Name):
            continue  # whoever asks for pages names the call
        assert isinstance(first, ast.Constant), f"{module}: line {node.lineno} does not name its call"
        if first.value != "configuration":
            changes = any(one.arg == "mutating" for one in node.keywords)
            yield Called(module, str(first.value), changes)


def made() -> set[tuple[str, str]]:
    """The calls as clients make them: module, and action as ``service:Operation``."""
    return {(module, action) for module, tree in _trees().items() for action in _made(tree)}


def _made(tree: ast.Module) -> Iterator[str]:
    operations = {method: action for service in _services(tree) for method, action in _methods(service)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        method = node.func.attr
        if method == "get_paginator":
            (name,) = node.args
            assert isinstance(name, ast.Constant)
            method = str(name.value)
        if method in operations:
            yield operations[method]


def _services(tree: ast.Module) -> set[str]:
    """The services whose clients a module asks for, or is handed."""
    found = {CLIENTS[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in CLIENTS}
    for node in ast.walk(tree):
        asked = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "client"
        )
        if asked and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            found.add(str(node.args[0].value))
    return found


@cache
def _methods(service: str) -> tuple[tuple[str, str], ...]:
    session = get_session()
    client = session.create_client(
        service, region_name="us-east-1", aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="none"
    )
    prefix = PREFIXES.get(service, service)
    found = tuple((method, f"{prefix}:{name}") for method, name in client.meta.method_to_api_mapping.items())
    client.close()
    return found
