"""Secrets: the newest key works, the older still read, and a bad file is named with its mend."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from engine.store import SecretsError, Store, drafts, sessions
from engine.store.certificates import DEMO_MARK, self_signed
from engine.store.secrets import BadSecret, MissingSecret, OpenSecret, Secrets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.store.drafts import Draft


def write(secrets: Secrets, name: str, data: bytes) -> Path:
    file = secrets.root / name
    file.write_bytes(data)
    file.chmod(0o600)
    return file


def add_kek(secrets: Secrets, number: int) -> Path:
    return write(secrets, f"tilleray/kek-{number}.key", base64.b64encode(bytes([number % 256]) * 32))


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_what_is_made_is_private_and_passes_the_check(secrets: Secrets) -> None:
    secrets.check(("tilleray", "grandval"))
    for path in secrets.root.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert secrets.kek("tilleray").key != secrets.kek("grandval").key
    assert len(secrets.session_keys()[0]) == 32


def test_making_a_city_again_replaces_nothing(secrets: Secrets) -> None:
    before = {path: path.read_bytes() for path in secrets.root.rglob("*") if path.is_file()}
    secrets.create_host()
    secrets.create_city("tilleray", "Ville de Tilleray")
    assert {path: path.read_bytes() for path in secrets.root.rglob("*") if path.is_file()} == before


def test_the_highest_kek_wraps_and_every_kek_unwraps(
    store: Store, secrets: Secrets, begin_draft: Callable[..., Draft]
) -> None:
    with store.begin() as conn:
        old = begin_draft(conn)
        sessions.create(conn, "tilleray", "old", {"n": 1})
    add_kek(secrets, 2)
    add_kek(secrets, 10)
    assert [kek.id for kek in secrets.keks("tilleray")] == ["kek-10", "kek-2", "kek-1"]
    with store.begin() as conn:
        new = begin_draft(conn)
        assert drafts.load(conn, "tilleray", old.id) == old
        assert drafts.load(conn, "tilleray", new.id) == new
        assert sessions.load(conn, "tilleray", "old") is not None
    (secrets.root / "tilleray" / "kek-1.key").unlink()
    with store.read() as conn:
        assert drafts.load(conn, "tilleray", new.id) == new
        with pytest.raises(MissingSecret) as caught:
            drafts.load(conn, "tilleray", old.id)
    assert caught.value.file.name == "kek-1.key"


def test_the_seals_certificate_names_the_city_and_the_demonstration(secrets: Secrets) -> None:
    key = secrets.seal("tilleray")
    subject = key.chain[0].subject
    assert key.id == "tilleray/seal-1"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Ville de Tilleray"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)[0].value == "NTRFR-000000000"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value == DEMO_MARK
    usage = key.chain[0].extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.content_commitment, usage.key_cert_sign) == (True, False)


def test_a_town_of_its_own_is_not_marked_as_a_demonstration(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path)
    secrets.create_city("x", "Communauté de communes " * 5, siren="210100531", demo=False)
    subject = secrets.seal("x").chain[0].subject
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME) == []
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)[0].value == "NTRFR-210100531"


def test_a_webhook_secret_is_made_once_and_checked(secrets: Secrets) -> None:
    made = secrets.create_webhook("tilleray", "mairie")
    assert secrets.create_webhook("tilleray", "mairie") == made
    assert len(base64.b64decode(made.removeprefix("whsec_"))) == 32
    write(secrets, "tilleray/webhook-mairie.key", b"whsec_short")
    with pytest.raises(BadSecret):
        secrets.webhook("tilleray", "mairie")


def test_a_providers_settings_are_a_json_object(secrets: Secrets) -> None:
    write(secrets, "tilleray/oidc-demo.json", json.dumps({"client_id": "x"}).encode())
    assert secrets.oidc("tilleray", "demo") == {"client_id": "x"}
    for bad in (b"[]", b"{", b"\xff"):
        write(secrets, "tilleray/oidc-demo.json", bad)
        with pytest.raises(BadSecret):
            secrets.oidc("tilleray", "demo")


def test_a_secret_that_others_can_read_stops_the_start(secrets: Secrets) -> None:
    file = secrets.root / "tilleray" / "seal-1.pem"
    file.chmod(0o640)
    with pytest.raises(OpenSecret) as caught:
        secrets.check(("tilleray",))
    assert caught.value.file == file
    assert "chmod 600" in caught.value.mend
    secrets.check(("grandval",))


@pytest.mark.parametrize("data", [b"", b"short", b"!" * 44, base64.b64encode(b"x" * 31), b"\xff" * 44])
def test_a_bad_key_is_named_and_never_shown(secrets: Secrets, data: bytes) -> None:
    file = write(secrets, "tilleray/kek-2.key", data)
    with pytest.raises(BadSecret) as caught:
        secrets.kek("tilleray")
    assert caught.value.file == file
    assert data == b"" or data.decode("latin-1") not in str(caught.value)


def test_a_missing_city_or_key_is_named(secrets: Secrets) -> None:
    with pytest.raises(MissingSecret):
        secrets.kek("nowhere")
    for name in ("kek-1.key", "seal-1.pem"):
        (secrets.root / "grandval" / name).unlink()
        with pytest.raises(MissingSecret) as caught:
            secrets.check(("grandval",))
        assert caught.value.file.name == name
        secrets.create_city("grandval", "Ville de Grandval")
    (secrets.root / "grandval" / "seal-1.crt").unlink()
    with pytest.raises(MissingSecret):
        secrets.seal("grandval")


@pytest.mark.parametrize("name", ["../tilleray", "", "a/b", ".", "Tilleray", "_other"])
def test_a_name_cannot_leave_the_folder(secrets: Secrets, name: str) -> None:
    for call in (
        secrets.kek,
        lambda bad: secrets.webhook("tilleray", bad),
        lambda bad: secrets.oidc("x", bad),
    ):
        with pytest.raises(SecretsError):
            call(name)


def test_a_seal_of_another_kind_or_anothers_certificate_is_refused(secrets: Secrets) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    certificate = self_signed(other, "Autre", "000000000", demo=True)
    crt = (secrets.root / "tilleray" / "seal-1.crt").read_bytes()
    for key, cert in (
        (pem(rsa.generate_private_key(65537, 2048)), crt),
        (pem(ec.generate_private_key(ec.SECP384R1())), crt),
        (b"no key", crt),
        (pem(other), b"no certificate"),
        (pem(ec.generate_private_key(ec.SECP256R1())), certificate.public_bytes(serialization.Encoding.PEM)),
    ):
        write(secrets, "tilleray/seal-2.crt", cert)
        write(secrets, "tilleray/seal-2.pem", key)
        with pytest.raises(BadSecret):
            Secrets(secrets.root).seal("tilleray")


def test_a_town_without_a_journal_s_key_is_told_and_the_documented_way_makes_one(
    secrets: Secrets, checkout: Path
) -> None:
    file = secrets.root / "tilleray" / "journal-1.key"
    file.unlink()
    with pytest.raises(MissingSecret, match=r"settings\.md"):
        secrets.check(("tilleray",))
    page = (checkout / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    (way,) = re.findall(r"```sh\n(umask.*?)```", page, re.DOTALL)
    subprocess.run(
        ["sh", "-e", "-c", way], env={**os.environ, "FORMUNE_SECRETS": str(secrets.root)}, check=True
    )
    secrets.check(("tilleray",))
    assert len(secrets.journals("tilleray")) == 1
