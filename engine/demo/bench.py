"""`formune bench pages`: CPU time of one request of each kind, in this process, on SQLite with durable commits.

The application is the real one; only the network is left out. Budgets are those of docs/design.md.
"""

import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.test import Client, TestResponse

from engine.catalogue import Catalogue
from engine.clock import SystemClock, local_day
from engine.demo import long_form
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.resources import forms_root, schemas_root
from engine.settings import Settings
from engine.store import migrate, open_hosted
from engine.web import wiring
from engine.web.app import create_app
from engine.work import Queue

_HOST: Final = "127.0.0.1:8000"
_FORM: Final = "acte-etat-civil"
_TOKEN: Final = re.compile(r'name="_csrf" value="([^"]+)"')
_NUMBER: Final = re.compile(r'class="code" id="')
_ADDRESS: Final = {
    "demandeur.adresse.pays": "FR",
    "demandeur.adresse.voie": "14 rue du Moulin",
    "demandeur.adresse.codePostal": "03990",
    "demandeur.adresse.commune": "Tilleray",
}
_FLOW_BUDGET: Final = 31.0
_FLOW_REQUESTS: Final = 11
_STEPS: Final[tuple[dict[str, str], ...]] = (
    {"typeActe": "naissance", "natureActe": "copieIntegrale"},
    {"survenuEnFrance": "oui", "communeActe": "Tilleray"},
    {"qualiteDemandeur": "personneConcernee"},
    {
        "demandeur.nomNaissance": "Besson",
        "demandeur.prenoms": "Camille Jeanne",
        "demandeur.dateNaissance.jour": "12",
        "demandeur.dateNaissance.mois": "4",
        "demandeur.dateNaissance.annee": "1987",
    },
    {"filiation": "unParent"},
    {"parents.0.nomNaissance": "Besson", "parents.0.prenoms": "Jeanne"},
    _ADDRESS,
    {"demandeur.coordonnees.courriel": "camille.besson@courriel.example"},
    {"modeRemise": "courrier", "nombreExemplaires": "1"},
    {},
    {"declarations.exactitude": "oui"},
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was done, milliseconds of CPU (median, best), the budget."""

    name: str
    median: float
    best: float
    budget: float


class Resident:
    """Someone who fills the form as a browser would, each in a session of their own."""

    def __init__(self, application: Flask) -> None:
        self._client = Client(application, TestResponse)
        self.requests = 0

    def get(self, path: str) -> TestResponse:
        """Show a page."""
        self.requests += 1
        return _answered(self._client.get(path, headers={"Host": _HOST}), HTTPStatus.OK)

    def post(self, path: str, token: str, **values: str) -> TestResponse:
        """Send a page."""
        self.requests += 1
        data = {"_csrf": token, "action": "continuer", **values}
        return _answered(self._client.post(path, data=data, headers={"Host": _HOST}), HTTPStatus.SEE_OTHER)

    def begin(self, form: str = _FORM) -> str:
        """Start a draft of a form; give its first page."""
        self.requests += 1
        reply = self._client.post(f"/v/tilleray/demarches/{form}/", headers={"Host": _HOST})
        return str(_answered(reply, HTTPStatus.SEE_OTHER).location)

    def fill(self) -> tuple[str, str]:
        """Fill a whole draft; give the address of its summary and a fresh token."""
        path = self.begin()
        for step in _STEPS:
            path = str(self.post(path, self.token(path), **step).location)
        return path, self.token(path)

    def children(self, page: str) -> str:
        """Go on from a page of questions and name every child; give the page that lists them."""
        listing = str(self.post(page, self.token(page), **long_form.typed(1)).location)
        listing = str(self.post(listing, self.token(listing), **long_form.typed(2)).location)
        for rank in range(long_form.CHILDREN):
            add = {"action": f"ajouter:{long_form.GROUP}"}
            item = str(self.post(listing, self.token(listing), **add).location)
            self.post(item, self.token(item), **{f"enfants.{rank}.prenom": "Jeanne"})
        return listing

    def token(self, path: str) -> str:
        """Give a page's token."""
        found = _TOKEN.search(self.get(path).get_data(as_text=True))
        return found.group(1) if found else ""


def _answered(reply: TestResponse, status: HTTPStatus) -> TestResponse:
    """Give the reply back; raise RuntimeError when the figure would be that of an error page."""
    if reply.status_code != status:
        message = f"{reply.request.path} answered {reply.status_code}; nothing was measured."
        raise RuntimeError(message)
    return reply


def rows(rounds: int) -> Iterator[Row]:
    """Measure each kind of request `rounds` times."""
    with tempfile.TemporaryDirectory() as folder:
        flask = application(Path(folder))
        resident = Resident(flask)
        path = resident.begin()
        for step in _STEPS[:6]:
            path = str(resident.post(path, resident.token(path), **step).location)
        questions = len(_NUMBER.findall(resident.get(path).get_data(as_text=True)))
        yield _measure(f"show a page ({questions} questions)", rounds, 2.5, lambda: resident.get(path))
        token = resident.token(path)
        yield _measure(
            "save a page with validation", rounds, 4.0, lambda: resident.post(path, token, **_ADDRESS)
        )
        residents = [Resident(flask) for _ in range(max(5, rounds // 5))]
        yield _measure_each(
            "deposit (seal, journal, queue, one durable commit)",
            12.0,
            [_deposit(one, *one.fill()) for one in residents],
        )
        yield _whole(flask, max(5, rounds // 10))
        yield from _long(Resident(flask), rounds)


def application(folder: Path) -> Flask:
    """Give the pages of the demonstration towns over a fresh SQLite in `folder`."""
    ports = DemoPorts(8000, 8001, 8002)
    write_demo_cities(folder / "cities", folder / "secrets", ports, folder / "drop")
    with (folder / "cities" / "tilleray.toml").open("a", encoding="utf-8") as city:
        city.write(f"\n[demarches.{long_form.SLUG}]\n")
    long_form.write_long_form(folder / "forms", local_day(SystemClock()))
    environ = {"FORMUNE_DEMO": "1", "FORMUNE_DATA": str(folder)}
    settings = Settings.from_environ(environ)
    migrate.upgrade(settings.database)
    store = open_hosted(settings, SystemClock())
    Queue(store).prepare()
    store.close()
    services = wiring.wire(settings)
    return create_app(replace(services, catalogue=_shelves(folder / "forms")))


def _shelves(own: Path) -> Catalogue:
    """Give the shipped forms, and that of `own` beside them."""
    for form in forms_root().iterdir():
        if form.is_dir():
            (own / form.name).symlink_to(form)
    return Catalogue.from_source(own, schemas_root())


def _long(resident: Resident, rounds: int) -> Iterator[Row]:
    """Measure the second page of a form of sixty questions, and a page that lists twenty children."""
    path = resident.begin(long_form.SLUG)
    path = str(resident.post(path, resident.token(path), **long_form.typed(0)).location)
    token, page = resident.token(path), path
    many = f"{long_form.QUESTIONS} questions of {long_form.QUESTIONS * long_form.PAGES}"
    yield _measure(
        f"save a page of {many}", rounds, 4.0, lambda: resident.post(page, token, **long_form.typed(1))
    )
    yield _measure(f"show it again, filled ({many})", rounds, 2.5, lambda: resident.get(page))
    listing = resident.children(page)
    yield _measure(
        f"show a page with {long_form.CHILDREN} children", rounds, 2.5, lambda: resident.get(listing)
    )


def _deposit(resident: Resident, path: str, token: str) -> Callable[[], object]:
    return lambda: resident.post(path, token, action="deposer")


def _whole(flask: Flask, rounds: int) -> Row:
    """Measure a whole procedure, every page shown and sent, the deposit and the receipt; give the mean request.

    The budget is that of eleven such requests, divided.
    """
    count = 0

    def once() -> None:
        nonlocal count
        resident = Resident(flask)
        path, token = resident.fill()
        resident.get(str(resident.post(path, token, action="deposer").location))
        count = resident.requests

    whole = _measure("", rounds, 0.0, once)
    return Row(
        f"mean request of a whole procedure ({count} requests)",
        whole.median / count,
        whole.best / count,
        _FLOW_BUDGET / _FLOW_REQUESTS,
    )


def _measure(name: str, rounds: int, budget: float, once: Callable[[], object]) -> Row:
    return _measure_each(name, budget, [once] * rounds)


def _measure_each(name: str, budget: float, actions: list[Callable[[], object]]) -> Row:
    spent = []
    for action in actions:
        start = time.process_time()
        action()
        spent.append((time.process_time() - start) * 1000)
    return Row(name, statistics.median(spent), min(spent), budget)


def machine() -> str:
    """Describe the machine in one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    return f"{model}, Python {platform.python_version()}, {platform.system()}"


def main() -> None:
    """Print the table as Markdown."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    _say(f"{machine()}; CPU milliseconds per request, one core, SQLite (WAL, FULL)\n")
    _say("| work | median | best | budget |\n|---|---|---|---|")
    for row in rows(rounds):
        _say(f"| {row.name} | {row.median:.2f} | {row.best:.2f} | {row.budget:.1f} |")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
