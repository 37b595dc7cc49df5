"""Deadline strings of roadmaps → kind, windows of days, due day, rhythm and flags.

Here: the one function `read_deadline` and the object it returns. The words are known to
`tokens`, their grouping to `terms`, the days to `windows`. Not here: instances and statuses
(`instances`). What is not understood is kept raw and flagged, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .clauses import group
from .frames import PlanFrame, Window, iso
from .readings import Reading
from .terms import TERM_KINDS, Resolved, resolve
from .windows import Years
from .words import lowered, plain

#: Kinds whose windows are the whole plan period.
PERIOD_KINDS = frozenset({"RECUR", "WITHIN_PERIOD", "PERMANENT", "RECUR_MIN"})
#: Kinds that can never be overdue, alone or in a sum.
ENDLESS_KINDS = frozenset({"PERMANENT", "ON_REQUEST", "ON_NEED"})
#: What people write for «no deadline».
_NOTHING = frozenset({"нет", "н/д", "не указан", "не указано", "не определен", "без срока", "б/с"})
_SLASHED = re.compile(r"\b(20\d\d)\s*/\s*((?:20)?\d\d)\b(?!\s*[./-]?\s*(?:уч|\d))")
#: The years of a part of a plan: «План на 2023 год», not «Анализ ВПР 2023 года».
_HEADED_YEARS = re.compile(
    r"(?i)(?<!\w)на\s+20\d\d(?:\s?[-/]\s?(?:20)?\d\d)?\s*-?\s?(?:й\s+)?"
    r"(?:уч\w*\.?\s*г(?:од\w*|\.)?|г(?:од\w*|г?\.|г?(?!\w)))"
)
#: Longest cell that can be a deadline; anything longer is prose.
LONGEST_CELL = 600


@dataclass(frozen=True)
class Deadline:
    """One deadline cell, read in the frame of its plan.

    `windows` are inclusive days, in order of time; a start is None for «до …». `due` is the
    last day of the last window, None where there is no end date. `month_day` is the day of the
    month by which each occurrence of a rhythm is due (0 where none is named), of the month after
    it where `is_of_next_month`. `kind` is None when the cell
    is empty (flag `no_term`) or not understood (flag `not_understood`).
    """

    raw: str
    kind: str | None
    canonical: str = ""
    windows: tuple[Window, ...] = ()
    recurrence: str | None = None
    due: date | None = None
    flags: tuple[str, ...] = ()
    note: str = ""
    plan_name: str = ""
    event_name: str = ""
    month_day: int = 0
    is_of_next_month: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The parts of a sum: ("RECUR", "BY_PLAN")."""
        return tuple(self.kind.split("+")) if self.kind else ()

    def as_dict(self) -> dict[str, object]:
        """The deadline as JSON values with the published names."""
        return {
            "term_raw": self.raw,
            "term_kind": self.kind,
            "windows": [[iso(start), iso(end)] for start, end in self.windows],
            "recurrence": self.recurrence,
            "due": iso(self.due),
            "flags": list(self.flags),
        }


def _named_school_year(match: re.Match[str]) -> str:
    """«2022/23» as «2022-2023 учебный год»: a slash between neighbours means nothing else."""
    first = int(match[1])
    if (first + 1) % 100 != int(match[2]) % 100:
        return match[0]
    return f"{first}-{first + 1} учебный год"


def read_deadline(raw: str, frame: PlanFrame, section: str = "") -> Deadline:
    """The deadline that a cell states, in a plan of that `frame`.

    A month without a year takes its years from the frame; where the frame is unknown, from
    the heading of the `section`, then from the day of approval (flag `year_inferred`).

    >>> deadline = read_deadline("Март – май 2023", PlanFrame.calendar(2023, 2023))
    >>> deadline.kind, deadline.due
    ('MONTH_RANGE', datetime.date(2023, 5, 31))
    """
    text = plain(raw)
    if lowered(text) in _NOTHING or not any(char.isalnum() for char in text):
        return Deadline(raw, None, flags=("no_term",))
    if len(text) > LONGEST_CELL:
        return Deadline(raw, None, flags=("not_understood",))
    reading = group(_SLASHED.sub(_named_school_year, text))
    if not reading.understood:
        flags = ("not_understood", *(f for f in reading.flags if f == "mistyped"))
        return Deadline(raw, None, flags=flags)
    used, inferred = _frame_of_years(reading, frame, section)
    resolved = resolve(reading, used)
    return _assembled(raw, reading, resolved, frame, inferred)


def _frame_of_years(reading: Reading, frame: PlanFrame, section: str) -> tuple[PlanFrame, bool]:
    """The frame that lends years to points without one, and whether it was inferred."""
    if not reading.needs_years:
        return frame, False
    if section:
        headed = _HEADED_YEARS.search(plain(section))
        own = group(headed[0] if headed else plain(section))
        if headed and _covers(own.year_points, frame):
            return frame, False
        if own.only_years and (frame.frame is None or own.understood):
            return _frame_from_years(own, frame), True
    if frame.frame is not None:
        return frame, False
    if section:
        named = group(plain(section)).year_points
        if named:
            return _frame_from_years(group(plain(section)), frame), True
    if frame.period_start and frame.period_end:
        return frame, True
    if frame.approved_on:
        year = frame.approved_on.year
        return PlanFrame.calendar(year, year, frame.approved_on), True
    return frame, False


