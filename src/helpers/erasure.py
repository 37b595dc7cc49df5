"""Deleting what a store keeps of withdrawn sources: their bytes and tables that held their rows.

Here: which kept files those are. Not here: taking rows out of the tables in use (`withdrawal`).
What is deleted cannot be had again, and a report made from it cannot be made again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from helpers import history
from helpers.ledger import SourceRecord
from helpers.store import Store


def erase(store: Store, source_ids: Iterable[str], records: Iterable[SourceRecord] = ()) -> int:
    """Delete what is kept of sources that are in use no more; how many files that were.

    `records` are what the ledger said of them before they were withdrawn: stores made by older
    versions of the workbook have no history of their first imports. The caller holds the lock.
    """
    away, imports = set(source_ids), history.imports(store.folder)
    digests = {digest for one in records for digest in (*one.earlier, one.sha256)}
    for one in imports:
        digests |= {arrival.after for arrival in one.sources if arrival.source_id in away}
        digests |= {gone.sha256 for gone in one.withdrawn if gone.source_id in away}
    in_use = {
        digest for one in store.ledger().sources.values() for digest in (*one.earlier, one.sha256)
    }
    doomed = {store.kept_source(digest) for digest in digests - in_use}
    doomed |= _tables_with(store, imports, away)
    held = [path for path in sorted(doomed) if path.is_file()]
    for path in held:
        path.unlink()
    return len(held)


def _tables_with(store: Store, imports: Iterable[history.Import], away: set[str]) -> set[Path]:
    """Kept versions of partitions that hold rows of the sources `away`."""
    found = set()
    changes = {
        (change.table, change.municipality_id, digest)
        for one in imports
        for change in one.partitions
        for digest in (change.before, change.after)
        if digest
    }
    for table, municipality_id, digest in sorted(changes):
        path = store.version(digest)
        if path.is_file():
            frame = store.earlier(table, municipality_id, digest)
            if frame is not None and frame["source_id"].isin(list(away)).any():
                found.add(path)
    return found
