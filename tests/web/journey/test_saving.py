"""« Enregistrer et finir plus tard »: a link by e-mail, a code to copy, and the draft found on another device."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.demo.cities import DemoPorts
from engine.documents import links
from engine.store import mails
from engine.store.drafts import ADDRESS
from engine.store.tables import mail as mail_table
from tests.towns import HOST, Towns, towns
from tests.walking import Walker
from tests.web.journey.answering import draft_id, draft_of, example, parsed, steps_of, text, token, walk_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

BIRTH = {"naissance.jour": "17", "naissance.mois": "5", "naissance.annee": "1984"}
RESUME = "/v/tilleray/reprendre"


def begun(both: Towns, page: str = "identite", source: str = "v3") -> tuple[Walker, str]:
    """Give a resident who stands on a page, and that page's address."""
    walker = Walker(both.client())
    return walker, walk_to(walker, example(source), page)


def kept(here: str) -> str:
    """Give the address of the page that says the draft is kept."""
    return f"{here.split('/d/', maxsplit=1)[0]}/d/{draft_id(here)}/enregistre"


def press(walker: Walker, here: str, action: str, values: dict[str, Any] | None = None) -> TestResponse:
    """Press a button of the page that says the draft is kept."""
    return walker.send(kept(here), values or {}, action=action)


def made_code(walker: Walker, here: str, birth: dict[str, str] | None = BIRTH) -> str:
    assert press(walker, here, "code", birth).status_code == 303
    return str(walker.page(kept(here)).xpath('string(//*[@class="plate"]/strong)'))


def resume(walker: Walker, code: str, birth: dict[str, str]) -> TestResponse:
    page = walker.page(RESUME)
    return walker.client.post(RESUME, data={"_csrf": token(page), "code": code, **birth})


def link_of(both: Towns, here: str) -> str:
    draft = draft_of(both, here)
    keys = both.store.keeper.secrets.session_keys()
    return f"{RESUME}/lien/{links.sign(keys, 'tilleray', draft.id, draft.body.facts[links.WORD])}"


@pytest.fixture
def posting(tmp_path: Path) -> Iterator[Towns]:
    """Give both cities, with a mail server in their files."""
    with towns(tmp_path, ports=DemoPorts(8000, 8001, 8002, 2525)) as made:
        yield made


