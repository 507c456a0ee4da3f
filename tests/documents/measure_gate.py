"""What the gate costs: a paper and a telephone's photo, in a process of its own each."""

import io
import time

from engine.documents.gate import Gate
from tests.documents import files

_TIMES = 10


def main() -> None:
    """Print the milliseconds that each takes."""
    for name, data in (
        ("PDF of 3 pages", files.pdf(3)),
        ("photo of 12 million points", files.photo((4000, 3000))),
    ):
        began = time.perf_counter()
        for _time in range(_TIMES):
            Gate().admit("a", io.BytesIO(data), ("application/pdf", "image/jpeg"))
        print(f"{name}: {(time.perf_counter() - began) / _TIMES * 1000:.0f} ms")  # noqa: T201 -- it reports


if __name__ == "__main__":
    main()
