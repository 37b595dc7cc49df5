"""What exams show beyond passing: bands of scores, choice, both subjects failed, medallists.

Here: one tidy frame per question, schools and their sum side by side. Not here: passing and
means as indicators (`exams`), the list (`low_results`).

In every frame `place` is `school`, `own` (the sum over schools of the territory), `region` or
`country` (published rows); `school_id` is "" above schools. A sum leaves out schools whose
numbers are not known: `schools` says how many are in it, `unknown` how many are not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import fsum
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import intervals, marks
from helpers.indicators.scopes import Tables

BANDS = ("score_below_min", "score_to_60", "score_61_80", "score_81_99", "score_100")
_EXAM = ["form", "grade", "subject", "level"]
_MANDATORY = ("rus", "math")


def score_bands(data: Tables, year: int, form: str = "ЕГЭ") -> pd.DataFrame:
    """Counts and shares by band of scores: one row per exam and place with known bands.

    Columns: form, grade, subject, level, place, school_id, sat, the five bands (counts, with
    `_pct` in percent of those in the bands), mean_score, schools, unknown. `score_to_60` counts
    those from the minimum to 60. Where `sat` was not reported it is those in the bands.
    """
    rows = _exams(data, year, form)
    in_bands = rows[list(BANDS)].sum(axis=1, skipna=False)
    rows, known = rows.assign(sat=rows["sat"].fillna(in_bands)), in_bands.notna()
    made = _with_own(rows, known, [*BANDS, "sat"])
    total = made[list(BANDS)].sum(axis=1).where(lambda n: n > 0)
    for band in BANDS:
        made[f"{band}_pct"] = 100 * made[band] / total
    return made.drop(columns="mean_score").reset_index(drop=True)


def mean_scores(data: Tables, year: int, form: str = "ЕГЭ") -> pd.DataFrame:
    """Mean scores against the region and the country: one row per exam and place.

    The mean of the territory weighs schools by those who sat. Columns: form, grade, subject,
    level, place, school_id, sat, mean_score, region, country (published means, missing where
    there are none), to_region, to_country (points of score), schools, unknown.
    """
    rows = _exams(data, year, form)
    known = rows["mean_score"].notna() & rows["sat"].notna()
    rows = rows.assign(weighted=rows["mean_score"] * rows["sat"])
    made = _with_own(rows, known, ["weighted", "sat"])
    made["mean_score"] = made["weighted"] / made["sat"].where(made["sat"] > 0)
    for place in ("region", "country"):
        above = made[made["place"] == place].drop_duplicates(_EXAM).set_index(_EXAM)["mean_score"]
        keys = pd.MultiIndex.from_frame(made[_EXAM])
        made[place] = above.reindex(keys).to_numpy() if len(above) else np.nan
        made[f"to_{place}"] = made["mean_score"] - made[place]
    return made.drop(columns="weighted").reset_index(drop=True)


def choice_of_subjects(data: Tables, year: int, form: str = "ЕГЭ") -> pd.DataFrame:
    """How many chose each subject: one row per exam and place.

    Columns: form, grade, subject, level, place, school_id, sat, graduates (those who sat Russian
    in the same form, the exam everybody takes; missing where unknown), share (percent), schools,
    unknown. Russian itself is left out.
    """
    rows = _exams(data, year, form)
    everybody = rows[(rows["subject"] == "rus") & rows["sat"].notna()]
    everybody = everybody.drop_duplicates(["scope_type", "scope_id"])
    graduates = everybody.set_index(["scope_type", "scope_id"])["sat"]
    keys = pd.MultiIndex.from_frame(rows[["scope_type", "scope_id"]])
    base = graduates.reindex(keys).to_numpy() if len(graduates) else np.nan
    rows = rows.assign(graduates=base)
    rows = rows[rows["subject"] != "rus"]
    made = _with_own(rows, rows["sat"].notna(), ["sat"])
    own = made["place"] == "own"
    school_keys = pd.MultiIndex.from_frame(made[["place", "school_id"]].replace("own", "school"))
    by_school = graduates[graduates.index.get_level_values(0) == "school"]
    base = by_school.reindex(school_keys).to_numpy() if len(by_school) else np.nan
    made["graduates"] = np.where(own, by_school.sum() if len(by_school) else np.nan, base)
    made["share"] = 100 * made["sat"] / made["graduates"].where(made["graduates"] > 0)
    return made.drop(columns="mean_score").reset_index(drop=True)


def both_failed(data: Tables, year: int, procedure: str = "ОГЭ") -> pd.DataFrame:
    """Pupils with «2» in Russian and in mathematics: exact or bounded, one row per school.

    Exact where `individual` holds both marks of as many pupils as the smaller of the two works
    has; else the bounds that counts allow: at least a + b − n, at most the smaller of a and b.
    Columns: school_id, failed_rus, failed_math, pupils (the larger of the two works), least,
    most (pupils with both), is_exact (both are equal), least_pct, most_pct.
    """
    counts = _failed_counts(data, year, procedure)
    pairs = _failed_pairs(data, year, procedure)
    rows = counts.merge(pairs, on="school_id", how="left")
    smaller = rows[["wrote_rus", "wrote_math"]].min(axis=1)
    pupils = rows[["wrote_rus", "wrote_math"]].max(axis=1)
    exact = rows["paired"].notna() & (rows["paired"] >= smaller)
    least = (rows["failed_rus"] + rows["failed_math"] - pupils).clip(lower=0)
    most = rows[["failed_rus", "failed_math"]].min(axis=1)
    made = pd.DataFrame(
        {
            "school_id": rows["school_id"],
            "failed_rus": rows["failed_rus"],
            "failed_math": rows["failed_math"],
            "pupils": pupils,
            "least": rows["both"].where(exact, least),
            "most": rows["both"].where(exact, most),
        }
    )
    made["is_exact"] = (made["least"] == made["most"]).astype(bool)
    whole = made["pupils"].where(made["pupils"] > 0)
    made["least_pct"], made["most_pct"] = 100 * made["least"] / whole, 100 * made["most"] / whole
    return made


def medallists(data: Tables, year: int) -> pd.DataFrame:
    """Certificates with honours and those not confirmed by exams: one row per grade and place.

    Columns: grade, place, school_id, certified_honours, honours_not_confirmed, share (percent of
    certificates with honours), low, high (95 % Wilson), schools, unknown.
    """
    rows = data.table("admission")
    rows = rows[(rows["year"] == year).fillna(False).astype(bool)]
    rows = rows.astype({"certified_honours": float, "honours_not_confirmed": float})
    rows = rows.assign(grade=rows["grade"].astype(int), sat=np.nan, mean_score=np.nan)
    known = rows[["certified_honours", "honours_not_confirmed"]].notna().all(axis=1)
    sums = ["certified_honours", "honours_not_confirmed"]
    made = _with_own(rows, known, sums, by=["grade"])
    whole = made["certified_honours"]
    made["share"] = 100 * made["honours_not_confirmed"] / whole.where(whole > 0)
    made["low"], made["high"] = intervals.wilson(made["honours_not_confirmed"], whole)
    return made.drop(columns="mean_score").reset_index(drop=True)


def _exams(data: Tables, year: int, form: str) -> pd.DataFrame:
    rows = data.table("exams")
    chosen = (rows["year"] == year) & (rows["form"] == form)
    rows = rows[chosen.fillna(False).astype(bool)]
    numbers = ["sat", "mean_score", *BANDS]
    return rows.assign(
        level=rows["level"].fillna(""), grade=rows["grade"].astype(int)
    ).astype(dict.fromkeys(numbers, float))  # fmt: skip


def _with_own(
    rows: pd.DataFrame, known: pd.Series, sums: Sequence[str], by: Sequence[str] = tuple(_EXAM)
) -> pd.DataFrame:
    """Rows of schools with known numbers, their sum, and published rows above them."""
    names = [*by, "scope_type", "scope_id", "mean_score", *sums]
    columns = [rows[name].tolist() for name in names]
    made: list[tuple[Any, ...]] = []
    of_work: defaultdict[tuple[Any, ...], list[list[float]]] = defaultdict(list)
    unknown: Counter[tuple[Any, ...]] = Counter()
    for is_known, *row in zip(known.tolist(), *columns, strict=True):
        work, (scope, scope_id, mean, *counts) = tuple(row[: len(by)]), row[len(by) :]
        if scope == "school" and not is_known:
            unknown[work] += 1
        elif scope == "school":
            of_work[work].append(counts)
        if is_known and scope in ("school", "region", "country"):
            school_id = scope_id if scope == "school" else ""
            made.append((*work, scope, school_id, *counts, mean, None, None))
    for work, parts in of_work.items():
        total = [fsum(counts) for counts in zip(*parts, strict=True)]
        made.append((*work, "own", "", *total, None, len(parts), unknown[work]))
    order = {"own": 0, "region": 1, "country": 2, "school": 3}
    size = len(by)
    made.sort(key=lambda row: (*row[:size], order[row[size]], row[size + 1]))
    titles = [*by, "place", "school_id", *sums, "mean_score", "schools", "unknown"]
    frame = pd.DataFrame(made, columns=titles)
    return frame.astype(
        {name: rows[name].dtype for name in by} | dict.fromkeys(titles[size + 2 :], float)
    )


def _failed_counts(data: Tables, year: int, procedure: str) -> pd.DataFrame:
    """school_id, failed and wrote of both subjects; schools with both works known."""
    rows = marks.one_attempt(marks.held_in(data, year))
    slug = {"ОГЭ": "oge", "ЕГЭ": "ege"}.get(procedure, "")
    rows = rows[(rows["procedure"] == slug) & (rows["school_id"] != "")]
    rows = rows[["school_id", "subject", "mark_2", "participants"]]
    rows = rows.rename(columns={"mark_2": "failed", "participants": "wrote"})
    exams = _exams(data, year, procedure)
    exams = exams[exams["scope_type"] == "school"]
    below = exams["below_min_first"].astype("Float64").fillna(exams["below_min_final"])
    exams = exams.assign(
        failed=below.astype(float), wrote=exams["sat"], school_id=exams["scope_id"]
    )
    exams = exams[["school_id", "subject", "failed", "wrote"]]
    exams = exams.groupby(["school_id", "subject"], sort=True).sum(min_count=1).reset_index()
    both = pd.concat([part for part in (rows, exams) if len(part)] or [rows], ignore_index=True)
    both = both.dropna().drop_duplicates(["school_id", "subject"])
    both = both[both["subject"].isin(_MANDATORY)]
    wide = both.pivot_table(index="school_id", columns="subject", values=["failed", "wrote"])
    wanted = [(name, subject) for name in ("failed", "wrote") for subject in _MANDATORY]
    wide = wide.reindex(columns=pd.MultiIndex.from_tuples(wanted)).dropna()
    wide.columns = pd.Index([f"{name}_{subject}" for name, subject in wanted])
    return wide.reset_index(names="school_id")


def _failed_pairs(data: Tables, year: int, procedure: str) -> pd.DataFrame:
    """school_id, paired (pupils with both marks), both (with «2» in either)."""
    rows = data.table("individual")
    own = (rows["year"] == year) & (rows["procedure"] == procedure) & rows["mark"].notna()
    rows = rows[own.fillna(False).astype(bool) & rows["subject"].isin(_MANDATORY)]
    wide = rows.pivot_table(index=["school_id", "pupil_code"], columns="subject", values="mark")
    wide = wide.reindex(columns=list(_MANDATORY)).dropna()
    failed = (wide <= 2).all(axis=1)
    made = failed.groupby("school_id").agg(["size", "sum"])
    return made.rename(columns={"size": "paired", "sum": "both"}).reset_index()
