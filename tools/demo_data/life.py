"""Life of the schools: context, parents, satisfaction, material base, partners, self-assessment.

Here: what schools report about themselves once a year. Not here: results of pupils
(`results`, `classwork`), events (`happenings`), people (`staff`).
"""

from __future__ import annotations

from tools.demo_data.draws import Draws
from tools.demo_data.pupils import enrolled
from tools.demo_data.results import NOT_REPORTED, Row
from tools.demo_data.territories import YEARS, School, Territory

RISK_FACTORS = (
    "Низкий уровень оснащения школы",
    "Дефицит педагогических кадров",
    "Недостаточная компетентность педагогов",
    "Низкая учебная мотивация",
    "Высокая доля обучающихся с рисками неуспешности",
    "Низкий уровень вовлечённости родителей",
)
_CRITERIA = (
    "Открытость сведений", "Комфортность условий", "Доброжелательность работников",
    "Удовлетворённость условиями",
)  # fmt: skip
_ACTIONS = ("родительское собрание", "наблюдение на ВПР и экзаменах", "встреча с психологом")


def pupils_total(school: School, year: int) -> int:
    """Pupils of all grades."""
    return sum(enrolled(school, grade, year) for grade in range(1, school.last_grade + 1))


def context(territory: Territory) -> list[Row]:
    """Rows of `context`: weaker schools have harder conditions, but not without exception."""
    rows = []
    for year in YEARS:
        for school in territory.schools:
            if not school.is_open(year) or Draws("form", school.school_id, year).chance(0.03):
                continue
            rows.append(_context(school, year))
    return rows


def _context(school: School, year: int) -> Row:
    total = pupils_total(school, year)
    lasting = Draws("conditions", school.school_id)
    draws = Draws("context", school.school_id, year)
    hard = max(0.0, min(0.5 - 0.35 * school.level + 0.12 * lasting.normal(), 1.0))
    risk = draws.hits(total, 0.03 + 0.16 * hard)
    distance = 0 if not school.is_rural else lasting.whole(6, 140)
    return {
        "school_id": school.school_id,
        "year": year,
        "pupils": total,
        "risk_group": risk,
        "risk_accompanied": draws.hits(risk, 0.7 + 0.05 * (year - 2019)),
        "risk_results_measures": draws.hits(risk, 0.45 + 0.08 * (year - 2019)),
        "ovz": total if school.kind == "ООШ" and school.is_special else draws.hits(total, 0.06),
        "non_native": draws.hits(total, 0.02 + 0.1 * hard),
        "low_income": draws.hits(total, 0.1 + 0.35 * hard),
        "one_parent": draws.hits(total, 0.12 + 0.1 * hard),
        "on_register": draws.hits(total, 0.005 + 0.02 * hard),
        "parents_higher_education": draws.hits(total, 0.45 - 0.35 * hard),
        "distance_km": distance,
    }


def parents(territory: Territory) -> list[Row]:
    """Rows of `parents`: supported schools and leaders; involvement slowly grows."""
    rows = []
    for year in YEARS:
        for school in _followed(territory, year):
            total = pupils_total(school, year) * 4 // 5
            for number, action in enumerate(_ACTIONS):
                draws = Draws("parents", school.school_id, year, action)
                share = (0.55, 0.08, 0.2)[number] + 0.04 * (year - 2019)
                rows.append(
                    {
                        "school_id": school.school_id,
                        "year": year,
                        "action": action,
                        "took_part": draws.hits(total, share),
                        "total": total,
                    }
                )
    return rows


def _followed(territory: Territory, year: int) -> list[School]:
    """Supported schools and leader schools of a year."""
    chosen = {s.school_id: s for s in territory.supported(year)}
    chosen |= {s.school_id: s for s in map(territory.school, territory.leaders)}
    return [chosen[key] for key in sorted(chosen) if chosen[key].is_open(year)]


def satisfaction(territory: Territory) -> list[Row]:
    """Rows of `satisfaction`: an independent evaluation visits a school every third year."""
    rows = []
    for year in YEARS:
        for number, school in enumerate(territory.schools):
            if not school.is_open(year) or (number + year) % 3:
                continue
            for criterion in _CRITERIA:
                draws = Draws("satisfaction", school.school_id, year, criterion)
                base = 84 + 4 * school.level + 1.2 * (year - 2019)
                score = min(100.0, round(base + 5 * draws.normal(), 1))
                rows.append(
                    {
                        "school_id": school.school_id,
                        "year": year,
                        "criterion": criterion,
                        "score": NOT_REPORTED if draws.chance(0.015) else score,
                        "respondents": draws.whole(8, 20 + 3 * school.size),
                    }
                )
    return rows


