"""Taking sources back out of a store: a file that should not have been imported.

Here: their rows out of the partitions, rows of others that gave way to them back from kept
versions, what has to be read again. Not here: which sources are meant (`named_sources`), deleting
what is kept of them (`erasure`), printing (`commands`).

Exports of a portal repeat each other's rows, and a repeated row is stored once: what the others
had to say is not known any more. Those files are told, and are read again when they are next
imported. After that the tables are as if the withdrawn file had never come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers.errors import InputDataError, Problem
from helpers.history import Import, brought, imports
from helpers.import_partitions import Partitions
from helpers.ledger import Ledger, SourceRecord
from helpers.owners import PLACEHOLDER
from helpers.precedence import keys_of
from helpers.readers.sources import repeats
from helpers.schemas import TABLES
from helpers.schemas.frames import typed
from helpers.store import Store

#: Rows by source and table.
Counts = dict[str, dict[str, int]]
_SHOWN = 10


@dataclass(frozen=True)
class Withdrawn:
    """What came of a withdrawal.

    `record` is the source as it was; `rows` counts rows taken out by table, `back` rows of other
    sources that are back, by its id and table; `schools` left the directory, `unnamed` ones stay
    in it with nothing but their code; `again` are sources to be imported again.
    """

    record: SourceRecord
    rows: dict[str, int]
    back: Counts
    schools: tuple[str, ...]
    unnamed: tuple[str, ...]
    again: tuple[SourceRecord, ...]


def withdraw(
    store: Store, records: Sequence[SourceRecord], is_dry_run: bool = False
) -> list[Withdrawn]:
    """Take sources out of a store in one commit; the caller holds its lock.

    With `is_dry_run` nothing is written. Earlier versions of the partitions are kept, so a
    report made before is made again as it was. Raises `InputDataError` for a directory that moved
    schools between municipalities: the rows that followed them would not find back.
    """
    partitions, ledger, past = Partitions(store), store.ledger(), imports(store.folder)
    for record in records:
        _check_moved_nothing(store, partitions, past, record)
    done = []
    for record in records:
        told = partitions.schools_of(record)
        own = {home: _directory(partitions, home, record) for home in told}
        rows = _counted(partitions, record)
        partitions.take(partitions.without(record.source_id, ledger))
        others = ledger.without_source(record.source_id)
        back = _given_back(store, partitions, others, past, record)
        gone = {name for home in told for name in partitions.forget_schools(home, told[home])}
        unnamed = _unnamed(partitions, own)
        again = _told_of_the_same(others, records, record)
        ledger = others.with_rows_back(back).to_be_read_again(again)
        if rows.get("schools"):
            rows["schools"] -= len(unnamed)
        rows = {table: count for table, count in rows.items() if count}
        done.append(
            Withdrawn(record, rows, back, tuple(sorted(gone)), tuple(unnamed), tuple(again))
        )
    if not is_dry_run:
        store.commit(partitions.sorted(), ledger, {})
    return done


def _counted(partitions: Partitions, record: SourceRecord) -> dict[str, int]:
    rows: dict[str, int] = {}
    for table, home in _places(record):
        mine = partitions.current(table, home, {})["source_id"] == record.source_id
        rows[table] = rows.get(table, 0) + int(mine.sum())
    return rows


def _places(record: SourceRecord) -> Iterator[tuple[str, str]]:
    for table in record.tables:
        for home in record.municipality_ids:
            yield table, home


def _check_moved_nothing(
    store: Store, partitions: Partitions, past: Sequence[Import], record: SourceRecord
) -> None:
    """Raise `InputDataError` where schools of the source stood in another directory before it."""
    own = {
        name for home in record.municipality_ids for name in _directory(partitions, home, record)
    }
    moved: set[str] = set()
    for one, _ in brought(past, record.source_id) if own else ():
        for change in one.partitions:
            if change.table == "schools" and change.municipality_id not in record.municipality_ids:
                before, after = (
                    _real(store, change.municipality_id, digest)
                    for digest in (change.before, change.after)
                )
                lost = before.merge(after, how="left", indicator=True)
                moved.update(lost.loc[lost["_merge"] == "left_only", "school_id"])
    found = sorted(own & moved)
    if found:
        shown = ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        words = (
            "Этот файл перевёл школы из другого муниципалитета, и их строки перешли следом. "
            "Сначала верните школы: загрузите верную таблицу «Школы» с ключом --replace — строки "
            "перейдут обратно. Потом повторите отзыв."
        )
        problem = Problem("error", "schools_moved", words, file=record.name, found=shown)
        raise InputDataError([problem])


def _directory(partitions: Partitions, home: str, record: SourceRecord) -> set[str]:
    """Schools that a source names as a directory."""
    rows = partitions.current("schools", home, {})
    return set(rows.loc[rows["source_id"] == record.source_id, "school_id"])


def _real(store: Store, home: str, digest: str) -> pd.DataFrame:
    """Schools and their times that a version of a directory names."""
    frame = store.earlier("schools", home, digest) if digest else None
    if frame is None:
        frame = store.read("schools", [])
    return frame.loc[frame["extra"] != PLACEHOLDER, ["school_id", "valid_from", "valid_to"]]


def _given_back(
    store: Store,
    partitions: Partitions,
    ledger: Ledger,
    past: Sequence[Import],
    record: SourceRecord,
) -> Counts:
    """Put back rows of sources of the ledger that gave way to a source; their counts.

    Rows of a source that came again later are left as it then settled them, and a key that
    somebody else holds now stays with him.
    """
    back: Counts = {}
    for one, _ in reversed(brought(past, record.source_id)):
        later = {a.source_id for other in past if other.number > one.number for a in other.sources}
        able = {source_id for source_id in ledger.sources if source_id not in later}
        for change in one.partitions:
            rows = _gave_way(store, change.table, change.municipality_id,
                             (change.before, change.after), record.source_id, able)  # fmt: skip
            if rows.empty:
                continue
            place = change.table, change.municipality_id
            held = partitions.current(*place, {})
            if change.table == "schools":
                unnamed = held["extra"] == PLACEHOLDER
                held = held[~(unnamed & held["school_id"].isin(rows["school_id"]))]
            rows = rows[~keys_of(rows, change.table).isin(keys_of(held, change.table))]
            partitions.take({place: pd.concat([held, rows], ignore_index=True)})
            for source_id, count in rows["source_id"].value_counts().items():
                counts = back.setdefault(str(source_id), {})
                counts[change.table] = counts.get(change.table, 0) + int(count)
    return back


def _gave_way(
    store: Store,
    table: str,
    home: str,
    digests: tuple[str, str],
    source_id: str,
    able: set[str],
) -> pd.DataFrame:
    """Rows of some sources before an import whose keys were those of another source after it."""
    before, after = (store.earlier(table, home, digest) if digest else None for digest in digests)
    if before is None or after is None:
        return store.read(table, []).drop(columns="municipality_id")
    taken = keys_of(after[after["source_id"] == source_id], table)
    others = before[before["source_id"].isin(list(able))]
    return others[keys_of(others, table).isin(taken)]


def _unnamed(partitions: Partitions, own: dict[str, set[str]]) -> list[str]:
    """Let schools that a directory named, and others tell of, keep their code alone."""
    found: set[str] = set()
    for home, schools in own.items():
        rows = partitions.current("schools", home, {})
        unnamed = (rows["extra"] == PLACEHOLDER) & rows["school_id"].isin(list(schools))
        if unnamed.any():
            code = rows.loc[unnamed, ["school_id", "extra"]].drop_duplicates("school_id")
            blank = typed(code, TABLES["schools"])
            rest = rows[~unnamed]
            partitions.take({("schools", home): pd.concat([rest, blank], ignore_index=True)})
            found.update(rows.loc[unnamed, "school_id"])
    return sorted(found)


def _told_of_the_same(
    ledger: Ledger, leaving: Sequence[SourceRecord], record: SourceRecord
) -> list[SourceRecord]:
    """Exports that may lack rows because the source had the same: they stand in its partitions."""
    tables, homes, years = set(record.tables), set(record.municipality_ids), set(record.years)
    away = {one.source_id for one in leaving}
    return [
        one
        for _, one in sorted(ledger.sources.items())
        if one.source_id not in away
        and repeats(one.kind)
        and tables & set(one.tables)
        and homes & set(one.municipality_ids)
        and (not years or not one.years or years & set(one.years))
    ]
