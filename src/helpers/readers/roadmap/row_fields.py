"""Cells of a row of a plan → measure, term, responsible party, result.

Here: cells of one role together, terms said by marks under quarters or months, or by their first
and last day. Not here: which
rows are items (`rows`), what a term means (`plans.deadlines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.plans import PlanFrame, read_deadline
from helpers.plans.words import lowered, plain

from .columns import Columns, Role

_MARKS = frozenset({"х", "x", "+", "v", "✓", "✔", "*", "•", "да", "■", "●"})
_NO_MARKS = frozenset({"", "-", "–", "—", "нет", "0"})
#: Kinds of one day or month, which the beginning and the end of a term are.
_ENDS = frozenset({"DATE", "MONTH", "MONTH_NOYEAR"})
#: Roles whose cells are the text of an item.
FIELDS: tuple[Role, ...] = ("measure", "term", "responsible", "result")


def fields_of(cells: Sequence[str], columns: Columns) -> dict[str, str]:
    """Texts of a row by role; a term in several columns is joined by commas."""
    fields: dict[str, str] = {
        name: "\n".join(cells[i] for i in columns.places(name) if cells[i]) for name in FIELDS
    }
    if columns.span:
        fields["term"] = _spanned(*(one_line(cells[i]) for i in columns.span))
    parts = _term_of_parts(cells, columns)
    fields["term"] = ", ".join(filter(None, [one_line(fields["term"]), parts]))
    return fields


def _spanned(start: str, finish: str) -> str:
    """A term of two cells; a lone one, and words that are no day or month, stay as they are
    but for «с» and «до»."""
    ends = [read_deadline(cell, PlanFrame.calendar(2000, 2001)).kind for cell in (start, finish)]
    is_start, is_finish = (kind in _ENDS for kind in ends)
    if start == finish:
        return start
    if is_start and is_finish:
        return f"{start} – {finish}"
    if not start and is_finish:
        return f"до конца {finish}" if "MONTH" in (ends[1] or "") else f"до {finish}"
    if not finish and is_start:
        return f"с {start}"
    return ", ".join(filter(None, [start, finish]))


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
