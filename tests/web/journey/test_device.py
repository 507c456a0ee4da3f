"""A draft found again on its own device after the session: with the birth date, and never with the cookie alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.walking import Walker
from tests.web.journey.answering import ACTE, draft_id, draft_of, example, parsed, text, token, walk_to
from tests.web.journey.test_carrying import send
from tests.web.journey.test_saving import BIRTH, RESUME, begun, made_code, resume

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.towns import Towns

SESSION = "formune_tilleray"
DEVICE = "formune_tilleray_appareil"
PATH = "/v/tilleray"
DOMAIN = "127.0.0.1"


def later(walker: Walker) -> Walker:
    """Come back once the session's cookie is gone."""
    walker.client.delete_cookie(SESSION, domain=DOMAIN, path=PATH)
    return walker


def come_back(walker: Walker, birth: dict[str, str]) -> TestResponse:
    return resume(walker, "", birth)


def born(both: Towns, here: str) -> dict[str, str]:
    """Give the birth date that the draft holds, as the page asks it."""
    year, month, day = draft_of(both, here).body.document["demandeur"]["dateNaissance"].split("-")
    return {"naissance.jour": day, "naissance.mois": month, "naissance.annee": year}


def advanced(both: Towns) -> tuple[Walker, str]:
    """Give a resident who answered the page that asks the birth date."""
    walker = Walker(both.client())
    return walker, walk_to(walker, example("v1"), "adresse")


def test_a_draft_is_found_on_its_device_with_the_birth_date_alone(both: Towns) -> None:
    walker, here = advanced(both)
    birth = born(both, here)
    page = later(walker).page(RESUME)
    assert "Votre date de naissance suffit" in text(page)
    assert "brouillon" not in text(walker.page(f"{PATH}/")), "the home page tells nobody"
    reply = come_back(walker, birth)
    assert reply.status_code == 303
    assert reply.location.endswith(f"/d/{draft_id(here)}/etapes")
    assert walker.client.get(reply.location).status_code == 200


def test_another_birth_date_opens_nothing_and_soon_waits(both: Towns) -> None:
    walker, here = advanced(both)
    birth = born(both, here)
    wrong = {**birth, "naissance.annee": "1901"}
    later(walker)
    assert [come_back(walker, wrong).status_code for _try in range(4)] == [422, 422, 422, 429]
    assert come_back(later(walker), birth).status_code == 429, "a new session does not begin the count anew"


def test_the_cookie_says_nothing_and_opens_nothing_when_it_was_altered(both: Towns) -> None:
    walker, here = advanced(both)
    birth = born(both, here)
    cookie = walker.client.get_cookie(DEVICE, domain=DOMAIN, path=PATH)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert cookie.value.startswith(draft_id(here))
    assert birth["naissance.annee"] not in cookie.value
    later(walker)
    for value in (cookie.value[:-1], draft_id(here), "é" * 40, "~.~" * 1000, ""):
        walker.client.set_cookie(DEVICE, value, domain=DOMAIN, path=PATH)
        assert "Votre date de naissance suffit" not in text(walker.page(RESUME))
        assert come_back(walker, birth).status_code == 422


def test_a_draft_without_a_birth_date_is_not_remembered(both: Towns) -> None:
    walker, here = begun(both)
    assert walker.client.get_cookie(DEVICE, domain=DOMAIN, path=PATH) is None
    assert "24 heures sur cet appareil" in text(walker.page(here))


def test_a_birth_date_told_for_a_code_is_remembered_too(both: Towns) -> None:
    walker, here = begun(both)
    made_code(walker, here)
    assert come_back(later(walker), BIRTH).status_code == 303


def test_quitting_erases_it_with_or_without_a_session(both: Towns) -> None:
    for ended in (False, True):
        walker, _here = advanced(both)
        if ended:
            later(walker)
        page = walker.page(f"{PATH}/quitter")
        walker.client.post(f"{PATH}/quitter", data={} if ended else {"_csrf": token(page)})
        assert walker.client.get_cookie(DEVICE, domain=DOMAIN, path=PATH) is None
        assert "Votre date de naissance suffit" not in text(walker.page(RESUME))


def test_a_draft_that_was_sent_is_not_offered(both: Towns) -> None:
    walker = Walker(both.client())
    here = walk_to(walker, example("v1"), "adresse")
    birth = born(both, here)
    summary = walker.fill(ACTE, example("v1"), here)
    assert walker.send(summary, {}, action="deposer").status_code == 303
    assert "Votre date de naissance suffit" not in text(later(walker).page(RESUME))
    assert come_back(walker, birth).status_code == 422


def test_what_was_typed_when_the_session_ended_comes_back_with_the_birth_date(both: Towns) -> None:
    walker, here = advanced(both)
    birth = born(both, here)
    over = send(later(walker), here, {"demandeur.adresse.voie": "14 rue du Moulin"})
    assert over.status_code == 403
    assert "Votre date de naissance suffit" in text(parsed(over))
    reply = come_back(walker, birth)
    assert reply.status_code == 303
    assert reply.location.endswith("/adresse")
