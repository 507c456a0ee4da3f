"""The start page, and links that already answer a question."""

from tests.towns import Towns
from tests.walking import Walker


def test_a_link_may_answer_the_first_question(both: Towns, walker: Walker) -> None:
    path = f"{walker.root}/demarches/acte-etat-civil/"
    page = walker.page(f"{path}?type=mariage")
    assert page.xpath('//form//input[@type="hidden"][@name="type"]/@value') == ["mariage"]
    first = str(walker.client.post(path, data={"type": "mariage"}).location)
    assert walker.page(first).xpath('//input[@name="typeActe"][@checked]/@value') == ["mariage"]
    del both


def test_a_link_that_answers_nonsense_answers_nothing(both: Towns, walker: Walker) -> None:
    path = f"{walker.root}/demarches/acte-etat-civil/"
    first = str(walker.client.post(path, data={"type": "<script>", "city": "x"}).location)
    assert walker.page(first).xpath('//input[@name="typeActe"][@checked]') == []
    del both


def test_a_signed_in_person_stays_unnamed_in_a_form_that_asks_no_identity(
    both: Towns, walker: Walker
) -> None:
    page = walker.page(f"{walker.root}/demarches/signalement/")
    assert not page.xpath('//a[contains(@href, "/connexion/")]')
    del both
