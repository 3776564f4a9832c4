"""A line for a shell somewhere else: which certificate is served, where it cannot be seen from here."""

from __future__ import annotations

import shlex


def elsewhere(host: str, port: int, server_name: str | None) -> str:
    """A command that prints the SHA-256 fingerprint of the leaf that *host* serves for *server_name*.

    ``None`` asks without SNI. *host* may be an address. It needs openssl 1.1.1 or later, and a place from
    which *host* is reached.
    """
    sni = "-noservername" if server_name is None else f"-servername {shlex.quote(server_name)}"
    where = shlex.quote(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return (
        f"openssl s_client -connect {where} {sni} </dev/null 2>/dev/null"
        " | openssl x509 -noout -fingerprint -sha256"
    )
