"""`formune verify`: a receipt is checked by who holds it; one altered octet, and it says so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cli import formune
from engine.documents.pdf import Joined, draw
from engine.documents.receipt import receipt_pdf
from engine.evidence.joined import MOST, NoSeal, seal_in
from engine.evidence.seal import seal, verify
from engine.evidence.statement import FormIdentity, make_statement
from engine.store.secrets import Secrets
from tests.documents.papers import paper
from tests.evidence.conftest import SEALED

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

#: The library that draws leaves its colour profile open.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    secrets = Secrets(tmp_path_factory.mktemp("keys"))
    secrets.create_city("tilleray", "Ville de Tilleray")
    secrets.create_city("grandval", "Ville de Grandval")
    return secrets


@pytest.fixture(scope="module")
def sealed(keys: Secrets) -> str:
    statement = make_statement(
        city="tilleray",
        reference="4KT-7MP-93",
        form=FormIdentity("signalement", "1.0.0", "a" * 64, "b" * 64),
        deposited_at=SEALED,
        channel="portail",
        receipt_channel="ecran",
        answers={"description": "Nid-de-poule rue des Ajoncs"},
        labels=[{"code": "SIG-001", "label": "Quoi ?", "value": "Nid-de-poule rue des Ajoncs", "rank": ""}],
        attachments=[],
        identity=None,
        consents=[],
        terms="d" * 64,
    )
    return seal(statement, keys.seal("tilleray"), SEALED)


@pytest.fixture(scope="module")
def receipt(sealed: str) -> bytes:
    return receipt_pdf(replace(paper(), seal=sealed))


def run(folder: Path, data: bytes, *options: str) -> Result:
    file = folder / "recepisse"
    file.write_bytes(data)
    return CliRunner().invoke(formune, ["verify", str(file), *options])


def trusted(folder: Path, keys: Secrets, city: str) -> tuple[str, str]:
    file = folder / f"{city}.pem"
    file.write_bytes(keys.seal(city).chain[0].public_bytes(Encoding.PEM))
    return "--trusted", str(file)


def test_a_receipt_is_verified_by_who_holds_it(
    tmp_path: Path, receipt: bytes, sealed: str, keys: Secrets
) -> None:
    for data in (receipt, sealed.encode(), f"{sealed}\n".encode()):
        told = run(tmp_path, data, *trusted(tmp_path, keys, "tilleray"))
        assert told.exit_code == 0, told.output
        assert "NON" not in told.output
        assert "Référence : 4KT-7MP-93" in told.output
        assert "Ajoncs" not in told.output, "no answer is shown"
        assert "le sceau est celui de la ville, et non la signature de la personne" in told.output


def test_without_a_certificate_to_trust_it_says_that_the_holder_is_not_proved(
    tmp_path: Path, receipt: bytes
) -> None:
    told = run(tmp_path, receipt)
    assert told.exit_code == 0
    assert "Qui tient la clé" in told.output


def test_the_seal_of_another_town_is_not_taken_for_this_one_s(
    tmp_path: Path, receipt: bytes, keys: Secrets
) -> None:
    told = run(tmp_path, receipt, *trusted(tmp_path, keys, "grandval"))
    assert told.exit_code == 1
    assert "NON  Le certificat n'est pas de ceux que vous avez donnés." in told.output


@settings(max_examples=300)
@given(st.data())
def test_no_octet_of_a_seal_can_be_changed(sealed: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from("AZaz09-_.=+/ \n\x00é"))
    bent = sealed[:place] + other + sealed[place + 1 :]
    if bent == sealed:
        return
    try:
        found = seal_in(bent.encode())
    except NoSeal:
        return
    assert not verify(None, found).sound


def test_what_a_program_reads_holds_no_answer(tmp_path: Path, receipt: bytes) -> None:
    told: dict[str, Any] = json.loads(run(tmp_path, receipt, "--json").output)
    assert told["sound"] is True
    assert told["statement"]["reference"] == "4KT-7MP-93"
    assert set(told["statement"]) == {"city", "reference", "form", "depositedAt"}
    assert [one["holds"] for one in told["lines"]] == [True] * 6
    refused = run(tmp_path, b"hello", "--json")
    assert (refused.exit_code, json.loads(refused.output)) == (1, {"sound": False, "why": "kind"})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "kind"),
        (b"hello", "kind"),
        (b"e30.e30", "kind"),
        (b"%PDF-1.7 broken", "broken"),
        (b"e30.e30.c2Vh\n" + b" " * MOST, "size"),
    ],
)
def test_what_is_no_receipt_is_refused_in_a_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(NoSeal) as refused:
        seal_in(data)
    assert refused.value.why == why
    told = run(tmp_path, data)
    assert told.exit_code == 1
    assert told.output.startswith("NON  ")
    assert told.exception is None or isinstance(told.exception, SystemExit)


def test_a_pdf_without_a_seal_or_with_two_is_refused(sealed: str) -> None:
    values = {"paper": paper()}
    one = Joined("a.jws", sealed.encode(), "Sceau", "Source")
    for joined, why in (((), "none"), ((one, replace(one, name="b.jws")), "several")):
        with pytest.raises(NoSeal) as refused:
            seal_in(draw("receipt.html", "receipt.css", values, "", joined))
        assert refused.value.why == why
    aside = Joined("note.txt", b"not a seal", "Note", "Data")
    assert seal_in(draw("receipt.html", "receipt.css", values, "", (aside, one))) == sealed


def test_a_certificate_that_is_none_is_a_wrong_call(tmp_path: Path, receipt: bytes) -> None:
    (tmp_path / "bad.pem").write_text("nothing", encoding="utf-8")
    told = run(tmp_path, receipt, "--trusted", str(tmp_path / "bad.pem"))
    assert told.exit_code != 0
    assert "no certificate" in str(told.exception)
