"""The figures of the pages are those of pages, never of refusals."""

from pathlib import Path

import pytest

from engine.demo.bench import Resident, application, rows


def test_every_kind_of_request_is_measured() -> None:
    names = [row.name.partition(" (")[0] for row in rows(5)]
    assert names == [
        "show a page",
        "save a page with validation",
        "deposit",
        "mean request of a whole procedure",
        "save a page of 20 questions of 60",
        "show it again, filled",
        "show a page with 20 children",
    ]


def test_an_answer_that_is_no_success_is_not_measured(tmp_path: Path) -> None:
    flask = application(tmp_path)
    resident = Resident(flask)
    path, token = resident.fill()
    resident.post(path, token, action="deposer")

    again = Resident(flask)
    with pytest.raises(RuntimeError, match="answered 404; nothing was measured"):
        again.get(f"{path}/nulle-part")
    with pytest.raises(RuntimeError, match=r"answered 4\d\d"):
        again.post(path, token, action="deposer")
