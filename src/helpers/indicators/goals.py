"""One judged row per target: on which schools it is judged and how sure the verdict is.

Here: the choice of the scope and the certainty. Not here: the verdict on a number
(`targets`), words (`wording`).
"""

from __future__ import annotations

import pandas as pd

from helpers import vocabulary
from helpers.indicators import admission, catalogue, scopes, targets, values
from helpers.indicators.catalogue import results as named_results
from helpers.indicators.plain import known, texts
from helpers.indicators.rows import is_text
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results
from helpers.params import RunParams

#: Scopes on which a target is judged, best first: the frozen list, the current one, the whole.
_SCOPES = ("cohort", "listed", "municipality", "region")
_RANK = {name: place for place, name in enumerate(_SCOPES)}
#: Certainty of a verdict.
MET, MET_BY_CHANCE, MISSED_BY_CHANCE, MISSED, UNKNOWN, UNDIRECTED = (
    "met", "met_by_chance", "missed_by_chance", "missed", "unknown", "undirected",
)  # fmt: skip


def judged(data: Tables, run: RunParams, made: pd.DataFrame) -> pd.DataFrame:
    """Targets of the run's year, one row per indicator (and wave), with `standing` and `cell`.

    Both waves of a campaign are judged, the title says which is the autumn one. `made` is what
    `compute` gave. A target is judged on the frozen list of the base year;
    where that has no value on the list of the year, else on the whole territory. `standing`
    is `met` or `missed` when the 95 % interval lies on one side of the target (or there is
    none), `met_by_chance` or `missed_by_chance` when it holds the target, `unknown` without a
    value, `undirected` when the target names no direction.
    """
    rows = targets.judged(made, data.table("targets"))
    own = is_text(rows, "municipality_id", run.municipality_id) & ~is_text(rows, "scope", "school")
    names = ("status", "scope", "indicator_id", "wave")
    best_of: dict[tuple[str, str], tuple[bool, int, int]] = {}
    for place, (status, scope, *key) in enumerate(
        zip(*(texts(rows[name]) for name in names), strict=True)
    ):
        if own[place]:
            rank = (status != "ok", _RANK.get(scope, len(_RANK)), place)
            best_of[key[0], key[1]] = min(rank, best_of.get((key[0], key[1]), rank))
    best = rows.iloc[sorted(place for *_, place in best_of.values())].reset_index(drop=True)
    autumn = best["wave"] == "autumn"
    best["title"] = best["title"].mask(autumn, best["title"] + " (осень)")
    best["standing"] = _standing(best)
    best["cell"] = values.cell_ids(best)
    best["place"] = best["scope"].map(vocabulary.SCOPE_LABELS)
    return best


def of_results(data: Tables, view: Results) -> pd.DataFrame:
    """Targets about results only (measures of procedures, admission, certificates), as `judged`."""
    of_year = admission.values_of_year(data, view.run)
    made = values.combined([view.values, of_year])
    where = scopes.places(data, view.run)
    rows = judged(data, view.run, targets.with_targets(made, data.table("targets"), where))
    named = {item.indicator_id for item in named_results.ENTRIES}
    chosen = [bool(catalogue.parts(name)) or name in named for name in rows["indicator_id"]]
    return rows[chosen].reset_index(drop=True)


def _standing(rows: pd.DataFrame) -> pd.Series:
    names = ("value", "target", "low", "high", "met")
    made = [_verdict(*numbers) for numbers in zip(*(known(rows[n]) for n in names), strict=True)]
    return pd.Series(made, index=rows.index, dtype="str")


def _verdict(
    value: float | None, target: float, low: float | None, high: float | None, met: bool | None
) -> str:
    if value is None:
        return UNKNOWN
    if met is None:
        return UNDIRECTED
    if low is not None and high is not None and low <= target <= high:
        return MET_BY_CHANCE if met else MISSED_BY_CHANCE
    return MET if met else MISSED
