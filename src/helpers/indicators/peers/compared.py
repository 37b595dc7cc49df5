"""A school's result against the median of its peers.

Here: the comparison and its word. Not here: who the peers are (`conditions`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators import intervals
from helpers.indicators.peers.rule import Rule, sign


def usable_results(results: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Results that may be compared: one row per school and measure of the rule.

    From rows of indicator values of schools; those with fewer than `min_participants` are left
    out. Columns: school_id, indicator_id, value, n, low, high.
    """
    rows = results[results["indicator_id"].isin(rule.measures)]
    rows = rows[(rows["scope"] == "school") & (rows["status"] == "ok") & rows["value"].notna()]
    rows = rows[(rows["denominator"] >= rule.min_participants).fillna(False).astype(bool)]
    rows = rows.sort_values(["school_id", "denominator"], ascending=[True, False], kind="stable")
    rows = rows.drop_duplicates(["school_id", "indicator_id"]).rename(columns={"denominator": "n"})
    made = rows[["school_id", "indicator_id", "value", "n", "low", "high"]]
    made = made.astype(dict.fromkeys(("value", "n", "low", "high"), "float64"))
    order = made["indicator_id"].map({name: place for place, name in enumerate(rule.measures)})
    return (
        made.assign(order=order)
        .sort_values(["school_id", "order"])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def against_peers(results: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """Each result of a school beside its peers': one row per school and measure.

    `results` as `usable_results`, `peers` as `nearest`. Columns: school_id, indicator_id,
    value, n, low, high, peers (how many peers have the measure), peers_n (their participants),
    median (of the peers' values, each school one voice), difference (from the median), word.
    The word is «better» or «worse» when the difference from the median and the 95 % Newcombe
    interval against all participants of the peers together say the same, «like» when they
    do not, "" when fewer than two peers have the measure. One pupil rarely makes a word.
    """
    others = results[["school_id", "indicator_id", "value", "n"]]
    others = others.rename(columns={"school_id": "peer_id"})
    pairs = peers[["school_id", "peer_id"]].merge(others, on="peer_id")
    pairs["part"] = pairs["value"] * pairs["n"] / 100
    sums = pairs.groupby(["school_id", "indicator_id"], as_index=False).agg(
        peers=("value", "size"), peers_n=("n", "sum"), peers_part=("part", "sum"),
        median=("value", "median"),
    )  # fmt: skip
    made = results.merge(sums, on=["school_id", "indicator_id"], how="left")
    made["peers"] = made["peers"].fillna(0).astype(int)
    made["difference"] = made["value"] - made["median"]
    made["word"] = np.where(
        made["peers"] < 2,
        "",
        _words(made, made["difference"], made["peers_part"].round(6), made["peers_n"]),
    )
    return made.drop(columns="peers_part")


def _words(
    rows: pd.DataFrame, difference: pd.Series, part: pd.Series, whole: pd.Series
) -> np.ndarray:
    own = (rows["value"] * rows["n"] / 100).round(6)
    low, high = intervals.difference(own, rows["n"], part, whole)
    turn = rows["indicator_id"].map(sign).to_numpy()
    more = (low > 0) & (difference > 0).to_numpy()
    less = (high < 0) & (difference < 0).to_numpy()
    chosen = [np.where(turn > 0, more, less).astype(bool), np.where(turn > 0, less, more)]
    return np.select([chosen[0], chosen[1].astype(bool)], ["better", "worse"], "like")
