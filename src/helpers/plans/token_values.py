"""What the match of a pattern holds: numbers of days and months, years, rhythms.

Here: one function per shape of value. Not here: the patterns themselves (`token_patterns`).
"""

from __future__ import annotations

import re
from typing import Any

from .words import ORDINAL_SOURCE, month_number, numeral, ordinal_number

_RHYTHMS = {
    "полугод": ("M", 6),
    "полгод": ("M", 6),
    "год": ("Y", 1),
    "лет": ("Y", 1),
    "квартал": ("M", 3),
    "месяц": ("M", 1),
    "недел": ("W", 1),
    "день": ("D", 1),
    "дн": ("D", 1),
}
ADVERBS = {
    "ежегодн": "P1Y",
    "ежеквартальн": "P3M",
    "поквартальн": "P3M",
    "ежемесячн": "P1M",
    "помесячн": "P1M",
    "еженедельн": "P1W",
    "ежедневн": "P1D",
    "ежеполугод": "P6M",
}
#: Once per school term: not an ISO duration, because a term is not a fixed number of months.
PER_TERM = "P1TERM"


def rhythm(times: int, unit: str, every: int = 1) -> str | None:
    """ISO duration of «`times` раз в `every` `unit`»; None where it is not a whole number.

    >>> rhythm(2, "год"), rhythm(1, "квартал"), rhythm(1, "четверть"), rhythm(5, "год")
    ('P6M', 'P3M', 'P1TERM', None)
    """
    if unit.startswith(("четверт", "триместр", "учебн")) and "год" not in unit:
        return PER_TERM if times == 1 and every == 1 else None
    found = next((v for stem, v in _RHYTHMS.items() if stem in unit), None)
    if found is None or times < 1 or every < 1:
        return None
    letter, size = found
    size *= every
    if times == 1:
        return f"P{size}{letter}"
    if letter == "Y":
        letter, size = "M", size * 12
    if size % times == 0:
        return f"P{size // times}{letter}"
    return None


#: What a builder returns for a match that means something else.
NOT_THIS = object()


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def date_of(match: re.Match[str]) -> tuple[int, int, int | None]:
    year = match["y"]
    return int(match["d"]), int(match["m"]), _full_year(year) if year else None


def day_month_of(match: re.Match[str]) -> tuple[int, int, None]:
    return _digits(match["d"]), month_number(match["m"]) or 0, None


def day_list_of(match: re.Match[str]) -> tuple[tuple[int, ...], int]:
    days = tuple(int(number) for number in re.findall(r"\d+", match["n"]))
    return days, month_number(match["m"]) or 0


def _digits(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def day_span_of(match: re.Match[str]) -> tuple[int, int, int, int | None]:
    month = match["m"]
    number = int(month) if month.isdigit() else (month_number(month) or 0)
    year = match["y"] if "y" in match.re.groupindex else None
    return _digits(match["d"]), _digits(match["e"]), number, _full_year(year) if year else None


def years_of(match: re.Match[str]) -> Any:
    """Years of a range; two digits are a year only where they follow the first one's."""
    first, second = match["a"], match["b"]
    last = int(second) if len(second) == 4 else int(first[:2]) * 100 + int(second)
    if len(second) == 2 and (
        last <= int(first) or " " in match[0][: match.end("b") - match.start()]
    ):
        return NOT_THIS
    return {"first": int(first), "last": last, "unit": _unit(match)}


def year_of(match: re.Match[str]) -> dict[str, Any]:
    return {"first": int(match["a"]), "last": int(match["a"]), "unit": _unit(match)}


def _unit(match: re.Match[str]) -> str:
    if match["school"]:
        return "school"
    return "calendar" if match["unit"] else ""


def ordinals_of(match: re.Match[str]) -> tuple[int, ...]:
    """All numbers of a list; «I-III» is filled in."""
    parts = re.findall(ORDINAL_SOURCE, match["n"]) or [match["n"]]
    numbers = [ordinal_number(part) or 0 for part in parts]
    if len(numbers) == 2 and re.search(r"-(?!\s?(?:й|ый|ая|я|е|го|х)(?![а-я]))|по", match["n"]):
        numbers = list(range(numbers[0], numbers[1] + 1)) or numbers
    return tuple(numbers)


def season_of(match: re.Match[str]) -> str:
    stems = {"весн": "spring", "весе": "spring", "лет": "summer", "осен": "autumn", "зим": "winter"}
    return next(code for stem, code in stems.items() if match[0].lstrip().startswith(stem))


def adverb_of(match: re.Match[str]) -> dict[str, Any]:
    iso = next(value for stem, value in ADVERBS.items() if match[0].startswith(stem))
    return {"iso": iso, "minimum": False}


def times_of(match: re.Match[str]) -> dict[str, Any]:
    groups = match.groupdict()
    times = numeral(groups.get("n") or "1") or 1
    every = numeral(groups.get("k") or "1") or 1
    return {"iso": rhythm(times, match["u"], every), "minimum": bool(groups.get("min"))}


def each_of(match: re.Match[str]) -> dict[str, Any]:
    return {"iso": rhythm(1, match["u"]), "minimum": False}


def weekly_of(_: re.Match[str]) -> dict[str, Any]:
    return {"iso": "P1W", "minimum": False}


def monthly_of(match: re.Match[str]) -> dict[str, Any]:
    return {"iso": "P1M", "minimum": False, "day": int(match["d"])}


def month_day_of(match: re.Match[str]) -> tuple[int, bool]:
    """Day of the month, and whether it is one of the month after the time reported on."""
    return int(match["d"]), bool(match["after"])


def week_of(match: re.Match[str]) -> int:
    """Number of a week of a month; 5 for the last one."""
    return 5 if match["n"].startswith("последн") else ordinal_number(match["n"]) or 1


def delay_of(match: re.Match[str]) -> int:
    count = numeral(match["n"] or "1") or 1
    unit = match["u"]
    return count * (7 if unit.startswith("нед") else 30 if unit.startswith("мес") else 1)


def is_school_of(match: re.Match[str]) -> bool:
    return bool(match["school"])


def stage_of(match: re.Match[str]) -> tuple[int, ...]:
    return ordinals_of(match) if match["n"] else ()
