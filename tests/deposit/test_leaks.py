"""After a whole walk, with files, errors and a deposit, no answer stands in a clear column, a path or a log line."""

import logging
import sqlite3
from pathlib import Path

import pytest

from tests.towns import towns
from tests.walking import Walker, sample_file, typed_values
from tests.web.journey.answering import ACTE, SLUG, example, walk_to

#: Every personal value of the walk; none may be found again.
PERSONAL = (
    "Roche",
    "Delphine",
    "Victor-Hugo",
    "cabinet.roche",
    "93123456",
    "Vidal",
    "Marc Antoine",
    "1978-11-30",
    "mandat de M.",
    "carte-professionnelle",
    "Faute-de-frappe-9",
)


def test_a_whole_walk_leaves_no_personal_value_in_the_clear(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with towns(tmp_path) as made:
        walker = Walker(made.client())
        here = walk_to(walker, example("v5"), "identite")
        assert walker.send(here, {"demandeur.nomNaissance": "Faute-de-frappe-9"}).status_code == 422
        walker.client.post(here, data={"_csrf": "faux", "demandeur.nomNaissance": "Roche"})
        made.client().get(here)
        documents = here.replace("/identite", "/documents")
        summary = walker.fill(ACTE, example("v5"), here)
        file = sample_file("application/pdf", "carte-professionnelle.pdf")
        walker.send(
            documents, {**typed_values(ACTE, {}, walker.page(documents)), "pieces.qualitePro": [file]}
        )
        walker.deposit(summary)
        walker.client.get(f"/v/tilleray/suivi/?reference={SLUG}")
        dump = "\n".join(sqlite3.connect(tmp_path / "formune.sqlite").iterdump())
    assert "submission" in dump
    logged = "\n".join(f"{one.getMessage()} {one.exc_text or ''}" for one in caplog.records)
    names = "\n".join(str(one) for one in tmp_path.rglob("*"))
    raw = b"".join(
        one.read_bytes() for one in tmp_path.rglob("*") if one.is_file() and "cities" not in one.parts
    )
    for value in PERSONAL:
        assert value not in dump, value
        assert value not in logged, value
        assert value not in names, value
        assert value.encode() not in raw, value


def test_the_search_can_find_something(tmp_path: Path) -> None:
    with towns(tmp_path) as made:
        Walker(made.client()).begin(SLUG)
        raw = b"".join(one.read_bytes() for one in tmp_path.glob("formune.sqlite*"))
    assert SLUG.encode() in raw
