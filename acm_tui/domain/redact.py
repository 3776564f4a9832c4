"""Nothing that looks like a credential is told: not on the screen, in the journal, the log or a report.

The program writes down none on purpose. But messages of AWS, of proxies and of libraries quote what they were
given, and people paste anything into a note.
"""

from __future__ import annotations

import re
from functools import cache

REDACTED = "[redacted]"

_NAMES = (
    r"aws_?secret_?access_?key|secret_?access_?key|secret_?key|aws_?session_?token|session_?token|"
    r"security_?token|x-amz-(?:security-token|signature|credential)|x-amz-sso_bearer_token|"
    r"(?:access|refresh|bearer|id|sign_?in|console)_?token|client_?secret|pass(?:word|wd|phrase)|api_?key|signature|credential"
)
_BETWEEN = r"[\"']?\s*[:=]\s*"
_VALUE = r"(?:\[redacted\]|b?\"[^\"]*\"|b?'[^']*'|[^\s,;&\"'<]+)"

_FORMS = (
    # A header's value may be several words: up to the end of the line.
    (rf"(?P<kept>\b(?:(?:proxy-)?authorization|(?:set-)?cookie){_BETWEEN})[^\r\n]+", re.IGNORECASE),
    (rf"(?P<kept>(?<![A-Za-z])(?:{_NAMES}){_BETWEEN}){_VALUE}", re.IGNORECASE),
    # So botocore calls a session token. A short word behind it is what a parser did not expect.
    (rf"(?P<kept>(?<![A-Za-z_])token{_BETWEEN})(?=[\"']?[^\s\"']{{16}}){_VALUE}", re.IGNORECASE),
    (r"(?P<kept>\b(?:bearer|basic|negotiate)\s+)[A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE),
    # User and password of a URL. A password may hold what ought to be encoded there: ``@`` and ``/``.
    (
        r"(?P<kept>\b[a-z][a-z0-9+.-]{0,30}://)[^\s/:@\[]+:(?!\d{1,5}(?:[/\s]|$))\S{0,2000}@",
        re.IGNORECASE,
    ),
    (r"(?P<kept>\b[a-z][a-z0-9+.-]{0,30}://)[^\s/]*@", re.IGNORECASE),
    # The same without its scheme, as proxies are written down.
    (r"(?P<kept>(?<![\w.%+:/@-]))[\w.%+-]{1,100}:[^\s:/@\"']{1,200}@(?=[\w.-]{1,253}:\d)", 0),
    (r"(?P<kept>)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S),
    # A JSON Web Token, as single sign-on has them.
    (r"(?P<kept>)\beyJ[\w-]+\.[\w-]+\.[\w-]*", 0),
    # A session token of STS, and a token of IAM Identity Center: base64 with one of a few beginnings.
    (r"(?P<kept>)\b(?:IQoJ|FwoG|FQoG|AQoD|aoa[A-Z]|aorA)[A-Za-z0-9+/=_%:-]{40,}", 0),
    # An access key's id (IAM user guide, "Unique identifiers").
    (r"(?P<kept>)(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])", 0),
    # Base64 of 40 characters is a secret access key, of 64 a line of a key's file, of 100 and more a token.
    # A digest in hex has letters of one case only, and what stands in an ARN is none of these: the path of a
    # load balancer may have that form.
    (
        r"(?P<kept>\barn:[\w-]+:[^\s\"'<>]*)|"
        r"(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[0-9])"
        r"(?:[A-Za-z0-9+/]{100,}|[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/])",
        0,
    ),
)


def redact(text: str) -> str:
    """*text* with ``[redacted]`` in place of everything that looks like a credential.

    Keys (ids too), session and web tokens, private keys, passwords, Authorization and cookie headers,
    signatures, and the user part of URLs. ARNs, request ids, digests and DNS names are kept.
    """
    for secret in _secrets():
        text = secret.sub(_hidden, text)
    return text


@cache
def _secrets() -> tuple[re.Pattern[str], ...]:
    """Compiled when something is told for the first time: the first screen does not wait for it."""
    return tuple(re.compile(form, flags) for form, flags in _FORMS)


def _hidden(found: re.Match[str]) -> str:
    kept = found["kept"] or ""
    if kept == found[0]:
        return kept
    return f"{kept}{REDACTED}@" if found[0].endswith("@") else kept + REDACTED
