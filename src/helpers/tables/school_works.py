"""Tables of what schools mark themselves: terms of the year, trial works beside the exam.

Here: rows and columns. Not here: sums (`indicators.term_marks`, `indicators.trials`), sentences.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, Column, Table
from helpers.indicators import catalogue
from helpers.indicators.rows import each, keyed
from helpers.indicators.term_marks import term_order
from helpers.tables import cells
from helpers.tables.columns import source
from helpers.wording import numbers

#: Kinds of works before the exam.
KINDS = {"trial": "пробная", "half_year": "полугодовая"}
#: Most rows of the table of trials.
MOST = 40


def of_territory(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the territory with a mark of the period."""
    return frame[(frame["place"] == "own") & (frame["marked"] > 0)].reset_index(drop=True)


def terms(frame: pd.DataFrame) -> Table | None:
    """Marks by period: one row per grade and subject, one column per period.

    `frame` as from `indicators.term_marks.by_term`.
    """
    rows = of_territory(frame)
    if rows.empty:
        return None
    names = sorted(rows["term"].unique(), key=term_order)
    found = keyed(rows, ["grade", "subject", "term"])
    return Table(
        "terms",
        "Отметки за периоды: доля «2» (доля «4» и «5»), %",
        [
            Column("class", "Класс и предмет"),
            *(Column(f"t{place}", str(name), align="right") for place, name in enumerate(names)),
        ],
        [
            [
                class_title(first),
                *(_term(found.get((first.grade, first.subject, name))) for name in names),
            ]
            for first in each(rows.drop_duplicates(["grade", "subject"]))
        ],
        [
            "Это отметки, которые ставит сама школа; без отметки («не аттестован») в долю не "
            "входят. Школы могли прислать не все периоды."
        ],
        source("term_marks"),
    )


def class_title(row: Any) -> str:
    """«5 класс, математика»."""
    return f"{int(row.grade)} класс, {catalogue.subject_title(row.subject)}"


def _term(row: Any) -> Cell:
    if row is None or not cells.is_known(row.below_pct):
        return Cell.absent()
    text = f"{numbers.number(row.below_pct, 1)} ({numbers.number(row.quality_pct, 1)})"
    return Cell(float(row.below_pct), text)


def _share(part: Any, whole: Any) -> Cell:
    if not cells.is_known(part) or not cells.is_known(whole) or not whole:
        return Cell.absent()
    return Cell(
        float(100 * part / whole),
        f"{numbers.number(100 * part / whole, 1)} "
        f"({numbers.number(part)} из {numbers.number(whole)})",
    )


def trials(frame: pd.DataFrame, names: pd.Series) -> Table | None:
    """Trial works beside the real exam; `names` maps the id of a school to its name."""
    if frame.empty:
        return None
    shown = frame.head(MOST)
    notes = [
        "Ученики одни и те же, но по одному не сопоставлены; задания разные, поэтому изменение — "
        "не прирост. В скобках — человек ниже минимума («2») из писавших."
    ]
    if len(shown) < len(frame):
        notes.append(f"{numbers.shown_of('строк', len(shown), len(frame))}.")
    return Table(
        "trials",
        "Последняя пробная или полугодовая работа и экзамен того же года",
        [
            Column("school", "Школа"),
            Column("work", "Работа"),
            Column("date", "Когда"),
            Column("before", "Ниже минимума в работе", "%", "right"),
            Column("after", "На экзамене", "%", "right"),
            Column("change", "Изменение", "п. п.", "right"),
        ],
        [
            [
                names.get(row.school_id) or row.school_id,
                f"{class_title(row)}, {KINDS[row.kind]}",
                numbers.date_short(row.date),
                _share(row.trial_below, row.trial_count),
                _share(row.exam_below, row.exam_count),
                cells.points(row.change),
            ]
            for row in each(shown)
        ],
        notes,
        source("diagnostic_works", "marks", "exams"),
    )
