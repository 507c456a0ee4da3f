"""Whether a seal's certificate leads to one that the reader trusts, and was valid when it sealed.

A self-signed certificate is trusted by being named itself. Revocation is not asked here: it needs the
network, and belongs to the long-term levels of the signature.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

#: What cryptography raises on a certificate that is broken or beyond it.
_BROKEN = (
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.UnsupportedGeneralNameType,
)


def read_chain(ders: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Read certificates from DER, with all that a verification asks of them; empty when one does not read."""
    try:
        chain = tuple(x509.load_der_x509_certificate(der) for der in ders)
        for certificate in chain:
            certificate.public_key()
            certificate.subject.rfc4514_string()
            valid_at(certificate, certificate.not_valid_before_utc)
    except _BROKEN:
        return ()
    return chain


def leads_to_trust(
    chain: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate], at: datetime
) -> bool:
    """Tell whether the first certificate is trusted, or was issued, link by link, by a trusted one."""
    current, unused = chain[0], [*chain[1:], *trusted]
    while current not in trusted:
        issuer = next((other for other in unused if _issued(current, other) and valid_at(other, at)), None)
        if issuer is None:
            return False
        unused.remove(issuer)
        current = issuer
    return True


def valid_at(certificate: x509.Certificate, at: datetime) -> bool:
    """Tell whether a certificate's period holds an aware instant."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
        constraints = parent.extensions.get_extension_for_class(x509.BasicConstraints)
    except _BROKEN:
        return False
    return constraints.value.ca
