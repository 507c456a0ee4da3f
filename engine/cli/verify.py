"""`formune verify`: what a receipt proves, told line by line to whoever holds it, with no need of the town."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from cryptography import x509

from engine.errors import WrongCall
from engine.evidence.joined import NoSeal, seal_in
from engine.evidence.seal import Line, SealReport
from engine.evidence.seal import verify as verify_seal

_SAID: Mapping[str, tuple[str, str]] = {
    "structure": ("Le fichier porte un sceau de la forme attendue.", "Ce n'est pas un sceau de Formune."),
    "certificate": (
        "Le certificat de la ville se lit, et c'est celui que le sceau nomme.",
        "Le certificat est illisible, ou ce n'est pas celui que le sceau nomme.",
    ),
    "signature": (
        "Rien n'a changé depuis que la clé de ce certificat a scellé le dossier.",
        "Le contenu a changé depuis le sceau, ou une autre clé l'a scellé.",
    ),
    "canonical": (
        "Le contenu n'a qu'une seule écriture possible.",
        "Le contenu n'est pas écrit comme il se doit.",
    ),
    "shape": ("Le contenu est un dossier déposé.", "Le contenu n'est pas un dossier déposé."),
    "validity": (
        "Le certificat était valable à l'instant annoncé.",
        "Le certificat n'était pas valable à l'instant annoncé.",
    ),
    "trust": (
        "Le certificat est celui que vous avez donné, ou en vient.",
        "Le certificat n'est pas de ceux que vous avez donnés.",
    ),
}
_NONE: Mapping[str, str] = {
    "size": "Le fichier est trop gros pour un récépissé.",
    "kind": "Ce fichier n'est ni un récépissé en PDF, ni un sceau (.jws).",
    "broken": "Ce PDF est abîmé : il ne se lit pas.",
    "none": "Aucun sceau n'est joint à ce PDF.",
    "several": "Plusieurs sceaux sont joints à ce PDF : aucun ne peut être retenu.",
}
_NOT_PROVED = (
    "Le texte imprimé du PDF : seul le dossier scellé qui y est joint est vérifié ici.",
    "L'instant : c'est la ville qui l'annonce.",
    "L'identité de la personne : le sceau est celui de la ville, et non la signature de la personne.",
)
_UNKNOWN_HOLDER = "Qui tient la clé : aucun certificat de confiance n'a été donné (--trusted)."


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--trusted",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A certificate in PEM that you trust: the town's own, or its issuer's.",
)
@click.option("--json", "in_json", is_flag=True, help="The report as JSON.")
def verify(file: Path, trusted: tuple[Path, ...], *, in_json: bool) -> None:
    """Say what FILE, a receipt's PDF or a seal, proves; nothing is asked of any network."""
    try:
        report = verify_seal(None, seal_in(file.read_bytes()), _certificates(trusted))
    except NoSeal as none:
        click.echo(json.dumps({"sound": False, "why": none.why}) if in_json else f"NON  {_NONE[none.why]}")
        sys.exit(1)
    asked = [one for one in report.lines if one.check in _SAID and (one.check != "trust" or trusted)]
    click.echo(json.dumps(_as_json(report, asked), indent=2) if in_json else _as_text(report, asked))
    if not report.sound or any(one.holds is not True for one in asked):
        sys.exit(1)


def _as_text(report: SealReport, asked: list[Line]) -> str:
    lines = [f"{_mark(one)}  {_words(one)}" for one in asked]
    if report.sound and report.statement is not None:
        lines += ["", "Ce qui est prouvé", *(f"  {one}" for one in _proved(report, report.statement))]
        known = any(one.check == "trust" for one in asked)
        unknown = _NOT_PROVED if known else (*_NOT_PROVED, _UNKNOWN_HOLDER)
        lines += ["", "Ce qui ne l'est pas", *(f"  {one}" for one in unknown)]
    return "\n".join(lines)


def _proved(report: SealReport, statement: Mapping[str, Any]) -> list[str]:
    """Name the file without an answer: who shows this on a screen shows nothing of the person."""
    form, files = statement["form"], statement["attachments"]
    holder = report.certificate.subject.rfc4514_string() if report.certificate else ""
    return [
        f"Ville : {statement['city']}. Référence : {statement['reference']}.",
        f"Démarche : {form['id']}, version {form['version']}, empreinte {form['digest']}.",
        f"Déposé le {statement['depositedAt']} (temps universel).",
        f"Réponses : {len(statement['labels'])}. Fichiers : {len(files)}. Déclarations : {len(statement['consents'])}.",
        f"Certificat : {holder}.",
    ]


def _as_json(report: SealReport, asked: list[Line]) -> dict[str, Any]:
    statement = report.statement if report.sound else None
    kept = ("city", "reference", "form", "depositedAt")
    return {
        "sound": report.sound,
        "lines": [{"check": one.check, "holds": one.holds} for one in asked],
        "statement": {name: statement[name] for name in kept} if statement else None,
        "certificate": report.certificate.subject.rfc4514_string() if report.certificate else None,
    }


def _mark(line: Line) -> str:
    return {True: "OUI", False: "NON", None: " – "}[line.holds]


def _words(line: Line) -> str:
    holds, fails = _SAID[line.check]
    return holds if line.holds else fails if line.holds is False else f"(non vérifié) {holds}"


def _certificates(files: tuple[Path, ...]) -> list[x509.Certificate]:
    found: list[x509.Certificate] = []
    for file in files:
        try:
            found += x509.load_pem_x509_certificates(file.read_bytes())
        except ValueError:
            raise WrongCall(f"{file.name} is no certificate in PEM") from None
    return found
