"""The frame of a plan: which kind of year it counts in, from when to when, since which act.

Here: the frame as a plain object and the years inside it. Not here: finding the frame in a
document (`frame_detection`) and reading deadlines in it (`deadlines`).
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

FrameKind = Literal["calendar", "school_year"]
#: Inclusive first and last day; the first may be unknown («до 1 сентября»).
Window = tuple[date | None, date]

SCHOOL_YEAR_FIRST_MONTH = 9


@dataclass(frozen=True)
class Stage:
    """One stage of a programme with its first and last day (inclusive)."""

    number: int
    start: date
    end: date
    name: str = ""


@dataclass(frozen=True)
class Event:
    """A dated happening that deadlines refer to: «результаты ГИА» and its day."""

    name: str
    day: date


@dataclass(frozen=True)
class PlanFrame:
    """Frame of one plan.

    `frame` is None when the text does not say which kind of year the plan counts in; then
    `period_start` and `period_end` may be None too. Days are inclusive.
    """

    frame: FrameKind | None = None
    period_start: date | None = None
    period_end: date | None = None
    approved_on: date | None = None
    stages: tuple[Stage, ...] = ()
    events: tuple[Event, ...] = ()

    @classmethod
    def calendar(cls, first: int, last: int, approved_on: date | None = None) -> PlanFrame:
        """Frame of whole calendar years, both included."""
        return cls("calendar", date(first, 1, 1), date(last, 12, 31), approved_on)

    @classmethod
    def school_year(cls, first: int, approved_on: date | None = None) -> PlanFrame:
        """Frame of the school year that begins in September of `first`."""
        return cls("school_year", date(first, 9, 1), date(first + 1, 8, 31), approved_on)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> PlanFrame:
        """Frame from a row of `plan_frames`; empty cells are unknown.

        `stages` is JSON «number → [first day, last day]», `events` «name → day».
        """
        kind = row.get("frame")
        stages = json.loads(_text(row.get("stages")) or "{}")
        events = json.loads(_text(row.get("events")) or "{}")
        return cls(
            kind if kind in ("calendar", "school_year") else None,
            _day(row.get("period_start")),
            _day(row.get("period_end")),
            _day(row.get("approved_on")),
            tuple(
                Stage(int(number), date.fromisoformat(span[0]), date.fromisoformat(span[1]))
                for number, span in sorted(stages.items(), key=lambda pair: int(pair[0]))
            ),
            tuple(Event(name, date.fromisoformat(day)) for name, day in events.items()),
        )

    def as_row(self) -> dict[str, Any]:
        """The columns of `plan_frames` that the frame fills (see `from_row`)."""
        stages = {str(s.number): [iso(s.start), iso(s.end)] for s in self.stages}
        events = {event.name: iso(event.day) for event in self.events}
        return {
            "frame": self.frame or "",
            "period_start": self.period_start,
            "period_end": self.period_end,
            "approved_on": self.approved_on,
            "stages": json.dumps(stages, ensure_ascii=False) if stages else "",
            "events": json.dumps(events, ensure_ascii=False) if events else "",
        }

    def as_dict(self) -> dict[str, object]:
        """The frame as JSON values for people and other programs: ISO days, lists of objects."""
        return {
            "frame": self.frame,
            "period_start": iso(self.period_start),
            "period_end": iso(self.period_end),
            "approved_on": iso(self.approved_on),
            "stages": [
                {"number": s.number, "name": s.name, "start": iso(s.start), "end": iso(s.end)}
                for s in self.stages
            ],
            "events": [{"name": e.name, "day": iso(e.day)} for e in self.events],
        }

    @property
    def period(self) -> tuple[Window, ...]:
        """The plan period as one window; nothing when it is unknown."""
        if self.period_start is None or self.period_end is None:
            return ()
        return ((self.period_start, self.period_end),)

    def years(self) -> tuple[int, ...]:
        """First calendar year of every plan year: 2019, 2020, 2021, or 2021 for 2021/22."""
        if self.period_start is None or self.period_end is None:
            return ()
        first, last = self.period_start.year, self.period_end.year
        if self.frame == "school_year":
            first = school_year_of(self.period_start)
            last = school_year_of(self.period_end)
        return tuple(range(first, last + 1))

    def year_windows(self, school: bool = False) -> tuple[Window, ...]:
        """Each plan year, cut to the plan period; `school` forces school years."""
        if self.period_start is None or self.period_end is None:
            return ()
        as_school = school or self.frame == "school_year"
        first = self.period_start.year - 1 if as_school else self.period_start.year
        whole = (
            school_year_window(y) if as_school else (date(y, 1, 1), date(y, 12, 31))
            for y in range(first, self.period_end.year + 1)
        )
        return tuple(
            (max(start, self.period_start), min(end, self.period_end))
            for start, end in whole
            if end >= self.period_start and start <= self.period_end
        )


def school_year_of(day: date) -> int:
    """Calendar year in which the school year of `day` began."""
    return day.year if day.month >= SCHOOL_YEAR_FIRST_MONTH else day.year - 1


def school_year_window(first: int) -> tuple[date, date]:
    """1 September – 31 August, inclusive."""
    return date(first, 9, 1), date(first + 1, 8, 31)


def last_day(year: int, month: int) -> int:
    """Number of the last day of a month."""
    return calendar.monthrange(year, month)[1]


def iso(day: date | None) -> str | None:
    """ISO form of a day, None for none."""
    return day.isoformat() if day else None


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    """A day from a date, a timestamp or ISO text; None for an empty cell of any kind."""
    if isinstance(value, datetime):
        return value.date() if value == value else None
    if isinstance(value, date):
        return value
    text = _text(value)
    return date.fromisoformat(text[:10]) if text else None
