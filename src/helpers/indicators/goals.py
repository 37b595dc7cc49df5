"""One judged row per target: on which schools it is judged and how sure the verdict is.

Here: the choice of the scope and the certainty. Not here: the verdict on a number
(`targets`), words (`wording`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import vocabulary
from helpers.indicators import admission, catalogue, scopes, targets, values
from helpers.indicators.catalogue import results as named_results
from helpers.indicators.once import values_by
from helpers.indicators.rows import grouped, is_text
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results
from helpers.params import RunParams

#: Scopes on which a target is judged, best first: the frozen list, the current one, the whole.
_SCOPES = ("cohort", "listed", "municipality", "region")
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
    own = is_text(rows, "municipality_id", run.municipality_id)
    rows = rows[own & ~is_text(rows, "scope", "school")]
    rank = rows["scope"].map({name: place for place, name in enumerate(_SCOPES)})
    order = np.lexsort((rank, ~is_text(rows, "status", "ok")))
    groups, _ = grouped(rows, ["indicator_id", "wave"])
    _, first = np.unique(groups[order], return_index=True)
    best = rows.iloc[np.sort(order[first])].reset_index(drop=True)
    autumn = np.where(is_text(best, "wave", "autumn"), " (осень)", "")
    return best.assign(
        title=best["title"] + autumn,
        standing=_standing(best),
        cell=values.cell_ids(best),
        place=best["scope"].map(vocabulary.SCOPE_LABELS),
    )


def of_results(data: Tables, view: Results) -> pd.DataFrame:
    """Targets about results only (measures of procedures, admission, certificates), as `judged`."""
    of_year = values_by(admission, data, view.run)
    made = values.combined([view.values, of_year])
    where = scopes.places(data, view.run)
    rows = judged(data, view.run, targets.with_targets(made, data.table("targets"), where))
    named = {item.indicator_id for item in named_results.ENTRIES}
    chosen = [bool(catalogue.parts(name)) or name in named for name in rows["indicator_id"]]
    return rows[chosen].reset_index(drop=True)


def _standing(rows: pd.DataFrame) -> pd.Series:
    met = rows["met"].to_numpy(dtype=bool, na_value=False)
    low, high, target = (rows[name].to_numpy() for name in ("low", "high", "target"))
    inside = (low <= target) & (high >= target)
    made = np.select(
        [rows["value"].isna(), rows["met"].isna(), met & inside, met, inside],
        [UNKNOWN, UNDIRECTED, MET_BY_CHANCE, MET, MISSED_BY_CHANCE],
        MISSED,
    )
    return pd.Series(made.astype(object), index=rows.index, dtype="str")
