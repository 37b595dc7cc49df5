"""Parquet tables: bytes → one grid with the header as its first row."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from helpers.errors import InputDataError, Problem
from helpers.readers.grid import Grid


def read_parquet(content: bytes, file: str) -> Grid:
    """The grid of a Parquet file; row 1 is the header, as a spreadsheet would show it."""
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, pa.ArrowException, OSError) as error:
        message = f"Файл Parquet повреждён ({type(error).__name__})."
        raise InputDataError([Problem("error", "broken_file", message, file=file)]) from None
    columns = [column.to_pylist() for column in table.columns]
    rows = [list(table.column_names), *(list(row) for row in zip(*columns, strict=True))]
    return Grid(file, "", rows)
