"""Dates of what has happened, years after everything else that the store holds.

Here: rows without a year of their own, held against the latest year of any table. Not here:
dates against the year of their row, refused at import (`readers.checks`), dates that may lie
ahead (`Column.years_after` is None for them).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from helpers.indicators.scopes import Tables
from helpers.schemas import TABLES

#: Tables whose years may lie ahead of the data.
_AHEAD = {"targets", "breaks"}
_YEARS = ("year", "results_year")


def late_dates(data: Tables) -> Iterator[tuple[str, str, dict[Any, Any], int]]:
    """Table, column and row of each such date, and the last year that would pass."""
    dated = [name for name in TABLES if name not in _AHEAD]
    held = [
        int(rows[year].max())
        for name in dated
        for year in _YEARS
        if year in (rows := data.table(name)) and rows[year].notna().any()
    ]
    if not held:
        return
    for name in dated:
        table = TABLES[name]
        if any(year in table.columns for year in _YEARS):
            continue
        for column in table.columns:
            after = table.column(column).years_after
            if table.column(column).kind != "date" or after is None:
                continue
            rows = data.table(name)
            late = rows[column].dt.year > max(held) + after
            for row in rows[late.fillna(False)].to_dict("records"):
                yield name, column, row, max(held) + after
