"""What a school works with: pupils at risk, with special needs, the families around them.

Here: counts of the context table and of work with parents, school by school. Not here:
events, material base, lists (`events`, `schools`).

A school enters an indicator only with both its numerator and its denominator; others are
missing, not zero.
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import scopes, tallies

#: Indicator → column counted, column divided by.
CONTEXT_SHARES = {
    "pupils.risk_share": ("risk_group", "pupils"),
    "pupils.risk.accompanied_share": ("risk_accompanied", "risk_group"),
    "pupils.risk.accompanied_share.as_written": ("risk_accompanied", "pupils"),
    "pupils.risk.results_measures_share": ("risk_results_measures", "risk_group"),
    "pupils.ovz_share": ("ovz", "pupils"),
}


def context_tallies(context: pd.DataFrame, year: int) -> pd.DataFrame:
    """Numerator and denominator of each share of `CONTEXT_SHARES`, by school.

    One row per indicator and school that has a context row in the year; a school that gave
    only one of the two numbers is silent, one that hid it is suppressed. A part larger than
    its whole is kept: the check of the data reports it.
    """
    rows = context[context["year"] == year].reset_index(drop=True)
    parts = []
    for indicator_id, (part, whole) in CONTEXT_SHARES.items():
        state = scopes.states(rows, [part, whole]).replace(scopes.NO_DATA, scopes.SILENT)
        parts.append(
            tallies.tally(indicator_id, rows["school_id"], rows[part], rows[whole], state=state)
        )
    return tallies.combined(parts)


def parents_tally(parents: pd.DataFrame, year: int) -> pd.DataFrame:
    """Parents who took part of those invited, summed over the forms of work, by school.

    One row per school with a form of work in the year; forms without both numbers are left
    out, and a school without any complete form is missing. A parent who came to two forms
    counts twice in both parts: the share is one of attendance, not of persons.
    """
    rows = parents[parents["year"] == year]
    known = rows["took_part"].notna() & rows["total"].notna()
    sums = (
        rows.assign(
            numerator=rows["took_part"].where(known).astype("Float64"),
            denominator=rows["total"].where(known).astype("Float64"),
        )
        .groupby("school_id")[["numerator", "denominator"]]
        .sum(min_count=1)
        .reset_index()
    )
    return tallies.tally(
        "parents.involved_share", sums["school_id"], sums["numerator"], sums["denominator"]
    )


def context_profile(context: pd.DataFrame, year: int) -> pd.DataFrame:
    """Context of each school in percent of its pupils: one row per school.

    Columns: school_id, pupils, then `<column>_pct` for risk_group, ovz, non_native,
    low_income, one_parent, on_register, parents_higher_education, and distance_km as it is.
    Missing where the part or the number of pupils is missing or there are no pupils.
    """
    rows = context[context["year"] == year].sort_values("school_id", kind="stable")
    pupils = rows["pupils"].where(rows["pupils"] > 0).astype("Float64")
    profile = rows[["school_id", "pupils"]].copy()
    for part in (
        "risk_group",
        "ovz",
        "non_native",
        "low_income",
        "one_parent",
        "on_register",
        "parents_higher_education",
    ):
        profile[f"{part}_pct"] = rows[part] * 100 / pupils
    return profile.assign(distance_km=rows["distance_km"]).reset_index(drop=True)
