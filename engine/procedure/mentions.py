"""The sentences that a receipt must carry (CRPA R112-11-1), in the order of the text.

Date of receipt, service in charge with its addresses, then for a request what silence means and when, and the
remedies. What was not read in its text is never stated as certain (FORMAT point 11).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.journey.compiled import condition
from engine.journey.pointers import ABSENT, get
from engine.journey.words import Words, as_said
from engine.journey.written import in_words
from engine.language import EASY, ENGLISH, FRENCH, manner
from engine.model import Definition, Document, Json
from engine.procedure.parts import Part, common_silence, parts_of
from engine.procedure.silence import Silence, silence_of

_SILENCE: Final = "silence"
_COMMON_SILENCES: Final = frozenset({"silenceRejet", "silenceAccord"})
_NOT_CERTAIN: Final = "silenceNonVerifie"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the engine says beside the form's own mentions, in one language."""

    outcomes: Mapping[str, str]
    if_complete: str
    unverified: str
    #: What stands between a thing and what is said of it.
    colon: str = "\u00a0:"


_SAID: Final = {
    FRENCH: _Said(
        {"acceptance": "acceptée", "rejection": "refusée"},
        "Si une pièce indispensable manque, ce délai part du jour où vous l’envoyez.",
        "Cette règle est en cours de vérification\u00a0; la mairie vous la confirme sur demande.",
    ),
    ENGLISH: _Said(
        {"acceptance": "granted", "rejection": "refused"},
        "If an essential document is missing, this period starts on the day you send it.",
        "This rule is being checked; the town hall will confirm it on request.",
        ":",
    ),
    EASY: _Said(
        {"acceptance": "acceptée", "rejection": "refusée"},
        "Il manque peut-être un document obligatoire. Alors le délai commence le jour où vous l’envoyez.",
        "Nous vérifions encore cette règle. Demandez à la mairie\u00a0: elle vous répond.",
    ),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sentences are made from; `service` is the line of the service in charge, with its addresses."""

    definition: Definition
    document: Document
    words: Words
    reference: str
    deposited: date
    service: str

    @property
    def silence(self) -> Silence | None:
        """Give what silence decides, and when; None when the requests of one deposit differ in it."""
        parts = self.parts
        return common_silence(parts) if parts else silence_of(self.definition.procedure, self.deposited)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Give the requests of the deposit, for a form that carries several."""
        return tuple(parts_of(self.definition, self.document, self.deposited))

    @property
    def says_silence(self) -> bool:
        """Say whether a sentence about silence holds for these answers: some forms have answers for which none does."""
        return any(name.startswith(_SILENCE) for name in _said(self.definition, self.document))

    @property
    def language(self) -> str:
        """Give the language of the mentions: that of the words, where the form speaks it."""
        return self.words.language if self.words.language in self.definition.texts else FRENCH

    @property
    def said(self) -> _Said:
        """Give the engine's own sentences in the language of the mentions."""
        return _SAID.get(self.language, _SAID[FRENCH])

    def day(self, day: date) -> str:
        """Write a day in the language of the mentions."""
        return manner(self.language).long_date(day)


def mentions(receipt: Receipt) -> tuple[str, ...]:
    """Give every sentence of the receipt, in the order of the law; a text that is absent says nothing."""
    values = _values(receipt)
    said = [
        _sentence(receipt, "reference", {**values, "date": receipt.day(receipt.deposited)}),
        _sentence(receipt, "contact", values),
    ]
    for name in _said(receipt.definition, receipt.document):
        if name.startswith(_SILENCE) and receipt.parts:
            said += _of_parts(receipt, values)
            continue
        text = _sentence(receipt, _certain(name, receipt), values)
        doubtful = _doubtful(name, receipt)
        said.append(as_said(f"{text} {receipt.said.unverified}", text) if text and doubtful else text)
        if text and name.startswith(_SILENCE) and receipt.silence and receipt.silence.if_complete:
            said.append(receipt.said.if_complete)
    return tuple(one for one in said if one)


def discreet_mentions(receipt: Receipt) -> tuple[str, ...] | None:
    """Give the sentences of a mail that must not tell what was asked; None when the form's mail may say all."""
    names = receipt.definition.procedure.get("discreetMail")
    if names is None:
        return None
    values = _values(receipt)
    return tuple(said for name in names if (said := _sentence(receipt, name, values)))


def _of_parts(receipt: Receipt, values: Mapping[str, object]) -> Iterator[str]:
    """Give one sentence a request: « Cantine (4KT-7MP-93-C) : sans réponse au… », then what a missing piece does."""
    incomplete = False
    for part in receipt.parts:
        if part.silence is None:
            continue
        granted = part.silence.granted
        name = ("silenceAccord" if granted else "silenceRejet") if part.silence.verified else _NOT_CERTAIN
        outcome = receipt.said.outcomes["acceptance" if granted else "rejection"]
        own = {**values, "date": receipt.day(part.silence.on), "refusée": outcome}
        label = receipt.words.get(f"part.{part.id}.label")
        sentence = _sentence(receipt, name, own)
        whole = f"{label} ({receipt.reference}-{part.suffix}){receipt.said.colon} {sentence}"
        yield as_said(whole, label, sentence)
        incomplete = incomplete or part.silence.if_complete
    if incomplete:
        yield receipt.said.if_complete


def mention_texts(definition: Definition, words: Words, document: Document) -> Iterator[str]:
    """Give the mentions as their texts stand, holes unfilled by the deposit: what the person was told before."""
    for name in _said(definition, document):
        yield words.get(f"mention.{name}", document=document)


def _said(definition: Definition, document: Document) -> Iterator[str]:
    """Give the names of the mentions that hold for these answers: one written alone always does."""
    for one in definition.procedure.get("mentions", ()):
        name: str = one["mention"] if isinstance(one, Mapping) else one
        if isinstance(one, str) or condition(one["if"])(document, None):
            yield name


def _sentence(receipt: Receipt, name: str, values: Mapping[str, object]) -> str:
    return receipt.words.find(f"mention.{name}", document=receipt.document, **values) or ""


def _certain(name: str, receipt: Receipt) -> str:
    """Give the silence mention that the rule allows: a rule nobody read is never stated as certain."""
    return _NOT_CERTAIN if name in _COMMON_SILENCES and not _silence_was_read(receipt) else name


def _doubtful(name: str, receipt: Receipt) -> bool:
    """Say whether a mention rests on a rule that was not read, and does not say so by itself."""
    if name.startswith(_SILENCE):
        return not _silence_was_read(receipt) and name not in {*_COMMON_SILENCES, _NOT_CERTAIN}
    remedies = receipt.definition.procedure.get("remedies", ())
    return any(one["mention"] == name and one.get("verified") is not True for one in remedies)


def _silence_was_read(receipt: Receipt) -> bool:
    return (receipt.definition.procedure.get("silence") or {}).get("verified") is True


def _values(receipt: Receipt) -> dict[str, object]:
    silence = receipt.silence
    outcome = str((receipt.definition.procedure.get("silence") or {}).get("outcome"))
    # Without a day, « la date indiquée dans le suivi » stands in a silence mention, never the day of deposit.
    unknown = silence is None and outcome in receipt.said.outcomes
    day = silence.on if silence else receipt.deposited
    values: dict[str, object] = {
        "reference": receipt.reference,
        "contact": receipt.service,
        "date": None if unknown else receipt.day(day),
    }
    if outcome in receipt.said.outcomes:
        values["refusée"] = receipt.said.outcomes[outcome]
    for name, source in receipt.definition.procedure.get("placeholders", {}).items():
        values[name] = _hole(receipt, source)
    return values


def _hole(receipt: Receipt, source: list[str] | Mapping[str, str]) -> object:
    """Give what fills a hole: answers as one phrase, or what the city has set."""
    if isinstance(source, Mapping):
        return receipt.definition.parameters.get(source["parameter"])
    return _choices(receipt, source)


def _choices(receipt: Receipt, codes: list[str]) -> str:
    """Give the answers to some questions as one phrase: « acte de naissance, copie intégrale »."""
    answers = ((code, get(receipt.document, receipt.definition.questions[code].path)) for code in codes)
    return ", ".join(_in_a_phrase(receipt, code, value) for code, value in answers if value is not ABSENT)


def _in_a_phrase(receipt: Receipt, code: str, value: Json) -> str:
    """Give an answer inside a sentence: in words, the label of a choice in lower case."""
    question = receipt.definition.questions[code]
    said = ", ".join(in_words(question, value, receipt.words))
    return said[:1].lower() + said[1:] if question.options else said
