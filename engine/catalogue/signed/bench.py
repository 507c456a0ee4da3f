"""`formune bench catalogue`: what a published catalogue of many forms costs a host, on this machine.

The forms are the shipped ones under other names. Times are CPU times. What a host does at start is measured in
a process of its own, so that memory is its own too and libraries are counted.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from engine.catalogue.assemble import assemble, bundle_digest
from engine.catalogue.catalogue import Catalogue
from engine.catalogue.diff import understated
from engine.catalogue.lint import lint
from engine.catalogue.signed.ceremony import begin
from engine.catalogue.signed.files import target_file
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.publishing import canonical, described, target_of
from engine.catalogue.signed.repository import Repository, write
from engine.catalogue.source import form_slugs
from engine.model import Definition
from engine.resources import forms_root, schemas_root

_AUTHORITY: Final = "dgcl"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; without a budget it is there to be known."""

    name: str
    value: float
    unit: str
    budget: float | None = None


def rows(count: int = 300, rounds: int = 5) -> Iterator[Row]:
    """Measure a catalogue of `count` forms; the median of `rounds` where one is enough to be lucky."""
    with tempfile.TemporaryDirectory() as scratch:
        many, few = Path(scratch) / "many", Path(scratch) / "few"
        made = Made.of(many, count)
        Made.of(few, 1)
        yield from _starts(many, few, count, rounds)
        yield Row("publish one form more: sign and write", made.add(f"form-{count}"), "ms")
        yield Row("first use of a bundle: read, digest, parse", _first_use(many), "ms")
    yield Row("lint every shipped form and block", _seconds(_lint), "s", 3.0)
    yield _diff()


def _starts(many: Path, few: Path, count: int, rounds: int) -> Iterator[Row]:
    first = [_start(many, forget=True) for _ in range(rounds)]
    again = [_start(many) for _ in range(rounds)]
    small = [_start(few, forget=True) for _ in range(rounds)]
    slope = (_median(first, "ms") - _median(small, "ms")) / (count - 1)
    memory = (_median(first, "mib") - _median(small, "mib")) / (count - 1)
    named = f"a start with {count} forms, libraries included"
    yield Row(f"load and verify, {named}", _median(first, "ms"), "ms", 500.0)
    yield Row("  the same, when this catalogue was verified before", _median(again, "ms"), "ms", 500.0)
    yield Row(f"memory, {named}", _median(first, "mib"), "MiB", 40.0)
    yield Row("one form more at start", slope, "ms")
    yield Row("one form more in memory", memory * 1024, "KiB")


@dataclass(frozen=True, slots=True)
class Made:
    """A catalogue made for measuring, and what is needed to add to it."""

    folder: Path
    bundles: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, folder: Path, count: int) -> "Made":
        """Make a catalogue of `count` forms in `folder`: `catalogue`, `keys`, and `root.json` to trust."""
        began = begin(folder / "catalogue", _AUTHORITY, folder / "keys", [], datetime.now(UTC))
        shutil.copyfile(began.root, folder / "root.json")
        slugs = form_slugs(forms_root())
        made = cls(folder, tuple(assemble(slug, forms_root(), schemas_root()) for slug in slugs))
        made.add(*(f"form-{rank}" for rank in range(count)))
        return made

    def add(self, *slugs: str) -> float:
        """Publish forms under these names, the linter apart; give the milliseconds that it took."""
        keys = KeyRing.load([self.folder / "keys"])
        began = time.process_time()
        repository = Repository.open(self.folder / "catalogue")
        targets = repository.authorities[_AUTHORITY].signed.targets
        for rank, slug in enumerate(slugs):
            bundle = {**self.bundles[rank % len(self.bundles)], "slug": slug}
            data = canonical(bundle)
            release = described(_AUTHORITY, bundle, data)
            file = target_file(repository.folder, release.path, release.digest)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            targets[release.path] = target_of(release, data)
        write(repository.reissue([_AUTHORITY], keys, datetime.now(UTC)))
        return (time.process_time() - began) * 1000


def opened(folder: Path) -> Catalogue:
    """Open a catalogue that `Made` made, as a host does."""
    return Catalogue.from_published(folder / "catalogue", folder / "root.json", folder / "state")


def _start(folder: Path, *, forget: bool = False) -> dict[str, float]:
    """Start a host's reading in a process of its own; give its milliseconds and MiB."""
    if forget:
        shutil.rmtree(folder / "state", ignore_errors=True)
    command = [sys.executable, "-c", _CHILD, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 -- our own program
    found: dict[str, float] = json.loads(done.stdout)
    return found


_CHILD: Final = """
import json, pathlib, sys, time
from engine.catalogue import Catalogue
def resident():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
folder = pathlib.Path(sys.argv[1])
before, began = resident(), time.process_time()
catalogue = Catalogue.from_published(folder / "catalogue", folder / "root.json", folder / "state")
slugs = catalogue.slugs()
spent = (time.process_time() - began) * 1000
assert catalogue.alert is None
print(json.dumps({"ms": spent, "mib": resident() - before, "forms": len(slugs)}))
"""


def _first_use(folder: Path) -> float:
    catalogue = opened(folder)
    spent = []
    for slug in catalogue.slugs()[:30]:
        began = time.process_time()
        catalogue.get(slug)
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent)


def _lint() -> object:
    return lint(None, forms_root(), schemas_root())


def _diff() -> Row:
    """Measure the comparison of two versions of the largest form."""
    bundles = [assemble(slug, forms_root(), schemas_root()) for slug in form_slugs(forms_root())]
    largest = max(bundles, key=lambda one: len(canonical(one)))
    old = Definition.from_bundle(largest, bundle_digest(largest))
    new = replace(old, version=f"{int(old.version.split('.')[0]) + 1}.0.0")
    return Row("diff of two versions of the largest form", _seconds(lambda: understated(old, new)), "s", 1.0)


def _seconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began


def _median(found: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in found)
