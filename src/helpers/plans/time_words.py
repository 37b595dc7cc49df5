"""Leftover words of a deadline cell that still speak of time: then the cell is not understood.

Here: words of time, names of periods, months with a slip of the pen. Not here: what patterns
read (`token_patterns`), the grouping of tokens (`clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from .words import lowered

_TIME_WORD = re.compile(
    r"\d|год|лет(?![а-я])|месяц|недел|декад|квартал|полугод|четверт|триместр|каникул|этап|срок|период"
    r"|кажд|числ[аоу]|понедельник|вторник|сред[ыау](?![а-я])|четверг|пятниц|суббот|воскресен"
    r"|(?<![а-я])(?:день|дня|дней|дни|раз|раза|до|после|через|начал[аоу]|конец|конца|конце)(?![а-я])"
)
#: Exceptions, negations, what was done or put off.
_TURN = re.compile(
    r"(?<![а-я])(?:кроме|исключ|за\s+исключени|не\s+считая|факт(?![а-я])|фактическ"
    r"|ранее|раньше|позднее|позже|не(?![а-я])|перенос|(?:выполн|исполн|провед|перенес|продл|отмен)"
    r"ен[оаы]?(?![а-я]))"
)
_WEEKDAY = re.compile(
    r"понедельник|вторник|сред[ауы]|четверг|пятниц[ауы]|суббот[ауы]|воскресенье|пн|вт|ср|чт|пт|сб|вс"
)
#: Events whose names hold a word of time: «до начала 2 четверти».
_NAMED_PERIOD = re.compile(r"четверт|полугод|каникул|учебн|период|этап|недел|месячник|декад")
_MONTH_NAMES = (
    "январь",
    "января",
    "февраль",
    "февраля",
    "апрель",
    "апреля",
    "август",
    "августа",
    "сентябрь",
    "сентября",
    "октябрь",
    "октября",
    "ноябрь",
    "ноября",
    "декабрь",
    "декабря",
)


def turn_the_sense(text: str) -> bool:
    """Whether words say that the times beside them are no deadline, or not the last one.

    >>> turn_the_sense("кроме"), turn_the_sense("факт"), turn_the_sense("справка")
    (True, True, False)
    """
    return bool(_TURN.search(lowered(text)))


def without_weekdays(words: Sequence[str]) -> list[str]:
    """Words but for the days of the week, which say nothing beside a date."""
    return [word for word in words if not _WEEKDAY.fullmatch(lowered(word))]


def speak_of_time(text: str) -> bool:
    """Whether words hold a number or a word of time.

    >>> speak_of_time("через неделю"), speak_of_time("с участием родителей")
    (True, False)
    """
    return bool(_TIME_WORD.search(lowered(text)))


def name_a_period(text: str) -> bool:
    """Whether words of time are the name of an event: «до начала 2 четверти»."""
    return bool(_NAMED_PERIOD.search(lowered(text)))


def is_misspelt_month(word: str) -> bool:
    """Whether a word is a month with one slip or two.

    >>> is_misspelt_month("октбрь"), is_misspelt_month("отчёт")
    (True, False)
    """
    low = lowered(word)
    if len(low) < 6:
        return False
    limit = 1 if len(low) < 7 else 2
    return any(OSA.distance(low, name, score_cutoff=limit) <= limit for name in _MONTH_NAMES)
