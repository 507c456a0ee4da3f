"""A wrong example that a person could type is stopped by the pages, with the question it announces; none is sent."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.language import LANGUAGES
from engine.resources import forms_root
from tests.towns import CATALOGUE, Towns, settle_in, towns
from tests.walking import LostError, Walker
from tests.web.journey.test_walks import at_home, tell_position

#: A page gives no way to type these: judged by the engine and the validators alone.
NOT_TYPED = {
    **dict.fromkeys(
        (
            "debit-boissons-temporaire-i5",
            "inscription-scolaire-periscolaire-i9",
            "operation-tranquillite-vacances-i7",
            "reservation-salle-i19",
            "subvention-association-i21",
            "vente-au-deballage-i8",
        ),
        "one item too many: the button that adds one has gone",
    ),
    **dict.fromkeys(
        ("attestation-accueil-i25", "occupation-domaine-public-i16"),
        "what is typed is put in capitals, without dashes",
    ),
    "signalement-i10": "the town of the walk serves one commune, that of the example two",
}
#: Where the pages stop before the question that the whole document is judged by.
SOONER = {
    "acte-etat-civil-i3": "PAR-002",  # the page of the missing parent asks its name
    "recensement-citoyen-i4": "PAR-002",
    "subvention-association-i10": "SUB-016",  # the budget's line is wrong before its total is
}


def name_of(path: Path) -> str:
    """Give an example's name."""
    return f"{path.parent.parent.name}-{path.stem}"


def typed_in_pages(path: Path) -> bool:
    """Say whether a person could type an example: a program may send what no page asks."""
    read = json.loads(path.read_text(encoding="utf-8"))
    by_hand = read["facts"].get("origin", "portail") == "portail" and read.get("prune", True)
    return by_hand and name_of(path) not in NOT_TYPED


WRONG = sorted(forms_root().glob("*/examples/i*.json"))
TYPED = [path for path in WRONG if typed_in_pages(path)]


@pytest.fixture
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, Any], Towns]]:
    """Open the towns of one example, on its day."""
    path = request.param
    example = json.loads(path.read_text(encoding="utf-8"))
    communes = {one["code"]: one["nom"] for one in example["facts"]["communes"]}
    local = {key: at_home(example[key], communes) for key in ("answers", "facts")}
    with towns(tmp_path, now=datetime.fromisoformat(example["now"])) as made:
        settle_in(made.cities, tmp_path / "cities" / "tilleray.toml", path.parent.parent.name, local["facts"])
        yield (
            {
                **example,
                **local,
                "slug": path.parent.parent.name,
                "rank": TYPED.index(path),
                "name": name_of(path),
            },
            made,
        )


@pytest.mark.parametrize("town", TYPED, ids=name_of, indirect=True)
def test_a_wrong_example_is_stopped_and_says_where(town: tuple[dict[str, Any], Towns]) -> None:
    example, made = town
    walker = Walker(made.client(), language=LANGUAGES[example["rank"] % len(LANGUAGES)])
    definition = CATALOGUE.get(example["slug"])
    first = walker.begin(definition.slug)
    if example["facts"].get("positionAvailable"):
        tell_position(made.store, first)
    codes = {code for code, _ in example["expected"]} | {SOONER.get(example["name"], "")} - {""}
    try:
        walker.deposit(walker.fill(definition, example["answers"], first))
    except LostError as lost:
        said = str(lost.args)
        assert any(code in said for code in codes), said
    except AssertionError:
        assert led_out(walker), walker.met[-1]
    else:
        pytest.fail("it was sent")


def test_what_cannot_be_typed_is_little_and_is_there() -> None:
    assert set(NOT_TYPED) <= set(map(name_of, WRONG))
    assert len(TYPED) > 0.8 * len(WRONG)


def led_out(walker: Walker) -> bool:
    """Say whether the last page is one that explains why the form stops here."""
    return "/sortie/" in walker.met[-1] and walker.client.get(walker.met[-1]).status_code == 200
