"""The seal: any altered leaf, byte or header is found; the report says which line does not hold."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import string
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import assume, given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from engine.evidence.jose import decode, encode, registry
from engine.evidence.seal import SealReport, seal, verify
from engine.evidence.statement import NotCanonical, canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.secrets import SealKey, Secrets

Path = tuple[str | int, ...]


@pytest.fixture(scope="session")
def sealed(statement: dict[str, Any], key: SealKey) -> str:
    """Give the statement under Tilleray's seal."""
    return seal(statement, key, NOW)


NOW = datetime.now(UTC).replace(microsecond=0)


def failed(report: SealReport) -> set[str]:
    return {line.check for line in report.lines if line.holds is False}


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 -- any JSON
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in items:
            yield from leaves(inner, (*path, step))
    else:
        yield path


def altered(value: dict[str, Any], path: Path, new: object) -> dict[str, Any]:
    copy: Any = deepcopy(value)
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return dict(copy)


def header_of(sealed: str) -> dict[str, Any]:
    return dict(json.loads(decode(sealed.split(".", maxsplit=1)[0]) or b""))


def resealed(header: dict[str, Any], payload: bytes, key: SealKey) -> str:
    """Sign any header and payload with the right key, as a careless or hostile city could."""
    return jws.serialize_compact(header, payload, ECKey.import_key(key.private), registry=registry())


def test_a_seal_holds_and_leads_to_the_trusted_certificate(
    statement: dict[str, Any], sealed: str, key: SealKey
) -> None:
    report = verify(statement, sealed, trusted=key.chain)
    assert [(line.check, line.holds) for line in report.lines if line.holds is not True] == []
    assert (report.sound, report.trusted) == (True, True)
    assert report.statement == statement
    assert report.sealed_at == NOW
    assert report.certificate == key.chain[0]


def test_a_seal_proves_itself_without_the_statement(sealed: str, key: SealKey) -> None:
    report = verify(None, sealed, trusted=key.chain)
    assert report.trusted
    assert [line.check for line in report.lines if line.holds is None] == ["statement"]


def test_a_seal_of_an_unknown_certificate_is_sound_but_not_trusted(
    statement: dict[str, Any], sealed: str, keys: Secrets
) -> None:
    for trusted in ((), keys.seal("grandval").chain):
        report = verify(statement, sealed, trusted=trusted)
        assert (report.sound, report.trusted) == (True, False)
        assert failed(report) == {"trust"}


def test_the_header_has_the_shape_of_a_jades_b_b_signature(sealed: str, key: SealKey) -> None:
    header = header_of(sealed)
    assert header | {"x5c": [], "x5t#S256": ""} == {
        "alg": "ES256",
        "typ": "jose",
        "cty": "json",
        "kid": "tilleray/seal-1",
        "iat": int(NOW.timestamp()),
        "x5c": [],
        "x5t#S256": "",
    }
    der = base64.b64decode(header["x5c"][0])
    assert x509.load_der_x509_certificate(der) == key.chain[0]
    assert decode(header["x5t#S256"]) == key.chain[0].fingerprint(hashes.SHA256())


def test_another_jose_reader_verifies_it_with_the_certificates_key_alone(sealed: str, key: SealKey) -> None:
    head, payload, signature = sealed.split(".")
    raw = decode(signature) or b""
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = key.chain[0].public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))


scalars = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(string.printable, max_size=8)


@given(st.data())
def test_any_altered_leaf_of_the_statement_is_found(
    statement: dict[str, Any], sealed: str, key: SealKey, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(leaves(statement), key=str)))
    changed = altered(statement, path, data.draw(scalars))
    assume(canonical(changed) != canonical(statement))
    report = verify(changed, sealed, trusted=key.chain)
    assert not report.sound
    assert failed(report) == {"statement"}
    forged = sealed.split(".")
    forged[1] = encode(canonical(changed))
    assert failed(verify(changed, ".".join(forged), trusted=key.chain)) == {"signature"}


@pytest.mark.filterwarnings("ignore")  # cryptography warns of what it finds odd in a broken certificate
@given(st.data())
def test_any_altered_sign_of_the_seal_is_found(
    statement: dict[str, Any], sealed: str, key: SealKey, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sealed) - 1))
    sign = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_.=+ /é"))
    assume(sealed[at] != sign)
    assert not verify(statement, sealed[:at] + sign + sealed[at + 1 :], trusted=key.chain).sound


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", fullmatch=True))
def test_any_text_gives_a_report(text: str) -> None:
    report = verify(None, text)
    assert not report.sound
    assert report.statement is None
    assert failed(report) == {"structure"}


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"typ": "JWT"},
        {"iat": "yesterday"},
        {"iat": True},
        {"iat": -1},
        {"iat": 10**15},
        {"kid": None},
        {"x5c": "MII"},
        {"x5c": [1]},
        {"crit": ["b64"], "b64": False},
        {"jwk": {}},
    ],
)
def test_a_header_that_is_not_ours_is_refused(sealed: str, change: dict[str, Any]) -> None:
    _, payload, signature = sealed.split(".")
    head = encode(json.dumps(header_of(sealed) | change).encode())
    assert failed(verify(None, f"{head}.{payload}.{signature}")) == {"structure"}


