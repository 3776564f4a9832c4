"""The last door before a record leaves the program: nothing that looks like a credential passes it.

The journal holds none on purpose. But messages of AWS, of proxies and of libraries are kept as they came,
and people paste anything into a note.
"""

from __future__ import annotations

import re

REDACTED = "[redacted]"

_NAMES = (
    r"aws_?secret_?access_?key|secret_?access_?key|secret_?key|aws_?session_?token|session_?token|"
    r"security_?token|x-amz-(?:security-token|signature|credential)|access_?token|refresh_?token|"
    r"client_?secret|password|passwd|api_?key|signature|credential"
)
_BETWEEN = r"[\"']?\s*[:=]\s*"
_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&\"'<]+)"

_SECRETS = (
    # A header's value may be several words: up to the end of the line.
    re.compile(rf"(?P<kept>\b(?:authorization|cookie){_BETWEEN})[^\r\n]+", re.IGNORECASE),
    re.compile(rf"(?P<kept>(?<![A-Za-z])(?:{_NAMES}){_BETWEEN}){_VALUE}", re.IGNORECASE),
    re.compile(r"(?P<kept>\b(?:bearer|basic|negotiate)\s+)[A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE),
    re.compile(r"(?P<kept>\b[a-z][a-z0-9+.-]*://)[^\s/@]+(?=@)", re.IGNORECASE),
    re.compile(
        r"(?P<kept>)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S
    ),
    # A JSON Web Token, as single sign-on has them.
    re.compile(r"(?P<kept>)\beyJ[\w-]+\.[\w-]+\.[\w-]*"),
    # A session token of STS: long base64 with one of a few beginnings.
    re.compile(r"(?P<kept>)\b(?:IQoJ|FwoG|FQoG|AQoD)[A-Za-z0-9+/=_%-]{40,}"),
    # An access key's id (IAM user guide, "Unique identifiers").
    re.compile(r"(?P<kept>)(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    # A secret access key: 40 characters of base64. A SHA-1 in hex has letters of one case only, and what
    # stands in an ARN is none: the path of a load balancer may have that form.
    re.compile(
        r"(?P<kept>\barn:[\w-]+:[^\s\"'<>]*)|"
        r"(?<![A-Za-z0-9+/=])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[0-9])"
        r"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])"
    ),
)


def redact(text: str) -> str:
    """*text* with ``[redacted]`` in place of everything that looks like a credential.

    Keys (ids too), session and web tokens, private keys, Authorization and cookie headers, signatures, and
    the user part of URLs. ARNs, request ids and fingerprints are kept.
    """
    for secret in _SECRETS:
        text = secret.sub(_hidden, text)
    return text


def _hidden(found: re.Match[str]) -> str:
    kept = found["kept"] or ""
    return kept if kept == found[0] else kept + REDACTED
