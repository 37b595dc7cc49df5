"""Quality of listed schools − quality of the other schools, as indicator values.

Here: one value per work and one over all works of a wave, with intervals that count schools. Not
here: the frame of the same contrast for a report (`list_contrast`), the gap to the whole
territory as plans write it (`results`).

Works differ in difficulty and the two groups write them in different numbers, so counts of
several works are never added: the gap of each work comes first, and the value over a wave is
their mean with one weight per work for both groups. Several works of the same pupils are not
independent, and pupils of one school are alike: the interval takes schools as the observations,
so a school's works move together inside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators import clusters
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.marks import BY, MARKS
from helpers.indicators.rows import each, grouped, is_text
from helpers.indicators.scopes import NOT_APPLICABLE, OK, STATE, Places

INDICATOR = "quality.gap_to_others"
_MEASURE = "quality_gap_to_others"


def cells(series: pd.DataFrame, where: Places) -> pd.DataFrame:
    """Rows of the contrast from series of marks at every scope (`results.identified`).

    A work counts when the sums of the list and of the territory are known and both sides wrote it;
    the note says how many works one side alone wrote. Without the needed number of schools there
    is a value and no interval.
    """
    works, _ = grouped(series, BY)
    computed = is_text(series, "origin", "computed")
    settled = computed & (is_text(series, STATE, OK) | is_text(series, STATE, NOT_APPLICABLE))
    wholly = [works[settled & is_text(series, "scope", of)] for of in ("listed", where.own_scope)]
    on_list = series["school_id"].isin(list(where.listed.school_ids)).to_numpy()
    total = np.sum([series[mark].to_numpy() for mark in MARKS], axis=0)
    wrote = computed & is_text(series, "scope", "school") & (total != 0)
    both = _has_both(works, wrote, on_list)
    alone = {works[place]: place for place in np.flatnonzero(wrote & ~both).tolist()}
    lonely = Counter(series["wave"].to_numpy()[list(alone.values())].tolist())
    counted = wrote & both & is_text(series, STATE, OK)
    counted &= np.isin(works, wholly[0]) & np.isin(works, wholly[1])
    counted &= _has_both(works, counted, on_list)
    schools = series.loc[counted, [*BY, "stem", "school_id", "note"]].assign(
        good=(series["mark_4"] + series["mark_5"])[counted],
        total=total[counted],
        on_list=on_list[counted],
    )
    rows = list(_rows(schools, lonely))
    return pd.DataFrame(rows).assign(
        municipality_id=where.municipality_id, year=where.year, scope="listed", school_id="",
        origin="computed", status=OK,
    )  # fmt: skip


def _has_both(
    works: np.ndarray, which: NDArray[np.bool_], on_list: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Rows of the works that schools of the list and other schools wrote, among `which`."""
    return np.isin(works, works[which & on_list]) & np.isin(works, works[which & ~on_list])


def _rows(schools: pd.DataFrame, lonely: Counter[str]) -> Iterator[dict[str, Any]]:
    """Rows of works, then of waves; `lonely` counts works of a wave that one side alone wrote."""
    rule = ClusterRule.stated()
    ordered = schools.sort_values("school_id", kind="stable")
    inside = ordered["on_list"].to_numpy(dtype=bool)
    good, total = (ordered[name].to_numpy(dtype=float) for name in ("good", "total"))
    of_work = ordered.groupby(list(BY), sort=False).indices
    for first in each(schools.drop_duplicates(list(BY))[[*BY, "stem", "note"]]):
        named = {name: getattr(first, name) for name in (*BY, "stem")}
        rows = of_work[tuple(named[name] for name in BY)]
        sides = [rows[inside[rows]], rows[~inside[rows]]]
        counts = [(good[side], total[side]) for side in sides]
        yield named | _of_work(counts, rule, first.stem + _MEASURE, first.note)
    for wave, works in schools.groupby("wave"):
        yield {"wave": wave} | _of_wave(works, rule, lonely[str(wave)])


def _of_work(
    counts: list[tuple[np.ndarray, np.ndarray]], rule: ClusterRule, name: str, note: str
) -> dict[str, Any]:
    """`counts`: «4» and «5» and all marks by school, of listed schools and of the others."""
    inside, outside = counts
    low = high = np.nan
    if rule.allows(len(inside[0]), len(outside[0])):
        low, high = clusters.difference(*inside, *outside)
    share, others = (good.sum() / total.sum() for good, total in counts)
    words = (
        f"«4» и «5»: в школах списка ({len(inside[0])}) {_parts(*inside)}, "
        f"в остальных ({len(outside[0])}) {_parts(*outside)}"
    )
    return _row(name, (100 * (share - others), low, high), note, words)


def _of_wave(works: pd.DataFrame, rule: ClusterRule, lonely: int) -> dict[str, Any]:
    """Mean gap of the works of a wave; works that one side alone wrote are only counted."""
    of_work, _ = grouped(works, BY)
    inside = works["on_list"].to_numpy(dtype=bool)
    numbers = [
        _by_school(works, name, side, of_work) for side in (inside, ~inside)
        for name in ("good", "total")
    ]  # fmt: skip
    gap, low, high = clusters.standardised(*numbers)
    listed, others = len(numbers[1]), len(numbers[3])
    if not rule.allows(listed, others):
        low = high = np.nan
    note = (
        "работы ВПР, ОГЭ и других процедур с отметками: разность по каждой работе, "
        "затем среднее с весом «участники работы»"
    )
    words = f"работ {numbers[1].shape[1]}, школ списка {listed}, остальных {others}"
    if lonely:
        words += f"; без работ, которые писала одна сторона: {lonely}"
    return _row(INDICATOR, (gap, low, high), note, words)


def _by_school(works: pd.DataFrame, name: str, side: np.ndarray, of_work: np.ndarray) -> np.ndarray:
    """Numbers of the schools of a side: a row per school by its id, a column per work."""
    ids, of_school = np.unique(works["school_id"].to_numpy()[side].astype(str), return_inverse=True)
    made = np.zeros((len(ids), of_work.max() + 1))
    np.add.at(made, (of_school, of_work[side]), works[name].to_numpy(dtype=float)[side])
    return made


def _row(name: str, numbers: tuple[float, float, float], note: str, words: str) -> dict[str, Any]:
    value, low, high = numbers
    bare = "" if low == low else "школ мало для интервала: только описание"
    return {
        "indicator_id": name, "value": value, "low": low, "high": high,
        "note": "; ".join(filter(None, (note, words, bare))),
    }  # fmt: skip


def _parts(good: np.ndarray, total: np.ndarray) -> str:
    return f"{int(good.sum())} из {int(total.sum())}"
