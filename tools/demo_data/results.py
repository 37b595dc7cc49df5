"""Result tables of schools: marks, exams, admission, comparison with the journal.

Here: rows from works and exams. Not here: published rows of regions (`published`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tools.demo_data.exams import Graduates, Sitting, grade_eleven, grade_nine
from tools.demo_data.scales import BASE_MATH, EGE, GVE, OGE
from tools.demo_data.territories import YEARS, School, Territory
from tools.demo_data.works import Work, dr_works, vpr_works

Row = dict[str, Any]
NOT_REPORTED = "н/д"

#: A school and year whose exam table disagrees with its marks by one person.
DISAGREES = ("tur-07", 2023, "math")
#: A school and year that answered «нет данных» in words instead of leaving the rows out.
SAID_NO_DATA = ("iva-06", 2021)


def all_works(territory: Territory) -> list[Work]:
    """All reported ВПР and diagnostic works of a territory."""
    return [
        work
        for year in YEARS
        for school in territory.schools
        for work in (*vpr_works(territory, school, year), *dr_works(school, year))
    ]


Reported = tuple[School, int, int, Graduates]


def all_graduates(territory: Territory) -> list[Reported]:
    """Grades 9 and 11 of every school and year that reported them."""
    found: list[Reported] = []
    for year in YEARS:
        for school in territory.schools:
            for grade, read in ((9, grade_nine), (11, grade_eleven)):
                graduates = read(school, year)
                if graduates is not None:
                    found.append((school, year, grade, graduates))
    return found


def mean(values: Iterable[float], digits: int = 2) -> float | None:
    """Mean rounded half up; None of nothing."""
    listed = list(values)
    if not listed:
        return None
    scale = 10**digits
    return int(sum(listed) * scale / len(listed) + 0.5) / scale


def marks_row(work: Work) -> Row:
    """One row of `marks`."""
    two, three, four, five = work.marks()
    return {
        "school_id": work.school.school_id,
        "year": work.year,
        "wave": work.wave,
        "procedure": work.procedure,
        "grade": work.grade,
        "subject": work.subject,
        "class": work.class_letter,
        "programme_grade": work.programme_grade,
        "enrolled": work.enrolled,
        "participants": len(work.outcomes),
        "absent": work.absent,
        "exempt": work.exempt,
        "mark_2": two,
        "mark_3": three,
        "mark_4": four,
        "mark_5": five,
        "mean_primary": mean(o.points for o in work.outcomes),
        "max_primary": work.maximum,
        "selection": work.selection,
    }


def marks(works: list[Work], reported: list[Reported]) -> list[Row]:
    """Rows of `marks`: ВПР, diagnostic works, ОГЭ, ГВЭ and base mathematics after resits."""
    rows = [_silenced(marks_row(work)) for work in works]
    for school, year, grade, graduates in reported:
        for (form, subject, level), group in graduates.sittings.items():
            if form != "ЕГЭ" or level == "base":
                rows.append(
                    _exam_marks(school, year, grade, graduates, form, subject, level, group)
                )
    return sorted(rows, key=_marks_key)


def _marks_key(row: Row) -> tuple[Any, ...]:
    return (
        row["year"], row["school_id"], row["procedure"], row["wave"], row["grade"],
        row["subject"], row["class"],
    )  # fmt: skip


def _silenced(row: Row) -> Row:
    if (row["school_id"], row["year"]) == SAID_NO_DATA:
        for name in ("participants", "absent", "mark_2", "mark_3", "mark_4", "mark_5"):
            row[name] = NOT_REPORTED
        row["mean_primary"] = None
    return row


def _exam_marks(
    school: School,
    year: int,
    grade: int,
    graduates: Graduates,
    form: str,
    subject: str,
    level: str,
    group: list[Sitting],
) -> Row:
    counts = [sum(s.mark == mark for s in group) for mark in (2, 3, 4, 5)]
    scale = OGE.get(subject) if form == "ОГЭ" else BASE_MATH if level else GVE
    compulsory = subject in ("rus", "math") and form == "ОГЭ"
    assert scale is not None
    return {
        "school_id": school.school_id,
        "year": year,
        "wave": "spring",
        "procedure": form,
        "grade": grade,
        "subject": subject,
        "level": level,
        "class": "",
        "programme_grade": grade,
        "enrolled": graduates.enrolled if compulsory else None,
        "participants": len(group),
        "mark_2": counts[0],
        "mark_3": counts[1],
        "mark_4": counts[2],
        "mark_5": counts[3],
        "mean_primary": mean(s.points for s in group),
        "max_primary": scale.maximum,
        "selection": "all" if subject in ("rus", "math") else "voluntary",
    }


def exams(reported: list[Reported], with_persons: bool) -> list[Row]:
    """Rows of `exams`; `with_persons` adds those that count persons (form any)."""
    rows = []
    for school, year, grade, graduates in reported:
        for (form, subject, level), group in graduates.sittings.items():
            rows.append(_exam_row(school, year, grade, form, subject, level, group))
        if with_persons:
            rows += _persons(school, year, grade, graduates)
    return sorted(
        rows,
        key=lambda r: (r["year"], r["school_id"], r["grade"], r["form"], r["subject"], r["level"]),
    )


def _exam_row(
    school: School,
    year: int,
    grade: int,
    form: str,
    subject: str,
    level: str,
    group: list[Sitting],
) -> Row:
    row: Row = {
        "school_id": school.school_id,
        "year": year,
        "form": form,
        "grade": grade,
        "subject": subject,
        "level": level,
        "sat": len(group),
        "below_min_first": sum(not s.passed_first for s in group),
        "below_min_final": sum(not s.passed_final for s in group),
    }
    if (school.school_id, year, subject) == DISAGREES and form == "ОГЭ":
        row["below_min_final"] += 1
        row["below_min_first"] = max(row["below_min_first"], row["below_min_final"])
    exam = EGE.get((subject, level)) if form == "ЕГЭ" else None
    if exam is not None:
        scores = [s.score for s in group if s.score is not None]
        row["mean_score"] = mean(scores, 1)
        row |= _bands(scores, exam.minimum)
    else:
        row["mean_score"] = None if level == "base" else mean((s.points for s in group), 1)
    if subject in ("rus", "math"):
        row["year_mark_confirmed"] = sum(s.mark == s.year_mark for s in group)
        row["year_mark_lower"] = sum(s.mark < s.year_mark for s in group)
        row["year_mark_higher"] = sum(s.mark > s.year_mark for s in group)
    row["results_as_of"] = f"{year}-09-26" if year == 2023 else f"{year}-07-08"
    return row


def _bands(scores: list[int], minimum: int) -> Row:
    above = [score for score in scores if score >= minimum]
    return {
        "score_below_min": len(scores) - len(above),
        "score_to_60": sum(score <= 60 for score in above),
        "score_61_80": sum(61 <= score <= 80 for score in above),
        "score_81_99": sum(81 <= score <= 99 for score in above),
        "score_100": sum(score == 100 for score in above),
    }


def _persons(school: School, year: int, grade: int, graduates: Graduates) -> Iterator[Row]:
    for subject in ("rus", "math"):
        group = graduates.persons(subject)
        if group:
            yield {
                "school_id": school.school_id,
                "year": year,
                "form": "any",
                "grade": grade,
                "subject": subject,
                "level": "",
                "sat": len(group),
                "below_min_first": sum(not s.passed_first for s in group),
                "below_min_final": sum(not s.passed_final for s in group),
                "results_as_of": f"{year}-09-26" if year == 2023 else f"{year}-07-08",
            }


def admission(reported: list[Reported]) -> list[Row]:
    """Rows of `admission`."""
    return [
        {
            "school_id": school.school_id,
            "year": year,
            "grade": grade,
            "enrolled": graduates.enrolled,
            "admitted": graduates.admitted,
            "certified": graduates.certified,
            "certified_honours": graduates.honours,
            "honours_not_confirmed": graduates.honours_lost if grade == 11 else None,
        }
        for school, year, grade, graduates in reported
    ]


def journal_match(works: list[Work]) -> list[Row]:
    """Rows of `journal_match`: ВПР marks against the marks of the term before."""
    rows = []
    for work in works:
        if work.procedure != "ВПР" or work.year < 2020 or work.class_letter or not work.outcomes:
            continue
        said_nothing = (work.school.school_id, work.year) == SAID_NO_DATA
        if work.subject not in ("rus", "math") or work.programme_grade not in (5, 6, 8):
            continue
        if said_nothing:
            continue
        rows.append(
            {
                "school_id": work.school.school_id,
                "year": work.year,
                "wave": work.wave,
                "procedure": work.procedure,
                "grade": work.grade,
                "subject": work.subject,
                "lowered": sum(o.mark < o.journal for o in work.outcomes),
                "confirmed": sum(o.mark == o.journal for o in work.outcomes),
                "raised": sum(o.mark > o.journal for o in work.outcomes),
            }
        )
    return rows
