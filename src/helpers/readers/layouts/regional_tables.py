"""Tables of ОГЭ, ЕГЭ and ГВЭ results as regional centres send them, found by their header words.

Here: the layout, a table's rows → `marks` and `exams`. Not here: finding tables
(`regional_blocks`), words (`regional_words`), scopes (`regional_places`), which exam
(`regional_exam`), numbers (`regional_numbers`).

Rows of a region, of municipalities and of schools are facts of different scopes: they are
stored side by side and never added up. Counts are the truth; percents without counts become
counts only where one set of counts gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from helpers.errors import InputDataError, Problem
from helpers.readers import cells, headers
from helpers.readers.agreement import united
from helpers.readers.docx_tables import TABLE
from helpers.readers.grid import Grid
from helpers.readers.layouts.gia_blocks import text_of
from helpers.readers.layouts.layout import Layout, Reading
from helpers.readers.layouts.regional_alike import own_columns, settle_alike, without_wider_means
from helpers.readers.layouts.regional_between import exam_after
from helpers.readers.layouts.regional_blocks import Block, blocks_of
from helpers.readers.layouts.regional_exam import (
    Exam,
    exam_of,
    form_of_row,
    is_form_of_study,
    needs_level,
)  # fmt: skip
from helpers.readers.layouts.regional_findings import Noted
from helpers.readers.layouts.regional_means import check_means
from helpers.readers.layouts.regional_merged import merged_faults
from helpers.readers.layouts.regional_numbers import BANDS, Numbers
from helpers.readers.layouts.regional_percents import check_percents
from helpers.readers.layouts.regional_places import Places
from helpers.readers.layouts.regional_rows import (
    RowMaker,
    has_scores,
    stored,
    tables_of,
    unused,
)
from helpers.readers.layouts.regional_subjects import subject_in
from helpers.readers.layouts.regional_units import read_numbers
from helpers.readers.layouts.regional_years import of_year
from helpers.readers.tabular import TableRows
from helpers.vocabulary import folded

_MOST_PROBLEMS = 100


@dataclass
class _Part:
    """Rows of a table that share one exam."""

    block: Block
    exam: Exam
    rows: list[int]


@dataclass
class _Reader:
    given: Mapping[str, Any]
    name: str
    places: Places
    problems: list[Problem] = field(default_factory=list)
    tables: list[TableRows] = field(default_factory=list)
    noted: Noted = field(default_factory=Noted)
    doubtful: list[Problem] = field(default_factory=list)
    unread: list[Grid] = field(default_factory=list)

    def sheet(self, grid: Grid) -> None:
        """All tables of a sheet."""
        blocks = blocks_of(grid)
        if not blocks:
            self.unread.append(grid)
        title = [text for _, text in blocks[0].lines] if blocks else []
        before: Exam | None = None
        for block in blocks:
            is_first = block.header == blocks[0].header
            exam, problems = self._exam(block, None if is_first else title, before)
            self.problems += problems
            if exam is None:
                continue
            before = exam
            own, problems = of_year(self._own(block), exam.year)
            self.problems += problems
            for part in self._parts(own, exam) if own is not None else ():
                self._take(part)

    def table(self, grid: Grid) -> None:
        """One table of a document, which may hold tables of any kind.

        Tables that are not of results, or of which it is not said what they are about, are
        passed over and counted.
        """
        blocks = [block for block in blocks_of(grid) if _has_counts(block)]
        if not blocks:
            self.noted.passed_over.append(grid.sheet)
        for block in blocks:
            exam, problems = exam_of(block, [], self.name, self.given)
            if exam is None:
                self.noted.passed_over.append(grid.sheet)
                self.doubtful += problems
                continue
            own, problems = of_year(self._own(block), exam.year)
            if own is None:
                self._pass_over(grid, problems)
                continue
            self.problems += problems
            for part in self._parts(own, exam):
                self._take(part)

    def _pass_over(self, grid: Grid, problems: Sequence[Problem]) -> None:
        """Go on without a table of a document, whose faults are told."""
        self.problems += [replace(p, severity="warning") for p in problems]
        self.noted.passed_over.append(grid.sheet)
        self.doubtful += problems

    def _own(self, block: Block) -> Block:
        own, problems = own_columns(block)
        self.problems += problems
        return own

    def _exam(
        self, block: Block, title: Sequence[str] | None, before: Exam | None
    ) -> tuple[Exam | None, list[Problem]]:
        """The exam of a table; one with no line of its own goes on with the exam before it."""
        if before is not None and not block.lines:
            return before, []
        return exam_of(block, title, self.name, self.given)

    def _parts(self, block: Block, exam: Exam) -> Iterable[_Part]:
        """Rows by exam: the columns «Предмет», «Год» and lines between rows change it."""
        texts = {index: " ".join(_texts(block, index)) for index in block.texts}
        parts: dict[Exam, _Part] = {}
        current = exam
        last = block.header
        for index in block.rows:
            for at in (at for at in block.texts if last < at < index):
                current, problem = exam_after(block, at, texts[at], current, self.places.own)
                self.problems += [problem] if problem else []
            last = index
            own = self._row_exam(block, index, current)
            if own is not None:
                parts.setdefault(own, _Part(block, own, [])).rows.append(index)
        return parts.values()

    def _row_exam(self, block: Block, index: int, exam: Exam) -> Exam | None:
        year, subject, level = exam.year, exam.subject, exam.level
        form = self._row_form(block, index, exam)
        if not form:
            return None
        raw = block.cell(index, block.column("year"))
        if raw is not None:
            hit = re.match(r"(20[0-9]{2})(\s*[-/–—]\s*[0-9]{2})?", text_of(raw))
            year = int(hit[1]) + bool(hit[2]) if hit else None
        named = block.cell(index, block.column("subject"))
        if named is not None:
            pair = subject_in(text_of(named))
            if pair is None:
                self.problems.append(
                    block.grid.problem(
                        "unknown_code", "Предмет не известен.", index, found=named,
                        expected="название предмета",
                    )
                )  # fmt: skip
                return None
            subject, level = pair
        if year is None or not subject or (needs_level(form, year, subject) and not level):
            self.problems.append(
                block.grid.problem(
                    "exam_unknown", "О каком экзамене строка, не известно: нет года, предмета или "
                    "уровня математики.", index, found=named or "", expected="год и предмет",
                )
            )  # fmt: skip
            return None
        return Exam(form, year, subject, level)

    def _row_form(self, block: Block, index: int, exam: Exam) -> str:
        """The form of exam of a row: its cell «Форма», else that of the table; "" is told.

        A cell «Экзамен» may name the subject too: it must be that of the table. How pupils study
        («очная») is no form of exam.
        """
        form = exam.form
        column = block.column("form")
        raw = block.cell(index, column)
        if form and raw is not None and is_form_of_study(text_of(raw)):
            return form
        own = form if raw is None else form_of_row(text_of(raw), {form} if form else block.forms)
        named = None if raw is None else subject_in(text_of(raw))
        is_other = named is not None and named[0] != exam.subject
        if not own or (is_other and block.column("subject") is None):
            self.problems.append(
                block.grid.problem(
                    "exam_unknown", "В столбце формы экзамена не форма, другой предмет или ГВЭ без "
                    "класса. Если столбец о другом (очная, заочная), переименуйте его; "
                    "предметы пишите в столбце «Предмет».", index,
                    None if column is None else column.position,
                    "" if column is None else column.words, "" if raw is None else text_of(raw),
                    "ОГЭ, ЕГЭ, ГВЭ-9 или ГВЭ-11",
                )
            )  # fmt: skip
            return ""
        return own

    def _take(self, part: _Part) -> None:
        block, exam = part.block, part.exam
        assert exam.year is not None
        self.noted.years.add(exam.year)
        scopes = self.places.of(replace(block, rows=part.rows), exam.year)
        rows = [index for index in part.rows if index in scopes]
        self.problems += merged_faults(block, rows)
        numbers = read_numbers(block, rows)
        problems = settle_alike(numbers, rows, stored(block, exam))
        if problems and block.grid.sheet.startswith(TABLE):
            self._pass_over(block.grid, problems)
            return
        block = numbers.block
        self.problems += problems
        self.problems += [p for p in without_wider_means(numbers, scopes) if p not in self.problems]
        wholes = {index: _count(numbers.at(index, block.column("participants"))) for index in rows}
        check_percents(numbers, rows, wholes)
        check_means(numbers, rows, has_scores(exam))
        self._contradictions(numbers, rows, wholes)
        marks, exams = tables_of(block, exam)
        maker = RowMaker(block, exam, numbers)
        for index in rows:
            if exam.form != "ЕГЭ" and marks is not None:
                marks.rows.append(maker.marks(index, scopes[index]))
            if exams is not None:
                exams.rows.append(maker.exams(index, scopes[index]))
        maker.tell_unrestored()
        self.noted.restored += maker.restored
        self.noted.assumed |= numbers.assumed
        self.noted.unused += unused(replace(block, rows=rows), exam)
        self.problems += numbers.problems
        self.noted.personal += [c.words for c in block.columns if c.name == "personal"]
        self.noted.unknown += [
            c.words
            for c in block.columns
            if not c.name and any(isinstance(block.cell(i, c), int | float) for i in rows)
        ]
        self.tables += [table for table in (marks, exams) if table is not None and table.rows]

    def _contradictions(
        self, numbers: Numbers, rows: Sequence[int], wholes: Mapping[int, int | None]
    ) -> None:
        """Parts that cannot all be parts of one whole: a column is not what its name says."""
        names = [
            column for name in ("below", *BANDS)
            if (column := numbers.column(name, "count")) is not None
        ]  # fmt: skip
        if len(names) < 2:
            return
        wrong = [
            (index, total)
            for index in rows
            if (total := sum(int(numbers.at(index, c) or 0) for c in names))
            > (wholes[index] or total)
        ]
        if wrong:
            index, total = wrong[0]
            numbers.told(
                "columns_contradict",
                "Столбцы противоречат друг другу: в непересекающихся группах больше людей, чем "
                f"участников, строк {len(wrong)} из {len(rows)}. Один из столбцов означает не то, "
                "что написано.",
                index, names[-1], f"{total} из {wholes[index]}", "не больше участников", "error",
            )  # fmt: skip


def _has_counts(block: Block) -> bool:
    """Whether a table counts people: one with shares only is an extract from another."""
    return any(c.name == "participants" or c.unit == "count" for c in block.columns) or any(
        c.name.startswith("mark_") and not c.unit for c in block.columns
    )


def _count(value: Decimal | None) -> int | None:
    return int(value) if value is not None and value == int(value) else None


def _texts(block: Block, index: int) -> list[str]:
    start, stop = block.span
    return [text_of(c) for c in block.grid.rows[index][start : stop + 1] if not cells.is_empty(c)]


_FEDERAL = re.compile(
    r"^группы участников|^впр\b|\((?:edu|sch|reg)\d|^код участника|^максимальный первичный балл"
    r"|^понизили|отметк\w+ по журналу|^блоки пооп"
)


def _is_federal(row: Sequence[Any]) -> bool:
    return any(isinstance(cell, str) and _FEDERAL.search(folded(cell)) for cell in row)


def recognise(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has a table of exam results with a header of such words.

    Tables whose header names the whole key of a contract table are left to their reader, and
    exports of the federal system, told by their words, to theirs.
    """
    if any(_is_federal(row) for grid in grids for row in grid.rows[:40]):
        return False
    return any(bool(blocks_of(grid)) and not headers.fitting_tables(grid.rows) for grid in grids)


