"""The price of a room is told on its page line by line, from the town's tariff, before anything is sent."""

import json
from pathlib import Path

from engine.resources import forms_root
from tests.towns import CATALOGUE, towns
from tests.walking import Walker

SLUG = "reservation-salle"


def test_the_price_page_tells_each_line_and_the_receipt_the_sum(tmp_path: Path) -> None:
    text = (forms_root() / SLUG / "examples" / "v2.json").read_text(encoding="utf-8")
    answers = json.loads(text.replace('"06088"', '"03990"').replace('"nom": "Nice"', '"nom": "Tilleray"'))[
        "answers"
    ]
    answers["salles"] = {"premierChoix": "salle-des-tilleuls"}
    with towns(tmp_path) as made:
        walker = Walker(made.client())
        summary = walker.fill(CATALOGUE.get(SLUG), answers)
        price = walker.page(next(one for one in walker.met if one.endswith("/prix")))
        lines = [" ".join(one.split()) for one in price.xpath("//output[br]/text()")]
        assert lines == [
            "Salle des Tilleuls, habitant, la journée, Quantité 1 : 250,00 €",
            "Tables, Quantité 20 : 40,00 €",
            "Chaises, Quantité 90 : 0,00 €",
        ]
        said = " ".join(walker.page(walker.deposit(summary)).text_content().split())
        assert "Prix estimé : 290,00 €. Caution estimée : 500,00 €." in said
        assert "Cette demande n’est pas une réservation" in said
        assert "en principe considérée comme refusée" in said
        # The town promises an answer in ten days, as information beside the law.
        assert "répondre avant le 4 décembre 2026" in said
