"""Bytes that outlive a power cut.

Here: writing one file so that the disk has it. Not here: whole folders and their names
(`reports.write`), commits of the store (`commits`).
"""

from __future__ import annotations

import os
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it. Raises `OSError` when the disk refuses."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
