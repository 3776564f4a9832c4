"""The environment variables that point a client to the sandbox."""

import os
from pathlib import Path

from acm_tui.sandbox import identity, world
from acm_tui.sandbox.dns import DnsAddress


def pointing_to(endpoint: str, dns: DnsAddress, proxy: tuple[str, int], root: Path) -> dict[str, str]:
    """The variables for any client of AWS, and the program's own settings.

    Args:
        endpoint: the URL of the AWS endpoint.
        dns: where the DNS servers are.
        proxy: host and port of the way to the load balancers.
        root: the file with the root certificate of what they serve.
    """
    host, port = proxy
    reached_directly = _beside_a_proxy()
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": identity.ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": identity.SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": world.REGION,
        "AWS_REGION": world.REGION,
        "ACM_TUI_AWS_REGIONS": ",".join((world.REGION, world.CLOUDFRONT_REGION)),
        # The operator's own configuration and roles must not reach into the sandbox, nor it to them.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": reached_directly,
        "no_proxy": reached_directly,
        "ACM_TUI_DNS_PORT": str(dns.port),
        "ACM_TUI_DNS_ROOT_SERVERS": ",".join(dns.roots),
        "ACM_TUI_DNS_RESOLVER": _endpoint(dns.addresses[0], dns.port),
        # The public resolvers know nothing of the sandbox's world: its own servers stand for them.
        "ACM_TUI_DNS_PUBLIC_RESOLVERS": ",".join(_endpoint(one, dns.port) for one in dns.addresses),
        "ACM_TUI_DNS_DOH": "off",
        "ACM_TUI_TLS_PROXY": f"http://{host}:{port}",
        "ACM_TUI_TLS_CA": str(root),
    }


def _endpoint(address: str, port: int) -> str:
    """``ip:port``; without brackets nobody could tell where an IPv6 address ends."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _beside_a_proxy() -> str:
    """The hosts that are reached without the operator's proxy: those so far, and loopback."""
    so_far = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    return ",".join([*filter(None, [so_far]), "127.0.0.1", "localhost"])
