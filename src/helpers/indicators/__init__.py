"""Indicators: tables of the store → values with numerator, denominator and interval.

Here: arithmetic without files. `catalogue` says what each indicator is, `values` what a row of
results looks like, `compute` makes all of them for a run. Not here: reading and storing,
pictures and sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.face import submodules

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from helpers.indicators.scopes import Tables
    from helpers.params import RunParams


def compute(
    data: Tables, run: RunParams, only: Collection[str] | None = None, with_results: bool = False
) -> pd.DataFrame:
    """Every indicator of the run's municipality and year, at every scope, with targets.

    Columns are `values.COLUMNS`; the order is fixed (`values.ordered`) and does not depend on
    the order of rows in the tables. Spring and autumn are rows of their own. Indicators that
    the plans ask for and that have no data are rows too, with their status. With `only`,
    nothing but the rows of these indicators, and nothing is counted that they do not need;
    `with_results` adds all that is measured of works and exams.
    """
    from helpers.indicators import (
        admission,
        calendar,
        context_values,
        exams,
        objectivity_values,
        once,
        results,
        roadmap_answers,
        scopes,
        targets,
        teacher_values,
        values,
    )

    whole = (admission, roadmap_answers, objectivity_values)
    in_parts = (teacher_values, context_values)
    named = {name for kind in (*whole, *in_parts) for name in kind.INDICATORS}
    wanted = named if only is None else set(only)
    has_results = only is None or with_results or bool(wanted - named)
    parts = [once.values_by(kind, data, run) for kind in (results, exams) if has_results]
    parts += [
        once.values_by(kind, data, run) for kind in whole if wanted.intersection(kind.INDICATORS)
    ]
    parts += [
        once.values_by(kind, data, run, wanted)
        for kind in in_parts
        if wanted.intersection(kind.INDICATORS)
    ]
    where = scopes.places(data, run)
    held = calendar.NotHeld.stated()
    made = values.stacked(parts)
    made = calendar.doubted(made, run.year, held)
    made = values.stacked([made, calendar.without_data(made, where, held)])
    if only is not None:
        kept = made["indicator_id"].isin(list(only))
        if with_results:
            kept |= ~made["indicator_id"].isin(list(named))
        made = made[kept].reset_index(drop=True)
    return values.ordered(targets.with_targets(made, data.table("targets"), where))


__getattr__, __dir__ = submodules(__name__)
