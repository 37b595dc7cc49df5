"""Scores of pupils, distributions of scores, what a region publishes of them.

Here: everything that signs of biased marking need. Not here: marks (`results`), tasks
(`published`). Rostov and Turochak send results of pupils of grades 4, 5 and 9; the listed
schools of Ivanteevka those of one grade with the points of each task.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tools.demo_data.draws import Draws
from tools.demo_data.exams import Sitting
from tools.demo_data.published import COUNTRY, TASKS, place_row, task_scores
from tools.demo_data.pupils import YEAR_EFFECT
from tools.demo_data.results import Reported, Row
from tools.demo_data.scales import OGE, VPR, Scale
from tools.demo_data.territories import Territory
from tools.demo_data.works import Outcome, Work

SUBJECTS = ("rus", "math")
#: Years of which a territory sent results of pupils of grades 4 and 5, and of grade 9.
PUPILS_OF = {
    "rostov": ((2022, 2023, 2024), (2023,)),
    "turochak": ((2023, 2024), (2023, 2024)),
}
#: Years of which a region published means and spreads of scores.
_PUBLISHED_YEARS = (2021, 2023, 2024)


def individual(territory: Territory, works: list[Work], reported: list[Reported]) -> list[Row]:
    """Rows of `individual`; no names, the code says when a pupil entered grade 1."""
    rows = [*_with_tasks(territory, works)]
    for work in _chosen(territory, works):
        rows += [_pupil_row(work, outcome) for outcome in work.outcomes]
    for school_id, year, subject, group in _ninth_grades(territory, reported):
        rows += [
            {
                "pupil_code": f"{school_id}-{year - 9}-{sitting.person:02d}",
                "year": year,
                "wave": "spring",
                "procedure": "ОГЭ",
                "subject": subject,
                "school_id": school_id,
                "grade": 9,
                "primary_score": sitting.points,
                "mark": sitting.mark,
                "journal_mark": sitting.year_mark,
            }
            for sitting in group
        ]
    return sorted(rows, key=lambda r: (r["year"], r["school_id"], r["procedure"], r["subject"],
                                       r["wave"], r["grade"], r["pupil_code"]))  # fmt: skip


def _chosen(territory: Territory, works: Iterable[Work]) -> Iterator[Work]:
    years, _ = PUPILS_OF.get(territory.slug, ((), ()))
    for work in works:
        of_kind = work.procedure == "ВПР" and work.programme_grade in (4, 5)
        if of_kind and work.year in years and work.subject in SUBJECTS:
            yield work


def _ninth_grades(
    territory: Territory, reported: Iterable[Reported]
) -> Iterator[tuple[str, int, str, list[Sitting]]]:
    _, years = PUPILS_OF.get(territory.slug, ((), ()))
    for school, year, grade, graduates in reported:
        if grade == 9 and year in years:
            for subject in SUBJECTS:
                yield (
                    school.school_id,
                    year,
                    subject,
                    graduates.sittings.get(("ОГЭ", subject, ""), []),
                )


def _pupil_row(work: Work, outcome: Outcome) -> Row:
    number = outcome.pupil.number
    return {
        "pupil_code": f"{work.school.school_id}-{work.year - work.programme_grade}-{number:02d}",
        "year": work.year,
        "wave": work.wave,
        "procedure": "ВПР",
        "subject": work.subject,
        "school_id": work.school.school_id,
        "grade": work.grade,
        "class": work.class_letter,
        "primary_score": outcome.points,
        "mark": outcome.mark,
        "journal_mark": outcome.journal,
    }


def _with_tasks(territory: Territory, works: Iterable[Work]) -> Iterator[Row]:
    """Grade 5 of the listed schools of one district in 2022, with the points of each task."""
    if territory.slug != "ivanteevsky":
        return
    listed = territory.listed(2022)
    for work in works:
        if (work.year, work.programme_grade) != (2022, 5) or work.school not in listed:
            continue
        if work.subject in TASKS:
            for outcome in work.outcomes:
                number = outcome.pupil.number
                yield _pupil_row(work, outcome) | {
                    "class": "А",
                    "variant": str(1 + number % 2),
                    "task_scores": task_scores(work, number, outcome.points),
                }


def score_distribution(
    territory: Territory, works: list[Work], reported: list[Reported]
) -> list[Row]:
    """Rows of `score_distribution`.

    Every territory: grade 5 of 2023, and of schools that mark mildly. The region: whatever its
    schools sent pupil by pupil.
    """
    groups: dict[tuple[Any, ...], dict[int, int]] = {}

    def add(key: tuple[Any, ...], points: Iterable[int]) -> None:
        counts = groups.setdefault(key, {})
        for point in points:
            counts[point] = counts.get(point, 0) + 1

    is_region = territory.region_id == territory.slug
    own = ("region" if is_region else "municipality", territory.slug)
    sent = set(map(id, _chosen(territory, works)))
    for work in works:
        shown = (work.programme_grade, work.wave, work.year) == (5, "spring", 2023)
        if work.subject not in SUBJECTS or not (shown or (is_region and id(work) in sent)):
            continue
        named = (work.year, work.wave, "ВПР", work.programme_grade, work.subject)
        points = [outcome.points for outcome in work.outcomes]
        add((own, *named), points)
        if work.school.inflated and shown:
            add((("school", work.school.school_id), *named), points)
    if is_region:
        for _, year, subject, group in _ninth_grades(territory, reported):
            add((own, year, "spring", "ОГЭ", 9, subject), [sitting.points for sitting in group])
    rows = []
    for (scope, year, wave, procedure, grade, subject), counts in sorted(groups.items()):
        base = place_row(scope, year, wave, procedure, grade, subject)
        del base["programme_grade"]
        rows += [{**base, "primary_score": p, "participants": counts[p]} for p in sorted(counts)]
    return rows


def reference(territory: Territory) -> list[Row]:
    """Rows of `reference`: mean and spread of primary points, quartiles of the ratio K.

    The region of Rostov publishes its whole distribution instead.
    """
    places: Sequence[tuple[str, str]] = [("region", territory.region_id), COUNTRY[:2]]
    if territory.region_id == territory.slug:
        places = places[1:]
    rows = []
    for kind, scope_id in places:
        for year in _PUBLISHED_YEARS:
            for subject in SUBJECTS:
                works = [("ВПР", grade, VPR[subject, grade]) for grade in (4, 5, 8)]
                for procedure, grade, scale in (*works, ("ОГЭ", 9, OGE[subject])):
                    base = place_row((kind, scope_id), year, "spring", procedure, grade, subject)
                    del base["programme_grade"]
                    values = _mean_and_spread(scale, (scope_id, year, subject, grade), year)
                    if kind == "region" and procedure == "ВПР" and grade == 5:
                        values |= _ratio_quartiles(scope_id, year, subject)
                    rows += [
                        {**base, "statistic": name, "value": value}
                        for name, value in values.items()
                    ]
    return rows


def _mean_and_spread(scale: Scale, key: tuple[object, ...], year: int) -> dict[str, float]:
    draws = Draws("reference", *key)
    points = [scale.points(YEAR_EFFECT[year] + 0.95 * draws.normal()) for _ in range(400)]
    mean = sum(points) / len(points)
    variance = sum((point - mean) ** 2 for point in points) / (len(points) - 1)
    return {"mean": round(mean, 2), "sd": round(math.sqrt(variance), 2)}


def _ratio_quartiles(scope_id: str, year: int, subject: str) -> dict[str, float]:
    draws = Draws("ratio", scope_id, year, subject)
    middle = (1.02 if subject == "rus" else 1.22) + 0.02 * draws.normal()
    return {
        "cohort_ratio_q1": round(middle - 0.06, 3),
        "cohort_ratio_q3": round(middle + 0.06, 3),
    }
