"""The sandbox's own DNS: authoritative servers for the roots and everything below them that it needs."""

from acm_tui.sandbox.dns.hosted import HostedCopy, HostedSet, Hosting
from acm_tui.sandbox.dns.server import DnsServer
from acm_tui.sandbox.dns.serving import DnsAddress
from acm_tui.sandbox.dns.zones import ALL, DOCUMENTATION_ZONES

__all__ = ["ALL", "DOCUMENTATION_ZONES", "DnsAddress", "DnsServer", "HostedCopy", "HostedSet", "Hosting"]
