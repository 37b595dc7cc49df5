"""Staffing: hours needed, covered by a specialist or by someone else, vacant.

Here: hours of subjects in schools and what young specialists fill. Not here: deficits of
competence, which are another thing (`deficits`).
"""

from __future__ import annotations

import pandas as pd

_HOURS = ["hours_needed", "hours_by_specialist", "hours_by_other"]


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
    need = staffing[staffing["year"] == year]
    keys = ["school_id", "subject"]
    held = _held_hours(assignments[assignments["year"] == year])
    rows = need[[*keys, *_HOURS]].merge(held, on=keys, how="outer")
    silent = rows["hours_by_specialist"].isna() & rows["hours_by_other"].isna()
    from_assignments = silent & rows["held_by_specialist"].notna()
    for kind in ("specialist", "other"):
        column = f"hours_by_{kind}"
        rows[column] = rows[column].mask(from_assignments, rows[f"held_by_{kind}"])
    known = rows["hours_by_specialist"].notna() | rows["hours_by_other"].notna()
    cover = rows["hours_by_specialist"].fillna(0) + rows["hours_by_other"].fillna(0)
    gap = (rows["hours_needed"] - cover).where(known)
    rows["hours_vacant"] = gap.clip(lower=0)
    rows["hours_surplus"] = (-gap).clip(lower=0)
    rows["vacant_pct"] = (
        rows["hours_vacant"] * 100 / rows["hours_needed"].where(rows["hours_needed"] > 0)
    )
    rows["origin"] = pd.Series("staffing", index=rows.index).mask(from_assignments, "assignments")
    order = [*keys, *_HOURS, "hours_vacant", "hours_surplus", "vacant_pct", "origin"]
    return rows[order].sort_values(keys, kind="stable").reset_index(drop=True)


def _held_hours(assignments: pd.DataFrame) -> pd.DataFrame:
    """Hours held by specialists and by others, from the load of each teacher."""
    specialist = assignments["is_specialist"].fillna(False).astype(bool)
    hours = assignments["hours"]
    split = assignments[["school_id", "subject"]].assign(
        held_by_specialist=hours.where(specialist, 0.0).where(hours.notna()),
        held_by_other=hours.where(~specialist, 0.0).where(hours.notna()),
    )
    return split.groupby(["school_id", "subject"], as_index=False).sum(min_count=1)


def staffing_total(rows: pd.DataFrame, by: str = "") -> pd.DataFrame:
    """Sums of `staffing_by_subject` by school_id or subject, or one row for all.

    Only rows with a known need and cover enter; `rows_counted` and `rows_unknown` say how
    many. Columns: `by` (if named), the five sums of hours, vacant_pct, non_specialist_pct
    (of the covered hours), rows_counted, rows_unknown.
    """
    known = rows["hours_vacant"].notna()
    frame = rows.assign(
        by=rows[by] if by else "all",
        rows_counted=known.astype("Int64"),
        rows_unknown=(~known).astype("Int64"),
    )
    sums = [*_HOURS, "hours_vacant", "hours_surplus"]
    frame[sums] = frame[sums].where(known)
    table = frame.groupby("by")[[*sums, "rows_counted", "rows_unknown"]].sum(min_count=1)
    covered = table["hours_by_specialist"].fillna(0) + table["hours_by_other"].fillna(0)
    need = table["hours_needed"]
    table["vacant_pct"] = table["hours_vacant"] * 100 / need.where(need > 0)
    table["non_specialist_pct"] = table["hours_by_other"] * 100 / covered.where(covered > 0)
    table = table.reset_index()
    return table.rename(columns={"by": by}) if by else table.drop(columns="by")


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
