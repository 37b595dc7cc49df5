"""Pupils by the conditions they live and learn in, school by school, before any protection.

Here: counts of the table of conditions as rows for atoms: pupils at risk, with and without
accompaniment, and pupils with special needs. Not here: other people (`people`).

A school enters with complete and consistent numbers only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pandas as pd

TABLE = "context"
#: Not in the group, in it without accompaniment, in it with accompaniment.
RISK = "conditions.risk"
#: Without special needs, with them.
SPECIAL_NEEDS = "conditions.ovz"


def counts(context: pd.DataFrame, year: int) -> Iterator[tuple[str, pd.DataFrame, list[pd.Series]]]:
    """Of each domain: its name, the rows of the year that count, people by category."""
    rows = context[(context["year"] == year).fillna(False).astype(bool)]
    held = _nested(rows, "risk_accompanied", "risk_group", "pupils")
    yield RISK, held, [held["pupils"] - held["risk_group"],
                       held["risk_group"] - held["risk_accompanied"],
                       held["risk_accompanied"]]  # fmt: skip
    held = _nested(rows, "ovz", "pupils")
    yield SPECIAL_NEEDS, held, [held["pupils"] - held["ovz"], held["ovz"]]


def _nested(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Rows where each number is known and no larger than the next."""
    there = rows[list(names)].notna().all(axis=1)
    for part, whole in itertools.pairwise(names):
        there &= (rows[part] <= rows[whole]).fillna(False)
    return rows[there.astype(bool)]
