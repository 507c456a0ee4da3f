"""One application for the tests of the questions' markup."""

from collections.abc import Callable

import pytest

from engine.journey.view import FieldView
from tests.web.macros import samples
from tests.web.macros.parsed import Parsed

Ask = Callable[..., str]


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Give a function from questions to the page's HTML."""
    folder = tmp_path_factory.mktemp("city")
    app = samples.application(samples.city(folder))

    def render(*fields: FieldView, **changes: object) -> str:
        return samples.show(app, "question.html", page=samples.page(*fields, **changes), csrf="token")

    return render


@pytest.fixture(scope="session")
def parse(ask: Ask) -> Callable[..., Parsed]:
    """Give a function from questions to the parsed page."""
    return lambda *fields, **changes: Parsed(ask(*fields, **changes))
