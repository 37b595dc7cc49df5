"""The data of a past report, laid out again in a folder of their own.

Here: each file the report read, taken by hash from the store as it is or from kept versions;
nothing else, so that tables imported later are not seen. Not here: making the report
(`remake`). Files are copied, never linked: nothing that runs can reach the original.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.ledger import Ledger, SourceRecord
from helpers.store import Store


@dataclass(frozen=True)
class Gap:
    """A file that is neither in the store as it was nor kept; `now` is what stands there."""

    path: str
    then: str
    now: str


@dataclass(frozen=True)
class Laid:
    """What came of laying out: files that are lost, files taken from kept versions."""

    gaps: tuple[Gap, ...]
    from_versions: tuple[str, ...]


def lay_out(manifest: Mapping[str, Any], dataset: Path, target: Path) -> Laid:
    """Lay out the data of a report in the folder `target`.

    Where a version is lost, the file as it is now takes its place, so that the report can
    still be made and compared.
    """
    store = Store(dataset)
    gaps, from_versions = [], []
    for stated in manifest["inputs"]:
        path, then = str(stated["path"]), str(stated["sha256"])
        content, is_kept = _content(store, path, then)
        if content is None:
            now = _bytes(dataset / path)
            gaps.append(Gap(path, then, "" if now is None else _digest(now)))
            content = now
        elif is_kept:
            from_versions.append(path)
        _put(target / path, content)
    for stated in manifest.get("dataset_files", ()):
        path = str(stated["path"])
        content, _ = _content(store, path, str(stated["sha256"]))
        _put(target / path, _bytes(dataset / path) if content is None else content)
    _put(target / "store" / "ledger.json", _ledger(manifest).to_json().encode())
    return Laid(tuple(gaps), tuple(from_versions))


def as_it_was(store: Store, path: str, then: str) -> bytes | None:
    """The bytes of a file of the dataset that have the hash `then`; None when lost."""
    return _content(store, path, then)[0]


def _content(store: Store, path: str, then: str) -> tuple[bytes | None, bool]:
    """The bytes of a file as they were, and whether they come from a kept version."""
    for place, is_kept in ((store.dataset / path, False), (store.version(then), True)):
        content = _bytes(place)
        if content is not None and _digest(content) == then:
            return content, is_kept
    return None, False


def _ledger(manifest: Mapping[str, Any]) -> Ledger:
    """A ledger that says of the report's sources what the report says of them."""
    records = {}
    for stated in manifest.get("sources", ()):
        _, kind, owner, source_id = str(stated["path"]).split("/")
        records[source_id] = SourceRecord(
            source_id, "", kind, str(stated["sha256"]), municipality_ids=(owner,)
        )
    return Ledger(records)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(path: Path, content: bytes | None) -> None:
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
