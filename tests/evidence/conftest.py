"""A city's key and a complete statement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.evidence.statement import FormIdentity, IdentityEvidence, make_statement, subject_hash
from engine.store.secrets import Secrets

if TYPE_CHECKING:
    from engine.store.secrets import SealKey

#: Later than the certificate that each run makes for itself.
SEALED = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """Give the secrets of two demonstration cities."""
    secrets = Secrets(tmp_path_factory.mktemp("secrets"))
    secrets.create_city("tilleray", "Ville de Tilleray")
    secrets.create_city("grandval", "Ville de Grandval")
    return secrets


@pytest.fixture(scope="session")
def key(keys: Secrets) -> SealKey:
    """Give Tilleray's seal."""
    return keys.seal("tilleray")


@pytest.fixture(scope="session")
def statement() -> dict[str, Any]:
    """Give a statement that uses every member of the schema; not to be altered, copy it."""
    return make_statement(
        city="tilleray",
        reference="4KT-7MP-93",
        form=FormIdentity("signalement", "1.0.0", "a" * 64, "b" * 64),
        deposited_at=SEALED,
        channel="portail",
        receipt_channel="courriel",
        answers={
            "lieu": {"latitude": 48.117266, "longitude": -1.677793, "precision": 12},
            "description": "Nid-de-poule à l’angle « Ajoncs »\n€ 𝄞",
            "dangereux": True,
            "photos": ["0f3c"],
            "personnes": [{"nom": "Le Goff"}, {"nom": "Kerguélen"}],
            "vide": None,
        },
        labels=[{"code": "SIG-001", "label": "Que signalez-vous ?", "value": "Nid-de-poule", "rank": "1"}],
        attachments=[
            {"code": "PIE-001", "name": "photo.jpg", "type": "image/jpeg", "size": 3, "sha256": "c" * 64}
        ],
        identity=IdentityEvidence("eidas1", "demo", subject_hash("tilleray", "demo", "sub-1"), SEALED),
        consents=[
            {"code": "DEC-001", "lang": "fr", "text": "Je certifie que ces informations sont exactes."}
        ],
        terms="d" * 64,
        warnings=[{"check": "lieuEloigne", "text": "Le lieu est loin de la commune."}],
        helper={"name": "Camille Aidante", "structure": "Espace France services"},
        mandate={"id": "m-1", "theme": "logement"},
    )
