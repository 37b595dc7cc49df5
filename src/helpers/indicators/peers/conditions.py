"""Conditions of schools on one scale and the schools that lie nearest.

Here: standardising, distances, the k nearest. Not here: results of the schools (`compared`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators.context import context_profile
from helpers.indicators.peers.rule import CONDITIONS, Rule


def standardised(
    context: pd.DataFrame, schools: pd.DataFrame, active: pd.DataFrame, year: int, rule: Rule
) -> pd.DataFrame:
    """Conditions of the working schools: one row per school, in order of school_id.

    Columns: school_id, every condition of the rule as a standard score (mean 0, population
    standard deviation 1 over the schools that know it; `pupils` by its logarithm; `kind` as
    text), and `missing`, the unknown conditions in words. A condition that is the same in all
    schools tells none apart and is left empty without being called missing.
    """
    frame = _raw(context, schools, active, year)
    made = frame[["school_id"]].copy()
    absent: list[list[str]] = [[] for _ in range(len(frame))]
    for name in dict.fromkeys([*rule.columns, *(one for one, _ in rule.hardship)]):
        unknown = frame[name].isna()
        if name in rule.columns:
            for place in np.flatnonzero(unknown.to_numpy(dtype=bool)):
                absent[place].append(CONDITIONS[name])
        if name == "kind":
            made[name] = frame[name]
            continue
        values = frame[name].astype("float64")
        spread = float(values.std(ddof=0))
        made[name] = (values - values.mean()) / spread if spread > 1e-9 else np.nan
    return made.assign(missing=["; ".join(words) for words in absent])


def _raw(
    context: pd.DataFrame, schools: pd.DataFrame, active: pd.DataFrame, year: int
) -> pd.DataFrame:
    profile = context_profile(context, year)
    facts = schools.drop_duplicates("school_id", keep="last")[["school_id", "kind", "is_rural"]]
    frame = active[["school_id"]].merge(facts, on="school_id", how="left")
    frame = frame.merge(profile, on="school_id", how="left").sort_values("school_id")
    pupils = frame["pupils"].astype("float64")
    return frame.assign(
        pupils=np.log(pupils.where(pupils > 0)),
        is_rural=frame["is_rural"].astype("Float64").astype("float64"),
        kind=frame["kind"].replace("", pd.NA),
    ).reset_index(drop=True)


def nearest(scores: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """The k nearest schools of each school: one row per school and peer.

    Columns: school_id, peer_id, rank (1 is nearest), distance, shared. The distance is the
    root of the mean squared difference over the `shared` conditions that both schools know (in
    standard deviations; another kind of school counts as 1). Pairs that share fewer than
    `min_columns` have no distance; equal distances go by school_id.
    """
    columns = ["school_id", "peer_id", "rank", "distance", "shared"]
    ids = scores["school_id"].to_numpy()
    numeric = scores[[name for name in rule.columns if name != "kind"]].to_numpy(dtype="float64")
    differences = (numeric[:, None, :] - numeric[None, :, :]) ** 2
    if "kind" in rule.columns:
        kind = scores["kind"].astype(object).to_numpy()
        known = ~pd.isna(kind)
        other = (kind[:, None] != kind[None, :]).astype("float64")
        other[~(known[:, None] & known[None, :])] = np.nan
        differences = np.concatenate([differences, other[:, :, None]], axis=2)
    shared = np.isfinite(differences).sum(axis=2)
    squares = np.nansum(differences, axis=2) / np.maximum(shared, 1)
    rows = []
    for place, school_id in enumerate(ids):
        found = [
            (round(float(np.sqrt(squares[place, one])), 9), str(ids[one]), int(shared[place, one]))
            for one in range(len(ids))
            if one != place and shared[place, one] >= rule.min_columns
        ]
        for rank, (distance, peer_id, count) in enumerate(sorted(found)[: rule.k], start=1):
            rows.append((school_id, peer_id, rank, distance, count))
    return pd.DataFrame(rows, columns=columns)
