"""A city file that is right, and ways to make it wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOOD = """\
format = 1
name = "Nice"
label = "Ville de Nice"
url = "https://demarches.nice.example"
hosts = ["demarches.nice.example", "formulaires.nice.example"]
tribunal = "Tribunal administratif de Nice"
ville_tribunal = "Nice"
comedec = ["06088"]
box = [43.64, 7.18, 43.76, 7.33]
allow_private_hosts = ["127.0.0.1:8002"]

[[communes]]
code = "06088"

[contact]
service = "Mairie de Nice"
address = ["5 rue de l'Hôtel-de-Ville", "06300 Nice"]
email = "mairie@nice.example"
phone = "+33497132000"
hours = "Du lundi au vendredi de 8 h 30 à 17 h"

[dpo]
name = "Délégué à la protection des données"
email = "dpo@nice.example"

[theme]
logo = "nice.svg"

[theme.light]
accent = "#1f4a7c"
accent-strong = "#183b64"
on-accent = "#ffffff"
accent-soft = "#e8eef5"
margin-line = "#dca596"

[theme.dark]
accent = "#9cc3ee"
accent-strong = "#b4d2f3"
on-accent = "#10203a"
accent-soft = "#202b38"
margin-line = "#774c40"

[smtp]
host = "smtp.nice.example"
port = 587
sender = "ne-pas-repondre@nice.example"

[providers.franceconnect]
kind = "franceconnect"
label = "FranceConnect"
issuer = "https://auth.franceconnect.example/api/v2"

[routes.etat-civil]
connector = "folder"
forms = ["acte"]
path = "/srv/actes"

[routes.reste]
connector = "http"
url = "http://127.0.0.1:8002"

[services.voirie]
label = "Service de la voirie"

[services.metropole]
label = "Métropole, 04 00 00 00 00"
other_body = true
forwarded = false

[[lists.ecoles]]
code = "jules-ferry"
label = "École Jules-Ferry"
from = 2026-09-01
to = "2027-08-31"

[demarches.acte]
notice = "Le service est fermé le 24 décembre."

[demarches.acte.options]
ACT-022 = ["mariage"]

[demarches.signalement.routing]
trou = "voirie"
fuite = "metropole"
defaut = "voirie"
"""

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


@pytest.fixture
def good() -> str:
    """Give the text of a right file."""
    return GOOD


@pytest.fixture
def city_file(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a city's file, with its logo, after exchanging pieces of the right text."""

    def write(*exchanges: tuple[str, str], name: str = "nice.toml") -> Path:
        text = GOOD
        for before, after in exchanges:
            assert before in text, before
            text = text.replace(before, after, 1)
        (tmp_path / "nice.svg").write_text(LOGO, encoding="utf-8")
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
