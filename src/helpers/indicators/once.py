"""What several parts of a report need: made once for the data of a run.

Here: the memory of what was made. Not here: what is worth keeping (that is said where it is
counted). What was made lives as long as the data it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from helpers import methodology, readings
from helpers.params import RunParams

Made = TypeVar("Made")
#: Data → the state of the rule files and what was made under it.
_made: WeakKeyDictionary[Any, tuple[Hashable, dict[Hashable, Any]]] = WeakKeyDictionary()


def once(data: Any, key: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame that `make` gives for these data, as a copy on write (`fact`)."""
    return fact(data, key, make).copy(deep=False)


def fact(data: Any, key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives for these data; made when it is first asked for under this key.

    Made anew after a rule file was edited: in an open notebook the rules may change under the
    same data. Nobody may change what is given: all who ask get the same object, and have read
    what it was made from (`readings`).
    """
    state = methodology.state()
    before, held = _made.get(data, (None, {}))
    if before != state:
        held = {}
        _made[data] = (state, held)
    if key in held:
        found, read = held[key]
        readings.again(read)
    else:
        with readings.noted() as read:
            found = make()
        held[key] = (found, read)
    made: Made = found
    return made


def values_by(
    kind: Any, data: Any, run: RunParams, only: Collection[str] | None = None
) -> pd.DataFrame:
    """The values that a module of indicators makes for a run (`kind.values_of_year`).

    They are those of the whole municipality, also where the run is about one of its schools.
    With `only`, those of its `INDICATORS` that are among these: for a module that counts in parts.
    """
    place = run.of_place()
    key = kind.__name__, repr(place)
    if only is None or set(kind.INDICATORS) <= set(only):
        readings.values(*key)
        return once(data, key, lambda: kind.values_of_year(data, place))
    chosen = tuple(name for name in kind.INDICATORS if name in only)
    return once(data, (*key, chosen), lambda: kind.values_of_year(data, place, chosen))
