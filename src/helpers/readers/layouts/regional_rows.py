"""Rows of `marks` and `exams` from the numbers of a regional table.

Here: one row of a table → one row of the store. Not here: reading the numbers
(`regional_numbers`), which rows there are and whose they are (`regional_tables`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from helpers import exam_rules
from helpers.readers.layouts.fis_places import Place
from helpers.readers.layouts.gia_blocks import text_of
from helpers.readers.layouts.regional_blocks import Block, ResultColumn
from helpers.readers.layouts.regional_exam import Exam
from helpers.readers.layouts.regional_numbers import BANDS, MARKS, Numbers
from helpers.readers.layouts.regional_percents import restored
from helpers.readers.tabular import TableRows

_USED = ("code", "name", "area_code", "area_name", "number", "subject", "subject_code", "year",
         "form", "participants", "enrolled", "below", "below_first", "mean_score", "mean_primary",
         *MARKS, *BANDS)  # fmt: skip

#: Columns of `exams` for those below the minimum → meanings of columns.
_BELOW = {"below_min_first": "below_first", "below_min_final": "below"}


@dataclass
class RowMaker:
    """Rows of one table and one exam.

    `restored` counts rows whose counts came from percents, `unrestored` holds by position the
    rows where they could not, with what was printed.
    """

    block: Block
    exam: Exam
    numbers: Numbers
    restored: int = 0
    unrestored: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def _started(self, index: int, place: Place) -> dict[str, Any]:
        exam, block = self.exam, self.block
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

    def marks(self, index: int, place: Place) -> dict[str, Any]:
        """A row of `marks`: counts as printed, else from percents where that is certain."""
        row = self._started(index, place)
        row |= {"procedure": self.exam.form, "wave": "spring", "attempt": "", "class": ""}
        row |= {"programme_grade": self.exam.grade, "counts_origin": "counts"}
        self._put(row, index, "participants", "count", "participants")
        self._put(row, index, "enrolled", "count", "enrolled")
        for mark in MARKS:
            self._put(row, index, mark, "count", mark)
        _fill_zeros(row)
        percents = [self.numbers.at(index, self.numbers.column(mark, "percent")) for mark in MARKS]
        self._counts_from_percents(row, index, percents)
        if all(p is not None for p in percents):
            total = sum((p for p in percents if p is not None), Decimal(0))
            if abs(total - 100) <= Decimal("0.07"):
                row |= {f"{m}_pct": float(p) for m, p in zip(MARKS, percents, strict=True) if p}
                row |= {f"{m}_pct": 0.0 for m, p in zip(MARKS, percents, strict=True) if not p}
        mean = self.numbers.at(index, self.block.column("mean_primary"))
        row["mean_primary"] = None if mean is None else float(mean)
        return row

    def _counts_from_percents(
        self, row: dict[str, Any], index: int, percents: Sequence[Decimal | None]
    ) -> None:
        held = [percent if percent is not None else Decimal(0) for percent in percents]
        if any(row[mark] is not None for mark in MARKS) or not row["participants"]:
            return
        if not any(held):
            return
        digits = max(
            self.numbers.digits[c.position]
            for mark in MARKS
            if (c := self.numbers.column(mark, "percent")) is not None
        )
        counts = restored(held, row["participants"], digits, True)
        if counts is not None:
            row |= dict(zip(MARKS, counts, strict=True))
            row["counts_origin"] = "percents"
            self.restored += 1
        else:
            column = self.numbers.column("mark_2", "percent") or next(
                c for mark in MARKS if (c := self.numbers.column(mark, "percent")) is not None
            )
            words = ", ".join(f"{percent:f}" for percent in held)
            self.unrestored.setdefault(column.position, []).append((index, words))

    def tell_unrestored(self) -> None:
        """One finding a column of percents that give no single set of counts."""
        for column in self.block.columns:
            found = self.unrestored.get(column.position)
            if found:
                self.numbers.told(
                    "counts_not_restored", "По процентам нельзя однозначно восстановить "
                    f"количества: нужны сами количества. Строк: {len(found)}.",
                    found[0][0], column, found[0][1], "количества или проценты с двумя знаками",
                )  # fmt: skip

    def exams(self, index: int, place: Place) -> dict[str, Any]:
        """A row of `exams`: who sat, who is below the minimum, the mean and bands of scores."""
        row = self._started(index, place)
        row["form"] = self.exam.form
        self._put(row, index, "sat", "count", "participants")
        parts = {**_BELOW, **{band: band for band in BANDS}}
        ways = {self._part(row, index, name, source) for name, source in parts.items()}
        self.restored += "percent" in ways
        if self.exam.form == "ЕГЭ":
            mean = self.block.column("mean_score") or self.block.column("mean")
            value = self.numbers.at(index, mean)
            if value is not None and self.exam.level != "base":
                row["mean_score"] = float(value) if 0 <= value <= 100 else None
        minimum = exam_rules.threshold(
            self.exam.form, self.exam.year or 0, self.exam.subject, self.exam.level
        )
        if minimum is not None and self.exam.form == "ЕГЭ":
            held = json.loads(row["extra"] or "{}") | {"Минимум": minimum.words()}
            row["extra"] = json.dumps(held, ensure_ascii=False)
        return row

    def _part(self, row: dict[str, Any], index: int, name: str, source: str) -> str:
        """A group of pupils into a row; returns what it was taken from.

        A percent that gives no single count stays beside the row as it is printed.
        """
        self._put(row, index, name, "count", source)
        column = self.numbers.column(source, "percent")
        printed = self.numbers.at(index, column)
        if row[name] is not None or column is None or printed is None:
            return "count"
        digits, whole = self.numbers.digits[column.position], row["sat"]
        counts = restored([printed], whole, digits, False) if whole else None
        if counts is not None:
            row[name] = counts[0]
            return "percent"
        self.unrestored.setdefault(column.position, []).append((index, f"{printed:f}"))
        held = json.loads(row["extra"] or "{}") | {column.words: f"{printed:f} %"}
        row["extra"] = json.dumps(held, ensure_ascii=False)
        return ""

    def _put(self, row: dict[str, Any], index: int, name: str, unit: str, source: str) -> None:
        """A count into a row; a fraction where a count must stand is an error."""
        column = self.numbers.column(source, unit)
        value = self.numbers.at(index, column)
        row[name] = None
        if value is None:
            absence = (
                "" if column is None else self.numbers.absences.get((index, column.position), "")
            )
            if absence:
                row["absences"] += f"{';' if row['absences'] else ''}{name}={absence}"
        elif value == int(value) and value >= 0:
            row[name] = int(value)
        else:
            self.numbers.told(
                "not_whole", "Количество бывает только целым: похоже, в столбце не количества, а "
                "доли.", index, column, f"{value:f}", "целое число", "error",
            )  # fmt: skip


def _fill_zeros(row: dict[str, Any]) -> None:
    """An empty mark is zero where the others add up to the participants."""
    held = [row[mark] for mark in MARKS]
    known = [count for count in held if count is not None]
    if known and len(known) < 4 and sum(known) == row["participants"]:
        kept = [part for part in row["absences"].split(";") if not part.startswith("mark_")]
        row |= {mark: row[mark] or 0 for mark in MARKS}
        row["absences"] = ";".join(part for part in kept if part)


def _aside(block: Block, index: int) -> str:
    """Columns that the tables have no place for, as `extra` holds them."""
    held = {}
    for column in block.columns:
        value = block.cell(index, column)
        if value is not None and column.name not in _USED and column.name != "personal":
            held[column.words] = text_of(value)
    return json.dumps(held, ensure_ascii=False) if held else ""


def unused(block: Block, exam: Exam) -> list[str]:
    """Words over columns of results that are understood, but neither stored nor checked by."""
    marks, _ = tables_of(block, exam)
    names = {"band", "absent"}
    if marks is None:
        names |= {"passed", "quality", "mean_mark", "mean_primary"}
        names |= set() if has_scores(exam) else {"mean", "mean_score"}
    return [c.words for c in block.columns if c.name in names]


def stored(block: Block, exam: Exam) -> set[str]:
    """Meanings of columns whose numbers are stored: no two columns of one may differ."""
    marks, exams = tables_of(block, exam)
    names = {*MARKS, "mean_primary", "enrolled"} if marks is not None else set()
    names |= {*_BELOW.values(), *BANDS} if exams is not None else set()
    return names | ({"mean", "mean_score"} if has_scores(exam) else set())


def has_scores(exam: Exam) -> bool:
    """Whether means of an exam are those of test scores, which are stored."""
    return exam.form == "ЕГЭ" and exam.level != "base"


def tables_of(block: Block, exam: Exam) -> tuple[TableRows | None, TableRows | None]:
    """Empty tables of a block: marks where it has marks, exams where it has what they hold."""
    names = {column.name for column in block.columns}
    with_marks = bool(names & set(MARKS)) and exam.form != "ЕГЭ"
    with_exams = exam.form == "ЕГЭ" or not with_marks
    return (
        _table("marks", block, {mark: mark for mark in MARKS} | {"participants": "participants"})
        if with_marks else None,
        _table("exams", block, {"sat": "participants", **_BELOW, "mean_score": "mean",
                                **{band: band for band in BANDS}})
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
