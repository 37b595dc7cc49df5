"""Protected answers as rows of `shnor indicators --edition public`.

Here: the frame of `indicators.values` with what may be said, and the ordinary indicators
without their numbers. Not here: deciding what may be said (`audit`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers import guard
from helpers.disclosure import access
from helpers.disclosure.protected import Answer, Fact, Protected
from helpers.indicators import compute, intervals, values
from helpers.params import RunParams
from helpers.store import Data, Store

_HIDDEN_NOTE = "в публичном издании не показывается: за числом видны отдельные люди или школы"
_STATUS = {"exact": "ok", "band": "suppressed", "hidden": "suppressed", "no_data": "no_data"}


def indicators(run: RunParams, dataset: Path | str | None = None) -> pd.DataFrame:
    """Rows in the published order: answers of the run's year, then what stays hidden.

    An answer pools years and grades and says so in its note; a band stands in `band`, with
    status `suppressed`. Ordinary indicators of one year are listed without numbers; rows of
    single schools are left out.
    """
    protected = access.answers(run, dataset)
    own_scope = "region" if run.municipality.is_region else "municipality"
    answers = [
        _answer_row(one, run, own_scope)
        for one in protected.answers
        if one.year == run.year and not one.school
    ]
    facts = [
        _fact_row(one, run, own_scope) for one in protected.facts if one not in protected.sent()
    ]
    return values.stacked([values.frame([*answers, *facts]), _hidden(protected, dataset)])


def _answer_row(one: Answer, run: RunParams, scope: str) -> dict[str, Any]:
    low = high = np.nan
    if one.kind == "exact":
        low, high = (
            float(end[0])
            for end in intervals.wilson(np.array([one.part], float), np.array([one.whole], float))
        )
    years = str(one.year) if one.first_year == one.year else f"{one.first_year}–{one.year}"
    return {
        "indicator_id": one.question_id,
        "title": one.title,
        "municipality_id": run.municipality_id,
        "year": one.year,
        "scope": scope,
        "numerator": one.part,
        "denominator": one.whole,
        "value": one.value,
        "unit": "%",
        "interval_kind": "wilson" if one.kind == "exact" else "none",
        "low": low,
        "high": high,
        "status": _STATUS[one.kind],
        "note": f"за {years} вместе, школ: {one.schools}",
        values.BAND: (one.low, one.high) if one.kind == "band" else None,
    }


def _fact_row(one: Fact, run: RunParams, scope: str) -> dict[str, Any]:
    return {
        "indicator_id": one.fact_id,
        "title": one.title,
        "municipality_id": run.municipality_id,
        "year": run.year,
        "scope": scope,
        "numerator": one.part,
        "denominator": one.whole,
        "value": one.value,
        "unit": one.unit,
        "note": "сведения о школах и планах, не о людях",
    }


@guard.reading()
def _hidden(protected: Protected, dataset: Path | str | None) -> pd.DataFrame:
    """The ordinary indicators above school level, their numbers withheld."""
    run = protected.run
    made = compute(Data(Store(dataset), run), run)
    told = {one.question_id for one in protected.answers} | {one.fact_id for one in protected.facts}
    made = made[(made["scope"] != "school") & ~made["indicator_id"].isin(list(told))]
    had = (made["status"] == "ok").to_numpy()
    blank = dict.fromkeys(("numerator", "denominator", "value", "low", "high"), np.nan)
    return made.assign(
        **blank,
        interval_kind="none",
        status=np.where(had, "suppressed", made["status"]),
        note=np.where(had, _HIDDEN_NOTE, ""),
    )
