"""How precisely a source prints its percents: the rounding that a printed value may carry.

Here: digits of printed values and of their column. Not here: the check itself (`quality`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Values with more decimals are results of a formula, not printed ones.
MOST_DECIMALS = 2
#: Dust of binary fractions.
_DUST = 1e-4


def rounding(printed: pd.Series, column: pd.Series) -> NDArray[np.float64]:
    """Largest distance of each printed percent from the exact one that rounding explains.

    Half of the last printed digit of the value itself: 11,1 → 0,05; 28,57 → 0,005. A table
    keeps no zeros at the end, so a whole value is read by its column (`column` names it: one
    code per source and sheet): 0,5 only where the whole column is whole, else the coarsest of
    the decimals there. In percentage points; NaN where nothing is printed.

    >>> percents = pd.Series([11.1, 28.57, 12.0, 12.0])
    >>> rounding(percents, pd.Series(["a", "a", "a", "b"])).round(3).tolist()
    [0.05, 0.005, 0.05, 0.5]
    """
    values = printed.astype(float)
    decimals = pd.Series(0.0, index=values.index)
    for digits in range(MOST_DECIMALS):
        decimals += ((values - values.round(digits)).abs() > _DUST).astype(float)
    finer = decimals.where((decimals > 0) & values.notna())
    decimals = decimals.where(decimals > 0, finer.groupby(column).transform("min").fillna(0))
    allowed = 0.5 * 10.0**-decimals + _DUST
    return np.asarray(allowed.where(values.notna()), dtype=np.float64)
