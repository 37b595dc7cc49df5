"""Which grades a school teaches, as far as a warning must know it.

Here: works a school cannot have, because it has no such grade, and grades nobody knows about.
Not here: chances of the other works (`frames`).

What stands in the results of the last year is taught, whatever the directory says. Otherwise
the kind of the school decides (a basic school ends with grade 9). Where the directory gives no
kind, a grade counts as absent only after several years in which the school has results and
others have results of that grade, but the school has none; else it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import pandas as pd

from helpers.indicators.periods import school_year_end
from helpers.indicators.rows import each
from helpers.vocabulary import folded

#: Procedure and grade of a work, without its subject.
Work = tuple[str, int]


@dataclass(frozen=True)
class Grades:
    """Procedure and grade of works, by school: `absent_by_kind` and `absent_by_results` cannot
    be held there, of `unknown` it is not known whether the school has the grade."""

    absent_by_kind: Mapping[str, frozenset[Work]] = field(default_factory=dict)
    absent_by_results: Mapping[str, frozenset[Work]] = field(default_factory=dict)
    unknown: Mapping[str, frozenset[Work]] = field(default_factory=dict)

    def absent(self, school_id: str) -> frozenset[Work]:
        """Works that the school does not have."""
        none: frozenset[Work] = frozenset()
        return self.absent_by_kind.get(school_id, none) | self.absent_by_results.get(
            school_id, none
        )


def grades_of(
    schools: pd.DataFrame,
    target: int,
    works: Sequence[Work],
    held: Sequence[Set[tuple[str, str, int]]],
    last_grades: Mapping[str, str],
    silent_years: int,
) -> Grades:
    """Works that each school of `schools` cannot have in year `target`.

    `held` are school, procedure and grade of all results of each year before the target, the
    last year first; `last_grades` maps beginnings of a kind to its last grade.
    """
    last_year = held[0] if held else frozenset()
    speaking = [{school for school, *_ in year} for year in held]
    present = [{(procedure, grade) for _, procedure, grade in year} for year in held]
    by_kind, by_results, unknown = {}, {}, {}
    for school_id, kind in _kinds(schools, target).items():
        missing = [work for work in works if (school_id, *work) not in last_year]
        last = next((int(g) for word, g in last_grades.items() if kind.startswith(word)), None)
        if last is not None:
            by_kind[school_id] = frozenset(work for work in missing if work[1] > last)
        elif not kind:
            never = {
                work for work in missing
                if not any((school_id, *work) in year for year in held)
            }  # fmt: skip
            years = zip(speaking, present, strict=True)
            silent = [there for schools_then, there in years if school_id in schools_then]
            gone = {
                work for work in never if sum(work in there for there in silent) >= silent_years
            }
            by_results[school_id] = frozenset(gone)
            unknown[school_id] = frozenset(never - gone)
    return Grades(by_kind, by_results, unknown)


def _kinds(schools: pd.DataFrame, target: int) -> dict[str, str]:
    """Kind of each school in the school year, folded; "" where the directory gives none."""
    begun = schools["valid_from"].isna() | (
        schools["valid_from"] <= pd.Timestamp(school_year_end(target))
    )
    rows = schools[begun].sort_values(
        ["school_id", "valid_from"], kind="stable", na_position="first"
    )
    rows = rows.drop_duplicates("school_id", keep="last")
    return {str(row.school_id): folded(row.kind) for row in each(rows.fillna({"kind": ""}))}
