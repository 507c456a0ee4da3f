"""Deposited once, whatever is clicked, and never again from a page of before."""

import threading

import pytest
from sqlalchemy import func, select

from engine.store.tables import delivery, job, submission
from tests.towns import Towns
from tests.walking import LostError, Walker
from tests.web.journey.answering import ACTE, SLUG, draft_id, example, parsed, submission_of, text, token


def stored(made: Towns) -> tuple[int, int, int]:
    """Count submissions, deliveries and jobs."""
    with made.store.read() as conn:
        return tuple(  # type: ignore[return-value] # three tables, three counts
            conn.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (submission, delivery, job)
        )


def test_a_double_click_makes_one_submission_and_one_confirmation(both: Towns, walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    data = {"_csrf": token(walker.page(summary)), "action": "deposer"}
    first, second = walker.client.post(summary, data=data), walker.client.post(summary, data=data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert stored(both) == (1, 1, 1)
    page = walker.page(str(first.location))
    found = submission_of(both, summary)
    assert found is not None
    assert found.reference in text(page)


def test_two_clicks_at_the_same_instant_make_one_submission(both: Towns, walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    data = {"_csrf": token(walker.page(summary)), "action": "deposer"}
    cookie = walker.client.get_cookie("formune_tilleray", "127.0.0.1", "/v/tilleray")
    assert cookie is not None
    gate, replies = threading.Barrier(4), []

    def click() -> None:
        client = both.client()
        client.set_cookie("formune_tilleray", cookie.value, domain="127.0.0.1", path="/v/tilleray")
        gate.wait()
        replies.append(client.post(summary, data=data))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {(one.status_code, one.location) for one in replies} == {
        (303, summary.replace("recapitulatif", "confirmation"))
    }
    assert stored(both) == (1, 1, 1)
    assert walker.client.get(str(replies[0].location)).status_code == 200


def test_the_back_button_after_the_deposit_leads_to_the_confirmation(both: Towns, walker: Walker) -> None:
    answers = example("v3")
    summary = walker.fill(ACTE, answers)
    old = token(walker.page(summary))
    confirmation = walker.deposit(summary)
    sent = submission_of(both, summary)
    for here in (*walker.met, summary):
        for reply in (
            walker.client.get(here),
            walker.client.post(here, data={"_csrf": old, "demandeur.nomNaissance": "Autre"}),
            walker.client.post(here, data={"_csrf": old, "action": "enregistrer"}),
        ):
            assert (reply.status_code, reply.location) == (303, confirmation), here
    assert stored(both) == (1, 1, 1)
    assert submission_of(both, summary) == sent


def test_other_addresses_of_a_deposited_draft_say_so_too(walker: Walker) -> None:
    confirmation = walker.deposit(walker.fill(ACTE, example("v3")))
    for name in ("enregistre", "sortie/S1"):
        reply = walker.client.get(confirmation.replace("confirmation", name))
        assert (reply.status_code, reply.location) == (303, confirmation), name


def test_the_code_is_shown_and_the_page_is_the_receipt(both: Towns, walker: Walker) -> None:
    confirmation = walker.deposit(walker.fill(ACTE, example("v3")))
    page = parsed(walker.client.get(confirmation))
    found = submission_of(both, confirmation)
    assert found is not None
    said = text(page)
    assert found.reference in said
    assert "24 novembre 2026" in said
    assert "Service de l’état civil de Tilleray" in said
    for value in page.xpath("//dd[not(@class)]"):
        assert "{" not in value.text_content()
    assert {kind for kind, _id in both.queued} == {"receipt", "deliver"}
    assert draft_id(confirmation) not in said


def test_the_same_request_again_asks_whether_it_is_meant(both: Towns, walker: Walker) -> None:
    walker.deposit(walker.fill(ACTE, example("v6")))
    walker.confirms = False
    with pytest.raises(LostError, match="Vous avez déjà envoyé cette démarche le 24 novembre 2026"):
        walker.fill(ACTE, example("v6"))
    here = walker.met[-1]
    values = {"typeActe": "naissance", "natureActe": example("v6")["natureActe"]}
    asked = walker.send(here, values)
    assert asked.status_code == 422
    assert parsed(asked).xpath('//input[@name="confirmer"]/@value') == ["doublonMemeSession"]
    summary = str(walker.send(here, {**values, "confirmer": "doublonMemeSession"}).location)
    assert summary.endswith("/recapitulatif")
    walker.deposit(summary)
    assert stored(both)[0] == 2


def test_another_person_is_never_told_of_it(both: Towns, walker: Walker) -> None:
    walker.deposit(walker.fill(ACTE, example("v6")))
    other = Walker(both.client())
    other.deposit(other.fill(ACTE, example("v6")))
    assert stored(both)[0] == 2


def test_nobody_deposits_without_a_token(both: Towns, walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    for bad in ({}, {"_csrf": "x"}, {"_csrf": "é\ud7ff"}):
        reply = walker.client.post(summary, data={**bad, "action": "deposer"})
        assert reply.status_code == 422
        assert token(parsed(reply))
    assert stored(both) == (0, 0, 0)
    assert SLUG in summary
