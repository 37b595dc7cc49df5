"""Results of ВПР, ДР, ОГЭ, ГВЭ and base ЕГЭ by marks: shares, mean mark, СОУ, participation.

Here: every measure that needs the counts of marks, for every procedure, grade and subject
present, and the gap of listed schools to the district. Not here: minimums of exams
(`exams`), admission (`admission`), the preparation of rows (`marks`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from helpers.indicators import catalogue, gap_to_others, intervals, marks, scopes, values
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.scopes import OK, STATE, Places, Tables
from helpers.indicators.values import joined
from helpers.params import RunParams
from helpers.schemas.frames import TEXT

#: Shares of marks: measure → the marks it counts.
SHARES = {
    "positive_share": ("mark_3", "mark_4", "mark_5"),
    "quality_share": ("mark_4", "mark_5"),
    "mark_2_share": ("mark_2",),
}
_MARK_VALUES = (2.0, 3.0, 4.0, 5.0)
#: Weights of the degree of training by Simonov, in percent, for marks 2, 3, 4, 5.
SOU_WEIGHTS = (16.0, 36.0, 64.0, 100.0)


def values_of_year(data: Tables, run: RunParams) -> pd.DataFrame:
    """All values by marks of the run's year, at every scope."""
    where = scopes.places(data, run)
    rows = marks.one_attempt(marks.held_in(data, run.year))
    if not len(rows):
        return values.frame()
    series = scopes.with_published(rows, BY, MARKS, where)
    attendance = scopes.with_published(
        rows.assign(**{STATE: rows["attendance"]}), BY, ("participants", "enrolled"), where
    )
    series, attendance = identified(series), identified(attendance)
    shares = [*share_cells(series), participation_cells(attendance)]
    means = [
        mean_cells(series, "mean_mark", _MARK_VALUES, 1.0),
        mean_cells(series, "sou", SOU_WEIGHTS, 100.0),
        gap_cells(series, where),
        gap_to_others.cells(series, where),
    ]
    return values.stacked(
        [
            values.shares(pd.concat(shares, ignore_index=True)),
            values.measured(pd.concat(means, ignore_index=True)),
        ]
    )


def share_cells(series: pd.DataFrame) -> list[pd.DataFrame]:
    """Numerator and denominator of each share of marks; the denominator is all marks."""
    total = series[list(MARKS)].sum(axis=1, skipna=False)
    return [
        series.assign(
            indicator_id=series["stem"] + measure,
            numerator=series[list(counted)].sum(axis=1, skipna=False),
            denominator=total,
        )
        for measure, counted in SHARES.items()
    ]


def mean_cells(
    series: pd.DataFrame, measure: str, weights: tuple[float, ...], unit: float
) -> pd.DataFrame:
    """A mean over participants; the numerator is the sum of weights in `unit`."""
    counts = [series[mark] for mark in MARKS]
    mean, low, high = intervals.mean_of_counts(weights, counts)
    total = sum(weight * count for weight, count in zip(weights, counts, strict=True))
    return series.assign(
        indicator_id=series["stem"] + measure,
        numerator=total / unit,
        denominator=series[list(MARKS)].sum(axis=1, skipna=False),
        value=mean,
        low=low,
        high=high,
    )


def participation_cells(attendance: pd.DataFrame) -> pd.DataFrame:
    """Participants among the enrolled, in percent; missing where either was not reported."""
    unknown = (attendance["status"] == scopes.NO_DATA).to_numpy()
    needed = np.where(unknown, "нужны число участников и число обучающихся", "")
    return attendance.assign(
        note=joined(attendance["note"], needed).to_numpy(),
        indicator_id=attendance["stem"] + "participation_share",
        numerator=attendance["participants"],
        denominator=attendance["enrolled"],
    )


