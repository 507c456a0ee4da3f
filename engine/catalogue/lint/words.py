"""Words: complete in three languages, none for what does not exist, plain text, placeholders that can be filled."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject, pointer_key
from engine.catalogue.source import FIRST_LANGUAGE, REVIEWED, Block

#: What a text may hold between braces; the engine fills each one, escaped, or falls back.
PLACEHOLDERS = frozenset(
    {
        "a", "acte", "annee", "b", "commune", "contact", "d", "date", "datePromise", "debut", "delai",
        "departement", "exemple", "fin", "heure", "lien", "max", "min", "n", "nom", "nomProjet", "numero",
        "organisme", "phone", "prenom", "quota", "rang", "reference", "refusée", "service", "tribunal",
        "ville",
    }
)  # fmt: skip
#: What a question may say.
KINDS = (
    "label",
    "item",
    "add",
    "short",
    "hint",
    "help",
    "helper",
    "example",
    "error",
    "option",
    "legend",
    "reviewed",
)
#: The languages that a form and its blocks are complete in, besides French: English, easy-to-read French.
LANGUAGES = ("en", "fr-falc")
#: Kinds of a question's words, and heads of other keys, that never fall back to French.
NEVER_FRENCH = frozenset(
    {"label", "item", "error", "option", "legend", "page", "section", "exit", "check", "mention", "doc",
     "form", "rgpd"}
)  # fmt: skip
#: The longest label, in characters: a screen of 320 px shows it in four lines.
LONGEST_LABEL = 120
_FORM_WORDS = ("form.title", "form.short", "form.summary", "form.who", "form.need.1", "form.delay")
_CODE = re.compile(r"[A-Z]{3}-[0-9]{3}\Z")
_NUMBER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:)?([0-9]{3})\Z")
_HTML = re.compile(r"</?[A-Za-z]|&[A-Za-z]+;|&#")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: How an error shows a right answer, by language: an example, or the words to choose between quotation marks.
_EXAMPLE = {
    "fr": re.compile(r"par exemple[ \u00a0\u202f]?:|«[ \u00a0\u202f][^»]+»", re.IGNORECASE),
    "fr-falc": re.compile(r"(?:exemple|comme ceci)[ \u00a0\u202f]?:|«[ \u00a0\u202f][^»]+»", re.IGNORECASE),
    "en": re.compile(r"for example|like this|“[^”]+”", re.IGNORECASE),
}


def check_complete(subject: Subject) -> Iterator[Finding]:
    """Check that every word that a page, a receipt or an exit needs is there, in each language."""
    for language in (FIRST_LANGUAGE, *LANGUAGES):
        file = f"{subject.form.file}/texts/{language}.json"
        if language not in subject.form.texts:
            yield Finding("text-missing", file, "", "there is no such file", "Write the form's words in it.")
            continue
        words = subject.bundle["texts"][language]
        missing = {key: code for key, code in _needed(subject) if key not in words}
        for key, code in missing.items():
            mend = f"Write « {key} » here, or in the block."
            yield Finding("text-missing", file, "", f"there is no « {key} »", mend, code)
        spoken = [key for key in _spoken(subject) if key not in missing]
        yield from _untranslated(subject.form.file, subject.form.texts, language, spoken)


def check_known(subject: Subject) -> Iterator[Finding]:
    """Check that a form's texts speak of its own questions, pages, exits, checks and documents only."""
    for language, texts in subject.form.texts.items():
        for key in texts:
            if key != REVIEWED and not _known(subject, key):
                file = f"{subject.form.file}/texts/{language}.json"
                mend = "Take it away, or mend the key."
                yield Finding("text-unknown", file, f"/{pointer_key(key)}", f"nothing says « {key} »", mend)


def check_holes(subject: Subject) -> Iterator[Finding]:
    """Check that what checks compute fills holes that a text may have."""
    for code, question in subject.questions.items():
        for check in question["checks"]:
            for name in sorted(check.get("values", {}).keys() - PLACEHOLDERS):
                message = f"« {{{name}}} » of {check['name']} is not a hole of the closed list"
                yield subject.found("text-placeholder", code, message, "Use one of the closed list.")


def check_block_known(block: Block) -> Iterator[Finding]:
    """Check that a block's texts speak of its own numbers only, and say in each language what French says."""
    for language, texts in block.texts.items():
        for key in texts:
            if not _block_known(block, key):
                file = f"{block.file}/texts/{language}.json"
                mend = "Take it away, or mend the key."
                yield Finding("text-unknown", file, f"/{pointer_key(key)}", f"nothing says « {key} »", mend)
    spoken = [key for key in block.texts.get(FIRST_LANGUAGE, ()) if _block_known(block, key)]
    for language in LANGUAGES:
        yield from _untranslated(block.file, block.texts, language, spoken)


def check_wording(
    folder: str, texts: Mapping[str, Mapping[str, Any]], widgets: Mapping[str, str]
) -> Iterator[Finding]:
    """Check that texts are plain, short where they must be, and that errors show an example.

    `widgets` gives each code's, or number's, widget: a statement to tick may be long and has no example.
    """
    for language, words in texts.items():
        for key, text in words.items():
            if key == REVIEWED:
                continue
            for variant in [text] if isinstance(text, str) else [one["text"] for one in text]:
                statement = widgets.get(key.partition(".")[0].rpartition(":")[2]) == "checkbox"
                for rule, message, mend in _faults(key, variant, language, statement=statement):
                    where = f"/{pointer_key(key)}"
                    yield Finding(rule, f"{folder}/texts/{language}.json", where, message, mend)


