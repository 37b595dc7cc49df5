"""How teachers grow: diagnosis, plans, help, mentors, courses, attestation.

Here: what happens to teachers in a year. Not here: who they are (`staff`). One diagnostic
tool a school year; entry in autumn, for some an interim check in winter, exit in spring.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.demo_data.draws import Draws
from tools.demo_data.results import Row
from tools.demo_data.staff import Teacher, reported_years
from tools.demo_data.territories import Territory

COMPETENCES = ("предметная", "методическая", "психолого-педагогическая", "коммуникативная")
CUT = 60
#: The school whose teachers never come to the final diagnosis, and the year.
NO_EXIT = ("iva-02", 2022)

_FORMS = (
    ("консультация", 2), ("посещение урока", 1), ("семинар", 4), ("практикум", 6),
    ("стажировка", 12), ("вебинар", 2), ("мастер-класс", 3),
)  # fmt: skip
_PROGRAMMES = (
    ("Функциональная грамотность", "Умение применять знания", 36, True),
    ("Современные технологии урока", "Методика", 48, False),
    ("Цифровые средства учителя", "Цифровая среда", 24, False),
    ("Управление качеством", "Управление школой", 72, False),
    ("Трудные задания ОГЭ и ЕГЭ", "ГИА", 36, False),
    ("Обучение детей с ОВЗ", "Дети с ОВЗ", 72, False),
    ("Оценивание по критериям", "Оценивание", 24, False),
)


@dataclass(frozen=True)
class Diagnosis:
    """Scores of one teacher in one year by competence: at entry and, where held, at exit."""

    teacher: Teacher
    year: int
    entry: dict[str, int]
    exit: dict[str, int]

    def deficits(self) -> list[str]:
        """Competences below the cut at entry."""
        return [name for name in COMPETENCES if self.entry[name] < CUT]


#: First and last year of diagnosis: it goes on for as long as the plan and a year after.
_DIAGNOSED = {
    "vilyuysk": (2020, 2022),
    "turochak": (2022, 2024),
    "priozersk": (2021, 2023),
    "rostov": (2021, 2023),
    "ivanteevsky": (2021, 2023),
}


def diagnoses(territory: Territory, people: list[Teacher]) -> list[Diagnosis]:
    """Who was diagnosed: most teachers of supported schools, some of the others."""
    found = []
    first, last = _DIAGNOSED[territory.slug]
    for year in range(first, last + 1):
        supported = {school.school_id for school in territory.supported(year)}
        for person in people:
            draws = Draws("diagnosis", person.code, year)
            here = person.school.school_id in supported
            often = 0.72 if here else 0.0 if territory.slug == "rostov" else 0.03
            if person.works(year) and draws.chance(often):
                found.append(_diagnosis(person, year, draws, here))
    return found


def _diagnosis(person: Teacher, year: int, draws: Draws, supported: bool) -> Diagnosis:
    learned = 3 * (year - person.first)
    entry = {
        name: max(20, min(round(68 + 11 * person.skill + learned / 2 + 9 * draws.normal()), 98))
        for name in COMPETENCES
    }
    leaves = not draws.chance(0.88) or (person.school.school_id, year) == NO_EXIT
    gain = 12 if supported else 4
    later = {
        name: max(15, min(round(score + gain + 8 * draws.normal()), 100))
        for name, score in entry.items()
    }
    return Diagnosis(person, year, entry, {} if leaves else later)


def diagnostics(found: list[Diagnosis]) -> list[Row]:
    """Rows of `diagnostics`; the tool of 2022 has 50 points, all others 100."""
    rows = []
    for item in found:
        draws = Draws("day", item.teacher.code, item.year)
        entry_day = f"{item.year - 1}-{draws.pick(('10', '11'))}-{draws.whole(10, 28)}"
        rows += _scores(item, "entry", entry_day, item.entry)
        if item.deficits() and draws.chance(0.15):
            middle = {n: min(100, item.entry[n] + draws.whole(-3, 9)) for n in item.deficits()}
            rows += _scores(item, "interim", f"{item.year}-02-{draws.whole(10, 24)}", middle)
        if item.exit:
            exit_day = f"{item.year}-{draws.pick(('04', '05'))}-{draws.whole(10, 27)}"
            rows += _scores(item, "exit", exit_day, item.exit)
    return rows


def _scores(item: Diagnosis, point: str, day: str, scores: dict[str, int]) -> list[Row]:
    fifty = item.year == 2022
    return [
        {
            "teacher_code": item.teacher.code,
            "date": day,
            "point": point,
            "tool": f"ДПК-{item.year}",
            "competence": name,
            "subject": item.teacher.subjects[0] if name == "предметная" else "",
            "score": score // 2 if fifty else score,
            "max_score": 50 if fifty else 100,
        }
        for name, score in scores.items()
    ]


def plans(found: list[Diagnosis]) -> list[Row]:
    """Rows of `plans`: most teachers with deficits have one, some never finish it."""
    rows = []
    for item in found:
        draws = Draws("plan", item.teacher.code, item.year)
        if not item.deficits() or not draws.chance(0.88):
            continue
        count = draws.whole(4, 8)
        done = count if draws.chance(0.68) else draws.whole(0, count - 1)
        rows.append(
            {
                "teacher_code": item.teacher.code,
                "year": item.year,
                "plan_kind": draws.pick(("ИОМ", "ИППР", "адресная помощь")),
                "made_on": f"{item.year - 1}-12-{draws.whole(1, 24):02d}",
                "items": count,
                "items_done": done,
                "closed_on": f"{item.year}-05-{draws.whole(15, 30)}" if done == count else None,
            }
        )
    return rows


def help_acts(territory: Territory, found: list[Diagnosis]) -> list[Row]:
    """Rows of `help`: mostly for the deficits found, some for what is no deficit."""
    service = {"priozersk": "ИМО ЦИТ", "rostov": "ЦНППМПР", "turochak": "РМК", "vilyuysk": "НМО"}
    helpers = {
        territory.school(school).school_id: territory.school(partner).school_id
        for school, partner, _ in territory.partners
    }
    rows = []
    for item in found:
        draws = Draws("help", item.teacher.code, item.year)
        school_id = item.teacher.school.school_id
        competences = [c for c in item.deficits() if draws.chance(0.84)]
        if draws.chance(0.12):
            competences.append(draws.pick(COMPETENCES))
        for number, competence in enumerate(competences, start=1):
            form, hours = draws.pick(_FORMS)
            month = draws.pick(("12", "01", "02", "03", "04"))
            year = item.year - (month == "12")
            provider = service.get(territory.slug, "РМО")
            if school_id in helpers and draws.chance(0.35):
                provider = helpers[school_id]
            rows.append(
                {
                    "teacher_code": item.teacher.code,
                    "date": f"{year}-{month}-{draws.whole(1, 27):02d}",
                    "form": form,
                    "record_no": str(number),
                    "competence": competence if draws.chance(0.95) else None,
                    "subject": item.teacher.subjects[0] if competence == "предметная" else "",
                    "hours": hours if draws.chance(0.93) else None,
                    "provider": provider,
                }
            )
    return rows


def mentoring(territory: Territory, people: list[Teacher]) -> list[Row]:
    """Rows of `mentoring`: young teachers and the weaker ones of supported schools.

    The first young teacher of each year has no mentor.
    """
    partners = {
        territory.school(school).school_id: territory.school(partner)
        for school, partner, _ in territory.partners
    }
    rows = []
    for year in reported_years(people):
        here = [p for p in people if p.works(year)]
        supported = territory.supported(year)
        young = [p for p in here if p.is_young(year)]
        weak = [p for p in here if p.school in supported and p.skill < -0.4 and p not in young]
        for person in [*young[1:], *weak]:
            draws = Draws("mentor", person.code, year)
            partner = partners.get(person.school.school_id)
            home = partner if partner and draws.chance(0.5) else person.school
            seniors = [p for p in here if p.school == home and p not in young and p not in weak]
            if seniors and draws.chance(0.8 if person in young else 0.4):
                rows.append(
                    {
                        "mentee_code": person.code,
                        "year": year,
                        "mentor_code": draws.pick(seniors).code,
                        "partner_school_id": None if home == person.school else home.school_id,
                    }
                )
    return rows


def courses(territory: Territory, people: list[Teacher]) -> list[Row]:
    """Rows of `courses`: a course every two or three years, more in supported schools."""
    rows = []
    for year in reported_years(people):
        supported = {school.school_id for school in territory.supported(year)}
        for person in people:
            draws = Draws("course", person.code, year)
            often = 0.6 if person.school.school_id in supported else 0.14
            if not person.works(year) or not draws.chance(often):
                continue
            programme, topic, hours, literacy = _course(person, draws)
            month, day = draws.pick((10, 11, 2, 3)), draws.whole(1, 12)
            start = year - (month > 8)
            unfinished = draws.chance(0.04)
            rows.append(
                {
                    "teacher_code": person.code,
                    "programme": programme,
                    "started_on": f"{start}-{month:02d}-{day:02d}",
                    "finished_on": None if unfinished else f"{start}-{month:02d}-{day + 14:02d}",
                    "topic": topic,
                    "hours": hours,
                    "is_functional_literacy": literacy,
                }
            )
    return rows


def _course(person: Teacher, draws: Draws) -> tuple[str, str, int, bool]:
    if person.is_management and draws.chance(0.6):
        return _PROGRAMMES[3]
    return _PROGRAMMES[0] if draws.chance(0.25) else draws.pick(_PROGRAMMES)


def attestation(people: list[Teacher]) -> list[Row]:
    """Rows of `attestation`; categories that were given count from the same school year on."""
    rows = []
    for year in reported_years(people):
        for person in people:
            draws = Draws("attest", person.code, year)
            if not person.works(year) or person.is_young(year) or not draws.chance(0.08):
                continue
            sought = "highest" if person.skill > 0.5 else "first"
            passed = draws.chance(0.75 if person.skill > -0.5 else 0.45)
            person.attested[year] = (sought, passed)
            month = draws.pick((11, 12, 2, 3))
            rows.append(
                {
                    "teacher_code": person.code,
                    "date": f"{year - (month > 8)}-{month:02d}-{draws.whole(5, 25):02d}",
                    "category_sought": sought,
                    "result": "присвоена" if passed else "не присвоена",
                }
            )
    return rows
