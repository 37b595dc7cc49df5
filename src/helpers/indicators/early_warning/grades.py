"""Which grades a school teaches, as far as a warning must know it.

Here: works a school cannot have, because it has no such grade, and grades nobody knows about.
Not here: chances of the other works (`frames`).

A grade that wrote a work in the year itself, or has results of the last year, is taught, whatever
the directory says; but a kind that the directory changes after the last year outranks its results.
Otherwise the kind of the school decides (a basic school ends with grade 9). Where the directory
gives no kind, a grade counts as absent only after several years, the last ones, in which the
school has results and others have results of that grade, but the school has none; else it is not
known. A school of another kind may have any grade; after as many silent years this is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import pandas as pd

from helpers.indicators.rows import each
from helpers.indicators.schools import begun
from helpers.vocabulary import folded

#: Procedure and grade of a work, without its subject.
Work = tuple[str, int]


@dataclass(frozen=True)
class Grades:
    """Works of a school: `absent_by_kind` and `absent_by_results` cannot be held there, of
    `unknown` (no kind given) and `silent` (the kind may have it, but the last years have no
    results) it is not known whether the school has the grade."""

    absent_by_kind: frozenset[Work] = frozenset()
    absent_by_results: frozenset[Work] = frozenset()
    unknown: frozenset[Work] = frozenset()
    silent: frozenset[Work] = frozenset()

    @property
    def absent(self) -> frozenset[Work]:
        """Works that the school does not have."""
        return self.absent_by_kind | self.absent_by_results


def grades_of(
    schools: pd.DataFrame,
    target: int,
    works: Sequence[Work],
    held: Sequence[Set[tuple[str, str, int]]],
    taught: Set[tuple[str, int]],
    last_grades: Mapping[str, str],
    silent_years: int,
) -> dict[str, Grades]:
    """Works that each school of `schools` cannot have in year `target`, by school_id.

    `held` are school, procedure and grade of all results of each year before the target, the
    last year first; `taught` are school and grade of works written in the target year itself;
    `last_grades` maps beginnings of a kind to its last grade.
    """
    last_year = held[0] if held else frozenset()
    years = [
        ({school for school, *_ in year}, {work[1:] for work in year}, year) for year in held
    ]  # fmt: skip
    before = _kinds(schools, target - 1)
    found = {}
    for school_id, kind in _kinds(schools, target).items():
        here = [work for work in works if (school_id, work[1]) not in taught]
        missing = [work for work in here if (school_id, *work) not in last_year]
        last = _last_grade(kind, last_grades)
        if last is not None:
            is_new = last != _last_grade(before.get(school_id, ""), last_grades)
            named = here if is_new else missing
            found[school_id] = Grades(frozenset(work for work in named if work[1] > last))
            continue
        silence = {work: _silence(school_id, work, years) for work in missing}
        gone = frozenset(work for work, (count, _) in silence.items() if count >= silent_years)
        unknown = frozenset(
            work for work, (count, had) in silence.items()
            if work not in gone and (count or not had)
        )  # fmt: skip
        found[school_id] = (
            Grades(silent=gone) if kind else Grades(absent_by_results=gone, unknown=unknown)
        )
    return found


def _last_grade(kind: str, last_grades: Mapping[str, str]) -> int | None:
    """The grade with which a school of a kind ends; None where the kind does not say."""
    return next((int(g) for word, g in last_grades.items() if kind.startswith(word)), None)


def _silence(
    school_id: str,
    work: Work,
    years: Sequence[tuple[Set[str], Set[tuple[str, int]], Set[tuple[str, str, int]]]],
) -> tuple[int, bool]:
    """How many years, the last first, the school has results and others have the work, but the
    school does not, and whether an earlier year of it ends them."""
    count = 0
    for schools_then, works_then, results in years:
        if (school_id, *work) in results:
            return count, True
        count += school_id in schools_then and work in works_then
    return count, False


def _kinds(schools: pd.DataFrame, target: int) -> dict[str, str]:
    """Kind of each school in the school year, folded; "" where the directory gives none."""
    rows = begun(schools, target).drop_duplicates("school_id", keep="last")
    return {str(row.school_id): folded(row.kind) for row in each(rows.fillna({"kind": ""}))}
