"""What may be said of one question, place and year, and the ladder of saying less.

Here: `Unknowns` (the counts an outsider does not know), `Statement` (an answer as a linear
statement about them) and the first choice of form by the policy. Not here: whether all
statements together are safe (`audit`), the numbers of an outsider's bounds (`bounds`).

A class is all people of a domain, place and year; its unknowns are how many of them stand in
each category. How many people a class has is treated as known to everybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from helpers.disclosure.people import COUNTS, WIDTH
from helpers.disclosure.policy import Policy
from helpers.disclosure.questions import Question

#: Names the schools of a place that are too small for rows of their own, taken together.
FEW = "few"
Kind = Literal["exact", "band", "hidden", "no_data"]
ClassKey = tuple[str, str, int, str]
StatementKey = tuple[str, str, str, int]


@dataclass(frozen=True)
class PeopleClass:
    """Counts by school and grade of one class: `counts` has one row per atom."""

    key: ClassKey
    schools: tuple[str, ...]
    counts: np.ndarray

    @cached_property
    def totals(self) -> np.ndarray:
        """People of each category."""
        total: np.ndarray = self.counts.sum(axis=0)
        return total

    @property
    def size(self) -> int:
        """All people of the class."""
        return int(self.totals.sum())

    @cached_property
    def cells(self) -> tuple[np.ndarray, np.ndarray]:
        """Every cell worth guarding: (people in it, by category), atoms and whole schools."""
        names = np.array(self.schools)
        whole = [self.counts[names == name].sum(axis=0) for name in sorted(set(self.schools))]
        counts = np.vstack([self.counts, *whole, self.totals])
        return counts.sum(axis=1), counts


def classes(atoms: pd.DataFrame, by_school: Iterable[str] = ()) -> dict[ClassKey, PeopleClass]:
    """Atoms as classes; the domains `by_school` have one class per school."""
    split = set(by_school)
    school = atoms["school_id"].where(atoms["domain"].isin(split), "")
    keyed = atoms.assign(own=school)
    made = {}
    for key, rows in keyed.groupby(["domain", "place", "year", "own"], sort=True):
        domain, place, year, own = map(str, key)
        whole = (domain, place, int(year), own)
        made[whole] = PeopleClass(
            whole, tuple(rows["school_id"]), rows[list(COUNTS)].to_numpy(dtype=np.int64)
        )
    return made


@dataclass
class Statement:
    """One answer: `part` people of `whole`, said in one of the forms of its ladder.

    `members` are the classes it adds up. `ladder` holds widths of bands, narrowest first;
    `form` is the present form. A `fixed` statement stands as it was published before; it was
    made of other data when it is `loose`: so many people may have changed since.
    """

    question: Question
    place: str
    school: str
    year: int
    first_year: int
    members: tuple[ClassKey, ...]
    schools: int
    part: int
    whole: int
    ladder: tuple[int, ...]
    kind: Kind
    width: int = 0
    fixed: bool = False
    loose: int = 0
    coarsened: int = field(default=0, compare=False)

    @property
    def key(self) -> StatementKey:
        """What names the statement: question, place, school, year."""
        return (self.question.question_id, self.place, self.school, self.year)

    @property
    def is_whole_known(self) -> bool:
        """Whether the number of all is known to everybody."""
        return not self.question.among

    @property
    def band(self) -> tuple[int, int]:
        """Bounds of the band in percent: from (inclusive) to (exclusive below 100)."""
        low = min(math.floor(100 * self.part / self.whole / self.width), 100 // self.width - 1)
        return low * self.width, (low + 1) * self.width

    def limits(self) -> tuple[int, int]:
        """The least and the most people that the present form allows."""
        least = most = self.part
        if self.kind == "band":
            low, high = self.band
            least = math.ceil(low * self.whole / 100)
            most = self.whole if high == 100 else math.ceil(high * self.whole / 100) - 1
        return least - self.loose, most + self.loose

    def say_less(self) -> bool:
        """One step down the ladder; False when nothing is left to hide."""
        if self.fixed or self.kind in ("hidden", "no_data"):
            return False
        self.coarsened += 1
        wider = [width for width in self.ladder if width > self.width]
        if wider:
            self.kind, self.width = "band", wider[0]
        else:
            self.kind, self.width = "hidden", 0
        return True


def statement(
    question: Question,
    place: str,
    school: str,
    year: int,
    members: Sequence[PeopleClass],
    policy: Policy,
) -> Statement:
    """The first choice for a question: exact where the policy lets it, a band, or hidden."""
    counts = sum((one.totals for one in members), np.zeros(WIDTH, dtype=np.int64))
    among = question.among or tuple(range(WIDTH))
    part = int(counts[list(question.counted)].sum())
    whole = int(counts[list(among)].sum())
    names = {name for one in members for name in one.schools}
    made = Statement(
        question, place, school, year, min(one.key[2] for one in members),
        tuple(one.key for one in members), len(names), part, whole, (), "hidden",
    )  # fmt: skip
    if not _is_enough(made, members, policy):
        return made
    made.ladder = tuple(policy.widths(whole))
    if not school and question.has_exact and _is_exact_safe(made, members, policy):
        made.kind = "exact"
    elif made.ladder:
        made.kind, made.width = "band", made.ladder[0]
    return made


def _is_enough(made: Statement, members: Sequence[PeopleClass], policy: Policy) -> bool:
    """Whether the group is large enough, and its number itself may be told."""
    of_teachers = made.question.field == "teachers"
    schools = policy.teacher_schools if of_teachers else policy.schools
    people = policy.teachers if of_teachers else policy.group
    if made.whole < people or (not made.school and made.schools < schools):
        return False
    rest = sum(one.size for one in members) - made.whole
    return made.is_whole_known or rest == 0 or rest >= policy.cell


def _is_exact_safe(made: Statement, members: Sequence[PeopleClass], policy: Policy) -> bool:
    """Both parts large, for an outsider and for the head of any one school."""
    if not policy.cell <= made.part <= made.whole - policy.cell:
        return False
    among = made.question.among or tuple(range(WIDTH))
    by_school: dict[str, np.ndarray] = {}
    for one in members:
        for name, counts in zip(one.schools, one.counts, strict=True):
            by_school[name] = by_school.get(name, 0) + counts
    for counts in by_school.values():
        inside = int(counts[list(made.question.counted)].sum())
        outside = int(counts[list(among)].sum()) - inside
        left_in, left_out = made.part - inside, made.whole - made.part - outside
        if min(left_in, left_out) < policy.safe_part:
            return False
    return True


def of_schools(
    questions: Iterable[Question],
    held: Mapping[ClassKey, PeopleClass],
    years: Sequence[int],
    policy: Policy,
) -> Iterator[Statement]:
    """First choices for the exams of every school: bands by its number of participants.

    Schools with too few are one row if they are enough together, else they have none.
    """
    by_school: dict[tuple[str, str], dict[str, list[PeopleClass]]] = {}
    for one in held.values():
        domain, place, _, school = one.key
        if school:
            by_school.setdefault((domain, place), {}).setdefault(school, []).append(one)
    for question in questions:
        for (domain, place), schools in by_school.items():
            if domain != question.domain:
                continue
            for year in years:
                few: list[PeopleClass] = []
                few_schools = 0
                for school, classes in schools.items():
                    inside = [c for c in classes if year - policy.years < c.key[2] <= year]
                    people = sum(one.size for one in inside)
                    if people >= policy.group:
                        yield statement(question, place, school, year, inside, policy)
                    elif people:
                        few, few_schools = [*few, *inside], few_schools + 1
                if few_schools >= policy.schools and sum(one.size for one in few) >= policy.group:
                    yield statement(question, place, FEW, year, few, policy)


def asked(
    questions: Iterable[Question],
    held: Mapping[ClassKey, PeopleClass],
    reports: Mapping[str, Sequence[str]],
    years: Sequence[int],
    policy: Policy,
) -> Iterator[Statement]:
    """First choices for every question, report place and year that has anybody.

    `reports` maps the place of a report to the places whose people it adds up.
    """
    by_domain: dict[tuple[str, str], list[PeopleClass]] = {}
    for one in held.values():
        by_domain.setdefault((one.key[0], one.key[1]), []).append(one)
    for question in questions:
        for place, parts in reports.items():
            own = [
                one
                for part in parts
                for domain in filter(None, (question.domain, question.beside))
                for one in by_domain.get((domain, part), ())
            ]
            for year in years:
                first = year - policy.years + 1 if question.pools_years else year
                inside = [one for one in own if first <= one.key[2] <= year]
                if not inside:
                    continue
                yield statement(question, place, "", year, inside, policy)
