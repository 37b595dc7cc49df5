"""Leader schools by open criteria and the partners that a school might ask.

Here: the criteria school by school, the proposals. Not here: the decision: an appointment is
made by people, who know what the data do not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from helpers.indicators import intervals
from helpers.indicators.peers.rule import Rule, sign


def leaders(
    places: Mapping[int, pd.DataFrame],
    year: int,
    listed: Collection[str],
    rule: Rule,
    signs: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Each school with a place this year, by criterion: one row per school, best first.

    `places` as `result_places`, by year; `signs` are the signs of biased assessment counted by
    school. Columns: school_id, place, measures, years_top (how many of the last `leader_years`
    it was in the upper part), years_known (how many of them place it), signs (missing where
    none could be computed), is_listed, is_leader, is_reserve. A leader leads this year, was in
    the upper part all those years, is not on the list of low results and has no sign; a school
    in reserve leads this year and is not on the list, but the earlier years do not show or do
    not confirm it, or a sign asks for a check first. Signs that cannot be computed bar nobody.
    """
    now = places[year].dropna(subset=["is_leading"])
    made = now[["school_id", "place", "measures", "is_leading"]].copy()
    made["years_top"] = 0
    made["years_known"] = 0
    for one in range(year - rule.leader_years + 1, year + 1):
        if one in places:
            top = made["school_id"].map(places[one].set_index("school_id")["is_top"])
            made["years_known"] += top.notna().astype(int)
            made["years_top"] += top.astype("boolean").fillna(False).astype(int)
    made["signs"] = made["school_id"].map(dict(signs or {})).astype("Int64")
    made["is_listed"] = made["school_id"].isin(list(listed))
    leads = made["is_leading"].astype(bool) & ~made["is_listed"]
    is_clear = ~(made["signs"].fillna(0) > 0).astype(bool) | (not rule.leader_needs_no_signs)
    made["is_leader"] = leads & (made["years_top"] == rule.leader_years) & is_clear
    made["is_reserve"] = leads & ~made["is_leader"]
    made = made.drop(columns="is_leading")
    return made.sort_values(["place", "school_id"], ascending=[False, True]).reset_index(drop=True)


def partner_proposals(
    compared: pd.DataFrame,
    distances: pd.DataFrame,
    results: pd.DataFrame,
    found: pd.DataFrame,
    rule: Rule,
) -> pd.DataFrame:
    """Leaders that might help a school: one row per school and leader, nearest conditions first.

    `compared` as `against_peers`, `distances` as `nearest` over all pairs, `results` as
    `usable_results`, `found` as `leaders`. Columns: school_id, partner_id, distance, measures
    (where the school is worse than its peers and the leader better than the school: the 95 %
    Newcombe interval of their difference excludes zero), at most `partners` per school.
    """
    columns = ["school_id", "partner_id", "distance", "measures"]
    weak = compared[compared["word"] == "worse"]
    strong = results[results["school_id"].isin(found.loc[found["is_leader"], "school_id"])]
    pairs = weak[["school_id", "indicator_id", "value", "n"]].merge(
        strong[["school_id", "indicator_id", "value", "n"]],
        on="indicator_id",
        suffixes=("", "_partner"),
    )
    pairs = pairs.rename(columns={"school_id_partner": "partner_id"})
    low, high = intervals.difference(
        (pairs["value_partner"] * pairs["n_partner"] / 100).round(6), pairs["n_partner"],
        (pairs["value"] * pairs["n"] / 100).round(6), pairs["n"],
    )  # fmt: skip
    better = np.where(pairs["indicator_id"].map(sign) > 0, low > 0, high < 0).astype(bool)
    pairs = pairs[better & (pairs["school_id"] != pairs["partner_id"])]
    if pairs.empty:
        return pd.DataFrame(columns=columns)
    joined = pairs.groupby(["school_id", "partner_id"])["indicator_id"].agg(tuple).reset_index()
    joined = joined.rename(columns={"indicator_id": "measures"}).merge(
        distances[["school_id", "peer_id", "distance"]].rename(columns={"peer_id": "partner_id"}),
        on=["school_id", "partner_id"],
    )
    joined = joined.sort_values(["school_id", "distance", "partner_id"])
    return joined.groupby("school_id").head(rule.partners)[columns].reset_index(drop=True)
