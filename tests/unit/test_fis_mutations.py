"""Spoilt exports are refused or told about: no cell makes a reader of them fail."""

from __future__ import annotations

import copy
import datetime as dt
import random

import fis_books as books
import pytest

from helpers.readers.checks import check_rows
from helpers.readers.grid import Grid, Share
from helpers.readers.layouts import LAYOUTS

REPORTS = (
    "marks", "journal", "journal_by_lines", "individual", "distribution", "tasks", "results",
)  # fmt: skip
STRANGE = [
    None, "", 0, -1, 1.5, "12,5", "12,5%", Share(0.5), "н/д", "-", "х", "abc", "(edu640101)",
    "МОУ(reg64_m99)", "Вся выборка", True, dt.datetime(2026, 4, 15), dt.date(2026, 9, 1),
    dt.time(1, 2), dt.timedelta(1), 1e300, float("nan"), 10**12, "1 (2б)", "2", "Всего",
    "Понизили", "ВПР", "ВПР 2026", "Дата:", "№", "я" * 500, "Код участника", "Группы участников",
    "Макс балл",
]  # fmt: skip


def spoilt(rows: books.Rows, chance: random.Random) -> books.Rows:
    """Rows with a few cells, rows or columns changed."""
    rows = copy.deepcopy(rows)
    width = max(map(len, rows))
    for _ in range(chance.randint(1, 4)):
        at, column = chance.randrange(len(rows)), chance.randrange(width)
        match chance.choice(["cell", "cell", "cell", "drop", "repeat", "narrow", "widen", "cut"]):
            case "cell":
                rows[at] += [None] * (column + 1 - len(rows[at]))
                rows[at][column] = chance.choice(STRANGE)
            case "drop":
                del rows[at]
            case "repeat":
                rows.insert(at, list(chance.choice(rows)))
            case "narrow":
                rows = [row[:column] + row[column + 1 :] for row in rows]
            case "widen":
                rows = [[*row[:column], chance.choice(STRANGE), *row[column:]] for row in rows]
            case "cut":
                rows[at] = rows[at][:column]
    return rows


@pytest.mark.parametrize("report", REPORTS)
def test_spoilt_export_never_breaks_its_reader(report: str) -> None:
    chance = random.Random(report)
    made = getattr(books, report)()
    read = 0
    for _ in range(120):
        grids = [Grid("файл", "РУ 4", spoilt(made, chance), lettered=True)]
        claimed = [layout for layout in LAYOUTS.values() if layout.recognise(grids)]
        assert len(claimed) <= 1
        for layout in claimed:
            reading = layout.read(grids, "файл", {"municipality_id": "ivanteevsky"})
            for data in reading.tables:
                check_rows(data)
            assert reading.tables or reading.problems
            read += 1
    assert read > 60
