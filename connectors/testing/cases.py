"""The cases: one function each, one promise each; `Failure` says what was seen instead."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, BinaryIO

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from connectors.contract import (
    PROTOCOL,
    Accepted,
    Context,
    Delivery,
    Outcome,
    Transient,
    Unknown,
    encode,
)
from connectors.testing import samples
from connectors.testing.bench import Bench, Failure, Fault, Received


def describes_itself(bench: Bench) -> None:
    """Require a complete descriptor whose configuration schema is JSON Schema 2020-12."""
    descriptor = bench.connector().describe()
    _expect(PROTOCOL in descriptor.protocol, "the descriptor does not list this version of the contract")
    _expect(bool(descriptor.id and descriptor.version), "the descriptor has no id or no version")
    try:
        Draft202012Validator.check_schema(descriptor.config_schema)
    except SchemaError:
        raise Failure("the configuration's schema is not JSON Schema 2020-12") from None
    config = _context(bench).config
    _expect(
        Draft202012Validator(descriptor.config_schema).is_valid(config), "its own configuration is refused"
    )


def checks_without_a_trace(bench: Bench) -> None:
    """Require that `check` finds a good configuration good and leaves nothing at the target."""
    findings = bench.connector().check(_context(bench))
    bad = [finding.id for finding in findings if not finding.ok]
    _expect(bool(findings) and not bad, f"check failed on {bad}")
    _expect(not bench.received(), "check left something at the target")


def prepares_the_same_bytes_without_touching_anything(bench: Bench) -> None:
    """Require a pure `prepare`: same bytes twice, no file opened, no socket, no clock."""
    untouchable: Any = _Untouchable()
    given = samples.delivery("pure", [samples.file("PJ-001", "a.pdf", samples.PDF)])
    closed = replace(given, files=tuple(replace(file, open=_never) for file in given.files))
    blind = replace(_context(bench), http=untouchable, smtp=untouchable, clock=untouchable)
    first = bench.connector().prepare(blind, closed)
    second = bench.connector().prepare(blind, closed)
    _expect(first.parts == second.parts, "two preparations differ")
    _expect(first.digest == second.digest, "two preparations have two digests")
    _expect(not bench.received(), "prepare sent something")


def accepts_a_delivery(bench: Bench) -> None:
    """Require that what arrives is what was sent: the document to the byte, the files to the byte."""
    _arrives_whole(bench, samples.delivery("whole", [samples.file("PJ-001", "a.pdf", samples.PDF * 5000)]))


def a_replay_makes_no_second_record(bench: Bench) -> None:
    """Require that the same key with the same content is accepted again and nothing doubles."""
    given = samples.delivery("replay", [samples.file("PJ-001", "a.pdf", samples.PDF)])
    first, second = _deliver(bench, given), _deliver(bench, given)
    _expect(isinstance(first, Accepted), f"the first delivery gave {first}")
    _expect(first == second, f"the replay gave {second} after {first}")
    _one(bench, given)


def refuses_other_content_under_the_same_key(bench: Bench) -> None:
    """Require that other content under the same key is refused, and what was there stays."""
    if "conflict" not in bench.connector().describe().capabilities:
        return
    given = samples.delivery("conflict")
    _deliver(bench, given)
    second = _deliver(bench, samples.other_content(given))
    _expect(getattr(second, "kind", None) == "conflict", f"other content under the same key gave {second}")
    _expect(_one(bench, given).document == encode(given.document()), "the first content was replaced")


def two_at_once_make_one_record(bench: Bench) -> None:
    """Require that two attempts at the same moment leave one record, and that neither is refused for good."""
    given = samples.delivery("at-once", [samples.file("PJ-001", "a.pdf", samples.PDF * 1000)])
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda _: _deliver(bench, given), range(2)))
    _expect(any(isinstance(outcome, Accepted) for outcome in outcomes), f"two at once gave {outcomes}")
    _expect(all(isinstance(outcome, Accepted | Transient) for outcome in outcomes), f"gave {outcomes}")
    _one(bench, given)


def survives_hostile_file_names(bench: Bench) -> None:
    """Require that no name leads out of its place, into a header, or to the loss of a file."""
    files = [
        samples.file(f"PJ-{n:03}", name, f"content {n}".encode())
        for n, name in enumerate(samples.HOSTILE_NAMES, start=1)
    ]
    _arrives_whole(bench, samples.delivery("hostile", files))


def keeps_two_files_of_one_name(bench: Bench) -> None:
    """Require that two files of one question with one name both arrive, in order."""
    files = [samples.file("PJ-001", "scan.pdf", content) for content in (b"first", b"second")]
    _arrives_whole(bench, samples.delivery("twins", files))


def keeps_an_empty_file(bench: Bench) -> None:
    """Require that a file of no bytes is a file."""
    _arrives_whole(bench, samples.delivery("empty", [samples.file("PJ-001", "empty.pdf", b"")]))


def keeps_every_character(bench: Bench) -> None:
    """Require that accents, emoji, right-to-left words, mark-up and line ends arrive unchanged."""
    words = "Œuvre d’été 🌻 שלום <script>alert(1)</script> =cmd|' ]]> &amp; \r\n.\r\nDATA \x01 \ud800"
    base = samples.delivery("characters")
    labels = tuple(replace(label, value=words) for label in base.labels)
    title = replace(base.form, title="Titre\r\nBcc: someone@example.org\r\n\r\n<b>")
    _arrives_whole(bench, replace(base, answers={"texte": words}, labels=labels, form=title))


def refuses_a_file_that_is_not_what_was_sealed(bench: Bench) -> None:
    """Require that bytes that differ from the sealed digest are never delivered."""
    true = samples.file("PJ-001", "a.pdf", b"sealed")
    false = replace(true, open=samples.file("PJ-001", "a.pdf", b"forged").open)
    outcome = _deliver(bench, samples.delivery("forged", [false]))
    _expect(getattr(outcome, "kind", None) == "content", f"forged bytes gave {outcome}")
    _expect(not bench.received(), "forged bytes were delivered")


def nobody_there_is_transient(bench: Bench) -> None:
    """Require transient when nobody listens: certainly nothing was received."""
    _broken(bench, "refused", Transient, samples.delivery("refused"))


def no_answer_is_unknown(bench: Bench) -> None:
    """Require unknown when the target hangs up after the last byte: nobody can say what it has."""
    _broken(bench, "unanswered", Unknown, samples.delivery("unanswered"))


def a_lost_answer_makes_no_second_record(bench: Bench) -> None:
    """Require unknown when the answer is lost, then accepted, once, when sent again."""
    given = samples.delivery("lost")
    if _broken(bench, "stored-unanswered", Unknown, given):
        outcome = _deliver(bench, given)
        _expect(isinstance(outcome, Accepted), f"the second attempt gave {outcome}")
        _one(bench, given)


def adds_the_receipt_later(bench: Bench) -> None:
    """Require that the receipt joins what is already there, once, and changes nothing else."""
    if "addition" not in bench.connector().describe().capabilities:
        return
    given = samples.delivery("receipt", [samples.file("PJ-001", "a.pdf", samples.PDF)])
    _deliver(bench, given)
    addition = samples.completed(given, samples.PDF + b"receipt")
    for attempt in ("first", "second"):
        outcome = _deliver(bench, addition)
        _expect(isinstance(outcome, Accepted), f"the {attempt} addition gave {outcome}")
    record = _one(bench, given)
    _expect(record.receipt == samples.PDF + b"receipt", "the receipt is not there")
    _expect(record.document == encode(given.document()), "the addition changed the document")


def takes_the_receipt_with_the_delivery(bench: Bench) -> None:
    """Require that a receipt that is ready travels with the submission."""
    receipt = samples.file("recepisse", "recepisse.pdf", samples.PDF + b"at once")
    _deliver(bench, replace(samples.delivery("together"), receipt=receipt))
    _expect(_one(bench, samples.delivery("together")).receipt == samples.PDF + b"at once", "no receipt")


def tells_no_secret(bench: Bench) -> None:
    """Require that neither logs nor outcomes hold a secret or a word of the resident."""
    said = [str(_deliver(bench, samples.delivery("silent")))]
    for fault in ("refused", "unanswered"):
        context = bench.context(fault)
        if context:
            said.append(str(_deliver(bench, samples.delivery(f"silent-{fault}"), context)))
    told = "\n".join((*said, bench.spoken()))
    hidden: Mapping[str, str] = {"the resident's name": samples.SURNAME, **bench.secrets()}
    for name, word in hidden.items():
        _expect(word not in told, f"an outcome or a log holds {name}")


#: Every case by its name; a vendor may run one, or all with `run`.
CASES: Mapping[str, Callable[[Bench], None]] = {
    case.__name__: case
    for case in (
        describes_itself,
        checks_without_a_trace,
        prepares_the_same_bytes_without_touching_anything,
        accepts_a_delivery,
        a_replay_makes_no_second_record,
        refuses_other_content_under_the_same_key,
        two_at_once_make_one_record,
        survives_hostile_file_names,
        keeps_two_files_of_one_name,
        keeps_an_empty_file,
        keeps_every_character,
        refuses_a_file_that_is_not_what_was_sealed,
        nobody_there_is_transient,
        no_answer_is_unknown,
        a_lost_answer_makes_no_second_record,
        adds_the_receipt_later,
        takes_the_receipt_with_the_delivery,
        tells_no_secret,
    )
}


class _Untouchable:
    """Stands for what `prepare` may not use: any use is a failure."""

    def __getattr__(self, name: str) -> object:
        raise Failure(f"prepare used {name}")


def _never() -> BinaryIO:
    raise Failure("prepare opened a file")


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 -- the shape of an assertion
    if not holds:
        raise Failure(otherwise)


def _context(bench: Bench) -> Context:
    context = bench.context()
    _expect(context is not None, "the bench gives no context")
    assert context is not None  # noqa: S101 -- told to the type checker; _expect has just refused None
    return context


def _deliver(bench: Bench, given: Delivery, context: Context | None = None) -> Outcome:
    context = context or _context(bench)
    connector = bench.connector()
    return connector.deliver(context, connector.prepare(context, given), {})


def _one(bench: Bench, given: Delivery) -> Received:
    found = [record for record in bench.received() if record.reference == given.reference]
    _expect(len(found) == 1, f"the target holds {len(found)} records")
    return found[0]


def _arrives_whole(bench: Bench, given: Delivery) -> None:
    outcome = _deliver(bench, given)
    _expect(isinstance(outcome, Accepted), f"the delivery gave {outcome}")
    record = _one(bench, given)
    _expect(record.document == encode(given.document()), "the document differs")
    _expect(json.loads(record.document)["reference"] == given.reference, "the reference differs")
    sent = [b"".join(file.chunks()) for file in given.files]
    _expect(list(record.files) == sent, "the files differ")


def _broken(bench: Bench, fault: Fault, expected: type[Outcome], given: Delivery) -> bool:
    context = bench.context(fault)
    if context is None:
        return False
    outcome = _deliver(bench, given, context)
    _expect(isinstance(outcome, expected), f"the fault {fault} gave {outcome}")
    return True
