"""Pages of Describe answers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from typing import TypeVar

from acm_tui.sandbox.aws.elb import refusals
from acm_tui.sandbox.aws.elb.setting import in_force

Item = TypeVar("Item")

LARGEST_PAGE = 400  # both API references, PageSize


def page(
    items: Sequence[Item], key: Callable[[Item], str], size: int | None, marker: str | None
) -> tuple[list[Item], str | None]:
    """One page of *items* and the marker of the next one (None at the end).

    *key* must be unique. The marker is opaque, as AWS's is, so that no client comes to rely on its content.

    Raises:
        Refusal: ValidationError for a size outside 1–400 or a marker that leads nowhere.
    """
    if size is not None and not 1 <= size <= LARGEST_PAGE:
        raise refusals.validation_error(f"Page size '{size}' must be between 1 and {LARGEST_PAGE}")
    length = size or in_force().page_size
    start = _position(items, key, marker) if marker else 0
    chosen = list(items[start : start + length])
    more = start + length < len(items)
    return chosen, _marker(key(chosen[-1])) if more else None


def _marker(key: str) -> str:
    return urlsafe_b64encode(key.encode()).decode()


def _position(items: Sequence[Item], key: Callable[[Item], str], marker: str) -> int:
    try:
        last = urlsafe_b64decode(marker.encode()).decode()
    except (Base64Error, UnicodeError):
        raise refusals.validation_error(f"Marker '{marker}' is not valid") from None
    for index, item in enumerate(items):
        if key(item) == last:
            return index + 1
    raise refusals.validation_error(f"Marker '{marker}' is not valid")