def _spoken(subject: Subject) -> list[str]:
    """Give the keys that the form itself says in French, and that are about something."""
    return [key for key in subject.form.texts.get(FIRST_LANGUAGE, ()) if _known(subject, key)]


def _untranslated(
    folder: str, texts: Mapping[str, Mapping[str, Any]], language: str, spoken: Iterable[str]
) -> Iterator[Finding]:
    """Find what one author said in French only: the block's general word would then say something else."""
    file = f"{folder}/texts/{language}.json"
    for key in spoken:
        if _stays_french(key) or key in texts.get(language, {}):
            continue
        yield Finding("text-missing", file, "", f"« {key} » is said in French only", f"Write « {key} » here.")


def _stays_french(key: str) -> bool:
    """Say whether a word may be shown in French, marked as such; words to search by are each language's own."""
    return (_kind(key) or key.partition(".")[0]) not in NEVER_FRENCH or key.startswith("form.word.")


def _block_known(block: Block, key: str) -> bool:
    head, _, rest = key.partition(".")
    found = _NUMBER.match(head)
    return not found or (found[1] in block.questions and rest.partition(".")[0] in KINDS)


def _faults(key: str, text: str, language: str, *, statement: bool) -> Iterator[tuple[str, str, str]]:
    if _HTML.search(text):
        yield "text-html", "the text holds HTML", "Write plain words: the engine escapes everything."
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            yield (
                "text-placeholder",
                f"« {{{name}}} » is not filled by the engine",
                "Use one of the closed list.",
            )
    kind = "" if statement else _kind(key)
    if kind == "label" and len(text) > LONGEST_LABEL:
        yield "text-long", f"the label has {len(text)} characters", f"Write {LONGEST_LABEL} at most."
    if kind == "error" and language in _EXAMPLE and not _EXAMPLE[language].search(text):
        yield "text-example", "the error shows no example", "End with « par exemple : … »."


def _kind(key: str) -> str:
    head, _, rest = key.partition(".")
    return rest.partition(".")[0] if _CODE.match(head) or _NUMBER.match(head) else ""


def _needed(subject: Subject) -> Iterator[tuple[str, str | None]]:
    yield from ((key, None) for key in _FORM_WORDS)
    for page in subject.bundle["pages"]:
        yield f"page.{page['slug']}.title", None
    yield from ((f"section.{slug}", None) for slug in subject.bundle["sections"])
    yield from ((f"exit.{name}", None) for name in subject.bundle["exits"])
    for page in subject.bundle["pages"]:
        yield from ((f"{code}.label", code) for code in page.get("shows", ()))
        if page.get("group") in page["questions"]:
            yield from ((f"{page['group']}.{kind}", page["group"]) for kind in ("item", "add"))
    for code, question in subject.questions.items():
        if question["widget"] != "none":
            computed = "calculate" in question and "if" not in question["calculate"]
            yield from ((f"{code}.{kind}", code) for kind in (("label",) if computed else ("label", "error")))
        for option in question.get("options", ()) if question["widget"] not in {"none", "yesno"} else ():
            yield f"{code}.option.{option['value']}", code
        yield from ((f"{code}.option.{value}", code) for value in national_values(question))
        yield from ((f"check.{check['name']}", code) for check in question["checks"])
    yield from ((key, None) for key in _law_words(subject.form.procedure))


def _law_words(procedure: Mapping[str, Any]) -> Iterator[str]:
    for one in procedure.get("mentions", ()):
        yield f"mention.{one['mention'] if isinstance(one, Mapping) else one}"
    yield from (f"mention.{name}" for name in procedure.get("discreetMail", ()))
    yield from (f"mention.{remedy['mention']}" for remedy in procedure.get("remedies", ()))
    yield from (f"doc.{document['code']}" for document in procedure.get("documents", ()))
    yield from (f"part.{part['id']}.label" for part in procedure.get("parts", ()))
    rgpd = procedure["rgpd"]
    yield from (rgpd["purpose"], rgpd["groundText"], *rgpd["recipients"])
    if "usualDelay" in procedure:
        yield procedure["usualDelay"]["text"]


def _known(subject: Subject, key: str) -> bool:
    head, _, rest = key.partition(".")
    name = rest.partition(".")[0]
    if _CODE.match(head):
        return head in subject.questions and name in KINDS and _option_known(subject.questions[head], rest)
    if head in ("form", "rgpd", "notice", "part", "boolean", "mention"):
        return bool(rest)
    names: dict[str, Any] = {
        "page": {page["slug"] for page in subject.bundle["pages"]},
        "section": subject.bundle["sections"],
        "exit": subject.bundle["exits"],
        "doc": subject.questions,
        "check": {check["name"] for question in subject.questions.values() for check in question["checks"]},
    }
    return head in names and name in names[head]


def national_values(question: Mapping[str, Any]) -> list[str]:
    """Give the values that a form sets before and after the rows of a city's list."""
    written = (*question.get("listFirst", ()), *question.get("listLast", ()))
    return [one if isinstance(one, str) else one["value"] for one in written]


def _option_known(question: Mapping[str, Any], rest: str) -> bool:
    kind, _, value = rest.partition(".")
    values = {option["value"] for option in question.get("options", ())} | {"oui", "non"}
    values |= set(national_values(question))
    return kind != "option" or value.partition(".")[0] in values
