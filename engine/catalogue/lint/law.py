"""What a procedure must say to the person: silence, remedies, service, attestation; and what a declaration may not."""

from collections.abc import Iterator

from engine.catalogue.lint.finding import Finding, Subject

#: The forms that a person sends as somebody (CRPA R112-9-1), a street report being open to all.
IDENTIFIED = ("declaration", "demande", "pre-demande")
#: Mentions that tell of the right to an attestation of an acceptance by silence.
_ATTESTED = ("silenceAccord", "attestation")
_ASSURED = ("eidas1", "eidas2")


def check_mode(subject: Subject) -> Iterator[Finding]:
    """Check that a request says what silence means (CRPA L231-1 ff) and how to appeal (R112-11-1)."""
    procedure = subject.form.procedure
    if procedure["mode"] != "demande":
        return
    if "silence" not in procedure:
        mend = "Write silence: outcome, delay, startsAt, source."
        yield found(subject, "silence-missing", "", "a request must say what silence means", mend)
    if not procedure.get("remedies"):
        mend = "Write remedies, each with its mention."
        yield found(subject, "remedies-missing", "", "a request must name the remedies", mend)
    if "service" not in procedure:
        mend = "Write service: the name that the city's routing knows."
        yield found(subject, "service-missing", "", "a request must name the service that answers", mend)


def check_silence(subject: Subject) -> Iterator[Finding]:
    """Check that silence decides only what is asked, and that its acceptance can be proved (CRPA L232-3)."""
    procedure = subject.form.procedure
    outcome = procedure.get("silence", {}).get("outcome", "none")
    if procedure["mode"] in ("declaration", "signalement") and outcome != "none":
        message = f"a {procedure['mode']} asks for no decision: silence cannot mean {outcome}"
        yield found(
            subject, "silence-misplaced", "/silence/outcome", message, "Write none, or make it a demande."
        )
    if outcome == "acceptance" and not _says(subject, _ATTESTED):
        mend = "Name a mention whose key begins with silenceAccord or attestation."
        message = "nobody is told that silence, when it accepts, is attested on request"
        yield found(subject, "attestation-missing", "/mentions", message, mend)


def check_identity(subject: Subject) -> Iterator[Finding]:
    """Check that the person is identified as the code says, and no more strongly without a text."""
    procedure = subject.form.procedure
    if procedure["identification"] in _ASSURED and "identificationBasis" not in procedure:
        message = f"identification {procedure['identification']} is demanded and no text is named"
        mend = "Write identificationBasis, or ask for a lower level."
        yield found(subject, "identification-basis", "/identification", message, mend)
    if procedure["mode"] not in IDENTIFIED:
        return
    asked = {question["field"].rpartition("/")[2] for question in subject.questions.values()}
    for names, words in _WHO:
        if asked.isdisjoint(names):
            mend = f"Take {words} from its block."
            yield found(subject, "person-unidentified", "", f"the form does not ask for {words}", mend)


def check_fee(subject: Subject) -> Iterator[Finding]:
    """Check that a price has its text (a fee is created by an act, never by a form)."""
    fee = subject.form.procedure.get("fee", {})
    if fee.get("centimes", 0) > 0 and "source" not in fee:
        yield found(subject, "fee-source", "/fee", "a price is asked and no text is named", "Write source.")


#: Last segments of fields, and what they are: one of each is asked of whoever files (CRPA R112-9-1).
_WHO = (
    (("nomNaissance", "nom", "raisonSociale"), "a name"),
    (("prenoms", "prenom"), "first names"),
    (("courriel",), "an e-mail address"),
    (("codePostal", "codePostalEtranger"), "a postal address"),
)


def found(subject: Subject, rule: str, where: str, message: str, mend: str) -> Finding:
    """Make a finding about a form's procedure."""
    return Finding(rule, f"{subject.form.file}/procedure.json", where, message, mend)


def _says(subject: Subject, beginnings: tuple[str, ...]) -> bool:
    said = subject.form.procedure.get("mentions", ())
    names = [one if isinstance(one, str) else str(one.get("mention", one.get("name"))) for one in said]
    return any(name.startswith(beginnings) for name in names)
