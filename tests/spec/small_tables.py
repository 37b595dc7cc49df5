"""Small readable tables for the specs: only the columns that matter, typed as the store types.

Here: writing a contract table as a few dictionaries. Not here: any expectation.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.schemas import TABLES
from helpers.schemas.frames import typed


def table(name: str, *rows: dict[str, Any], municipality_id: str = "ivanteevsky") -> pd.DataFrame:
    """Rows of a contract table as `data.table(name)` would give them."""
    frame = typed([{"municipality_id": municipality_id} | row for row in rows], TABLES[name])
    owners = [row.get("municipality_id", municipality_id) for row in rows]
    frame["municipality_id"] = pd.Series(owners, dtype="str")
    return frame
