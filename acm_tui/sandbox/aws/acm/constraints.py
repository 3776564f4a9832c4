"""The service model's own constraints (required, length, range, pattern, enum), checked as the service does.

botocore checks some of them on the client's side only, and neither patterns nor maxima nor enums at all.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from acm_tui.sandbox.aws.acm.errors import AcmError, invalid


def check(shape: Shape, value: Any, path: str = "") -> None:
    """Refuse *value* where it does not satisfy *shape*.

    Raises:
        AcmError: ValidationException, naming the member at fault by its path (AWS "Common error types").
    """
    if isinstance(shape, StructureShape):
        _check_structure(shape, value, path)
    elif isinstance(shape, ListShape):
        _check_size(shape, len(value), value, path)
        for number, member in enumerate(value, start=1):
            check(shape.member, member, f"{path}.{number}.member")
    elif shape.type_name == "string":
        _check_string(shape, value, path)
    elif shape.type_name in ("integer", "long"):
        _check_range(shape, value, path)
    elif shape.type_name == "blob":
        _check_size(shape, len(_decoded(value, path)), "…", path)


def _check_structure(shape: StructureShape, value: Mapping[str, Any], path: str) -> None:
    for name in shape.required_members:
        if value.get(name) is None:
            raise _violation("null", _join(path, name), "Member must not be null")
    if shape.metadata.get("union") and len(value) != 1:
        raise invalid(f"Exactly one member of '{path}' must be set, not {len(value)}.")
    for name, member in value.items():
        if member is not None and name in shape.members:
            check(shape.members[name], member, _join(path, name))


def _check_string(shape: Shape, value: str, path: str) -> None:
    _check_size(shape, len(value), value, path)
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        raise _violation(value, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    pattern = shape.metadata.get("pattern")
    # Only the tags' patterns have Unicode properties, which `re` does not know; tags.py checks those.
    if pattern and r"\p{" not in pattern and not re.fullmatch(pattern, value):
        raise _violation(value, path, f"Member must satisfy regular expression pattern: {pattern}")


def _check_size(shape: Shape, size: int, value: Any, path: str) -> None:
    if size < shape.metadata.get("min", 0):
        least = shape.metadata["min"]
        raise _violation(value, path, f"Member must have length greater than or equal to {least}")
    if size > shape.metadata.get("max", size):
        most = shape.metadata["max"]
        raise _violation(value, path, f"Member must have length less than or equal to {most}")


def _check_range(shape: Shape, value: int, path: str) -> None:
    if value < shape.metadata.get("min", value):
        least = shape.metadata["min"]
        raise _violation(value, path, f"Member must have value greater than or equal to {least}")
    if value > shape.metadata.get("max", value):
        most = shape.metadata["max"]
        raise _violation(value, path, f"Member must have value less than or equal to {most}")


def _decoded(value: str, path: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as wrong:
        raise invalid(f"The value at '{path}' is not base64: {wrong}") from wrong


def _join(path: str, name: str) -> str:
    member = name[0].lower() + name[1:]
    return f"{path}.{member}" if path else member


def _violation(value: Any, path: str, constraint: str) -> AcmError:
    shown = value if value == "null" else f"'{value}'"
    return invalid(
        f"1 validation error detected: Value {shown} at '{path}' failed to satisfy constraint: {constraint}"
    )
