"""A page posted: saved whatever was typed, shown again as it was typed, and left only when it is right."""

import pytest
from lxml import html

from tests.towns import Towns
from tests.walking import Walker, errors_of
from tests.web.journey.answering import (
    ACTE,
    SLUG,
    draft_of,
    errors,
    example,
    onward,
    parsed,
    submission_of,
    text,
    walk_to,
)

WRONG = {
    "demandeur.nomNaissance": "  R2 <b>D2</b> ",
    "demandeur.prenoms": "",
    "demandeur.dateNaissance.jour": "31",
    "demandeur.dateNaissance.mois": "2",
    "demandeur.dateNaissance.annee": "1962",
}


def test_wrong_input_is_shown_again_exactly_as_typed(walker: Walker) -> None:
    here = walk_to(walker, example("v1"), "identite")
    reply = walker.send(here, WRONG)
    assert reply.status_code == 422
    page = parsed(reply)
    for name, value in WRONG.items():
        assert page.xpath(f'string(//input[@name="{name}"]/@value)') == value, name
    again = walker.page(here)
    for name, value in WRONG.items():
        assert again.xpath(f'string(//input[@name="{name}"]/@value)') == value, name


def test_the_error_summary_names_each_field_in_the_field_s_own_words(walker: Walker) -> None:
    here = walk_to(walker, example("v1"), "identite")
    page = parsed(walker.send(here, WRONG))
    assert page.xpath("string(//title)").startswith("Erreur\u00a0: ")
    listed = errors(page)
    assert [href for href, _words in listed] == ["#IDE-002", "#IDE-004", "#IDE-007"]
    for href, words in listed:
        (target,) = page.xpath(f'//*[@id="{href[1:]}"]')
        beside = target.xpath("string(ancestor-or-self::*[contains(@class, 'bad')][1])")
        assert words in " ".join(beside.split())
    assert page.xpath('//input[@id="IDE-002"]/@aria-invalid') == ["true"]
    assert not walker.page(here).xpath("string(//title)").startswith("Erreur")


@pytest.mark.parametrize("name", ["v1", "v2", "v3", "v5"])
def test_every_page_posted_empty_says_what_to_do_and_its_links_lead_somewhere(
    name: str, walker: Walker
) -> None:
    answers, here, met = example(name), walker.begin(SLUG), []
    while not here.endswith("/recapitulatif"):
        met.append(here.split("?")[0])
        assert len(met) < 40, met
        reply = walker.send(here, {}) if met.count(met[-1]) == 1 else None
        if reply is not None and reply.status_code == 422:
            page = parsed(reply)
            listed = errors(page)
            assert listed, here
            assert len({href for href, _words in listed}) == len(listed)
            for href, words in listed:
                assert page.xpath(f'//*[@id="{href[1:]}"]'), (here, href)
                assert words.endswith((".", "?")), words
                assert "{" not in words, words
        here = onward(walker, answers, here)
    assert walker.page(here) is not None


