"""Staffing: hours needed, covered by a specialist or by someone else, vacant.

Here: hours of subjects in schools and what young specialists fill. Not here: deficits of
competence, which are another thing (`deficits`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import fsum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators.once import once
from helpers.indicators.plain import known, known_sum, texts, true
from helpers.indicators.scopes import Tables
from helpers.schemas.frames import TEXT

_HOURS = ["hours_needed", "hours_by_specialist", "hours_by_other"]
_GAPS = ["hours_vacant", "hours_surplus"]


def staffing_by_subject(
    staffing: pd.DataFrame, assignments: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Hours by school and subject: one row each for a school year.

    Columns: school_id, subject, hours_needed, hours_by_specialist, hours_by_other,
    hours_vacant, hours_surplus, vacant_pct, origin. Where `staffing` does not say who covers
    the hours, they are summed from `teacher_assignments` (origin `assignments`, otherwise
    `staffing`); an assignment that does not say whether a specialist teaches counts as other.
    Vacant is need less cover, never below zero; a surplus in one subject fills no gap in
    another. Missing when need or cover is not known; a subject without need has no share.
    """
    of_year = true(staffing["year"] == year)
    needs = dict(
        zip(
            _places(staffing, of_year),
            zip(*(known(staffing[name][of_year]) for name in _HOURS), strict=True),
            strict=True,
        )
    )
    held = _held_hours(assignments, true(assignments["year"] == year))
    rows = [
        (*place, *_hours(needs.get(place, (None,) * len(_HOURS)), held.get(place)))
        for place in sorted({*needs, *held})
    ]
    columns = ["school_id", "subject", *_HOURS, *_GAPS, "vacant_pct", "origin"]
    kinds: dict[str, Any] = dict.fromkeys(columns, "Float64")
    kinds |= dict.fromkeys(("school_id", "subject", "origin"), TEXT)
    return pd.DataFrame(
        {
            name: pd.array([row[place] for row in rows], dtype=kinds[name])
            for place, name in enumerate(columns)
        }
    )


def _places(frame: pd.DataFrame, which: NDArray[np.bool_]) -> Iterable[tuple[str, str]]:
    schools, subjects = (texts(frame[name][which]) for name in ("school_id", "subject"))
    return zip(schools, subjects, strict=True)


def _hours(
    reported: Sequence[float | None], held: tuple[float, float] | None
) -> tuple[float | str | None, ...]:
    """Hours of a subject in a school, from `_HOURS` to origin; `held` are those of assignments."""
    needed, by_specialist, by_other = reported
    origin = "staffing"
    if by_specialist is None and by_other is None and held is not None:
        by_specialist, by_other = held
        origin = "assignments"
    vacant = surplus = vacant_pct = None
    if needed is not None and not (by_specialist is None and by_other is None):
        gap = needed - ((by_specialist or 0.0) + (by_other or 0.0))
        vacant, surplus = max(0.0, gap), max(0.0, -gap)
        vacant_pct = vacant * 100 / needed if needed > 0 else None
    return needed, by_specialist, by_other, vacant, surplus, vacant_pct, origin


def _held_hours(
    assignments: pd.DataFrame, which: NDArray[np.bool_]
) -> dict[tuple[str, str], tuple[float, float] | None]:
    """Hours held by specialists and by others; None where no hours of the place are known."""
    specialist = true(assignments["is_specialist"])[which].tolist()
    hours = known(assignments["hours"][which])
    spent: defaultdict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for place, own, is_specialist in zip(
        _places(assignments, which), hours, specialist, strict=True
    ):
        spent[place] += [] if own is None else [(own, is_specialist)]
    return {
        place: (
            fsum(own for own, is_specialist in parts if is_specialist),
            fsum(own for own, is_specialist in parts if not is_specialist),
        )
        if parts
        else None
        for place, parts in spent.items()
    }