def identified(series: pd.DataFrame) -> pd.DataFrame:
    """Series rows with `stem` (`vpr5.rus.`), status and the remark of an autumn wave."""
    named = [series[name].tolist() for name in ("procedure", "grade", "subject", "level")]
    stems = [_stem(*work) for work in zip(*named, strict=True)]
    grades = zip(series["grade"].tolist(), series["programme_grade"].tolist(), strict=True)
    remarks = [
        "" if grade == programme else f"писали в {grade} классе по программе {programme} класса"
        for grade, programme in grades
    ]
    return series.assign(
        stem=pd.array(stems, dtype=TEXT),
        status=series[STATE],
        note=joined(series["note"], remarks).to_numpy(),
    )


@cache
def _stem(procedure: str, grade: int, subject: str, level: str) -> str:
    return catalogue.family_id(procedure, grade, subject, level, "")


GAP_ID = "quality.gap_to_district"
_GAP_MEASURE = "quality_gap_to_district"


def gap_cells(series: pd.DataFrame, where: Places) -> pd.DataFrame:
    """Share of «4» and «5» in listed schools − that of the whole territory, in points.

    One row per series, and one over all works of a wave. The territory contains the listed
    schools; the interval allows for that (`intervals.difference_from_whole`). Works of the
    same pupils depend on each other, so the row over all works has no interval. The territory
    is the published row when it counts more participants than the schools sent.
    """
    rows = series[series[STATE] == OK]
    quality = rows.assign(good=rows["mark_4"] + rows["mark_5"], total=rows[list(MARKS)].sum(axis=1))
    listed = quality[quality["scope"] == "listed"]
    whole = _territory(quality, where)
    pairs = listed.merge(whole, on=[*BY, "stem"], suffixes=("", "_all"))
    pairs = pairs[pairs["total"] > 0]
    each = pairs.assign(indicator_id=pairs["stem"] + _GAP_MEASURE)
    sums = ["good", "total", "good_all", "total_all"]
    every = pairs.groupby("wave", as_index=False)[sums].sum()
    every = every.assign(
        indicator_id=GAP_ID,
        note="все работы ВПР, ОГЭ и других процедур с отметками вместе; "
        "работы одних и тех же обучающихся зависимы, интервала нет",
    )
    return _gap_rows(pd.concat([each, every], ignore_index=True), where)


def _territory(quality: pd.DataFrame, where: Places) -> pd.DataFrame:
    own = quality[
        (quality["scope"] == where.own_scope)
        & (quality["municipality_id"] == where.municipality_id)
    ]
    largest = own.sort_values(["total", "origin"], ascending=[False, True], kind="stable")
    return largest.drop_duplicates(list(BY))[[*BY, "stem", "good", "total", "origin"]]


def _gap_rows(pairs: pd.DataFrame, where: Places) -> pd.DataFrame:
    low, high = intervals.difference_from_whole(
        pairs["good"], pairs["total"], pairs["good_all"], pairs["total_all"]
    )
    alone = (pairs["total_all"] <= pairs["total"]).to_numpy()
    has_interval = [catalogue.entry(name).interval != "none" for name in pairs["indicator_id"]]
    words = [
        f"«4» и «5»: школы списка {int(a)} из {int(b)}, вся территория {int(c)} из {int(d)}"
        for a, b, c, d in zip(
            pairs["good"], pairs["total"], pairs["good_all"], pairs["total_all"], strict=True
        )
    ]
    return pairs.assign(
        municipality_id=where.municipality_id,
        year=where.year,
        scope="listed",
        school_id="",
        origin="computed",
        status=np.where(alone, scopes.NOT_APPLICABLE, OK),
        value=100 * pairs["good"] / pairs["total"] - 100 * pairs["good_all"] / pairs["total_all"],
        low=np.where(has_interval, low, np.nan),
        high=np.where(has_interval, high, np.nan),
        note=joined(
            pairs["note"], words, np.where(alone, "сравнивать не с чем: других школ нет", "")
        ).to_numpy(),
    )
