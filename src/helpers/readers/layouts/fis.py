"""Exports of ФИС ОКО: which report a sheet is, and all sheets of a file read together.

Here: the list of reports, their recognition, what a file says as a whole. Not here: the
frame and the reports themselves (`fis_*`).

A file belongs to the layout of its first sheet that is a report; other sheets may hold
other reports, works and subjects of the same year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.agreement import united
from helpers.readers.grid import Grid
from helpers.readers.layouts.fis_distribution import DISTRIBUTION_REPORT
from helpers.readers.layouts.fis_frame import SEARCHED_ROWS, Export, Report
from helpers.readers.layouts.fis_individual import INDIVIDUAL_REPORT
from helpers.readers.layouts.fis_journal import JOURNAL_REPORT
from helpers.readers.layouts.fis_mark_groups import MARK_GROUPS_REPORT
from helpers.readers.layouts.fis_marks import MARKS_REPORT
from helpers.readers.layouts.fis_places import LabelledSheet, settle
from helpers.readers.layouts.fis_results import RESULTS_REPORT
from helpers.readers.layouts.fis_tasks import TASKS_REPORT
from helpers.readers.layouts.fis_titles import another_work, sheet_disagrees
from helpers.readers.layouts.fis_work import read_work
from helpers.readers.layouts.layout import Layout, Reading

#: Reports, the most particular header first.
REPORTS = (
    INDIVIDUAL_REPORT,
    RESULTS_REPORT,
    JOURNAL_REPORT,
    DISTRIBUTION_REPORT,
    MARKS_REPORT,
    MARK_GROUPS_REPORT,
    TASKS_REPORT,
)
#: A sheet is named «РУ 4 <title>», cut at 31 characters.
_SHEET_PREFIX = re.compile(r"^[а-я]{2} ?[0-9]{1,2} ")
_LEAST_OF_SHEET = 15


def report_of(grid: Grid) -> Report | None:
    """The report that a sheet is: by its title and the system's words, else by its header."""
    titled = _titled(grid)
    if titled is not None:
        return titled
    return next((report for report in REPORTS if report.header(grid) is not None), None)


def _titled(grid: Grid) -> Report | None:
    """The report whose title stands above the table or in the sheet's name.

    A title alone is not enough where neither its table nor a line about a work is there.
    """
    lines = _short_lines(grid)
    sheet = _SHEET_PREFIX.sub("", vocabulary.folded(grid.sheet))
    for report in REPORTS:
        named = any(report.words in line for line in lines) or _is_cut(sheet, report)
        if named and (report.header(grid) is not None or _has_work(lines)):
            return report
    return None


def _is_cut(sheet: str, report: Report) -> bool:
    """Whether the name of a sheet is the title of a report, whole or cut."""
    if sheet in {other.words for other in REPORTS}:
        return sheet == report.words
    return len(sheet) >= _LEAST_OF_SHEET and report.words.startswith(sheet)


def _short_lines(grid: Grid) -> list[str]:
    return [
        vocabulary.folded(cells.tidy(cell))
        for row in grid.rows[:SEARCHED_ROWS]
        for cell in row[:2]
        if isinstance(cell, str) and len(cell) <= 200
    ]


def _has_work(lines: Sequence[str]) -> bool:
    starts = ("впр ", "впр.", "предмет:", "максимальный первичный балл")
    return any(line.startswith(starts) for line in lines)


def kind_of(grids: Sequence[Grid]) -> str:
    """The kind of the first report among the sheets; "" where there is none."""
    first = next((found for grid in grids if (found := report_of(grid)) is not None), None)
    return "" if first is None else first.kind


def _recognises(report: Report, grids: Sequence[Grid]) -> bool:
    return kind_of(grids) == report.kind


def _read(report: Report, grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """All sheets of a file; a sheet that is no report is left out."""
    reading = Reading()
    exports: list[tuple[Report, Export]] = []
    for grid in grids:
        found = report_of(grid) or (report if len(grids) == 1 else None)
        if found is None:
            reading.unread.append(grid)
            continue
        export, problems = _export(found, grid, given)
        reading.problems += problems
        if export is not None:
            exports.append((found, export))
    _settle(reading, exports, given)
    for found, export in exports:
        reading.tables += found.read(export)
        reading.problems += export.problems
        reading.is_personal |= export.names_people
    years = sorted({export.work.year for _, export in exports})
    if len(years) > 1:
        first = exports[0][1].grid
        reading.problems.append(
            first.problem(
                "several_years", "В файле работы разных лет: загружайте каждый год отдельно.",
                found=", ".join(map(str, years)), expected="один год",
            )
        )  # fmt: skip
    reading.year = years[0] if years else None
    reading.problems += united(reading.tables)
    return reading


def _export(
    report: Report, grid: Grid, given: Mapping[str, Any]
) -> tuple[Export | None, list[Problem]]:
    """The sheet with its header and work; None with problems where either is not found."""
    header = report.header(grid)
    if header is None:
        problem = grid.problem(
            "wrong_header",
            f"Отчёт назван «{report.title}», но заголовка его таблицы нет.",
            expected=report.lacks,
        )
        return None, [problem]
    if another := another_work(grid, header):
        return None, [another]
    work, problems = read_work(grid, header, given)
    if work is None:
        return None, problems
    return Export(grid, header, work), [
        *problems,
        *filter(None, [sheet_disagrees(grid, header, work)]),
    ]


def _settle(
    reading: Reading, exports: Sequence[tuple[Report, Export]], given: Mapping[str, Any]
) -> None:
    sheets = [
        LabelledSheet(export.grid, report.labels(export.grid, export.header), export.work.date)
        for report, export in exports
    ]
    settlement = settle(sheets, given)
    for (_, export), places in zip(exports, settlement.sheets, strict=True):
        export.places = places
    reading.problems += settlement.problems
    reading.resolved = settlement.resolved
    reading.municipality_id = settlement.municipality_id


#: What most reports begin their headers with.
_SIGNS = ("группы участников", "кол-во оо", "кол-во участников")


def _layout(report: Report) -> Layout:
    recognise: Callable[[Sequence[Grid]], bool] = partial(_recognises, report)
    return Layout(
        report.kind, report.title, recognise, partial(_read, report), repeats=True, signs=_SIGNS,
        family=kind_of,
    )  # fmt: skip


LAYOUTS = tuple(_layout(report) for report in REPORTS)
