"""Which processes of a test are still alive, told by a mark in their environment."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

VARIABLE = "SHNOR_TEST_MARK"


def new_mark() -> str:
    """A mark to put into the environment of what a test starts."""
    return uuid.uuid4().hex


def alive(mark: str) -> list[int]:
    """Processes that carry the mark and are not dead."""
    found = []
    wanted = f"{VARIABLE}={mark}".encode()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
                if state not in "ZX" and wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def gone(mark: str, seconds: float = 10.0) -> bool:
    """Whether all of them are gone within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(mark):
            return True
        time.sleep(0.05)
    return False
