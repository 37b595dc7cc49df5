"""The index of objectivity of a region as an indicator value.

Here: the value of the catalogue. Not here: signs and their counts (`objectivity`). The official
method names the index for a region; a single municipality has none. Internal edition only.
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import objectivity, values
from helpers.indicators.scopes import Tables
from helpers.params import RunParams

INDICATORS = ("schools.objectivity_index",)


def values_of_year(data: Tables, run: RunParams) -> pd.DataFrame:
    """Schools without signs among those with any computed sign, percent: one row of a region."""
    if run.edition != "internal" or not data.municipality.is_region:
        return values.frame()
    counted = objectivity.by_school(objectivity.signs(data, run))
    whole = objectivity.index(counted)
    judged = int(whole["judged"].iloc[0]) if len(whole) else 0
    row = {"indicator_id": INDICATORS[0], "municipality_id": run.municipality_id, "year": run.year,
           "scope": "region"}  # fmt: skip
    if not judged:
        note = "ни у одной школы нет данных для признаков"
        return values.absent([row | {"note": note}])
    clear = judged - int(whole["with_signs"].iloc[0])
    note = f"признаки посчитаны у {judged} из {int(whole['schools'].iloc[0])} школ; признак — " \
        "повод проверить, а не вывод"  # fmt: skip
    return values.shares([row | {"numerator": clear, "denominator": judged, "note": note}])
