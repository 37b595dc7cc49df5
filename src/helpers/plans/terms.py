"""Calendar terms of a reading → their kind, windows and canonical text in a frame.

Here: which kind a group of calendar terms makes. Not here: rhythms and references
(`clauses`), the arithmetic of days (`windows`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .frames import SCHOOL_YEAR_FIRST_MONTH, PlanFrame, Window, iso
from .points import school_half
from .readings import Reading
from .shared_years import Term
from .windows import (
    InvalidDay,
    Point,
    Years,
    before_windows,
    point_windows,
    range_windows,
    span_windows,
)

#: Kinds that calendar terms make; all others come from words.
TERM_KINDS = frozenset(
    {
        "YEAR",
        "YEAR_RANGE",
        "SCHOOL_YEAR",
        "MONTH",
        "MONTH_RANGE",
        "MONTH_IN_YEARS",
        "MONTH_NOYEAR",
        "MONTH_RANGE_NOYEAR",
        "MONTH_LIST_NOYEAR",
        "DATE",
        "DATE_RANGE",
        "BEFORE",
        "QUARTER",
        "HALF_YEAR",
        "SEASON",
        "TERM",
    }
)
#: Months that must lie between the end and the start of a range over New Year («май – март»
#: leaves one and is taken for a mistake, «сентябрь – май» leaves three).
_SHORTEST_GAP = 2
_BY_PRECISION = {"quarter": "QUARTER", "half": "HALF_YEAR", "season": "SEASON", "term": "TERM"}


@dataclass
class Resolved:
    """Kinds in the order of the text, windows of the calendar terms, flags."""

    kinds: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    flags: list[str] = field(default_factory=list)
    canonical: dict[str, str] = field(default_factory=dict)


def resolve(reading: Reading, frame: PlanFrame) -> Resolved:
    """Kinds and windows of a reading; windows of kinds without days stay empty."""
    resolved = Resolved()
    ordered: list[tuple[int, str]] = [
        (order, "RECUR_MIN" if kind == "RECUR" and reading.minimum else kind)
        for order, kind in reading.kinds
    ]
    open_ended = [t for t in reading.terms if t.shape in ("before", "before_inclusive")]
    closed = [t for t in reading.terms if t not in open_ended]
    for terms, kind in ((closed, _kind_of(closed, frame)), (open_ended, "BEFORE")):
        if not terms:
            continue
        ordered.append((terms[0].order, kind))
        windows = _all_windows(terms, frame, reading, resolved.flags)
        resolved.windows += windows
        resolved.canonical[kind] = _canonical(kind, terms, windows, frame)
    resolved.kinds = tuple(dict.fromkeys(kind for _, kind in sorted(ordered, key=lambda o: o[0])))
    return resolved


def _kind_of(terms: list[Term], frame: PlanFrame) -> str:
    if not terms:
        return ""
    points = [p for t in terms for p in (t.first, t.second) if p is not None]
    precisions = {point.precision for point in points}
    if precisions == {"year"}:
        return _year_kind(terms, frame)
    if "day" in precisions or len(precisions) > 1:
        single = all(t.shape == "point" and t.first.start == t.first.end for t in terms)
        return "DATE" if single else "DATE_RANGE"
    precision = precisions.pop()
    if precision in _BY_PRECISION:
        return _BY_PRECISION[precision]
    return _month_kind(terms)


def _year_kind(terms: list[Term], frame: PlanFrame) -> str:
    years = [t.first.years for t in terms if t.first.years]
    if any(y.is_school(frame) for y in years):
        return "SCHOOL_YEAR"
    ranged = any(y.first != y.last for y in years) or any(t.shape != "point" for t in terms)
    return "YEAR_RANGE" if ranged else "YEAR"


def _month_kind(terms: list[Term]) -> str:
    dated = all(t.has_year for t in terms)
    if len(terms) > 1:
        return "MONTH_IN_YEARS" if dated else "MONTH_LIST_NOYEAR"
    term = terms[0]
    if term.shape in ("range", "from"):
        return "MONTH_RANGE" if dated else "MONTH_RANGE_NOYEAR"
    if not dated:
        return "MONTH_NOYEAR"
    years = term.first.years
    several = years is not None and years.first != years.last and years.unit != "school"
    return "MONTH_IN_YEARS" if several else "MONTH"


def _all_windows(
    terms: list[Term], frame: PlanFrame, reading: Reading, flags: list[str]
) -> tuple[Window, ...]:
    windows: list[Window] = []
    for term in terms:
        try:
            found = _term_windows(term, frame, reading, flags)
        except (InvalidDay, OverflowError):
            flags.append("invalid_date")
            continue
        if any(start is not None and start > end for start, end in found) or _reversed(term):
            flags.append("reversed")
            continue
        windows.extend(found)
    if "invalid_date" in reading.flags:
        return ()
    return tuple(windows)


def _term_windows(term: Term, frame: PlanFrame, reading: Reading, flags: list[str]) -> list[Window]:
    first = _in_school_calendar(_over_new_year(term.first, term.second), frame, flags)
    second = term.second
    if second is not None:
        second = _in_school_calendar(_over_new_year(second, term.first), frame, flags)
    if _backward_years(first) or (second is not None and _backward_years(second)):
        flags.append("reversed")
        return []
    if _is_ambiguous(first, frame) or (second is not None and _is_ambiguous(second, frame)):
        flags.append("ambiguous")
        return []
    if term.shape == "range" and second is not None:
        return range_windows(first, second, frame)
    if term.shape == "from":
        return _open_windows(first, frame, flags)
    if term.shape == "point":
        return point_windows(first, frame)
    if first.precision == "year" and first.years is None:
        if reading.school_year_meant:
            return [(None, end) for _, end in span_windows((8, 31), (8, 31), None, frame)]
        return [(None, end) for _, end in frame.year_windows()]
    return before_windows(first, frame, inclusive=term.shape == "before_inclusive")


def _open_windows(first: Point, frame: PlanFrame, flags: list[str]) -> list[Window]:
    """«с сентября 2023»: to the end of the plan; several possible beginnings give none."""
    starts = [start for start, _ in point_windows(first, frame) if start is not None]
    if len(starts) != 1 or frame.period_end is None:
        flags.append("ambiguous")
        return []
    return [(starts[0], frame.period_end)] if starts[0] <= frame.period_end else []


def _in_school_calendar(point: Point, frame: PlanFrame, flags: list[str]) -> Point:
    """Half-years and terms of a school year; their days are assumed, and flagged so."""
    if point.precision == "term":
        flags.append("school_calendar_assumed")
        return point
    if point.precision != "half":
        return point
    school = point.years.unit == "school" if point.years else frame.frame == "school_year"
    if point.years and not point.years.unit and point.years.is_school(frame):
        school = True
    if school:
        flags.append("school_calendar_assumed")
        return school_half(point)
    return point


def _over_new_year(point: Point, other: Point | None) -> Point:
    """«зима 2022-2023», «декабрь – март 2022-2023»: two years name one stretch over New Year."""
    years = point.years
    if years is None or years.last != years.first + 1 or point.precision == "year":
        return point
    crosses = point.end[0] < point.start[0]
    if other is not None and not crosses:
        low, high = sorted((point.start[0], other.start[0]))
        crosses = low < SCHOOL_YEAR_FIRST_MONTH <= high
    return point.in_years(Years(years.first, years.last, "school")) if crosses else point


def _backward_years(point: Point) -> bool:
    return point.years is not None and point.years.first > point.years.last


def _is_ambiguous(point: Point, frame: PlanFrame) -> bool:
    """A single «2023 учебный год», or «зима 2023»: two readings, neither said."""
    years = point.years
    if years is None:
        return False
    if years.unit == "school" and years.first == years.last:
        return True
    crosses = point.precision in ("season", "term") and point.end[0] < point.start[0]
    return crosses and years.first == years.last


def _reversed(term: Term) -> bool:
    """Days of one month in the wrong order, such as «с 15 по 1 марта», or months of one year
    in an order that would make the range nearly a year long, such as «май – март 2023»."""
    first, last = term.first, term.second or term.first
    if _runs_around_the_year(term):
        return True
    if first.precision != "day" or last.precision != "day":
        return False
    same_month = first.start[0] == last.end[0] and first.years == last.years
    return same_month and last.end[1] != 0 and first.start[1] > last.end[1]


def _runs_around_the_year(term: Term) -> bool:
    first, second = term.first, term.second
    if second is None or first.years is not None or second.years is None:
        return False
    if second.years.first != second.years.last:
        return False
    return 0 < first.start[0] - second.end[0] <= _SHORTEST_GAP


def _canonical(kind: str, terms: list[Term], windows: tuple[Window, ...], frame: PlanFrame) -> str:
    """Canonical text of calendar terms: «2022-08; 2023-08», «12..03», «2021/22»."""
    if kind == "BEFORE":
        ends = [iso(end) or "" for _, end in windows] if all(map(_fixed, terms)) else []
        return "; ".join(f"..{end}" for end in ends) or "; ".join(
            f"..{_point_text(t.first, frame)}" for t in terms
        )
    texts = []
    for term in terms:
        text = _point_text(term.first, frame)
        if term.shape == "range" and term.second is not None:
            text = f"{_point_text(_lent(term), frame)}..{_point_text(term.second, frame)}"
        elif term.shape == "from":
            text += ".."
        texts.append(text)
    return "; ".join(texts)


def _lent(term: Term) -> Point:
    """The first point of a range with the year that its second one lends it."""
    first, second = term.first, term.second
    if first.years is None and second is not None and second.years is not None:
        years = second.years
        if years.first == years.last and first.start > second.end:
            years = replace(years, first=years.first - 1, last=years.last - 1)
        return first.in_years(years)
    return first


def _fixed(term: Term) -> bool:
    return term.first.years is not None


def _point_text(point: Point, frame: PlanFrame) -> str:
    years = _years_text(point, frame)
    if point.precision == "year":
        return years or "year"
    month, number = point.start
    if point.label:
        return f"{years}-{point.label}" if years else point.label
    text = f"{month:02d}"
    if point.precision == "day":
        text += f"-{number:02d}"
        if point.end != point.start:
            text += f"..{point.end[0]:02d}-{point.end[1] or 'end'}"
    return f"{years}-{text}" if years else text


def _years_text(point: Point, frame: PlanFrame) -> str:
    years = point.years
    if years is None:
        return ""
    if years.is_school(frame):
        return f"{years.first}/{years.last % 100:02d}"
    return str(years.first) if years.first == years.last else f"{years.first}..{years.last}"
