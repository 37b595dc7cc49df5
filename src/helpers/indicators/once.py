"""Frames that several parts of a report need: made once for the data of a run.

Here: the memory of what was made. Not here: what is worth keeping (that is said where it is
counted). A frame lives as long as the data it was made from; who asks gets a copy on write.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

_made: WeakKeyDictionary[Any, dict[Hashable, pd.DataFrame]] = WeakKeyDictionary()


def once(data: Any, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """What `make` gives for these data; made when it is first asked for under this key."""
    held = _made.setdefault(data, {})
    if key not in held:
        held[key] = make()
    return held[key].copy(deep=False)
