"""Titles of plans in the text around a table, and the years that they name.

Here: which paragraph is a title, its period. Not here: the frame of a plan (`frame_detection`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .words import lowered, plain

_TITLE = re.compile(
    r"^\W*(?:приложени\w+.*\bк\s+)?(?:(?:муниципальн|региональн|школьн|адресн|комплексн|краевой|областн"
    r"|районн|проект|антикризисн)\w*\s+)*"
    r"(?:план\w*(?![а-я])|дорожн\w+\s+карт|программ|комплекс\w*\s+мер|об\s+утверждении|сетевой\s+график"
    r"|перечень\s+мероприятий|концепци|мероприяти)"
)
_TITLE_INSIDE = re.compile(r"дорожн\w+\s+карт|план\w*\s+мероприятий|план\w*\s+работы")
_NOT_A_TITLE = re.compile(
    r"приказыва|в\s+соответствии\s+с|с\s+целью|во\s+исполнение|на\s+основании|утвердить|разработа\w+\s+на"
    r"|контроль\s+за|^\W*\d+\s*[.)]"
)
_AFTER_TITLE = re.compile(
    r"^\W*(?:цел[ьи]|задач|утвержд|содержание|паспорт|приказ|основани|срок|ожидаем|приложени)"
    r"|приказыва|в\s+соответствии\s+с|.{300}"
)
_LONGEST_TITLE = 700
#: How many paragraphs below its first line a title may go on for.
_TITLE_LINES = 5
#: Weight of a period in a title beside one in the text.
IN_TITLE = 100
_SPAN = re.compile(
    r"(?P<a>(?:19|20)\d\d)\s*(?:г\.?|год\w*)?\s*[-/]\s*(?P<b>(?:19|20)\d\d|\d\d)(?!\d)\s*"
    r"(?:-?\s?(?:й|го|м)(?![а-я]))?\s*(?P<unit>уч\w*\.?|годы|годах|годов|год\w*|гг?(?![а-я]))?"
)
_WORDED_SPAN = re.compile(
    r"(?:с|период)\s+(?P<a>(?:19|20)\d\d)\s*(?:г\.?|год\w*)?\s+по\s+(?P<b>(?:19|20)\d\d)\s*"
    r"(?P<unit>уч\w*\.?|годы|год\w*|гг?(?![а-я]))?"
)
#: «с 01.09.2022 по 31.08.2024», «с сентября 2022 года по май 2023», «на август 2022 – июнь 2023».
_DATED_SPAN = re.compile(
    r"(?:с|на|период)\s+(?:\d{1,2}\.\d{1,2}\.|(?:\d{1,2}\s+)?[а-я]+\s+)(?P<a>20\d\d)\s*"
    r"(?:г\.?|год\w*)?\s*(?:по|до|-)\s+(?:\d{1,2}\.\d{1,2}\.|(?:\d{1,2}\s+)?[а-я]+\s+)(?P<b>20\d\d)"
    r"(?P<unit>)"
)
#: What stands before the years of something else: results, a programme that the plan carries out.
_OF_ANOTHER = re.compile(
    r"по\s+(?:итогам|результатам|анализу)(?![а-я])|(?<![а-я])за\s*$"
    r"|(?:реализаци|выполнени|исполнени)\w+\s+(?:\S+\s+){0,4}(?:программ|концепци|стратеги|проект)"
    r"|в\s+рамках"
)
_SINGLE = re.compile(
    r"(?:на|в)\s+(?:(?:[ivx\d]+|перв\w+|втор\w+|трет\w+|четверт\w+)\s*-?\s?(?:й|е)?\s*"
    r"(?:квартал\w*|полугоди\w*)\s+|[а-я]+(?:\s?-\s?[а-я]+)?\s+(?=\d{4}\s*г))?"
    r"(?P<a>(?:19|20)\d\d)(?!\d)(?!\s*[-/]\s*\d)\s*(?P<unit>календарн\w*\s+год\w*|год\w*|г(?![а-я]))"
)


@dataclass(frozen=True)
class Period:
    """Years that a text names, how often and where (`weight`); the last one may follow."""

    first: int
    last: int
    unit: str
    weight: int
    #: Other periods that titles name as often.
    others: tuple[tuple[int, int], ...] = ()


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Runs of non-blank lines, joined by spaces."""
    result: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            result[-1].append(line.strip())
        elif result[-1]:
            result.append([])
    return [" ".join(run) for run in result if run]


def is_title(paragraph: str) -> bool:
    """True for a paragraph that names the plan; not for prose that only mentions one."""
    low = lowered(plain(paragraph))
    if len(low) > _LONGEST_TITLE or _NOT_A_TITLE.search(low):
        return False
    return bool(_TITLE.search(low) or _TITLE_INSIDE.search(low))


def period_of(cleaned: Sequence[str]) -> Period | None:
    """The period of the plan: named in a title, the oftener the better; else anywhere."""
    found: list[Period] = []
    lines_left = 0
    for paragraph in paragraphs(cleaned):
        low = lowered(paragraph)
        titled = is_title(paragraph)
        carries_on = lines_left > 0 and not titled and not _AFTER_TITLE.search(low)
        periods = _periods_in(low, IN_TITLE if titled or carries_on else 1)
        found.extend(periods)
        if titled:
            own = [period for period in periods if period.weight == IN_TITLE]
            lines_left = 0 if own else _TITLE_LINES
        else:
            lines_left = lines_left - 1 if carries_on and not periods else 0
    if not found:
        return None
    scores: dict[tuple[int, int], int] = {}
    for period in found:
        key = (period.first, period.last)
        scores[key] = scores.get(key, 0) + period.weight
    best = max(scores, key=lambda key: (scores[key], -key[0]))
    units = [p.unit for p in found if (p.first, p.last) == best]
    unit = "school" if "school" in units else "calendar" if "calendar" in units else ""
    if unit == "school" and "calendar" in units:
        in_titles = [p.unit for p in found if (p.first, p.last) == best and p.weight > 1]
        unit = next((u for u in in_titles if u), unit)
    rivals = (key for key, score in scores.items() if score == scores[best] >= IN_TITLE)
    return Period(*best, unit, scores[best], tuple(key for key in rivals if key != best))


def _periods_in(low: str, weight: int) -> list[Period]:
    periods = []
    dated = _DATED_SPAN.finditer(low) if weight > 1 else ()
    for match in (*_SPAN.finditer(low), *_WORDED_SPAN.finditer(low), *dated):
        first = int(match["a"])
        second = match["b"]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if first < last <= first + 15:
            unit = match["unit"] or ""
            kind = "school" if unit.startswith("уч") else "calendar" if unit else ""
            before = low[max(0, match.start() - 20) : match.start()]
            if re.search(r"учебн\w+\s+год\w*\s*$", before):
                kind = "school"
            if re.search(r"(?:впр|огэ|егэ|гиа)\s*-?\s*$", before):
                continue
            periods.append(Period(first, last, kind, _own_weight(low, match, weight)))
    for match in _SINGLE.finditer(low):
        year = int(match["a"])
        periods.append(Period(year, year, "calendar", _own_weight(low, match, weight)))
    return periods


def _own_weight(low: str, match: re.Match[str], weight: int) -> int:
    """Less for years of something else than the plan: «по итогам 2021-2022», «Концепции на …»."""
    before = re.split(r"(?:19|20)\d\d", low[: match.start()])[-1]
    return max(1, weight // 2) if _OF_ANOTHER.search(before) else weight
