"""Which rows of `marks` and `exams` a share by minimum is counted from.

Here: the rows that stand, out of those that two tables and several attempts offer. Not here:
which of them stands (`exams`) and the rows of other indicators (`inputs`).
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import exams, marks
from helpers.indicators.catalogue import Parts
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.params import RunParams

#: Measures counted from the figure that stands for them.
MEASURES = {
    exams.PASSED: exams.PASSED,
    exams.FIRST: exams.FIRST,
    exams.FINAL: exams.FINAL,
    "below_min_share": exams.PASSED,
}
_PLACE = ["scope_type", "scope_id"]
_WORK = ["wave", "procedure", "level"]


def standing(
    rows: pd.DataFrame, table: str, data: Tables, run: RunParams, family: Parts
) -> pd.DataFrame:
    """Those of `rows` (of one family in one year, as stored) that its number is made from."""
    figures = exams.passed_figures(
        marks.held_in(data, run.year), exams.exam_rows(data.table("exams"), [run.year])
    )
    if not len(rows) or not len(figures):
        return rows
    chosen = _chosen(figures, family)
    chosen = chosen[chosen["table"] == table]
    if table == "exams":
        named = rows.assign(
            wave="spring",
            procedure=rows["form"].map(exams.EXAM_SLUGS),
            level=rows["level"].fillna(""),
        )
        key = [*_PLACE, *_WORK]
    else:
        named = marks.plain(rows)
        key = [*_PLACE, *_WORK, "attempt"]
    told = set(each(chosen[key]))
    stands = pd.Series([one in told for one in each(named[key])], index=rows.index, dtype=bool)
    if table == "marks":
        stands &= ~_is_part(named, key)
    return rows[stands]


def _chosen(figures: pd.DataFrame, family: Parts) -> pd.DataFrame:
    """The figures that stand: place, work, table, attempt."""
    if family.procedure == "egegve":
        persons, forms = exams.pool_parts(figures)
        place = [*_PLACE, "subject", "measure"]
        counted = set(each(persons[place]))
        added = [one not in counted for one in each(forms[place])]
        best = pd.concat([persons, forms[added]], ignore_index=True)
    else:
        best = exams.best_figures(figures)
        best = best[best["procedure"] == family.procedure]
    same = (best["measure"] == MEASURES[family.measure]) & (best["subject"] == family.subject)
    return best[same & (best["grade"] == family.grade)]


def _is_part(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Rows of a class where the place has a row of its own."""
    of_class = rows["class"] != ""
    whole = set(each(rows.loc[~of_class, key]))
    return of_class & pd.Series([one in whole for one in each(rows[key])], index=rows.index)
