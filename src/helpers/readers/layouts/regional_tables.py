"""Tables of ОГЭ, ЕГЭ and ГВЭ results as regional centres send them, found by their header words.

Here: the layout, a table's rows → `marks` and `exams`. Not here: finding tables
(`regional_blocks`), words (`regional_words`), scopes (`regional_places`), which exam
(`regional_exam`), numbers (`regional_numbers`).

Rows of a region, of municipalities and of schools are facts of different scopes: they are
stored side by side and never added up. Counts are the truth; percents without counts become
counts only where one set of counts gives them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from helpers import exam_rules
from helpers.errors import InputDataError, Problem
from helpers.readers import cells, headers
from helpers.readers.grid import Grid
from helpers.readers.layouts.gia_blocks import text_of
from helpers.readers.layouts.layout import Layout, Reading
from helpers.readers.layouts.regional_blocks import Block, ResultColumn, blocks_of
from helpers.readers.layouts.regional_exam import Exam, exam_of, needs_level, subject_in
from helpers.readers.layouts.regional_means import check_means
from helpers.readers.layouts.regional_numbers import (
    MARKS,
    Numbers,
    check_percents,
    read_numbers,
    restored,
)
from helpers.readers.layouts.regional_places import Place, Places
from helpers.readers.tabular import TableRows

_BANDS = ("score_to_60", "score_61_80", "score_81_99", "score_100")
_USED = ("code", "name", "area_code", "area_name", "number", "subject", "subject_code", "year",
         "form", "participants", "enrolled", "below", "mean_score", "mean_primary", *MARKS,
         *_BANDS)  # fmt: skip
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
    years: set[int] = field(default_factory=set)
    restored: int = 0
    personal: list[str] = field(default_factory=list)

    def sheet(self, grid: Grid) -> None:
        """All tables of a sheet."""
        blocks = blocks_of(grid)
        title = [text for _, text in blocks[0].lines] if blocks else []
        before: Exam | None = None
        for block in blocks:
            exam, problems = self._exam(block, title, before)
            self.problems += problems
            if exam is None:
                continue
            before = exam
            for part in self._parts(block, exam):
                self._take(part)

    def _exam(
        self, block: Block, title: Sequence[str], before: Exam | None
    ) -> tuple[Exam | None, list[Problem]]:
        """The exam of a table; one with no line of its own goes on with the exam before it."""
        if before is not None and not block.lines:
            return before, []
        return exam_of(block, title, self.name, self.given)

    def _parts(self, block: Block, exam: Exam) -> Iterable[_Part]:
        """Rows by exam: the columns «Предмет», «Год» and lines between rows change it."""
        switches = {
            index: pair
            for index in block.texts
            if (pair := subject_in(" ".join(_texts(block, index)))) is not None
        }
        parts: dict[Exam, _Part] = {}
        current = exam
        last = block.header
        for index in block.rows:
            for at in sorted(switches):
                if last < at < index:
                    current = replace(current, subject=switches[at][0], level=switches[at][1])
            last = index
            own = self._row_exam(block, index, current)
            if own is not None:
                parts.setdefault(own, _Part(block, own, [])).rows.append(index)
        return parts.values()

    def _row_exam(self, block: Block, index: int, exam: Exam) -> Exam | None:
        year, subject, level = exam.year, exam.subject, exam.level
        raw = block.cell(index, block.column("year"))
        if raw is not None:
            text = text_of(raw)
            year = int(text[:4]) + (len(text) > 4) if text[:4].isdigit() else year
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
        if year is None or not subject or (needs_level(exam.form, year, subject) and not level):
            self.problems.append(
                block.grid.problem(
                    "exam_unknown", "О каком экзамене строка, не известно: нет года, предмета или "
                    "уровня математики.", index, found=named or "", expected="год и предмет",
                )
            )  # fmt: skip
            return None
        return Exam(exam.form, year, subject, level)

    def _take(self, part: _Part) -> None:
        block, exam = part.block, part.exam
        assert exam.year is not None
        self.years.add(exam.year)
        scopes = self.places.of(replace(block, rows=part.rows), exam.year)
        rows = [index for index in part.rows if index in scopes]
        numbers = read_numbers(block, rows)
        wholes = {index: _count(numbers.at(index, block.column("participants"))) for index in rows}
        check_percents(numbers, rows, wholes)
        check_means(numbers, rows, exam.form == "ЕГЭ" and exam.level != "base")
        self._contradictions(numbers, rows, wholes)
        marks, exams = _tables(block, exam)
        for index in rows:
            if exam.form != "ЕГЭ" and marks is not None:
                marks.rows.append(self._marks(part, numbers, index, scopes[index]))
            if exams is not None:
                exams.rows.append(self._exam_row(part, numbers, index, scopes[index]))
        self.problems += numbers.problems
        self.personal += [c.words for c in block.columns if c.name == "personal"]
        self.tables += [table for table in (marks, exams) if table is not None and table.rows]

    def _started(self, part: _Part, index: int, place: Place) -> dict[str, Any]:
        exam, block = part.exam, part.block
        return {
            "source_sheet": block.grid.sheet,
            "source_row": block.grid.line(index),
            "absences": "",
            "extra": _aside(block, index),
            "selection": "all",
            "year": exam.year,
            "grade": exam.grade,
            "subject": exam.subject,
            "level": exam.level,
            **place.fields(),
        }

    def _marks(self, part: _Part, numbers: Numbers, index: int, place: Place) -> dict[str, Any]:
        """A row of `marks`: counts as printed, else from percents where that is certain."""
        row = self._started(part, index, place)
        row |= {"procedure": part.exam.form, "wave": "spring", "attempt": "", "class": ""}
        row |= {"programme_grade": part.exam.grade, "counts_origin": "counts"}
        self._put(row, numbers, index, "participants", "count", "participants")
        self._put(row, numbers, index, "enrolled", "count", "enrolled")
        for mark in MARKS:
            self._put(row, numbers, index, mark, "count", mark)
        _fill_zeros(row)
        percents = [numbers.at(index, numbers.column(mark, "percent")) for mark in MARKS]
        self._counts_from_percents(row, percents, numbers)
        if all(p is not None for p in percents):
            total = sum((p for p in percents if p is not None), Decimal(0))
            if abs(total - 100) <= Decimal("0.07"):
                row |= {f"{m}_pct": float(p) for m, p in zip(MARKS, percents, strict=True) if p}
                row |= {f"{m}_pct": 0.0 for m, p in zip(MARKS, percents, strict=True) if not p}
        mean = numbers.at(index, part.block.column("mean_primary"))
        row["mean_primary"] = None if mean is None else float(mean)
        return row

    def _counts_from_percents(
        self, row: dict[str, Any], percents: Sequence[Decimal | None], numbers: Numbers
    ) -> None:
        held = [percent if percent is not None else Decimal(0) for percent in percents]
        if any(row[mark] is not None for mark in MARKS) or not row["participants"]:
            return
        if not any(held):
            return
        digits = max(
            numbers.digits[c.position]
            for mark in MARKS
            if (c := numbers.column(mark, "percent")) is not None
        )
        counts = restored(held, row["participants"], digits, True)
        if counts is not None:
            row |= dict(zip(MARKS, counts, strict=True))
            row["counts_origin"] = "percents"
            self.restored += 1
        else:
            index = row["source_row"] - numbers.block.grid.first_line
            numbers.told(
                "counts_not_restored", "По процентам нельзя однозначно восстановить число отметок: "
                "нужны сами количества.", index, numbers.column("mark_2", "percent"),
                ", ".join(f"{percent:f}" for percent in held),
            )  # fmt: skip

    def _exam_row(self, part: _Part, numbers: Numbers, index: int, place: Place) -> dict[str, Any]:
        """A row of `exams`: who sat, who is below the minimum, the mean and bands of scores."""
        row = self._started(part, index, place)
        row["form"] = part.exam.form
        self._put(row, numbers, index, "sat", "count", "participants")
        self._put(row, numbers, index, "below_min_final", "count", "below")
        percent = numbers.column("below", "percent")
        printed = numbers.at(index, percent)
        if row["below_min_final"] is None and printed is not None and row["sat"] and percent:
            counts = restored([printed], row["sat"], numbers.digits[percent.position], False)
            if counts is not None:
                row["below_min_final"] = counts[0]
                self.restored += 1
        for band in _BANDS:
            self._put(row, numbers, index, band, "count", band)
        if part.exam.form == "ЕГЭ":
            mean = part.block.column("mean_score") or part.block.column("mean")
            value = numbers.at(index, mean)
            if value is not None and part.exam.level != "base":
                row["mean_score"] = float(value) if 0 <= value <= 100 else None
        minimum = exam_rules.threshold(
            part.exam.form, part.exam.year or 0, part.exam.subject, part.exam.level
        )
        if minimum is not None and part.exam.form == "ЕГЭ":
            held = json.loads(row["extra"] or "{}") | {"Минимум": minimum.words()}
            row["extra"] = json.dumps(held, ensure_ascii=False)
        return row

    def _put(
        self, row: dict[str, Any], numbers: Numbers, index: int, name: str, unit: str, source: str
    ) -> None:
        """A count into a row; a fraction where a count must stand is an error."""
        column = numbers.column(source, unit) or (
            numbers.column(source, "") if source in _BANDS else None
        )
        value = numbers.at(index, column)
        row[name] = None
        if value is None:
            absence = "" if column is None else numbers.absences.get((index, column.position), "")
            if absence:
                row["absences"] += f"{';' if row['absences'] else ''}{name}={absence}"
        elif value == int(value) and value >= 0:
            row[name] = int(value)
        else:
            numbers.told(
                "not_whole", "Количество бывает только целым: похоже, в столбце не количества, а "
                "доли.", index, column, f"{value:f}", "целое число", "error",
            )  # fmt: skip

    def _contradictions(
        self, numbers: Numbers, rows: Sequence[int], wholes: Mapping[int, int | None]
    ) -> None:
        """Parts that cannot all be parts of one whole: a column is not what its name says."""
        names = [
            column for name in ("below", *_BANDS)
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


def _fill_zeros(row: dict[str, Any]) -> None:
    """An empty mark is zero where the others add up to the participants."""
    held = [row[mark] for mark in MARKS]
    known = [count for count in held if count is not None]
    if known and len(known) < 4 and sum(known) == row["participants"]:
        kept = [part for part in row["absences"].split(";") if not part.startswith("mark_")]
        row |= {mark: row[mark] or 0 for mark in MARKS}
        row["absences"] = ";".join(part for part in kept if part)


def _count(value: Decimal | None) -> int | None:
    return int(value) if value is not None and value == int(value) else None


def _texts(block: Block, index: int) -> list[str]:
    start, stop = block.span
    return [text_of(c) for c in block.grid.rows[index][start : stop + 1] if not cells.is_empty(c)]


def _aside(block: Block, index: int) -> str:
    """Columns that the tables have no place for, as `extra` holds them."""
    held = {}
    for column in block.columns:
        value = block.cell(index, column)
        if value is not None and column.name not in _USED and column.name != "personal":
            held[column.words] = text_of(value)
    return json.dumps(held, ensure_ascii=False) if held else ""


def _tables(block: Block, exam: Exam) -> tuple[TableRows | None, TableRows | None]:
    """Empty tables of a block: marks where it has marks, exams where it has what they hold."""
    names = {column.name for column in block.columns}
    with_marks = bool(names & set(MARKS)) and exam.form != "ЕГЭ"
    with_exams = exam.form == "ЕГЭ" or not with_marks
    return (
        _table("marks", block, {mark: mark for mark in MARKS} | {"participants": "participants"})
        if with_marks else None,
        _table("exams", block, {"sat": "participants", "below_min_final": "below",
                                "mean_score": "mean", **{band: band for band in _BANDS}})
        if with_exams else None,
    )  # fmt: skip


def _table(name: str, block: Block, sources: Mapping[str, str]) -> TableRows:
    data = TableRows(name, grid=block.grid)
    places: dict[str, ResultColumn | None] = {
        "school_id": block.column("code") or block.column("name")
    } | {column: block.column(source) for column, source in sources.items()}
    data.positions = {key: c.position for key, c in places.items() if c is not None}
    data.words = {key: c.words for key, c in places.items() if c is not None}
    return data


def recognise(grids: Sequence[Grid]) -> bool:
    """Whether a sheet has a table of exam results with a header of such words.

    Tables whose header names the whole key of a contract table are left to their reader.
    """
    return any(bool(blocks_of(grid)) and not headers.fitting_tables(grid.rows) for grid in grids)


def read(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """All tables of a file as rows of `marks` and `exams`.

    Raises `InputDataError` when the rows cannot be told apart by municipality.
    """
    reader = _Reader(given, name, Places(given))
    for grid in grids:
        reader.sheet(grid)
    if not reader.tables and not any(p.severity == "error" for p in reader.problems):
        message = "В таблице не найдено ни одной строки школы, муниципалитета или региона."
        raise InputDataError([grids[0].problem("empty_file", message)])
    reader.places.refuse_strangers(grids[0].file)
    problems = [*reader.problems, *reader.places.findings(), *_about_file(reader, grids[0])]
    errors = [problem for problem in problems if problem.severity == "error"]
    rest = [replace(p, file=p.file or grids[0].file) for p in problems if p.severity != "error"]
    year = min(reader.years) if len(reader.years) == 1 else None
    return Reading(
        reader.tables,
        [*errors[:_MOST_PROBLEMS], *rest[:_MOST_PROBLEMS]],
        year,
        resolved=reader.places.resolved,
        is_personal=bool(reader.personal),
    )


def _about_file(reader: _Reader, grid: Grid) -> list[Problem]:
    problems = []
    if reader.restored:
        message = (
            f"Количества восстановлены по процентам: строк {reader.restored}. Взяты те, которым "
            "проценты отвечают однозначно."
        )
        problems.append(grid.problem("counts_from_percents", message, severity="warning"))
    if reader.personal:
        problems.append(
            grid.problem(
                "personal_columns", "Столбцы с личными данными отброшены при чтении.",
                found=", ".join(dict.fromkeys(reader.personal)), severity="warning",
            )
        )  # fmt: skip
    asked = reader.given.get("year")
    if asked and len(reader.years) > 1:
        found = ", ".join(map(str, sorted(reader.years)))
        problems.append(
            grid.problem(
                "other_year", "В таблице несколько лет, а ключ -y называет один: уберите ключ.",
                found=found, expected=str(asked),
            )
        )  # fmt: skip
    return problems


REGIONAL = Layout(
    "regional_results",
    "Таблица результатов ОГЭ, ЕГЭ или ГВЭ по школам и муниципалитетам",
    recognise,
    read,
    repeats=True,
)
