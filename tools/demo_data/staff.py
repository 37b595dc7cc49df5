"""People of the schools: teachers by code, their load, the hours that nobody teaches.

Here: who works where. Not here: what they can and learn (`growth`). Codes carry no name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.demo_data.draws import Draws
from tools.demo_data.pupils import enrolled
from tools.demo_data.results import Row
from tools.demo_data.territories import YEARS, School, Territory

_SUBJECTS = (
    "math", "rus", "english", "history", "physics", "biology", "geography", "chemistry",
    "informatics",
)  # fmt: skip
#: Weekly hours of a subject in a grade group of a small school.
_HOURS = {
    "math": 5, "rus": 5, "english": 3, "history": 2, "physics": 2, "biology": 2, "geography": 2,
    "chemistry": 2, "informatics": 1,
}  # fmt: skip


@dataclass(eq=False)
class Teacher:
    """A teacher from the first school year here to the last."""

    code: str
    school: School
    subjects: tuple[str, ...]
    is_management: bool
    first: int
    last: int
    skill: float
    category: str
    category_until: int
    began: int
    second_school: str = ""
    attested: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def works(self, year: int) -> bool:
        """Whether the teacher works in a school year."""
        return self.first <= year <= self.last and self.school.is_open(year)

    def is_young(self, year: int) -> bool:
        """Whether the teacher is in the first three years of work."""
        return year - self.began < 3


def _posts(school: School) -> list[tuple[tuple[str, ...], bool]]:
    """Posts of a school: subjects and whether it is a leading post."""
    posts: list[tuple[tuple[str, ...], bool]] = []
    if school.last_grade == 4 and school.size <= 1:
        return [(("primary",), True)]
    posts.append(((_SUBJECTS[3],) if school.last_grade > 4 else ("primary",), True))
    if school.size > 10:
        posts.append((("rus",), True))
    parallel = 1 + school.size // 60
    posts += [(("primary",), False)] * max(1, min(3, school.size // 4) * parallel)
    if school.last_grade > 4:
        if school.size < 8:
            pairs = (("math", "physics"), ("rus",), ("english",), ("biology", "chemistry"),
                     ("geography", "history"), ("informatics", "math"))  # fmt: skip
            posts += [(pair, False) for pair in pairs]
        else:
            for subject in _SUBJECTS:
                many = parallel + 1 if subject in ("math", "rus") else max(1, parallel - 1)
                posts += [((subject,), False)] * many
    return posts


def teachers_of(territory: Territory) -> list[Teacher]:
    """All teachers of the demo years, with those who came for those who left."""
    found: list[Teacher] = []
    prefix = territory.slug[:4]
    for school in _reporting(territory):
        for place, (subjects, is_management) in enumerate(_posts(school)):
            first = YEARS[0]
            while first <= YEARS[-1]:
                draws = Draws("post", school.school_id, place, first)
                stays = next((y for y in range(first, 2024) if draws.chance(0.05)), 2024)
                code = f"T-{prefix}-{len(found) + 1:04d}"
                found.append(_teacher(code, school, subjects, is_management, first, stays))
                vacant = subjects[0] in ("physics", "english") and draws.chance(0.5)
                first = stays + 1 + vacant
    return _shared(territory, found)


def _reporting(territory: Territory) -> list[School]:
    """Schools whose staff is known: in the region only those ever listed and their partners."""
    if territory.slug != territory.region_id:
        return list(territory.schools)
    chosen = {school.school_id for year in range(2018, 2025) for school in territory.listed(year)}
    chosen |= {territory.school(partner).school_id for _, partner, _ in territory.partners}
    return [school for school in territory.schools if school.school_id in chosen]


def _teacher(
    code: str, school: School, subjects: tuple[str, ...], leads: bool, first: int, last: int
) -> Teacher:
    draws = Draws("teacher", code)
    young = (first > YEARS[0] and draws.chance(0.4)) or draws.chance(0.05)
    began = first - draws.whole(0, 1) if young else first - draws.whole(4, 35)
    skill = 0.45 * school.level + 0.8 * draws.normal() - (0.3 if young else 0.0)
    rank = skill + 0.6 * draws.normal()
    category = "highest" if rank > 0.9 else "first" if rank > -0.1 else "conformity"
    if young:
        category = "none"
    return Teacher(
        code, school, subjects, leads, first, last, skill, category, draws.whole(2020, 2025), began
    )


def _shared(territory: Territory, found: list[Teacher]) -> list[Teacher]:
    """One physicist and one teacher of English also teach in a neighbouring school."""
    small = [s for s in territory.schools if 4 < s.size < 8 and s.last_grade > 4]
    for subject in ("physics", "english"):
        lenders = [
            t for t in found
            if t.subjects == (subject,) and t.first == YEARS[0] and t.school not in small
        ]  # fmt: skip
        if lenders and small:
            lenders[0].second_school = small[0].school_id
    return found


def reported_years(people: list[Teacher]) -> tuple[int, ...]:
    """Years in which a territory kept lists of teachers: one from 2019, the others from 2020."""
    early = people[0].school.school_id.startswith("vil")
    return YEARS if early else YEARS[1:]


def teachers(people: list[Teacher]) -> list[Row]:
    """Rows of `teachers`: one per teacher and school year."""
    rows = []
    for year in reported_years(people):
        for person in people:
            if not person.works(year):
                continue
            category, until = category_in(person, year)
            rows.append(
                {
                    "teacher_code": person.code,
                    "year": year,
                    "school_id": person.school.school_id,
                    "is_management": person.is_management,
                    "category": category,
                    "category_until": until,
                    "is_young": person.is_young(year),
                }
            )
    return rows


def category_in(person: Teacher, year: int) -> tuple[str, str | None]:
    """Category of a teacher in a school year and the day it ends."""
    category, until = person.category, person.category_until
    for when in sorted(person.attested):
        sought, passed = person.attested[when]
        if when <= year and passed:
            category, until = sought, when + 5
    if category in ("highest", "first"):
        return (category, f"{until}-12-25") if until >= year - 1 else ("conformity", None)
    return category, None


def assignments(people: list[Teacher]) -> list[Row]:
    """Rows of `teacher_assignments`: load by school and subject."""
    rows = []
    for year in reported_years(people):
        for person in people:
            if not person.works(year) or (person.is_management and person.school.size > 30):
                continue
            for place, subject in enumerate(person.subjects):
                rows.append(_load(person, year, person.school.school_id, subject, place))
            if person.second_school and year >= 2021:
                rows.append(
                    {**_load(person, year, person.second_school, person.subjects[0], 0), "hours": 6}
                )
    return rows


def _load(person: Teacher, year: int, school_id: str, subject: str, place: int) -> Row:
    draws = Draws("load", person.code, year, subject)
    hours = draws.whole(8, 11) if len(person.subjects) > 1 else draws.whole(15, 24)
    if person.is_management:
        hours = draws.whole(3, 9)
    return {
        "teacher_code": person.code,
        "year": year,
        "school_id": school_id,
        "subject": subject,
        "hours": hours,
        "is_specialist": place == 0 or Draws("diploma", person.code).chance(0.35),
    }


def staffing(territory: Territory, loads: list[Row]) -> list[Row]:
    """Rows of `staffing` from 2021: hours needed against hours taught."""
    taught: dict[tuple[str, int, str], list[float]] = {}
    for load in loads:
        key = (load["school_id"], load["year"], load["subject"])
        hours = taught.setdefault(key, [0, 0])
        hours[0 if load["is_specialist"] else 1] += load["hours"]
    rows = []
    for year in YEARS[2:]:
        for school in _reporting(territory):
            if not school.is_open(year) or school.last_grade == 4:
                continue
            for subject in _SUBJECTS:
                specialist, other = taught.get((school.school_id, year, subject), [0, 0])
                needed = max(_need(school, year, subject), specialist + other)
                if Draws("short", school.school_id, year, subject).chance(0.08):
                    needed += _HOURS[subject] * 2
                if school.school_id == "pri-10" and subject == "math":
                    needed = specialist + other - 4
                rows.append(
                    {
                        "school_id": school.school_id,
                        "year": year,
                        "subject": subject,
                        "hours_needed": needed,
                        "hours_by_specialist": specialist,
                        "hours_by_other": other,
                    }
                )
    return rows


def _need(school: School, year: int, subject: str) -> int:
    start = {"physics": 7, "chemistry": 8, "informatics": 7}.get(subject, 5)
    groups = sum(
        1 + enrolled(school, grade, year) // 26
        for grade in range(start, school.last_grade + 1)
        if enrolled(school, grade, year)
    )
    return groups * _HOURS[subject] * 4 // 5
