import json
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from acm_tui.sandbox.authority import Authority, serial_text

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
LIFE = timedelta(days=198)
ALGORITHMS = ("RSA_2048", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")


def handshake(
    authority: Authority, certificate_pem: str, key_pem: str, name: str, tmp_path: object
) -> dict[str, object]:
    """A real TLS handshake, over memory, whose client trusts the authority's root only and checks *name*."""
    from pathlib import Path

    served = Path(str(tmp_path)) / "served.pem"
    served.write_text(key_pem + certificate_pem)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(served)
    client_context = ssl.create_default_context(cadata=authority.root_pem)
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    found = client.getpeercert()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_chain_verifies_in_a_handshake(authority: Authority, algorithm: str, tmp_path: object) -> None:
    now = datetime.now(UTC)
    leaf = authority.issue(["example.com", "*.example.com"], algorithm, now, now + LIFE)
    found = handshake(
        authority, leaf.certificate_pem + leaf.chain_pem, leaf.private_key_pem, "shop.example.com", tmp_path
    )
    assert found["subjectAltName"] == (("DNS", "example.com"), ("DNS", "*.example.com"))


def test_another_authority_does_not_verify(authority: Authority, tmp_path: object) -> None:
    now = datetime.now(UTC)
    leaf = authority.issue(["example.com"], "EC_prime256v1", now, now + LIFE)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(
            Authority(),
            leaf.certificate_pem + leaf.chain_pem,
            leaf.private_key_pem,
            "example.com",
            tmp_path,
        )


def test_names_key_and_serial_are_those_asked_for(authority: Authority) -> None:
    leaf = authority.issue(["b.example.com", "a.example.com"], "EC_secp384r1", NOW, NOW + LIFE)
    parsed = x509.load_pem_x509_certificate(leaf.certificate_pem.encode())
    names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["b.example.com", "a.example.com"]
    assert parsed.subject.rfc4514_string() == "CN=b.example.com"
    assert getattr(parsed.public_key(), "curve").name == "secp384r1"  # noqa: B009  the type is a wide union
    assert int(leaf.serial.replace(":", ""), 16) == parsed.serial_number


def test_a_certificate_of_a_future_day_is_valid_for_real_clients_now(authority: Authority) -> None:
    ahead = datetime.now(UTC) + timedelta(days=30)
    leaf = authority.issue(["example.com"], "EC_prime256v1", ahead, ahead + LIFE)
    parsed = x509.load_pem_x509_certificate(leaf.certificate_pem.encode())
    assert parsed.not_valid_before_utc < datetime.now(UTC)
    assert parsed.not_valid_after_utc == (ahead + LIFE).replace(microsecond=0)


def test_a_certificate_of_the_past_begins_a_day_early(authority: Authority) -> None:
    leaf = authority.issue(["example.com"], "EC_prime256v1", NOW - LIFE, NOW)
    parsed = x509.load_pem_x509_certificate(leaf.certificate_pem.encode())
    assert parsed.not_valid_before_utc == NOW - LIFE - timedelta(days=1)
    assert parsed.not_valid_after_utc == NOW


def test_each_leaf_has_its_own_serial_but_one_key_serves_all(authority: Authority) -> None:
    one, other = (authority.issue(["example.com"], "RSA_2048", NOW, NOW + LIFE) for _ in range(2))
    assert one.serial != other.serial
    assert one.private_key_pem == other.private_key_pem


def test_it_can_be_saved_and_goes_on_issuing_below_the_same_root(tmp_path: object) -> None:
    first = Authority()
    again = Authority.load(json.loads(json.dumps(first.dump())))
    now = datetime.now(UTC)
    leaf = again.issue(["example.com"], "EC_prime256v1", now, now + LIFE)
    assert again.root_pem == first.root_pem
    assert handshake(
        first, leaf.certificate_pem + leaf.chain_pem, leaf.private_key_pem, "example.com", tmp_path
    )


def test_what_cannot_be_issued_is_refused(authority: Authority) -> None:
    with pytest.raises(ValueError, match="at least one name"):
        authority.issue([], "RSA_2048", NOW, NOW + LIFE)
    with pytest.raises(ValueError, match="end before"):
        authority.issue(["example.com"], "RSA_2048", NOW, NOW)
    with pytest.raises(ValueError, match="unknown key algorithm 'DSA'"):
        authority.issue(["example.com"], "DSA", NOW, NOW + LIFE)


@pytest.mark.parametrize(
    ("serial", "text"), [(0x0A1B, "0a:1b"), (0xFF, "ff"), (0x80FF, "80:ff"), (1, "01"), (0, "00")]
)
def test_serials_are_written_as_acm_writes_them(serial: int, text: str) -> None:
    assert serial_text(serial) == text
