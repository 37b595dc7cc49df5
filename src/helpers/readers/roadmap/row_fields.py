"""Cells of a row of a plan → measure, term, responsible party, result.

Here: cells of one role together, terms said by marks under quarters or months. Not here: which
rows are items (`rows`), what a term means (`plans.deadlines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.plans.words import lowered, plain

from .columns import Columns, Role

_MARKS = frozenset({"х", "x", "+", "v", "✓", "✔", "*", "•", "да", "■", "●"})
_NO_MARKS = frozenset({"", "-", "–", "—", "нет", "0"})
#: Roles whose cells are the text of an item.
FIELDS: tuple[Role, ...] = ("measure", "term", "responsible", "result")


def fields_of(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    """Texts of a row by role; a term in several columns is joined by commas."""
    fields: dict[str, str] = {
        name: "\n".join(cells[i] for i in columns.places(name) if cells[i]) for name in FIELDS
    }
    parts = _term_of_parts(cells, columns)
    fields["term"] = ", ".join(filter(None, [one_line(fields["term"]), parts]))
    return fields


def _term_of_parts(cells: Sequence[str], columns: Columns) -> str:
    """Quarters or months as columns: the heads of the marked ones, or what stands there."""
    terms = []
    for place in columns.places("part"):
        cell = cells[place]
        folded = lowered(plain(cell))
        if folded in _NO_MARKS:
            continue
        terms.append(columns.labels[place] if folded in _MARKS else one_line(cell))
    return ", ".join(dict.fromkeys(terms))


def one_line(text: str) -> str:
    """Cell text on one line, its inner spaces untouched."""
    return re.sub(r"\s*\n\s*", " ", text).strip()
