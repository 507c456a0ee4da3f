"""What an identity provider said, as answers: certified ones are locked, the others only offered.

The claims are those of shared blocks, section 7. A claim that does not fit its question's schema is left out, and
the question stays open, so that nobody is trapped by a register's spelling.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.journey.compiled import Program, condition
from engine.journey.normalise import normalise
from engine.journey.pointers import get
from engine.model import Document, Json
from engine.reference import communes
from engine.validation import validator

#: Claims that the State vouches for; a resident may change the others (name in use, e-mail).
VOUCHED = frozenset({"family_name", "given_name", "gender", "birthdate", "birthcountry", "birthplace"})

Claims = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What an identity provider gave of a form's answers, by question code, and what residents call it."""

    by: str = ""
    #: Values that are certified: they stand until the person sets the log-in aside.
    locked: Mapping[str, Json] = field(default_factory=dict)
    #: Values that the person may change.
    offered: Mapping[str, Json] = field(default_factory=dict)

    def source(self, code: str, value: Json) -> str | None:
        """Give who gave an answer; None when the person wrote it, or changed it."""
        given = self.locked.get(code, self.offered.get(code))
        return self.by if given is not None and given == value else None

    def marks(self, program: Program, document: Document) -> dict[str, Json]:
        """Give what a deposit keeps of it: the name, and the codes of the answers that stand as they were given."""
        kept = {
            name: [code for code in values if self.source(code, get(document, _path(program, code)))]
            for name, values in (("certified", self.locked), ("offered", self.offered))
        }
        return {"by": self.by, **kept} if any(kept.values()) else {}


def certified(program: Program, claims: Claims, document: Document) -> dict[str, Json]:
    """Give the locked values by question code: those about the person, in the blocks of a person.

    A form's own question (the town that holds a record) is offered the same claim, and stays the person's to answer.
    """
    return {
        code: value
        for code, (claim, value) in _fitting(program, claims, document).items()
        if _locks(program, code, claim)
    }


def prefilled(program: Program, claims: Claims, document: Document) -> dict[str, Json]:
    """Give the values that are offered and may be changed, by question code."""
    return {
        code: value
        for code, (claim, value) in _fitting(program, claims, document).items()
        if not _locks(program, code, claim)
    }


def _path(program: Program, code: str) -> tuple[str, ...]:
    return program.by_code[code].question.path


def _locks(program: Program, code: str, claim: str) -> bool:
    return claim in VOUCHED and program.by_code[code].question.role is not None


def _fitting(program: Program, claims: Claims, document: Document) -> dict[str, tuple[str, Json]]:
    found: dict[str, tuple[str, Json]] = {}
    for compiled in program.ordered:
        question = compiled.question
        claim = question.prefill
        if claim is None or not claims.get(claim) or question.group:
            continue
        if question.prefill_if and not condition(question.prefill_if)(document, None):
            continue
        if not compiled.shown(document, None):
            continue
        value = _VALUES.get(claim, normalise)(claims[claim])
        if value is not None and validator(question.schema).is_valid(value):
            found[question.code] = claim, value
    return found


def _place(claim: str) -> dict[str, str] | None:
    commune = communes.by_code(claim)
    return {"code": commune.code, "nom": commune.nom} if commune else None


_VALUES: Mapping[str, Callable[[str], Json]] = {"birthplace": _place}
