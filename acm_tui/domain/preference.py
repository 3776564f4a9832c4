"""Which way a team goes by default."""

from __future__ import annotations

from typing import Literal

Preference = Literal["recommended", "replace", "in place"]
"""The way that is recommended for the certificate, or always one of the two where it is open."""
