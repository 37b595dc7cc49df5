"""Stored codes of schools and teachers that look like another one of the same municipality.

Here: which codes, which one is the likely original, the stored row each stands in. Not here:
what "alike" means (`code_spelling`), the findings (`quality`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers import code_spelling
from helpers.indicators.scopes import Tables
from helpers.owners import PLACEHOLDER

#: Tables that speak of teachers, the directory first.
_OF_TEACHERS = (
    "teachers", "teacher_assignments", "diagnostics", "plans", "help", "courses", "attestation",
)  # fmt: skip
#: Tables that speak of schools by a code of their own, the directory last.
_OF_SCHOOLS = (
    "marks", "exams", "admission", "context", "teachers", "staffing", "shnor_register", "schools",
)  # fmt: skip


@dataclass(frozen=True)
class Lookalike:
    """A code that looks like `other`, and a stored row (with its table and column) it is in."""

    code: str
    other: str
    whose: str
    table: str
    column: str
    row: dict[Any, Any]


def lookalikes(data: Tables) -> Iterator[Lookalike]:
    """Codes of one municipality that look like another one, in the order of the codes."""
    directory = data.table("schools")
    listed = set(directory.loc[directory["extra"] != PLACEHOLDER, "school_id"])
    yield from _found(data, sorted(set(directory["school_id"])), listed, "schools", _OF_SCHOOLS)
    listed = set(data.table("teachers")["teacher_code"])
    codes = set().union(*(data.table(name)["teacher_code"].dropna() for name in _OF_TEACHERS))
    yield from _found(data, sorted(codes), listed, "teachers", _OF_TEACHERS)


def _found(
    data: Tables, codes: list[str], listed: set[str], whose: str, tables: tuple[str, ...]
) -> Iterator[Lookalike]:
    for group in code_spelling.alike(codes):
        other = code_spelling.original(group, listed.__contains__)
        for code in group:
            if code != other:
                table, column, row = _place(data, code, tables, whose)
                yield Lookalike(code, other, whose, table, column, row)


def _place(
    data: Tables, code: str, tables: tuple[str, ...], whose: str
) -> tuple[str, str, dict[Any, Any]]:
    """Table, column and first stored row of a code; one of a source before one of no source."""
    for name in tables:
        rows = data.table(name)
        column = "teacher_code" if whose == "teachers" else "school_id"
        if column not in rows:
            rows, column = rows[rows["scope_type"] == "school"], "scope_id"
        for row in rows[rows[column] == code].head(1).to_dict("records"):
            return name, column, row
    return tables[-1], "school_id", {}