def test_a_code_and_the_birth_date_open_the_draft_on_another_device(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    other = Walker(both.client())
    for typed in (code.lower().replace("-", " "), code):
        reply = resume(Walker(both.client()), typed, BIRTH)
        assert reply.status_code == 303
        assert reply.location == steps_of(here)
    assert resume(other, code, BIRTH).status_code == 303
    assert other.client.get(here).status_code == 200
    assert draft_id(here) not in RESUME


def test_a_code_alone_never_opens(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    for birth in ({}, {**BIRTH, "naissance.annee": "1985"}, {"naissance.annee": "1984"}):
        other = Walker(both.client())
        reply = resume(other, code, birth)
        assert reply.status_code == 422
        assert other.client.get(here).status_code == 403


def test_what_is_said_is_the_same_whether_the_code_exists_or_not(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    wrong = {**BIRTH, "naissance.jour": "18"}
    said = []
    for typed in (code, "2222-2222"):
        other = Walker(both.client())
        replies = [resume(other, typed, wrong) for _try in range(4)]
        assert [one.status_code for one in replies] == [422, 422, 422, 429]
        assert replies[-1].headers["Retry-After"] == "61"
        said.append([text(parsed(one)).replace(typed, "") for one in replies])
    assert said[0] == said[1]


def test_tries_of_a_code_are_slowed_whatever_the_browser(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    for _browser in range(3):
        assert resume(Walker(both.client()), code, {**BIRTH, "naissance.jour": "18"}).status_code == 422
    assert resume(Walker(both.client()), code, BIRTH).status_code == 429, "even the right one waits"
    both.clock.advance(timedelta(minutes=1))
    assert resume(Walker(both.client()), code, BIRTH).status_code == 303
    assert resume(Walker(both.client()), code, BIRTH).status_code == 303, "what was right waits no more"


def test_a_session_that_tries_many_codes_is_slowed(both: Towns) -> None:
    walker = Walker(both.client())
    signs = "2346789CDFGH"
    replies = [resume(walker, f"2222-222{sign}", BIRTH).status_code for sign in signs]
    assert replies == [422] * 10 + [429] * 2


def test_a_new_code_ends_the_one_before(both: Towns) -> None:
    walker, here = begun(both)
    old = made_code(walker, here)
    assert "Un code existe déjà" in text(walker.page(kept(here)))
    new = made_code(walker, here, None)
    assert old != new
    assert resume(Walker(both.client()), old, BIRTH).status_code == 422
    assert resume(Walker(both.client()), new, BIRTH).status_code == 303


def test_the_birth_date_is_asked_only_where_the_answers_hold_none(both: Towns) -> None:
    walker, here = begun(both)
    page = walker.page(kept(here))
    assert page.xpath('//input[@name="naissance.jour"]')
    reply = press(walker, here, "code", {**BIRTH, "naissance.mois": "13"})
    assert reply.status_code == 422
    assert "Écrivez une date de naissance" in text(parsed(reply))
    answered, there = begun(both, "adresse", "v1")
    assert not answered.page(kept(there)).xpath('//input[@name="naissance.jour"]')
    code = made_code(answered, there, None)
    year, month, day = example("v1")["demandeur"]["dateNaissance"].split("-")
    birth = {"naissance.jour": day, "naissance.mois": month, "naissance.annee": year}
    assert resume(Walker(both.client()), code, BIRTH).status_code == 422
    assert resume(Walker(both.client()), code, birth).status_code == 303


def test_a_code_opens_in_its_own_city_alone(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    other = Walker(both.client(), "port-lannec")
    page = other.page("/v/port-lannec/reprendre")
    data = {"_csrf": token(page), "code": code, **BIRTH}
    assert other.client.post("/v/port-lannec/reprendre", data=data).status_code == 422


def test_a_post_from_another_site_puts_no_draft_into_a_browser(both: Towns) -> None:
    walker, here = begun(both)
    code = made_code(walker, here)
    other = both.client()
    data = {"code": code, **BIRTH}
    assert other.post(RESUME, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert other.post(RESUME, data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert other.post(RESUME, data=data, headers={"Origin": f"http://{HOST}"}).status_code == 303


@pytest.mark.parametrize(
    "code", ["", "7KQX", "7KQX-M4TD" * 400, "\x00" * 8, "７ＫＱＸＭ４ＴＤ", "é" * 8, "🙂" * 8]
)
def test_whatever_is_typed_for_a_code_is_refused_kindly(code: str, both: Towns) -> None:
    for birth in ({}, BIRTH, {**BIRTH, "naissance.annee": "9" * 5000}, {**BIRTH, "naissance.jour": "३"}):
        reply = resume(Walker(both.client()), code, birth)
        assert reply.status_code == 422
        assert parsed(reply).xpath('//*[@id="erreurs"]')


def test_a_link_goes_to_the_address_given_for_it(posting: Towns) -> None:
    walker, here = begun(posting)
    assert press(walker, here, "lien", {"courriel": "claire@exemple.fr"}).status_code == 303
    assert "claire@exemple.fr" in text(walker.page(kept(here)))
    draft = draft_of(posting, here)
    assert draft.body.facts[ADDRESS] == "claire@exemple.fr"
    with posting.store.read() as conn:
        mail_id = conn.execute(mail_table.select()).one().id
        mail = mails.get(conn, mail_id)
    assert mail is not None
    assert (mail.kind, mail.draft_id) == ("draft-link", draft.id)
    assert ("mail", mail_id) in posting.queued


def test_the_address_answered_is_offered_for_the_link(posting: Towns) -> None:
    walker, here = begun(posting, "envoi")
    page = walker.page(kept(here))
    assert page.xpath('string(//input[@name="courriel"]/@value)') == "koen.janssens@exemple.be"


def test_without_a_mail_server_no_link_is_offered(both: Towns) -> None:
    walker, here = begun(both)
    assert not walker.page(kept(here)).xpath('//input[@name="courriel"]')
    assert press(walker, here, "lien", {"courriel": "claire@exemple.fr"}).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["", "claire", "claire@exemple", "a@b\r\nBcc: c@d.fr", "é@exemple.fr", "a" * 300 + "@exemple.fr"],
)
def test_what_is_no_address_is_said(address: str, posting: Towns) -> None:
    walker, here = begun(posting)
    reply = press(walker, here, "lien", {"courriel": address})
    assert reply.status_code == 422
    assert "Écrivez une adresse électronique" in text(parsed(reply))
    assert ADDRESS not in draft_of(posting, here).body.facts


def test_one_address_gets_few_mails(posting: Towns) -> None:
    replies = []
    for _draft in range(6):
        walker, here = begun(posting, "acte")
        replies.append(press(walker, here, "lien", {"courriel": "claire@exemple.fr"}))
    assert [one.status_code for one in replies] == [303] * 5 + [422]
    assert "Plusieurs messages sont déjà partis. Attendez 1" in text(parsed(replies[-1]))


def test_showing_a_link_changes_nothing_and_pressing_its_button_opens(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    other = Walker(posting.client())
    link = link_of(posting, here)
    before = draft_of(posting, here)
    for _scanner in range(3):
        assert posting.client().get(link).status_code == 200
        assert posting.client().head(link).status_code == 200
    assert draft_of(posting, here) == before
    page = other.page(link)
    assert "Set-Cookie" not in other.client.get(link).headers
    assert not page.xpath('//input[starts-with(@name, "naissance")]'), "nothing is known to ask"
    reply = other.client.post(link, data={"_csrf": token(page)})
    assert (reply.status_code, reply.location) == (303, steps_of(here))
    assert other.client.get(here).status_code == 200


def test_a_link_asks_the_birth_date_where_one_is_known(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    made_code(walker, here)
    link, other = link_of(posting, here), Walker(posting.client())
    form = {"_csrf": token(other.page(link))}
    assert other.client.post(link, data=form).status_code == 422
    wrong = {**BIRTH, "naissance.jour": "18"}
    assert "Ce n’est pas la date" in text(parsed(other.client.post(link, data={**form, **wrong})))
    assert other.client.get(here).status_code == 403
    form = {"_csrf": token(other.page(link))}
    assert other.client.post(link, data={**form, **BIRTH}).status_code == 303
    assert other.client.get(here).status_code == 200


def test_another_address_ends_the_link_of_the_first(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "clair@exemple.fr"})
    first = link_of(posting, here)
    press(walker, here, "lien", {"courriel": "clair@exemple.fr"})
    assert link_of(posting, here) == first, "the same address keeps its link"
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    reply = posting.client().get(first)
    assert reply.status_code == 404
    assert "Ce lien n’ouvre plus" in text(parsed(reply))
    assert posting.client().get(link_of(posting, here)).status_code == 200


def test_a_link_ends_with_its_draft(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    link = link_of(posting, here)
    posting.clock.advance(timedelta(days=30))
    assert posting.client().get(link).status_code == 404
    assert posting.client().post(link).status_code == 404


@pytest.mark.parametrize("change", ["x{}", "{}x", "{}é", "{:.20}", "{}" + "a" * 5000])
def test_an_altered_link_opens_nothing(change: str, posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    altered = change.format(link_of(posting, here).rpartition("/")[2])
    assert posting.client().get(f"{RESUME}/lien/{altered}").status_code == 404


def test_a_link_of_one_city_opens_nothing_in_another(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    word = link_of(posting, here).rpartition("/")[2]
    assert posting.client().get(f"/v/port-lannec/reprendre/lien/{word}").status_code == 404


def test_a_new_key_of_the_host_leaves_links_open(posting: Towns) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    link = link_of(posting, here)
    folder = posting.store.keeper.secrets.root / "_host"
    second = folder / "session-2.key"
    second.write_bytes((posting.store.keeper.secrets.root / "tilleray" / "kek-1.key").read_bytes())
    second.chmod(0o600)
    assert link_of(posting, here) != link
    assert posting.client().get(link).status_code == 200


def test_no_code_and_no_address_stands_in_the_log_or_in_an_address(
    posting: Towns, caplog: pytest.LogCaptureFixture
) -> None:
    walker, here = begun(posting)
    press(walker, here, "lien", {"courriel": "claire@exemple.fr"})
    code = made_code(walker, here)
    resume(Walker(posting.client()), code, BIRTH)
    assert code not in caplog.text
    assert "claire" not in caplog.text
    assert "claire" not in link_of(posting, here)


def test_the_first_draft_is_kept_when_another_is_begun(both: Towns) -> None:
    walker, here = begun(both)
    start = walker.page(here.split("d/")[0])
    assert "Votre premier brouillon n’est pas effacé" in text(start)
    walker.begin("acte-etat-civil")
    assert len(walker.page(RESUME).xpath('//main//a[contains(@href, "/d/")]')) == 2


def test_a_short_life_promised_by_a_form_is_kept(both: Towns) -> None:
    walker = Walker(both.client())
    here = walker.begin("signalement")
    draft = draft_of(both, here)
    assert draft.expires_at - draft.updated_at == timedelta(days=7)


def test_a_page_offers_a_way_back_until_there_is_one(posting: Towns) -> None:
    walker, here = begun(posting)
    assert "Pour les retrouver plus longtemps" in text(walker.page(here))
    assert "le lien suffit pour l’ouvrir" in text(walker.page(kept(here)))
    made_code(walker, here)
    assert "Pour les retrouver plus longtemps" not in text(walker.page(here))
    assert "le lien suffit pour l’ouvrir" not in text(walker.page(kept(here)))
    fresh = walker.begin("acte-etat-civil")
    assert "Pour les retrouver plus longtemps" not in text(walker.page(fresh)), "nothing is kept yet"
