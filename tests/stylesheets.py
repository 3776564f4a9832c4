"""Stylesheets are read once for all the apps of a process: each test has an app of its own."""

from __future__ import annotations

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

_READ: dict[tuple[object, ...], list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


def _once(
    self: Stylesheet,
    css: str,
    read_from: CSSLocation,
    is_default_rules: bool = False,
    tie_breaker: int = 0,
    scope: str = "",
) -> list[RuleSet]:
    """The rules of *css*, which are never changed; they depend on the theme's variables."""
    theme = frozenset(self._variables.items())
    place = (theme, css, read_from, is_default_rules, tie_breaker, scope)
    if (rules := _READ.get(place)) is None:
        rules = _READ[place] = _parse_rules(self, css, read_from, is_default_rules, tie_breaker, scope)
    return rules


def read_once() -> None:
    """From now on, in this process."""
    Stylesheet._parse_rules = _once  # type: ignore[method-assign]  # Textual has no seam for it
