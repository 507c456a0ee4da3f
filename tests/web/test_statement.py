"""The accessibility audit: whole, proved, and the statement says what it holds, not more."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import render_template
from flask.testing import FlaskClient

from engine.web import statement
from engine.web.speech import TEXTS
from tests.web.macros import samples
from tests.web.rgaa import PAGE, rendered

FILE = Path(statement.__file__).with_name("rgaa.json")
#: Criteria of each of the thirteen topics of RGAA 4.1.2.
COUNTS = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)


@pytest.fixture
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def test_the_hundred_and_six_criteria_each_have_a_result_and_an_evidence() -> None:
    found = statement.audit().criteria
    wanted = [f"{topic}.{n}" for topic, count in enumerate(COUNTS, 1) for n in range(1, count + 1)]
    assert [one.number for one in found] == wanted
    assert len(found) == 106
    assert [one.number for one in found if one.result not in statement.RESULTS or not one.seen] == []


def test_the_tests_named_as_evidence_exist(checkout: Path) -> None:
    for name in {test for one in statement.audit().criteria for test in one.tests}:
        file, _, test = name.partition("::")
        assert re.search(rf"(?m)^def {test}\(", (checkout / file).read_text(encoding="utf-8")), name


def test_the_documentation_is_rendered_from_the_data() -> None:
    assert PAGE.read_text(encoding="utf-8") == rendered(statement.audit())


def test_a_criterion_that_fails_lowers_the_rate_and_is_listed(
    document: dict[str, Any], tmp_path: Path
) -> None:
    before = statement.audit()
    document["topics"][7]["criteria"][0] |= {"result": "NC", "seen": "Le type de document manque."}
    after = statement.read(document)
    assert after.rate < before.rate
    app = samples.application(samples.city(tmp_path), (samples.definition(),))
    with app.test_request_context("/accessibilite"):
        html = render_template("accessibility.html", audit=after, on="25 novembre 2026")
    assert f"{after.rate}\u00a0%" in html
    assert "Critère 8.1" in html
    assert "Le type de document manque." in html


@pytest.mark.parametrize(
    ("complete", "wrong", "state"),
    [
        (False, 0, "non conforme"),
        (True, 0, "totalement conforme"),
        (True, 1, "partiellement conforme"),
        (True, 106, "non conforme"),
    ],
)
def test_the_state_declared_is_the_one_that_the_text_allows(
    document: dict[str, Any], *, complete: bool, wrong: int, state: str
) -> None:
    left = wrong
    for topic in document["topics"]:
        for one in topic["criteria"]:
            if one["result"] == statement.RIGHT and left:
                one["result"], left = statement.WRONG, left - 1
    document["complete"] = complete
    assert statement.read(document).state == state


def test_the_statement_is_the_citys_and_says_what_nobody_verified(tmp_path: Path) -> None:
    here, audited = samples.city(tmp_path), statement.audit()
    html = page(tmp_path).get("/accessibilite").text
    for wanted in (
        here.label,
        here.url,
        audited.state,
        audited.by,
        "Défenseur des droits",
        *audited.untested,
        *audited.pages,
    ):
        assert wanted in html, wanted
    assert f"{audited.rate}\u00a0%" in html


def test_the_link_of_every_page_says_the_same_state() -> None:
    assert (
        statement.audit().state
        in json.loads((TEXTS / "fr.json").read_text(encoding="utf-8"))["base.accessibility"]
    )


def page(folder: Path) -> FlaskClient:
    return samples.application(samples.city(folder), (samples.definition(),)).test_client()
