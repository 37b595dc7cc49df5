"""Header words → column names of a table, and which table a header belongs to.

Here: matching of headers. Not here: reading cells (`cells`, `tabular`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from helpers.schemas import TABLES, Table
from helpers.vocabulary import folded

#: Words that may stand for a scope in a result table.
_SCHOOL = "school_id"
#: Values that a table may well lack: it is complete with its key alone.
_BOUNDS = {"valid_to"}
_QUOTES = re.compile(r"[«»\"'“”„‟‘’‚`]")


def _word(cell: Any) -> str:
    """A header as headers are compared: folded, without quotation marks of any kind."""
    return folded(_QUOTES.sub("", cell)).rstrip("*: ") if isinstance(cell, str) else ""


def word_of(header: Sequence[Any], position: int) -> str:
    """What the header says of a column, "" where it says nothing."""
    cell = header[position] if position < len(header) else None
    return str(cell).strip() if cell is not None else ""


@cache
def _names_of(table_name: str) -> dict[str, str]:
    table = TABLES[table_name]
    names: dict[str, str] = {}
    for name in accepted_columns(table):
        names[_word(name)] = name
        names.setdefault(_word(table.column(name).label), name)
    return names


def accepted_columns(table: Table) -> tuple[str, ...]:
    """Columns a file of this table may have: its own, `school_id` for a scope, a school name."""
    extra = [_SCHOOL] if table.is_result else []
    if _SCHOOL in table.columns or table.is_result:
        extra.append("school_name")
    extra.append("municipality_id")
    return table.columns + tuple(name for name in extra if name not in table.columns)


@cache
def _all_words() -> frozenset[str]:
    return frozenset(word for name in TABLES for word in _names_of(name))


def known_header(cell: Any) -> bool:
    """Whether a cell is the header of any known column."""
    return _word(cell) in _all_words()


def matched(row: Sequence[Any], table: Table) -> dict[int, str]:
    """Position → column name for the cells of a header row that the table knows."""
    names = _names_of(table.name)
    return {i: names[_word(cell)] for i, cell in enumerate(row) if _word(cell) in names}


def may_name_schools(table: Table) -> bool:
    """Whether rows of the table may say which school by its name alone."""
    is_about_names = table.name in ("schools", "school_names", "school_ids", "school_links")
    return not is_about_names and (table.is_result or _SCHOOL in table.key)


def missing_key(found: Sequence[str], table: Table, given: Sequence[str] = ()) -> list[str]:
    """Key columns that a header lacks and nothing else supplies (default, option, scope)."""
    have = set(found) | set(given)
    if may_name_schools(table) and "school_name" in have:
        have.add(_SCHOOL)
    if table.is_result and _SCHOOL in have:
        have |= {"scope_type", "scope_id"}
    return [
        name
        for name in table.key
        if name not in have and name not in table.optional and table.column(name).default is None
    ]


def header_row(rows: Sequence[Sequence[Any]], table: Table) -> int | None:
    """Index of the row, among the first 30, that names the most columns of the table."""
    best, best_score = None, 1
    for index, row in enumerate(rows[:30]):
        score = len(set(matched(row, table).values()))
        if score > best_score:
            best, best_score = index, score
    return best


def fitting_tables(rows: Sequence[Sequence[Any]], given: Sequence[str] = ()) -> list[str]:
    """Tables whose whole key stands in the header, the best match first."""
    scores = []
    for order, table in enumerate(TABLES.values()):
        index = header_row(rows, table)
        if index is None:
            continue
        found = set(matched(rows[index], table).values())
        if missing_key(sorted(found), table, given):
            continue
        total = sum(1 for cell in rows[index] if _word(cell))
        own = len(found & set(table.columns)) + (_SCHOOL in found and table.is_result)
        values = len(found & set(table.values))
        if not values and set(table.values) - _BOUNDS:
            continue
        scores.append((-(own / total), -own, order, table.name))
    return [name for *_, name in sorted(scores)]


def common_columns(rows: Sequence[Sequence[Any]], table_name: str) -> int:
    """How many columns of a table a sheet has; 0 for no table."""
    index = header_row(rows, TABLES[table_name]) if table_name else None
    return 0 if index is None else len(set(matched(rows[index], TABLES[table_name]).values()))


def nearest_table(rows: Sequence[Sequence[Any]]) -> tuple[str, list[str]]:
    """The table that shares most columns with the sheet, and the key columns it lacks."""
    best, lacks, best_score = "", [], 0
    for table in TABLES.values():
        index = header_row(rows, table)
        if index is None:
            continue
        found = set(matched(rows[index], table).values())
        if len(found) > best_score:
            best, best_score = table.name, len(found)
            lacks = missing_key(sorted(found), table)
    return best, lacks
