"""Columns of small frames as plain Python: lists of texts and values, flags, sums of the known.

Here: leaving a column for the few dozen rows of a report, with what is missing said plainly.
Not here: whole rows and groups of them (`rows`), arithmetic in whole columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def texts(column: pd.Series) -> list[str]:
    """The texts of a column in order; a missing one is empty."""
    values: list[str] = column.to_numpy(dtype=object, na_value="").tolist()
    return values


def known(column: pd.Series) -> list[Any]:
    """The values of a column in order; a missing one is None."""
    missing: Any = None
    values: list[Any] = column.to_numpy(dtype=object, na_value=missing).tolist()
    return values


def true(column: pd.Series) -> NDArray[np.bool_]:
    """Which flags of a column are true; a missing one is not."""
    flags: NDArray[np.bool_] = column.to_numpy(dtype=bool, na_value=False)
    return flags


def known_sum(values: Iterable[float | None]) -> float | None:
    """The sum of the known values; None where none is known."""
    told = [value for value in values if value is not None]
    return fsum(told) if told else None
