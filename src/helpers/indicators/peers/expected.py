"""The result that a school's conditions let one expect, over the schools of a region.

Here: one straight line per measure with its prediction interval. Not here: a ranking of
residuals: only whether a school lies above, within or below its interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from helpers.indicators.peers.rule import Rule, sign


def expected_results(results: pd.DataFrame, hard: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Expected and real result by measure: one row per school and measure that can be judged.

    `results` as `usable_results`, `hard` as `hardship`. Ordinary least squares of the value on
    the index of hardship. Each school is predicted from the line of the OTHER schools, so that
    it does not help to set what is expected of it. Columns: school_id, indicator_id, value, n,
    expected, low, high (prediction interval of a single school), schools (with data), word
    («above», «as», «below» expected; above is better whatever the measure). Measures
    known for fewer than `regression_min_schools` schools are left out. Bounds are not cut at 0
    and 100: the line knows nothing of them.
    """
    columns = ["school_id", "indicator_id", "value", "n", "expected", "low", "high", "schools",
               "word"]  # fmt: skip
    rows = results[["school_id", "indicator_id", "value", "n"]].merge(
        hard[["school_id", "hardship"]].dropna(), on="school_id"
    )
    parts = []
    for name, part in rows.groupby("indicator_id", sort=False):
        x = part["hardship"].to_numpy()
        if len(part) < rule.regression_min_schools or float(np.ptp(x)) < 1e-9:
            continue
        made = _others(part, rule.regression_level)
        if made is None:
            continue
        better = sign(str(name))
        made["word"] = np.select(
            [made["value"] > made["high"], made["value"] < made["low"]],
            ["above", "below"] if better > 0 else ["below", "above"],
            "as",
        )
        parts.append(made)
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


def _others(part: pd.DataFrame, level: float) -> pd.DataFrame | None:
    """Prediction of each row from the line of all other rows, by removal from one fit."""
    x, y = part["hardship"].to_numpy(), part["value"].to_numpy()
    design = np.column_stack([np.ones_like(x), x])
    inverse = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    if (leverage > 1 - 1e-9).any():
        return None
    residual = y - design @ (inverse @ design.T @ y)
    freedom = len(y) - 3
    left = np.maximum((residual**2).sum() - residual**2 / (1 - leverage), 0.0)
    deleted = residual / (1 - leverage)
    half = special.stdtrit(freedom, 0.5 + level / 2) * np.sqrt(left / freedom / (1 - leverage))
    expected = y - deleted
    return part.assign(expected=expected, low=expected - half, high=expected + half, schools=len(y))