def rows_of(data: Tables, year: int) -> pd.DataFrame:
    """`staffing_by_subject` of the data of a run, made once for each year."""
    return once(
        data,
        ("staffing rows", year),
        lambda: staffing_by_subject(
            data.table("staffing"), data.table("teacher_assignments"), year
        ),
    )


def staffing_total(rows: pd.DataFrame, by: str = "") -> pd.DataFrame:
    """Sums of `staffing_by_subject` by school_id or subject, or one row for all.

    Only rows with a known need and cover enter; `rows_counted` and `rows_unknown` say how
    many. Columns: `by` (if named), the five sums of hours, vacant_pct, non_specialist_pct
    (of the covered hours), rows_counted, rows_unknown.
    """
    sums = [*_HOURS, *_GAPS]
    groups: defaultdict[Any, list[tuple[float | None, ...]]] = defaultdict(list)
    keys = known(rows[by]) if by else [""] * len(rows)
    for key, *hours in zip(keys, *(known(rows[name]) for name in sums), strict=True):
        if key is not None:
            groups[key].append(tuple(hours))
    order = sorted(groups)
    counted = {
        key: [hours for hours in groups[key] if hours[sums.index("hours_vacant")] is not None]
        for key in order
    }
    totals = {
        name: [known_sum(hours[place] for hours in counted[key]) for key in order]
        for place, name in enumerate(sums)
    }
    covered = [
        (specialist or 0.0) + (other or 0.0)
        for specialist, other in zip(
            totals["hours_by_specialist"], totals["hours_by_other"], strict=True
        )
    ]
    shares = {
        "vacant_pct": _shares(totals["hours_vacant"], totals["hours_needed"]),
        "non_specialist_pct": _shares(totals["hours_by_other"], covered),
    }
    counts = {
        "rows_counted": [len(counted[key]) for key in order],
        "rows_unknown": [len(groups[key]) - len(counted[key]) for key in order],
    }
    table: dict[str, Any] = {by: pd.Series(order, dtype=rows[by].dtype)} if by else {}
    table |= {name: pd.array(values, dtype="Float64") for name, values in totals.items()}
    table |= {name: pd.array(values, dtype="Int64") for name, values in counts.items()}
    table |= {name: pd.array(values, dtype="Float64") for name, values in shares.items()}
    return pd.DataFrame(table)


def _shares(parts: Iterable[float | None], wholes: Iterable[float | None]) -> list[float | None]:
    """Percent of each whole; missing without a part or a whole above zero."""
    pairs = zip(parts, wholes, strict=True)
    return [part * 100 / whole if part is not None and whole else None for part, whole in pairs]


def young_supply(
    staffing: pd.DataFrame, assignments: pd.DataFrame, teachers: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Vacancies of the year before and whether a young specialist fills them now.

    A vacancy is a school and subject with vacant hours in `year − 1`; it is filled when a
    teacher marked young teaches that subject there in `year`. One row per vacancy:
    school_id, subject, hours_vacant, is_filled (missing when the load of `year` is not
    reported for the school).
    """
    before = staffing_by_subject(staffing, assignments, year - 1)
    vacancies = before[before["hours_vacant"].fillna(0) > 0]
    now = assignments[assignments["year"] == year]
    young = teachers[(teachers["year"] == year) & teachers["is_young"].fillna(False).astype(bool)]
    theirs = now[now["teacher_code"].isin(young["teacher_code"])]
    filled = set(zip(theirs["school_id"], theirs["subject"], strict=True))
    reported = vacancies["school_id"].isin(now["school_id"])
    places = zip(vacancies["school_id"], vacancies["subject"], strict=True)
    is_filled = pd.array([place in filled for place in places], dtype="boolean")
    rows = vacancies[["school_id", "subject", "hours_vacant"]].assign(is_filled=is_filled)
    rows["is_filled"] = rows["is_filled"].where(reported)
    return rows.reset_index(drop=True)
