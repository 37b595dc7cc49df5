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
from collections.abc import Iterator, Mapping
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
    listed = where.listed.school_ids
    work, first = grouped(series, BY)

    def named(which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Of each row whether some row of its work is among `which`."""
        found = np.zeros(len(first), dtype=bool)
        found[work[which]] = True
        return found[work]

    computed = is_text(series, "origin", "computed")
    known = is_text(series, STATE, OK)
    settled = computed & (known | is_text(series, STATE, NOT_APPLICABLE))
    # the sum at a scope is known, or needs no number of some school
    wholly = named(settled & is_text(series, "scope", "listed"))
    wholly &= named(settled & is_text(series, "scope", where.own_scope))
    counts = {mark: series[mark].to_numpy(dtype=float) for mark in MARKS}
    total = np.sum(list(counts.values()), axis=0)
    on_list = series["school_id"].isin(list(listed)).to_numpy()
    wrote = computed & is_text(series, "scope", "school") & (total != 0)
    both = named(wrote & on_list) & named(wrote & ~on_list)
    alone = (named(wrote) & ~both)[first]
    lonely = Counter(series["wave"].to_numpy()[first[alone]].tolist())
    kept = wrote & both & known & wholly
    kept &= named(kept & on_list) & named(kept & ~on_list)
    schools = series[kept].assign(
        good=(counts["mark_4"] + counts["mark_5"])[kept],
        total=total[kept],
        on_list=on_list[kept],
    )
    rows = list(_rows(schools, lonely))
    return pd.DataFrame(rows).assign(
        municipality_id=where.municipality_id, year=where.year, scope="listed", school_id="",
        origin="computed", status=OK,
    )  # fmt: skip


def _rows(schools: pd.DataFrame, lonely: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """Rows of works, then of waves; `lonely` counts works of a wave that one side alone wrote."""
    rule = ClusterRule.stated()
    by_id = schools["school_id"].to_numpy().argsort(kind="stable")
    inside = schools["on_list"].to_numpy()
    good, total = (schools[name].to_numpy(dtype=float) for name in ("good", "total"))
    of_work, firsts = grouped(schools, BY)
    for number, first in enumerate(each(schools[[*BY, "stem", "note"]].iloc[firsts])):
        named = {name: getattr(first, name) for name in (*BY, "stem")}
        rows = by_id[of_work[by_id] == number]
        sides = [rows[inside[rows]], rows[~inside[rows]]]
        counts = [(good[side], total[side]) for side in sides]
        yield named | _of_work(counts, rule, first.stem + _MEASURE, first.note)
    for wave, works in schools.groupby("wave"):
        yield {"wave": wave} | _of_wave(works, rule, lonely.get(str(wave), 0))


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
