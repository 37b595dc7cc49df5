"""The same work over years: where its series breaks, what changed since the last year.

Here: known breaks, changes with their intervals. Not here:
values of one year (`results`, `exams`), school improvement (`progress`).

A change is stated only inside an unbroken series and for the same schools: where other
schools wrote in the two years, only those that wrote in both are compared, and the row says
how many they are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from helpers.indicators import intervals, low_results
from helpers.indicators.breaks import stated
from helpers.indicators.rows import each, keyed
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results, usable

#: Shares whose change is judged: failures and quality.
MEASURES = ("mark_2_share", "below_min_share", "quality_share")


def breaks(data: Tables, view: Results) -> pd.DataFrame:
    """Years from which a work is no longer comparable: series, year, reason; one row each.

    Which breaks are known is said in `breaks.stated`; the first reason of a year stands.
    """
    works = view.rows.drop_duplicates("series")
    found = [
        (series, cut.year, cut.reason)
        for cut in stated(data)
        for series in works.loc[cut.of(works), "series"]
    ]
    frame = pd.DataFrame(found, columns=["series", "year", "reason"])
    return frame.drop_duplicates(["series", "year"]).reset_index(drop=True)


def changes(data: Tables, view: Results, measures: Collection[str] = MEASURES) -> pd.DataFrame:
    """Change of each work of the territory against its last comparable year.

    One row per work and measure of the run's year. Columns: series, title, group, measure,
    year_before (missing without an earlier year), before, now (percent), whole_before, whole,
    change (points), low, high (95 % Newcombe bounds: other pupils in the two years),
    schools, schools_now (compared, and of how many; missing for published figures), movement:
    `up`, `down` (the interval excludes zero), `none` (it does not), `broken` (with `reason`),
    `small` (a group too small in either year: nothing is judged), `alone` (no earlier year).
    Only shares of counted pupils can be compared.
    """
    broken = dict(list(breaks(data, view).groupby("series")))
    own = usable(view.own)
    own = own[own["measure"].isin(list(measures)) & own["denominator"].notna()]
    schools = _by_year(view, measures)
    earlier = own[(own["year"] < view.run.year).to_numpy(dtype=bool)].sort_values("year")
    last = keyed(earlier, _WORK)
    least = low_results.default_rule().small_n
    rows = []
    for row in each(own[(own["year"] == view.run.year).to_numpy(dtype=bool)]):
        before = last.get(tuple(getattr(row, name) for name in _WORK))
        rows.append(_change(row, before, broken.get(row.series), schools, least))
    return pd.DataFrame(rows, columns=_COLUMNS)


#: What is compared: two grades may write the programme of one in the same wave.
_WORK = ["series", "grade", "measure"]
#: Numerator and denominator of each school, by work and year.
_Parts = dict[tuple[Any, ...], dict[str, tuple[float, float]]]


def _by_year(view: Results, measures: Collection[str]) -> _Parts:
    rows = view.rows
    of_schools = usable(
        rows[
            (rows["scope"] == "school")
            & (rows["origin"] == "computed")
            & rows["measure"].isin(list(measures))
        ]
    )
    found: _Parts = {}
    for row in each(of_schools[[*_WORK, "year", "school_id", *_COUNTS]]):
        of_work = found.setdefault(_of_year(row, row.year), {})
        of_work[row.school_id] = (row.numerator, row.denominator)
    return found


def _of_year(row: Any, year: int) -> tuple[Any, ...]:
    return (*(getattr(row, name) for name in _WORK), year)


_COUNTS = ("numerator", "denominator")
_COLUMNS = [
    "series", "title", "group", "measure", "year_before", "before", "now", "part_before", "part",
    "whole_before", "whole", "change", "low", "high", "schools", "schools_now", "movement",
    "reason",
]  # fmt: skip


def _change(
    row: Any, last: Any, broken: pd.DataFrame | None, schools: _Parts, least: int
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "series": row.series, "title": row.title, "group": row.group, "measure": row.measure,
        "now": row.value, "part": row.numerator, "whole": row.denominator,
        "movement": "alone", "reason": "",
    }  # fmt: skip
    if last is None:
        return made
    made["year_before"] = int(last.year)
    cut = [] if broken is None else [
        item.reason for item in each(broken) if last.year < item.year <= row.year
    ]  # fmt: skip
    if cut:
        return made | {"movement": "broken", "reason": cut[-1]}
    before, now = last.numerator, row.numerator
    whole_before, whole = last.denominator, row.denominator
    if row.origin == "computed" and last.origin == "computed":
        pair = _same_schools(row, int(last.year), schools)
        made |= {"schools": pair["schools"], "schools_now": pair["schools_now"]}
        if not pair["schools"]:
            return made | {"movement": "broken", "reason": "писали разные школы"}
        before, now = pair["part_before"], pair["part"]
        whole_before, whole = pair["whole_before"], pair["whole"]
    elif row.origin != last.origin:
        return made | {"movement": "broken", "reason": "сумма школ и опубликованный итог"}
    if min(whole, whole_before) < least:
        return made | {"movement": "small"}
    low, high = (float(bound) for bound in intervals.difference(now, whole, before, whole_before))
    movement = "up" if low > 0 else "down" if high < 0 else "none"
    return made | {
        "before": 100 * before / whole_before, "now": 100 * now / whole,
        "part_before": before, "part": now, "whole_before": whole_before, "whole": whole,
        "change": 100 * now / whole - 100 * before / whole_before,
        "low": low, "high": high, "movement": movement,
    }  # fmt: skip


def _same_schools(row: Any, year_before: int, schools: _Parts) -> dict[str, Any]:
    """Sums over the schools that have the work in both years."""
    now = schools.get(_of_year(row, row.year), {})
    before = schools.get(_of_year(row, year_before), {})
    both = [(now[school], before[school]) for school in now if school in before]
    return {
        "schools": len(both),
        "schools_now": len(now),
        "part": sum(new[0] for new, _ in both),
        "whole": sum(new[1] for new, _ in both),
        "part_before": sum(old[0] for _, old in both),
        "whole_before": sum(old[1] for _, old in both),
    }
