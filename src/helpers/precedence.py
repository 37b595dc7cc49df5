"""Rows of two sources with one key: which of them stands.

Here: rows that give way and rows that say the same. Not here: the refusal of the rest and
storing (`imports`), the comparison of two rows (`readers.agreement`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from helpers.readers.agreement import DERIVED, completed
from helpers.schemas import TABLES

#: A part of keys with at most this many values in new rows is worth looking at first.
_FEW = 3


def keys_of(frame: pd.DataFrame, table: str) -> pd.MultiIndex:
    """Keys of rows inside a partition."""
    return pd.MultiIndex.from_frame(frame[list(TABLES[table].stored_key)])


def clashes(held: pd.DataFrame, frame: pd.DataFrame, table: str) -> pd.Series:
    """Whether each stored row has the key of a new one.

    Whole keys are compared only where the parts that new rows share (year, subject …) agree.
    """
    near = pd.Series(True, index=held.index)
    for part in TABLES[table].stored_key:
        values = frame[part].unique()
        if len(values) <= _FEW:
            near &= held[part].isin(values)
    found = pd.Series(False, index=held.index)
    if near.any():
        found[near] = keys_of(held[near], table).isin(keys_of(frame, table))
    return found


def without_derived(
    held: pd.DataFrame, frame: pd.DataFrame, table: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stored and new rows after those made from individual results gave way to a summary's."""
    old, new = held["extra"] == DERIVED, frame["extra"] == DERIVED
    if not old.any() and not new.any():
        return held, frame
    stated_new, stated_old = keys_of(frame[~new], table), keys_of(held[~old], table)
    held = held[~(old & keys_of(held, table).isin(stated_new))]
    return held, frame[~(new & keys_of(frame, table).isin(stated_old))]


def without_repeated(
    held: pd.DataFrame, frame: pd.DataFrame, table: str, repeating: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stored rows completed by new ones that agree with them, and the new rows that are left.

    Only stored rows of the sources `repeating` are compared. A stored row keeps its source and
    gets from the new one what it lacks.
    """
    mine = held["source_id"].isin(list(repeating))
    at = dict(zip(keys_of(held[mine], table), held.index[mine], strict=True))
    keys = keys_of(frame, table)
    repeated = keys.isin(list(at)) if at else pd.Series(False, index=frame.index).to_numpy()
    if not repeated.any():
        return held, frame
    held, dropped = held.copy(), []
    known = held.loc[[at[key] for key in keys[repeated]]].to_dict("records")
    fresh = frame[repeated].to_dict("records")
    for key, place, old, new in zip(
        keys[repeated], frame.index[repeated], known, fresh, strict=True
    ):
        joined = completed(_plain(old), _plain(new), TABLES[table])
        if joined is None:
            continue
        dropped.append(place)
        for name, value in joined.items():
            if pd.isna(old[name]) and value is not None:
                held.loc[at[key], name] = value
    return held, frame.drop(index=dropped)


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
