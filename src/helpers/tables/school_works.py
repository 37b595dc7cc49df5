"""Tables of what schools mark themselves: terms of the year, trial works beside the exam.

Here: rows and columns. Not here: sums (`indicators.terms`, `indicators.trials`), sentences.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators import catalogue
from helpers.indicators.rows import each, keyed
from helpers.tables import cells
from helpers.tables.columns import source
from helpers.wording import numbers

#: Kinds of works before the exam.
KINDS = {"trial": "пробная", "half_year": "полугодовая"}
#: Most rows of the table of trials.
MOST = 40


def terms(frame: pd.DataFrame) -> Table | None:
    """Marks by term: one row per grade and subject, one column per term, ВПР at the end."""
    if frame.empty:
        return None
    names = list(dict.fromkeys(frame["term"]))
    found = keyed(frame, ["grade", "subject", "term"])
    rows: list[list[CellLike]] = []
    for first in each(frame.drop_duplicates(["grade", "subject"])):
        line: list[CellLike] = [class_title(first), cells.count(first.schools)]
        line += [_term(found.get((first.grade, first.subject, name))) for name in names]
        rows.append([*line, _share(first.test_failed, first.test_whole)])
    left = frame.drop_duplicates(["grade", "subject"])["left_out"].sum()
    notes = [
        "В ячейке — доля «2» и в скобках доля «4» и «5», в процентах; это отметки, которые ставит "
        "сама школа. ВПР — доля «2» весной у тех же школ."
    ]
    if left:
        notes.append(f"Без школ, у которых нет отметок за какой-либо период: {int(left)}.")
    return Table(
        "terms",
        "Отметки за периоды: доля «2» (доля «4» и «5»), %",
        [
            Column("class", "Класс и предмет"),
            Column("schools", "Школ", align="right"),
            *(Column(f"t{place}", str(name), align="right") for place, name in enumerate(names)),
            Column("vpr", "«2» в ВПР", align="right"),
        ],
        rows,
        notes,
        source("term_marks", "marks"),
    )


def class_title(row: Any) -> str:
    """«5 класс, математика»."""
    return f"{int(row.grade)} класс, {catalogue.subject_title(row.subject)}"


def _term(row: Any) -> Cell:
    if row is None or not cells.is_known(row.failed_pct):
        return Cell.absent()
    text = f"{numbers.number(row.failed_pct, 1)} ({numbers.number(row.good_pct, 1)})"
    return Cell(float(row.failed_pct), text)


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
        notes.append(f"Показаны {len(shown)} из {len(frame)}.")
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
