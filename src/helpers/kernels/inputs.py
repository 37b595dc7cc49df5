"""Which files a run really read: the ground of the content key of a report.

Here: watching opens in the process that runs a notebook, and handing the list over.
Not here: hashes and the key (`batch.receipts`).

An audit hook sees every file that Python opens. It cannot be removed, so it is installed
only in processes that run notebooks; it notes names and decides nothing. Files whose content
the process got from its template (`params.kept_files`) count as read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from helpers import params

_SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".xlsx", ".parquet", ".txt")
_WRITING = os.O_WRONLY | os.O_RDWR

_seen: set[str] = set()
_installed = False


def watch() -> None:
    """Start noting the data and parameter files this process opens for reading."""
    global _installed
    if not _installed:
        sys.addaudithook(_note)
        _installed = True
        _seen.update(params.kept_files())


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open":
        return
    path, mode, flags = arguments
    if not isinstance(path, str) or not path.endswith(_SUFFIXES):
        return
    writes = any(letter in mode for letter in "wax+") if mode else (flags or 0) & _WRITING
    if not writes:
        _seen.add(str(Path(path).absolute()))


def collected() -> dict[str, Any]:
    """`files`: absolute paths read so far; `partitions`: what the store says it read."""
    store = sys.modules.get("helpers.store")
    partitions = store.partitions_read() if store is not None else []
    return {"files": sorted(_seen), "partitions": partitions}
