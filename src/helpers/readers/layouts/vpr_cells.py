"""Cells of raw ВПР protocols: scores, totals, journal marks, absent pupils, dirty words.

Here: one cell → a number and what kind of cell it is. Not here: rows and columns
(`vpr_pupils`). Numbers come as numbers and as text, words in any case and alphabet.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import IntEnum
from typing import Any

from helpers.readers import cells
from helpers.readers.code_book import code_key
from helpers.readers.grid import Share


class Kind(IntEnum):
    """What a cell is. Only `SCORE` and `NOT_ATTEMPTED` (worth 0) count in task statistics."""

    SCORE = 0
    NOT_ATTEMPTED = 1
    EMPTY = 2
    NOT_TAUGHT = 3
    UNREADABLE = 4
    SEX = 5
    ABSENT = 6


_NUMBER = re.compile(r"[0-9]{1,4}(?:[.,]0+)?")
_SEXES = {"м", "ж", "муж", "жен", "мужской", "женский", "m", "f"}
_NO_MARK = {"", "нет отметки", "отсутствует", "нет", "н/о", "н/а", "-", "--", "не аттестован", "0"}
_GRADE = re.compile(r"\s*([1-9]|1[01])(?![0-9])")


def kind_of(raw: Any) -> tuple[float, Kind]:
    """Score and kind of a task or total cell; the score is NaN unless the cell has one.

    >>> kind_of("2")[0], kind_of(" Х ")[1].name, kind_of("не пройд.")[1].name
    (2.0, 'NOT_ATTEMPTED', 'NOT_TAUGHT')
    >>> kind_of("?")[1].name, kind_of("Ж")[1].name, kind_of("Отсутствовал")[1].name
    ('UNREADABLE', 'SEX', 'ABSENT')
    """
    missing = float("nan")
    if raw is None:
        return missing, Kind.EMPTY
    if isinstance(raw, bool | Share | dt.date | dt.time | dt.timedelta):
        return missing, Kind.UNREADABLE
    if isinstance(raw, int | float):
        if raw >= 0 and float(raw).is_integer():
            return float(raw), Kind.SCORE
        return missing, Kind.UNREADABLE
    word = cells.tidy(str(raw)).casefold()
    if not word:
        return missing, Kind.EMPTY
    if _NUMBER.fullmatch(word):
        return float(word.replace(",", ".")), Kind.SCORE
    if word in ("x", "х"):
        return 0.0, Kind.NOT_ATTEMPTED
    if word.startswith("не пройд"):
        return missing, Kind.NOT_TAUGHT
    if word.startswith("отсутств"):
        return missing, Kind.ABSENT
    if word.rstrip(".") in _SEXES:
        return missing, Kind.SEX
    return missing, Kind.UNREADABLE


def says_absent(raw: Any) -> bool:
    """Whether a cell of a variant says that the pupil was absent."""
    return raw.__class__ is str and cells.tidy(raw).casefold().startswith("отсутств")


def says_was_absent(raw: Any) -> bool:
    """Whether any cell says so: «отсутствует» may be a book or a mark that is not there."""
    return raw.__class__ is str and cells.tidy(raw).casefold().startswith("отсутствовал")


def says_sex(raw: Any) -> bool:
    """Whether a cell holds a sex."""
    return raw.__class__ is str and cells.tidy(raw).casefold().rstrip(".") in _SEXES


def says_score(raw: Any) -> bool:
    """Whether a cell holds what only task cells hold: a score, «X», «не пройд.»."""
    return kind_of(raw)[1] in (Kind.SCORE, Kind.NOT_ATTEMPTED, Kind.NOT_TAUGHT)


def journal_mark(raw: Any) -> float:
    """A journal mark from 2 to 5; 0 where the cell says there is none, NaN for other words."""
    score, kind = kind_of(raw)
    if kind is Kind.SCORE and 2 <= score <= 5:
        return score
    word = "" if raw is None else cells.tidy(str(raw)).casefold()
    return 0.0 if word in _NO_MARK else float("nan")


def grade_of(raw: Any) -> int:
    """The grade that the name of a class begins with («8 А», «5б»); 0 for a letter or a word."""
    hit = _GRADE.match(str(raw)) if isinstance(raw, str | int) and raw is not True else None
    return int(hit[1]) if hit else 0


def composite(raw: Any) -> tuple[str, str]:
    """Code and name of a cell «code | name»; a cell without a bar is a name and maybe a code.

    >>> composite("edu640012 | Школа"), composite("Школа")
    (('edu640012', 'Школа'), ('', 'Школа'))
    """
    if raw is None:
        return "", ""
    text = " ".join(cells.tidy(str(raw)).split())
    head, bar, tail = text.partition("|")
    return (head.strip(), tail.strip()) if bar else ("", text)


def login_key(raw: Any) -> str:
    """A school login as it is compared; of «login | name» the login."""
    code, name = composite(raw)
    return code_key(code or name)


def day_of(raw: Any) -> dt.date | None:
    """The day of an upload stamp, with or without a time; None for other cells."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = cells.tidy(str(raw)) if isinstance(raw, str) else ""
    russian = re.match(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})\b", text)
    iso = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\b", text)
    try:
        if russian:
            return dt.date(int(russian[3]), int(russian[2]), int(russian[1]))
        return dt.date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None
