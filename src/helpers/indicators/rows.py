"""Rows of a frame: as plain objects, one after another or by key; sums that stay missing.

Here: reading a finished frame row by row, for tables and sentences; groups of rows and sums
over them. Not here: arithmetic of indicators, which stays in whole columns.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.schemas.frames import TEXT
from helpers.vocabulary import folded


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows in order; columns are attributes, where their names may be (`class` may not)."""
    kind = _kind(tuple(frame.columns))
    return map(kind._make, frame.to_numpy(dtype=object).tolist())


@cache
def _kind(columns: tuple[str, ...]) -> type[Any]:
    """The class of a row: made once for the same columns, pandas would make it each time."""
    return namedtuple("Row", columns, rename=True)


def keyed(frame: pd.DataFrame, keys: Sequence[str]) -> dict[Any, Any]:
    """Row by its key: the value of the one key, or the tuple of several; the last one wins."""
    names = list(keys)
    found: dict[Any, Any] = {}
    for row in each(frame):
        key = tuple(getattr(row, name) for name in names)
        found[key if len(names) > 1 else key[0]] = row
    return found


#: So many rows are numbered one by one: whole columns would take longer to begin.
_FEW = 2000


def is_text(frame: pd.DataFrame, name: str, text: str) -> NDArray[np.bool_]:
    """Which rows have the text in a column of texts; a missing one is no text.

    Frames of a report are small: asked of the column itself, pandas would take longer to begin
    than to compare.
    """
    found: NDArray[np.bool_] = frame[name].to_numpy() == text
    return found


def is_number(frame: pd.DataFrame, name: str, number: int) -> NDArray[np.bool_]:
    """Which rows have the number in a column of numbers; a missing one is no number."""
    found: NDArray[np.bool_] = frame[name].to_numpy(dtype=np.float64, na_value=np.nan) == number
    return found


def only(frame: pd.DataFrame, which: NDArray[np.bool_]) -> pd.DataFrame:
    """The rows asked for: a copy on write of the frame where that is all of them."""
    return frame.copy(deep=False) if which.all() else frame[which]


def folded_texts(texts: pd.Series) -> pd.Series:
    """Each text as codes are compared (`vocabulary.folded`); a missing one is empty."""
    words = [folded(text) for text in texts.fillna("").tolist()]
    return pd.Series(words, index=texts.index, dtype=TEXT)


def grouped(frame: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Number of each row's group, in the order of appearance, and the first row of each.

    >>> codes, first = grouped(pd.DataFrame({"a": ["x", "y", "x"], "b": [1, 1, 1]}), ["a", "b"])
    >>> codes.tolist(), first.tolist()
    ([0, 1, 0], [0, 1])
    """
    # a missing value of floats or objects is not equal to itself as a key
    columns = [frame[name] for name in by]
    is_safe = all(column.dtype.kind != "f" and column.dtype != object for column in columns)
    if len(frame) <= _FEW and is_safe:
        keys = list(zip(*[column.tolist() for column in columns], strict=True))
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        code = np.array([numbers[key] for key in keys], dtype=np.int64)
        return code, np.unique(code, return_index=True)[1]
    code = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        own, known = pd.factorize(column, use_na_sentinel=False)
        code, _ = pd.factorize(code * len(known) + own)
    return code, np.flatnonzero(~pd.Series(code).duplicated().to_numpy())


def first_of(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The first row of each group, in order: `drop_duplicates`, quicker for few rows."""
    return frame.iloc[grouped(frame, by)[1]]


def whole_sums(frame: pd.DataFrame, by: Sequence[str], sums: Sequence[str]) -> pd.DataFrame:
    """Sums by group, missing where any part is missing: columns `by`, then `sums`.

    >>> rows = pd.DataFrame({"a": [1, 1, 2], "n": [1.0, None, 3.0]})
    >>> whole_sums(rows, ["a"], ["n"])["n"].tolist()
    [nan, 3.0]
    """
    groups = frame.groupby(list(by), sort=True)
    return groups[list(sums)].sum(skipna=False).reset_index()
