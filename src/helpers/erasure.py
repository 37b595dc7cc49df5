"""Deleting what a store keeps of withdrawn sources: their bytes and past tables with their rows.

Here: which kept files those are. Not here: taking rows out of the tables in use (`withdrawal`).
What is deleted cannot be had again, and a report made from it cannot be made again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers import history, lock
from helpers.errors import MachineError
from helpers.store import Store


@dataclass(frozen=True)
class Erased:
    """How many kept files were deleted, and which could not be (paths inside the store)."""

    files: int
    left: tuple[str, ...]


def erase(store: Store, source_ids: Collection[str]) -> Erased:
    """Delete what is kept of sources that were withdrawn; the caller holds the lock.

    Deleted are all their versions and, of the tables they had rows in, every version since they
    came: rows of others may have been completed from them. A file that is in use by another
    program is left and named; the call may be repeated.
    """
    past = history.imports(store.folder)
    doomed: set[Path] = set()
    unread: list[Path] = []
    for _, one in history.withdrawals(past):
        if one.source_id in source_ids:
            doomed.update(map(store.kept_source, _digests(past, one)))
            doomed.update(map(store.version, _since_it_came(past, one)))
            for table, home, digest in _versions_of(past, one):
                path = store.version(digest)
                try:
                    if path.is_file() and _has_rows(store, table, home, digest, one.source_id):
                        doomed.add(path)
                except MachineError:
                    unread.append(path)
    in_use = {
        store.kept_source(digest)
        for record in store.ledger().sources.values()
        for digest in (*record.earlier, record.sha256)
    }
    found = [path for path in sorted(doomed - in_use) if path.is_file()]
    lock.check(store.folder)
    refused = list(_not_deleted(found))
    left = sorted({path.relative_to(store.folder).as_posix() for path in (*unread, *refused)})
    return Erased(len(found) - len(refused), tuple(left))


def _not_deleted(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            path.unlink()
        except OSError:
            yield path


def _digests(past: Sequence[history.Import], gone: history.Gone) -> set[str]:
    """Hashes of all versions of a source that are known."""
    came = [arrival for _, arrival in history.brought(past, gone.source_id)]
    told = {digest for arrival in came for digest in (arrival.before, arrival.after)}
    return {gone.sha256, *gone.earlier, *told} - {""}


def _since_it_came(past: Sequence[history.Import], gone: history.Gone) -> set[str]:
    """Versions of the tables and municipalities of a source since it first came.

    Empty where no record tells of its coming.
    """
    came = history.brought(past, gone.source_id)
    if not came:
        return set()
    first = came[0][0].number
    changes = [
        (entry.number, change)
        for entry in past
        for change in entry.partitions
        if change.municipality_id in gone.municipality_ids
        and change.table in {*gone.tables, "schools"}
    ]
    earlier = {change.after for number, change in changes if number < first}
    earlier |= {change.before for number, change in changes if number <= first}
    return {change.after for number, change in changes if number >= first} - earlier - {""}


def _versions_of(
    past: Sequence[history.Import], gone: history.Gone
) -> Iterator[tuple[str, str, str]]:
    """Table, municipality and hash of every version that may hold rows of a source."""
    seen = {
        (change.table, change.municipality_id, digest)
        for entry in past
        for change in entry.partitions
        for digest in (change.before, change.after)
        if digest and change.municipality_id in gone.municipality_ids
    }
    yield from sorted(seen)


def _has_rows(store: Store, table: str, home: str, digest: str, source_id: str) -> bool:
    frame = store.earlier(table, home, digest)
    return frame is not None and bool((frame["source_id"] == source_id).any())
