"""Admission to the final exams and certificates, grades 9 and 11.

Here: who was admitted and who got a certificate, of those enrolled. Not here: the exams
themselves (`exams`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators import scope_sums, scopes, values
from helpers.indicators.rows import is_number, is_text
from helpers.indicators.scopes import PLACE, STATE, Tables
from helpers.params import RunParams

_GRADES = (9, 11)
_FRACTION = ("numerator", "denominator")
_MEASURES = {"admitted": "admitted_share", "certified": "programme_mastered_share"}
_BOTH = "gia.programme_mastered_share"

#: Every identifier that this module gives a row for.
INDICATORS = (*(f"gia{grade}.{name}" for grade in _GRADES for name in _MEASURES.values()), _BOTH)


def values_of_year(data: Tables, run: RunParams) -> pd.DataFrame:
    """All values of admission and certificates of the run's year, at every scope.

    A certificate stands for a mastered programme: it is given to those who passed the final
    exams. Pupils of grades 9 and 11 are different persons, so `gia.programme_mastered_share`
    may add them.
    """
    where = scopes.places(data, run)
    rows = fractions(data.table("admission"), run.year)
    if rows.empty:
        return values.empty()
    spread = scope_sums.with_published(rows, ["indicator_id"], _FRACTION, where)
    return values.shares(spread.assign(year=where.year, status=spread[STATE]))


def fractions(admission: pd.DataFrame, year: int) -> pd.DataFrame:
    """Numerator and denominator of each indicator by place, with `state` and `note`."""
    numbers = ["enrolled", "admitted", "certified"]
    asked = is_number(admission, "year", year) & admission["grade"].isin(_GRADES).to_numpy()
    rows = admission.loc[asked, [*PLACE, *numbers, "grade", "absences"]].reset_index(drop=True)
    rows = rows.assign(
        school_id=rows["scope_id"].where(is_text(rows, "scope_type", "school"), ""),
        note="",
        **{name: rows[name].to_numpy(dtype=float, na_value=np.nan) for name in numbers},
    )
    stem = "gia" + rows["grade"].astype("str")
    parts = []
    for counted, measure in _MEASURES.items():
        part = rows.assign(
            indicator_id=stem + "." + measure,
            numerator=rows[counted],
            denominator=rows["enrolled"],
            **{STATE: scopes.states(rows, [counted, "enrolled"], ["enrolled"])},
        )
        if part[counted].notna().any() or (part[STATE] == scopes.SUPPRESSED).any():
            parts.append(part)
    if not parts:
        return pd.DataFrame()
    found = pd.concat(parts, ignore_index=True)
    mastered = found[
        [name.endswith("programme_mastered_share") for name in found["indicator_id"].tolist()]
    ]
    both = scope_sums.summed(mastered, [*PLACE, "school_id"], _FRACTION).assign(
        indicator_id=_BOTH, note=""
    )
    return pd.concat([found, both], ignore_index=True)
