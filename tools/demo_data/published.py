"""Published rows beside the schools': region, country, municipality; completion of tasks.

Here: what a national or regional report prints. Not here: rows of schools (`results`), scores
of pupils and their distributions (`scores`). In the demo the region of Rostov has no schools but
its own, so its published marks are their sum, schools that reported nothing included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tools.demo_data.draws import Draws
from tools.demo_data.exams import grade_nine
from tools.demo_data.results import Row
from tools.demo_data.scales import DR, EGE, OGE, VPR, Scale
from tools.demo_data.territories import YEARS, Territory
from tools.demo_data.works import Work, vpr_works

COUNTRY = ("country", "RU", 1_180_000)
#: A published row that disagrees with the sum of its schools: year, grade, subject.
REGION_DISAGREES = ("rostov", 2023, 5, "math")
MUNICIPALITY_DISAGREES = ("ivanteevsky", 2022, 8, "rus")

_CORE = (
    *(("rus", grade) for grade in (4, 5, 6, 7, 8)),
    *(("math", grade) for grade in (4, 5, 6, 7, 8)),
    ("world", 4),
)


def _waves(year: int) -> tuple[tuple[str, float], ...]:
    if year == 2020:
        return (("autumn", 1.0),)
    return (("spring", 0.4), ("autumn", 0.6)) if year == 2022 else (("spring", 1.0),)


def _split(total: int, per_mille: tuple[int, int, int, int], draws: Draws) -> list[int]:
    shares = [max(3, share + round(share * 0.08 * draws.normal())) for share in per_mille]
    counts = [total * share // sum(shares) for share in shares]
    counts[1] += total - sum(counts)
    return counts


def place_row(
    scope: tuple[str, str], year: int, wave: str, procedure: str, programme: int, subject: str
) -> Row:
    return {
        "scope_type": scope[0],
        "scope_id": scope[1],
        "year": year,
        "wave": wave,
        "procedure": procedure,
        "grade": programme + (wave == "autumn"),
        "subject": subject,
        "programme_grade": programme,
    }


def _counted(row: Row, counts: list[int]) -> Row:
    marks = dict(zip(("mark_2", "mark_3", "mark_4", "mark_5"), counts, strict=True))
    return {**row, "participants": sum(counts), **marks}


def invented_marks(scope: tuple[str, str, int]) -> Iterator[Row]:
    """Rows of `marks` of a region or the country, of its usual size."""
    kind, scope_id, size = scope
    for year in YEARS:
        for wave, share in _waves(year):
            works: list[tuple[str, int, str, Scale]] = [
                ("ВПР", grade, subject, VPR[subject, grade])
                for subject, grade in _CORE
                if not (year == 2019 and grade == 8)
            ]
            if year == 2020:
                works += [("ДР", 9, subject, scale) for subject, scale in DR.items()]
            elif wave == "spring":
                works += [("ОГЭ", 9, subject, OGE[subject]) for subject in ("rus", "math")]
            for procedure, grade, subject, scale in works:
                draws = Draws("published", scope_id, year, wave, procedure, grade, subject)
                part = 1.0 if procedure == "ОГЭ" else share * (0.5 if procedure == "ДР" else 1.0)
                total = round(size * part * (0.94 + 0.05 * draws.share()))
                counts = _split(total, scale.per_mille, draws)
                yield _counted(
                    place_row((kind, scope_id), year, wave, procedure, grade, subject), counts
                )


def _summed(scope: tuple[str, str], works: Iterable[Work]) -> list[Row]:
    totals: dict[tuple[Any, ...], list[int]] = {}
    for work in works:
        key = (work.year, work.wave, work.procedure, work.programme_grade, work.subject)
        totals.setdefault(key, [0, 0, 0, 0])
        totals[key] = [a + b for a, b in zip(totals[key], work.marks(), strict=True)]
    return [
        _counted(place_row(scope, year, wave, procedure, grade, subject), totals[key])
        for key in sorted(totals)
        for year, wave, procedure, grade, subject in [key]
        if (subject, grade) in _CORE
    ]


def _region_marks(territory: Territory) -> list[Row]:
    if territory.region_id != territory.slug:
        size = territory.pupil_scale
        return list(invented_marks(("region", territory.region_id, size)))
    works = [
        work
        for year in YEARS
        for school in territory.schools
        for work in vpr_works(territory, replace(school, missing=()), year)
    ]
    scope = ("region", territory.region_id)
    rows = [*_summed(scope, works), *_summed_oge(territory)]
    for row in rows:
        place = (territory.slug, row["year"], row["grade"], row["subject"])
        if place == REGION_DISAGREES:
            row["mark_2"] += 3
            row["mark_3"] -= 3
    return rows


def _summed_oge(territory: Territory) -> Iterator[Row]:
    for year in YEARS:
        groups = [grade_nine(replace(school, missing=()), year) for school in territory.schools]
        for subject in ("rus", "math"):
            key = ("ОГЭ", subject, "")
            marks = [s.mark for group in groups if group for s in group.sittings.get(key, [])]
            if marks:
                row = place_row(("region", territory.region_id), year, "spring", "ОГЭ", 9, subject)
                yield _counted(row, [marks.count(mark) for mark in (2, 3, 4, 5)])


def _municipality_marks(territory: Territory, works: list[Work]) -> list[Row]:
    if territory.slug != "ivanteevsky":
        return []
    rows = _summed(("municipality", territory.slug), [w for w in works if w.year == 2022])
    for row in rows:
        place = (territory.slug, row["year"], row["programme_grade"], row["subject"])
        if place == MUNICIPALITY_DISAGREES and row["wave"] == "autumn":
            row["mark_3"] += 1
            row["participants"] += 1
    return rows


def marks(territory: Territory, works: list[Work]) -> list[Row]:
    """Published rows of `marks`: municipality (one district), region, country."""
    return [
        *_municipality_marks(territory, works),
        *_region_marks(territory),
        *invented_marks(COUNTRY),
    ]


def exams(territory: Territory) -> list[Row]:
    """Published rows of `exams`: mean scores of ЕГЭ in the region and the country."""
    scopes = [("region", territory.region_id, territory.pupil_scale), COUNTRY]
    if territory.region_id == territory.slug:
        scopes = scopes[1:]
    rows = []
    for kind, scope_id, size in scopes:
        for year in YEARS:
            for subject, level, part in (("rus", "", 0.5), ("math", "profile", 0.27)):
                draws = Draws("ege", scope_id, year, subject)
                exam = EGE[subject, level]
                rows.append(
                    {
                        "scope_type": kind,
                        "scope_id": scope_id,
                        "year": year,
                        "form": "ЕГЭ",
                        "grade": 11,
                        "subject": subject,
                        "level": level,
                        "sat": round(size * part * (0.95 + 0.1 * draws.share())),
                        "mean_score": round(exam.mean + 1.5 * draws.normal(), 1),
                    }
                )
    return rows


TASKS = {
    "math": (
        ("1", "Б", "Сравнивать и округлять числа", 1, 88),
        ("2", "Б", "Вычислять с дробями", 1, 64),
        ("3", "Б", "Находить часть числа", 1, 58),
        ("4", "Б", "Находить число по его части", 1, 47),
        ("5", "Б", "Решать уравнения", 1, 83),
        ("6", "П", "Решать задачи на движение и работу", 2, 44),
        ("7", "Б", "Решать задачи в два-три действия", 2, 55),
        ("8", "П", "Решать задачи на проценты", 2, 36),
        ("9", "Б", "Вычислять значение выражения", 2, 60),
        ("10", "П", "Решать задачи о покупках", 2, 52),
        ("11", "Б", "Читать диаграммы и таблицы", 2, 81),
        ("12", "Б", "Строить и измерять на клетчатой бумаге", 2, 49),
        ("13", "В", "Представлять тела в пространстве", 1, 27),
    ),
}


def tasks(territory: Territory, works: list[Work]) -> list[Row]:
    """Rows of `tasks` of one district: mathematics of grade 5 in 2022 and 2023.

    Listed schools have theirs of 2022 only.
    """
    if territory.slug != "ivanteevsky":
        return []
    rows: list[Row] = []
    listed = {school.school_id for school in territory.listed(2022)}
    for work in works:
        if work.programme_grade != 5 or work.year != 2022 or not work.outcomes:
            continue
        if work.subject == "math" and work.school.school_id in listed:
            strength = sum(o.ability for o in work.outcomes) / len(work.outcomes)
            scope = ("school", work.school.school_id)
            rows += _task_rows(scope, work.year, work.wave, work.subject, strength,
                               len(work.outcomes))  # fmt: skip
    above = [
        ("municipality", territory.slug, -0.15),
        ("region", territory.region_id, 0.05),
        ("country", "RU", 0.0),
    ]
    for kind, scope_id, strength in above:
        for year, wave in ((2022, "spring"), (2022, "autumn"), (2023, "spring")):
            rows += _task_rows((kind, scope_id), year, wave, "math", strength, None)
    return rows


def _task_rows(
    scope: tuple[str, str], year: int, wave: str, subject: str, strength: float, count: int | None
) -> Iterator[Row]:
    for number, level, skill, maximum, easiness in TASKS[subject]:
        draws = Draws("task", *scope, year, wave, subject, number)
        share = easiness + 16 * strength + (5 if scope[0] == "school" else 2) * draws.normal()
        row = place_row(scope, year, wave, "ВПР", 5, subject)
        del row["programme_grade"]
        yield {
            **row,
            "task": number,
            "task_level": level,
            "skill": skill,
            "max_score": maximum,
            "participants": count,
            "completion_pct": round(max(0.0, min(share, 100.0)), 2),
        }


def task_scores(work: Work, number: int, points: int) -> str:
    """Points spread over the tasks, easy ones first; their sum is the primary score."""
    tasks_of = TASKS[work.subject]
    draws = Draws("scores", work.school.school_id, work.subject, number)
    order = sorted(tasks_of, key=lambda task: -(task[4] + 18 * draws.normal()))
    left, got = points, dict.fromkeys((task[0] for task in tasks_of), 0)
    for task in order:
        got[task[0]] = min(left, task[3])
        left -= got[task[0]]
    return "{" + ", ".join(f'"{name}": {score}' for name, score in got.items()) + "}"
