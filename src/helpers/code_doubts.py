"""Codes of an import that look like codes already known, or like each other.

Here: schools and teachers whose code differs from another one only in the look of its signs.
Not here: what "alike" means (`code_spelling`), names of schools (`identity`). Such a code is
kept as given, with a finding that proposes the other one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from helpers import code_spelling
from helpers.errors import Problem
from helpers.owners import PLACEHOLDER
from helpers.readers.sources import ParsedSource
from helpers.readers.tabular import BY_NAME, TableRows

#: Directory → columns of any table with its codes.
_COLUMNS = {
    "schools": ("school_id", "partner_school_id", "other_id"),
    "teachers": ("teacher_code", "mentee_code", "mentor_code"),
}
_MOST = 20


@dataclass
class _Known:
    """Codes by their look, and those that a directory lists."""

    by_look: dict[str, list[str]] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)

    def learn(self, code: str, *, is_listed: bool) -> None:
        alike = self.by_look.setdefault(code_spelling.look(code), [])
        if code not in alike:
            alike.append(code)
        if is_listed:
            self.listed.add(code)


class CodeDoubts:
    """Codes of schools and teachers during one import; `rows(table)` gives stored rows."""

    def __init__(self, rows: Callable[[str], Iterable[Mapping[Any, Any]]]) -> None:
        self._rows = rows
        self._known: dict[str, _Known] = {}

    def findings(self, source: ParsedSource) -> list[Problem]:
        """A warning for each code of a source that looks like a known one or another of its own."""
        met: dict[str, dict[str, tuple[TableRows, str, dict[str, Any]]]] = {}
        for data in source.tables:
            for directory, column, code, row in _codes(data):
                met.setdefault(directory, {}).setdefault(code, (data, column, row))
        problems = []
        for directory, codes in met.items():
            known, own = self._of(directory), _Known()
            for code, (data, _, _) in codes.items():
                own.learn(code, is_listed=data.table == directory)
            listed = known.listed | own.listed
            for code, (data, column, row) in codes.items():
                if code in known.listed and data.table != directory:
                    continue
                look = code_spelling.look(code)
                group = [*known.by_look.get(look, ()), *own.by_look[look]]
                other = code_spelling.original(group, listed.__contains__)
                if other != code and data.grid is not None:
                    words = code_spelling.doubt(code, other, directory)
                    problems.append(
                        data.problem("lookalike_code", words, row, column, code, other, "warning")
                    )
        return problems[:_MOST]

    def learn(self, source: ParsedSource) -> None:
        """Take in the codes of a source that is about to be stored."""
        for data in source.tables:
            for directory, _, code, _ in _codes(data):
                self._of(directory).learn(code, is_listed=data.table == directory)

    def _of(self, directory: str) -> _Known:
        if directory not in self._known:
            known = self._known[directory] = _Known()
            column = _COLUMNS[directory][0]
            for row in self._rows(directory):
                known.learn(row[column], is_listed=row.get("extra") != PLACEHOLDER)
        return self._known[directory]


def _codes(data: TableRows) -> Iterable[tuple[str, str, str, dict[str, Any]]]:
    """Directory, column, code and row of every code of a school or teacher in a table."""
    for row in data.rows:
        for directory, columns in _COLUMNS.items():
            for column in columns:
                code = row.get(column)
                if isinstance(code, str) and code and not code.startswith(BY_NAME):
                    yield directory, column, code, row
