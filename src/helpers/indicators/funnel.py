"""Units between the lines of chance: the common share, and who lies beyond the limits.

Here: rows and facts of a funnel. Not here: the limits themselves (`intervals`), which units
differ from the others for sure (`against_rest`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import methodology
from helpers.indicators import intervals
from helpers.indicators.once import once
from helpers.indicators.unit_works import main_works
from helpers.indicators.works import Results
from helpers.vocabulary import natural


@dataclass(frozen=True)
class FunnelRule:
    """Values of `params/methodology/funnel.yaml`: share inside the outer lines, least points."""

    sure_pct: float = 99.8
    least: int = 10

    @classmethod
    def stated(cls) -> FunnelRule:
        """The rule of the parameter file."""
        rules = methodology.rules("funnel")
        return cls(rules.number("sure_pct"), int(rules.number("least")))


def of_main_work(view: Results) -> pd.DataFrame:
    """Units of the main work of the year, in the order of their names: rows of values with
    `unit_id` and `unit_name`; empty where no work was written by several units."""
    return once(view, "main work", lambda: _of_main_work(view))


def _of_main_work(view: Results) -> pd.DataFrame:
    rows = view.failed_units
    rows = rows[rows["series"].isin(main_works(view)[:1])]
    order = rows["unit_name"].map(natural).sort_values(kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def together(rows: pd.DataFrame) -> float:
    """Share of all units together, percent: sums of numerator and denominator."""
    return float(100 * rows["numerator"].sum() / rows["denominator"].sum())


def limits(
    rows: pd.DataFrame, share: float, inside_pct: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lower and upper limit of each row for its number of participants, percent."""
    return intervals.funnel_limits(share, rows["denominator"], inside_pct)


def beyond(rows: pd.DataFrame, share: float, inside_pct: float) -> NDArray[np.bool_]:
    """Which rows (denominator, value in percent) lie outside the limits of `inside_pct`."""
    low, high = limits(rows, share, inside_pct)
    value = rows["value"].to_numpy(dtype=np.float64)
    found: NDArray[np.bool_] = (value < low) | (value > high)
    return found
