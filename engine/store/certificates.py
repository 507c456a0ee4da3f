"""A self-signed seal certificate, for demonstrations and for a town that has not bought one yet.

Its shape follows ETSI EN 319 412-3 (legal person): country, organisation, organizationIdentifier, common
name. It proves that two seals come from the same key; who holds that key is only proved by a trust service
provider.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: How long a self-signed certificate is valid.
LIFETIME: Final = timedelta(days=3 * 365)
#: What the subject of a demonstration certificate says, so that no seal of a demo passes for a real one.
DEMO_MARK: Final = "DEMONSTRATION - sans valeur"

#: Bytes that RFC 5280 (appendix A.1, ub-common-name) leaves to a name.
_NAME_SIZE = 64


def self_signed(
    key: ec.EllipticCurvePrivateKey, name: str, siren: str, *, demo: bool, now: datetime | None = None
) -> x509.Certificate:
    """Make the certificate of `key` for the organisation `name`, identified by its nine-digit SIREN."""
    subject = _subject(name, siren, demo=demo)
    public = key.public_key()
    start = (now or datetime.now(UTC)).replace(microsecond=0) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )


def _subject(name: str, siren: str, *, demo: bool) -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(name)),
        x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRFR-{siren}"),
        x509.NameAttribute(NameOID.COMMON_NAME, _cut(f"Cachet - {name}")),
    ]
    if demo:
        parts.insert(2, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO_MARK))
    return x509.Name(parts)


def _cut(name: str) -> str:
    return name.encode()[:_NAME_SIZE].decode(errors="ignore")


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
