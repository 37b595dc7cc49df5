"""Where a series of years breaks: known changes of scale, content and takers of a work.

Here: the breaks of a dataset and of the parameters, and the unbroken stretches of rows. Not
here: changes between years (`series`, `cohort_change`).

The table `breaks` of the dataset comes first, then `params/methodology/series.yaml`. An empty
grade or subject means every one. The year is the first one of the new series. A break of the
kind `wave` is left out: waves are series of their own here anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import methodology, vocabulary
from helpers.indicators.rows import each, is_number, is_text
from helpers.indicators.scopes import Tables

#: Kinds of breaks of the table `breaks` in words.
KINDS = {
    "scale": "новая шкала",
    "content": "новое содержание работы",
    "takers": "другой состав участников",
}


@dataclass(frozen=True)
class Break:
    """One break: `procedure` as a slug; `grade` 0, `subject` and `level` "" mean every one."""

    procedure: str
    grade: int
    subject: str
    level: str
    year: int
    reason: str

    def of(self, works: pd.DataFrame) -> np.ndarray:
        """Which rows are of a work that it breaks (columns as `works` names a work)."""
        hit = is_text(works, "procedure", self.procedure)
        if self.grade:
            hit &= is_number(works, "programme_grade", self.grade)
        if self.subject:
            hit &= is_text(works, "subject", self.subject)
        if self.level:
            hit &= is_text(works, "level", self.level) if "level" in works else False
        return hit


def stated(data: Tables) -> list[Break]:
    """Every known break, those of the dataset first."""
    return stated_in(data.table("breaks"))


def stated_in(table: pd.DataFrame) -> list[Break]:
    """Every known break, those of the table `breaks` of a dataset first."""
    own = [
        _break(row.procedure, row.grade, row.subject, "", row.year, KINDS.get(row.kind, row.kind))
        for row in each(table.dropna(subset="year"))
        if row.kind != "wave"
    ]
    rules = methodology.rules("series")
    rows = [rules.mapping(name) for name in rules.parameters]
    general = [
        _break(*(row[name] for name in ("procedure", "grade", "subject", "level", "year", "words")))
        for row in rows
    ]
    return [*own, *general]


def _break(
    procedure: str, grade: object, subject: object, level: str, year: object, reason: str
) -> Break:
    number = 0 if pd.isna(grade) or grade == "" else int(str(grade))  # type: ignore[call-overload]
    name = "" if pd.isna(subject) else str(subject)  # type: ignore[call-overload]
    slug = vocabulary.PROCEDURE_SLUGS.get(procedure, "")
    return Break(slug, number, name, level, int(str(year)), reason)


def segments(rows: pd.DataFrame, data: Tables) -> np.ndarray:
    """The unbroken stretch of each row: 0, 1, … by the number of breaks up to its year.

    `rows` have procedure (slug), programme_grade, subject, year and perhaps level. Two rows of
    one work and wave may be joined only when their numbers are equal. Two breaks of one year
    count once.
    """
    years = rows["year"].to_numpy(dtype=int)
    stretch = np.zeros(len(rows), dtype=int)
    cuts = stated(data)
    for year in sorted({cut.year for cut in cuts}):
        broken = np.zeros(len(rows), dtype=bool)
        for cut in cuts:
            if cut.year == year:
                broken |= cut.of(rows)
        stretch += broken & (years >= year)
    return stretch