def _covers(years: Sequence[Years], frame: PlanFrame) -> bool:
    """Whether the years of a heading are all those of the plan: then they say nothing new."""
    if not years or frame.period_start is None or frame.period_end is None:
        return False
    return years[0].first <= frame.period_start.year and years[0].last >= frame.period_end.year


def _frame_from_years(reading: Reading, frame: PlanFrame) -> PlanFrame:
    years = reading.year_points[0]
    if years.is_school(frame):
        return PlanFrame.school_year(years.first, frame.approved_on)
    return PlanFrame.calendar(years.first, years.last, frame.approved_on)


def _assembled(
    raw: str, reading: Reading, resolved: Resolved, frame: PlanFrame, inferred: bool
) -> Deadline:
    kinds = resolved.kinds
    windows = resolved.windows or _windows_of_kinds(kinds, reading, frame)
    windows = tuple(sorted(set(windows), key=lambda w: (w[0] or date.min, w[1])))
    flags = [*reading.flags, *resolved.flags]
    if inferred and resolved.windows:
        flags.append("year_inferred")
    if resolved.windows or "STAGE" in kinds:
        flags.extend(_position_flags(windows, frame))
    if "STAGE" in kinds or "STAGE_END" in kinds:
        flags.extend([] if windows else ["stage_unknown"])
    needs_period = PERIOD_KINDS | {"WITHIN_YEAR"}
    if not windows and needs_period.intersection(kinds):
        flags.append("frame_unknown")
    endless = ENDLESS_KINDS.intersection(kinds) or not windows
    return Deadline(
        raw,
        "+".join(kinds),
        canonical=_canonical(kinds, reading, resolved),
        windows=windows,
        recurrence=reading.recurrence,
        due=None if endless else max(end for _, end in windows),
        flags=tuple(dict.fromkeys(flags)),
        note=reading.note,
        plan_name=reading.plan_name,
        event_name=reading.event_name,
        month_day=reading.month_day,
        is_of_next_month=reading.is_of_next_month,
    )


def _windows_of_kinds(
    kinds: tuple[str, ...], reading: Reading, frame: PlanFrame
) -> tuple[Window, ...]:
    """Windows of kinds that name no days: from the stages, the years or the period."""
    if "STAGE" in kinds:
        return _stage_windows(reading, frame)
    if "STAGE_END" in kinds:
        return tuple((end, end) for _, end in _stage_windows(reading, frame))
    if "WITHIN_YEAR" in kinds:
        return frame.year_windows(school=reading.school_year_meant)
    if PERIOD_KINDS.intersection(kinds):
        return frame.period
    if "AFTER_EVENT" in kinds:
        return _event_windows(reading, frame)
    return ()


def _stage_windows(reading: Reading, frame: PlanFrame) -> tuple[Window, ...]:
    wanted = reading.stage_numbers
    if reading.stage_name:
        stem = reading.stage_name[:6]
        named = [s for s in frame.stages if stem in s.name.casefold().replace("ё", "е")]
        return tuple((s.start, s.end) for s in named)
    return tuple((s.start, s.end) for s in frame.stages if not wanted or s.number in wanted)


def _event_windows(reading: Reading, frame: PlanFrame) -> tuple[Window, ...]:
    """From the day of a known event on: for the stated delay, else to the end of the plan."""
    name = plain(reading.event_name).casefold()
    windows: list[Window] = []
    for event in frame.events:
        known = plain(event.name).casefold()
        if not name or not (known in name or name in known):
            continue
        if reading.delay is not None:
            windows.append((event.day, event.day + reading.delay))
        else:
            windows.append((event.day, max(event.day, frame.period_end or event.day)))
    return tuple(windows)


def _position_flags(windows: tuple[Window, ...], frame: PlanFrame) -> list[str]:
    """Where the last days of the windows stand to the plan period and its approval."""
    ends = [end for _, end in windows]
    flags = []
    if frame.period_start and any(end < frame.period_start for end in ends):
        flags.append("before_frame")
    if frame.period_end and any(end > frame.period_end for end in ends):
        flags.append("after_frame")
    if frame.approved_on and any(end < frame.approved_on for end in ends):
        flags.append("before_approval")
    return flags


_CANONICAL_WORDS = {
    "WITHIN_YEAR": "each plan year",
    "WITHIN_PERIOD": "plan period",
    "PERMANENT": "permanent",
    "ON_REQUEST": "on request",
    "ON_NEED": "on need",
}


def _canonical(kinds: tuple[str, ...], reading: Reading, resolved: Resolved) -> str:
    """One short text for every spelling of the same term."""
    parts = []
    for kind in kinds:
        if kind in TERM_KINDS:
            parts.append(resolved.canonical.get(kind, ""))
        elif kind in ("RECUR", "RECUR_MIN"):
            sign = ">=" if kind == "RECUR_MIN" else ""
            by = f" by day {reading.month_day}" if reading.month_day else ""
            parts.append(sign + (reading.recurrence or "uneven") + by)
        elif kind == "BY_PLAN":
            parts.append(f"plan={reading.plan_name or 'unnamed'}")
        elif kind == "AFTER_EVENT":
            parts.append(f"after={reading.event_name or 'unnamed'}")
        elif kind in ("STAGE", "STAGE_END"):
            numbers = ",".join(map(str, reading.stage_numbers)) or reading.stage_name or "each"
            parts.append(f"{kind.lower()}={numbers}")
        else:
            parts.append(_CANONICAL_WORDS[kind])
    return " + ".join(part for part in parts if part)
