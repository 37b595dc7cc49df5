"""Who is in the results and who is not: units with and without data, work by work.

Here: counting schools (municipalities of a region) that sent results now and the year
before, and procedures without any. Not here: the findings of the data check (`checks`).
Missing is not zero: a school without a row is counted as absent, never as a result.
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers.indicators.calendar import NotHeld, reason_not_held
from helpers.indicators.plain import texts
from helpers.indicators.rows import each
from helpers.indicators.works import (
    GROUPS,
    Results,
    failed,
    unit_rows,
    usable,
)


def by_work(view: Results) -> pd.DataFrame:
    """One row per work of this or the previous year.

    Columns: series, title, group, units (with a value now), units_before (the year before),
    gone (ids with a value then
    and in neither wave of this year), participants, enrolled (of the territory;
    missing where not reported).
    """
    units = usable(failed(unit_rows(view, view.rows)))
    now = units[(units["year"] == view.run.year).to_numpy(dtype=bool)]
    before = units[(units["year"] == view.run.year - 1).to_numpy(dtype=bool)]
    own = view.own_now
    works = pd.concat([own, now, before]).drop_duplicates("series")
    works = works[works["procedure"] != "egegve"]
    order = {name: place for place, name in enumerate(view.rows["series"].unique())}
    works = works.loc[works["series"].map(order).sort_values().index]
    attended = _of_series(own[own["measure"] == "participation_share"])
    written = _of_series(usable(failed(own)))
    units_now, units_before = _units_of(now), _units_of(before)
    rows = []
    for work in each(works):
        present, earlier = units_now[work.series], units_before[work.series]
        spring = work.series.removesuffix("-autumn")
        wrote = units_now[spring] | units_now[f"{spring}-autumn"]
        rows.append(
            {
                "series": work.series,
                "title": work.title,
                "group": work.group,
                "units": len(present),
                "units_before": len(earlier),
                "gone": sorted(earlier - wrote),
                "participants": written.get(work.series, float("nan")),
                "enrolled": attended.get(work.series, float("nan")),
            }
        )
    columns = [
        "series", "title", "group", "units", "units_before", "gone", "participants", "enrolled",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _of_series(rows: pd.DataFrame) -> dict[str, float]:
    """Series → denominators of its rows together: two grades may write one programme."""
    sums = rows.groupby("series")["denominator"].sum(min_count=1)
    return {str(series): float(total) for series, total in sums.items()}


def _units_of(rows: pd.DataFrame) -> defaultdict[str, set[str]]:
    """Series → units with a value."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for series, unit in zip(texts(rows["series"]), texts(rows["unit_id"]), strict=True):
        found[series].add(unit)
    return found


def silent_units(view: Results) -> pd.DataFrame:
    """Units that work in the year but have no value of any procedure: unit_id, unit_name.

    In a region these are municipalities of whose schools nothing is stored for the year.
    """
    present = set(texts(usable(view.units)["unit_id"]))
    if view.by_municipality:
        known = unit_rows(view, view.rows).drop_duplicates("unit_id")[["unit_id", "unit_name"]]
    else:
        known = view.active.rename(columns={"school_id": "unit_id", "school_name": "unit_name"})
        known = known[["unit_id", "unit_name"]]
    return known[~known["unit_id"].isin(list(present))].reset_index(drop=True)


def absent_groups(view: Results) -> list[tuple[str, str]]:
    """Families of procedures without a value in the year: (group, why; "" when unknown)."""
    present = set(texts(usable(view.current)["group"]))
    prefixes = {"vpr": "vpr", "gia9": "oge9.", "gia11": "ege11."}
    calendar = NotHeld.stated()
    return [
        (group, reason_not_held(prefixes[group], view.run.year, calendar))
        for group in GROUPS
        if group not in present
    ]
