"""Marks of a procedure against the marks of the class journal or of the year.

Here: how many pupils got a lower, the same, a higher mark than in the journal, for the
territory and its list. Not here: signs of biased marking (`objectivity`), which need more
than this comparison.

«Понизили» means that the mark of the work is lower than that of the journal.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import vocabulary
from helpers.indicators import scopes, works
from helpers.indicators.rows import each, first_of, is_number, is_text
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results

SIDES = ("lowered", "confirmed", "raised")
_WORK = ["procedure", "grade", "programme_grade", "subject", "level", "wave"]


def comparison(data: Tables, view: Results) -> pd.DataFrame:
    """One row per work of the year and place (own, listed), in reading order.

    Columns: series, title, place, whole, the counts and `<side>_pct` (percent of those
    compared). A published row of the territory stands instead of the sum of its schools when
    it counts more pupils. Schools without all three numbers are left out of a sum.
    """
    year = view.run.year
    rows = pd.concat([_from_journal(data, year), _from_exams(data, year)], ignore_index=True)
    rows = rows.dropna(subset=list(SIDES))
    listed = scopes.listed_schools(data.table("shnor_register"), year, view.run.register_source)
    of_school = is_text(rows, "scope_type", "school")
    own = is_text(rows, "scope_id", view.territory.municipality_id)
    published = own & is_text(rows, "scope_type", view.own_scope)
    of_list = of_school & rows["scope_id"].isin(list(listed.school_ids)).to_numpy()
    made = _summed(rows, {"schools": of_school, "published": published, "listed": of_list})
    made["place"] = np.where(is_text(made, "part", "listed"), "listed", "own")
    made["whole"] = made[list(SIDES)].to_numpy().sum(axis=1)
    made = made.drop(columns="part")[(made["whole"] > 0).to_numpy()]
    made = made.sort_values("whole", ascending=False, kind="stable")
    made = first_of(made, [*_WORK, "place"])
    for side in SIDES:
        made[f"{side}_pct"] = 100 * made[side] / made["whole"]
    return _ordered(made)


_KEPT = ["scope_type", "scope_id", *_WORK, *SIDES]


def _from_journal(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("journal_match")
    stored = [name for name in _KEPT if name != "programme_grade"]
    rows = rows.loc[is_number(rows, "year", year), stored]
    autumn = (rows["wave"] == "autumn") & rows["procedure"].isin(["ВПР", "ДР"])
    return rows.assign(
        procedure=rows["procedure"].map(vocabulary.PROCEDURE_SLUGS),
        programme_grade=rows["grade"] - autumn.astype("Int64"),
    )[_KEPT]


_EXAM_SIDES = {
    "year_mark_lower": "lowered",
    "year_mark_confirmed": "confirmed",
    "year_mark_higher": "raised",
}


def _from_exams(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("exams")
    stored = ["scope_type", "scope_id", "form", "grade", "subject", "level", *_EXAM_SIDES]
    of_year = is_number(rows, "year", year) & ~is_text(rows, "form", "any")
    rows = rows.loc[of_year, stored].rename(columns=_EXAM_SIDES)
    return rows.assign(
        procedure=rows["form"].map(vocabulary.PROCEDURE_SLUGS),
        programme_grade=rows["grade"],
        wave="spring",
    )[_KEPT]


def _summed(rows: pd.DataFrame, parts: dict[str, NDArray[np.bool_]]) -> pd.DataFrame:
    """Sums by work of the rows of each part."""
    chosen = rows.iloc[np.concatenate([np.flatnonzero(which) for which in parts.values()])]
    chosen = chosen.assign(
        part=np.repeat(list(parts), [int(which.sum()) for which in parts.values()]),
        level=chosen["level"].fillna(""),
        **{side: chosen[side].to_numpy(dtype=float) for side in SIDES},
    )
    return chosen.groupby(["part", *_WORK], as_index=False, sort=False)[list(SIDES)].sum()


def _ordered(made: pd.DataFrame) -> pd.DataFrame:
    made = made.astype({"grade": int, "programme_grade": int})
    named = made.assign(
        title=[
            works.work_title(
                row.procedure, row.grade, row.programme_grade, row.subject, row.level, row.wave
            )
            for row in each(made)
        ]
    )
    return named.loc[works.reading_order(named).index].reset_index(drop=True)
