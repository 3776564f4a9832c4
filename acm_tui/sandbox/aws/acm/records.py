"""The validation CNAME and the mailboxes of a name."""

from __future__ import annotations

import hashlib
import string

# The mailboxes that are left since ACM stopped asking WHOIS (ACM user guide, "Email validation").
MAILBOXES = ("admin", "administrator", "hostmaster", "postmaster", "webmaster")


def validation_record(account: str, name: str) -> tuple[str, str]:
    """The CNAME (name, target), both with their trailing dot, by which *account* validates *name*.

    It is the same in every region and for every certificate of the account, and a wildcard shares it with its
    apex (ACM user guide, "DNS validation"). Here it is a hash of the two, so that it needs no memory.
    """
    apex = name.removeprefix("*.").lower()
    label = _digest("name", account, apex).hex()[:32]
    target = _digest("value", account, apex).hex()[:32]
    group = "".join(string.ascii_lowercase[octet % 26] for octet in _digest("group", account, apex)[:10])
    return f"_{label}.{apex}.", f"_{target}.{group}.acm-validations.aws."


def http_redirect(account: str, name: str) -> tuple[str, str]:
    """The pair (from, to) that CloudFront's HTTP validation uses (ACM API reference, HttpRedirect)."""
    page = f".well-known/pki-validation/{_digest('page', account, name).hex()[:32]}.txt"
    return f"http://{name}/{page}", f"https://validation.acm-validations.aws/{account}/{page}"


def default_validation_domain(name: str) -> str:
    """The domain whose mailboxes are asked by default: *name* without a leading ``*.`` or ``www.``."""
    return name.removeprefix("*.").removeprefix("www.")


def validation_emails(domain: str) -> list[str]:
    """The five mailboxes that ACM writes to for *domain*."""
    return [f"{mailbox}@{domain}" for mailbox in MAILBOXES]


def _digest(purpose: str, account: str, name: str) -> bytes:
    return hashlib.sha256(f"{purpose}|{account}|{name}".encode()).digest()
