"""Pupils: how many sit in each grade, how able they are, who writes.

Here: enrolment and ability, the hidden truth behind all results. Not here: what is reported
about them (`results`). A cohort is the pupils who enter grade 1 together; it keeps its
abilities from grade to grade, so that dynamics of one cohort make sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tools.demo_data.draws import Draws
from tools.demo_data.territories import School

#: Strain of a year that all schools feel.
YEAR_EFFECT = {2019: 0.0, 2020: -0.22, 2021: -0.10, 2022: -0.12, 2023: 0.0, 2024: 0.05}


@cache
def _cohort(school: School, cohort: int) -> tuple[float, ...]:
    """Abilities of the pupils of a cohort, in the order of their (unknown) names."""
    draws = Draws("cohort", school.school_id, cohort)
    size = max(0, round(school.size * (0.75 + 0.5 * draws.share()))) if school.size > 4 else (
        draws.whole(max(0, school.size - 2), school.size + 2)
    )  # fmt: skip
    shift = 0.15 * draws.normal()
    return tuple(shift + 0.72 * draws.normal() for _ in range(size + 2))


def enrolled(school: School, grade: int, year: int) -> int:
    """Pupils of a grade in a school year; 0 where nobody sits there."""
    if not school.is_open(year) or grade > school.last_grade:
        return 0
    everyone = len(_cohort(school, year - grade)) - 2
    if everyone > 4:
        everyone += Draws("moves", school.school_id, year - grade, year).whole(-1, 1)
    if grade >= 10:
        return everyone * 9 // 20 if everyone >= 4 else 0
    return everyone


@dataclass(frozen=True)
class Pupil:
    """One pupil of a grade: number within the grade and ability without the school's effect."""

    number: int
    ability: float


def pupils(school: School, grade: int, year: int) -> list[Pupil]:
    """The pupils of a grade; of grades 10 and 11 the abler part of the cohort."""
    count = enrolled(school, grade, year)
    everyone = [Pupil(i, a) for i, a in enumerate(_cohort(school, year - grade), start=1)]
    if grade < 10:
        return everyone[:count]
    draws = Draws("stays", school.school_id, year - grade)
    ranked = sorted(everyone, key=lambda pupil: -(pupil.ability + 0.5 * draws.normal()))
    return sorted(ranked[:count], key=lambda pupil: pupil.number)


@cache
def _taught(school_id: str, subject: str, period: int) -> float:
    """How well a subject is taught in a school for two years, beside its general strength."""
    return 0.15 * Draws("taught", school_id, subject, period).normal()


def shown_ability(
    school: School, year: int, subject: str, pupil: Pupil, grade: int, work: str
) -> float:
    """How able a pupil shows himself in one work, in deviations of the country."""
    draws = Draws("work", school.school_id, year, subject, grade, work, pupil.number)
    value = (
        school.strength(year) + YEAR_EFFECT[year] + _taught(school.school_id, subject, year // 2)
    )
    value += pupil.ability + 0.55 * draws.normal()
    if work == "ВПР":
        value += school.inflated + school.shift(year, grade, subject)
    return value


def has_left_gap(school: School, year: int) -> bool:
    """Whether a school reported nothing of a year, or did not exist."""
    return year in school.missing or not school.is_open(year)
