"""Results of ВПР, ДР, ОГЭ, ГВЭ and base ЕГЭ by marks: shares, mean mark, СОУ, participation.

Here: every measure that needs the counts of marks, for every procedure, grade and subject
present, and the gap of listed schools to the district. Not here: minimums of exams
(`exams`), admission (`admission`), the preparation of rows (`marks`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators import (
    catalogue,
    gap_to_others,
    intervals,
    marks,
    scope_sums,
    scopes,
    values,
)
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.rows import grouped, is_text
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
        return values.empty()
    series = scope_sums.with_published(rows, BY, MARKS, where)
    attendance = scope_sums.with_published(
        rows.assign(**{STATE: rows["attendance"]}), BY, ("participants", "enrolled"), where
    )
    series, attendance = identified(series), identified(attendance)
    shares = [share_cells(series), participation_cells(attendance)]
    means = [mean_cells(series), gap_cells(series, where), gap_to_others.cells(series, where)]
    return values.stacked(
        [
            values.shares(pd.concat(shares, ignore_index=True)),
            values.measured(pd.concat(means, ignore_index=True)),
        ]
    )


def share_cells(series: pd.DataFrame) -> pd.DataFrame:
    """Each share of marks, one after the other, for every row; the denominator is all marks."""
    counts = {mark: series[mark].to_numpy() for mark in MARKS}
    parts = [sum(counts[mark] for mark in counted) for counted in SHARES.values()]
    return _cells(
        series, list(SHARES),
        numerator=np.concatenate(parts),
        denominator=np.tile(sum(counts.values()), len(SHARES)),
    )  # fmt: skip


def mean_cells(series: pd.DataFrame) -> pd.DataFrame:
    """The mean mark and the degree of training; numerators are sums of weights (in whole pupils
    for the second)."""
    counts = [series[mark].to_numpy() for mark in MARKS]
    scales = {"mean_mark": (_MARK_VALUES, 1.0), "sou": (SOU_WEIGHTS, 100.0)}
    means = [intervals.mean_of_counts(weights, counts) for weights, _ in scales.values()]
    totals = [
        sum(weight * count for weight, count in zip(weights, counts, strict=True)) / unit
        for weights, unit in scales.values()
    ]
    value, low, high = (np.concatenate(column) for column in zip(*means, strict=True))
    return _cells(
        series, list(scales),
        numerator=np.concatenate(totals),
        denominator=np.tile(sum(counts), len(scales)),
        value=value, low=low, high=high,
    )  # fmt: skip


def _cells(series: pd.DataFrame, measures: list[str], **numbers: np.ndarray) -> pd.DataFrame:
    """Rows of a series once for each measure, with its numbers."""
    rows = series[list(values.PLACED)].iloc[np.tile(np.arange(len(series)), len(measures))]
    stems = series["stem"].tolist()
    names = [stem + measure for measure in measures for stem in stems]
    return rows.assign(indicator_id=pd.array(names, dtype=TEXT), **numbers)


def participation_cells(attendance: pd.DataFrame) -> pd.DataFrame:
    """Participants among the enrolled, in percent; missing where either was not reported."""
    unknown = (attendance["status"] == scopes.NO_DATA).to_numpy()
    needed = np.where(unknown, "нужны число участников и число обучающихся", "")
    cells = _cells(
        attendance, ["participation_share"],
        numerator=attendance["participants"].to_numpy(),
        denominator=attendance["enrolled"].to_numpy(),
    )  # fmt: skip
    return cells.assign(note=joined(attendance["note"], needed).to_numpy())


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
    known = is_text(series, STATE, OK)
    good = (series["mark_4"] + series["mark_5"]).to_numpy()
    total = np.sum([series[mark].to_numpy() for mark in MARKS], axis=0)
    works, _ = grouped(series, BY)
    whole = _territory(series, known, total, works, where)
    listed = np.flatnonzero(known & is_text(series, "scope", "listed") & (total > 0)).tolist()
    at = [place for place in listed if works[place] in whole]
    of_all = [whole[works[place]] for place in at]
    waves = series["wave"].to_numpy()[at]
    every = sorted(set(waves.tolist()))
    numbers = [
        np.append(part, [part[waves == wave].sum() for wave in every])
        for part in (good[at], total[at], good[of_all], total[of_all])
    ]
    named = [stem + _GAP_MEASURE for stem in series["stem"].to_numpy()[at].tolist()]
    rows = {
        "indicator_id": [*named, *(GAP_ID for _ in every)],
        "wave": [*waves, *every],
        "programme_grade": [*series["programme_grade"].to_numpy()[at], *(np.nan for _ in every)],
        "level": [*series["level"].to_numpy()[at], *("" for _ in every)],
        "note": [*series["note"].to_numpy()[at], *(_EVERY_WORK for _ in every)],
    }
    return _gap_rows(pd.DataFrame(rows), numbers, where)


_EVERY_WORK = (
    "все работы ВПР, ОГЭ и других процедур с отметками вместе; "
    "работы одних и тех же обучающихся зависимы, интервала нет"
)


def _territory(
    series: pd.DataFrame,
    known: NDArray[np.bool_],
    total: NDArray[np.float64],
    works: NDArray[np.int64],
    where: Places,
) -> dict[int, int]:
    """Work → the row of the whole territory that counts the most participants."""
    own = known & is_text(series, "scope", where.own_scope)
    at = np.flatnonzero(own & is_text(series, "municipality_id", where.municipality_id))
    order = np.lexsort((is_text(series, "origin", "published")[at], -total[at]))
    return {works[place]: place for place in at[order[::-1]].tolist()}


def _gap_rows(
    rows: pd.DataFrame, numbers: list[NDArray[np.float64]], where: Places
) -> pd.DataFrame:
    """Rows with the gap; `numbers` are good and all marks of the list, then of the territory."""
    good, total, good_all, total_all = numbers
    low, high = intervals.difference_from_whole(*numbers)
    alone = total_all <= total
    has_interval = [catalogue.entry(name).interval != "none" for name in rows["indicator_id"]]
    words = [
        f"«4» и «5»: школы списка {int(a)} из {int(b)}, вся территория {int(c)} из {int(d)}"
        for a, b, c, d in zip(*(part.tolist() for part in numbers), strict=True)
    ]
    return rows.assign(
        municipality_id=where.municipality_id,
        year=where.year,
        scope="listed",
        school_id="",
        origin="computed",
        status=np.where(alone, scopes.NOT_APPLICABLE, OK),
        value=100 * good / total - 100 * good_all / total_all,
        low=np.where(has_interval, low, np.nan),
        high=np.where(has_interval, high, np.nan),
        note=joined(
            rows["note"], words, np.where(alone, "сравнивать не с чем: других школ нет", "")
        ).to_numpy(),
    )
