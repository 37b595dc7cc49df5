"""Pupils of each school whose score lies in the lowest quarter of the region.

Here: the lower quartile of the region from `reference` or from its distribution of scores,
pupils of a school at or below it. Not here: the limit of the rule (`rule`).

A work without a quartile of the region has no row: the quarter of a district is not the
quarter of its region. Scores are whole points, so more than a quarter of the region may lie
at or below the quartile; the share of a school is read against the limit of the rule only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators.low_results.rule import CODES
from helpers.indicators.rows import whole_sums
from helpers.indicators.scopes import Tables
from helpers.vocabulary import EARLIER_IN_AUTUMN

_WORK = ["wave", "procedure", "grade", "subject", "level"]
_KEY = ["school_id", "procedure", "grade", "subject", "level"]
_COLUMNS = [*_KEY, "below", "participants", "enrolled", "is_part"]


def in_lowest_quarter(data: Tables, year: int) -> pd.DataFrame:
    """One row per school and work: `below` (pupils at or below the quartile), participants.

    Grades are those of the programme; the waves of one campaign are added up. `enrolled` is
    not known from scores.
    """
    limits = regional_quartiles(data, year)
    scores = _scores(data, year).merge(limits, on=_WORK, how="inner")
    if not len(scores):
        return pd.DataFrame(columns=_COLUMNS)
    autumn = (scores["wave"] == "autumn") & scores["procedure"].isin(EARLIER_IN_AUTUMN)
    scores["grade"] = scores["grade"] - autumn.astype(int)
    scores["below"] = scores["pupils"].where(scores["score"] <= scores["q1"], 0.0)
    rows = whole_sums(scores, _KEY, ["below", "pupils"]).rename(columns={"pupils": "participants"})
    return rows.assign(enrolled=np.nan, is_part=False)[_COLUMNS]


def regional_quartiles(data: Tables, year: int) -> pd.DataFrame:
    """Lower quartile of the region by work: the stated one, else that of its distribution."""
    stated = _of_year(data.table("reference"), year)
    stated = stated[(stated["scope_type"] == "region") & (stated["statistic"] == "q1")]
    stated = stated.assign(q1=stated["value"].astype(float))[[*_WORK, "q1"]]
    rows = _of_year(data.table("score_distribution"), year)
    rows = rows[rows["scope_type"] == "region"]
    weight = rows["participants"].astype(float).fillna(rows["participants_pct"].astype(float))
    rows = rows.assign(weight=weight, score=rows["primary_score"].astype(float))
    found = [(*key, _lower_quartile(group)) for key, group in rows.groupby(_WORK, sort=True)]
    made = pd.DataFrame(found, columns=[*_WORK, "q1"])
    both = pd.concat([part for part in (stated, made) if len(part)] or [made])
    return both.dropna(subset="q1").drop_duplicates(_WORK).reset_index(drop=True)


def _lower_quartile(group: pd.DataFrame) -> float:
    """The least score with at least a quarter of the pupils at or below it."""
    if group["weight"].isna().any() or group["weight"].sum() <= 0:
        return float("nan")
    ordered = group.sort_values("score", kind="stable")
    reached = ordered["weight"].cumsum() >= 0.25 * ordered["weight"].sum() - 1e-9
    return float(ordered.loc[reached, "score"].iloc[0])


def _scores(data: Tables, year: int) -> pd.DataFrame:
    """Pupils of schools by score: `school_id`, work, `score`, `pupils`; distributions first."""
    table = _of_year(data.table("score_distribution"), year)
    table = table[table["scope_type"] == "school"].rename(columns={"scope_id": "school_id"})
    table = table.assign(
        score=table["primary_score"].astype(float), pupils=table["participants"].astype(float)
    )
    pupils = _of_year(data.table("individual"), year).dropna(subset=["primary_score", "grade"])
    pupils = pupils.assign(score=pupils["primary_score"].astype(float))
    columns = ["school_id", *_WORK, "score"]
    counted = pupils.groupby(columns, sort=True).size().rename("pupils").astype(float)
    frames = [table[[*columns, "pupils"]], counted.reset_index()]
    frames = [frame.astype({"grade": int}) for frame in frames if len(frame)]
    if not frames:
        return table[[*columns, "pupils"]].astype({"grade": int})
    held = pd.MultiIndex.from_frame(frames[0][["school_id", *_WORK]])
    if len(frames) > 1:
        again = pd.MultiIndex.from_frame(frames[1][["school_id", *_WORK]]).isin(held)
        frames[1] = frames[1][~again]
    return pd.concat(frames, ignore_index=True)


def _of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    rows = table[(table["year"] == year).fillna(False).astype(bool)]
    rows = rows[rows["procedure"].isin(list(CODES.values()))]
    return rows.assign(level=rows["level"].fillna(""), wave=rows["wave"].fillna("spring"))
