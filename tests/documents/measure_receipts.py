"""Measure what a receipt costs: `python -m tests.documents.measure_receipts`.

CPU time of one PDF in a process that has drawn before, the first one's with the library's loading, and the
resident memory of the process that draws, at the start and after many receipts.
"""

from __future__ import annotations

import resource
import time

from tests.documents.papers import paper, rows

ROUNDS = 60


def main() -> None:
    """Print the least and the mean time, and the memory."""
    started = time.process_time()
    from engine.documents.receipt import receipt_pdf  # noqa: PLC0415 -- its loading is what is measured

    drawn = paper((rows(20), rows(20)), mark="DÉMONSTRATION. Sans valeur.")
    size = len(receipt_pdf(drawn))
    print(f"first {1000 * (time.process_time() - started):.0f} ms CPU, loading included; {size} octets")  # noqa: T201 -- a program's output
    before, times = _resident(), []
    for _round in range(ROUNDS):
        started = time.process_time()
        receipt_pdf(drawn)
        times.append(1000 * (time.process_time() - started))
    print(f"then {min(times):.0f} ms CPU at best, {sum(times) / ROUNDS:.0f} ms on average of {ROUNDS}")  # noqa: T201 -- same
    print(f"resident {before} MiB after the first, {_resident()} MiB after {ROUNDS + 1}")  # noqa: T201 -- same


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
