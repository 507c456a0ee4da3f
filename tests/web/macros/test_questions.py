"""Every kind of question has the same accessible anatomy, with and without hint, error and mark."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from engine.journey.view import ErrorLine, OptionView
from engine.journey.words import InFrench
from tests.web.macros.parsed import Parsed, faults
from tests.web.macros.samples import NBSP, field

WIDGETS = (
    *("text", "textarea", "email", "tel", "number", "decimal", "date", "partial-date", "yesno", "checkbox"),
    *("time", "day-month", "amount"),
    *("radios", "select", "checkboxes", "country", "countries", "commune", "files", "group"),
)
MANY = {"date", "partial-date", "day-month", "yesno", "radios", "checkboxes", "countries", "group"}
Parse = Callable[..., Parsed]


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize(
    ("hint", "error", "mark"), [*product((None, "Une aide."), (None, "Corrigez."), (0, 1, 2))]
)
def test_every_widget_is_named_described_and_grouped(
    ask: Callable[..., str], widget: str, hint: str | None, error: str | None, mark: int
) -> None:
    one = field(widget, hint=hint, error=error, optional=mark == 1, mark_required=mark == 2)
    assert faults(ask(one)) == []


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_first_control_has_the_questions_number_as_its_id(parse: Parse, widget: str) -> None:
    found = parse(field(widget)).by_id("IDE-002")
    assert found.tag in {"input", "select", "textarea", "button"}


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_order_is_number_label_hint_error_control(ask: Callable[..., str], widget: str) -> None:
    html = ask(field(widget, hint="Une aide.", error="Corrigez."))
    marks = ['id="IDE-002-n"', 'id="IDE-002-h"', 'id="IDE-002-e"', 'id="IDE-002"']
    if widget == "checkbox":  # a box stands before its label, and the hint speaks of the label
        marks = ['id="IDE-002-n"', 'id="IDE-002-e"', 'id="IDE-002"', 'id="IDE-002-h"']
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)


@pytest.mark.parametrize("widget", WIDGETS)
def test_hint_error_and_number_describe_the_control_or_its_group(parse: Parse, widget: str) -> None:
    page = parse(field(widget, hint="Une aide.", error="Corrigez."))
    control = page.by_id("IDE-002")
    holder = control.inside("fieldset") if widget in MANY else control
    assert holder is not None
    assert holder.attributes["aria-describedby"] == "IDE-002-h IDE-002-e IDE-002-n"


@pytest.mark.parametrize("widget", WIDGETS)
def test_the_error_beside_the_question_says_the_words_of_the_summary(parse: Parse, widget: str) -> None:
    said = f"Écrivez votre nom, par exemple{NBSP}: Besson"
    page = parse(field(widget, error=said), errors=(ErrorLine("IDE-002", "#IDE-002", said),))
    links = [one for one in page.all("a") if one.attributes.get("href") == "#IDE-002"]
    assert [one.words for one in links] == [said]
    assert page.by_id("IDE-002-e").words == f"Erreur{NBSP}: {said}"
    assert page.by_id("erreurs").attributes["role"] == "alert"
    assert page.all("title")[0].words.startswith(f"Erreur{NBSP}: Votre identité")


@pytest.mark.parametrize("widget", [one for one in WIDGETS if one not in MANY])
def test_a_wrong_single_control_says_that_it_is(parse: Parse, widget: str) -> None:
    assert parse(field(widget, error="Corrigez.")).by_id("IDE-002").attributes["aria-invalid"] == "true"


@pytest.mark.parametrize("widget", WIDGETS)
def test_optional_and_required_marks_stand_in_the_name(parse: Parse, widget: str) -> None:
    for change, said in (({"optional": True}, "(facultatif)"), ({"mark_required": True}, "(obligatoire)")):
        page = parse(field(widget, **change))
        control = page.by_id("IDE-002")
        group = control.inside("fieldset") if widget in MANY else None
        named = next(
            one
            for one in page.all("legend", "label")
            if (group is not None and one.parent is group) or one.attributes.get("for") == "IDE-002"
        )
        assert said in named.words


def test_the_number_is_outside_the_name_so_that_voice_control_finds_the_words(parse: Parse) -> None:
    page = parse(field("text"))
    assert [one.words for one in page.all("label")] == ["Nom de naissance"]
    assert page.by_id("IDE-002-n").words == "Question IDE-002"


def test_the_rank_of_an_item_is_said_from_one(parse: Parse) -> None:
    page = parse(
        field("text", code="PAR-002", ranks=(1,), element_id="PAR-002-r2", name="parents.1.nomNaissance")
    )
    assert page.by_id("PAR-002-r2-n").words == f"Question PAR-002, numéro{NBSP}2"
    assert page.by_id("PAR-002-r2").attributes["name"] == "parents.1.nomNaissance"


def test_what_was_typed_is_shown_again_and_never_as_markup(parse: Parse) -> None:
    typed = '"><script>alert(1)</script>'
    for widget in ("text", "email", "tel", "number", "decimal", "commune"):
        assert parse(field(widget, value=typed)).by_id("IDE-002").attributes["value"] == typed
    assert parse(field("textarea", value=typed)).by_id("IDE-002").words == typed


def test_the_unit_stands_after_the_input_and_describes_it(parse: Parse) -> None:
    for widget in ("amount", "number", "decimal"):
        page = parse(field(widget, suffix="€", hint="Une aide.", error="Corrigez."))
        assert page.by_id("IDE-002-u").words == "€"
        described = page.by_id("IDE-002").attributes["aria-describedby"]
        assert described == "IDE-002-u IDE-002-h IDE-002-e IDE-002-n"
    assert "-u" not in str(parse(field("number")).by_id("IDE-002").attributes)


def test_an_empty_first_line_of_a_long_text_is_kept(ask: Callable[..., str]) -> None:
    assert ">\n\nfin</textarea>" in ask(field("textarea", value="\nfin"))


def test_a_third_persons_answer_is_never_offered_by_the_browser(parse: Parse) -> None:
    assert parse(field("text")).by_id("IDE-002").attributes["autocomplete"] == "off"
    own = parse(field("text", autocomplete="family-name"))
    assert own.by_id("IDE-002").attributes["autocomplete"] == "family-name"


def test_a_choice_shows_what_was_chosen(parse: Parse) -> None:
    for widget in ("radios", "checkboxes"):
        assert "checked" in parse(field(widget)).by_id("IDE-002-o-b").attributes
    chosen = [one for one in parse(field("select")).all("option") if "selected" in one.attributes]
    assert [one.attributes["value"] for one in chosen] == ["b"]


def test_a_list_begins_with_a_line_that_chooses_nothing(parse: Parse) -> None:
    first = parse(field("country")).all("option")[0]
    assert first.attributes["value"] == ""


def test_several_countries_share_one_name_and_keep_their_order(parse: Parse) -> None:
    selects = parse(field("countries", values=("b", "a"))).all("select")
    assert {one.attributes["name"] for one in selects} == {"demandeur.nomNaissance"}
    assert len(selects) == 3


def test_a_statement_is_ticked_by_oui(parse: Parse) -> None:
    box = parse(field("checkbox", value="oui")).by_id("IDE-002")
    assert (box.attributes["type"], box.attributes["value"]) == ("checkbox", "oui")
    assert "checked" in box.attributes
    assert "checked" not in parse(field("checkbox", value="")).by_id("IDE-002").attributes


def test_communes_of_one_name_are_chosen_at_code_and_the_name_can_be_corrected(
    ask: Callable[..., str], parse: Parse
) -> None:
    options = (
        OptionView("IDE-002-o-93066", "93066", "Saint-Denis (93200)"),
        OptionView("IDE-002-o-97411", "97411", "Saint-Denis (97400)"),
    )
    one = field("commune", value="Saint-Denis", options=options, error="Choisissez la commune.")
    page = parse(one)
    assert faults(ask(one)) == []
    assert page.by_id("IDE-002").attributes["name"] == "demandeur.nomNaissance.code"
    assert page.by_id("IDE-002-nom").attributes["value"] == "Saint-Denis"


def test_limits_of_files_are_said_before_and_a_file_can_be_removed(parse: Parse) -> None:
    page = parse(field("files"))
    limits = page.by_id("IDE-002-h").words
    assert limits == f"3{NBSP}fichiers au plus, JPEG, PNG ou PDF, 10{NBSP}Mo au plus chacun."
    remove = next(one for one in page.all("button") if one.attributes.get("value") == "retirer:IDE-002.0")
    assert remove.words == "Retirer recto.jpg"
    assert page.by_id("IDE-002").attributes["accept"] == "image/jpeg,image/png,application/pdf"
    assert page.all("form")[0].attributes["enctype"] == "multipart/form-data"


def test_a_full_list_of_files_has_no_input_but_keeps_its_place(ask: Callable[..., str], parse: Parse) -> None:
    one = field("files", max_files=1, error="Retirez un fichier.")
    assert faults(ask(one)) == []
    assert parse(one).by_id("IDE-002").tag == "p"


def test_a_page_without_files_is_not_multipart(parse: Parse) -> None:
    assert "enctype" not in parse(field("text")).all("form")[0].attributes


def test_the_enter_key_presses_continue_even_after_another_button(parse: Parse) -> None:
    for one in (field("files"), field("text", certified=True, shown="BESSON")):
        buttons = parse(one).all("button")
        assert buttons[0].attributes["value"] == "continuer"


def test_certified_answers_are_text_in_their_order_with_a_way_to_correct_them(parse: Parse) -> None:
    page = parse(
        field("text", code="IDE-002", certified=True, shown="BESSON"),
        field("text", code="IDE-003", label="Nom d’usage"),
        field("text", code="IDE-004", certified=True, shown="Camille"),
    )
    assert [one.attributes["id"] for one in page.elements if one.attributes.get("id") in _CODES] == list(
        _CODES
    )
    assert page.by_id("IDE-002").tag == "div"
    assert len(page.with_class("sealed")) == 2
    values = [str(one.attributes.get("value")) for one in page.all("button")]
    assert [one for one in values if one.startswith("corriger:")] == ["corriger:IDE-002"]


def test_words_in_another_language_say_so(parse: Parse) -> None:
    page = parse(field("text", label=InFrench("Nom & prénoms"), hint=InFrench("Une aide."), example="Ana"))
    marked = [
        (one.inside("label") is not None, one.words)
        for one in page.all("span")
        if one.attributes.get("lang") == "fr"
    ]
    assert marked == [(True, "Nom & prénoms"), (False, "Une aide.")]
    plain = parse(field("text", hint="Une aide."))
    assert not [one for one in plain.all("span") if "lang" in one.attributes]


def test_an_option_of_a_list_says_its_language_itself(parse: Parse) -> None:
    page = parse(field("select", options=(OptionView("a", "a", InFrench("Oui & non")),)))
    option = page.all("option")[1]
    assert (option.attributes.get("lang"), option.words) == ("fr", "Oui & non")


@pytest.mark.parametrize(
    "broken",
    [
        '<input id="a" name="a">',
        '<label for="b">B</label>',
        '<p id="a"></p><p id="a"></p>',
        '<p aria-describedby="nothing"></p>',
        "<fieldset><p>Sans légende</p></fieldset>",
        '<p style="color: red"></p>',
        '<p onclick="go()"></p>',
        '<label for="r">R</label><input type="radio" id="r" name="r">',
    ],
)
def test_the_check_of_anatomy_can_fail(broken: str) -> None:
    assert faults(broken)


_CODES: Any = ("IDE-002", "IDE-003", "IDE-004")
