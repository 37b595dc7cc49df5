"""Tables of the early warning: schools with a risk of the next year, how such words held.

Here: rows and columns. Not here: chances (`indicators.early_warning`), phrases
(`wording.early_warning`).
"""

from __future__ import annotations

from helpers.blocks import Cell, Column, Table
from helpers.indicators.early_warning import EarlyWarning
from helpers.indicators.rows import each
from helpers.tables.columns import count
from helpers.wording import early_warning as words
from helpers.wording import numbers

#: Works named for one school.
_WORKS = 3


def schools(made: EarlyWarning) -> Table | None:
    """Schools with a medium or high risk, the higher first, with the works behind it."""
    rows = made.schools[made.schools["risk"] != "low"]
    rows = rows.sort_values(["chance", "school_id"], ascending=[False, True], kind="stable")
    if rows.empty:
        return None
    works = made.works[made.works["risk"] != "low"]
    works = works.sort_values("chance", ascending=False, kind="stable")
    table_rows = []
    for row in each(rows):
        own = works[works["school_id"] == row.school_id].head(_WORKS)
        table_rows.append(
            [
                row.school_name or row.school_id,
                words.RISKS[row.risk],
                words.chance_text(row),
                "; ".join(words.evidence_of(work) for work in each(own)) or "—",
            ]
        )
    return Table(
        "early-warning",
        f"Риск попасть в список по результатам {made.target} года",
        [
            Column("school", "Школа"),
            Column("risk", "Риск"),
            Column("chance", "Вероятность", align="right"),
            Column("works", "На чём основан: прошлые результаты тех же обучающихся"),
        ],
        table_rows,
        [words.reading(made.settings)],
    )


def hits(made: EarlyWarning) -> Table | None:
    """How the words of risk held in past years."""
    rows = made.hits_of_schools
    if not int(rows["warned"].sum()):
        return None
    return Table(
        "early-warning-hits",
        "Как такие предупреждения о школах сбывались",
        [
            Column("risk", "Риск"),
            count("warned", "Предупреждений"),
            count("came", "Школа попала в список"),
            Column("share", "Доля (95 % интервал)", "%", "right"),
        ],
        [
            [
                words.RISKS[row.risk],
                int(row.warned),
                int(row.came_low),
                Cell(
                    float(row.share),
                    f"{numbers.number(row.share, 0)} ({numbers.interval(row.low, row.high, 0)})",
                )
                if row.warned
                else Cell.absent("х"),
            ]
            for row in each(rows)
        ],
        ["Предупреждения прошлых лет сделаны по тем же правилам, что и это."],
    )
