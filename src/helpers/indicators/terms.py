"""Marks at the end of terms: levels by term, the way through the year, ВПР beside them.

Here: sums of schools by grade and subject. Not here: signs of objectivity (`objectivity`), risk
of the next year (`early_warning`).

Only schools that sent every term of a grade and subject are summed, so that the way through
the year is that of the same classes.
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import marks
from helpers.indicators.scopes import Tables

_CLASS = ["school_id", "grade", "subject"]
_MARKS = ["mark_2", "mark_3", "mark_4", "mark_5"]
COLUMNS = [
    "grade", "subject", "term", "schools", "assessed", "failed", "good", "failed_pct", "good_pct",
    "left_out", "test_failed", "test_whole", "test_pct",
]  # fmt: skip


def by_term(data: Tables, year: int) -> pd.DataFrame:
    """One row per grade, subject and term, terms in their order.

    Columns: schools (with all terms of the grade and subject), assessed (pupils with a mark),
    failed («2»), good («4» and «5»), failed_pct, good_pct; left_out (schools without some term);
    test_failed, test_whole, test_pct: «2» in the spring ВПР of the same schools, grade and
    subject (missing where any of them has none).
    """
    rows = data.table("term_marks")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)]
    rows = rows.dropna(subset=_MARKS).astype(dict.fromkeys(_MARKS, float) | {"grade": int})
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    terms = rows.groupby(["grade", "subject"])["term"].transform("nunique")
    own = rows.groupby(_CLASS)["term"].transform("nunique")
    whole = rows[own == terms].assign(
        assessed=lambda frame: frame[_MARKS].sum(axis=1),
        good=lambda frame: frame["mark_4"] + frame["mark_5"],
    )
    by = ["grade", "subject", "term"]
    made = whole.groupby(by, sort=True).agg(
        schools=("school_id", "nunique"),
        assessed=("assessed", "sum"),
        failed=("mark_2", "sum"),
        good=("good", "sum"),
    )
    made = made.reset_index()
    base = made["assessed"].where(made["assessed"] > 0)
    made["failed_pct"] = 100 * made["failed"] / base
    made["good_pct"] = 100 * made["good"] / base
    partial = rows[own < terms].groupby(["grade", "subject"])["school_id"].nunique()
    keys = pd.MultiIndex.from_frame(made[["grade", "subject"]])
    made["left_out"] = partial.reindex(keys).fillna(0).astype(int).to_numpy()
    made = made.merge(_tests(data, year, whole), on=["grade", "subject"], how="left")
    made["test_pct"] = 100 * made["test_failed"] / made["test_whole"].where(made["test_whole"] > 0)
    return made[COLUMNS]


def _tests(data: Tables, year: int, whole: pd.DataFrame) -> pd.DataFrame:
    """«2» in the spring ВПР of the schools of each grade and subject, where all have it."""
    tests = marks.one_attempt(marks.of_year(data.table("marks"), year))
    tests = tests[(tests["procedure"] == "vpr") & (tests["wave"] == "spring")]
    tests = tests[(tests["scope_type"] == "school") & tests["mark_2"].notna()]
    classes = whole[_CLASS].drop_duplicates()
    found = classes.merge(
        tests[[*_CLASS, "mark_2", "participants"]].astype({"grade": int}), on=_CLASS, how="left"
    )
    known = found.groupby(["grade", "subject"], as_index=False).agg(
        test_failed=("mark_2", "sum"),
        test_whole=("participants", "sum"),
        missing=("mark_2", lambda values: values.isna().any()),
    )
    sums = ["test_failed", "test_whole"]
    known[sums] = known[sums].astype("float64").mask(known["missing"].astype(bool))
    return known.drop(columns="missing")
