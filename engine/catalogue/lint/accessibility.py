"""What a person who does not see the page must still be told: whose data a field takes, what a group is."""

from collections import Counter
from collections.abc import Iterator

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.mounts import TYPIST
from engine.catalogue.source import FIRST_LANGUAGE

#: Tokens that a field of a form may carry (HTML Living Standard, « autofill »), those of payment left out.
TOKENS = frozenset(
    {
        "name", "honorific-prefix", "given-name", "additional-name", "family-name", "honorific-suffix", "nickname",
        "organization-title", "organization", "street-address", "address-line1", "address-line2", "address-line3",
        "address-level4", "address-level3", "address-level2", "address-level1", "country", "country-name",
        "postal-code", "language", "bday", "bday-day", "bday-month", "bday-year", "sex", "url", "tel",
        "tel-national", "email", "impp",
    }
)  # fmt: skip


def check_autocomplete(subject: Subject) -> Iterator[Finding]:
    """Check that a token stands on the typist's own data only (WCAG 1.3.5, RGAA 11.13), and is one."""
    for code, question in subject.questions.items():
        token = question.get("autocomplete")
        if token is None:
            continue
        unknown = [word for word in token.split() if word not in TOKENS]
        if unknown:
            message = f"« {unknown[0]} » is no token of HTML's autofill"
            yield subject.found("autocomplete-unknown", code, message, "Use a token of the standard.")
        other = question.get("role", TYPIST) != TYPIST or "group" in question
        if other and "autocompleteIf" not in question:
            message = "the browser would offer the typist's own data for another person (WCAG 1.3.5)"
            yield subject.found("autocomplete-other", code, message, "Take the token away.")


def check_legends(subject: Subject) -> Iterator[Finding]:
    """Check that a group of fields says what it is, and what one item is called (RGAA 11.6 and 11.7)."""
    words = subject.bundle["texts"].get(FIRST_LANGUAGE, {})
    for code, question in subject.questions.items():
        if question["widget"] == "group" and f"{code}.item" not in words:
            mend = f"Write « {code}.item »: what one of them is called."
            yield subject.found("legend-missing", code, "an item of this group has no name", mend)


def check_same_words(subject: Subject) -> Iterator[Finding]:
    """Check that two fields of a page, or two options of a question, are not called alike (RGAA 11.2)."""
    words = subject.bundle["texts"].get(FIRST_LANGUAGE, {})
    for page in subject.bundle["pages"]:
        labels = Counter(
            text
            for code in dict.fromkeys((*page["questions"], *page.get("item", ())))
            if isinstance(text := words.get(f"{code}.label"), str) and "if" not in subject.questions[code]
        )
        for code in page["questions"]:
            text = words.get(f"{code}.label")
            if isinstance(text, str) and labels[text] > 1:
                message = f"another question of the page « {page['slug']} » has the same label"
                yield subject.found("label-twice", code, message, "Say whose, or of what.")
    for code, question in subject.questions.items():
        said = Counter(
            text
            for option in question.get("options", ())
            if isinstance(text := words.get(f"{code}.option.{option['value']}"), str)
        )
        for text, times in said.items():
            if times > 1:
                message = f"two options say « {text} »"
                yield subject.found("option-twice", code, message, "Give each option its own words.")
