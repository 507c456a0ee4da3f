"""The same form in both demo cities: the same questions; only the city's own colours and parameters differ."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.cities import shown_phone
from engine.cities.city import City
from engine.demo.cities import CODES
from engine.resources import forms_root
from tests.towns import CATALOGUE, Towns, settle_in, towns
from tests.walking import Walker

#: The page of a form that a resident meets, by its place: its source with what is local taken out.
Pages = Mapping[str, str]

#: What changes from one showing to the next, in one city too.
_MOMENTARY = re.compile(r'(?<=name="_csrf" value=")[^"]*|(?<=/d/)[^/"?#]+|(?<=\?v=)[0-9a-f]+')


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Towns]:
    with towns(tmp_path) as made:
        yield made


#: Forms that Port-Lannec restricts, as a town may: it watches main homes only, and gives a link for appointments.
RESTRICTED = ("attestation-accueil", "operation-tranquillite-vacances")


@pytest.mark.parametrize("slug", [slug for slug in CATALOGUE.slugs() if slug not in RESTRICTED])
def test_both_cities_show_the_same_pages_but_for_their_own_name_colours_and_contacts(
    both: Towns, slug: str
) -> None:
    first, second = (pages(both, city, slug) for city in CODES)
    assert list(first) == list(second)
    assert len(first) > len(CATALOGUE.get(slug).sections)
    for place, source in first.items():
        assert source == second[place], place


@pytest.mark.parametrize("slug", RESTRICTED)
def test_a_city_that_restricts_a_form_asks_less_and_in_the_same_order(both: Towns, slug: str) -> None:
    more, less = (
        re.findall(r"</span>([A-Z]{3}-[0-9]{3})(?=<)", " ".join(pages(both, city, slug).values()))
        for city in CODES
    )
    assert len(set(less)) < len(set(more))
    assert list(dict.fromkeys(less)) == [code for code in dict.fromkeys(more) if code in less]


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_every_number_of_the_pages_is_in_the_national_definition(both: Towns, slug: str) -> None:
    seen = set(re.findall(r"</span>([A-Z]{3}-[0-9]{3})(?=<)", " ".join(pages(both, CODES[0], slug).values())))
    assert seen
    assert seen <= set(CATALOGUE.get(slug).questions)


@pytest.mark.parametrize(
    ("national", "local"),
    [
        ("</span>ACT-001<", "</span>ACT-009<"),
        ('name="typeActe"', 'name="type"'),
        ("Quelle forme", "Quel format"),
        ("Un acte de naissance", "Un bulletin de naissance"),
        ('value="copieIntegrale"', 'value="copie"'),
        ("L’extrait avec filiation montre les parents.", ""),
        (" (obligatoire)", ""),
    ],
)
def test_a_city_that_changed_a_question_would_be_seen(both: Towns, national: str, local: str) -> None:
    walker = Walker(both.client(), CODES[0])
    source = walker.client.get(walker.begin("acte-etat-civil")).get_data(as_text=True)
    assert national in source or national.strip() in source
    changed = source.replace(national, local).replace(national.strip(), local.strip())
    assert without_local(changed, city_of(both, CODES[0])) != without_local(source, city_of(both, CODES[0]))


def test_a_city_that_changed_the_order_would_be_seen(both: Towns) -> None:
    source = pages(both, CODES[0], "acte-etat-civil")["page 1"]
    one, two = (source.index(code) for code in ("ACT-001", "ACT-002"))
    assert one < two
    assert source.replace("ACT-001", "X").replace("ACT-002", "ACT-001").replace("X", "ACT-002") != source


def test_what_is_local_is_really_different(both: Towns) -> None:
    first, second = (both.client().get(f"/v/{code}/").get_data(as_text=True) for code in CODES)
    assert first != second
    assert city_of(both, CODES[0]).theme.stylesheet != city_of(both, CODES[1]).theme.stylesheet


def pages(both: Towns, code: str, slug: str) -> Pages:
    """Walk a form's first example through a city; give each page met, its summary too, without what is local.

    A city that restricts nothing holds the example's lists and parameters: what is left to differ is what may not.
    """
    city = city_of(both, code)
    told = example(slug, city)
    both.clock.instant = datetime.fromisoformat(told["now"])
    if slug not in RESTRICTED:
        settle_in(both.cities, city.theme.logo.parent / f"{code}.toml", slug, told["facts"])
    walker = Walker(both.client(), code)
    summary = walker.fill(CATALOGUE.get(slug), told["answers"])
    found = {"start": f"/v/{code}/demarches/{slug}/"}
    found |= {f"page {rank}": path for rank, path in enumerate(walker.met, 1)}
    found["summary"] = summary
    return {
        place: without_local(walker.client.get(path).get_data(as_text=True), city)
        for place, path in found.items()
    }


def example(slug: str, city: City) -> dict[str, Any]:
    """Give the first valid example, in this city's commune."""
    read = json.loads((forms_root() / slug / "examples" / "v1.json").read_text(encoding="utf-8"))
    here, text = city.communes[0], json.dumps(read, ensure_ascii=False)
    for one in read["facts"]["communes"]:
        text = text.replace(f'"{one["code"]}"', f'"{here.code}"')
        text = text.replace(f'"nom": "{one["nom"]}"', f'"nom": "{here.nom}"')
    local: dict[str, Any] = json.loads(text)
    return local


def without_local(source: str, city: City) -> str:
    """Put one word in the place of each thing that a city sets for itself, and of what changes at each showing."""
    local: list[str] = [city.label, f"/v/{city.code}/", f"{city.code}.css", f"{city.code}.svg"]
    for contact in (city.contact, *(city.contact_for(slug) for slug in CATALOGUE.slugs())):
        phone = shown_phone(contact)
        shown = (
            contact.service,
            ", ".join(contact.address),
            contact.hours,
            contact.email,
            contact.phone,
            phone,
        )
        local += [one for one in shown if one]
    for profile in city.demarches.values():
        notice = re.escape(f"<p>{profile.notice}</p>")
        source = re.sub(rf'<div class="note">\s*<h2>[^<]*</h2>{notice}\s*</div>\n', "", source)
    here = city.communes[0]
    local += [f"{here.nom} ({here.code})", here.code, city.name]
    for one in sorted(set(local), key=len, reverse=True):
        source = source.replace(one, "[local]")
    return _MOMENTARY.sub("[now]", source)


def city_of(both: Towns, code: str) -> City:
    """Give a demo city."""
    return both.cities.get(code)
