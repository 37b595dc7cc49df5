"""Rows that say the same thing twice: joined where they agree, told where they do not.

Here: the comparison of two rows with one key, and the rows of a file freed of repetitions.
Not here: rows already stored (`imports`). Exports repeat each other: every school's file
has the row of its region, and skills come apart from participants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.errors import Problem
from helpers.readers.checks import key_of, key_words
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES, Table

#: What `extra` of a row says that was made from individual results: it gives way to a row
#: that a summary says.
DERIVED = '{"Получено": "по индивидуальным результатам"}'
#: Printed percents of two reports may be rounded to another number of decimals.
PERCENT_OFF = 0.05
#: Columns that say where a row or a number comes from, not what it is.
_ORIGIN = {"counts_origin", "selection"}


def completed(
    held: Mapping[str, Any], new: Mapping[str, Any], table: Table
) -> dict[str, Any] | None:
    """The values of `held` with those it lacks from `new`; None when they contradict."""
    joined = {}
    for name in table.values:
        if name in _ORIGIN:
            continue
        old, fresh = held.get(name), new.get(name)
        if _is_missing(old):
            joined[name] = fresh
        elif _is_missing(fresh) or _same(old, fresh, table.column(name).kind):
            joined[name] = old
        else:
            return None
    return joined


def _is_missing(value: Any) -> bool:
    return value is None or value == "" or value != value or type(value).__name__ == "NAType"


def _same(old: Any, fresh: Any, kind: str) -> bool:
    if kind == "percent":
        return abs(float(old) - float(fresh)) <= PERCENT_OFF
    if kind == "number":
        return abs(float(old) - float(fresh)) <= 1e-9
    return bool(old == fresh)


def united(tables: Sequence[TableRows]) -> list[Problem]:
    """Free the tables of a file of repeated rows; rows that contradict each other are errors.

    Repetitions within one table are left: they are a fault of that table (`checks`).
    """
    problems: list[Problem] = []
    held: dict[tuple[Any, ...], dict[str, Any]] = {}
    where: dict[int, TableRows] = {}
    dropped: set[int] = set()
    for data in tables:
        for row in data.rows:
            key = (data.table, *key_of(row, data.table))
            first = held.setdefault(key, row)
            if where.setdefault(id(first), data) is data:
                continue
            if (first["extra"] == DERIVED) != (row["extra"] == DERIVED):
                dropped.add(id(first if first["extra"] == DERIVED else row))
                held[key] = row if first["extra"] == DERIVED else first
                where.setdefault(id(row), data)
                continue
            joined = completed(first, row, TABLES[data.table])
            if joined is None:
                problems.append(_contradiction(data, first, row))
            else:
                first.update(joined)
                dropped.add(id(row))
    for data in tables:
        data.rows = [row for row in data.rows if id(row) not in dropped]
    return problems


def _contradiction(data: TableRows, first: Mapping[str, Any], row: Mapping[str, Any]) -> Problem:
    return data.problem(
        "duplicate_key",
        f"На листе «{first['source_sheet']}», строка {first['source_row']}, та же запись с другими "
        "числами: оставьте одну из двух.",
        row,
        found=key_words(row, data.table),
        expected="одна запись на файл",
    )
