"""The resolver that this system is set up to use."""

from __future__ import annotations

import dns.exception
import dns.inet

from acm_tui.dns.aside import Aside
from acm_tui.dns.exchange import NoAnswerError
from acm_tui.dns.settings import DNS_PORT, Endpoint
from acm_tui.domain.propagation import Failure, Transport


async def system_resolver(aside: Aside) -> Endpoint:
    """The first name server that the system names: in ``/etc/resolv.conf``, on Windows in the registry.

    Read anew each time: a laptop changes its network. *aside*: where what takes long is done.

    Raises:
        NoAnswerError: there is none, or what is written there cannot be read.
    """
    # Importing what reads it takes some 100 ms the first time, which a screen would notice.
    named = await aside(_first_named)
    if not dns.inet.is_address(named):
        raise _none(f"{named} is not an IP address")
    return Endpoint(named, DNS_PORT)


def _first_named() -> str:
    from dns.resolver import Resolver

    try:
        named = Resolver(configure=True).nameservers
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise _none(str(error)) from error
    if not named:
        raise _none("none is set up")
    return str(named[0])


def _none(why: str) -> NoAnswerError:
    return NoAnswerError(f"this machine names no resolver: {why}", Failure.UNREACHABLE, Transport.UDP)
