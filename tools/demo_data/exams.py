"""Final exams of a school year: ОГЭ, ЕГЭ, ГВЭ, admission and certificates.

Here: what each graduate sat and got. Not here: tables (`results`). 2020: no ОГЭ, ЕГЭ only for
those who go on to university, no base mathematics. 2021: ОГЭ in two subjects, ЕГЭ for those
who go on, ГВЭ-11 for the others, no base mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.demo_data.draws import Draws
from tools.demo_data.pupils import Pupil, has_left_gap, pupils, shown_ability
from tools.demo_data.scales import BASE_MATH, EGE, EGE_ELECTIVES, GVE, OGE, OGE_ELECTIVES
from tools.demo_data.territories import School


@dataclass(frozen=True)
class Sitting:
    """One exam of one person; marks before and after resits, or a 100-point score."""

    person: int
    passed_first: bool
    passed_final: bool
    year_mark: int
    mark: int = 0
    points: int = 0
    score: int | None = None


@dataclass
class Graduates:
    """Grade 9 or 11 of a school year: who is admitted and what they sat."""

    enrolled: int
    admitted: int
    certified: int = 0
    honours: int = 0
    honours_lost: int = 0
    sittings: dict[tuple[str, str, str], list[Sitting]] = field(default_factory=dict)

    def add(self, form: str, subject: str, level: str, sitting: Sitting) -> None:
        """Note one exam of one person."""
        self.sittings.setdefault((form, subject, level), []).append(sitting)

    def persons(self, subject: str) -> list[Sitting]:
        """One sitting a person in a subject, whatever the form and level."""
        found: dict[int, Sitting] = {}
        for (_, name, _), group in self.sittings.items():
            if name == subject:
                for sitting in group:
                    found.setdefault(sitting.person, sitting)
        return list(found.values())

    def failed(self) -> set[int]:
        """Persons below the minimum in Russian or mathematics after all resits."""
        return {
            s.person
            for (_, subject, _), group in self.sittings.items()
            for s in group
            if subject in ("rus", "math") and not s.passed_final
        }


def _admitted(school: School, grade: int, year: int) -> tuple[int, list[Pupil]]:
    everyone = pupils(school, grade, year)
    strength = school.strength(year)
    kept = [
        p
        for p in everyone
        if not (
            p.ability + strength < -1.7
            and Draws("admit", school.school_id, year, grade, p.number).chance(0.45)
        )
    ]
    return len(everyone), kept


def _marked(
    school: School, year: int, form: str, subject: str, level: str, pupil: Pupil
) -> Sitting:
    """An exam with a five-point mark; two of three who failed pass the resit."""
    scale = {"ОГЭ": OGE.get(subject), "ЕГЭ": BASE_MATH}.get(form) or GVE
    grade = 9 if form in ("ОГЭ", "ГВЭ-9") else 11
    ability = shown_ability(school, year, subject, pupil, grade, form + level)
    draws = Draws("resit", school.school_id, year, subject, form, level, pupil.number)
    mark, points = scale.mark(ability), scale.points(ability)
    first = mark > 2
    if not first and draws.chance(0.66):
        mark, points = 3, scale.starts[0] + draws.whole(0, 2)
    usual = scale.mark(ability + 0.3 + 0.35 * draws.normal())
    return Sitting(pupil.number, first, mark > 2, max(3, usual), mark, points)


def grade_nine(school: School, year: int) -> Graduates | None:
    """Grade 9 of a school year; None where there is none or nothing was reported."""
    if has_left_gap(school, year):
        return None
    count, group = _admitted(school, 9, year)
    if not count:
        return None
    result = Graduates(count, len(group))
    for pupil in group if year != 2020 else ():
        draws = Draws("choice9", school.school_id, year, pupil.number)
        special = draws.chance(0.7 if school.is_special else 0.035)
        form = "ГВЭ-9" if special else "ОГЭ"
        for subject in ("rus", "math"):
            result.add(form, subject, "", _marked(school, year, form, subject, "", pupil))
        if form == "ОГЭ" and year != 2021:
            for subject in draws.some(OGE_ELECTIVES, draws.whole(0, 2)):
                result.add(form, subject, "", _marked(school, year, form, subject, "", pupil))
    result.certified = result.admitted - len(result.failed())
    result.honours = sum(p.ability + school.strength(year) > 1.35 for p in group)
    result.honours = min(result.honours, result.certified)
    return result


def _scored(school: School, year: int, subject: str, level: str, pupil: Pupil) -> Sitting:
    """A ЕГЭ with a 100-point score; only Russian and mathematics are resat in the same year."""
    exam = EGE[subject, level]
    ability = shown_ability(school, year, subject, pupil, 11, "ЕГЭ" + level) - 0.35
    draws = Draws("score", school.school_id, year, subject, level, pupil.number)
    score = max(0, min(100, round(exam.mean + exam.spread * ability)))
    passed = score >= exam.minimum
    final = passed or (subject in ("rus", "math") and draws.chance(0.6))
    said = score + 9 * draws.normal()
    year_mark = 3 + (said >= exam.mean - 6) + (said >= exam.mean + 12)
    exam_mark = 2 + passed + (score >= exam.mean - 4) + (score >= exam.mean + 14)
    return Sitting(pupil.number, passed, final, year_mark, exam_mark, 0, score)


def grade_eleven(school: School, year: int) -> Graduates | None:
    """Grade 11 of a school year; None where there is none or nothing was reported."""
    if has_left_gap(school, year):
        return None
    count, group = _admitted(school, 11, year)
    if not count:
        return None
    result = Graduates(count, len(group))
    for pupil in group:
        draws = Draws("choice11", school.school_id, year, pupil.number)
        goes_on = draws.chance(0.72) or pupil.ability > 0.6
        if year == 2021 and not goes_on:
            for subject in ("rus", "math"):
                sitting = _marked(school, year, "ГВЭ-11", subject, "", pupil)
                result.add("ГВЭ-11", subject, "", sitting)
        if goes_on or year not in (2020, 2021):
            _sit_ege(result, school, year, pupil, draws)
    result.certified = result.admitted - (len(result.failed()) if year != 2020 else 0)
    top = [p for p in group if p.ability + school.strength(year) > 1.3]
    result.honours = min(len(top), result.certified)
    result.honours_lost = Draws("medal", school.school_id, year).hits(result.honours, 0.12)
    return result


def _sit_ege(result: Graduates, school: School, year: int, pupil: Pupil, draws: Draws) -> None:
    result.add("ЕГЭ", "rus", "", _scored(school, year, "rus", "", pupil))
    profile = draws.chance(0.35) or pupil.ability > 0.75
    if profile:
        result.add("ЕГЭ", "math", "profile", _scored(school, year, "math", "profile", pupil))
    elif year not in (2020, 2021):
        result.add("ЕГЭ", "math", "base", _marked(school, year, "ЕГЭ", "math", "base", pupil))
    for subject in draws.some(EGE_ELECTIVES, 1 if profile else draws.whole(0, 2)):
        result.add("ЕГЭ", subject, "", _scored(school, year, subject, "", pupil))
