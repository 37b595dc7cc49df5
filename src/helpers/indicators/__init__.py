"""Indicators: tables of the store → values with numerator, denominator and interval.

Here: arithmetic without files. `catalogue` says what each indicator is, `values` what a row of
results looks like, `compute` makes all of them for a run. Not here: reading and storing,
pictures and sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.face import submodules

if TYPE_CHECKING:
    import pandas as pd

    from helpers.indicators.scopes import Tables
    from helpers.params import RunParams


def compute(data: Tables, run: RunParams) -> pd.DataFrame:
    """Every indicator of the run's municipality and year, at every scope, with targets.

    Columns are `values.COLUMNS`; the order is fixed (`values.ordered`) and does not depend on
    the order of rows in the tables. Spring and autumn are rows of their own. Indicators that
    the plans ask for and that have no data are rows too, with their status.
    """
    from helpers.indicators import (
        admission,
        calendar,
        context_values,
        exams,
        results,
        roadmap_answers,
        scopes,
        targets,
        teacher_values,
        values,
    )

    sources = (
        results.values_of_year,
        exams.values_of_year,
        admission.values_of_year,
        teacher_values.values_of_year,
        context_values.values_of_year,
        roadmap_answers.values_of_year,
    )
    where = scopes.places(data, run)
    held = calendar.NotHeld.stated()
    made = values.stacked([source(data, run) for source in sources])
    made = calendar.doubted(made, run.year, held)
    made = values.stacked([made, calendar.without_data(made, where, held)])
    return values.ordered(targets.with_targets(made, data.table("targets"), where))


__getattr__, __dir__ = submodules(__name__)
