"""Examples: the published schema accepts the right ones and refuses the others, whoever validates."""

from collections.abc import Iterator, Sequence

from engine.catalogue.lint.finding import Finding, Oracle, Subject
from engine.validation import verdict

#: Keywords that a published schema can fail on; any other expected keyword is a check of the engine's.
SCHEMA_KEYWORDS = frozenset(
    {
        "required", "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "contains", "not",
        "unevaluatedProperties",
    }
)  # fmt: skip


def check_examples(subject: Subject, oracles: Sequence[Oracle] = ()) -> Iterator[Finding]:
    """Check that each example has the verdict it announces, here and in each oracle; its codes exist."""
    schema = subject.bundle["schema"]
    valid = verdict(schema)
    others = [make(schema) for make in oracles]
    if not any(example["valid"] for example in subject.form.examples.values()):
        file = f"{subject.form.file}/examples"
        yield Finding(
            "example-missing", file, "", "there is no valid example", "Write one whole set of answers."
        )
    for name, example in subject.form.examples.items():
        file = f"{subject.form.file}/examples/{name}.json"
        expected = example.get("expected", ())
        said = valid(example["answers"])
        announced = example["valid"] or not any(keyword in SCHEMA_KEYWORDS for _, keyword in expected)
        if said is not announced:
            message = f"the schema {'accepts' if said else 'refuses'} these answers"
            yield Finding(
                "example-verdict", file, "/answers", message, "Mend the answers, or valid and expected."
            )
        if any(other(example["answers"]) is not said for other in others):
            message = "validators disagree on these answers"
            yield Finding(
                "example-disagreement", file, "/answers", message, "Look for a pattern or a number."
            )
        for code, _ in expected:
            if code not in subject.questions:
                message = f"there is no question « {code} »"
                yield Finding("target", file, "/expected", message, "Name one that exists.")
