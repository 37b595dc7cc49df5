"""Quality of listed schools − quality of the other schools, as indicator values.

Here: one value per work and one over all works of a wave, with intervals that count schools. Not
here: the frame of the same contrast for a report (`list_contrast`), the gap to the whole
territory as plans write it (`results`).

Several works of the same pupils are not independent, and pupils of one school are alike: the
interval takes schools as the observations, so a school's works move together inside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import clusters, values
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.scopes import NOT_APPLICABLE, OK, STATE, Places

INDICATOR = "quality.gap_to_others"
_MEASURE = "quality_gap_to_others"


def cells(series: pd.DataFrame, where: Places) -> pd.DataFrame:
    """Rows of the contrast from series of marks at every scope (`results.identified`).

    A work counts when the sums of the list and of the territory are known and somebody outside the
    list wrote it. Without the needed number of schools there is a value and no interval.
    """
    listed = where.listed.school_ids
    computed = series[series["origin"] == "computed"]
    wholly = [_keys(computed, "listed"), _keys(computed, where.own_scope)]
    schools = computed[(computed["scope"] == "school") & (computed[STATE] == OK)]
    schools = schools.assign(
        good=schools["mark_4"] + schools["mark_5"],
        total=schools[list(MARKS)].sum(axis=1),
        on_list=schools["school_id"].isin(list(listed)),
    )
    schools = schools[schools["total"] > 0]
    known = pd.MultiIndex.from_frame(schools[list(BY)])
    schools = schools[known.isin(wholly[0]) & known.isin(wholly[1])]
    both = schools.groupby(list(BY))["on_list"].transform("nunique") == 2
    rows = list(_rows(schools[both]))
    return pd.DataFrame(rows).assign(
        municipality_id=where.municipality_id, year=where.year, scope="listed", school_id="",
        origin="computed", status=OK,
    )  # fmt: skip


def _keys(rows: pd.DataFrame, scope: str) -> pd.MultiIndex:
    """Works whose sum at a scope is known, or needs no number of some school."""
    found = rows[(rows["scope"] == scope) & rows[STATE].isin([OK, NOT_APPLICABLE])]
    return pd.MultiIndex.from_frame(found[list(BY)])


def _rows(schools: pd.DataFrame) -> Iterator[dict[str, Any]]:
    rule = ClusterRule.stated()
    for _, work in schools.groupby(list(BY), sort=False):
        first = work.iloc[0]
        named = {name: first[name] for name in (*BY, "stem")}
        yield named | _contrast(work, rule, str(first["stem"]) + _MEASURE, first["note"])
    for wave, works in schools.groupby("wave"):
        note = "все работы ВПР, ОГЭ и других процедур с отметками вместе"
        yield {"wave": wave} | _contrast(works, rule, INDICATOR, note)


def _contrast(work: pd.DataFrame, rule: ClusterRule, name: str, note: str) -> dict[str, Any]:
    by_school = work.groupby(["on_list", "school_id"])[["good", "total"]].sum()
    on_list = by_school.index.get_level_values("on_list").to_numpy(dtype=bool)
    inside, outside = by_school[on_list], by_school[~on_list]
    low = high = np.nan
    if rule.allows(len(inside), len(outside)):
        low, high = clusters.difference(
            inside["good"], inside["total"], outside["good"], outside["total"]
        )
    share, others = (side["good"].sum() / side["total"].sum() for side in (inside, outside))
    words = (
        f"«4» и «5»: в школах списка ({len(inside)}) {_parts(inside)}, "
        f"в остальных ({len(outside)}) {_parts(outside)}"
    )
    bare = "" if low == low else "школ мало для интервала: только описание"
    return {
        "indicator_id": name, "value": 100 * (share - others), "low": low, "high": high,
        "note": values.joined(pd.Series([note]), words, bare).iloc[0],
    }  # fmt: skip


def _parts(side: pd.DataFrame) -> str:
    return f"{int(side['good'].sum())} из {int(side['total'].sum())}"
