"""The report of the long look says what was visited and found, and names no machine."""

from datetime import date

from tests.browser.audit import REPORT
from tests.browser.report import Visited, written

TOOLS = {"axe-core": "4.0.0"}
DAY = date(2026, 11, 25)


def test_the_report_counts_pages_and_faults() -> None:
    sound = Visited("portail", "fr", 9, (), ("label", "html-has-lang"))
    wrong = Visited("signalement", "en", 28, ("200 page: color-contrast",))
    text = written([sound, wrong], TOOLS, DAY)
    assert "- Date : 2026-11-25" in text
    assert "axe-core 4.0.0" in text
    assert "- Pages montrées : 37" in text
    assert "- Fautes : 1" in text
    assert "- 200 page: color-contrast" in text
    assert "`html-has-lang`, `label`." in text
    assert "## Fautes" not in written([sound], TOOLS, DAY)
    assert "partiel" not in text
    assert "Examen partiel" in written([sound], TOOLS, DAY, partial=True)


def test_the_report_committed_found_nothing_in_any_language_of_any_form() -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert "- Fautes : 0" in text
    assert "/home/" not in text
    for language in ("fr", "en", "fr-falc"):
        assert f"| portail | {language} |" in text
        assert f"| signalement | {language} |" in text
