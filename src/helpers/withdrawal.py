"""Taking sources back out of a store: a file that should not have been imported.

Here: which sources are meant, their rows out of the partitions, what has to be read again.
Not here: deleting what is kept of them (`erasure`), printing (`commands`).

Rows of other files that gave way to a withdrawn one, or were left out because it said the same,
are not made up from memory: those files are told, and are read again when they are next
imported. After that the tables are as if the withdrawn file had never come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import ParameterError
from helpers.history import imports
from helpers.import_partitions import Partitions
from helpers.ledger import Ledger, SourceRecord, source_id_of
from helpers.readers.sources import repeats
from helpers.spelling import did_you_mean
from helpers.store import Store


@dataclass(frozen=True)
class Withdrawn:
    """What came of a withdrawal.

    `record` is the source as it was; `rows` counts rows taken out by table, `schools` are those
    that left the directory with them, `again` the sources that have to be imported again.
    """

    record: SourceRecord
    rows: dict[str, int]
    schools: tuple[str, ...]
    again: tuple[SourceRecord, ...]


def named(store: Store, given: Sequence[str]) -> list[SourceRecord]:
    """The sources meant by a name in outputs, a path or a file name, in the order given.

    Raises `ParameterError` for what names no source of the store, or several.
    """
    found = [_named(store, text) for text in given]
    return list({record.source_id: record for record in found}.values())


def _named(store: Store, given: str) -> SourceRecord:
    records = list(store.ledger().sources.values())
    by_path = source_id_of(store.dataset, Path(given))
    for fits in (
        [one for one in records if given in (one.slot, one.source_id)],
        [one for one in records if one.source_id == by_path],
        [one for one in records if one.name == given],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            slots = ", ".join(sorted(one.slot for one in fits))
            raise ParameterError(
                f"Файлов с именем «{given}» загружено несколько. Назовите один из них: {slots}."
            )
    known = [name for one in records for name in (one.slot, one.name)]
    raise ParameterError(
        f"Источник «{given}» не загружен. {did_you_mean(given, known)} "
        "Все источники: shnor history --all."
    )


def withdraw(
    store: Store, records: Sequence[SourceRecord], is_dry_run: bool = False
) -> list[Withdrawn]:
    """Take sources out of a store in one commit; the caller holds its lock.

    With `is_dry_run` nothing is written. Earlier versions of the partitions are kept, so a
    report made before is made again as it was.
    """
    partitions, ledger = Partitions(store), store.ledger()
    done = []
    for record in records:
        rows, schools = _take_out(partitions, ledger, record)
        again = _told_of_the_same(ledger, records, record)
        ledger = ledger.without_source(record.source_id).to_be_read_again(again)
        done.append(Withdrawn(record, rows, schools, tuple(again)))
    if not is_dry_run:
        store.commit(partitions.sorted(), ledger, {})
    return done


def _take_out(
    partitions: Partitions, ledger: Ledger, record: SourceRecord
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Take the rows of a source out; their count by table and the schools that went too."""
    rows: dict[str, int] = {}
    for table in record.tables:
        for home in record.municipality_ids:
            frame = partitions.current(table, home, {})
            mine = int((frame["source_id"] == record.source_id).sum())
            if mine:
                rows[table] = rows.get(table, 0) + mine
    told = partitions.schools_of(record.source_id, ledger)
    partitions.take(partitions.without(record.source_id, ledger))
    gone = {school for home in told for school in partitions.forget_schools(home, told[home])}
    return rows, tuple(sorted(gone))


def _told_of_the_same(
    ledger: Ledger, leaving: Sequence[SourceRecord], record: SourceRecord
) -> list[SourceRecord]:
    """Sources that may have rows that gave way to this one: they stand in its partitions."""
    tables, homes = set(record.tables), set(record.municipality_ids)
    away = {one.source_id for one in leaving}
    return [
        one
        for _, one in sorted(ledger.sources.items())
        if one.source_id not in away
        and (one.superseded or repeats(one.kind))
        and tables & set(one.tables)
        and homes & set(one.municipality_ids)
    ]


def withdrawn_before(store: Store, given: Sequence[str]) -> dict[str, str]:
    """Those of the names given that mean a source withdrawn before, each with its id."""
    gone = [one for entry in imports(store.folder) for one in entry.withdrawn]
    held = store.ledger().sources
    found = {}
    for text in given:
        by_path = source_id_of(store.dataset, Path(text))
        for one in gone:
            is_meant = text in (one.slot, one.source_id) or one.source_id == by_path
            if is_meant and one.source_id not in held:
                found[text] = one.source_id
    return found
