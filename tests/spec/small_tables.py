"""Small readable tables for the specs: only the columns that matter, typed as the store types.

Here: writing contract tables as a few dictionaries, and a run's data made of them. Not here:
any expectation.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers import params
from helpers.params import Municipality
from helpers.schemas import TABLES
from helpers.schemas.frames import typed

OWNER = "ivanteevsky"


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a contract table as `data.table(name)` would give them.

    A row may name its `municipality_id`; others belong to `OWNER`.
    """
    owned = [{"municipality_id": OWNER} | row for row in rows]
    frame = typed(owned, TABLES[name])
    frame["municipality_id"] = pd.Series([row["municipality_id"] for row in owned], dtype="str")
    return frame


class SmallData:
    """The data of a run made of small tables; tables that are not given are empty."""

    def __init__(self, tables: dict[str, pd.DataFrame], municipality_id: str = OWNER) -> None:
        self._tables = tables
        self._municipality_id = municipality_id

    @property
    def municipality(self) -> Municipality:
        """The municipality of the run."""
        return params.municipality(self._municipality_id)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run."""
        return (self._tables[name] if name in self._tables else table(name)).copy()


def one(values: pd.DataFrame, indicator_id: str, scope: str, school_id: str = "") -> pd.Series:
    """The only row of an indicator at a scope."""
    rows = values[
        (values["indicator_id"] == indicator_id)
        & (values["scope"] == scope)
        & (values["school_id"] == school_id)
    ]
    assert len(rows) == 1, f"{indicator_id} at {scope}: {len(rows)} rows"
    return rows.iloc[0]


def ratio(values: pd.DataFrame, indicator_id: str, scope: str, school_id: str = "") -> str:
    """«numerator of denominator», or the status of a row without a value."""
    row = one(values, indicator_id, scope, school_id)
    if row["status"] != "ok":
        return str(row["status"])
    return f"{row['numerator']:g} of {row['denominator']:g}"
