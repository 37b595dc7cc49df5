"""Tables after the first one of a plan: with a header of their own, or carrying on without one.

Here: whether a row of header words is a header, which cell of a table without a header stands
in which column, what is said where it cannot be told. Not here: the rows themselves (`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpers.errors import Problem
from helpers.plans import PlanFrame, read_deadline
from helpers.plans.words import lowered, without_markup

from .columns import Columns, Role, column_role, header_columns
from .entries import Entry
from .item_numbers import is_item_number

ANY_FRAME = PlanFrame.calendar(2000, 2001)
_TELLING: tuple[Role, ...] = ("number", "term", "measure")
#: A measure longer than this is no head where nobody is named responsible.
_LONG_MEASURE = 80
#: «Сроки», «Планируемый срок»; not «в срок», «в течение срока», «срок до 1 мая».
_TERM_HEAD = re.compile(
    r"\W*(?:(?:период|месяц)ы?|время|когда|(?:(?!\bво?\b)\D)*?\b(?:сроки?|дат[аы]))(?![а-я])"
    r"(?![\s:–-]+(?:(?:по|до|с|от)\b|\d))"
)
_YEARS = frozenset({"YEAR", "YEAR_RANGE", "SCHOOL_YEAR"})
#: Filled cells that the first row of a table of items has at least.
_FEWEST = 3


def is_new_header(columns: Columns, above: Columns | None) -> bool:
    """A row of header words is a header, unless it is an item in disguise: one with a number,
    or without a head of numbers or terms and with a long measure or a term that is read."""
    if above is None or columns.labels == above.labels:
        return True
    firsts = (columns.places(role)[:1] for role in _TELLING)
    number, term, measure = (" ".join(columns.labels[at] for at in first) for first in firsts)
    if is_item_number(number or columns.labels[0]):
        return False
    if (number and column_role(number) == "number") or _TERM_HEAD.match(lowered(term)):
        return True
    is_long = len(measure) > _LONG_MEASURE and not columns.has("responsible")
    return not (is_long or read_deadline(term, ANY_FRAME).kind)


@dataclass(frozen=True)
class Continuation:
    """How a table without a header carries on the plan above it.

    `positions` says which cell stands in each column; empty where the rows are not used:
    then they are `lines` (headings and notes, a cell each), or `problem` tells of them.
    """

    positions: tuple[int, ...] = ()
    is_lines: bool = False
    problem: Problem | None = None

    def placed(self, entry: Entry) -> Entry:
        """The row with its cells in the columns of the plan."""
        at = {position: column for column, position in enumerate(self.positions)}
        return replace(
            entry,
            cells=tuple(entry.cells[i] if i < len(entry.cells) else "" for i in self.positions),
            merged=frozenset(at[i] for i in entry.merged if i in at),
            removed=frozenset(at[i] for i in entry.removed if i in at),
        )


def continuation(entries: Sequence[Entry], columns: Columns) -> Continuation:
    """What the table that begins with the first entry is to the plan, up to its next header."""
    rows: list[list[str]] = []
    first = entries[0]
    for entry in entries:
        if entry.kind != "row" or entry.table != first.table:
            break
        cells = [without_markup(cell).strip() for cell in entry.cells]
        if rows and header_columns(cells):
            break
        rows.append(cells)
    used = sorted({i for cells in rows for i, cell in enumerate(cells) if cell})
    in_order = tuple(range(columns.count))
    if all(len(cells) == columns.count for cells in rows):
        return Continuation(in_order)
    if all(sum(map(bool, cells)) < 2 for cells in rows):
        return Continuation(is_lines=True)
    fits = all(i < columns.count for i in used)
    positions = in_order if fits else tuple(used) if len(used) == columns.count else ()
    if positions and _are_items(rows, positions, columns):
        return Continuation(positions)
    return Continuation(problem=_unused(first, rows, len(used), columns))


def _are_items(rows: list[list[str]], positions: tuple[int, ...], columns: Columns) -> bool:
    """Whether the first row and most others make sense as items, and some term is read (some
    number, in a plan without a column of terms)."""
    full = [cells for cells in rows if sum(map(bool, cells)) > 1]
    fitting = [_is_item([c[i] if i < len(c) else "" for i in positions], columns) for c in full]
    return bool(fitting[0]) and fitting.count("") * 2 < len(full) and "told" in fitting


def _is_item(cells: list[str], columns: Columns) -> str:
    """«told» for cells that only an item has, «fits» for those it may have, else ""."""
    number, term, measure = (
        " ".join(cells[at] for at in columns.places(role)[:1]) for role in _TELLING
    )
    is_read = bool(term) and read_deadline(term, ANY_FRAME).kind is not None
    is_numbered = bool(number) and is_item_number(number)
    if (number and not is_numbered) or (term and not is_read):
        return ""
    if not re.search(r"[^\W\d_]{3}", measure):
        return ""
    return "told" if (is_read if columns.has("term") else is_numbered) else "fits"


def _unused(first: Entry, rows: list[list[str]], width: int, columns: Columns) -> Problem:
    """That the rows of a table are not read: an error where they look like items."""
    top = next(cells for cells in rows if sum(map(bool, cells)) > 1)
    filled = [cell for cell in top if cell]
    kinds = {read_deadline(cell, ANY_FRAME).kind for cell in filled if not is_item_number(cell)}
    kinds.discard(None)
    is_item = kinds if is_item_number(filled[0]) else kinds - _YEARS
    heads = ", ".join(f"«{label}»" for label in columns.labels if label)
    if is_item and len(filled) >= _FEWEST:
        return Problem(
            "error",
            "continuation_unclear",
            "Таблица без заголовка похожа на продолжение плана, но столбцы у неё другие: её "
            "пункты нельзя разложить по столбцам. Повторите над ней строку заголовка.",
            sheet=first.sheet,
            row=first.line,
            found=f"заполненных столбцов: {width}, строк: {len(rows)}",
            expected=f"столбцы {heads}",
        )
    return Problem(
        "warning",
        "table_not_used",
        "Таблица не похожа на продолжение плана: её строки не использованы. Если это пункты "
        "плана, повторите над ними строку заголовка.",
        sheet=first.sheet,
        row=first.line,
        found=f"строк: {len(rows)}",
        expected=f"столбцы {heads}",
    )


def fitted(cells: list[str], count: int) -> list[str]:
    """Cells of a row brought to the number of columns: short rows padded, overlong joined."""
    while len(cells) > count and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > count:
        cells = [*cells[: count - 1], " ".join(filter(None, cells[count - 1 :]))]
    return [*cells, *[""] * (count - len(cells))]
