"""A town hall of the communes that a flow's table names: its city file, its pages, its drop folder."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any, Final

from engine.cities import Cities
from engine.clock import FrozenClock
from engine.delivery import Deliverer
from engine.delivery.attempt import PATIENCE
from engine.journey.pointers import get, put
from engine.store import Secrets, Store, deliveries, drafts
from engine.web.app import create_app
from tests.forms.flow import Flow
from tests.services.templates import quick
from tests.towns import CATALOGUE, HOST, Browser, opened
from tests.walking import Walker

#: The test city's code.
CODE: Final = "nice"


@dataclass(frozen=True, slots=True)
class Mairie:
    """One city at the flow's frozen moment; `drop` is the folder that its software watches."""

    walker: Walker
    deliverer: Deliverer
    store: Store
    clock: FrozenClock
    queued: list[tuple[str, str]]
    drop: Path

    def receive(self, slug: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Walk answers through the pages, deposit, deliver; give what `delivery.json` holds.

        Raises tests.walking.LostError where a page does not take them.
        """
        summary = self.walker.fill(CATALOGUE.get(slug), answers)
        self._send_unasked(slug, answers, summary.split("/d/")[1].partition("/")[0])
        self.walker.deposit(summary)
        (delivery_id,) = [row_id for kind, row_id in self.queued if kind == "deliver"]
        # No worker makes the receipt here: the delivery goes when it has waited for it long enough.
        self.clock.advance(PATIENCE + timedelta(seconds=1))
        self.deliverer(delivery_id)
        with self.store.read() as conn:
            row = deliveries.get(conn, delivery_id)
        assert row is not None
        assert row.state == "accepted"
        (folder,) = [one for one in self.drop.iterdir() if not one.name.startswith(".")]
        document: dict[str, Any] = json.loads((folder / "delivery.json").read_text(encoding="utf-8"))
        assert document["reference"] == folder.name
        return document

    def _send_unasked(self, slug: str, answers: Mapping[str, Any], draft_id: str) -> None:
        """Put into the draft, as an import does, the values that no page asks and nothing computes."""
        questions = CATALOGUE.get(slug).questions.values()
        unasked = [one.path for one in questions if one.widget == "none" and one.calculate is None]
        with self.store.begin() as conn:
            draft = drafts.load(conn, CODE, draft_id)
            assert draft is not None
            for path in unasked:
                if get(answers, path) is not None:
                    put(draft.body.document, path, get(answers, path))
            drafts.save(conn, draft)


@contextmanager
def mairie(folder: Path, flow: Flow) -> Iterator[Mairie]:
    """Open the town hall in an empty folder, on the flow's frozen clock."""
    drop = folder / "drop"
    drop.mkdir(parents=True)
    cities = _city(folder / "cities", drop, flow.table["city"])
    secrets = Secrets(folder / "secrets")
    secrets.create_host()
    secrets.create_city(CODE, cities.get(CODE).label)
    clock = FrozenClock(datetime.fromisoformat(flow.table["frozenClock"]))
    with opened(folder, cities, clock, None, flow.table["facts"]["origin"]) as (services, queued):
        walker = Walker(Browser(quick(create_app(services))), CODE)
        deliverer = Deliverer(services.store, cities, clock)
        yield Mairie(walker, deliverer, services.store, clock, queued, drop)


def _city(folder: Path, drop: Path, city: Mapping[str, Any]) -> Cities:
    folder.mkdir()
    (folder / f"{CODE}.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    text = _FILE.substitute(
        comedec=json.dumps(city["comedec"]),
        url=f"http://{HOST}/v/{CODE}",
        name=city["communes"][0]["nom"],
        code=CODE,
        communes="\n".join(f'[[communes]]\ncode = "{one["code"]}"' for one in city["communes"]),
        drop=json.dumps(str(drop)),
    )
    (folder / f"{CODE}.toml").write_text(text, encoding="utf-8")
    return Cities.load(folder)


_FILE: Final = Template("""\
format = 1
demonstration = true
name = "$name"
label = "Ville de $name"
url = "$url"
tribunal = "Tribunal administratif de $name"
ville_tribunal = "$name"
comedec = $comedec

$communes

[contact]
service = "Mairie de $name"
address = ["Place de la Mairie"]
email = "mairie@exemple.fr"
phone = "+33261910012"
hours = "Du lundi au vendredi de 9 h à 17 h"

[dpo]
name = "Délégué à la protection des données"
email = "donnees@exemple.fr"

[theme]
logo = "$code.svg"

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

[routes.mairie]
connector = "folder"
path = $drop

[demarches.acte-etat-civil]

[demarches.recensement-citoyen]

[demarches.operation-tranquillite-vacances.options]
REP-001 = ["soiMeme"]
""")
