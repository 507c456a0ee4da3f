"""The summary holds every answer asked, in order, with its number and the way to change it."""

from engine.journey.certify import Given
from engine.journey.compiled import program
from engine.journey.flow import Stop
from engine.journey.settle import settle
from engine.journey.summary import summary
from engine.journey.words import Words
from tests.browser.told import told
from tests.journey.small import FACTS
from tests.journey.test_problems import example
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))
WORDS = Words(ACTE.definition)


def url(stop: Stop, code: str) -> str:
    return f"{stop.key}#{code}"


def test_every_answer_is_there_once_with_its_number_and_its_words() -> None:
    sections = summary(ACTE, settle(ACTE, example("v2"), FACTS), WORDS, url)
    lines = {(one.code, one.ranks): one for section in sections for one in section.lines}
    assert len(lines) == sum(len(section.lines) for section in sections)
    assert lines["ACT-001", ()].value == ("Un acte de mariage",)
    assert lines["ACT-005", ()].label == "Date du mariage"
    assert lines["ACT-005", ()].value == ("14 juin 2014",)
    assert lines["PAR-002", (0,)].value == ("Lefèvre",)
    assert lines["PAR-002", (0,)].change_url == "parents/1#PAR-002"
    assert lines["IDE-003", ()].value == (), "an optional question is shown without answer"
    assert ("ACT-901", ()) not in lines


def test_pages_come_in_order_with_the_rank_of_an_item_in_its_title() -> None:
    titles = [one.title for one in summary(ACTE, settle(ACTE, example("v1"), FACTS), WORDS)]
    assert len(titles) == 12
    assert titles[5].endswith(" 1")
    assert titles[6].endswith(" 2")
    assert titles[5][:-1] == titles[6][:-1]


def test_an_answer_says_who_gave_it_until_it_is_changed_and_a_wrong_one_says_so() -> None:
    document = settle(ACTE, example("v2"), FACTS)
    person = document["demandeur"]
    given = Given("FranceConnect", {"IDE-002": person["nomNaissance"]}, {"IDE-003": "changé"})
    sections = summary(ACTE, document, WORDS, url, given=given, errors={("IDE-004", ()): "Vérifiez."})
    lines = {one.code: one for section in sections for one in section.lines}
    assert (lines["IDE-002"].certified, lines["IDE-002"].source) == (True, "FranceConnect")
    assert lines["IDE-003"].source is None
    assert (lines["IDE-004"].error, lines["IDE-004"].certified) == ("Vérifiez.", False)


def test_a_bank_account_keeps_its_last_four_characters_and_a_door_code_none() -> None:
    grant = lines_of("subvention-association", "v2")
    assert grant["SUB-090"] == ("••••\u00a00189",)
    assert grant["SUB-091"] == ("Les Amis du Livre",), "only what the form says is masked"
    assert lines_of("operation-tranquillite-vacances", "v1")["OTV-016"] == ("••••",)


def test_a_box_left_alone_is_a_no_and_a_statement_not_made_is_no_answer() -> None:
    document = settle(ACTE, example("v2"), FACTS)
    document.pop(ACTE.definition.questions["DEC-001"].path[0])
    lines = {one.code: one.value for section in summary(ACTE, document, WORDS) for one in section.lines}
    assert lines["COO-005"] == ("Non",)
    assert lines["DEC-001"] == ()


def lines_of(slug: str, name: str) -> dict[str, tuple[str, ...]]:
    """Give the answers of a form's example as its summary shows them."""
    form, chosen = program(CATALOGUE.get(slug)), told(slug, name).example["answers"]
    return {
        one.code: one.value
        for section in summary(form, chosen, Words(form.definition))
        for one in section.lines
    }
