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

from .columns import Columns, Role, column_role, header_columns, is_numbers_row
from .entries import Entry
from .item_numbers import clean_number, follows, is_item_number

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
#: Titles of tables that are no part of a plan, whatever their cells look like.
_OTHER_TABLE = re.compile(
    r"\W*(?:листы? (?:согласов|ознаком|регистрац|подпис)|согласован[оы]|подписи)"
)
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


@dataclass(frozen=True)
class Above:
    """What stands above a table: the last line of text or the name of the sheet ("" for none),
    the number of the last item (0 before the first), all numbers of its section."""

    text: str = ""
    last: str = ""
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, items: Sequence[tuple[str, str]]) -> Above:
        """From the sections and numbers of all items so far."""
        own = [number for section, number in items if section == items[-1][0]]
        return cls(text, own[-1] if own else "0", frozenset(filter(None, own)))


def continuation(entries: Sequence[Entry], columns: Columns, above: Above) -> Continuation:
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
    is_as_wide = all(len(cells) == columns.count for cells in rows)
    if not any(map(_is_full, rows)):
        if is_as_wide:
            return Continuation(in_order)
        if all(sum(map(bool, cells)) < 2 for cells in rows):
            return Continuation(is_lines=True)
        return Continuation(problem=_not_used(first, rows, columns))
    fits = all(i < columns.count for i in used)
    positions = in_order if fits else tuple(used) if len(used) == columns.count else ()
    table = [[c[i] if i < len(c) else "" for i in positions] for c in rows if not is_numbers_row(c)]
    lines = [above.text, *_lines_above(rows)]
    if any(_OTHER_TABLE.match(lowered(line)) for line in lines):
        return Continuation(problem=_not_used(first, rows, columns))
    numbers = [no for cells in table if (no := _number(cells, columns))]
    goes_on = bool(numbers) and follows(above.last, numbers[0])
    are_items = _carry_on(table, columns, goes_on) if is_as_wide else _are_items(table, columns)
    if not positions or not are_items:
        return Continuation(problem=_unused(first, rows, len(used), columns))
    if numbers and numbers[0] in above.numbers and not any(lines):
        return Continuation(problem=_begins_anew(first, rows, numbers[0]))
    return Continuation(positions)


def _is_full(cells: Sequence[str]) -> bool:
    """Whether a row holds more than a line of text, which may fill one cell or each."""
    return len({cell for cell in cells if cell}) > 1


def _lines_above(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of text in a table above its first full row."""
    lines = []
    for cells in rows:
        if _is_full(cells):
            break
        lines += [cell for cell in cells if cell][:1]
    return lines


def _number(cells: Sequence[str], columns: Columns) -> str:
    """The number of an item in a row; "" for none."""
    text = " ".join(cells[at] for at in columns.places("number")[:1]) if _is_full(cells) else ""
    return clean_number(text) if is_item_number(text) else ""


def _carry_on(table: list[list[str]], columns: Columns, goes_on: bool) -> bool:
    """Whether a table with the columns of the plan carries it on: no header of its own, numbers
    in the column of numbers, and terms in that of terms unless the numbers go on."""
    full = [cells for cells in table if _is_full(cells)]
    numbers, terms = (
        [cells[at] for cells in full for at in columns.places(role)[:1] if cells[at]]
        for role in ("number", "term")
    )
    if full and _is_head(full[0], columns):
        return False
    if sum(map(is_item_number, numbers)) * 2 < len(numbers):
        return False
    read = sum(read_deadline(term, ANY_FRAME).kind is not None for term in terms)
    return goes_on or read * 2 >= len(terms)


def _is_head(cells: Sequence[str], columns: Columns) -> bool:
    """Whether the first row of a table heads its columns."""
    number, term = (" ".join(cells[at] for at in columns.places(r)[:1]) for r in ("number", "term"))
    if number and column_role(number) == "number":
        return True
    is_read = not term or read_deadline(term, ANY_FRAME).kind is not None
    return bool(number) and not is_item_number(number) and not is_read


def _are_items(table: list[list[str]], columns: Columns) -> bool:
    """Whether the first row and most others make sense as items, and some term is read (some
    number, in a plan without a column of terms)."""
    fitting = [_is_item(cells, columns) for cells in table if sum(map(bool, cells)) > 1]
    return (
        bool(fitting)
        and bool(fitting[0])
        and fitting.count("") * 2 < len(fitting)
        and "told" in fitting
    )


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
    top = next(filter(_is_full, rows))
    filled = [cell for cell in top if cell]
    kinds = {read_deadline(cell, ANY_FRAME).kind for cell in filled if not is_item_number(cell)}
    kinds.discard(None)
    is_item = kinds if is_item_number(filled[0]) else kinds - _YEARS
    if is_item and len(filled) >= _FEWEST:
        return Problem(
            "error",
            "continuation_unclear",
            "Таблица без заголовка похожа на продолжение плана, но столбцы у неё другие: её "
            "пункты нельзя разложить по столбцам. Повторите над ней строку заголовка.",
            sheet=first.sheet,
            row=first.line,
            found=f"заполненных столбцов: {width}, строк: {len(rows)}",
            expected=_heads(columns),
        )
    return _not_used(first, rows, columns)


def _not_used(first: Entry, rows: list[list[str]], columns: Columns) -> Problem:
    return Problem(
        "warning",
        "table_not_used",
        "Таблица не похожа на продолжение плана: её строки не использованы. Если это пункты "
        "плана, повторите над ними строку заголовка.",
        sheet=first.sheet,
        row=first.line,
        found=f"строк: {len(rows)}",
        expected=_heads(columns),
    )


def _begins_anew(first: Entry, rows: list[list[str]], number: str) -> Problem:
    return Problem(
        "error",
        "continuation_unclear",
        "Таблица без заголовка похожа на продолжение плана, но номера в ней повторяются, а "
        "заголовка раздела над ней нет: другой ли это раздел, не известно. Поставьте над ней "
        "заголовок раздела или исправьте номера.",
        sheet=first.sheet,
        row=first.line,
        found=f"номер {number} второй раз, строк: {len(rows)}",
        expected="следующий номер или заголовок раздела",
    )


def _heads(columns: Columns) -> str:
    return "столбцы " + ", ".join(f"«{label}»" for label in columns.labels if label)


def fitted(cells: list[str], count: int) -> list[str]:
    """Cells of a row brought to the number of columns: short rows padded, overlong joined."""
    while len(cells) > count and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > count:
        cells = [*cells[: count - 1], " ".join(filter(None, cells[count - 1 :]))]
    return [*cells, *[""] * (count - len(cells))]
