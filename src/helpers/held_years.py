"""Years that rows of a table belong to, as the index of the store lists them.

Here: `years_of`. Not here: the index itself (`store`), years that a file speaks of (`readers`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd


def years_of(frame: pd.DataFrame, table: str) -> list[int]:
    """Years that rows of a table belong to: their year, else the school years of their dates.

    A plan belongs to every year of its period, counted as its frame counts.
    """
    if table == "plan_frames":
        spans = frame[["frame", "period_start", "period_end"]].dropna()
        return sorted({year for span in spans.to_dict("records") for year in _plan_years(span)})
    for name in ("year", "results_year"):
        if name in frame:
            return sorted({int(year) for year in frame[name].dropna().unique()})
    for name in ("date", "started_on", "done_on"):
        if name in frame:
            days = frame[name].dropna().unique()
            return sorted({moment.year + (moment.month >= 9) for moment in days})
    return []


def _plan_years(span: dict[Any, Any]) -> range:
    """Years of one plan: calendar years, or those in which its school years end."""
    start, end = span["period_start"], span["period_end"]
    late = span["frame"] == "school_year"
    first = start.year + (late and start.month >= 9)
    return range(first, end.year + (late and end.month >= 9) + 1)
