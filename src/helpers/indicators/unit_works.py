"""Works in which units can be set side by side: those that several units wrote.

Here: which works, in which order. Not here: their numbers (`works`), tables and drawings.
"""

from __future__ import annotations

import pandas as pd

from helpers import vocabulary
from helpers.indicators import low_results
from helpers.indicators.rows import each, first_of
from helpers.indicators.works import Results


def works_with_units(view: Results, most: int = 8) -> list[str]:
    """Works worth a column in the table of units: those of the rule of low results first.

    Only works that several units wrote; the widest first, `most` at most, in reading order.
    """
    rows = view.failed_units
    counts = rows.groupby("series")["unit_id"].nunique()
    works = first_of(rows, ["series"])
    several = works[works["series"].isin(counts[counts > 1].index).to_numpy()]
    rank = pd.DataFrame(
        {
            "counted": (~is_counted(several)).astype(int),
            "units": -several["series"].map(counts).astype(float),
        }
    )
    best = several.loc[rank.sort_values([*rank.columns], kind="stable").index, "series"]
    kept = set(best.head(most).tolist())
    return [name for name in several["series"].tolist() if name in kept]


def is_counted(rows: pd.DataFrame) -> pd.Series:
    """Whether the rule of low results looks at a work (`params/methodology/low_results`)."""
    slugs = vocabulary.PROCEDURE_SLUGS
    counted = {(slugs[p], grade, s) for p, grade, s in low_results.default_rule().counted}
    keys = each(rows[["procedure", "programme_grade", "subject"]])
    return pd.Series([key in counted for key in keys], index=rows.index, dtype=bool)


def main_works(view: Results) -> list[str]:
    """Works to show unit by unit: the widest of ОГЭ, then of ВПР, of ЕГЭ, then all others.

    Works without any failure come last; of equally wide works mathematics before Russian.
    """
    rows = view.failed_units
    chosen = rows["series"].isin(works_with_units(view, most=40)).to_numpy()
    works = rows.loc[chosen, ["series", "unit_id", "numerator", "procedure", "subject"]]
    counts = works.groupby("series")["unit_id"].nunique()
    failures = works.groupby("series")["numerator"].sum()
    works = first_of(works, ["series"])
    rank = pd.DataFrame(
        {
            "procedure": works["procedure"].map({"oge": 0, "vpr": 1, "ege": 2}).fillna(3),
            "clean": works["series"].map(failures == 0).astype(int),
            "units": -works["series"].map(counts).astype(float),
            "subject": works["subject"].map({"math": 0, "rus": 1}).fillna(2),
        }
    )
    ordered = works.loc[rank.sort_values([*rank.columns], kind="stable").index]
    failing = ordered[ordered["series"].map(failures) > 0]
    first = first_of(failing, ["procedure"])["series"].tolist()
    return [*first, *(name for name in ordered["series"].tolist() if name not in first)]
