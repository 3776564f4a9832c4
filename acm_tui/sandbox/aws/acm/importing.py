"""ImportCertificate and ExportCertificate: material that comes from outside and goes there."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from acm_tui.sandbox.authority import PrivateKey, read_private_key, serial_text
from acm_tui.sandbox.aws.acm.call import Call
from acm_tui.sandbox.aws.acm.errors import AcmError, invalid
from acm_tui.sandbox.aws.acm.model import IMPORTED, ISSUED, Certificate, Material
from acm_tui.sandbox.aws.acm.seeding import new_arn
from acm_tui.sandbox.aws.acm.tags import added

_CURVE_NAMES = {"secp256r1": "EC_prime256v1", "secp384r1": "EC_secp384r1", "secp521r1": "EC_secp521r1"}


def import_certificate(call: Call) -> dict[str, Any]:
    """ImportCertificate (ACM API reference): a new certificate, or new material for one imported before."""
    imported = _read(call)
    arn = call.parameters.get("CertificateArn")
    if arn is None:
        certificate = replace(imported, tags=added({}, call.parameters.get("Tags") or []))
        call.world.put(certificate)
        return {"CertificateArn": certificate.arn}
    if call.parameters.get("Tags"):
        raise AcmError(
            "InvalidParameterException", "Tags cannot be given when a certificate is imported again."
        )
    old = call.certificate()
    if old.type != IMPORTED:
        raise invalid(f"{arn} was not imported: only imported certificates can be imported again.")
    call.world.put(replace(imported, arn=arn, created_at=old.created_at, tags=old.tags))
    return {"CertificateArn": arn}


def export_certificate(call: Call) -> dict[str, Any]:
    """ExportCertificate (ACM API reference): with the key, encrypted under the passphrase."""
    certificate = call.certificate()
    if certificate.type != "PRIVATE" and certificate.export != "ENABLED":
        raise invalid(f"{certificate.arn} is not exportable.")
    if certificate.material is None:
        raise AcmError("RequestInProgressException", f"{certificate.arn} is not issued yet.")
    passphrase = base64.b64decode(call.parameters["Passphrase"])
    encrypted = read_private_key(certificate.material.private_key_pem).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    call.world.change(certificate.arn, lambda one: replace(one, exported=True))
    return {
        "Certificate": certificate.material.certificate_pem,
        "CertificateChain": certificate.material.chain_pem,
        "PrivateKey": encrypted.decode("ascii"),
    }


def _read(call: Call) -> Certificate:
    """The certificate that the request carries, checked as ImportCertificate's documentation says."""
    leaf_pem, key_pem = _text(call, "Certificate"), _text(call, "PrivateKey")
    chain_pem = _text(call, "CertificateChain") if "CertificateChain" in call.parameters else ""
    try:
        leaf = x509.load_pem_x509_certificate(leaf_pem.encode())
        key = read_private_key(key_pem)
        if chain_pem:
            x509.load_pem_x509_certificates(chain_pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise invalid(f"The certificate, its key or its chain is not valid PEM: {wrong}") from wrong
    if leaf.public_key() != key.public_key():
        raise invalid("The private key does not match the certificate.")
    if not leaf.not_valid_before_utc <= call.now < leaf.not_valid_after_utc:
        raise invalid("The certificate is not valid at present.")
    return Certificate(
        arn=new_arn(call.account, call.region),
        account=call.account,
        region=call.region,
        names=_names(leaf),
        type=IMPORTED,
        status=ISSUED,
        validation_method=None,
        key_algorithm=_algorithm(key),
        created_at=call.now,
        imported_at=call.now,
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        issuer=_common_name(leaf.issuer) or leaf.issuer.rfc4514_string(),
        material=Material(
            certificate_pem=leaf_pem,
            chain_pem=chain_pem,
            private_key_pem=key_pem,
            serial=serial_text(leaf.serial_number),
        ),
    )


def _text(call: Call, member: str) -> str:
    try:
        return base64.b64decode(call.parameters[member]).decode("ascii")
    except UnicodeDecodeError as wrong:
        raise invalid(f"{member} is not PEM-encoded.") from wrong


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    """The common name (if there is one) and the DNS names of the certificate, each once."""
    try:
        extension = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        alternatives = extension.value.get_values_for_type(x509.DNSName)
    except x509.ExtensionNotFound:
        alternatives = []
    common_name = _common_name(leaf.subject)
    names = tuple(dict.fromkeys([*([common_name] if common_name else []), *alternatives]))
    if not names:
        raise invalid("The certificate names no domain.")
    return names


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _algorithm(key: PrivateKey) -> str:
    if isinstance(key, rsa.RSAPrivateKey):
        return f"RSA_{key.key_size}"
    name = _CURVE_NAMES.get(key.curve.name)
    if name is None:
        raise invalid(f"Keys on the curve {key.curve.name} cannot be imported.")
    return name
