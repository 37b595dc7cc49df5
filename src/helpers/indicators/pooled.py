"""Several years of one work together: shares of small schools over distinct cohorts.

Here: sums over the last years of the same programme grade. Not here: changes between years
(`series`, `cohort_growth`), one year alone (`results`, `exams`).

Each year other pupils write the work of a grade, so years of one work may be added; grades or
subjects of the same pupils may not, and never are. Years before a break of the series, years
in which the work was written by lot or by choice, and other waves stay out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import methodology
from helpers.indicators import intervals, marks
from helpers.indicators.breaks import segments
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results, usable

#: Measures that are pooled.
MEASURES = ("mark_2_share", "below_min_share", "quality_share")


def shares(data: Tables, view: Results, years: int | None = None) -> pd.DataFrame:
    """Shares of the last years together: one row per work, measure and place.

    `years` is how many years back it goes at most (default: `comparisons.yaml`), the year of the
    run the last of them; a place without that year has no row. `view` must hold the earlier
    years. Columns: series, title, group, measure, place (`own`, the sum of the schools, or
    `school`), school_id, years (tuple), cohorts (how many), part, whole, share (percent), low,
    high (95 % Wilson: distinct pupils), schools (missing for a school).
    """
    back = years or int(methodology.rules("comparisons").number("pooled_years"))
    rows = usable(view.rows)
    rows = rows[
        (rows["scope"] == "school")
        & (rows["origin"] == "computed")
        & rows["measure"].isin(list(MEASURES))
        & rows["denominator"].gt(0)
        & rows["year"].gt(view.run.year - back).fillna(False).astype(bool)
    ]
    rows = rows[whole_classes(data, rows)].reset_index(drop=True)
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows["segment"] = segments(rows, data)
    last = rows.loc[(rows["year"] == view.run.year).to_numpy(dtype=bool)]
    current = last.groupby("series")["segment"].max()
    rows = rows[rows["segment"] == rows["series"].map(current)]
    schools = _sums(rows, ["series", "measure", "school_id"], view.run.year)
    own = _sums(rows, ["series", "measure"], view.run.year)
    made = pd.concat(
        [own.assign(place="own", school_id=""), schools.assign(place="school", schools=np.nan)],
        ignore_index=True,
    )
    words = rows.drop_duplicates("series")[["series", "title", "group"]]
    made = made.merge(words, on="series", how="left")
    made["cohorts"] = made["years"].map(len)
    made["share"] = 100 * made["part"] / made["whole"]
    made["low"], made["high"] = intervals.wilson(made["part"], made["whole"])
    order = {name: place for place, name in enumerate(rows["series"].unique())}
    made = made.assign(order=made["series"].map(order))
    made = made.sort_values(["order", "measure", "place", "school_id"], kind="stable")
    return made[COLUMNS].reset_index(drop=True)


COLUMNS = ["series", "title", "group", "measure", "place", "school_id", "years", "cohorts", "part",
           "whole", "share", "low", "high", "schools"]  # fmt: skip


def _sums(rows: pd.DataFrame, by: list[str], year: int) -> pd.DataFrame:
    groups = rows.groupby(by, sort=False)
    made = groups.agg(
        part=("numerator", "sum"), whole=("denominator", "sum"),
        years=("year", lambda years: tuple(sorted({int(one) for one in years}))),
        schools=("school_id", "nunique"),
    ).reset_index()  # fmt: skip
    return made[[years[-1] == year for years in made["years"]]]


def whole_classes(data: Tables, rows: pd.DataFrame) -> pd.Series:
    """Whether each row of a school is of a work that all pupils of the grade had to write.

    A work drawn by lot, chosen or sampled is not the school's result: it has no trend.
    `rows` have procedure (slug), programme_grade, subject, level, wave, year and school_id.
    Exams are sat by all, or chosen by the pupil as everywhere: only `marks` of ВПР and
    diagnostic works say `selection`.
    """
    table = data.table("marks")
    partial = table[~table["selection"].fillna("").isin(["", "all"])]
    key = ["school_id", "procedure", "programme_grade", "subject", "level", "wave"]
    barred: set[tuple[object, ...]] = set()
    for year in sorted({int(year) for year in partial["year"].dropna()}):
        of_year = marks.of_year(partial, year)
        of_year = of_year[of_year["procedure"].isin(["vpr", "dr"])]
        barred |= {(year, *one) for one in of_year[key].itertuples(index=False, name=None)}
    named = rows[["year", *key]].itertuples(index=False, name=None)
    kept = [(int(one[0]), *one[1:]) not in barred for one in named]
    return pd.Series(kept, index=rows.index, dtype=bool)
