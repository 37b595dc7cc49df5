"""Marks of a procedure against the marks of the class journal or of the year.

Here: how many pupils got a lower, the same, a higher mark than in the journal, for the
territory and its list. Not here: signs of biased marking (`objectivity`), which need more
than this comparison.

«Понизили» means that the mark of the work is lower than that of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from helpers import vocabulary
from helpers.indicators import scopes, works
from helpers.indicators.once import once
from helpers.indicators.plain import known, true
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results

SIDES = ("lowered", "confirmed", "raised")
_WORK = ["procedure", "grade", "programme_grade", "subject", "level", "wave"]


def comparison(data: Tables, view: Results) -> pd.DataFrame:
    """One row per work of the year and place (own, listed), in reading order.

    Columns: series, title, place, whole, the counts and `<side>_pct` (percent of those
    compared). A published row of the territory stands instead of the sum of its schools when
    it counts more pupils. Schools without all three numbers are left out of a sum.
    """
    place = view.own_scope, view.territory.municipality_id, view.run.register_source
    return once(data, ("journal", view.run.year, *place), lambda: _comparison(data, view))


def _comparison(data: Tables, view: Results) -> pd.DataFrame:
    year, territory = view.run.year, (view.own_scope, view.territory.municipality_id)
    register = data.table("shnor_register")
    listed = scopes.listed_schools(register, year, view.run.register_source).school_ids
    schools, published, of_list = _Sums(), _Sums(), _Sums()
    for scope, scope_id, work, counts in chain(_of_journal(data, year), _of_exams(data, year)):
        if None in counts or None in work:
            continue
        if scope == "school":
            schools.add(work, counts)
            if scope_id in listed:
                of_list.add(work, counts)
        if (scope, scope_id) == territory:
            published.add(work, counts)
    found = [
        (*work, *counts, place, sum(counts))
        for sums, place in ((schools, "own"), (published, "own"), (of_list, "listed"))
        for work, counts in sums.items()
        if sum(counts) > 0
    ]
    fullest: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in sorted(found, key=lambda row: -row[-1]):
        fullest.setdefault((row[: len(_WORK)], row[-2]), row)
    made = pd.DataFrame(list(fullest.values()), columns=[*_WORK, *SIDES, "place", "whole"])
    made = made.astype(dict.fromkeys([*SIDES, "whole"], float))
    for side in SIDES:
        made[f"{side}_pct"] = 100 * made[side] / made["whole"]
    return _ordered(made)


#: A work by the columns of `_WORK`; what a row of the data says of it in a place of a scope.
_Work = tuple[Any, ...]
_Said = tuple[str, str, _Work, tuple[Any, ...]]


class _Sums(dict[_Work, list[float]]):
    """Counts of `SIDES` by work."""

    def add(self, work: _Work, counts: Iterable[float]) -> None:
        """Counts of one more row of a work."""
        held = self.get(work, [0.0] * len(SIDES))
        self[work] = [before + count for before, count in zip(held, counts, strict=True)]


def _of_journal(data: Tables, year: int) -> Iterator[_Said]:
    rows = data.table("journal_match")
    names = ["scope_type", "scope_id", "procedure", "grade", "subject", "level", "wave", *SIDES]
    for scope, scope_id, name, grade, subject, level, wave, *counts in _lists(rows, year, names):
        is_earlier = wave == "autumn" and name in ("ВПР", "ДР")
        programme = grade - is_earlier if grade is not None else None
        slug = vocabulary.PROCEDURE_SLUGS.get(name)
        yield scope, scope_id, (slug, grade, programme, subject, level or "", wave), tuple(counts)


def _of_exams(data: Tables, year: int) -> Iterator[_Said]:
    rows = data.table("exams")
    sides = ["year_mark_lower", "year_mark_confirmed", "year_mark_higher"]
    names = ["scope_type", "scope_id", "form", "grade", "subject", "level", *sides]
    for scope, scope_id, form, grade, subject, level, *counts in _lists(rows, year, names):
        if form != "any":
            slug = vocabulary.PROCEDURE_SLUGS.get(form)
            work = (slug, grade, grade, subject, level or "", "spring")
            yield scope, scope_id, work, tuple(counts)


def _lists(rows: pd.DataFrame, year: int, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    of_year = true(rows["year"] == year)
    return zip(*(known(rows[name][of_year]) for name in names), strict=True)


def _ordered(made: pd.DataFrame) -> pd.DataFrame:
    made = made.astype({"grade": int, "programme_grade": int})
    named = made.assign(
        title=[
            works.work_title(
                row.procedure, row.grade, row.programme_grade, row.subject, row.level, row.wave
            )
            for row in each(made)
        ]
    )
    return named.loc[works.reading_order(named).index].reset_index(drop=True)