def test_a_seal_cannot_be_made_with_the_public_key_as_a_secret(
    statement: dict[str, Any], sealed: str, key: SealKey
) -> None:
    secret = key.chain[0].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = encode(json.dumps(header_of(sealed) | {"alg": "HS256"}).encode())
    signing = f"{head}.{encode(canonical(statement))}"
    forged = f"{signing}.{encode(hmac.digest(secret, signing.encode(), 'sha256'))}"
    assert failed(verify(statement, forged, trusted=key.chain)) == {"structure"}


def test_anothers_certificate_does_not_fit(sealed: str, key: SealKey, keys: Secrets) -> None:
    other = keys.seal("grandval")
    header = header_of(sealed)
    theirs = header_of(seal({}, other, NOW))
    mixed = resealed(header | {"x5c": theirs["x5c"]}, b"{}", key)
    assert failed(verify(None, mixed)) == {"certificate"}
    stolen = resealed(header | {name: theirs[name] for name in ("x5c", "x5t#S256")}, b"{}", key)
    assert failed(verify(None, stolen, trusted=other.chain)) == {"signature"}
    for chain in ([], ["!"], ["AAAA"]):
        assert failed(verify(None, resealed(header | {"x5c": chain}, b"{}", key))) == {"certificate"}


@pytest.mark.filterwarnings("ignore")  # cryptography warns of what it finds odd in a broken certificate
@given(st.data())
def test_a_broken_certificate_gives_a_report(key: SealKey, data: st.DataObject) -> None:
    der = bytearray(key.chain[0].public_bytes(Encoding.DER))
    der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    assume(bytes(der) != key.chain[0].public_bytes(Encoding.DER))
    header = header_of(seal({}, key, NOW)) | {
        "x5c": [base64.b64encode(der).decode()],
        "x5t#S256": encode(hashlib.sha256(der).digest()),
    }
    assert not verify(None, resealed(header, b"{}", key), trusted=key.chain).trusted


def test_a_payload_in_other_words_is_refused_though_signed(
    statement: dict[str, Any], sealed: str, key: SealKey
) -> None:
    header = header_of(sealed)
    for payload in (
        json.dumps(statement).encode(),
        canonical(statement).replace(b'"city":', b'"city":"x","city":'),
        b"[]",
        b"\xff",
        b"[" * 100_000,
    ):
        report = verify(None, resealed(header, payload, key), trusted=key.chain)
        assert failed(report) == {"canonical"}
        assert report.statement is None
        assert not report.sound


def test_a_payload_that_is_no_statement_is_refused_though_signed(key: SealKey) -> None:
    assert failed(verify(None, seal({"format": "other"}, key, NOW), trusted=key.chain)) == {"shape"}


def test_a_seal_outside_the_certificates_life_is_told(statement: dict[str, Any], key: SealKey) -> None:
    for at in (NOW - timedelta(days=2), NOW + timedelta(days=4000)):
        report = verify(statement, seal(statement, key, at), trusted=key.chain)
        assert failed(report) == {"validity"}
        assert not report.trusted


def test_a_bought_certificate_leads_to_its_root(statement: dict[str, Any], key: SealKey) -> None:
    root_key, middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = issue("Racine", root_key, "Racine", root_key, ca=True)
    middle = issue("Intermédiaire", middle_key, "Racine", root_key, ca=True)
    leaf = issue("Cachet", key.private, "Intermédiaire", middle_key, ca=False)
    bought = replace(key, chain=(leaf, middle))
    assert verify(statement, seal(statement, bought, NOW), trusted=[root]).trusted
    assert not verify(statement, seal(statement, replace(key, chain=(leaf,)), NOW), trusted=[root]).trusted
    assert verify(
        statement, seal(statement, replace(key, chain=(leaf,)), NOW), trusted=[root, middle]
    ).trusted
    imposter = issue("Intermédiaire", middle_key, "Racine", root_key, ca=False)
    refused = replace(key, chain=(leaf, imposter))
    assert failed(verify(statement, seal(statement, refused, NOW), trusted=[root])) == {"trust"}


def issue(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def test_a_long_statement_is_sealed_whole(statement: dict[str, Any], key: SealKey) -> None:
    long = altered(statement, ("answers", "description"), "é" * 500_000)
    assert verify(long, seal(long, key, NOW), trusted=key.chain).trusted


def test_what_is_no_json_is_not_sealed(key: SealKey) -> None:
    with pytest.raises(NotCanonical):
        seal({"answers": float("nan")}, key, NOW)


def test_a_report_never_prints_an_answer(statement: dict[str, Any], sealed: str, key: SealKey) -> None:
    changed = altered(statement, ("identity", "level"), "Le Goff")
    assert "Le Goff" not in repr(verify(changed, sealed, trusted=key.chain))
    wrong = verify(changed, seal(changed, key, NOW), trusted=key.chain)
    assert "Le Goff" not in repr(wrong)
    assert next(line.detail for line in wrong.lines if line.check == "shape") == "/identity/level"
