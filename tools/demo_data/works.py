"""Works written by pupils: ВПР, diagnostic works of grade 10, with the result of each pupil.

Here: who wrote what and with what result. Not here: exams (`exams`), tables (`results`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.demo_data.draws import Draws
from tools.demo_data.pupils import Pupil, has_left_gap, pupils, shown_ability
from tools.demo_data.scales import BY_LOT, DR, VPR, Scale, vpr_subjects
from tools.demo_data.territories import School, Territory


@dataclass(frozen=True)
class Outcome:
    """What one pupil got; `journal` is the mark of the term before."""

    pupil: Pupil
    ability: float
    points: int
    mark: int
    journal: int


@dataclass(frozen=True)
class Work:
    """One work of one grade of one school: who was enrolled, who wrote, with what result."""

    school: School
    year: int
    wave: str
    procedure: str
    grade: int
    programme_grade: int
    subject: str
    selection: str
    class_letter: str
    enrolled: int
    exempt: int
    maximum: int
    outcomes: tuple[Outcome, ...]

    @property
    def absent(self) -> int:
        """Pupils who neither wrote nor were exempt."""
        return self.enrolled - self.exempt - len(self.outcomes)

    def marks(self) -> tuple[int, int, int, int]:
        """How many got 2, 3, 4, 5."""
        return tuple(sum(o.mark == m for o in self.outcomes) for m in (2, 3, 4, 5))  # type: ignore[return-value]


def _outcome(
    scale: Scale,
    ability: float,
    pupil: Pupil,
    school: School,
    work: tuple[int, int, str],
) -> Outcome:
    year, programme, subject = work
    draws = Draws("journal", school.school_id, f"{year}|{subject}|{programme}", pupil.number)
    taught = ability - school.inflated - school.shift(year, programme, subject)
    taught = -taught if work in school.contrary else taught
    kind = 0.15 if school.level > -0.5 else 0.40
    journal = max(3, scale.mark(taught + kind + 0.4 * draws.normal()))
    if draws.chance(0.03) and scale.mark(taught) == 2:
        journal = 2
    points, mark = scale.points(ability), scale.mark(ability)
    if school.inflated and points + 1 in scale.starts and draws.chance(0.8):
        points, mark = points + 1, mark + 1
    return Outcome(pupil, ability, points, mark, journal)


def _work(
    school: School,
    year: int,
    wave: str,
    procedure: str,
    programme: int,
    subject: str,
    scale: Scale,
    selection: str = "all",
    letter: str = "",
) -> Work:
    grade = programme + (wave == "autumn")
    sitting = grade if procedure == "ДР" else programme
    year_of_cohort = year + 1 if procedure == "ДР" else year
    group = pupils(school, sitting, year_of_cohort)
    if letter:
        group = [p for p in group if ("А", "Б")[p.number % 2] == letter]
    draws = Draws("present", school.school_id, year, programme, subject, procedure, letter)
    exempt = draws.hits(len(group), 0.35 if school.is_special else 0.015)
    writers = [p for p in group[exempt:] if draws.chance(0.93)]
    outcomes = tuple(
        _outcome(
            scale,
            shown_ability(school, year, subject, p, programme, procedure),
            p,
            school,
            (year, programme, subject),
        )
        for p in writers
    )
    return Work(
        school, year, wave, procedure, grade, programme, subject, selection, letter,
        len(group), exempt, scale.maximum, outcomes,
    )  # fmt: skip


def wave_of(school: School, year: int, grade: int, subject: str) -> str:
    """When a work of a campaign was written: 2020 in autumn, 2022 half in spring."""
    if year == 2020:
        return "autumn"
    if year == 2022 and not Draws("wave", school.school_id, grade, subject).chance(0.38):
        return "autumn"
    return "spring"


def _planned(school: School, year: int) -> Iterator[tuple[int, str, str]]:
    """Programme grade, subject and selection of the ВПР of a school year."""
    top = 7 if year == 2019 else 8
    for grade in range(4, min(top, school.last_grade) + 1):
        selection = "voluntary" if (year, grade) == (2019, 7) else "all"
        for subject in vpr_subjects(grade):
            yield grade, subject, selection
        if grade in BY_LOT:
            drawn = BY_LOT[grade][:1]
            if year >= 2021:
                drawn = (Draws("lot", school.school_id, year, grade).pick(BY_LOT[grade]),)
                selection = "by_lot"
            for subject in drawn:
                yield grade, subject, selection


def vpr_works(territory: Territory, school: School, year: int) -> Iterator[Work]:
    """The ВПР of a school year that were reported; none where the year is a gap."""
    if has_left_gap(school, year) or year in territory.without_vpr:
        return
    for grade, subject, selection in _planned(school, year):
        wave = wave_of(school, year, grade, subject)
        moved_on = wave == "autumn" and grade + 1 > school.last_grade
        lost = Draws("lost", school.school_id, year, grade, subject).chance(0.012)
        if moved_on or lost:
            continue
        letters = ("А", "Б") if school.by_class and (year, grade) == (2021, 5) else ("",)
        for letter in letters:
            work = _work(
                school, year, wave, "ВПР", grade, subject, VPR[subject, grade], selection, letter
            )
            if work.enrolled:
                yield work


def dr_works(school: School, year: int) -> Iterator[Work]:
    """Diagnostic works of grade 10 in autumn 2020 on the programme of grade 9."""
    if year != 2020 or has_left_gap(school, year) or school.last_grade < 10:
        return
    for subject, scale in DR.items():
        work = _work(school, year, "autumn", "ДР", 9, subject, scale)
        if work.enrolled:
            yield work
