"""Peaks of the distribution of scores at the borders of marks, beside the region's.

Here: for each border, how many pupils got exactly that score against its two neighbours. Not
here: any decision: a peak may also come from the tasks, which is why the region's ratio stands
beside it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import vpr_scales
from helpers.indicators.objectivity import scores
from helpers.indicators.objectivity.rule import Rule, default_rule
from helpers.indicators.objectivity.scores import WORK
from helpers.indicators.rows import each
from helpers.indicators.schools import working
from helpers.indicators.scopes import Tables
from helpers.params import RunParams

COLUMNS = [
    "place", "school_id", "school_name", *WORK, "title", "mark", "cut", "cut_origin", "n", "at",
    "around", "ratio", "region_n", "region_ratio", "weight",
]  # fmt: skip


def boundaries(data: Tables, run: RunParams, rule: Rule | None = None) -> pd.DataFrame:
    """Ratios at the borders of the run's year: one row per place, work and mark «3», «4», «5».

    Places are the territory (`own`: its schools together, without pupils of works whose schools
    sent no counts) and each school. Columns: place, school_id ("" for the territory), school_name,
    procedure, programme_grade, subject, wave, title; mark, cut (the lowest score of the mark),
    cut_origin (`scale` of that year, else `marks`: seen in the pupils' own results), n pupils,
    at (pupils with exactly this score), around (mean of the scores one below and one above), ratio
    = at / around (missing where nobody is around), the same of the region (region_n, region_ratio;
    missing where it has no distribution), weight: `informative`, `approximate`, `limited` by n.
    Works whose borders are not known have no row.
    """
    rule = rule or default_rule()
    region_id = data.municipality.region_id or run.municipality_id
    counts = scores.score_counts(data, run.year, region_id)
    own = counts[counts["place"] == "school"]
    whole = own.groupby([*WORK, "score"], as_index=False)["n"].sum()
    region = counts[counts["place"] == "region"]
    spread = pd.concat([own, whole.assign(place="own", school_id="")], ignore_index=True)
    made = _ratios(spread, ["place", "school_id", *WORK], cuts(data, run.year))
    above = _ratios(region, WORK, cuts(data, run.year))[[*WORK, "mark", "n", "ratio"]]
    above = above.rename(columns={"n": "region_n", "ratio": "region_ratio"})
    made = made.merge(above, on=[*WORK, "mark"], how="left")
    names = working(data, run.year).set_index("school_id")["school_name"]
    made["school_name"] = made["school_id"].map(names).fillna("").astype("str")
    made["title"] = scores.titles(made)
    made["weight"] = np.select(
        [made["n"] >= rule.boundary_informative, made["n"] >= rule.boundary_limited],
        ["informative", "approximate"],
        "limited",
    )
    keys = ["place", "school_id", "procedure", "programme_grade", "subject", "wave", "mark"]
    return made[COLUMNS].sort_values(keys, kind="stable").reset_index(drop=True)


def cuts(data: Tables, year: int) -> pd.DataFrame:
    """Lowest scores of the marks of a year's works: `WORK`, mark, cut, cut_origin.

    The scale of exactly that year comes first. Without one, a border is seen in the results of
    pupils when the highest score of the lower marks and the lowest of this mark or a higher one
    are neighbours; a wider gap would leave the border open.
    """
    seen = scores.pupils(data, year).dropna(subset=["score", "mark"])
    works = scores.score_counts(data, year, data.municipality.region_id)[WORK].drop_duplicates()
    scales = vpr_scales.scales()
    rows = []
    for work in each(works):
        scale = None
        if work.procedure == "vpr":
            scale = scales.get((year, work.programme_grade, work.subject, ""))
        own = seen
        for name in WORK:
            own = own[own[name] == getattr(work, name)]
        for place, mark in enumerate((3, 4, 5), start=1):
            if scale is not None:
                rows.append((*work, mark, float(scale.lowest[place]), "scale"))
                continue
            lower, upper = own[own["mark"] < mark]["score"], own[own["mark"] >= mark]["score"]
            if len(lower) and len(upper) and lower.max() + 1 == upper.min():
                rows.append((*work, mark, float(upper.min()), "marks"))
    return pd.DataFrame(rows, columns=[*WORK, "mark", "cut", "cut_origin"])


def _ratios(counts: pd.DataFrame, by: list[str], borders: pd.DataFrame) -> pd.DataFrame:
    """At each border: pupils in all, at the score itself, around it, and their ratio."""
    total = counts.groupby(by, as_index=False)["n"].sum()
    made = total.merge(borders, on=WORK, how="inner")
    known = counts.set_index([*by, "score"])["n"].astype("float64")
    near = {}
    for step in (-1, 0, 1):
        place = made[by].assign(score=made["cut"] + step)
        near[step] = known.reindex(pd.MultiIndex.from_frame(place)).fillna(0.0).to_numpy()
    around = (near[-1] + near[1]) / 2
    ratio = near[0] / np.where(around > 0, around, np.nan)
    return made.assign(at=near[0], around=around, ratio=ratio)
