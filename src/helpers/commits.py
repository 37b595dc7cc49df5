"""Commits of a store: many files take their places as one step.

Here: files that wait in a staging folder, the list of renames, performing them. Not here:
what a commit consists of (`store`), who may write (`lock`). Once the list stands, the commit
has happened: whoever opens the store next performs the renames that a stop left undone.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from pathlib import Path

from helpers import lock
from helpers.disk import write_file

_STAGING = ".staging"
_COMMIT = "commit.json"


def digest(content: bytes | None) -> str:
    """Hash of a file's bytes; "" where there is no file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def is_unfinished(folder: Path) -> bool:
    """Whether a commit of the store in `folder` waits for its renames."""
    return (folder / _COMMIT).exists()


def finish(folder: Path) -> None:
    """Perform the renames of a commit; those already done are passed over."""
    for source, name in json.loads((folder / _COMMIT).read_text(encoding="utf-8")):
        target = folder / name
        staged = folder / _STAGING / source
        if not source:
            target.unlink(missing_ok=True)
        elif staged.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
    lock.check(folder)
    (folder / _COMMIT).unlink(missing_ok=True)
    shutil.rmtree(folder / _STAGING, ignore_errors=True)


class Staged:
    """Files of one commit, waiting in the staging folder: where each goes, in order.

    Every step raises `MachineError` when another process has taken the store meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._moves: list[tuple[str, str]] = []
        #: Our own: whoever lost the lock while asleep must not put files among another's.
        self._own = secrets.token_hex(4)
        lock.check(folder)
        shutil.rmtree(folder / _STAGING, ignore_errors=True)
        (folder / _STAGING / self._own).mkdir(parents=True)

    def put(self, target: Path, content: bytes | None) -> None:
        """Let `content` stand at `target` after the commit; None removes what is there."""
        lock.check(self.folder)
        source = ""
        if content is not None:
            source = f"{self._own}/{len(self._moves):06d}"
            write_file(self.folder / _STAGING / source, content)
        self._moves.append((source, target.relative_to(self.folder).as_posix()))

    def decide(self) -> None:
        """Write the list of renames: from here on the commit has happened."""
        lock.check(self.folder)
        new = self.folder / (_COMMIT + ".new")
        write_file(new, json.dumps(self._moves).encode())
        new.replace(self.folder / _COMMIT)
