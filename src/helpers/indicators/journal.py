"""Marks of a procedure against the marks of the class journal or of the year.

Here: how many pupils got a lower, the same, a higher mark than in the journal, for the
territory and its list. Not here: signs of biased marking (`objectivity`), which need more
than this comparison.

«Понизили» means that the mark of the work is lower than that of the journal.
"""

from __future__ import annotations

import pandas as pd

from helpers import vocabulary
from helpers.indicators import scopes, works
from helpers.indicators.rows import each, is_number, is_text
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
    rows = pd.concat([_from_journal(data), _from_exams(data)], ignore_index=True)
    known = rows[list(SIDES)].notna().to_numpy().all(axis=1)
    rows = rows[known & is_number(rows, "year", view.run.year)]
    listed = scopes.listed_schools(
        data.table("shnor_register"), view.run.year, view.run.register_source
    )
    schools = rows[is_text(rows, "scope_type", "school")]
    own = is_text(rows, "scope_id", view.territory.municipality_id)
    published = rows[own & is_text(rows, "scope_type", view.own_scope)]
    of_list = schools[schools["scope_id"].isin(list(listed.school_ids))]
    parts = [
        _summed(schools).assign(place="own"),
        _summed(published).assign(place="own"),
        _summed(of_list).assign(place="listed"),
    ]
    made = pd.concat(parts, ignore_index=True)
    made["whole"] = made[list(SIDES)].sum(axis=1)
    made = made[made["whole"] > 0].sort_values("whole", ascending=False, kind="stable")
    made = made.drop_duplicates([*_WORK, "place"])
    for side in SIDES:
        made[f"{side}_pct"] = 100 * made[side] / made["whole"]
    return _ordered(made)


def _from_journal(data: Tables) -> pd.DataFrame:
    rows = data.table("journal_match")
    autumn = (rows["wave"] == "autumn") & rows["procedure"].isin(["ВПР", "ДР"])
    return rows.assign(
        procedure=rows["procedure"].map(vocabulary.PROCEDURE_SLUGS),
        programme_grade=rows["grade"] - autumn.astype("Int64"),
    )[["year", "scope_type", "scope_id", *_WORK, *SIDES]]


def _from_exams(data: Tables) -> pd.DataFrame:
    rows = data.table("exams")
    rows = rows[rows["form"] != "any"].rename(
        columns={
            "year_mark_lower": "lowered",
            "year_mark_confirmed": "confirmed",
            "year_mark_higher": "raised",
        }
    )
    return rows.assign(
        procedure=rows["form"].map(vocabulary.PROCEDURE_SLUGS),
        programme_grade=rows["grade"],
        wave="spring",
    )[["year", "scope_type", "scope_id", *_WORK, *SIDES]]


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(level=rows["level"].fillna(""))
    return (
        rows.groupby(_WORK, as_index=False, sort=False)[list(SIDES)]
        .sum()
        .astype(dict.fromkeys(SIDES, float))
    )


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
