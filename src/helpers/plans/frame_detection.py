"""The frame of a plan from its own text: title, passport stages, date of the act.

Here: reading the lines around the table. Not here: the frame itself (`frames`), the table
(`readers.roadmap`). Nothing is taken from a single known document: only title words, units of
years («гг.», «уч. год») and the heads of acts. What is assumed becomes a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..errors import Problem
from .clauses import group
from .deadlines import read_deadline
from .frames import PlanFrame, Stage, school_year_window
from .readings import Reading
from .titles import IN_TITLE, Period, is_title, paragraphs, period_of
from .words import lowered, ordinal_number, plain

_DATE_SOURCE = (
    r"(?:\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?\d{4}|[\"«„“]?\s?\d{1,2}\s?[\"»“”]?\s+[а-я]+\s+\d{4})"
    r"(?:\s*г(?:ода|\.)?)?"
)
_ACT = r"(?:приказ|распоряжени|постановлени|решени)\w*"
_NUMBER = r"(?:№|n)\s*[\w/.-]+(?:\s?-\s?[\w/]+)*"
_ACT_LINE = re.compile(
    rf"^\W*(?:{_ACT}\s*)?(?:{_NUMBER}\s*)?(?:от\s+)?(?P<day>{_DATE_SOURCE})\s*(?:{_NUMBER})?\W*$"
)
_APPROVED = re.compile(r"^\W*(?:утвержд(?:аю|ен[аоы]?)|согласовано\s+и\s+утверждено)(?![а-я])")
_ANNEX = re.compile(rf"^\W*приложени\w*.{{0,160}}?{_ACT}.{{0,160}}?от\s+(?P<day>{_DATE_SOURCE})")
_DAY = re.compile(_DATE_SOURCE)
_STAGE = re.compile(
    r"(?:(?P<before>[1-5](?:\s?-?\s?(?:й|ый|ой|го))?|iii|ii|iv|i|v|перв\w+|втор\w+|трет\w+"
    r"|четверт\w+|пят\w+)\s+этап|этап\s+(?:№\s?)?(?P<after>[1-5]|iii|ii|iv|i|v)(?![\w]))(?![а-я])"
)


@dataclass(frozen=True)
class FoundFrame:
    """A frame with the findings about what had to be assumed."""

    frame: PlanFrame
    problems: tuple[Problem, ...] = ()


def detect_frame(lines: Sequence[str], terms: Iterable[str] = ()) -> FoundFrame:
    """The frame that the text around the plan's table states.

    `lines` are the lines before the table, in order; `terms` the deadline cells, used only to
    tell a school year from calendar years when the title says «2022-2023» and no more.
    """
    cleaned = [plain(line) for line in lines]
    problems: list[Problem] = []
    approved_on, doubts = _approval(cleaned)
    problems.extend(doubts)
    period = period_of(cleaned)
    frame = PlanFrame(approved_on=approved_on)
    if period is None:
        problems.append(
            _warning(
                "frame_unknown",
                "Период плана в тексте не назван: сроки без года не привязаны к датам. "
                "Укажите период в названии плана или в таблице plan_frames.",
            )
        )
    else:
        frame, assumed = _frame_of(period, cleaned, list(terms), approved_on)
        problems.extend(assumed)
    stages = _stages(" ".join(cleaned), frame)
    if stages:
        frame = _with_stages(frame, stages)
    if approved_on is None:
        problems.append(
            _warning(
                "approval_unknown",
                "Дата утверждения плана в тексте не найдена: сроки, прошедшие до утверждения, "
                "не отмечены.",
            )
        )
    return FoundFrame(frame, tuple(problems))


def _warning(code: str, message: str, found: str = "") -> Problem:
    return Problem("warning", code, message, found=found)


def _frame_of(
    period: Period, cleaned: Sequence[str], terms: Sequence[str], approved_on: date | None
) -> tuple[PlanFrame, list[Problem]]:
    unit, problems = period.unit, []
    if not unit:
        unit, reason = _assumed_unit(period, terms)
        problems.append(
            _warning(
                "frame_assumed",
                f"В названии плана годы без слов «учебный год» или «годы»: принят {reason}.",
                found=f"{period.first}-{period.last}",
            )
        )
    if period.weight < IN_TITLE // 2:
        problems.append(
            _warning(
                "frame_assumed",
                "Период плана взят не из названия, а из текста перед таблицей.",
                found=f"{period.first}-{period.last}",
            )
        )
    if period.others:
        problems.append(
            _warning(
                "frame_assumed",
                "В названиях плана несколько периодов: принят "
                f"{_years(period.first, period.last)}. Проверьте его.",
                found=", ".join(_years(*other) for other in period.others),
            )
        )
    if unit == "school":
        start = school_year_window(period.first)[0]
        end = school_year_window(period.last - 1)[1]
        return PlanFrame("school_year", start, end, approved_on), problems
    return PlanFrame.calendar(period.first, period.last, approved_on), problems


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _assumed_unit(period: Period, terms: Sequence[str]) -> tuple[str, str]:
    """School or calendar years, by the dated months of the table; neighbours lean to school."""
    if period.last != period.first + 1:
        return "calendar", "календарный год"
    calendar = PlanFrame.calendar(period.first, period.last)
    days: list[date] = []
    for term in terms:
        reading = read_deadline(term, calendar)
        if reading.kind in (
            "MONTH",
            "MONTH_RANGE",
            "DATE",
            "DATE_RANGE",
        ) and "year_inferred" not in (reading.flags):
            days.extend(day for window in reading.windows for day in window if day)
    start, end = school_year_window(period.first)
    if days and any(day < start or day > end for day in days):
        return "calendar", "календарный год (по датам в таблице)"
    return "school", "учебный год"


# -- stages ----------------------------------------------------------------------------------


def _stages(text: str, frame: PlanFrame) -> tuple[Stage, ...]:
    """Stages with dates: «первый этап (февраль - сентябрь 2020 года) – …»."""
    low = lowered(text)
    marks = list(_STAGE.finditer(low))
    stages: dict[int, Stage] = {}
    for index, mark in enumerate(marks):
        limit = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        number = ordinal_number(mark["before"] or mark["after"]) or 0
        tail = text[mark.end() : min(limit, mark.end() + 200)]
        window, name = _dated_stage(tail, frame)
        if window and number not in stages:
            stages[number] = Stage(number, window[0], window[1], name)
    ordered = tuple(stages[number] for number in sorted(stages))
    return ordered if len(ordered) > 1 else ()


def _dated_stage(tail: str, frame: PlanFrame) -> tuple[tuple[date, date] | None, str]:
    for candidate in _stage_term_candidates(tail):
        reading = group(candidate)
        if not _is_dated(reading):
            continue
        deadline = read_deadline(candidate, replace(frame, approved_on=None))
        if (
            len(deadline.windows) == 1
            and deadline.windows[0][0] is not None
            and deadline.kind
            in (
                "MONTH",
                "MONTH_RANGE",
                "YEAR",
                "YEAR_RANGE",
                "DATE_RANGE",
                "SCHOOL_YEAR",
                "QUARTER",
                "HALF_YEAR",
            )
        ):
            start, end = deadline.windows[0]
            assert start is not None
            after = tail[tail.index(candidate) + len(candidate) :]
            return (start, end), _stage_name(tail[: tail.index(candidate)], after)
    return None, ""


def _is_dated(reading: Reading) -> bool:
    """True for one calendar term with a year; a range may name it at its end only, as in
    «февраль - сентябрь 2020 года»."""
    if not reading.understood or reading.kinds or len(reading.terms) != 1:
        return False
    term = reading.terms[0]
    return any(point is not None and point.years for point in (term.first, term.second))


def _stage_term_candidates(tail: str) -> list[str]:
    bracket = [m[1].strip() for m in re.finditer(r"\(([^()]{4,80})\)", tail)]
    lead = re.match(r"\s*[:.,-]?\s*([^.;:()]{4,60}?)(?=\s*[.;:()]|\s+-\s+[А-ЯЁ]|$)", tail)
    colon = re.match(r"[^:()]{0,80}:\s*([^.;:()]{4,60}?)(?=\s*[.;:()]|$)", tail)
    plain_leads = [m[1].strip() for m in (lead, colon) if m]
    return [*bracket, *plain_leads]


def _stage_name(before: str, after: str) -> str:
    """The name of a stage: what stands around its dates up to the first full stop."""
    names = [
        re.split(r"[.:;]|\sЦель(?!\w)", part.strip(" ()-–—,"))[0].strip(' ()-–—,"«»')
        for part in (before, after)
    ]
    return max(names, key=len) if any(names) else ""


def _with_stages(frame: PlanFrame, stages: tuple[Stage, ...]) -> PlanFrame:
    """The stages make the period exact; a frame without a period takes theirs."""
    start = min(stage.start for stage in stages)
    end = max(stage.end for stage in stages)
    return replace(
        frame, frame=frame.frame or "calendar", period_start=start, period_end=end, stages=stages
    )


# -- approval --------------------------------------------------------------------------------


def _approval(cleaned: Sequence[str]) -> tuple[date | None, list[Problem]]:
    """The day of the approving act: the head of an act, «Утверждаю», or the annex line."""
    days = [
        day
        for day in (*_approved_block_days(cleaned), *_act_head_days(cleaned), *_annex_days(cleaned))
        if day
    ]
    if not days:
        return None, []
    if len(set(days)) > 1:
        return days[0], [
            _warning(
                "approval_ambiguous",
                "В тексте несколько дат утверждения: взята первая.",
                found=", ".join(day.isoformat() for day in dict.fromkeys(days)),
            )
        ]
    return days[0], []


def _act_head_days(cleaned: Sequence[str]) -> list[date | None]:
    for line in cleaned:
        match = _ACT_LINE.match(lowered(line))
        if match:
            return [_read_day(match["day"])]
    return []


def _approved_block_days(cleaned: Sequence[str]) -> list[date | None]:
    for index, line in enumerate(cleaned):
        if not _APPROVED.match(lowered(line)):
            continue
        for near in cleaned[index : index + 9]:
            low = lowered(near)
            if near is not line and is_title(near):
                break
            match = _DAY.search(low)
            if match and len(low) < 200:
                return [_read_day(match[0])]
    return []


def _annex_days(cleaned: Sequence[str]) -> list[date | None]:
    for paragraph in paragraphs(cleaned):
        match = _ANNEX.match(lowered(paragraph))
        if match:
            return [_read_day(match["day"])]
    return []


def _read_day(text: str) -> date | None:
    deadline = read_deadline(text, PlanFrame())
    if deadline.kind == "DATE" and len(deadline.windows) == 1:
        return deadline.windows[0][1]
    return None
