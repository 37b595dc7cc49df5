"""Marks at the ends of terms, half-years and the year: levels, falls, distance to outside works.

Here: marks that teachers give, by school, grade, subject and period. Not here: chances of the
next year (`early_warning`), journal against ВПР pupil by pupil (`journal`, `objectivity`).

Pupils without a mark («не аттестован») are counted apart: they are in no share. Marks of two
periods are of the same pupils but not matched one by one, so a change has no interval.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers import methodology
from helpers.indicators import marks
from helpers.indicators.low_results.outcomes import of_works
from helpers.indicators.once import once
from helpers.indicators.scopes import Tables
from helpers.vocabulary import folded

_CLASS = ["place", "school_id", "grade", "subject"]
_COUNTS = ["marked", "below", "quality"]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def by_term(data: Tables, year: int) -> pd.DataFrame:
    """One row per school (and the territory), grade, subject and period of the school year.

    Columns: place (`school`, `own`), school_id ("" of the territory), grade, subject, term,
    marked (pupils with a mark), not_assessed, below («2»), quality («4» and «5»), below_pct,
    quality_pct, below_change, quality_change (points against the period before of the same
    kind; missing for the first, for the year and where the period before is not in the data),
    is_falling: «2» grew or quality fell by the points that the parameters call a negative
    dynamic. The territory sums the schools that gave all four marks of the period, and its
    change needs the same schools in both; a school with an unknown mark has no shares.
    """
    return once(data, ("term marks", year), lambda: _by_term(data, year))


def _by_term(data: Tables, year: int) -> pd.DataFrame:
    rows = _schools(data, year)
    total = rows.dropna(subset="marked").groupby(["grade", "subject", "term"], as_index=False)
    own = total[[*_COUNTS, "not_assessed"]].sum(min_count=1).assign(place="own", school_id="")
    own["schools"] = total["school_id"].agg(lambda codes: " ".join(sorted(codes)))["school_id"]
    rows = pd.concat([own, rows.assign(place="school")], ignore_index=True)
    whole = rows["marked"].where(rows["marked"] > 0)
    rows["below_pct"] = 100 * rows["below"] / whole
    rows["quality_pct"] = 100 * rows["quality"] / whole
    keys = [term_order(term) for term in rows["term"]]
    rows = rows.assign(kind=[kind for _, kind, _ in keys], number=[n for _, _, n in keys],
                       is_year=[last for last, _, _ in keys])  # fmt: skip
    rows = rows.sort_values([*_CLASS, "is_year", "kind", "number"], kind="stable")
    groups = rows.groupby([*_CLASS, "kind"], sort=False)
    is_next = groups["number"].diff() == 1
    same = (groups["schools"].shift() == rows["schools"]) | (rows["place"] == "school")
    for name in ("below", "quality"):
        rows[f"{name}_change"] = groups[f"{name}_pct"].diff().where(same & is_next)
    limit = methodology.rules("task_zones").number("failure_change_points") - 1e-9
    rows["is_falling"] = (rows["below_change"] >= limit) | (rows["quality_change"] <= -limit)
    columns = [*_CLASS, "term", "marked", "not_assessed", "below", "quality", "below_pct",
               "quality_pct", "below_change", "quality_change", "is_falling"]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def _schools(data: Tables, year: int) -> pd.DataFrame:
    """Schools that gave marks in the periods of a year: counts as floats."""
    rows = data.table("term_marks")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)].reset_index(drop=True)
    counts = rows[list(marks.MARKS)].astype("float64")
    return pd.DataFrame(
        {
            "school_id": rows["school_id"],
            "grade": rows["grade"].astype("Int64"),
            "subject": rows["subject"],
            "term": rows["term"].fillna(""),
            "marked": counts.sum(axis=1, skipna=False),
            "below": counts["mark_2"],
            "quality": counts["mark_4"] + counts["mark_5"],
            "not_assessed": rows["not_assessed"].astype("float64"),
        }
    )


def term_order(term: str) -> tuple[bool, str, int]:
    """Where a period stands in the school year: is it the whole year, its kind, its number.

    >>> term_order("2 четверть"), term_order("I полугодие"), term_order("год")
    ((False, 'четверть', 2), (False, 'полугодие', 1), (True, 'год', 0))
    """
    words = folded(term)
    number = re.match(r"(\d+|i{1,3}|iv)\b[\s-]*", words)
    kind = words[number.end() :] if number else words
    count = 0
    if number:
        count = _ROMAN.get(number[1], 0) or int(number[1])
    return kind.startswith(("год", "итог")), kind, count


def against_works(data: Tables, year: int) -> pd.DataFrame:
    """Marks of the year beside the outside work of the same pupils: one row per school and class.

    The mark of the year, else that of the last period. Columns: school_id, grade, subject,
    term, marked, below, below_pct, procedure (ВПР, ОГЭ, ЕГЭ), work_below, work_count, work_pct,
    gap (points, outside work − school marks: above zero the outside work found more «2»).
    Levels and waves of a work are together; works by lot are left out. Two works of
    one class (a rare case) are two rows. Pupils are not matched, so there is no interval.
    """
    rows = by_term(data, year)
    rows = rows[(rows["place"] == "school") & rows["below_pct"].notna()]
    last = rows.drop_duplicates(["school_id", "grade", "subject"], keep="last")
    last = last.assign(grade=last["grade"].astype(int))
    classes = last[["grade", "subject"]].drop_duplicates().itertuples(index=False, name=None)
    works = [
        (name, int(grade), str(subject)) for grade, subject in classes for name in _works_of(grade)
    ]
    found = of_works(data, year, works).rename(
        columns={"below": "work_below", "participants": "work_count", "share": "work_pct"}
    )
    pairs = last.merge(found, on=["school_id", "grade", "subject"])
    pairs["gap"] = pairs["work_pct"] - pairs["below_pct"]
    columns = ["school_id", "grade", "subject", "term", "marked", "below", "below_pct",
               "procedure", "work_below", "work_count", "work_pct", "gap"]  # fmt: skip
    return pairs[columns].sort_values(
        ["gap", "school_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _works_of(grade: int) -> tuple[str, ...]:
    return {9: ("ОГЭ",), 11: ("ЕГЭ", "ВПР")}.get(int(grade), ("ВПР",))
