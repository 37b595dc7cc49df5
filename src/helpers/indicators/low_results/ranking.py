"""Places of schools among all schools: the rank method of low results.

Here: percentile of each result, mean place of a school, the worst part of the schools. Not
here: which results count (`outcomes`) and the verdict (`verdicts`).

Every work ranks all schools that have a result in it. Works of one procedure are averaged
first, then the procedures: ВПР with its many works does not outweigh the exams.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import floor

import pandas as pd

Place = tuple[object, ...]


def places(rows: pd.DataFrame, apart: Collection[str]) -> dict[Place, float]:
    """Percentile of each result by (school_id, procedure, grade, subject, level).

    100 · (mean rank − ½) / n by the share below the minimum, so that 0 is the best end, 100 the
    worst and equal shares have equal places. Schools of `apart` are not ranked.
    """
    rows = rows[~rows["school_id"].isin(list(apart))]
    work = ["procedure", "grade", "subject", "level"]
    by_work = rows.groupby(work)["share"]
    place = 100 * (by_work.rank(method="average") - 0.5) / by_work.transform("size")
    keys = rows[["school_id", *work]].astype({"grade": int}).itertuples(index=False, name=None)
    return dict(zip(keys, place.astype(float), strict=True))


def scores(found: Mapping[Place, float], min_procedures: int) -> dict[str, float]:
    """Mean place of each school with at least so many ranked results."""
    rows = pd.DataFrame(
        [(key[0], key[1], place) for key, place in found.items()],
        columns=["school_id", "procedure", "place"],
    )
    size = rows.groupby("school_id").size()
    mean = rows.groupby(["school_id", "procedure"])["place"].mean()
    mean = mean.groupby("school_id").mean()[size >= min_procedures]
    return {str(school): float(score) for school, score in mean.items()}


def worst(score: Mapping[str, float], cut_pct: float) -> frozenset[str]:
    """The worst `cut_pct` percent of the schools; all that share the last place are in."""
    count = floor(cut_pct * len(score) / 100 + 1e-9)
    if count == 0:
        return frozenset()
    limit = sorted(score.values(), reverse=True)[count - 1]
    return frozenset(school for school, value in score.items() if value >= limit - 1e-9)
