"""`Protected`: the only thing that the public edition shows numbers of.

Here: protected answers of one municipality and year, and the stamp that lets a block into a
public report. Not here: how answers become safe (`audit`), tables and sentences of them
(`tables.protected`, `wording.protected`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from helpers import guard
from helpers.blocks import Block
from helpers.disclosure.statements import FEW, Kind
from helpers.params import RunParams
from helpers.vocabulary import natural

AnyBlock = TypeVar("AnyBlock", bound=Block)
#: Facts about who sent data begin so.
SENT = "sent."


@dataclass(frozen=True)
class Answer:
    """One protected answer: a share of people, exact, as a band, hidden, or without data.

    `part` and `value` are known only of an exact answer; `low` and `high` are the ends of a
    band in percent (from inclusive, to exclusive below 100). `whole` is None where even the
    number of people is not told.
    """

    question_id: str
    title: str
    field: str
    subject: str
    people: str
    more_is_better: bool | None
    place: str
    school: str
    year: int
    first_year: int
    kind: Kind
    schools: int
    whole: int | None = None
    part: int | None = None
    low: float | None = None
    high: float | None = None
    school_name: str = ""

    @property
    def value(self) -> float | None:
        """The share in percent, when it is told exactly."""
        if self.kind != "exact" or self.part is None or not self.whole:
            return None
        return 100 * self.part / self.whole

    @property
    def ref(self) -> str:
        """How the manifest of a report names the answer."""
        whose = f"{self.place}|{self.school}" if self.school else self.place
        return f"{self.question_id}|{whose}|{self.first_year}-{self.year}"

    @property
    def is_useful(self) -> bool:
        """Whether a reader learns something: a number, or a band narrower than a half."""
        if self.kind == "exact":
            return True
        return self.kind == "band" and (self.high or 0) - (self.low or 0) < 50

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON data."""
        return asdict(self)


@dataclass(frozen=True)
class Fact:
    """A number about schools, things or papers, not about people: told as it is."""

    fact_id: str
    title: str
    value: float | None
    unit: str
    part: int | None = None
    whole: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Protected:
    """What the public edition may say of a municipality and year."""

    run: RunParams
    certificate_id: str
    summary: Mapping[str, Any]
    answers: tuple[Answer, ...]
    facts: tuple[Fact, ...]
    data_label: str = ""

    def certify(self, block: AnyBlock) -> AnyBlock:
        """The block, marked as made from this object; only such blocks enter a public report.

        Raises `DisclosureError` outside this package.
        """
        guard.check_stamp()
        return block.certified(self.certificate_id)

    def of_year(self, *fields: str) -> tuple[Answer, ...]:
        """Answers of the run's year in some fields, schools left out."""
        return tuple(
            one
            for one in self.answers
            if one.year == self.run.year and one.field in fields and not one.school
        )

    def of_schools(self) -> tuple[Answer, ...]:
        """Answers of the run's year about single schools, by name: an order, not a ranking."""
        rows = [one for one in self.answers if one.year == self.run.year and one.school]
        return tuple(sorted(rows, key=lambda one: (one.school == FEW, natural(one.school_name))))

    def answer(self, question_id: str, year: int | None = None) -> Answer | None:
        """One answer of the municipality, or None."""
        wanted = self.run.year if year is None else year
        return next(
            (
                one
                for one in self.answers
                if one.question_id == question_id and one.year == wanted and not one.school
            ),
            None,
        )

    def before(self, question_id: str) -> Iterator[Answer]:
        """Answers to a question for this year and years before, oldest first."""
        rows = [
            one
            for one in self.answers
            if one.question_id == question_id and not one.school and one.year <= self.run.year
        ]
        yield from sorted(rows, key=lambda one: one.year)

    def sent(self) -> tuple[Fact, ...]:
        """Which schools sent each kind of data: facts that are no indicators."""
        return tuple(one for one in self.facts if one.fact_id.startswith(SENT))

    def fact(self, fact_id: str) -> Fact | None:
        """One open fact, or None."""
        return next((one for one in self.facts if one.fact_id == fact_id), None)