def test_saving_succeeds_whatever_was_typed_and_keeps_it(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v1"), "identite")
    reply = walker.send(here, WRONG, action="enregistrer")
    assert reply.status_code == 303
    saved = walker.page(str(reply.location))
    assert "24 décembre 2026" in text(saved)
    (onward_link,) = saved.xpath(f'//main//a[contains(@href, "{here}")]/@href')
    page = walker.page(onward_link)
    assert (
        page.xpath('string(//input[@name="demandeur.nomNaissance"]/@value)')
        == WRONG["demandeur.nomNaissance"]
    )
    assert draft_of(both, here).body.raw["identite"]["demandeur.nomNaissance"] == [
        WRONG["demandeur.nomNaissance"]
    ]


def test_questions_that_an_answer_adds_appear_by_a_redirect_with_a_note(walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "adresse")
    assert walker.page(here).xpath('//*[@name="demandeur.adresse.voie"]')
    reply = walker.send(here, {"demandeur.adresse.pays": "BE"})
    assert reply.status_code == 303
    page = walker.page(str(reply.location))
    assert "La page a changé" in text(page)
    added = page.xpath('//div[@class="note"]//a/@href')
    assert added, "the note leads to each question that was added"
    assert all(page.xpath(f'//*[@id="{one[1:]}"]') for one in added)
    asked_before = {"ADR-001", "ADR-002"}
    assert not asked_before & {one[1:] for one in added}
    assert not page.xpath('//*[@id="erreurs"]')
    assert page.xpath('//*[@name="demandeur.adresse.localite"]')
    assert not page.xpath('//*[@name="demandeur.adresse.voie"]')
    assert page.xpath('//select[@name="demandeur.adresse.pays"]/option[@selected]/@value') == ["BE"]
    assert walker.send(here, {"demandeur.adresse.pays": "BE"}).status_code == 422, (
        "the second time it is missing"
    )


def test_a_name_of_several_communes_asks_which_one(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v1"), "adresse")
    typed = {
        "demandeur.adresse.pays": "FR",
        "demandeur.adresse.voie": "1 rue Haute",
        "demandeur.adresse.codePostal": "93200",
        "demandeur.adresse.commune": "Saint-Denis",
    }
    reply = walker.send(here, typed)
    assert reply.status_code == 422
    page = parsed(reply)
    codes = page.xpath('//input[@name="demandeur.adresse.commune.code"]/@value')
    assert "93066" in codes
    assert len(codes) > 1
    assert errors(page)[0][0] == "#ADR-007"
    assert page.xpath('//*[@id="ADR-007"]')
    chosen = walker.send(here, {**typed, "demandeur.adresse.commune.code": "93066"})
    assert chosen.status_code == 303
    assert draft_of(both, here).body.document["demandeur"]["adresse"]["commune"]["code"] == "93066"


def test_another_name_may_be_written_instead_of_choosing(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v1"), "adresse")
    typed = {
        "demandeur.adresse.pays": "FR",
        "demandeur.adresse.voie": "1 rue Haute",
        "demandeur.adresse.codePostal": "06000",
        "demandeur.adresse.commune": "Saint-Denis",
    }
    page = parsed(walker.send(here, typed))
    (box,) = page.xpath('//input[@type="text"][@name="demandeur.adresse.commune"]')
    assert box.get("value") == "Saint-Denis"
    assert page.xpath(f'//label[@for="{box.get("id")}"]')
    stale = {**typed, "demandeur.adresse.commune": "Nice", "demandeur.adresse.commune.code": "93066"}
    assert walker.send(here, stale).status_code == 303
    assert draft_of(both, here).body.document["demandeur"]["adresse"]["commune"] == {
        "code": "06088",
        "nom": "Nice",
    }


def test_an_unlikely_answer_asks_to_be_confirmed_and_is_then_sealed(both: Towns, walker: Walker) -> None:
    answers = example("v2", dateEvenement="2000-06-14")
    here = walk_to(walker, answers, "epoux")
    reply = walker.send(
        here,
        {
            "conjoint.nomNaissance": "N'Diaye",
            "conjoint.prenoms": "Awa",
            "dateEvenement.jour": "14",
            "dateEvenement.mois": "6",
            "dateEvenement.annee": "2000",
        },
    )
    assert reply.status_code == 422
    page = parsed(reply)
    (box,) = page.xpath('//input[@name="confirmer"]')
    assert page.xpath('string(//*[@id="erreurs-t"])') == "Une réponse est à confirmer"
    assert page.xpath("string(//title)").startswith("À confirmer\N{NO-BREAK SPACE}:")
    assert (box.get("value"), box.get("checked")) == ("mariageAvant15", None)
    assert errors(page) == [
        ("#mariageAvant15", "La personne avait moins de 15 ans ce jour-là. Est-ce exact ?")
    ]
    assert page.xpath('//*[@id="mariageAvant15"]')
    onwards = walker.send(here, {**typed_from(page), "confirmer": "mariageAvant15"})
    assert onwards.status_code == 303
    body = draft_of(both, here).body
    assert set(body.confirmed) == {"mariageAvant15"}
    confirmation = walker.deposit(walker.fill(ACTE, answers, str(onwards.location)))
    found = submission_of(both, confirmation)
    assert found is not None
    assert [one["check"] for one in found.payload["warnings"]] == ["mariageAvant15"]


def test_a_confirmation_dies_with_the_answer_that_it_confirmed(walker: Walker) -> None:
    here = walk_to(walker, example("v2"), "epoux")
    typed = {"conjoint.nomNaissance": "N'Diaye", "conjoint.prenoms": "Awa", "confirmer": "mariageAvant15"}
    assert walker.send(here, {**typed, "dateEvenement.annee": "2000"}).status_code == 303
    again = {name: value for name, value in typed.items() if name != "confirmer"}
    assert walker.send(here, {**again, "dateEvenement.annee": "2000"}).status_code == 303
    assert walker.send(here, {**again, "dateEvenement.annee": "1999"}).status_code == 422


def test_sizes_two_one_two_keep_what_was_typed(both: Towns, walker: Walker) -> None:
    answers = example("v1")
    here = walk_to(walker, answers, "adresse")
    group = here.replace("/adresse", "/parents")
    assert str(walker.send(group, {"filiation": "unParent"}).location) == here
    assert len(draft_of(both, here).body.document["parents"]) == 1
    second = str(walker.send(group, {"filiation": "deuxParents"}).location)
    assert second.endswith("/parents/2")
    page = walker.page(second)
    assert page.xpath('string(//input[@name="parents.1.nomNaissance"]/@value)') == "Rossi"
    assert str(walker.send(second, typed_from(page)).location) == here
    assert draft_of(both, here).body.document["parents"] == answers["parents"]


def test_a_change_from_the_summary_returns_to_the_summary(walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    (link,) = walker.page(summary).xpath('//a[contains(@href, "#IDE-002")]/@href')
    page = walker.page(link.split("#")[0])
    reply = walker.send(link.split("#")[0], {**typed_from(page), "demandeur.nomNaissance": "Durand"})
    assert str(reply.location) == summary
    assert "Durand" in text(walker.page(summary))


def test_the_summary_sends_back_to_the_first_open_page(walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "lieu")
    reply = walker.client.get(here.replace("/lieu", "/recapitulatif"))
    assert (reply.status_code, str(reply.location)) == (303, here)
    later = walker.client.get(here.replace("/lieu", "/profession"))
    assert (later.status_code, str(later.location)) == (303, here), "a page that asks nothing now"


def test_a_hidden_answer_comes_back_when_its_question_does(walker: Walker) -> None:
    here = walk_to(walker, example("v5"), "identite")
    first = here.replace("/identite", "/acte")
    profession = here.replace("/identite", "/profession")
    walker.send(first, {"typeActe": "deces", "natureActe": "copieIntegrale"})
    assert walker.client.get(profession).status_code == 303
    walker.send(first, {"typeActe": "naissance", "natureActe": "copieIntegrale"})
    walker.send(here.replace("/identite", "/qualite"), {"qualiteDemandeur": "professionnel"})
    page = walker.page(profession)
    assert page.xpath('string(//input[@name="texteHabilitant"]/@value)') == example("v5")["texteHabilitant"]


def test_the_deposit_says_again_what_is_missing_since(both: Towns, walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    walker.send(summary.replace("/recapitulatif", "/identite"), {"demandeur.nomNaissance": ""}, "enregistrer")
    reply = walker.send(summary, {}, action="deposer")
    page = parsed(reply)
    assert reply.status_code == 422
    assert page.xpath("string(//title)").startswith("Erreur\u00a0: ")
    hrefs = [href for href, _words in errors(page)]
    assert f"{summary.replace('/recapitulatif', '/identite')}#IDE-002" in hrefs
    assert len(errors_of(reply)) == len(hrefs)
    for href in hrefs:
        path, _, anchor = href.partition("#")
        assert walker.page(path).xpath(f'//*[@id="{anchor}"]')
    assert submission_of(both, summary) is None


def test_two_tabs_lose_nothing_of_each_other(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "adresse")
    other = here.replace("/adresse", "/identite")
    first, second = walker.page(here), walker.page(other)
    walker.client.post(other, data={**typed_from(second), "demandeur.nomNaissance": "Durand"})
    typed = {**typed_from(first), "demandeur.adresse.pays": "FR", "demandeur.adresse.voie": "1 rue Haute"}
    walker.client.post(here, data={**typed, "action": "enregistrer"})
    document = draft_of(both, here).body.document
    assert document["demandeur"]["nomNaissance"] == "Durand"
    assert document["demandeur"]["adresse"]["voie"] == "1 rue Haute"


def typed_from(page: html.HtmlElement) -> dict[str, str]:
    """Give what a page's inputs hold, as a browser would send it back."""
    values: dict[str, str] = {}
    for one in page.xpath("//main//form//input[@name] | //main//form//textarea[@name]"):
        if one.get("type") in {"radio", "checkbox"} and one.get("checked") is None:
            continue
        values[one.get("name")] = one.get("value") if one.tag == "input" else one.text or ""
    for one in page.xpath("//main//form//select[@name]"):
        values[one.get("name")] = one.xpath("string(option[@selected]/@value)")
    return {name: value or "" for name, value in values.items()}
