"""Works in which units can be set side by side: those that several units wrote.

Here: which works, in which order. Not here: their numbers (`works`), tables and drawings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from helpers import vocabulary
from helpers.indicators import low_results
from helpers.indicators.once import fact
from helpers.indicators.plain import known
from helpers.indicators.works import Results


def works_with_units(view: Results, most: int = 8) -> list[str]:
    """Works worth a column in the table of units: those of the rule of low results first.

    Only works that several units wrote; the widest first, `most` at most, in reading order.
    """
    works = _works(view)
    best = sorted(works.values(), key=lambda work: (not work.is_counted, -len(work.units)))
    kept = {work.series for work in best[:most]}
    return [name for name in works if name in kept]


def is_counted(rows: pd.DataFrame) -> pd.Series:
    """Whether the rule of low results looks at a work (`params/methodology/low_results`)."""
    slugs = vocabulary.PROCEDURE_SLUGS
    counted = {(slugs[p], grade, s) for p, grade, s in low_results.default_rule().counted}
    names = ("procedure", "programme_grade", "subject")
    keys = zip(*(known(rows[name]) for name in names), strict=True)
    return pd.Series([key in counted for key in keys], index=rows.index, dtype=bool)


def main_works(view: Results) -> list[str]:
    """Works to show unit by unit: the widest of ОГЭ, then of ВПР, of ЕГЭ, then all others.

    Works without any failure come last; of equally wide works mathematics before Russian.
    """
    works = _works(view)
    shown = [works[name] for name in works_with_units(view, most=40)]
    procedures, subjects = {"oge": 0, "vpr": 1, "ege": 2}, {"math": 0, "rus": 1}
    ordered = sorted(
        shown,
        key=lambda work: (
            procedures.get(work.procedure, 3), not work.failures, -len(work.units),
            subjects.get(work.subject, 2),
        ),
    )  # fmt: skip
    first: dict[str, str] = {}
    for work in ordered:
        if work.failures > 0:
            first.setdefault(work.procedure, work.series)
    widest = list(first.values())
    return [*widest, *(work.series for work in ordered if work.series not in widest)]


@dataclass
class _Work:
    """A work that units wrote: which units, and how many pupils failed in all of them."""

    series: str
    procedure: str
    subject: str
    is_counted: bool
    units: set[str] = field(default_factory=set)
    failures: float = 0.0


def _works(view: Results) -> dict[str, _Work]:
    """Works that several units wrote, by series, in reading order."""
    return fact(view, "works of units", lambda: _made_works(view))


def _made_works(view: Results) -> dict[str, _Work]:
    rows = view.failed_units
    works: dict[str, _Work] = {}
    names = ("series", "procedure", "subject", "unit_id", "numerator")
    columns = (known(rows[name]) for name in names)
    for series, procedure, subject, unit, failed, counted in zip(
        *columns, is_counted(rows).tolist(), strict=True
    ):
        work = works.setdefault(series, _Work(series, procedure, subject, counted))
        work.units.add(unit)
        work.failures += failed or 0.0
    return {series: work for series, work in works.items() if len(work.units) > 1}
