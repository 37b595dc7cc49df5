"""A fitted chance of low results: only where the past has enough of them.

Here: logistic regression of «came low» on the shrunk share and on having been low the year
before, judged on years it has not seen. Not here: the warnings themselves (`frames`).

With few low results a model learns noise; below the stated number of events there is none and
the warnings stand on the shrunk shares alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from helpers.indicators import intervals

Floats = NDArray[np.float64]
#: Limits of the groups of predicted chances in the calibration, percent.
GROUPS = (0, 5, 20, 50, 100)


@dataclass(frozen=True)
class Model:
    """`events` low results among `rows` past warnings; `coefficients` (log-odds: intercept, shrunk
    share, low the year before) or None where events are too few or of one year only.

    `backtest` has one row per past warning with `predicted` (percent, by a model of the other
    years), `came_low` and `target_year`; `brier` and `brier_plain` are mean squared errors of
    the model and of the share of low results in the other years.
    """

    rows: int
    events: int
    needed: int
    coefficients: tuple[float, ...] | None
    backtest: pd.DataFrame
    brier: float
    brier_plain: float

    @property
    def calibration(self) -> pd.DataFrame:
        """One row per group of predicted chances: from_pct, to_pct, warned, predicted (mean),
        came (percent), low, high (95 % Wilson)."""
        rows = self.backtest
        found = []
        for start, end in pairwise(GROUPS):
            last = end == GROUPS[-1]
            inside = (rows["predicted"] >= start) & ((rows["predicted"] < end) | last)
            group = rows[inside]
            came = int(group["came_low"].sum())
            found.append((start, end, len(group), group["predicted"].mean(), came))
        made = pd.DataFrame(
            found, columns=["from_pct", "to_pct", "warned", "predicted", "came_low"]
        )
        made["came"] = 100 * made["came_low"] / made["warned"].where(made["warned"] > 0)
        made["low"], made["high"] = intervals.wilson(made["came_low"], made["warned"])
        return made.drop(columns="came_low")


def fitted(history: pd.DataFrame, needed: int) -> Model:
    """The model of past warnings (`frames.EarlyWarning.work_history`)."""
    events = int(history["came_low"].astype(bool).sum())
    years = sorted({int(year) for year in history["target_year"]})
    empty = pd.DataFrame(columns=["target_year", "predicted", "came_low"])
    if events < needed or len(years) < 2:
        return Model(len(history), events, needed, None, empty, float("nan"), float("nan"))
    came = history["came_low"].to_numpy(dtype=np.float64)
    features = design(history)
    parts, plain = [], np.zeros(len(history))
    for year in years:
        held_out = (history["target_year"] == year).to_numpy(dtype=bool)
        coefficients = logistic(features[~held_out], came[~held_out])
        predicted = 100 * special.expit(features[held_out] @ coefficients)
        parts.append(
            history.loc[held_out, ["target_year"]].assign(
                predicted=predicted, came_low=came[held_out].astype(int)
            )
        )
        plain[held_out] = came[~held_out].mean()
    backtest = pd.concat(parts).sort_index().reset_index(drop=True)
    brier = float(((backtest["predicted"] / 100 - backtest["came_low"]) ** 2).mean())
    whole = tuple(float(value) for value in logistic(features, came))
    return Model(
        len(history), events, needed, whole, backtest, brier, float(((plain - came) ** 2).mean())
    )


def design(rows: pd.DataFrame) -> Floats:
    """Columns of the model: 1, log-odds of the shrunk share, low the year before."""
    share = np.clip(rows["shrunk"].to_numpy(dtype=np.float64) / 100, 0.001, 0.999)
    was_low = rows["was_low"].to_numpy(dtype=np.float64)
    return np.column_stack([np.ones(len(rows)), special.logit(share), was_low])


def logistic(features: Floats, came: Floats) -> Floats:
    """Coefficients of largest likelihood (Newton steps).

    A very weak pull to zero keeps them finite where the groups are apart.
    """
    pull = 1e-6 * np.eye(features.shape[1])
    beta = np.zeros(features.shape[1])
    for _ in range(50):
        chance = special.expit(features @ beta)
        weight = chance * (1 - chance)
        slope = features.T @ (came - chance) - pull @ beta
        curve = (features * weight[:, None]).T @ features + pull
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return np.asarray(beta, dtype=np.float64)
