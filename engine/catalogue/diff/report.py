"""A comparison in words: for the author in English, for helpers in French, for vendors in English; or as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.diff.change import Change, Level
from engine.catalogue.diff.compare import Comparison
from engine.catalogue.source import FIRST_LANGUAGE
from engine.model import Definition

#: What a helper reads of each kind of difference, in French.
_HELPER: Mapping[str, str] = {
    "code-reused": "ce numéro désigne maintenant une autre question",
    "question-removed": "cette question n’est plus posée",
    "narrower": "moins de réponses sont admises",
    "hidden-more": "la question est posée dans moins de cas",
    "needed-more": "la réponse est obligatoire dans plus de cas",
    "question-added": "nouvelle question",
    "wider": "plus de réponses sont admises",
    "shown-more": "la question est posée dans plus de cas",
    "needed-less": "la réponse est obligatoire dans moins de cas",
    "statement-changed": "la phrase à lire et à accepter a changé",
    "check-added": "une vérification de plus",
    "check-changed": "une vérification a changé",
    "check-removed": "une vérification de moins",
    "exit-changed": "les cas où la démarche s’arrête ont changé",
    "page-changed": "l’ordre ou le contenu des pages a changé",
    "law-changed": "les règles de la démarche ont changé",
    "document-changed": "les documents demandés ont changé",
    "language-added": "une langue de plus",
    "language-removed": "une langue de moins",
    "question-presented": "la question se présente autrement",
    "reuse-changed": "le bouton « Reprendre » d’une adresse déjà donnée est apparu ou a disparu",
    "words-changed": "les mots ont changé",
}
_SENTENCE = {
    Level.NONE: "Nothing changed.",
    Level.PATCH: "PATCH: only words or presentation changed; answers are the same.",
    Level.MINOR: "MINOR: everything that was right stays right; something is new.",
    Level.MAJOR: "MAJOR: something that was right may now be wrong.",
}


def render_text(comparison: Comparison) -> str:
    """Give the whole report: verdict and reasons, then what helpers and vendors must know."""
    old, new = comparison.old, comparison.new
    lines = [f"{new.slug} {old.version} → {new.version}", _SENTENCE[comparison.level]]
    lines += ["", "For authors", *_authors(comparison)] if comparison.changes else []
    helpers = list(_helpers(comparison))
    lines += ["", "Pour les aidants", *helpers] if helpers else []
    vendors = list(_vendors(comparison))
    lines += ["", "For vendors: what may now arrive", *vendors] if vendors else []
    return "\n".join(lines)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Give the same as plain JSON: `level` is none, patch, minor or major."""
    return {
        "slug": comparison.new.slug,
        "old": comparison.old.version,
        "new": comparison.new.version,
        "level": comparison.level.word,
        "covers": comparison.covers,
        "changes": [
            {
                "kind": one.kind,
                "level": one.level.word,
                "code": one.code,
                "detail": one.detail,
                "arrives": one.arrives,
                "helpers": _HELPER.get(one.kind) if one.asked else None,
            }
            for one in comparison.changes
        ],
    }


def _authors(comparison: Comparison) -> Iterator[str]:
    for one in comparison.changes:
        yield f"  {one.level.word:<6} {one.code or '—':<8} {one.kind}: {one.detail}"


def _helpers(comparison: Comparison) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for one in comparison.changes:
        if one.asked and one.kind in _HELPER:
            said.setdefault(one.code or "", []).append(_HELPER[one.kind])
    for code, sentences in said.items():
        name = _label(comparison, code) if code else "La démarche"
        yield f"  {name} : {' ; '.join(dict.fromkeys(sentences))}."


def _vendors(comparison: Comparison) -> Iterator[str]:
    for one in comparison.changes:
        if one.arrives:
            yield f"  {_field(comparison, one)}: {one.detail}"


def _field(comparison: Comparison, one: Change) -> str:
    question = comparison.new.questions.get(one.code or "") or comparison.old.questions.get(one.code or "")
    return f"{one.code} {question.pointer}" if question else one.code or comparison.new.slug


def _label(comparison: Comparison, code: str) -> str:
    label = _text(comparison.new, code) or _text(comparison.old, code)
    return f"{code} « {label} »" if label else code


def _text(form: Definition, code: str) -> str:
    text = form.texts.get(FIRST_LANGUAGE, {}).get(f"{code}.label", "")
    return text if isinstance(text, str) else str(text[-1]["text"])
