"""Events and who took part; term marks and diagnostic works between the big procedures.

Here: what happens during a year. Not here: yearly reports of schools (`life`), plans
(`roadmaps`).
"""

from __future__ import annotations

from tools.demo_data.draws import Draws
from tools.demo_data.pupils import has_left_gap, pupils, shown_ability
from tools.demo_data.results import Row
from tools.demo_data.scales import OGE, VPR
from tools.demo_data.territories import YEARS, School, Territory

#: Kind, title, level, month, for pupils, share of schools that come.
_YEARLY = (
    ("олимпиада", "Школьный этап олимпиады", "школьный", 10, True, 0.95),
    ("олимпиада", "Муниципальный этап олимпиады", "районный", 11, True, 0.75),
    ("конкурс", "Региональный конкурс исследований", "региональный", 4, True, 0.25),
    ("групповой анализ", "Разбор итогов первой четверти", "районный", 11, False, 0.6),
    ("групповой анализ", "Разбор пробных экзаменов", "районный", 2, False, 0.5),
    ("семинар-практикум", "Практикум по трудным заданиям", "районный", 12, False, 0.55),
    ("семинар-практикум", "Вебинар института развития образования", "региональный", 10, False, 0.4),
    ("совещание", "Совещание руководителей школ", "районный", 8, False, 0.85),
    ("родительское собрание", "Собрание о выпускных экзаменах", "районный", 11, False, 0.6),
)  # fmt: skip


def events(territory: Territory) -> list[Row]:
    """Rows of `events`; in the spring of 2020 nothing was held."""
    rows = []
    for year in YEARS:
        for number, (kind, title, level, month, *_) in enumerate(_YEARLY, start=1):
            local = level == "школьный" or kind in ("совещание", "родительское собрание")
            cancelled = year == 2020 and month in (3, 4)
            if cancelled or (local and territory.slug == territory.region_id):
                continue
            start = year - (month > 8)
            day = Draws("event", territory.slug, year, number).whole(3, 26)
            rows.append(
                {
                    "event_id": f"{territory.prefix}-{year}-{number:02d}",
                    "date": f"{start}-{month:02d}-{day:02d}",
                    "title": title,
                    "kind": kind,
                    "level": level,
                }
            )
    return rows


def participation(territory: Territory) -> list[Row]:
    """Rows of `participation`: counts of pupils, teachers, winners; absent schools have no row."""
    by_id = {row["event_id"]: row for row in events(territory)}
    rows = []
    for event_id in sorted(by_id):
        year, number = int(event_id[4:8]), int(event_id[9:])
        for_pupils, share = _YEARLY[number - 1][4:]
        for school in territory.schools:
            draws = Draws("participation", event_id, school.school_id)
            if not school.is_open(year) or not draws.chance(share + 0.1 * school.level):
                continue
            many = max(1, school.size * draws.whole(2, 6) // 10) if for_pupils else 0
            rows.append(
                {
                    "event_id": event_id,
                    "school_id": school.school_id,
                    "pupils": many if for_pupils else None,
                    "teachers": draws.whole(1, 2 + school.size // 8),
                    "prize_winners": draws.hits(many, max(0.03, 0.1 + 0.06 * school.level))
                    if for_pupils
                    else None,
                }
            )
    return rows


_TERMS = ("1 четверть", "2 четверть", "3 четверть", "4 четверть", "год")


def _term_schools(territory: Territory, year: int) -> list[School]:
    open_schools = [s for s in territory.supported(year) if not has_left_gap(s, year)]
    return [s for s in open_schools if s.last_grade >= 9][:1]


def term_marks(territory: Territory) -> list[Row]:
    """Rows of `term_marks`: one supported school a year, grades 5 and 8, 2021–2023."""
    rows = []
    for year in (2021, 2022, 2023):
        for school in _term_schools(territory, year):
            for grade in (5, 8):
                for subject in ("rus", "math"):
                    for number, term in enumerate(_TERMS):
                        rows.append(_term(school, year, grade, subject, number, term))
    return rows


def _term(school: School, year: int, grade: int, subject: str, number: int, term: str) -> Row:
    counts = {2: 0, 3: 0, 4: 0, 5: 0}
    missed = 0
    for pupil in pupils(school, grade, year):
        draws = Draws("term", school.school_id, year, grade, subject, term, pupil.number)
        ability = shown_ability(school, year, subject, pupil, grade, "урок")
        ability += 0.35 + 0.04 * number + 0.25 * draws.normal() - school.inflated / 2
        if draws.chance(0.01):
            missed += 1
        else:
            counts[VPR[subject, grade].mark(ability)] += 1
    return {
        "school_id": school.school_id,
        "year": year,
        "term": term,
        "grade": grade,
        "subject": subject,
        **{f"mark_{mark}": count for mark, count in counts.items()},
        "not_assessed": missed,
    }


def diagnostic_works(territory: Territory) -> list[Row]:
    """Rows of `diagnostic_works`: trial ОГЭ in December and March in the listed schools."""
    rows = []
    for year in YEARS:
        days = [(f"{year - 1}-12-12", -0.25), (f"{year}-03-14", -0.05)]
        if year == 2020:
            days.pop()
        for school in territory.listed(year):
            if has_left_gap(school, year):
                continue
            for day, shift in days:
                for subject in ("rus", "math"):
                    row = _trial(school, year, day, shift, subject)
                    if row is not None:
                        rows.append(row)
    return rows


def _trial(school: School, year: int, day: str, shift: float, subject: str) -> Row | None:
    group = pupils(school, 9, year)
    if not group:
        return None
    draws = Draws("trial", school.school_id, day, subject)
    writers = [p for p in group if draws.chance(0.9)]
    counts = {2: 0, 3: 0, 4: 0, 5: 0}
    for pupil in writers:
        ability = shown_ability(school, year, subject, pupil, 9, day) + shift
        counts[OGE[subject].mark(ability)] += 1
    return {
        "school_id": school.school_id,
        "date": day,
        "work_name": "Пробный ОГЭ",
        "grade": 9,
        "subject": subject,
        "enrolled": len(group),
        "participants": len(writers),
        **{f"mark_{mark}": count for mark, count in counts.items()},
    }
