"""What a deadline cell says before any frame: calendar terms, rhythms, references, notes.

Here: the object, the questions to it, what leftover words do to it. Not here: how it is filled
(`clauses`) and what it means in a plan (`terms`, `deadlines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from . import time_words
from .shared_years import Term
from .windows import Years


@dataclass
class Reading:
    """What a cell says, before any frame."""

    terms: list[Term] = field(default_factory=list)
    kinds: list[tuple[int, str]] = field(default_factory=list)
    recurrence: str | None = None
    minimum: bool = False
    month_day: int = 0
    is_of_next_month: bool = False
    plan_name: str = ""
    event_name: str = ""
    delay: timedelta | None = None
    stage_numbers: tuple[int, ...] = ()
    stage_name: str = ""
    school_year_meant: bool = False
    note: str = ""
    flags: list[str] = field(default_factory=list)
    understood: bool = True

    @property
    def needs_years(self) -> bool:
        """True when a calendar term has to borrow its year."""
        return any(
            point.years is None and point.precision != "year"
            for term in self.terms
            for point in (term.first, term.second or term.first)
        )

    @property
    def year_points(self) -> list[Years]:
        """The years named in the text, in its order."""
        return [
            term.first.years for term in self.terms if term.first.years and term.shape == "point"
        ]

    @property
    def only_years(self) -> bool:
        """True for a heading that is nothing but a year or a school year."""
        return (
            self.understood
            and len(self.terms) == 1
            and not self.kinds
            and not self.note
            and self.terms[0].first.precision == "year"
            and bool(self.year_points)
        )

    def _begins_beside_others(self) -> bool:
        """«до 1 июля, начиная с 2023 года»: a first year beside other times."""
        years = [t for t in self.terms if t.shape == "from" and t.first.precision == "year"]
        return bool(years) and len(self.terms) > len(years)

    def judge(self, extras: Sequence[str]) -> None:
        """Whether the cell is understood in spite of the words that nothing took: words of time
        among them mean that it is not, others go to the note."""
        if not self.terms and not self.kinds:
            self.understood = False
        if any(time_words.is_misspelt_month(word) for word in extras):
            self.flags.append("mistyped")
            self.understood = False
        weekdays = any(term.first.precision == "day" for term in self.terms)
        extra = " ".join(time_words.without_weekdays(extras) if weekdays else extras).strip()
        if time_words.turn_the_sense(extra) or self._begins_beside_others():
            self.understood = False
        if time_words.speak_of_time(extra):
            self.understood = False
        elif re.search(r"\w", extra):
            self.flags.append("extra_text")
            self.note = "; ".join(filter(None, [self.note, extra]))