def read(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """All tables of a file as rows of `marks` and `exams`.

    Raises `InputDataError` when the rows cannot be told apart by municipality.
    """
    reader = _Reader(given, name, Places(given))
    for grid in grids:
        if grid.sheet.startswith(TABLE):
            reader.table(grid)
        else:
            reader.sheet(grid)
    if not reader.tables:
        reader.problems += reader.doubtful
    if not reader.tables and not any(p.severity == "error" for p in reader.problems):
        message = "В таблице не найдено ни одной строки школы, муниципалитета или региона."
        raise InputDataError([grids[0].problem("empty_file", message)])
    reader.places.refuse_strangers(grids[0].file)
    reader.problems += united(reader.tables)
    problems = [
        *reader.problems,
        *reader.places.findings(),
        *reader.noted.findings(grids[0], given.get("year")),
    ]
    errors = [problem for problem in problems if problem.severity == "error"]
    rest = [replace(p, file=p.file or grids[0].file) for p in problems if p.severity != "error"]
    year = min(reader.noted.years) if len(reader.noted.years) == 1 else None
    return Reading(
        reader.tables,
        [*errors[:_MOST_PROBLEMS], *rest[:_MOST_PROBLEMS]],
        year,
        resolved=reader.places.resolved,
        is_personal=bool(reader.noted.personal),
        unread=reader.unread,
    )


REGIONAL = Layout(
    "regional_results",
    "Таблица результатов ОГЭ, ЕГЭ или ГВЭ по школам и муниципалитетам",
    recognise,
    read,
    repeats=True,
    signs=("код", "наименование", "количество участников", "2", "3", "4", "5", "средний балл"),
)
