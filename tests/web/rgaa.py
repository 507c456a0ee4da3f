"""The written audit: `python -m tests.web.rgaa` renders engine/web/rgaa.json to docs/accessibility/rgaa.md."""

from pathlib import Path
from typing import Final

from engine.web.statement import ABSENT, RIGHT, WRONG, Audit, Criterion, audit

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "accessibility" / "rgaa.md"
_SAID: Final = {RIGHT: "conforme", WRONG: "non conforme", ABSENT: "non applicable"}


def rendered(audited: Audit) -> str:
    """Write the audit as a page of the documentation."""
    lines = [
        f"# Examen selon le {audited.reference}",
        "",
        "Rendu de `engine/web/rgaa.json` par `python -m tests.web.rgaa` ; ne se modifie pas à la main.",
        "La page « Accessibilité » de chaque ville est tirée des mêmes données.",
        "",
        f"- Référentiel : {audited.source}",
        f"- Examen fait par : {audited.by}, le {audited.on.isoformat()}",
        f"- État déclaré : **{audited.state}**",
        f"- Critères applicables : {audited.applicable} sur {len(audited.criteria)} ; respectés : {audited.rate} %",
        "- [Examen automatique de toutes les pages](report.md)",
        "",
        "## Ce qui n’a pas été vérifié",
        "",
        *(f"- {one}" for one in audited.untested),
        "",
        "## Pages examinées",
        "",
        *(f"- {one}" for one in audited.pages),
    ]
    for topic, criteria in audited.topics:
        lines += [
            "",
            f"## {topic}",
            "",
            "| n° | critère | résultat | constat | preuves |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(one) for one in criteria]
    return "\n".join([*lines, ""])


def _row(one: Criterion) -> str:
    tests = "<br>".join(f"`{test}`" for test in one.tests)
    return f"| {one.number} | {one.title} | {_SAID[one.result]} | {one.seen} | {tests} |"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(rendered(audit()), encoding="utf-8")
