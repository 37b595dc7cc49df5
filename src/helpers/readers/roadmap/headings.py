"""Headings of a plan: rows and lines that name a part of it and are no items.

Here: what a heading looks like among rows, under a row and above the first table. Not here:
what becomes of it (`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from helpers.plans.titles import IN_TITLE, is_title, period_of
from helpers.plans.words import lowered, plain, without_markup

from .entries import Entry
from .item_numbers import clean_number, follows, is_item_number

HEADING = re.compile(
    r"^\W*(?:раздел|направлени|блок|модуль|этап|глава|часть|подпрограмм|задача|[ivx]{1,4}[.)]\s"
    r"|\d{1,2}(?:\.\d{1,2})?[.)]?\s*[а-яё])",
    re.IGNORECASE,
)
#: A heading right above the first table: numbered, or named as a part.
_FIRST_HEADING = re.compile(
    r"(?i)(?:раздел|направлени|блок|модуль|этап)\w*\s|(?:[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})?)[.)]\s*[а-яё]"
    r".{0,150}$"
)
#: A heading right above the first table that names nothing but years of a plan for more of them.
_YEAR = re.compile(
    r"\W*(?:(?:план\w*|мероприяти\w*)\s+(?:(?:работы|мероприятий)\s+)?на\s+)?(20\d\d)(?:\s*[-/]\s*((?:20)?\d\d))?"
    r"\s*(?:учебн\w+\s+|календарн\w+\s+)?(?:год\w*|г\.)\W*"
)
_LONGEST_HEADING = 300


def heading_of_row(
    cells: Sequence[str],
    number_place: int,
    measure_place: int,
    previous: str,
    following: Callable[[], str | None],
) -> str | None:
    """The heading that a row is; None for an item.

    `previous` is the number of the item above ("" for none), `following` gives the next one.
    """
    filled = [i for i, cell in enumerate(cells) if cell]
    same = {cells[i] for i in filled}
    if len(same) == 1 and (len(filled) > 1 or len(cells) > 1):
        only = cells[filled[0]]
        if filled[0] in (0, number_place, measure_place) and len(only) <= _LONGEST_HEADING:
            return only if not is_item_number(only) else None
        return None
    if (
        filled == sorted([number_place, measure_place])
        and is_item_number(cells[number_place])
        and _is_numbered(cells[number_place], cells[measure_place], previous, following())
    ):
        return f"{cells[number_place]} {cells[measure_place]}"
    return None


def _is_numbered(number: str, text: str, previous: str, following: str | None) -> bool:
    """A row with a number and a text only: a heading unless it fits between its
    neighbours' numbers as an item of theirs."""
    number = clean_number(number)
    if len(text) > _LONGEST_HEADING:
        return False
    if HEADING.match(text) or re.fullmatch(r"[IVX]+", number) or text.isupper():
        return True
    if following is not None and following.startswith(f"{number}."):
        return True
    fits_before = follows(previous, number) if previous else number in ("1", "1.1")
    fits_after = following is None or follows(number, following)
    return not (fits_before and fits_after)


def is_under_row(raw: str, above: str) -> bool:
    """True for a line right under a row that is a heading and no more of the cell `above`.

    A numbered line is a heading unless the cell above is a numbered list itself.
    """
    text = raw.strip()
    if len(text) > _LONGEST_HEADING:
        return False
    if text.startswith(("#", "**", "<b>")) or (text.isupper() and len(text) > 8):
        return True
    if re.match(r"\d{1,2}(?:\.\d{1,2})?[.)]\s*[А-ЯЁ]", text):
        return not re.match(r"\s*1[.)]", above)
    return bool(
        re.match(r"(?i)\W*(?:раздел|направление|блок|модуль)\s|[IVXІ]{1,4}[.)]\s*[А-ЯЁ]", text)
    )


def heading_above(entries: Sequence[Entry]) -> str:
    """The heading that stands between the title and the first table; "" for none.

    «2022 год» is one where the title above is that of a plan for several years.

    `entries` are those before the header of the table.
    """
    above = [entry for entry in entries if entry.kind != "blank"][-1:]
    if not above or above[0].kind != "text":
        return ""
    text = without_markup(above[0].text).strip()
    if _is_year_of_many(text, entries):
        return text
    is_heading = above[0].text.lstrip().startswith("##") or _FIRST_HEADING.match(text)
    return text if is_heading and not is_title(text) and not text.endswith(".") else ""


def _is_year_of_many(text: str, entries: Sequence[Entry]) -> bool:
    """Whether a line names a year of a plan whose title above names more of them."""
    year = _YEAR.fullmatch(lowered(plain(text)))
    if not year:
        return False
    lines = [plain(entry.text) for entry in entries if entry.kind == "text"]
    named = period_of([line for line in lines if line != plain(text)])
    if named is None or named.weight < IN_TITLE:
        return False
    first = int(year[1])
    last = first + 1 if year[2] else first
    return named.first <= first and last <= named.last and last - first < named.last - named.first
