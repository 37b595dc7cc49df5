"""Which files a run really read: the ground of the content key of a report.

Here: watching opens in the process that runs a notebook. Not here: the list (`readings`), hashes
and the key (`batch.receipts`).

An audit hook sees every file that Python opens. It cannot be removed, so it is installed
only in processes that run notebooks; it notes names and decides nothing. Whoever keeps the
content of a file (`params`, `methodology`, `store`) says itself that it is used.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from helpers import readings

_SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".xlsx", ".parquet", ".txt")
_WRITING = os.O_WRONLY | os.O_RDWR

_installed = False


def watch() -> None:
    """Start noting the data and parameter files this process opens for reading."""
    global _installed
    if not _installed:
        sys.addaudithook(_note)
        _installed = True


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open":
        return
    path, mode, flags = arguments
    if not isinstance(path, str) or not path.endswith(_SUFFIXES):
        return
    writes = any(letter in mode for letter in "wax+") if mode else (flags or 0) & _WRITING
    if not writes:
        readings.file(path)
