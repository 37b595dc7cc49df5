"""Trial and half-year works against the real exam of the same year, and sharp rises of «2».

Here: pairs «before – after» of one school and subject. Not here: risk of the next year
(`early_warning`), changes of the territory with their breaks (`series`).
"""

from __future__ import annotations

import pandas as pd

from helpers import methodology
from helpers.indicators import discoveries, intervals, marks
from helpers.indicators.breaks import segments
from helpers.indicators.low_results import default_rule
from helpers.indicators.low_results.outcomes import of_works
from helpers.indicators.periods import in_school_years
from helpers.indicators.rows import folded_texts, whole_sums
from helpers.indicators.scopes import Tables
from helpers.vocabulary import PROCEDURE_SLUGS, folded

_WORK = ["school_id", "grade", "subject"]


def trial_to_exam(data: Tables, year: int) -> pd.DataFrame:
    """Each trial or half-year work with the real exam: one row per work, school and subject.

    Columns: school_id, grade, subject, kind (`trial`, `half_year`), date, work_name, trial_below,
    trial_count, exam_below, exam_count, trial_pct, exam_pct, change (exam − trial, percentage
    points), to_same (pupils of the exam who would be below at the rate of the trial). ОГЭ
    for grade 9, ЕГЭ for grade 11. The same pupils sat both but are not matched one by one, so no
    interval is given; the tasks differ, so the change is not progress.
    """
    works = data.table("diagnostic_works")
    works = works[in_school_years(works["date"], year) & works["grade"].isin([9, 11])]
    works = works.assign(kind=_kinds(works["work_name"])).dropna(subset="kind")
    works = works.astype({"mark_2": float, "participants": float, "grade": int})
    by = [*_WORK, "kind", "date", "work_name"]
    before = whole_sums(works, by, ["mark_2", "participants"])
    before = before.rename(columns={"mark_2": "trial_below", "participants": "trial_count"})
    pairs = before.merge(_exams(data, year), on=_WORK)
    pairs["trial_pct"] = (
        100 * pairs["trial_below"] / pairs["trial_count"].where(pairs["trial_count"] > 0)
    )
    pairs["exam_pct"] = (
        100 * pairs["exam_below"] / pairs["exam_count"].where(pairs["exam_count"] > 0)
    )
    pairs["change"] = pairs["exam_pct"] - pairs["trial_pct"]
    pairs["to_same"] = pairs["trial_pct"] * pairs["exam_count"] / 100
    return pairs.sort_values([*_WORK, "date"], kind="stable", ignore_index=True)


def last_before_exam(pairs: pd.DataFrame) -> pd.DataFrame:
    """The last work before the exam of each school, grade and subject: rows of `trial_to_exam`."""
    last = pairs.sort_values([*_WORK, "date"], kind="stable").drop_duplicates(_WORK, keep="last")
    return last.reset_index(drop=True)


def _kinds(names: pd.Series) -> pd.Series:
    trial = [folded(word) for word in methodology.rules("early_warning").texts("trial_words")]
    half = [folded(word) for word in methodology.rules("task_zones").texts("half_year_words")]
    found: list[str | None] = []
    for name in folded_texts(names):
        is_half = any(word in name for word in half)
        is_trial = any(word in name for word in trial)
        found.append("half_year" if is_half else "trial" if is_trial else None)
    return pd.Series(found, index=names.index, dtype="object")


def _exams(data: Tables, year: int) -> pd.DataFrame:
    """Real exams of schools by grade and subject, levels together: exam_below, exam_count."""
    works = [(form, grade, subject) for form, grade in (("ОГЭ", 9), ("ЕГЭ", 11))
             for subject in _subjects(data)]  # fmt: skip
    rows = of_works(data, year, works)
    rows = rows.rename(columns={"below": "exam_below", "participants": "exam_count"})
    return rows[[*_WORK, "exam_below", "exam_count"]]


def _subjects(data: Tables) -> list[str]:
    return sorted(set(data.table("diagnostic_works")["subject"].dropna())) or ["rus", "math"]


def failure_jumps(data: Tables, year: int, least_points: float | None = None) -> pd.DataFrame:
    """Works of schools whose share of «2» rose by at least so many points within a year.

    One row per school and work (programme grade, wave). Columns: school_id, procedure, wave,
    grade (of the programme), subject, level, before_below, before_count, below, count,
    before_pct, pct, change, low, high (95 % Newcombe bounds: other pupils in the two years),
    q (Benjamini–Hochberg of Fisher's test over all pairs of the year, risen or not: many schools
    are looked at), is_beyond_chance (the interval excludes zero and q is within the limit),
    is_small (under the size at which one pupil moves the share far, in either year). Only wave
    against the same wave, inside an unbroken series; a work by lot, by choice or as a sample has
    no trend of the school.
    """
    limit = least_points
    if limit is None:
        limit = methodology.rules("task_zones").number("failure_change_points")
    key = ["school_id", "procedure", "wave", "programme_grade", "subject", "level"]
    frames = []
    table = data.table("marks")
    table = table[table["selection"].fillna("").isin(["", "all"])]
    for of_year in (year, year - 1):
        rows = marks.one_attempt(marks.of_year(table, of_year))
        rows = rows.assign(segment=segments(rows.assign(year=of_year), data))
        rows = rows[(rows["school_id"] != "") & rows["mark_2"].notna() & (rows["participants"] > 0)]
        frames.append(rows[[*key, "segment", "mark_2", "participants"]])
    now, before = frames
    pairs = now.merge(before, on=[*key, "segment"], suffixes=("", "_before"))
    pairs = pairs.rename(
        columns={
            "mark_2": "below", "participants": "count", "mark_2_before": "before_below",
            "participants_before": "before_count", "programme_grade": "grade",
        }
    )  # fmt: skip
    pairs["before_pct"] = 100 * pairs["before_below"] / pairs["before_count"]
    pairs["pct"] = 100 * pairs["below"] / pairs["count"]
    pairs["change"] = pairs["pct"] - pairs["before_pct"]
    low, high = intervals.difference(
        pairs["below"], pairs["count"], pairs["before_below"], pairs["before_count"]
    )
    pairs["q"] = discoveries.q_values(
        discoveries.two_groups(
            pairs["below"], pairs["count"], pairs["before_below"], pairs["before_count"]
        )
    )
    small = default_rule().small_n
    labels = {slug: label for label, slug in PROCEDURE_SLUGS.items() if label != "ГВЭ-11"}
    pairs = pairs.assign(
        low=low, high=high,
        is_beyond_chance=((low > 0) & (pairs["q"] <= discoveries.limit())).astype(bool),
        is_small=((pairs["count"] < small) | (pairs["before_count"] < small)).astype(bool),
        procedure=pairs["procedure"].map(labels).fillna(pairs["procedure"]),
    )  # fmt: skip
    pairs = pairs[pairs["change"] >= limit - 1e-9]
    columns = [
        "school_id", "procedure", "wave", "grade", "subject", "level", "before_below",
        "before_count", "below", "count", "before_pct", "pct", "change", "low", "high",
        "is_beyond_chance", "q", "is_small",
    ]  # fmt: skip
    return pairs[columns].sort_values(
        ["change", "school_id"], ascending=[False, True], kind="stable", ignore_index=True
    )
