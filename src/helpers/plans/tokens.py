"""Words of a deadline cell as tokens: months, dates, rhythms, references to plans and events.

Here: the patterns, longest and most special first, and the scan over one line of text.
Not here: how tokens combine into a term (`deadlines`) and which days they mean (`windows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .words import (
    MONTH_SOURCE,
    NUMERAL_SOURCE,
    ORDINAL_SOURCE,
    lowered,
    month_number,
    numeral,
    ordinal_number,
)

#: Years that a plan of today can speak of; others are taken for misprints.
PLAUSIBLE_YEARS = range(1990, 2060)


@dataclass(frozen=True)
class Token:
    """One word or phrase from `start` to `end`; what `value` holds depends on `kind`."""

    kind: str
    text: str
    start: int
    end: int
    value: Any = None


_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_SCHOOL = r"(?:учебн\w*|уч\.?)[\s-]{0,3}(?:год\w*|г{1,2}(?![а-я])\.?|г\.\s?г\.?)"
_UNIT = rf"(?:\s{{0,2}}-?\s?(?:ый|го|й|м)(?![а-я]))?\s{{0,2}}(?:(?P<school>{_SCHOOL})|(?P<unit>годы|годах|годов|года|год\w*|г{{1,2}}(?![а-я])\.?(?:\s?г\.)?))?"
_MONTH = rf"(?:{MONTH_SOURCE})(?![а-я])"
_DAY = r"[\"«„“]?\s?\d{1,2}\s?[\"»“”]?(?:\s?-?\s?(?:го|ое|е|ого|му)(?![а-я]))?"
_ORD_LIST = rf"{ORDINAL_SOURCE}(?:\s?(?:-|,|и|по|/)\s?(?:{ORDINAL_SOURCE}))*"
_ADJ = r"(?:[а-я-]+(?:ому|ему|ым|им|ыми|ими|ого|его|ых|их|ой|ей)\s+)"
_OF_PLAN = (
    r"(?:\s+(?:настоящ\w+|данн\w+|муниципальн\w+|региональн\w+|школьн\w+|целев\w+))*"
    r"(?:\s+(?:программ\w*|проект\w*|план\w*|\W?дорожн\w+\s+карт\w*\W?|концепци\w*|мероприяти\w*"
    r"|комплекс\w*\s+мер|мер))?(?![а-я])"
)
_EVERY = r"кажд(?:ый|ого|ое|ую|ая|ой|ом)"
_YEAR_WORD = (
    r"(?:(?:всего|каждого|текущего|нового|отчетного|полного)\s+)*"
    r"(?P<school>учебного\s+|уч\.?\s?)?(?:календарного\s+)?(?:года?|г\.)(?![а-я])"
)

_RHYTHMS = {
    "год": ("Y", 1),
    "лет": ("Y", 1),
    "полугод": ("M", 6),
    "квартал": ("M", 3),
    "месяц": ("M", 1),
    "недел": ("W", 1),
    "день": ("D", 1),
    "дн": ("D", 1),
}
_ADVERBS = {
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


def scan(text: str) -> list[Token]:
    """All tokens of one cleaned line (see `words.plain`), nothing left out.

    A word that no pattern knows becomes a token `OTHER`.
    """
    low = lowered(text)
    tokens: list[Token] = []
    place = 0
    while place < len(low):
        if low[place] == " ":
            place += 1
            continue
        token, place = _next_token(text, low, place)
        if token.kind != "SKIP":
            tokens.append(token)
    return tokens


def _next_token(text: str, low: str, place: int) -> tuple[Token, int]:
    for kind, pattern, build in _PATTERNS:
        match = pattern.match(low, place)
        if match and match.end() > place and not _splits_a_word(low, match.end()):
            value = build(match) if build else None
            return Token(kind, text[place : match.end()].strip(), place, match.end(), value), (
                match.end()
            )
    word = _WORD.match(low, place)
    assert word is not None
    return Token("OTHER", word[0], place, word.end()), word.end()


def _splits_a_word(low: str, end: int) -> bool:
    if end >= len(low):
        return False
    before, after = low[end - 1], low[end]
    return (before.isalpha() and after.isalpha()) or (before.isdigit() and after.isdigit())


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(match: re.Match[str]) -> tuple[int, int, int | None]:
    year = match["y"]
    return int(match["d"]), int(match["m"]), _full_year(year) if year else None


def _day_month(match: re.Match[str]) -> tuple[int, int, None]:
    return _digits(match["d"]), month_number(match["m"]) or 0, None


def _digits(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _day_span(match: re.Match[str]) -> tuple[int, int, int, int | None]:
    month = match["m"]
    number = int(month) if month.isdigit() else (month_number(month) or 0)
    year = match["y"] if "y" in match.re.groupindex else None
    return _digits(match["d"]), _digits(match["e"]), number, _full_year(year) if year else None


def _years(match: re.Match[str]) -> dict[str, Any]:
    first, second = match["a"], match["b"]
    last = int(second) if len(second) == 4 else int(first[:2]) * 100 + int(second)
    return {"first": int(first), "last": last, "unit": _unit(match)}


def _year(match: re.Match[str]) -> dict[str, Any]:
    return {"first": int(match["a"]), "last": int(match["a"]), "unit": _unit(match)}


def _unit(match: re.Match[str]) -> str:
    if match["school"]:
        return "school"
    return "calendar" if match["unit"] else ""


def _ordinals(match: re.Match[str]) -> tuple[int, ...]:
    """All numbers of a list; «I-III» is filled in."""
    found = [
        (ordinal_number(part[0]) or 0, part.start())
        for part in re.finditer(ORDINAL_SOURCE, match["n"])
    ]
    numbers = [number for number, _ in found]
    if len(numbers) == 2 and re.search(r"-(?!\s?(?:й|ый|ая|я|е|го|х)(?![а-я]))|по", match["n"]):
        numbers = list(range(numbers[0], numbers[1] + 1)) or numbers
    return tuple(numbers)


def _season(match: re.Match[str]) -> str:
    stems = {"весн": "spring", "весе": "spring", "лет": "summer", "осен": "autumn", "зим": "winter"}
    return next(code for stem, code in stems.items() if match[0].lstrip().startswith(stem))


def _adverb(match: re.Match[str]) -> dict[str, Any]:
    iso = next(value for stem, value in _ADVERBS.items() if match[0].startswith(stem))
    return {"iso": iso, "minimum": False}


def _times(match: re.Match[str]) -> dict[str, Any]:
    groups = match.groupdict()
    times = numeral(groups.get("n") or "1") or 1
    every = numeral(groups.get("k") or "1") or 1
    return {"iso": rhythm(times, match["u"], every), "minimum": bool(groups.get("min"))}


def _each(match: re.Match[str]) -> dict[str, Any]:
    return {"iso": rhythm(1, match["u"]), "minimum": False}


def _delay(match: re.Match[str]) -> int:
    count = numeral(match["n"] or "1") or 1
    unit = match["u"]
    return count * (7 if unit.startswith("нед") else 30 if unit.startswith("мес") else 1)


def _is_school(match: re.Match[str]) -> bool:
    return bool(match["school"])


def _stage(match: re.Match[str]) -> tuple[int, ...]:
    return _ordinals(match) if match["n"] else ()


Builder = Callable[[re.Match[str]], Any]
_SOURCES: tuple[tuple[str, str, Builder | None], ...] = (
    # -- numbers that are no time ------------------------------------------------------------
    (
        "OTHER",
        r"(?:впр|огэ|егэ|гиа|гвэ|рпр|дкр)(?:\s?-\s?(?:(?:19|20)\d\d(?:\s?[-/]\s?(?:20)?\d\d)?"
        r"|9|11)(?!\d))?",
        None,
    ),
    (
        "SCOPE",
        r"\(?\s?\d{1,2}(?:\s?-\s?(?:х|е|ые|ых|й))?(?:\s?(?:,|и|-)\s?\d{1,2}(?:\s?-\s?(?:х|е|ые|ых|й))?)*"
        r"\s?(?:класс\w*|кл\.)\s?\)?",
        None,
    ),
    ("SCOPE", r"(?:№\s?|п\.\s?|пункт\w*\s)\d[\w./-]*", None),
    # -- references to stages and to the whole period ------------------------------------
    (
        "STAGE_END",
        rf"(?:по\s+(?:окончани[ию]|завершени[ию]|итогам|результатам)|в\s+конце|на\s+конец|конец)\s+"
        rf"(?:{_EVERY}\s+(?:из\s+)?|(?P<n>{_ORD_LIST})\s+)?этап\w*(?:\s+реализации{_OF_PLAN})?",
        _stage,
    ),
    (
        "STAGE",
        rf"(?:срок\w*\s+|в\s+течение\s+|в\s+период\s+|в\s+ходе\s+|на\s+)?(?:реализации\s+)?"
        rf"(?P<n>{_ORD_LIST})\s*-?\s*этап\w*(?:\s+реализации{_OF_PLAN})?",
        _ordinals,
    ),
    (
        "STAGE",
        rf"(?:на\s+)?этап\w*\s+(?:№\s?)?(?P<n>{_ORD_LIST})(?:\s+реализации{_OF_PLAN})?",
        _ordinals,
    ),
    (
        "STAGE_NAMED",
        rf"(?:на\s+|в\s+течение\s+)?(?P<name>[а-я-]+(?:ый|ий|ого|его|ом|ем))\s+этап\w*"
        rf"(?:\s+реализации{_OF_PLAN})?",
        lambda m: m["name"],
    ),
    (
        "WITHIN_PERIOD",
        rf"(?:в\s+течени[ие]|на\s+протяжении|весь|за\s+весь|в|на)\s+"
        rf"(?:(?:всего|всей|весь)\s+)?(?:срок\w*|период\w*|времени)\s+"
        rf"(?:реализации|действия|выполнения|исполнения){_OF_PLAN}",
        None,
    ),
    (
        "WITHIN_PERIOD",
        rf"(?:до|к|по)\s+(?:конц[ау]|окончани[яюи]|завершени[яюи])\s+(?:срок\w*\s+|периода\s+)?"
        rf"(?:реализации|действия|выполнения|исполнения){_OF_PLAN}",
        None,
    ),
    (
        "WITHIN_PERIOD",
        r"(?:весь|за\s+весь|(?:в\s+течени[ие]|на\s+протяжении)\s+всего)\s+(?:срок\w*|период\w*)"
        r"(?![а-я])",
        None,
    ),
    (
        "WITHIN_PERIOD",
        rf"(?:срок\w*|период\w*)\s+(?:реализации|действия|выполнения){_OF_PLAN}",
        None,
    ),
    ("WITHIN_PERIOD", rf"в\s+(?:ходе|процессе)\s+реализации{_OF_PLAN}", None),
    # -- rhythms -------------------------------------------------------------------------
    ("RECUR", r"(?:" + "|".join(_ADVERBS) + r")[а-я]*", _adverb),
    (
        "RECUR",
        rf"(?P<min>(?:не\s+(?:реже|менее)(?:\s+чем)?|минимум|как\s+минимум)\s+)?"
        rf"(?:(?P<n>{NUMERAL_SOURCE})(?:\s?-?\s?(?:го|х|ти|и|ого)(?![а-я]))?\s*)?"
        rf"(?:раз[а]?|р\.)\s*(?:в|/|за)\s*(?:{_EVERY}\s+)?(?:(?P<k>{NUMERAL_SOURCE})\s+)?"
        rf"(?P<u>(?:учебный\s+|календарный\s+)?(?:год\w*|полгода|полугоди\w*|квартал\w*|месяц\w*"
        rf"|недел\w*|четверт\w*|триместр\w*|день))(?![а-я])",
        _times,
    ),
    (
        "RECUR",
        r"(?P<n>дважды|трижды)\s+в\s+(?:(?P<k>два|три)\s+)?(?P<u>год\w*|полугоди\w*|квартал\w*"
        r"|месяц\w*|недел\w*|четверт\w*)",
        _times,
    ),
    (
        "RECUR",
        rf"(?:по\s+(?:итогам|окончани[ию]|завершени[ию]|результатам)|в\s+конце|на\s+конец)\s+"
        rf"(?:учебн\w+\s+)?(?:{_EVERY}\s+)?(?:учебн\w+\s+)?"
        rf"(?P<u>четверт(?:ей|и)|триместр(?:ов|а)|кварталов)(?![а-я])",
        _each,
    ),
    (
        "RECUR",
        rf"(?:по\s+(?:итогам|окончани[ию]|завершени[ию]|результатам)\s+|в\s+конце\s+|в\s+)?{_EVERY}\s+"
        rf"(?P<u>(?:учебн\w+\s+)?(?:год\w*|полугоди\w*|квартал\w*|месяц\w*|недел\w*|четверт\w*"
        rf"|триместр\w*|день))(?![а-я])",
        _each,
    ),
    ("RECUR", r"по\s+(?P<u>четвертям|триместрам|кварталам|полугодиям|месяцам)", _each),
    # -- after and before events ---------------------------------------------------------
    (
        "AFTER_EVENT",
        rf"(?:в\s+течени[ие]|не\s+позднее(?:,?\s+чем)?(?:\s+через)?|через|в\s+срок\s+до)\s+"
        rf"(?:(?P<n>{NUMERAL_SOURCE})(?:\s?-?\s?(?:ти|и|х|го)(?![а-я]))?\s+)?(?:\(\w+\)\s+)?"
        rf"(?:(?:рабочих|рабочего|календарных|учебных|банковских)\s+)?"
        rf"(?P<u>дн(?:я|ей)|день|недел[ьюи]|месяц\w*)\s+"
        rf"(?:после|со\s+дня|с\s+момента|с\s+даты|от\s+даты|по\s+(?:окончани[ию]|завершени[ию]"
        rf"|итогам|результатам))",
        _delay,
    ),
    (
        "BEFORE_EVENT",
        rf"(?:не\s+позднее,?\s+(?:чем\s+)?)?за\s+(?P<n>{NUMERAL_SOURCE})?\s*(?:рабоч\w+\s+|календарн\w+\s+)?"
        rf"(?P<u>дн(?:я|ей)|день|недел[ьюи]|месяц\w*)\s+до(?:\s+начала)?",
        _delay,
    ),
    (
        "BEFORE_SCHOOL_YEAR",
        r"(?:(?:до|к|перед)\s+начал(?:а|у|ом)\s+(?:нового\s+|следующего\s+)?(?:учебного|уч\.?)\s+года"
        r"|к\s+(?:новому\s+)?учебному\s+году)(?!\s*(?:19|20)\d\d)",
        None,
    ),
    (
        "YEAR_START",
        rf"(?:в\s+)?начал[оае]\s+(?:нового\s+)?(?:учебного|уч\.?)\s+года"
        rf"(?!\s*{_YEAR})",
        None,
    ),
    (
        "YEAR_END",
        r"(?:(?:в\s+срок\s+)?до|к|не\s+позднее|не\s+позже)\s+(?:конц[ау]|окончани[яю]|завершени[яю])\s+"
        + _YEAR_WORD,
        _is_school,
    ),
    ("YEAR_END_ABOUT", r"(?:в\s+конце|конец|на\s+конец)\s+" + _YEAR_WORD, _is_school),
    (
        "BEFORE_EVENT",
        r"(?:до|перед)\s+(?:начал(?:а|ом)|проведени(?:я|ем)|окончани(?:я|ем))"
        rf"(?!\s+(?:{_YEAR}|{_MONTH}))(?=\s+\w)|накануне",
        None,
    ),
    (
        "AFTER_EVENT",
        r"(?:по\s+(?:результатам|итогам|окончани[ию]|завершени[ию]|факту)|после"
        r"|на\s+основании\s+(?:результатов|итогов|анализа)|с\s+учетом\s+(?:результатов|итогов)"
        r"|в\s+период\s+проведения|во\s+время(?:\s+проведения)?|в\s+день\s+проведения)(?![а-я])",
        None,
    ),
    # -- by plan, on request, on need ----------------------------------------------------
    (
        "ON_REQUEST",
        r"(?:по|при|на)\s+(?:\w+\s+)?(?:запрос\w*|заявк\w*|обращени\w*|требовани\w*|заказ\w*)",
        None,
    ),
    (
        "ON_NEED",
        r"(?:по\s+мере\s+(?:необходимости|надобности|потребности|поступления|возникновения|выявления"
        r"|готовности|выхода|появления|объявления|проведения)|(?:при|в\s+случае)\s+(?:необходимости"
        r"|наличи[ия]|потребности|возникновени[ия])|по\s+необходимости)",
        None,
    ),
    (
        "BY_PLAN",
        rf"(?:в\s+соответствии\s+со?|согласно|по|на\s+основании)\s+{_ADJ}{{0,3}}"
        rf"(?P<p>план\w*(?:\s?-\s?график\w*)?|график\w*|циклограмм\w*|расписани\w*|приказ\w*"
        rf"|распоряжени\w*|гос\w*задани\w*|календар\w*|положени\w*|письм\w*|регламент\w*"
        rf"|программ\w*|соглашени\w*|договор\w*|порядк\w*|дорожн\w+\s+карт\w*)",
        None,
    ),
    ("BY_PLAN", r"в\s+рамках(?:\s+(?:реализации|выполнения|проведения))?", None),
    (
        "BY_PLAN",
        r"(?:в\s+)?сроки,?\s+(?:установлен\w+|определ\w+|утвержд\w+|указан\w+)"
        r"|в\s+установленн\w+\s+срок\w*|в\s+(?:указанн|определенн)\w+\s+срок\w*",
        None,
    ),
    ("AGREED", r"\(?(?:либо\s+|или\s+)?по\s+согласовани\w*\)?", None),
    (
        "SCOPE",
        r"по\s+(?:направлени\w*|вопрос\w*|тем\w{0,3}|предмет\w*|школам|классам)(?![а-я])",
        None,
    ),
    # -- permanent, within the year ------------------------------------------------------
    (
        "PERMANENT",
        r"(?:постоянно|на\s+постоянной\s+основе|в\s+постоянном\s+режиме|систематически"
        r"|на\s+регулярной\s+основе|регулярно|непрерывно|бессрочно|в\s+течени[ие]\s+всего\s+времени"
        r")(?![а-я])",
        None,
    ),
    (
        "WITHIN_YEAR",
        r"(?:в\s+(?:течени[ие]|теч\.)|на\s+протяжении|в\s+продолжени[ие])\s+"
        + _YEAR_WORD
        + rf"(?!\s*{_YEAR})",
        _is_school,
    ),
    (
        "WITHIN_YEAR",
        r"(?:весь|за)\s+(?P<school>учебный\s+|уч\.?\s?)?(?:календарный\s+)?год(?![а-я])",
        _is_school,
    ),
    ("WITHIN_YEAR", rf"(?P<school>учебный)\s+год(?![а-я])(?!\s*{_YEAR})", _is_school),
    # -- dates -----------------------------------------------------------------------------
    (
        "DATE",
        r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?:[t ]\d\d:\d\d(?::\d\d)?)?(?!\d)",
        _date,
    ),
    (
        "DAY_SPAN",
        r"(?:с|со)?\s*(?P<d>\d{1,2})\.?\s?(?:-|по)\s?(?P<e>\d{1,2})\s?\.\s?(?P<m>\d\d)\s?\.\s?"
        r"(?P<y>\d{4}|\d\d)(?!\d)(?:\s?г(?:ода|\.|(?![а-я])))?",
        _day_span,
    ),
    (
        "DATE",
        r"(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>\d{4}|\d\d)(?!\d)"
        r"(?:\s{0,2}г(?:ода|\.|(?![а-я])))?",
        _date,
    ),
    ("DAY_SPAN", rf"(?:с|со)\s+(?P<d>{_DAY})\s+по\s+(?P<e>{_DAY})\s+(?P<m>{_MONTH})", _day_span),
    ("DAY_SPAN", rf"(?P<d>{_DAY})\s?-\s?(?P<e>{_DAY})\s+(?P<m>{_MONTH})", _day_span),
    ("DATE", rf"(?P<d>{_DAY})\s{{0,2}}(?P<m>{_MONTH})", _day_month),
    (
        "MONTH_YEAR",
        r"(?P<m>0?[1-9]|1[0-2])\s?[./]\s?(?P<y>(?:19|20)\d\d)(?!\d)(?:\s?г(?:ода|\.|(?![а-я])))?",
        lambda m: (int(m["m"]), int(m["y"])),
    ),
    ("DATE", r"(?P<d>\d{1,2})\.(?P<m>\d\d)(?P<y>)(?![\d.])", _date),
    # -- parts of the year ---------------------------------------------------------------
    ("QUARTER", rf"(?:в\s+)?(?P<n>{_ORD_LIST})\s*-?\s*(?:квартал\w*|кв\.?)(?![а-я])", _ordinals),
    ("QUARTER", rf"квартал\s+(?:№\s?)?(?P<n>{_ORD_LIST})", _ordinals),
    (
        "HALF_YEAR",
        rf"(?:в\s+)?(?P<n>{_ORD_LIST})\s*-?\s*(?:полугоди\w*|п/г|пг\.?)(?![а-я])",
        _ordinals,
    ),
    (
        "TERM",
        rf"(?:в\s+)?(?P<n>{_ORD_LIST})\s*-?\s*(?:четверт\w*|четв\.?|триместр\w*)(?![а-я])",
        lambda m: (_ordinals(m), "триместр" in m[0]),
    ),
    (
        "SEASON",
        r"(?:весной|весн[аы]|весенний|весеннего|лето|летом|лета|летний|летнего|осенью|осень"
        r"|осени|осенний|осеннего|зимой|зим[аы]|зимний|зимнего)(?![а-я])(?:\s+период\w*)?",
        _season,
    ),
    ("MONTH", rf"{_MONTH}(?:\s+месяц\w*)?", lambda m: month_number(m[0].split(" ")[0])),
    # -- years -----------------------------------------------------------------------------
    (
        "YEARS",
        rf"(?P<a>{_YEAR})\s?(?:г\.?|год\w?)?\s{{0,2}}[-/]\s{{0,2}}"
        rf"(?P<b>(?:19|20)\d\d(?!\d)|\d\d(?![\d.])){_UNIT}",
        _years,
    ),
    ("YEARS", rf"с\s+(?P<a>{_YEAR})\s{{0,2}}(?:г\.?|год\w?)?\s+по\s+(?P<b>{_YEAR}){_UNIT}", _years),
    (
        "YEARS",
        rf"учебн\w+\s+год\w*\s+(?P<a>{_YEAR})\s?[-/]\s?(?P<b>(?:19|20)\d\d|\d\d)"
        r"(?!\d)(?P<school>)?(?P<unit>)?",
        lambda m: {**_years(m), "unit": "school"},
    ),
    ("YEAR", rf"(?P<a>{_YEAR}){_UNIT}", _year),
    # -- connectors and fillers --------------------------------------------------------------
    ("UNTIL_INCLUSIVE", r"(?:в\s+срок\s+)?(?:не\s+позднее|не\s+позже)(?![а-я])", None),
    ("UNTIL", r"(?:(?:в\s+срок\s+|в\s+период\s+|срок\s*:?\s*-?\s*)?до|к|ко)(?![а-я])", None),
    ("FROM", r"(?:начиная\s+)?(?:с|со|от)(?![а-я])", None),
    ("TO", r"по(?![а-я])", None),
    ("PART_END", r"(?:в\s+)?(?:конец|конц[аеу]|окончани[еюя])(?![а-я])", None),
    ("PART_BEGIN", r"(?:в\s+)?начал[оаеу](?![а-я])", None),
    ("PART_MIDDLE", r"(?:в\s+)?середин[аеуы](?![а-я])", None),
    (
        "PART_HALF",
        r"(?:в\s+)?(?P<n>1|2|перв\w+|втор\w+)(?:-?(?:я|ой|ую))?\s+половин\w+",
        lambda m: ordinal_number(m["n"]),
    ),
    (
        "PART_DECADE",
        r"(?:в\s+)?(?P<n>[123]|i{1,3}|перв\w+|втор\w+|трет\w+)(?:-?(?:я|ей|ой|ю|ью))?"
        r"\s+декад\w+",
        lambda m: ordinal_number(m["n"]),
    ),
    ("OR", r"(?:или|либо)(?![а-я])", None),
    ("THEN", r"(?:далее|затем|и\s+далее)(?![а-я])", None),
    ("ABOUT", r"(?:ориентировочно|примерно|предположительно|около)(?![а-я])", None),
    ("AND", r"(?:и|а\s+также)(?![а-я])", None),
    ("COMMA", r"(?<![\w])\d{1,2}\)", None),
    ("DASH", r"-+", None),
    ("COMMA", r"[,;:•·/+&]+", None),
    ("OPEN", r"[(\[]", None),
    ("CLOSE", r"[)\]]", None),
    (
        "SKIP",
        r"(?:[.\"«»„“”'*_|]+|(?:в\s+(?:течени[ие]|теч\.)|на\s+протяжении|в\s+период|период"
        r"|в|во|на|за|для|срок(?:и|ом|а)?|месяц(?:а|е|ы|ев)?|мес\.?|г{1,2}\.?|включительно|ежег\.)(?![а-я]))",
        None,
    ),
)
_PATTERNS = tuple((kind, re.compile(source), build) for kind, source, build in _SOURCES)
_WORD = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*|.", re.DOTALL)
