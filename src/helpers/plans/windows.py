"""Calendar time → inclusive windows of days inside a plan frame.

Here: points (a day, a month, a quarter … with or without a year) and the rules that give a
point without a year its years. Not here: reading them from text (`deadlines`).

Rules: a month without a year repeats in every year of a calendar plan and falls once in a
school year (September–December in the first calendar year, January–August in the second; a
range that crosses August/September runs on from the second year). Nothing is moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from .frames import SCHOOL_YEAR_FIRST_MONTH, PlanFrame, Window, last_day, school_year_window

Precision = Literal["day", "month", "quarter", "half", "term", "season", "year"]
#: Month and day; day 0 means the last day of the month.
MonthDay = tuple[int, int]

#: School terms (четверти) where the school calendar is not given.
TERMS: dict[int, tuple[MonthDay, MonthDay]] = {
    1: ((9, 1), (10, 31)),
    2: ((11, 1), (12, 31)),
    3: ((1, 1), (3, 31)),
    4: ((4, 1), (5, 31)),
}
TRIMESTERS: dict[int, tuple[MonthDay, MonthDay]] = {
    1: ((9, 1), (11, 30)),
    2: ((12, 1), (2, 0)),
    3: ((3, 1), (5, 31)),
}
SCHOOL_HALVES: dict[int, tuple[MonthDay, MonthDay]] = {1: ((9, 1), (12, 31)), 2: ((1, 1), (5, 31))}
SEASONS: dict[str, tuple[MonthDay, MonthDay]] = {
    "spring": ((3, 1), (5, 0)),
    "summer": ((6, 1), (8, 0)),
    "autumn": ((9, 1), (11, 0)),
    "winter": ((12, 1), (2, 0)),
}


@dataclass(frozen=True)
class Years:
    """The year part of a point: one year, several years, or a school year (`school`)."""

    first: int
    last: int
    unit: Literal["", "calendar", "school"] = ""

    def is_school(self, frame: PlanFrame) -> bool:
        """True for «уч. год», and for «2021-2022» inside a school-year plan (rule A)."""
        if self.unit:
            return self.unit == "school"
        return self.last == self.first + 1 and frame.frame == "school_year"


@dataclass(frozen=True)
class Point:
    """One stretch of calendar time. `start` and `end` are ignored for precision `year`."""

    precision: Precision
    start: MonthDay = (1, 1)
    end: MonthDay = (12, 31)
    years: Years | None = None
    label: str = ""
    number: int = 0

    def in_years(self, years: Years | None) -> Point:
        return replace(self, years=years)


class InvalidDay(ValueError):
    """A day that no calendar has, such as 31 February."""


def day(year: int, month_day: MonthDay) -> date:
    """The date; day 0 is the last of the month; `InvalidDay` where there is none."""
    month, number = month_day
    try:
        return date(year, month, number or last_day(year, month))
    except (ValueError, IndexError) as error:
        raise InvalidDay(f"{year}-{month}-{number}") from error


def year_windows(years: Years, frame: PlanFrame) -> list[Window]:
    """Windows of a term that is only years: one window from the first day to the last."""
    if years.is_school(frame):
        return [(school_year_window(years.first)[0], school_year_window(years.last - 1)[1])]
    return [(date(years.first, 1, 1), date(years.last, 12, 31))]


def span_windows(
    start: MonthDay, end: MonthDay, years: Years | None, frame: PlanFrame
) -> list[Window]:
    """Windows of `start`–`end` (month and day) in the years given or, without, in the plan's.

    A calendar plan whose period begins or ends within a year keeps the windows that touch the
    period; if none does, all are kept, so that nothing disappears silently. Empty when the
    frame has no years.
    """
    if years is not None:
        if years.is_school(frame):
            return [_in_school_year(start, end, y) for y in range(years.first, years.last)]
        return [_in_year(start, end, y) for y in range(years.first, years.last + 1)]
    if frame.frame == "school_year":
        return [_in_school_year(start, end, y) for y in frame.years()]
    windows = []
    for y in frame.years():
        try:
            windows.append(_in_year(start, end, y))
        except InvalidDay:
            if not _is_leap_day(start, end):
                raise
    if not windows and frame.years():
        raise InvalidDay("29 February in no year of the plan")
    return _touching(windows, frame)


def _is_leap_day(start: MonthDay, end: MonthDay) -> bool:
    return (2, 29) in (start, end)


def _touching(windows: Iterable[Window], frame: PlanFrame) -> list[Window]:
    every = list(windows)
    if frame.period_start is None or frame.period_end is None:
        return every
    inside = [
        (start, end)
        for start, end in every
        if end >= frame.period_start and (start is None or start <= frame.period_end)
    ]
    return inside or every


def _in_year(start: MonthDay, end: MonthDay, year: int) -> Window:
    """Span that begins in `year` and runs into the next one when it crosses New Year."""
    crosses = _order(end) < _order(start)
    return day(year, start), day(year + 1 if crosses else year, end)


def _in_school_year(start: MonthDay, end: MonthDay, first: int) -> Window:
    first_year = first if start[0] >= SCHOOL_YEAR_FIRST_MONTH else first + 1
    return _in_year(start, end, first_year)


def _order(month_day: MonthDay) -> tuple[int, int]:
    month, number = month_day
    return month, number or 31


def range_windows(first: Point, second: Point, frame: PlanFrame) -> list[Window]:
    """Windows of «first – second»; a year at one side only reaches over to the other.

    Raises `InvalidDay`; returns windows that run backwards as they are, for the caller to flag.
    """
    if first.precision == "year" and second.precision == "year":
        return [(_point_windows(first, frame)[0][0], _point_windows(second, frame)[0][1])]
    if first.precision == "year" or second.precision == "year":
        starts, ends = _point_windows(first, frame), _point_windows(second, frame)
        return [(starts[0][0], ends[-1][1])] if starts and ends else []
    left, right = first.years, second.years
    if left is None or right is None:
        known = left or right
        if known is None:
            return span_windows(first.start, second.end, None, frame)
        if known.first != known.last:
            return span_windows(first.start, second.end, known, frame)
        crosses = _order(second.end) < _order(first.start)
        begin = known.first - 1 if (right is not None and crosses) else known.first
        return [_in_year(first.start, second.end, begin)]
    return [(_point_windows(first, frame)[0][0], _point_windows(second, frame)[-1][1])]


def _point_windows(point: Point, frame: PlanFrame) -> list[Window]:
    if point.precision == "year":
        return year_windows(point.years, frame) if point.years else list(frame.year_windows())
    return span_windows(point.start, point.end, point.years, frame)


def point_windows(point: Point, frame: PlanFrame) -> list[Window]:
    """Windows of one point: one for a dated point, one per plan year for one without a year."""
    return _point_windows(point, frame)


def before_windows(point: Point, frame: PlanFrame, inclusive: bool) -> list[Window]:
    """«до …»: windows without a start. A day, or anything `inclusive`, ends on its last day;
    otherwise the window ends on the day before the point begins («до мая»)."""
    windows = _point_windows(point, frame)
    if inclusive or point.precision == "day":
        return [(None, end) for _, end in windows]
    return [(None, start - timedelta(days=1)) for start, _ in windows if start is not None]
