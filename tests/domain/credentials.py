"""Credentials of every kind that people and programs leave in texts, and texts that only look like some."""

from __future__ import annotations

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"  # the AWS documentation's example
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
TEMPORARY_ID = "ASIAIOSFODNN7EXAMPLE"
TOKEN = "IQoJb3JpZ2luX2VjEHoaDmFwLW5vcnRoZWFzdC0xIkcwRQIhAJ2Xk9+b/Zq3==" + "Ab0/" * 20
SIGNATURE = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024"
SSO = "aoaAAAAAGNlNW5ThisIsNoRealOne0123456789abcdefghijklmnopqrstuvwxyz:MGUCMQ"
KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"

SENTENCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "secret key": (f"the key {SECRET} does not match", (SECRET,)),
    "secret key in quotes": (f'{{"SecretAccessKey": "{SECRET}", "x": 1}}', (SECRET,)),
    "secret key of any name": (f"CONFIG={SECRET};", (SECRET,)),
    "named secret": ("aws_secret_access_key = short-one and more", ("short-one",)),
    "key id": (f"credential {KEY_ID}/20261123", (KEY_ID,)),
    "temporary key id": (f"The key ({TEMPORARY_ID}) is expired", (TEMPORARY_ID,)),
    "session token": (f"token {TOKEN} is expired", (TOKEN,)),
    "session token of no known beginning": (f"got {'Zx9/' * 60}==, expired", ("Zx9/" * 4,)),
    "named token": (f"AWS_SESSION_TOKEN={TOKEN[:30]}", (TOKEN[:30],)),
    "security token header": ("x-amz-security-token:abc123/+== next", ("abc123",)),
    "security token in Python": ("{'X-Amz-Security-Token': b'abc123'}", ("abc123",)),
    "authorization header": (
        f"Authorization: AWS4-HMAC-SHA256 Credential={KEY_ID}/x, SignedHeaders=host, Signature={SIGNATURE}",
        (KEY_ID, SIGNATURE, "SignedHeaders"),
    ),
    "proxy authorization": ("Proxy-Authorization: Basic b3BzOmh1bnRlcjI=", ("b3BzOmh1bnRlcjI",)),
    "cookie": ("Set-Cookie: session=abc; Secure", ("abc",)),
    "presigned": (f"https://sts/?X-Amz-Credential=me&X-Amz-Signature={SIGNATURE}", ("=me", SIGNATURE)),
    "bearer": ("Bearer abcdef0123456789ghij said no", ("abcdef0123456789ghij",)),
    "sso bearer": (f"x-amz-sso_bearer_token: {SSO}", (SSO,)),
    "sso token": (f"the token {SSO} has expired", (SSO, "MGUCMQ")),
    "sso cache": ('{"accessToken": "a1", "refreshToken": "b2", "clientSecret": "c-3"}', ("a1", "b2", "c-3")),
    "frozen credentials": (
        f"ReadOnlyCredentials(access_key='{KEY_ID}', secret_key='{SECRET}', token='FAKE/1234567890==')",
        (KEY_ID, SECRET, "1234567890"),
    ),
    "proxy": ("proxy http://ops:hunter2@proxy.example.com:3128 refused", ("hunter2", "ops:")),
    "proxy in quotes": ("'https://ops:hunter2@proxy:3128' is no proxy", ("hunter2", "ops:")),
    "proxy, encoded by nobody": ("HTTPS_PROXY=http://ops:hun@t/er2@proxy:3128", ("hun", "er2", "ops")),
    "proxy without a scheme": ("HTTPS_PROXY=ops:hunter2@proxy.example.com:3128", ("hunter2", "ops")),
    "console token": (
        "https://signin.aws.amazon.com/federation?Action=login&SigninToken=VCQgs5q-Zt3Q_6fn8Tr5&Issuer=x",
        ("VCQgs5q", "6fn8Tr5"),
    ),
    "web token": ("got eyJhbGciOi.eyJzdWIiOi.SflKxwRJ", ("eyJhbGciOi", "SflKxwRJ")),
    "private key": (
        f"-----BEGIN EC PRIVATE KEY-----\n{KEY_LINE}\nMHcCAQ\n-----END EC PRIVATE KEY-----",
        (KEY_LINE, "MHcCAQ"),
    ),
    "half a private key": ("-----BEGIN PRIVATE KEY-----\nMHcCAQ", ("MHcCAQ",)),
    "a line of a private key": (f"not a certificate: {KEY_LINE}", (KEY_LINE,)),
    "password": ("password: hunter2", ("hunter2",)),
    "passphrase": ("passphrase='hunter 2'", ("hunter", "2'")),
}
"""By what it is: a sentence, and what must not be left of it."""

DIGEST = "7c" * 32
HARMLESS = (
    "arn:aws:acm:ap-northeast-1:111122223333:certificate/3f1e8a52-9c1b-4a3e-8d57-0e1b6f6c2a11",
    "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:loadbalancer/app/Shop/ABC/50dc6c495c0c9188",
    f"arn:aws:elasticloadbalancing:x:1:{SECRET}",
    "seen on arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c495c0c9188/f2f7dc.",
    "User: arn:aws:iam::111122223333:user/ops is not authorized to perform: acm:DeleteCertificate",
    "3f1e8a52-9c1b-4a3e-8d57-0e1b6f6c2a11",
    "acm:RequestCertificate: request 3F1E8A52-9C1B-4A3E-8D57-0E1B6F6C2A11 failed",
    "vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo=",  # S3's second request id
    DIGEST,
    DIGEST.upper(),
    ":".join("7C" for _ in range(32)),
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "/change/C2682N5HXP0BZ4",
    "_a79865eb4cd1a6ab990a45779b4e0b96.shop.example.com. CNAME "
    "_424c7224e9b0146f9a8808af955727d0.jkddzztszm.acm-validations.aws.",
    "The security token included in the request is expired",
    "AWS refused the signature of the call.",
    "Basic authentication is not offered here.",
    "Invalid token: unexpected '}' (at line 3, column 5)",
    "ayako@bastion.example.com",
    "ayako@bastion:22",
    "2026-11-28T09:31:02.123456+09:00",
    "https://console.aws.amazon.com/acm/home",
    "http://proxy.example.com:3128/path?mail=ayako@example.com",
    "http://[2001:db8::1]:3128 cannot be reached",
    "s3://bucket/Prefix/2026/11/28/0000000001.json",
    'Sign in again: eval "$(aws configure export-credentials --profile PROFILE --format env)"',
    "Put the pass word, the key: none of these is one.",
)
"""What an operator needs to read."""
