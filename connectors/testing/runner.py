"""Runs all cases against fresh benches and reports by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.testing.bench import Bench, Failure
from connectors.testing.cases import CASES


@dataclass(frozen=True, slots=True)
class Report:
    """What each case gave: an empty text when it passed, else what was seen instead."""

    results: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Say whether every case passed."""
        return not any(self.results.values())


def run(fresh: Callable[[], Bench]) -> Report:
    """Run every case on a bench of its own; an exception that leaves the connector fails the case."""
    return Report({name: _result(case, fresh) for name, case in CASES.items()})


def _result(case: Callable[[Bench], None], fresh: Callable[[], Bench]) -> str:
    try:
        case(fresh())
    except Failure as failure:
        return str(failure)
    except Exception as error:  # noqa: BLE001 -- whatever a vendor's connector raises is a finding, not our crash
        return f"raised {type(error).__name__}"
    return ""
