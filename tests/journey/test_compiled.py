"""What a form's program knows of its pages before anybody answers."""

from engine.journey.compiled import program
from tests.towns import CATALOGUE


def test_only_a_page_whose_own_answers_make_what_it_shows_works_it_out() -> None:
    shows = {
        (slug, page.slug) for slug in CATALOGUE.slugs() for page in CATALOGUE.get(slug).pages if page.shows
    }
    works = {(slug, page) for slug in CATALOGUE.slugs() for page in program(CATALOGUE.get(slug)).working}
    assert works < shows
    assert ("subvention-association", "charges") in works
    # The price of the canteen comes from the pages before: who pays changes nothing in it.
    assert ("inscription-scolaire-periscolaire", "payeur") in shows - works
