"""Entries of a plan file → its items: headers, sections, rows split by pages, repetitions.

Here: the rules that tell an item from a heading and from the rest of the row above. Not here:
shapes of files, deadlines, findings about the quality of the plan (`quality`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from helpers.errors import Problem
from helpers.plans import read_deadline
from helpers.plans.words import lowered, plain, without_markup

from .columns import Columns, header_columns, is_numbers_row, is_part, with_second_row
from .entries import Entry, is_rule
from .headings import heading_above, heading_of_row, is_under_row
from .item_numbers import clean_number, is_item_number
from .joining import joined
from .later_tables import ANY_FRAME, Above, Continuation, continuation, fitted, is_new_header
from .quality import extra_cells, header_unclear, removed_item, second_terms
from .row_fields import FIELDS, fields_of, one_line

_DASHES_ONLY = re.compile(r"[\s\-–—_=*|:.+]*")
_LEADING_NUMBER = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3})*)\s*[.)]\s*(?=\D)")


@dataclass
class PlanRow:
    """One item before its deadline is read; lists keep the cells of one role together."""

    item_no: str
    section: str
    measure: str
    term: str
    responsible: str
    result: str
    line: int
    sheet: str = ""


@dataclass
class PlanRows:
    """The items of a file, the lines before its table, what was noticed on the way."""

    rows: list[PlanRow] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: Columns | None = None
    #: Headers after the first with the lines of text right above them.
    headers: list[tuple[Entry, list[str]]] = field(default_factory=list)


def plan_rows(entries: Sequence[Entry]) -> PlanRows:
    """Items of a file in the order of its rows; empty `columns` when there is no plan table."""
    return _Rows(entries).read()


class _Rows:
    """One pass over the entries of a file."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = [entry for entry in entries if not is_rule(entry)]
        self.result = PlanRows()
        self.columns: Columns | None = None
        self.table = 0
        self.section = ""
        self.merged_section = ""
        #: Lines of the last paragraph below the header: a heading, if rows follow.
        self.pending: list[str] = []
        self.in_paragraph = False
        self.is_repeated = False
        #: The last line of text, or name of a sheet, since the last row.
        self.line_above = ""
        #: Lines of text since the last row.
        self.lines_above: list[str] = []
        self.seen: set[tuple[str, ...]] = set()
        self.last_cells: list[str] = []
        self.after_repeat = False
        self.repeated_from: int | None = None
        self.titles: set[str] = set()
        self.numbered = True
        self.carrying = 0
        self.continuation = Continuation()

    def read(self) -> PlanRows:
        for index, entry in enumerate(self.entries):
            if entry.kind == "blank":
                self._note_preamble("")
                self.in_paragraph = False
            elif entry.kind == "break":
                self._break(index)
            elif entry.kind == "text":
                self._text(entry)
            else:
                self._row(index, entry)
        if self.repeated_from is not None:
            self.result.problems.append(
                Problem(
                    "warning",
                    "repeated_page",
                    "Страница с заголовком и первыми строками повторена: повтор не учтён.",
                    row=self.repeated_from,
                )
            )
        return self.result

    def _break(self, index: int) -> None:
        """A new sheet with a header of its own begins like a new file."""
        self.section, self.merged_section, self.pending, self.last_cells = "", "", [], []
        self.line_above, self.lines_above = self.entries[index].sheet, []
        for entry in self.entries[index + 1 :]:
            if entry.kind == "break":
                return
            if entry.kind == "row" and header_columns([c.strip() for c in entry.cells]):
                self.columns = None
                return

    # -- lines outside rows --------------------------------------------------------------

    def _note_preamble(self, line: str) -> None:
        if self.columns is None:
            self.result.preamble.append(line)
            folded = _folded(line)
            if folded:
                self.titles.add(folded)

    def _text(self, entry: Entry) -> None:
        text = without_markup(entry.text).strip()
        self.lines_above += ["", text] if entry.after_blank else [text]
        if self.columns is None:
            if entry.after_blank:
                self._note_preamble("")
            self._note_preamble(text)
            return
        if not text or _DASHES_ONLY.fullmatch(text):
            return
        self.line_above = text
        last = self.result.rows[-1] if self.result.rows else None
        if (
            entry.after_blank
            or self.in_paragraph
            or last is None
            or is_under_row(entry.text, last.result or last.responsible)
        ):
            if entry.after_blank or not self.in_paragraph:
                self.pending = []
                self.is_repeated = _folded(text) in self.titles
            self.in_paragraph = True
            if not self.is_repeated:
                self.pending.append(text)
        else:
            self._append_to_last_cell(text)

    def _append_to_last_cell(self, text: str) -> None:
        last = self.result.rows[-1]
        for name in ("result", "responsible", "term", "measure"):
            if getattr(last, name):
                setattr(last, name, f"{getattr(last, name)}\n{text}")
                return

    # -- rows ------------------------------------------------------------------------------

    def _row(self, index: int, entry: Entry) -> None:
        self.in_paragraph = False
        cells = [without_markup(cell).strip() for cell in entry.cells]
        columns = header_columns(cells)
        if columns and is_new_header(columns, self.columns):
            self._header(index, entry, columns)
            return
        if self.columns is None:
            if entry.after_blank:
                self._note_preamble("")
            line = " ".join(dict.fromkeys(cell for cell in cells if cell))
            self.lines_above += ["", line] if entry.after_blank else [line]
            self._note_preamble(line)
            return
        if entry.table != self.table:
            carried = self._carried(index, entry)
            if carried is None:
                return
            entry, cells = carried, list(carried.cells)
        if index and self._header_goes_on(index, entry, cells):
            return
        if not any(cells) or is_numbers_row(cells):
            return
        self.result.problems += extra_cells(entry, cells[self.columns.count :])
        cells = fitted(self._with_merged(entry, cells), self.columns.count)
        if self.after_repeat and tuple(cells) in self.seen:
            self.repeated_from = self.repeated_from or entry.line
            return
        self.after_repeat = False
        self.seen.add(tuple(cells))
        self._content(index, entry, cells)

    def _carried(self, index: int, entry: Entry) -> Entry | None:
        """A row of a table without a header, cells in the columns above it; None for no row."""
        assert self.columns is not None
        if self.carrying != entry.table:
            self.carrying = entry.table
            self.continuation = continuation(self.entries[index:], self.columns, self._above())
            self.result.problems += filter(None, [self.continuation.problem])
        if self.continuation.is_lines:
            self._text(replace(entry, kind="text", after_blank=True))
        if not self.continuation.positions:
            return None
        placed = self.continuation.placed(entry)
        return replace(placed, cells=tuple(without_markup(c).strip() for c in placed.cells))

    def _above(self) -> Above:
        """What a table without a header stands under."""
        return Above.of(self.line_above, [(row.section, row.item_no) for row in self.result.rows])

    def _with_merged(self, entry: Entry, cells: list[str]) -> list[str]:
        """A term, responsible party or result merged over several measures is meant for each."""
        assert self.columns is not None
        measure = self.columns.places("measure")[0]
        if not entry.merged or measure >= len(cells) or not cells[measure] or not self.last_cells:
            return cells
        shared = [place for role in FIELDS[1:] for place in self.columns.places(role)]
        return [
            self.last_cells[i]
            if i in entry.merged and i in shared and i < len(self.last_cells)
            else cell
            for i, cell in enumerate(cells)
        ]

    def _header(self, index: int, entry: Entry, columns: Columns) -> None:
        if self.result.columns is not None:
            self.result.headers.append((entry, self.lines_above))
        if self.columns is not None:
            self.after_repeat = not self.pending or " ".join(self.pending) == self.section
        if self.columns is None:
            self.section = heading_above(self.entries[:index])
        if self.pending:
            self.section = " ".join(self.pending)
            self.pending = []
        self.columns, self.table = columns, entry.table
        self.result.columns = columns
        self.result.problems += second_terms(entry, columns)
        rows = [e for e in self.entries[index + 1 :] if e.kind == "row"]
        place = columns.places("number")
        if place:
            numbers = [e.cells[place[0]] for e in rows if len(e.cells) > place[0]]
            filled = sum(1 for n in numbers if is_item_number(without_markup(n)))
            self.numbered = (
                filled * 2 >= len([n for n in numbers if n.strip()] or [1]) and filled > 0
            )
        else:
            self.numbered = False

    def _header_goes_on(self, index: int, entry: Entry, cells: list[str]) -> bool:
        """The second row of a header, right under the first."""
        above = self.entries[index - 1]
        if (
            above.kind != "row"
            or self.columns is None
            or not header_columns([without_markup(cell).strip() for cell in above.cells])
        ):
            return False
        wider = with_second_row(self.columns, cells)
        if wider is None and self._is_rest_of_header(entry, cells):
            self.result.problems.append(header_unclear(entry, cells))
            return True
        if wider is None:
            return False
        self.columns = self.result.columns = wider
        return True

    def _is_rest_of_header(self, entry: Entry, cells: list[str]) -> bool:
        """Several cells under a header, none of them a number or a measure."""
        assert self.columns is not None
        known = [i for role in ("number", "measure") for i in self.columns.places(role)]
        if entry.paged or any(cells[i] for i in known if i < len(cells)):
            return False
        return len({cell for cell in cells if cell}) > 1

    def _content(self, index: int, entry: Entry, cells: list[str]) -> None:
        self.line_above, self.lines_above = "", []
        filled = [i for i, cell in enumerate(cells) if cell]
        assert self.columns is not None
        number_place = (self.columns.places("number") or [-1])[0]
        if filled == [number_place] and is_item_number(cells[number_place]):
            return
        if self.columns.places("measure")[0] in entry.removed:
            self._removed(entry, cells)
            return
        if self._is_continuation(entry, cells):
            self._continue(entry, cells)
            return
        heading = heading_of_row(
            cells,
            number_place,
            self.columns.places("measure")[0],
            self.result.rows[-1].item_no if self.result.rows else "",
            lambda: self._next_number(index, number_place),
        )
        if heading is not None:
            self.section = heading
            self.pending = []
            return
        self._item(entry, cells)

    def _removed(self, entry: Entry, cells: list[str]) -> None:
        """A row whose measure is struck out is no item any more, whatever is left of it."""
        self.last_cells = cells
        self.result.problems.append(removed_item(entry))

    def _next_number(self, index: int, number_place: int) -> str | None:
        for entry in self.entries[index + 1 :]:
            if entry.kind == "row" and len(entry.cells) > number_place:
                cell = without_markup(entry.cells[number_place]).strip()
                if cell and is_item_number(cell):
                    return clean_number(cell)
        return None

    # -- rows that carry on ------------------------------------------------------------------

    def _is_continuation(self, entry: Entry, cells: list[str]) -> bool:
        """An empty number after a blank line is the rest of the row above (a page break);
        without a blank line it is a row of its own. A row that is complete and understood by
        itself, under a row that is complete too, stays a row."""
        assert self.columns is not None
        if not self.result.rows or self.pending:
            return False
        number = self.columns.places("number")
        measure = cells[self.columns.places("measure")[0]]
        others = [
            c
            for i, c in enumerate(cells)
            if c and i not in (*number, self.columns.places("measure")[0])
        ]
        if number and cells[number[0]]:
            return False
        if not measure and others:
            heads = not entry.paged and others == cells[:1] and is_part(others[0])
            return not heads
        if measure and not others and re.match(r"[а-яё\-–—•·]", measure):
            return True
        if not (entry.paged and entry.after_blank and number and self.numbered):
            return False
        return not self._is_complete(cells)

    def _is_complete(self, cells: list[str]) -> bool:
        assert self.columns is not None
        places = self.columns.places("term")
        if not places or not cells[places[0]]:
            return False
        own = read_deadline(cells[places[0]], ANY_FRAME).kind is not None
        above = read_deadline(self.result.rows[-1].term, ANY_FRAME).kind is not None
        measure = cells[self.columns.places("measure")[0]]
        return own and above and measure[:1].isupper()

    def _continue(self, entry: Entry, cells: list[str]) -> None:
        assert self.columns is not None
        last = self.result.rows[-1]
        parts = fields_of(cells, self.columns)
        if not entry.paged and _are_terms(last.term, parts["term"]):
            last.term, parts["term"] = f"{last.term}; {parts['term']}", ""
        for name in FIELDS:
            setattr(last, name, joined(getattr(last, name), parts[name]))

    # -- items -----------------------------------------------------------------------------

    def _item(self, entry: Entry, cells: list[str]) -> None:
        assert self.columns is not None
        self.last_cells = cells
        if self.pending:
            self.section, self.pending = " ".join(self.pending), []
        parts = fields_of(cells, self.columns)
        number = ""
        places = self.columns.places("number")
        if places:
            number = clean_number(cells[places[0]])
        else:
            match = _LEADING_NUMBER.match(parts["measure"])
            if match:
                number = match[1]
                parts["measure"] = parts["measure"][match.end() :]
        for place in self.columns.places("section"):
            self.merged_section = cells[place] or self.merged_section
        section = one_line(self.merged_section or self.section)
        self.result.rows.append(
            PlanRow(number, section, line=entry.line, sheet=entry.sheet, **parts)
        )


def _are_terms(*texts: str) -> bool:
    """Whether each text is a deadline by itself: a year alone is the rest of one."""
    kinds = [read_deadline(text, ANY_FRAME).kind for text in texts]
    return all(kind and kind != "YEAR" for kind in kinds)


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", lowered(plain(text))).strip()
