"""Sentences about the gap of listed schools to the others and to the whole territory.

Here: which works speak of the gap, in how many the list is lower, how wide the gap is. Not here:
arithmetic (`indicators.gap_to_others`, `indicators.results`), number formats (`numbers`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import low_results
from helpers.indicators.once import once
from helpers.indicators.rows import is_text
from helpers.indicators.works import Results, usable
from helpers.wording import chance, numbers
from helpers.wording.results import in_works


def gap_rows(view: Results) -> pd.DataFrame:
    """Gaps of listed schools to the territory in the year, by work, small lists left out.

    `low_others` and `high_others` bound the difference from the other schools, schools being the
    observations; missing where there are too few of them (`gap_to_others`).
    """
    return once(view, "gap rows", lambda: _gap_rows(view))


def _gap_rows(view: Results) -> pd.DataFrame:
    current = view.current
    listed = usable(current[is_text(current, "scope", "listed")])
    gaps, written, others = (
        listed[is_text(listed, "measure", measure)]
        for measure in ("quality_gap_to_district", "quality_share", "quality_gap_to_others")
    )
    small_n = low_results.default_rule().small_n
    enough = written["series"][written["denominator"].to_numpy() >= small_n]
    rows = gaps[gaps["series"].isin(set(enough))].drop_duplicates("series")
    others = others.drop_duplicates("series")
    bounds = {
        side: dict(zip(others["series"].tolist(), others[side].tolist(), strict=True))
        for side in ("low", "high")
    }
    shown = rows["series"].tolist()
    return rows.assign(
        low_others=np.array([bounds["low"].get(series, np.nan) for series in shown], dtype=float),
        high_others=np.array([bounds["high"].get(series, np.nan) for series in shown], dtype=float),
    )


def no_gap(view: Results) -> Notice:
    """Why there is no gap to show."""
    return Notice(
        f"Разрыв школ списка с остальными не показан: за {view.run.period} нет списка ШНОР, "
        "построенного на результатах этого года, или нет результатов школ из него."
    )


def gap_sentence(rows: pd.DataFrame) -> str:
    """In how many works listed schools are lower, whether beyond chance, and the largest gap."""
    gaps, low, high = (
        rows[name].to_numpy(dtype=float) for name in ("value", "low_others", "high_others")
    )
    described = np.isnan(low)
    widest = int(gaps.argmin())
    named = (
        "Наибольшее отставание от территории"
        if gaps[widest] < 0
        else "Наименьший разрыв с территорией"
    )
    judged, rest = int((~described).sum()), int(described.sum())
    parts = [_gap_judged(judged, int((high < 0).sum()), int((low > 0).sum()))] if judged else []
    if rest:
        parts.append(_gap_described(rest, int((gaps[described] < 0).sum()), rest=bool(parts)))
    title = rows["title"].iloc[widest]
    parts.append(f"{named} в целом — {title}: {numbers.points(gaps[widest])}")
    return " ".join(parts)


def _gap_judged(count: int, behind: int, ahead: int) -> str:
    """In how many of `count` works listed schools are lower and higher than the others."""
    text = (
        f"По доле «4» и «5» школы списка ниже остальных {in_works(behind)} из {count} "
        "(больше случайных различий между школами)"
        if behind
        else f"Ни в одной из {count} работ школы списка по доле «4» и «5» не ниже остальных "
        "больше, чем случайно различаются школы"
    )
    text += f", выше — {in_works(ahead)}." if ahead else "."
    return f"{text} {chance.expected(count)}".strip() if behind + ahead else text


def _gap_described(count: int, below: int, *, rest: bool) -> str:
    """In how many of `count` works listed schools are lower than the whole territory."""
    if not below:
        return _gap_nowhere(count, rest=rest)
    lower = f"{in_works(below)} из {count}"
    start = (
        f"Ещё {lower} они ниже территории в целом"
        if rest
        else f"По доле «4» и «5» школы списка ниже территории в целом {lower}"
    )
    return f"{start}, но школ мало: больше ли это случайного, сказать нельзя."


def _gap_nowhere(count: int, *, rest: bool) -> str:
    """That listed schools are lower than the whole in none of `count` works."""
    works = numbers.plural(count, "работы", "работ", "работ")
    if rest:
        where = "Ещё в одной работе" if count == 1 else f"Ещё ни в одной из {count} {works}"
        return f"{where} они не ниже территории в целом."
    where = "в единственной работе" if count == 1 else f"ни в одной из {count} {works}"
    return f"По доле «4» и «5» школы списка {where} не ниже территории в целом."


def gap(view: Results) -> Text | Notice:
    """The claim about the gap of listed schools."""
    rows = gap_rows(view)
    return no_gap(view) if rows.empty else Text(gap_sentence(rows))
