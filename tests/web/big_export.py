"""A hundred megabytes out of the application in one archive, in a process of their own: prints what memory they took.

`python -m tests.web.big_export FOLDER`. The figures are kilobytes, the octets sent, and how many files are whole.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from engine.documents.received import Clean
from tests.towns import Towns, towns
from tests.walking import Walker
from tests.web.following import File
from tests.web.journey.answering import token
from tests.web.journey.big_upload import most_memory

_SIZE = 20_000_000
_FILES = 5


def make(folder: Path) -> None:
    """Deposit twice, the second with large files from the service, and tell how to open both."""
    with towns(folder) as made:
        for count in (0, _FILES):
            file = File(made)
            file.say("Bonjour.")
            for _one in range(count):
                file.say("", Clean("plan.pdf", "application/pdf", b"%PDF-1.7" + os.urandom(_SIZE)))
            print(file.submission.reference, file.second_code)  # noqa: T201 -- what `main` reads


def main(folder: Path) -> None:
    """Take a small archive, then the large one, and tell by how much the process grew."""
    # The files are made by another process: what they take there is not counted here.
    command = [sys.executable, "-m", "tests.web.big_export", str(folder), "make"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    with towns(folder) as made:
        _export(made, folder / "small.zip", *told[0].split())
        before = most_memory()
        _export(made, folder / "large.zip", *told[1].split())
        grown = most_memory() - before
    with zipfile.ZipFile(folder / "large.zip") as archive:
        whole = sum(one.file_size > _SIZE for one in archive.infolist()) if archive.testzip() is None else 0
    print(grown, (folder / "large.zip").stat().st_size, whole)  # noqa: T201 -- what the test reads


def _export(made: Towns, target: Path, reference: str, code: str) -> None:
    client = made.client()
    typed = {"_csrf": token(Walker(client).page("/v/tilleray/suivi/")), "reference": reference, "code": code}
    client.post("/v/tilleray/suivi/", data=typed)
    reply = client.get(f"/v/tilleray/suivi/{reference}/mes-donnees.zip")
    assert reply.status_code == 200
    with target.open("wb") as kept:
        for part in reply.iter_encoded():
            kept.write(part)
    reply.close()


if __name__ == "__main__":
    (make if sys.argv[2:] else main)(Path(sys.argv[1]))
