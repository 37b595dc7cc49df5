"""Places of schools: how hard their conditions are, how good their results, both for years.

Here: the index of hardship, the place by exam results, resilient schools. Not here: leaders
and partners (`leaders`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.indicators.peers.rule import Rule, sign


def hardship(scores: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """How hard the conditions are: school_id, hardship, is_hard; one row per school.

    The mean of the standard scores named by the rule, each turned so that more is harder;
    missing unless all that vary are known. `is_hard`: in the hardest part (`hard_share`) of
    the schools with an index; a tie across the border puts none of the tied in. Missing where
    there is no index or fewer than `min_schools` have one.
    """
    turned = pd.DataFrame({name: scores[name] * turn for name, turn in rule.hardship})
    varied = turned.loc[:, turned.notna().any()]
    index = varied.mean(axis=1, skipna=False) if len(varied.columns) else np.nan
    made = scores[["school_id"]].assign(hardship=index)
    return made.assign(is_hard=_top(made["hardship"].astype("float64"), rule.hard_share, rule))


def result_places(results: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Place of each school by exam results: school_id, place, measures, is_top, is_leading.

    For each measure a school's place is its share of the way from the worst (0) to the best
    (1), ties sharing the mean place; `place` is the mean over its `measures`, missing with fewer
    than `min_measures`. `is_top` and `is_leading`: in the upper `top_share`, `leader_share`.
    `results` as `usable_results`. A measure known for one school places nobody.
    """
    turned = results["value"] * results["indicator_id"].map(sign)
    groups = turned.groupby(results["indicator_id"])
    size = groups.transform("size")
    part = (groups.rank() - 1) / (size - 1).where(size > 1)
    rows = results[["school_id", "indicator_id"]].assign(part=part)
    made = rows.groupby("school_id", as_index=False).agg(
        place=("part", "mean"), measures=("part", "count")
    )
    place = made["place"].astype("float64").round(9)
    made["place"] = place.where(made["measures"] >= rule.min_measures)
    return made.assign(
        is_top=_top(made["place"], rule.top_share, rule),
        is_leading=_top(made["place"], rule.leader_share, rule),
    )


def _top(values: pd.Series, share: float, rule: Rule) -> pd.Series:
    """Whether a value is in the upper share of the known ones; missing where it is not known."""
    known = values.notna()
    if int(known.sum()) < rule.min_schools:
        return pd.Series(pd.NA, index=values.index, dtype="boolean")
    ranks = values.round(9).rank(method="max", ascending=False)
    return (ranks <= share * known.sum() + 1e-3).astype("boolean").where(known, pd.NA)


def resilient(
    hard: Mapping[int, pd.DataFrame], places: Mapping[int, pd.DataFrame], year: int, rule: Rule
) -> pd.DataFrame:
    """Schools in hard conditions with good results, years running: one row per school judged.

    `hard` and `places` by year. Columns: school_id, years (judged), is_resilient. A school is
    judged only when every one of the years has both its conditions and its place.
    """
    span = range(year - rule.resilient_years + 1, year + 1)
    whole: pd.DataFrame | None = None
    for one in span:
        if one not in hard or one not in places:
            return pd.DataFrame(columns=["school_id", "years", "is_resilient"])
        both = hard[one].merge(places[one], on="school_id").dropna(subset=["is_hard", "is_top"])
        yes = (both["is_hard"] & both["is_top"]).astype(bool)
        both = both[["school_id"]].assign(**{f"in_{one}": yes})
        whole = both if whole is None else whole.merge(both, on="school_id")
    assert whole is not None
    flags = whole[[f"in_{one}" for one in span]]
    made = whole[["school_id"]].assign(years=len(span), is_resilient=flags.all(axis=1))
    return made.sort_values("school_id").reset_index(drop=True)
