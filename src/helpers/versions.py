"""Versions of sources: which there were, and what each changed in rows and values.

Here: reading the records of imports (`history`) against kept versions of partitions. Not
here: keeping them (`store`), printing (`commands`). Where a version of a partition is not
kept any more, what it changed is not known, and that is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import history
from helpers.ledger import SourceRecord
from helpers.schemas import TABLES
from helpers.schemas.frames import typed
from helpers.schemas.tables import MUNICIPALITY, PROVENANCE, Table
from helpers.store import Store


@dataclass(frozen=True)
class ValueChange:
    """One value that a version changed: the key of its row, the column, both values."""

    table: str
    row: str
    column: str
    then: str
    now: str


@dataclass(frozen=True)
class TableChange:
    """What a version changed in one table; counts of rows."""

    table: str
    added: int
    removed: int
    changed: int
    values: tuple[ValueChange, ...]


@dataclass(frozen=True)
class Version:
    """One version of a source. `number` is that of its import, None where no record tells.

    `replaced` is whether another version stood before it; `changes` is None when the rows before
    or after are not kept.
    """

    number: int | None
    sha256: str
    is_current: bool
    is_kept: bool
    replaced: bool
    changes: tuple[TableChange, ...] | None


@dataclass(frozen=True)
class Moved:
    """Rows of a source that went to another municipality with their schools, by import."""

    number: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A source with its versions, the oldest first, and where its rows went meanwhile.

    `withdrawn` are the numbers of the imports that took it out of the store. One that did not
    come again is told by its name in outputs: the ledger has no record of it.
    """

    record: SourceRecord
    versions: tuple[Version, ...]
    moves: tuple[Moved, ...]
    withdrawn: tuple[int, ...]


def sources(store: Store, municipality_id: str = "") -> list[Source]:
    """All sources of a store, or those of one municipality, by slot; withdrawn ones too."""
    imports = history.imports(store.folder)
    held = store.ledger().sources
    records = [
        record
        for record in (*held.values(), *_gone(imports, set(held)))
        if not municipality_id or municipality_id in record.municipality_ids
    ]
    return [
        Source(
            record,
            tuple(_versions(store, record, imports, is_held=record.source_id in held)),
            tuple(_moves(record, imports)),
            tuple(
                n for n, gone in history.withdrawals(imports) if gone.source_id == record.source_id
            ),
        )
        for record in sorted(records, key=lambda one: (one.slot, one.name))
    ]


def _gone(imports: Sequence[history.Import], held: set[str]) -> list[SourceRecord]:
    """What is still known of sources that were withdrawn and did not come again."""
    last = {gone.source_id: gone for _, gone in history.withdrawals(imports)}
    found = []
    for source_id, gone in last.items():
        if source_id not in held:
            kind, homes = gone.slot.split("/")[1], gone.municipality_ids
            found.append(
                SourceRecord(source_id, gone.name, kind, gone.sha256, municipality_ids=homes)
            )
    return found


def _moves(record: SourceRecord, imports: Sequence[history.Import]) -> Iterator[Moved]:
    for one in imports:
        for move in one.moves:
            if move.source_id == record.source_id:
                yield Moved(one.number, move.before, move.after)


def _versions(
    store: Store, record: SourceRecord, imports: Sequence[history.Import], is_held: bool
) -> Iterator[Version]:
    arrivals = history.brought(imports, record.source_id)
    told = [arrival.after for _, arrival in arrivals]
    for place, digest in enumerate((*record.earlier, record.sha256)):
        if digest not in told:
            is_current = is_held and digest == record.sha256
            is_kept = store.kept_source(digest).is_file()
            yield Version(None, digest, is_current, is_kept, bool(place), None)
    for one, arrival in arrivals:
        changes = tuple(_changes(store, record.source_id, one)) if arrival.before else ()
        known = None if None in changes else tuple(c for c in changes if c is not None)
        is_current = is_held and (one, arrival) == arrivals[-1]
        is_kept = store.kept_source(arrival.after).is_file()
        replaced = bool(arrival.before)
        yield Version(one.number, arrival.after, is_current, is_kept, replaced, known)


def _changes(store: Store, source_id: str, one: history.Import) -> Iterator[TableChange | None]:
    """What an import changed in the rows of a source, by table; None where it is not known."""
    frames: dict[str, list[list[pd.DataFrame]]] = {}
    for change in one.partitions:
        pair = [_rows(store, change, digest, source_id) for digest in (change.before, change.after)]
        if pair[0] is None or pair[1] is None:
            yield None
            return
        if len(pair[0]) or len(pair[1]):
            sides = frames.setdefault(change.table, [[], []])
            sides[0].append(pair[0])
            sides[1].append(pair[1])
    for name, (before, after) in frames.items():
        found = table_change(TABLES[name], pd.concat(before), pd.concat(after))
        if found.added or found.removed or found.changed:
            yield found


def _rows(store: Store, change: history.Change, digest: str, source_id: str) -> pd.DataFrame | None:
    """Rows of a source in one version of a partition, with its municipality; None when lost."""
    if not digest:
        frame: pd.DataFrame | None = typed([], TABLES[change.table])
    else:
        frame = store.earlier(change.table, change.municipality_id, digest)
    if frame is None:
        return None
    return frame[frame["source_id"] == source_id].assign(**{MUNICIPALITY: change.municipality_id})


def table_change(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> TableChange:
    """What differs between two sets of rows of a table, matched by its key.

    Where a row stood in its file does not count.
    """
    old, new = _by_key(table, before), _by_key(table, after)
    values = [
        ValueChange(table.name, _shown_key(table, key), column, _text(then), _text(now))
        for key in old
        if key in new
        for column, then, now in _differing(old[key], new[key])
    ]
    changed = sum(1 for key in old if key in new and any(_differing(old[key], new[key])))
    return TableChange(
        table.name, len(set(new) - set(old)), len(set(old) - set(new)), changed, tuple(values)
    )


def _by_key(table: Table, frame: pd.DataFrame) -> dict[tuple[str, ...], Mapping[str, Any]]:
    rows: list[dict[Any, Any]] = frame.drop(columns=list(PROVENANCE)).to_dict("records")
    return {tuple(_text(row[name]) for name in table.stored_key): row for row in rows}


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for column, then in old.items():
        if _text(then) != _text(new[column]):
            yield column, then, new[column]


def _text(value: Any) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _shown_key(table: Table, key: Sequence[str]) -> str:
    return ", ".join(part for part in key if part)
