"""Whatever an author's files hold, the page says the file, the line and the mend; an edit is seen at once."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import FORM, JOURNEY
from tests.catalogue.lint.test_bad_input import CASES, written

PAGES = ("", "textes", "depart", "schema.json", "exemples/v1/", "exemples/-/badge", "exemples/v1/badge")


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_said_in_the_page_and_nothing_breaks(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient], name: str
) -> None:
    damage, rule, file, words = CASES[name]
    damage(roots)
    client = browse(roots.forms, roots.schemas)
    assert "à corriger" in client.get("/fr/").get_data(as_text=True)
    for page in PAGES:
        reply = client.get(f"/fr/demande-badge/{page}")
        text = unescape(reply.get_data(as_text=True))
        assert reply.status_code == 422
        assert all(one in text for one in (file, rule, words))


def test_the_line_is_given_and_the_mended_file_is_shown_at_the_next_request(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    client = browse(roots.forms, roots.schemas)
    sound = (roots.folder / JOURNEY).read_bytes()
    assert client.get("/fr/demande-badge/").status_code == 200
    written('{\n  "slug": "demande-badge",\n  oops\n}')(roots)
    broken = client.get("/fr/demande-badge/")
    assert broken.status_code == 422
    assert f"{JOURNEY}:3" in broken.get_data(as_text=True)
    (roots.folder / JOURNEY).write_bytes(sound)
    assert client.get("/fr/demande-badge/").status_code == 200


def test_an_edited_word_is_shown_at_the_next_request(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    client = browse(roots.forms, roots.schemas)
    page = "/fr/demande-badge/exemples/-/badge"
    assert "Quel badge demandez-vous" in client.get(page).get_data(as_text=True)
    roots.edit(f"{FORM}/texts/fr.json", lambda one: one.update({"BAD-001.label": "Quelle carte ?"}))
    assert "Quelle carte ?" in client.get(page).get_data(as_text=True)


def test_a_missing_word_is_said_above_the_page_that_is_shown_all_the_same(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    roots.edit(f"{FORM}/texts/en.json", lambda one: one.pop("BAD-001.label"))
    reply = browse(roots.forms, roots.schemas).get("/en/demande-badge/exemples/-/badge")
    text = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert "text-missing" in text
    assert "Quel badge demandez-vous" in text


def test_a_broken_form_does_not_hide_the_others(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    written("{")(roots)
    (roots.forms / "autre").mkdir()
    (roots.forms / "autre" / "journey.json").write_text("[]", encoding="utf-8")
    text = browse(roots.forms, roots.schemas).get("/fr/").get_data(as_text=True)
    assert "demande-badge" in text
    assert "autre" in text
