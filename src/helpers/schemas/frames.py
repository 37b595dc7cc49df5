"""Typed frames: how a table's columns are held in pandas and in Parquet.

Here: types only. Not here: checks of values (`readers`) and files (`store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from helpers.schemas.tables import ABSENCE_COLUMN, MUNICIPALITY, PROVENANCE, TABLES, Table

#: Texts as Python objects: the tables of one municipality are small and taken apart very often,
#: and each Arrow-backed column would cost more to slice than all of its texts.
pd.set_option("mode.string_storage", "python")

#: Columns that the store adds to every table, with their pandas and Arrow types.
_ADDED = {
    ABSENCE_COLUMN: ("str", pa.string()),
    "extra": ("str", pa.string()),
    "source_id": ("str", pa.string()),
    "source_sheet": ("str", pa.string()),
    "source_row": ("Int64", pa.int64()),
}
_TYPES: dict[str, tuple[str, pa.DataType]] = {
    "text": ("str", pa.string()),
    "code": ("str", pa.string()),
    "year": ("Int64", pa.int64()),
    "count": ("Int64", pa.int64()),
    "number": ("Float64", pa.float64()),
    "percent": ("Float64", pa.float64()),
    "date": ("datetime64[s]", pa.date32()),
    "flag": ("boolean", pa.bool_()),
}


#: The type «str»: by this name pandas would look it up anew for every column.
TEXT = pd.StringDtype("python", na_value=np.nan)
_NULLABLE = {
    "Int64": pd.arrays.IntegerArray,
    "Float64": pd.arrays.FloatingArray,
    "boolean": pd.arrays.BooleanArray,
}


def column_types(table: Table) -> dict[str, tuple[str, pa.DataType]]:
    """Column → (pandas dtype, Arrow type) of a partition, the table's own columns first.

    The municipality is not among them: a partition stands for it, readers add it.
    """
    own = [name for name in table.columns if name != MUNICIPALITY]
    types = {name: _TYPES[table.column(name).kind] for name in own}
    types.update({name: _ADDED[name] for name in (ABSENCE_COLUMN, "extra", *PROVENANCE)})
    return types


def typed(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, table: Table) -> pd.DataFrame:
    """Rows as a frame with exactly the columns of a partition of the table, typed.

    Columns that are absent become missing; empty key texts become "" so that keys compare.
    Dates are midnight `datetime64[s]`.
    """
    given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    columns = {}
    for name, (dtype, _) in column_types(table).items():
        values = given[name] if name in given else pd.Series([None] * len(given), dtype="object")
        if dtype == "datetime64[s]":
            values = pd.to_datetime(values)
        if values.dtype != dtype:  # asked first: a change to the same type costs as much
            values = values.astype(dtype)  # type: ignore[call-overload]
        is_blank = _is_blank(name, dtype, table) and values.hasnans
        columns[name] = (values.fillna("") if is_blank else values).array
    return pd.DataFrame(columns)


def _is_blank(name: str, dtype: str, table: Table) -> bool:
    """Whether a missing cell of the column is an empty text."""
    return dtype == "str" and (name in table.optional or name in _ADDED)


def from_arrow(rows: pa.Table, table: Table) -> pd.DataFrame:
    """What `typed` makes of the rows of a partition, straight from Arrow.

    Equal texts of a column are one object: a region holds a million cells of a few hundred
    different texts.
    """
    columns: dict[str, Any] = {}
    held = set(rows.column_names)
    for name, (dtype, kind) in column_types(table).items():
        if name in held:
            cells = _cast(rows.column(name).combine_chunks(), kind)
        else:
            cells = pa.nulls(len(rows), kind)
        columns[name] = _array(cells, dtype, "" if _is_blank(name, dtype, table) else np.nan)
    return pd.DataFrame(columns)


def _cast(cells: pa.Array, kind: pa.DataType) -> pa.Array:
    """The cells as `kind`; a NaN, which other tools write for a missing number, is missing."""
    if cells.type == kind:
        return cells
    if pa.types.is_floating(cells.type) and not pa.types.is_floating(kind):
        cells = pa.array(cells.to_numpy(zero_copy_only=False), from_pandas=True)
    return cells.cast(kind)


def _array(cells: pa.Array, dtype: str, blank: object) -> Any:
    """One column as pandas holds it; `blank` stands for a missing text."""
    if dtype == "str":
        coded = cells.dictionary_encode()
        texts = np.array([*coded.dictionary.to_pylist(), blank], dtype=object)
        return pd.array(texts[_known(coded.indices, -1)], dtype=TEXT)
    if dtype == "datetime64[s]":
        return cells.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False)
    missing = cells.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
    return _NULLABLE[dtype](_known(cells, False if dtype == "boolean" else 0).copy(), missing)


def _known(cells: pa.Array, instead: int) -> np.ndarray:
    held = cells.fill_null(instead) if cells.null_count else cells
    values: np.ndarray = held.to_numpy(zero_copy_only=False)
    return values


def empty(table: Table) -> pd.DataFrame:
    """The table with no rows."""
    return _empty(table.name).copy()


@cache
def _empty(table_name: str) -> pd.DataFrame:
    return from_arrow(pa.table({}), TABLES[table_name])


def to_arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """The frame as an Arrow table with the declared types and no pandas metadata."""
    schema = pa.schema([(name, kind) for name, (_, kind) in column_types(table).items()])
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(
        None
    )