_ITEMS = ("компьютерный класс", "спортивный зал")
#: Works that the plan of Priozersk names: school number, item, year it is due.
_PRIOZERSK_WORKS = (
    (9, "реновация здания", 2021), (1, "ремонт", 2021), (4, "ремонт", 2021), (5, "ремонт", 2021),
    (7, "ремонт", 2021), (2, "ремонт", 2021), (8, "ремонт", 2021), (2, "спортивный зал", 2021),
    (1, "спортивный зал", 2021), (3, "спортивный зал", 2021), (1, "школьный автобус", 2021),
    (3, "школьный автобус", 2021), (4, "школьный автобус", 2021), (5, "школьный автобус", 2021),
    (9, "школьный автобус", 2021), (2, "школьный автобус", 2021), (6, "«Точка роста»", 2021),
)  # fmt: skip


def material(territory: Territory) -> list[Row]:
    """Rows of `material` from 2020: what schools need and whether it is there yet."""
    rows = []
    for year in YEARS[1:]:
        for school in _followed(territory, year):
            for item in _ITEMS:
                draws = Draws("material", school.school_id, item)
                ready_in = 2019 + draws.whole(0, 5)
                if item == "спортивный зал" and territory.slug == "priozersk":
                    continue
                rows.append(_need(school, year, item, ready_in, "обновить"))
        if territory.slug == "priozersk":
            for number, item, due in _PRIOZERSK_WORKS:
                school = territory.school(number)
                late = Draws("late", school.school_id, item).chance(0.25)
                rows.append(_need(school, year, item, due + late, "по плану", f"{due}-12-31"))
    return rows


def _need(
    school: School, year: int, item: str, ready_in: int, need: str, due: str | None = None
) -> Row:
    state = "ready" if year >= ready_in else "in_progress" if year == ready_in - 1 else "absent"
    return {
        "school_id": school.school_id,
        "year": year,
        "item": item,
        "need": need,
        "state": state,
        "due": due or f"{ready_in}-09-01",
    }


def partners(territory: Territory) -> list[Row]:
    """Rows of `partners`; the last pair of a territory has no agreement."""
    rows = []
    for number, (school, partner, year) in enumerate(territory.partners, start=1):
        last = number == len(territory.partners)
        rows.append(
            {
                "school_id": territory.school(school).school_id,
                "partner_id": territory.school(partner).school_id,
                "valid_from": f"{year}-{'09-01' if number % 2 else '02-15'}",
                "valid_to": f"{year + 3}-08-31",
                "agreement": None if last else f"№ {number} от {12 + number}.05.{year}",
            }
        )
    return rows


def self_assessment(territory: Territory) -> list[Row]:
    """Rows of `self_assessment` from 2021; a school of five did not do it."""
    rows = []
    for year in YEARS[2:]:
        for school in territory.supported(year):
            draws = Draws("self", school.school_id, year)
            if not school.is_open(year) or draws.chance(0.2):
                continue
            for factor in RISK_FACTORS:
                steady = Draws("factor", school.school_id, factor).share()
                value = steady - 0.06 * (year - 2021) + 0.1 * draws.normal()
                level = "high" if value > 0.6 else "medium" if value > 0.3 else "low"
                rows.append(
                    {
                        "school_id": school.school_id,
                        "year": year,
                        "factor": factor,
                        "level": level,
                    }
                )
    return rows


_PUBLICATIONS = ("лучшая практика", "дорожная карта школы", "вкладка сайта")


def publications(territory: Territory) -> list[Row]:
    """Rows of `publications`: pages of schools, some of them no longer open."""
    rows = []
    for year in YEARS[1:]:
        for school in _followed(territory, year):
            draws = Draws("publication", school.school_id, year)
            for kind in _PUBLICATIONS:
                if draws.chance(0.5 if kind == _PUBLICATIONS[0] else 0.3):
                    month, day = draws.whole(1, 5), draws.whole(1, 27)
                    page = _PUBLICATIONS.index(kind) + 1
                    rows.append(
                        {
                            "school_id": school.school_id,
                            "kind": kind,
                            "address": f"https://{school.school_id}.example/{year}/{page}",
                            "published_on": f"{year}-{month:02d}-{day:02d}",
                            "checked_on": f"{year}-06-{draws.whole(1, 20):02d}",
                            "is_ok": draws.chance(0.88),
                        }
                    )
    return rows
