"""School years as spans of dates.

Here: which dated rows belong to a school year (1 September – 31 August, named by the year
in which it ends). Not here: plan years of roadmaps (`plans`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd


def school_year_start(year: int) -> dt.date:
    """First day of the school year that ends in `year`."""
    return dt.date(year - 1, 9, 1)


def school_year_end(year: int) -> dt.date:
    """Last day of the school year that ends in `year`."""
    return dt.date(year, 8, 31)


def school_year_of(day: dt.date) -> int:
    """The year in which the school year of a date ends."""
    return day.year + (day.month >= 9)


def in_school_years(dates: pd.Series, year: int, years: int = 1) -> pd.Series:
    """Whether each date lies in the `years` school years that end with `year`.

    A missing date is in none. The last day counts whole.
    """
    first = np.datetime64(school_year_start(year - years + 1))
    after = np.datetime64(school_year_start(year + 1))
    days = dates.to_numpy()
    return pd.Series((days >= first) & (days < after), index=dates.index, name=dates.name)
