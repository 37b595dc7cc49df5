"""Tokens of calendar time → points: a day, a month, a quarter … with or without a year.

Here: one token to its point or points, parts of months. Not here: what joins points into
terms (`clauses`) and their days in a frame (`windows`).
"""

from __future__ import annotations

import re

from .tokens import Token
from .windows import SCHOOL_HALVES, SEASONS, TERMS, TRIMESTERS, Point, Precision, Years

#: Years that a plan of today can speak of; others are taken for misprints.
PLAUSIBLE_YEARS = range(1990, 2060)
#: Stands for a number of a quarter, term or day that no calendar has.
_NOWHERE = (13, 1)
POINT_KINDS = frozenset(
    {
        "DATE",
        "DAY_LIST",
        "DAY_SPAN",
        "MONTH",
        "MONTH_YEAR",
        "QUARTER",
        "HALF_YEAR",
        "TERM",
        "SEASON",
        "YEAR",
        "YEARS",
    }
)
PART_KINDS = frozenset(
    {"PART_END", "PART_BEGIN", "PART_MIDDLE", "PART_HALF", "PART_DECADE", "PART_WEEK"}
)


def points_of(token: Token) -> list[Point]:
    value = token.value
    if token.kind == "DATE":
        number, month, year = value
        return [Point("day", (month, number or 99), (month, number or 99), _one(year))]
    if token.kind == "DAY_LIST":
        days, month = value
        return [Point("day", (month, day or 99), (month, day or 99)) for day in days]
    if token.kind == "DAY_SPAN":
        first, last, month, year = value
        return [Point("day", (month, first or 99), (month, last or 99), _one(year))]
    if token.kind == "MONTH":
        return [Point("month", (value, 1), (value, 0))]
    if token.kind == "MONTH_YEAR":
        return [Point("month", (value[0], 1), (value[0], 0), _one(value[1]))]
    if token.kind in ("YEAR", "YEARS"):
        return [Point("year", years=Years(value["first"], value["last"], value["unit"]))]
    if token.kind == "SEASON":
        start, end = SEASONS[value]
        return [Point("season", start, end, label=value)]
    return _numbered_points(token)


def _numbered_points(token: Token) -> list[Point]:
    """Quarters, half-years and terms: «I-II» is one stretch, «I, II» are two."""
    if token.kind == "TERM":
        numbers, thirds = token.value
        spans = TRIMESTERS if thirds else TERMS
        return [
            Point("term", *spans.get(n, (_NOWHERE, _NOWHERE)), label=f"T{n}", number=n)
            for n in numbers
        ]
    quarterly = token.kind == "QUARTER"
    precision: Precision = "quarter" if quarterly else "half"
    size, letter = (3, "Q") if quarterly else (6, "H")
    listed = re.search(r",|\sи\s", token.text) is not None
    runs: list[list[int]] = []
    for n in token.value:
        if runs and n == runs[-1][-1] + 1 and not listed:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [
        Point(
            precision,
            (size * (run[0] - 1) + 1, 1),
            (size * run[-1], 0),
            label=f"{letter}{run[0]}" + (f"-{letter}{run[-1]}" if len(run) > 1 else ""),
            number=run[0],
        )
        for run in runs
    ]


def _one(year: int | None) -> Years | None:
    return Years(year, year) if year else None


def school_half(point: Point) -> Point:
    """A half-year of the school year in place of the calendar one."""
    start, end = SCHOOL_HALVES.get(point.number, (_NOWHERE, _NOWHERE))
    if "-" in point.label:
        end = SCHOOL_HALVES[2][1]
    return Point("half", start, end, point.years, point.label, point.number)


def part_days(part: Token) -> tuple[int, int]:
    """First and last day (0 = last of the month) of a part of a month."""
    if part.kind == "PART_HALF":
        return (1, 15) if part.value == 1 else (16, 0)
    if part.kind == "PART_WEEK":
        return (25, 0) if part.value > 4 else (7 * part.value - 6, 7 * part.value)
    number = {"PART_BEGIN": 1, "PART_MIDDLE": 2, "PART_END": 3}.get(part.kind, part.value)
    return {1: (1, 10), 2: (11, 20), 3: (21, 0)}[number]


def is_plausible(year: int) -> bool:
    return year in PLAUSIBLE_YEARS


def part_of(part: Token, point: Point) -> Point | None:
    """A part of a month or, for «начало/конец» only, of a year; None for any other.

    A school year begins in September and ends on 31 August, as «до конца учебного года» does.
    """
    if point.precision == "month" and point.start[0] == point.end[0]:
        month = point.start[0]
        first, last = part_days(part)
        return Point("day", (month, first), (month, last), point.years)
    years = point.years
    if point.precision != "year" or years is None or part.kind not in ("PART_END", "PART_BEGIN"):
        return None
    if not years.unit and years.first != years.last:
        return None
    ends = part.kind == "PART_END"
    month = (8 if ends else 9) if years.unit == "school" else (12 if ends else 1)
    return Point("month", (month, 1), (month, 0), years)
