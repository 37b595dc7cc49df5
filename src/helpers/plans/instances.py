"""Instances of recurring items, and the statuses of instances and items on a given day.

Here: expansion by rhythm inside the plan, the choice of a status. Pure functions on plain
objects; `as_of` is always given, never the clock. Not here: counting over a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from .deadlines import ENDLESS_KINDS, Deadline
from .evidence import is_effect_only
from .frames import PlanFrame, Window, school_year_of
from .token_values import PER_TERM
from .windows import TERMS, day

Status = Literal[
    "done",
    "done_late",
    "in_progress",
    "overdue",
    "planned",
    "no_due_date",
    "no_measurable_result",
]
STATUSES: tuple[Status, ...] = (
    "done",
    "done_late",
    "in_progress",
    "overdue",
    "planned",
    "no_due_date",
    "no_measurable_result",
)
#: Kinds whose windows are spans to be cut by the rhythm; other windows are instances already.
_SPAN_KINDS = frozenset(
    {
        "RECUR",
        "RECUR_MIN",
        "WITHIN_PERIOD",
        "WITHIN_YEAR",
        "BY_PLAN",
        "AFTER_EVENT",
        "STAGE",
        "YEAR",
        "YEAR_RANGE",
        "SCHOOL_YEAR",
        "ON_NEED",
        "ON_REQUEST",
        "PERMANENT",
    }
)


@dataclass(frozen=True)
class Instance:
    """One occurrence of an item: from `start` (None: any time before) to `due`.

    `due` is None for what can never be overdue.
    """

    start: date | None
    due: date | None


@dataclass(frozen=True)
class Progress:
    """One record of progress of an item, as `roadmap_progress` keeps it.

    `done_on` is None for a record of work that is not finished. `instance_due` names the
    occurrence; None leaves it to the day of the work.
    """

    done_on: date | None = None
    instance_due: date | None = None
    school_id: str = ""


def expand(deadline: Deadline, frame: PlanFrame) -> tuple[Instance, ...]:
    """All occurrences of an item inside the plan, in the order of their due days.

    A rhythm cuts the period (or each year of it) by the calendar: years and quarters as the
    calendar has them (school years in a school-year plan), weeks from Monday, school terms
    four a school year. A piece at the edge that is shorter than half a quarter, month or week
    joins its neighbour. Kinds without a due day give one occurrence that is never due.
    """
    if not deadline.kinds:
        return ()
    if ENDLESS_KINDS.intersection(deadline.kinds) or not deadline.windows:
        start = deadline.windows[0][0] if deadline.windows else None
        return (Instance(start, None),)
    cut = deadline.recurrence and _SPAN_KINDS.issuperset(deadline.kinds)
    if not cut:
        return tuple(Instance(start, end) for start, end in deadline.windows)
    pieces = [
        Instance(*piece)
        for start, end in deadline.windows
        for piece in _pieces(start or end, end, deadline.recurrence or "", frame)
    ]
    if deadline.month_day:
        pieces = [piece for whole in pieces if (piece := _by_day(whole, deadline)) is not None]
    return tuple(sorted(set(pieces), key=lambda one: (one.due or date.max, one.start or date.min)))


def _by_day(whole: Instance, deadline: Deadline) -> Instance | None:
    """An occurrence that is due on a day of the month it ends in (or of the next one).

    A rhythm longer than a month names the month after; where the day lies before the
    occurrence begins, there is none.
    """
    assert whole.due is not None
    month = whole.due.year * 12 + whole.due.month - 1
    if deadline.is_of_next_month or deadline.recurrence != "P1M":
        month += 1
    last = (_month_start(month + 1) - timedelta(days=1)).day
    due = _month_start(month).replace(day=min(deadline.month_day, last))
    return Instance(whole.start, due) if whole.start is None or due >= whole.start else None


def _pieces(start: date, end: date, rhythm: str, frame: PlanFrame) -> list[Window]:
    if rhythm == PER_TERM:
        return _terms_between(start, end)
    edges = _edges(start, end, rhythm, school=frame.frame == "school_year")
    if edges is None:
        return [(start, end)]
    pieces = [
        (max(first, start), min(following - timedelta(days=1), end))
        for first, following in pairwise(edges)
        if following > start and first <= end
    ]
    return [(a, b) for a, b in _joined_edges(pieces, rhythm)]


def _terms_between(start: date, end: date) -> list[Window]:
    found = []
    for year in range(school_year_of(start), school_year_of(end) + 1):
        for first, last in TERMS.values():
            in_year = year if first[0] >= 9 else year + 1
            window = (day(in_year, first), day(in_year, last))
            if start <= window[1] <= end:
                found.append((max(window[0], start), window[1]))
    return list(found)


def _edges(start: date, end: date, rhythm: str, school: bool) -> list[date] | None:
    """First days of all pieces that cover `start`–`end`, and of one piece more."""
    size, unit = int(rhythm[1:-1]), rhythm[-1]
    if unit in "DW":
        step = timedelta(days=size * (7 if unit == "W" else 1))
        first = start - timedelta(days=start.weekday()) if unit == "W" else start
        edges = [first]
        while edges[-1] <= end:
            edges.append(edges[-1] + step)
        return edges
    months = size * 12 if unit == "Y" else size
    if unit not in "YM" or months < 1:
        return None
    anchor = 9 if school and (months % 12 == 0 or months in (4, 6)) else 1
    number = (start.year - 1) * 12 + anchor - 1
    base = start.year * 12 + start.month - 1
    if months > 12:
        number = school_year_of(start) * 12 + 8 if anchor == 9 else start.year * 12
    while number + months <= base:
        number += months
    edges = [_month_start(number)]
    while edges[-1] <= end:
        number += months
        edges.append(_month_start(number))
    return edges


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _joined_edges(pieces: list[tuple[date, date]], rhythm: str) -> list[tuple[date, date]]:
    """Pieces with the stumps at both ends joined to their neighbours; years stay as cut."""
    if rhythm.endswith("Y") or len(pieces) < 2:
        return pieces
    half = _whole_days(rhythm) / 2
    if _length(pieces[0]) < half:
        pieces = [(pieces[0][0], pieces[1][1]), *pieces[2:]]
    if len(pieces) > 1 and _length(pieces[-1]) < half:
        pieces = [*pieces[:-2], (pieces[-2][0], pieces[-1][1])]
    return pieces


def _whole_days(rhythm: str) -> float:
    return int(rhythm[1:-1]) * {"D": 1, "W": 7, "M": 30.4}[rhythm[-1]]


def _length(piece: tuple[date, date]) -> int:
    return (piece[1] - piece[0]).days + 1


def instance_status(
    instance: Instance,
    records: Iterable[Progress],
    as_of: date,
    evidence: Sequence[str] = (),
    is_permanent: bool = False,
) -> Status:
    """Status of one occurrence on the day `as_of`, by the records that belong to it.

    Records dated later than `as_of` do not count. An item whose result is words of effect
    only is never done: `no_measurable_result`. Several schools: done when the last of them is.
    Without a due day nothing is overdue; permanent work with records is `in_progress`.
    """
    if is_effect_only(list(evidence)):
        return "no_measurable_result"
    known = [r for r in records if r.done_on is None or r.done_on <= as_of]
    finished = [r.done_on for r in known if r.done_on is not None]
    complete = bool(finished) and len(finished) == len(known)
    if instance.due is None:
        if not known:
            return "no_due_date"
        return "done" if complete and not is_permanent else "in_progress"
    if complete:
        return "done" if max(finished) <= instance.due else "done_late"
    if as_of > instance.due:
        return "overdue"
    if known or instance.start is None or instance.start <= as_of:
        return "in_progress"
    return "planned"


def item_status(statuses: Sequence[Status]) -> Status:
    """Status of an item from those of its occurrences.

    Any overdue makes it overdue; all done makes it done (late, when one was late); a mixture
    of done and planned is in progress. No occurrence: no due date.

    >>> item_status(["done", "planned"]), item_status(["done", "done_late"])
    ('in_progress', 'done_late')
    """
    if not statuses:
        return "no_due_date"
    for first in ("no_measurable_result", "overdue"):
        if first in statuses:
            return first
    different = set(statuses)
    if different <= {"done", "done_late"}:
        return "done_late" if "done_late" in different else "done"
    if len(different) == 1:
        return statuses[0]
    return "in_progress"


def statuses(
    deadline: Deadline,
    frame: PlanFrame,
    progress: Sequence[Progress],
    as_of: date,
    evidence: Sequence[str] = (),
) -> tuple[Status, list[tuple[Instance, Status]]]:
    """Status of an item and of each of its occurrences on the day `as_of`."""
    instances = expand(deadline, frame)
    shared = assigned(instances, progress)
    permanent = "PERMANENT" in deadline.kinds
    judged = [
        (one, instance_status(one, records, as_of, evidence, permanent))
        for one, records in zip(instances, shared, strict=True)
    ]
    if is_effect_only(list(evidence)):
        return "no_measurable_result", judged
    return item_status([status for _, status in judged]), judged


def assigned(instances: Sequence[Instance], progress: Sequence[Progress]) -> list[list[Progress]]:
    """The records of each occurrence: by the due day they name, else by the day of the work.

    Work done inside an occurrence belongs to it; work done between two belongs to the one
    that was due last; a record with no day at all belongs to the first.
    """
    result: list[list[Progress]] = [[] for _ in instances]
    for record in progress:
        place = _place_of(record, instances)
        if place is not None:
            result[place].append(record)
    return result


def _place_of(record: Progress, instances: Sequence[Instance]) -> int | None:
    if not instances:
        return None
    if record.instance_due is not None:
        named = [i for i, one in enumerate(instances) if one.due == record.instance_due]
        return named[0] if named else None
    if record.done_on is None or len(instances) == 1:
        return 0
    for place, one in enumerate(instances):
        if one.due is None or ((one.start or date.min) <= record.done_on <= one.due):
            return place
    past = [i for i, one in enumerate(instances) if one.due and one.due < record.done_on]
    return past[-1] if past else 0
