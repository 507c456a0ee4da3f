"""The conformance kit: what every connector must do, as plain functions that need no test framework.

A vendor writes a `Bench` (how to open the connector, what the target received) and calls `run(bench)`.
It knows the contract alone, never a particular connector.
"""

from connectors.testing.bench import Bench, Failure, Received
from connectors.testing.cases import CASES
from connectors.testing.runner import Report, run

__all__ = ["CASES", "Bench", "Failure", "Received", "Report", "run"]
