"""Lists of ШНОР over years: how many schools, who came, stayed and left.

Here: counting the register year by year. Not here: applying the rule (`low_results`), why a
school left (a list is data, not a verdict).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.indicators.schools import working
from helpers.indicators.scopes import Tables, listed_schools

COLUMNS = ["year", "before", "listed", "entered", "stayed", "left", "schools", "sources"]


def flow(data: Tables, last_year: int, source: str = "") -> pd.DataFrame:
    """Lists by the results of each year up to `last_year`: one row per year with a list.

    The list of a year is the union of its sources, or the named one. `before` is the year of
    the list before it (missing for the first); entered, stayed and left are counted against
    that list and missing without it. `schools` are the schools that work in the year (missing
    when the directory has none), `sources` how many sources stand behind the list. Lists of
    different sources follow different rules: a change of sources looks like a flow.
    """
    register = data.table("shnor_register")
    years = sorted({int(year) for year in register["results_year"].dropna() if year <= last_year})
    rows: list[dict[str, Any]] = []
    previous: tuple[int, frozenset[str]] | None = None
    for year in years:
        now = listed_schools(register, year, source).school_ids
        if not now:
            continue
        of_year = register[(register["results_year"] == year).fillna(False).astype(bool)]
        row: dict[str, Any] = {
            "year": year,
            "listed": len(now),
            "schools": len(working(data, year)) or None,
            "sources": 1 if source else of_year["source"].nunique(),
        }
        if previous is not None:
            row |= {
                "before": previous[0],
                "entered": len(now - previous[1]),
                "stayed": len(now & previous[1]),
                "left": len(previous[1] - now),
            }
        rows.append(row)
        previous = (year, now)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype(dict.fromkeys(COLUMNS, "Int64"))
