"""The same work over years: where its series breaks, what changed since the last year.

Here: known breaks, changes with their intervals. Not here:
values of one year (`results`, `exams`), school improvement (`progress`).

A change is stated only inside an unbroken series and for the same schools: where other
schools wrote in the two years, only those that wrote in both are compared, and the row says
how many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators import intervals, low_results
from helpers.indicators.breaks import stated
from helpers.indicators.once import once
from helpers.indicators.rows import each, first_of, is_number, is_text, keyed
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results, has_value

#: Shares whose change is judged: failures and quality.
MEASURES = ("mark_2_share", "below_min_share", "quality_share")


def breaks(data: Tables, view: Results) -> pd.DataFrame:
    """Years from which a work is no longer comparable: series, year, reason; one row each.

    Which breaks are known is said in `breaks.stated`; the first reason of a year stands.
    """
    return once(view, "breaks", lambda: _breaks(data, view))


def _breaks(data: Tables, view: Results) -> pd.DataFrame:
    named = ["series", "procedure", "programme_grade", "subject", "level"]
    works = first_of(view.rows[named], ["series"])
    names = works["series"].to_numpy()
    found: dict[tuple[str, int], str] = {}
    for cut in stated(data):
        for series in names[cut.of(works)].tolist():
            found.setdefault((series, cut.year), cut.reason)
    rows = [(*of_year, reason) for of_year, reason in found.items()]
    return pd.DataFrame(rows, columns=["series", "year", "reason"])


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
    broken: dict[str, list[tuple[int, str]]] = {}
    for series, year, reason in each(breaks(data, view)):
        broken.setdefault(series, []).append((year, reason))
    chosen = has_value(view.own) & _is_counted(view.own, measures)
    own = view.own.loc[chosen, ["title", "group", "value", "origin", *_WORK, "year", *_COUNTS]]
    schools = _by_year(view, measures)
    earlier = own[(own["year"] < view.run.year).to_numpy(dtype=bool)].sort_values("year")
    last = keyed(earlier, _WORK)
    least = low_results.default_rule().small_n
    rows = []
    for row in each(own[is_number(own, "year", view.run.year)]):
        before = last.get((row.series, row.grade, row.measure))
        rows.append(_change(row, before, broken.get(row.series, []), schools, least))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _is_counted(rows: pd.DataFrame, measures: Collection[str]) -> NDArray[np.bool_]:
    """Rows of these measures that say how many were counted."""
    of_measures = rows["measure"].isin(list(measures)).to_numpy()
    counted: NDArray[np.bool_] = of_measures & rows["denominator"].notna().to_numpy()
    return counted


#: What is compared: two grades may write the programme of one in the same wave.
_WORK = ["series", "grade", "measure"]
#: Numerator and denominator of each school, by work and year.
_Parts = dict[tuple[Any, ...], dict[str, tuple[float, float]]]


def _by_year(view: Results, measures: Collection[str]) -> _Parts:
    rows = view.rows
    of_schools = is_text(rows, "scope", "school") & is_text(rows, "origin", "computed")
    of_schools &= has_value(rows) & rows["measure"].isin(list(measures)).to_numpy()
    found: _Parts = defaultdict(dict)
    columns = [*_WORK, "year", "school_id", *_COUNTS]
    for series, grade, measure, year, school_id, part, whole in each(rows.loc[of_schools, columns]):
        found[series, grade, measure, year][school_id] = (part, whole)
    return dict(found)


def _of_year(row: Any, year: int) -> tuple[Any, ...]:
    return row.series, row.grade, row.measure, year


_COUNTS = ("numerator", "denominator")
_COLUMNS = [
    "series", "title", "group", "measure", "year_before", "before", "now", "part_before", "part",
    "whole_before", "whole", "change", "low", "high", "schools", "schools_now", "movement",
    "reason",
]  # fmt: skip


def _change(
    row: Any, last: Any, broken: list[tuple[int, str]], schools: _Parts, least: int
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "series": row.series, "title": row.title, "group": row.group, "measure": row.measure,
        "now": row.value, "part": row.numerator, "whole": row.denominator,
        "movement": "alone", "reason": "",
    }  # fmt: skip
    if last is None:
        return made
    made["year_before"] = int(last.year)
    cut = [reason for year, reason in broken if last.year < year <= row.year]
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
