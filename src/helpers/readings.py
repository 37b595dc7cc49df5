"""What this process has read: the ground of the content key of a report.

Here: the list of files and of partitions of stores, and what was read while something was made:
whoever gets from memory what was made before has read that too (`again`). Not here: who keeps
things in memory, watching files being opened (`kernels.inputs`), hashes and the key
(`batch.receipts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: A part of a store: path inside the dataset, hash, table names, ids of the sources of its rows.
Partition = Mapping[str, Any]


@dataclass(eq=False)
class Readings:
    """Absolute paths of files, partitions by their path inside the dataset, and the values that
    were asked for: a module of indicators and the run in words."""

    files: set[str] = field(default_factory=set)
    partitions: dict[str, Partition] = field(default_factory=dict)
    values: set[tuple[str, str]] = field(default_factory=set)


_all = Readings()
#: All that was read, then what was read inside each `noted` that is open.
_open: list[Readings] = [_all]


def file(path: Path | str) -> None:
    """Note that a file was read."""
    absolute = str(Path(path).absolute())
    for one in _open:
        one.files.add(absolute)


def partition(what: Partition) -> None:
    """Note that a part of a store was read."""
    for one in _open:
        one.partitions[what["path"]] = what


def values(module: str, run: str) -> None:
    """Note that the values which a module of indicators makes for a run were asked for."""
    for one in _open:
        one.values.add((module, run))


def again(read: Readings) -> None:
    """Note all of `read`: what was made of it is used once more."""
    for one in _open:
        one.files |= read.files
        one.partitions |= read.partitions
        one.values |= read.values


@contextmanager
def noted() -> Iterator[Readings]:
    """What is read inside, known in full when it ends."""
    inside = Readings()
    _open.append(inside)
    try:
        yield inside
    finally:
        _open.remove(inside)


def collected() -> dict[str, Any]:
    """`files`, `partitions` and `values` of this process so far, each in the order of names."""
    read = _all.partitions
    return {
        "files": sorted(_all.files),
        "partitions": [read[path] for path in sorted(read)],
        "values": sorted(_all.values),
    }


def forget() -> None:
    """Begin anew: for a process that goes on from what another has read."""
    _all.files.clear()
    _all.partitions.clear()
    _all.values.clear()
