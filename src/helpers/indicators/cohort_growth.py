"""Growth of one cohort of pupils, in places among the pupils of the region.

Here: the average place of a school's pupils in the region at two works of their way – ВПР 4 and
5, ВПР 8 and ОГЭ, ОГЭ and ЕГЭ – and its change. Not here: change of one grade over years, which
is of other pupils (`series`), schools of a frozen list (`cohort_change`).

Works of different years have different scales and difficulty; places among the pupils of the
region can be compared. The place of a mark is the share of the region's pupils with a lower one
plus half of those with the same (0–100); pupils of the region have 50 on average. ЕГЭ is placed
by bands of score. Half the region's pupils share one mark, so places are rough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import low_results, marks
from helpers.indicators.exam_profile import BANDS
from helpers.indicators.intervals import Z95
from helpers.indicators.scopes import Tables

_CELLS = ["c0", "c1", "c2", "c3", "c4"]
COLUMNS = [
    "step", "subject", "school_id", "wave", "start_year", "start_n", "start_place", "year", "n",
    "place", "growth", "low", "high", "standing", "region_origin",
]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Two works of one cohort: procedure (slug) and programme grade of each, years between."""

    name: str
    start: tuple[str, int]
    end: tuple[str, int]
    years: int


STEPS = (
    Step("ВПР 4 → ВПР 5", ("vpr", 4), ("vpr", 5), 1),
    Step("ВПР 8 → ОГЭ", ("vpr", 8), ("oge", 9), 1),
    Step("ОГЭ → ЕГЭ", ("oge", 9), ("ege", 11), 2),
)


def growth(data: Tables, year: int) -> pd.DataFrame:
    """One row per step, subject and school whose cohort wrote both works.

    Columns: step, subject (levels of ЕГЭ together), school_id, wave (of the first work), years
    and pupils of both works (start_year, start_n, year, n), start_place and place (0–100 in the
    region), growth (points of place) with low and high (95 %: the pupils are not matched one by
    one, so the two means are taken as independent, which is the wider bound for the same pupils),
    standing: `up`, `down` (the interval excludes zero), `none`, `small` (fewer pupils than
    the small-number rule in either work: nothing is judged), region_origin: `published` (a row of
    the region) or `schools` (all schools held, in a region only). Works by lot, by choice or as a
    sample are left out; ВПР 4 and 5 must be of one wave. After grade 9 a part of the pupils
    leaves: ОГЭ → ЕГЭ sets those who stayed against all, and says so by its counts.
    """
    frames = [_step(data, year, step) for step in STEPS]
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    made = pd.concat(frames, ignore_index=True)
    made["growth"] = made["place"] - made["start_place"]
    half = Z95 * np.sqrt(made["variance"] + made["start_variance"])
    made["low"], made["high"] = made["growth"] - half, made["growth"] + half
    few = made[["n", "start_n"]].min(axis=1) < low_results.default_rule().small_n
    made["standing"] = np.select(
        [few, made["low"] > 0, made["high"] < 0], ["small", "up", "down"], "none"
    )
    return made[COLUMNS]


def _step(data: Tables, year: int, step: Step) -> pd.DataFrame:
    start = _places(data, year - step.years, step.start).add_prefix("start_")
    end = _places(data, year, step.end)
    start = start.rename(columns={"start_school_id": "school_id", "start_subject": "subject",
                                  "start_region_origin": "first_origin"})  # fmt: skip
    pairs = start.merge(end, on=["school_id", "subject"])
    if step.end[0] == "vpr":
        pairs = pairs[pairs["wave"] == pairs["start_wave"]]
    pairs = pairs.assign(wave=pairs["start_wave"]).sort_values(["subject", "school_id", "wave"])
    pairs = pairs.drop_duplicates(["subject", "school_id"], keep="last")
    mixed = pairs["first_origin"] != pairs["region_origin"]
    origin = pairs["region_origin"].mask(mixed, "published, schools")
    return pairs.assign(step=step.name, region_origin=origin)


def _places(data: Tables, year: int, work: tuple[str, int]) -> pd.DataFrame:
    """school_id, subject, wave, year, n, place, variance (of the mean place), region_origin."""
    rows = _exam_cells(data, year) if work[0] == "ege" else _mark_cells(data, year, work)
    by = ["subject", "wave"]
    columns = ["school_id", *by, "year", "n", "place", "variance", "region_origin"]
    schools = rows[rows["scope_type"] == "school"]
    published = rows[rows["scope_type"] == "region"].drop_duplicates(by).set_index(by)[_CELLS]
    total = schools.groupby(by)[_CELLS].sum() if data.municipality.is_region else published.iloc[:0]
    made = []
    for (subject, wave), part in schools.groupby(by, sort=True):
        key: tuple[Any, Any] = (subject, wave)
        origin = "published" if key in published.index else "schools"
        if key in published.index:
            region = published.loc[key]
        elif key in total.index:
            region = total.loc[key]
        else:
            continue
        made.append(_placed(part, region.to_numpy(dtype=float)).assign(region_origin=origin))
    if not made:
        return pd.DataFrame(columns=columns)
    return pd.concat(made, ignore_index=True).assign(year=year)[columns]


def _placed(schools: pd.DataFrame, region: Sequence[float] | np.ndarray) -> pd.DataFrame:
    counts = schools[_CELLS].to_numpy(dtype=float)
    whole = np.asarray(region, dtype=float)
    places = 100 * (np.cumsum(whole) - whole / 2) / whole.sum()
    n = counts.sum(axis=1)
    mean = counts @ places / n
    spread = (counts * (places[None, :] - mean[:, None]) ** 2).sum(axis=1)
    variance = spread / np.where(n > 1, n - 1, np.nan) / n
    return schools[["school_id", "subject", "wave"]].assign(n=n, place=mean, variance=variance)


def _mark_cells(data: Tables, year: int, work: tuple[str, int]) -> pd.DataFrame:
    table = data.table("marks")
    table = table[table["selection"].fillna("").isin(["", "all"])]
    rows = marks.one_attempt(marks.of_year(table, year))
    rows = rows[(rows["procedure"] == work[0]) & (rows["programme_grade"] == work[1])]
    rows = rows.dropna(subset=list(marks.MARKS))
    rows = rows.rename(columns=dict(zip(marks.MARKS, _CELLS, strict=False)))
    return rows.assign(c4=0.0)[rows[_CELLS[:4]].sum(axis=1) > 0]


def _exam_cells(data: Tables, year: int) -> pd.DataFrame:
    rows = data.table("exams")
    rows = rows[((rows["year"] == year) & (rows["form"] == "ЕГЭ")).fillna(False).astype(bool)]
    rows = rows.dropna(subset=list(BANDS))
    rows = rows[rows["level"].fillna("") != "base"]
    cells = rows[list(BANDS)].astype(float).rename(columns=dict(zip(BANDS, _CELLS, strict=True)))
    made = rows[["scope_type", "scope_id", "subject"]].join(cells)
    made = made[made[_CELLS].sum(axis=1) > 0]
    school = made["scope_id"].where(made["scope_type"] == "school", "")
    return made.assign(school_id=school, wave="spring")
