"""How handshakes are made."""

from __future__ import annotations

from pathlib import Path

import msgspec


class TlsSettings(msgspec.Struct, frozen=True):
    """``proxy`` is an HTTP proxy (``http://host:port``) or ``None``.

    ``ca`` is a file of certificate authorities (PEM) to verify against; ``None`` means the system's.
    """

    proxy: str | None = None
    ca: Path | None = None
    timeout_s: float = 5.0
