"""A city's file is read whole, and each fault says its line and what to write."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.cities.errors import CityFileError
from engine.cities.reader import check_city, read_city

Write = Callable[..., Path]


def test_a_right_file_gives_the_city(city_file: Write) -> None:
    city = read_city(city_file())

    assert (city.code, city.name, city.label) == ("nice", "Nice", "Ville de Nice")
    assert [(one.code, one.nom) for one in city.communes] == [("06088", "Nice")]
    assert "06300" in city.communes[0].codes_postaux
    assert str(city.zone) == "Europe/Paris"
    assert city.contact.address == ("5 rue de l'Hôtel-de-Ville", "06300 Nice")
    assert city.smtp is not None
    assert (city.smtp.security, city.smtp.username) == ("starttls", "")
    assert city.providers["franceconnect"].config["kind"] == "franceconnect"
    assert city.routes[0].config == {"path": "/srv/actes"}
    assert dataclasses.is_dataclass(city)


def test_each_form_finds_its_route(city_file: Write) -> None:
    city = read_city(city_file())

    assert [getattr(city.route_for(slug), "id", None) for slug in ("acte", "signalement")] == [
        "etat-civil",
        "reste",
    ]


def test_addresses_are_proposed_only_where_the_town_says_so(city_file: Write) -> None:
    assert not read_city(city_file()).address_suggestions
    said = ('label = "Ville', 'address_suggestions = true\nlabel = "Ville')
    assert read_city(city_file(said)).address_suggestions
    for wrong in ('"oui"', "1"):
        with pytest.raises(CityFileError):
            read_city(city_file((said[0], said[1].replace("true", wrong))))


def test_the_facts_hold_communes_lists_and_routing(city_file: Write) -> None:
    facts = read_city(city_file()).facts()

    assert [(one.code, one.nom) for one in facts.communes] == [("06088", "Nice")]
    [school] = facts.lists["ecoles"]
    assert (school.code, school.first, school.last) == ("jules-ferry", date(2026, 9, 1), date(2027, 8, 31))
    assert facts.routing["trou"].service == "voirie"
    assert (facts.routing["fuite"].other_body, facts.routing["fuite"].forwarded) == (True, False)
    assert facts.routing[""].service == "voirie", "the default stands under the empty answer"
    assert facts.comedec == {"06088"}
    assert facts.box == (43.64, 7.18, 43.76, 7.33)


def test_links_come_from_the_url_alone(city_file: Write) -> None:
    city = read_city(city_file())

    assert city.link("/suivi/AB") == "https://demarches.nice.example/suivi/AB"
    assert city.link() == "https://demarches.nice.example/"


@pytest.mark.parametrize(
    ("host", "answers"),
    [
        ("demarches.nice.example", True),
        ("DEMARCHES.nice.example:443", True),
        ("formulaires.nice.example.", True),
        ("evil.example", False),
        ("demarches.nice.example.evil.example", False),
        ("", False),
    ],
)
def test_only_its_own_hosts_are_answered(city_file: Write, host: str, answers: bool) -> None:  # noqa: FBT001
    assert read_city(city_file()).answers_to(host) is answers


def test_a_city_under_a_path_takes_no_host_for_itself(city_file: Write) -> None:
    city = read_city(
        city_file(
            (
                'url = "https://demarches.nice.example"',
                'url = "http://127.0.0.1:8000/v/nice"\ndemonstration = true',
            ),
            ('hosts = ["demarches.nice.example", "formulaires.nice.example"]\n', ""),
        )
    )

    assert city.hosts == ()
    assert city.answers_to("127.0.0.1:8000")
    assert not city.answers_to("127.0.0.1:9000")


def test_the_digest_follows_the_content_and_not_the_layout(city_file: Write) -> None:
    first = read_city(city_file()).digest

    assert read_city(city_file(("format = 1", "# a word\nformat   =   1"))).digest == first
    assert read_city(city_file(('name = "Nice"', 'name = "Nizza"'))).digest != first


def test_an_imaginary_commune_needs_the_word_and_a_free_code(city_file: Write) -> None:
    own = 'code = "06998"\nnom = "Nulle-Part"\ncodes_postaux = ["06998"]'
    city = read_city(city_file(("format = 1", "format = 1\ndemonstration = true"), ('code = "06088"', own)))

    assert [(one.code, one.nom, one.codes_postaux) for one in city.communes] == [
        ("06998", "Nulle-Part", ("06998",))
    ]


#: What is written wrongly, and then: the line pointed at, the key, a part of the advice.
FAULTS = {
    "syntax": (('name = "Nice"', "name = Nice"), "name = Nice", "", "Corrigez cette ligne"),
    "missing key": (('label = "Ville de Nice"\n', ""), "format = 1", "", 'label = "Ville de Tilleray"'),
    "missing key in a table": (('phone = "+33497132000"\n', ""), "[contact]", "contact", "phone ="),
    "unknown key": (("[smtp]\n", "[smtp]\nxyz = 1\n"), "xyz = 1", "smtp.xyz", "Réglages connus : host"),
    "misspelt key": (("587", "587\nuserame = 'x'"), "userame", "smtp.userame", "Écrivez « username »."),
    "wrong kind": (("= 587", '= "587"'), 'port = "587"', "smtp.port", "port = 587"),
    "out of bounds": (("= 587", "= 70000"), "port = 70000", "smtp.port", "Le port du serveur."),
    "bad shape": (("+33497132000", "04 97 13"), "04 97 13", "contact.phone", 'phone = "+33261910012"'),
    "line feed at the end": (("2000", "2000\\n"), "2000", "contact.phone", "phone ="),
    "not in the list": (
        ("587", "587\nsecurity = 'none'"),
        "security",
        "smtp.security",
        "starttls, offered, tls",
    ),
    "bad name of a form": (
        ("[demarches.acte]\n", "[demarches.'A 1']\n"),
        "'A 1'",
        "demarches.A 1",
        "démarches",
    ),
    "bad statut": (("notice = ", "statut = "), "statut", "demarches.acte.statut", "ouvert, essai, ferme"),
    "unknown commune": (('code = "06088"', 'code = "06999"'), "06999", "communes.0.code", "Vérifiez le code"),
    "other name": (
        ('"06088"\n\n', '"06088"\nnom = "Cannes"\n'),
        "Cannes",
        "communes.0.nom",
        "Écrivez : Nice",
    ),
    "pale text": (("#ffffff", "#8899aa"), "#8899aa", "theme.light.on-accent", "4.5 pour 1"),
    "pale edge in the dark": (("#9cc3ee", "#2b2b2b"), "#2b2b2b", "theme.dark.accent", "3.0 pour 1"),
    "bad colour": (("#1f4a7c", "blue"), "blue", "theme.light.accent", "#1f4a7c"),
    "missing logo": (("nice.svg", "autre.svg"), "autre.svg", "theme.logo", "Placez-le ici"),
    "logo elsewhere": (("nice.svg", "../nice.svg"), "../nice.svg", "theme.logo", "tilleray.svg"),
    "unknown service": (
        ('trou = "voirie"', 'trou = "routes"'),
        "trou",
        "demarches.signalement.routing.trou",
        "[services.routes]",
    ),
    "route to nothing": (
        ('["acte"]', '["actes"]'),
        '["actes"]',
        "routes.etat-civil.forms",
        "[demarches.actes]",
    ),
    "form without route": (
        ('connector = "http"\n', 'connector = "http"\nforms = ["acte"]\n'),
        "[demarches.signalement.routing]",
        "demarches.signalement",
        'statut = "essai"',
    ),
    "mail in clear": (
        ("587", '587\nsecurity = "offered"'),
        "offered",
        "smtp.security",
        'security = "starttls"',
    ),
    "foreign host": (
        ('["demarches.nice.example", ', "["),
        "hosts",
        "hosts",
        'Ajoutez "demarches.nice.example"',
    ),
    "no encryption": (("https://demarches.nice.example", "http://localhost"), "url", "url", "https"),
    "closed without a word": (
        ('notice = "Le service est fermé le 24 décembre."', 'statut = "ferme"'),
        "statut",
        "demarches.acte.statut",
        "notice =",
    ),
    "repeated host": (('"formulaires.', '"demarches.'), "hosts", "hosts", "Les noms de machine"),
    "too many lines": (("06300 Nice", '1", "2", "3", "4", "5'), "address", "contact.address", "address ="),
    "other format": (("format = 1", "format = 2"), "format = 2", "format", "format = 1"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_says_its_line_its_key_and_what_to_write(city_file: Write, fault: str) -> None:
    exchange, shown, key, mend = FAULTS[fault]
    path = city_file(exchange)

    with pytest.raises(CityFileError) as caught:
        read_city(path)

    [finding] = [one for one in caught.value.findings if one.path == key][:1]
    assert shown in path.read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert mend in finding.mend
    assert finding.problem
    assert str(finding).startswith(f"{path}:{finding.line}: ")
    first = caught.value.findings[0]
    assert (caught.value.file, caught.value.line, caught.value.mend) == (path, first.line, first.mend)


def test_an_imaginary_commune_is_refused_without_a_free_code_or_a_name(city_file: Write) -> None:
    word = ("format = 1", "format = 1\ndemonstration = true")

    [taken] = check_city(
        city_file(word, ('code = "06088"', 'code = "06500"\nnom = "X"\ncodes_postaux = ["06500"]'))
    )
    [nameless] = check_city(city_file(word, ('code = "06088"', 'code = "06998"')))

    assert (taken.path, taken.line) == ("communes.0.code", 14)
    assert "990 à 999" in taken.mend
    assert (nameless.path, nameless.line) == ("communes.0", 13)


def test_all_faults_are_said_at_once(city_file: Write) -> None:
    found = check_city(city_file(("port = 587", "port = 0"), ("tribunal =", "tribunnal =")))

    assert {one.path for one in found} == {"tribunnal", "", "smtp.port"}


def test_a_logo_with_a_program_is_refused(city_file: Write) -> None:
    path = city_file()
    (path.parent / "nice.svg").write_text("<svg onload = 'x()'></svg>")

    [finding] = check_city(path)

    assert (finding.path, finding.line) == ("theme.logo", 27)


def test_an_official_button_is_a_file_of_the_city_that_can_run_nothing(city_file: Write) -> None:
    provider = '\n[providers.fc]\nlabel = "FranceConnect"\nissuer = "https://fc.example"\nbutton = "fc.svg"\n'
    path = city_file()
    path.write_text(path.read_text(encoding="utf-8") + provider, encoding="utf-8")
    button = path.parent / "fc.svg"
    assert [(one.path, "fc.svg" in one.mend) for one in check_city(path)] == [("providers.fc.button", True)]
    button.write_text("<svg onload = 'x()'></svg>")
    assert [one.path for one in check_city(path)] == ["providers.fc.button"]
    button.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert check_city(path) == []


def test_a_heavy_logo_is_refused(city_file: Write) -> None:
    path = city_file()
    (path.parent / "nice.svg").write_bytes(b"x" * 200_001)

    assert [one.path for one in check_city(path)] == ["theme.logo"]


def test_a_file_that_cannot_be_read_says_so(city_file: Write, tmp_path: Path) -> None:
    [absent] = check_city(tmp_path / "absent.toml")
    latin = city_file()
    latin.write_bytes("name = 'Orléans'".encode("latin-1"))
    [encoded] = check_city(latin)
    [named] = check_city(city_file(name="Ville de Nice.toml"))

    assert "droits" in absent.mend
    assert "UTF-8" in encoded.problem
    assert "tilleray.toml" in named.mend


def test_a_right_file_has_no_finding(city_file: Write) -> None:
    assert check_city(city_file()) == []
