"""Signs of personal data in tables: names of people, phones, СНИЛС, addresses of mail.

Here: patterns and headings, and the findings about them. Not here: names in plans, which are
masked (`plans`). A finding never repeats what it found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells, headers
from helpers.readers.grid import Grid, letters

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_PATTERNS = {
    "СНИЛС": re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)"),
    "телефон": re.compile(
        r"(?<!\d)(?:\+7|8)[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
    ),
    "адрес почты": re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[a-zа-я]{2,}"),
    "паспорт": re.compile(r"(?<!\d)\d{2} ?\d{2} (?:№ ?)?\d{6}(?!\d)"),
    "имя человека": re.compile(
        rf"{_WORD}\s+{_WORD}\s+[А-ЯЁ][а-яё]+(?:вич|вн|ичн|оглы|кызы)(?:а|е|у|ой|ы|ем)?(?![а-яё])"
        rf"|{_WORD}\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_WORD}"
    ),
}  # fmt: skip
_NAME = "имя человека"
#: Schools and streets are named after people.
_NAMED_AFTER = re.compile(r"(?:имени|им\.|памяти|героя|ул\.|улица)\s+(?:[\w.«»-]+\s+){0,4}$", re.I)
_NAMED_COLUMNS = {"school_name", "name", "title", "address", "evidence_ref", "programme", "topic"}
_HEADINGS = {
    "фио", "ф.и.о.", "ф. и. о.", "ф.и.о", "фамилия", "имя", "отчество", "снилс", "паспорт",
    "серия", "серия документа", "номер документа", "телефон", "дата рождения", "адрес проживания",
    "e-mail", "email", "электронная почта", "фио педагога", "фио учителя", "фио ученика",
    "фио участника", "фио директора", "фамилия имя отчество", "фамилия, имя, отчество",
}  # fmt: skip


def is_personal_heading(cell: Any) -> bool:
    """Whether a header names personal data."""
    return isinstance(cell, str) and vocabulary.folded(cell).rstrip("*: ") in _HEADINGS


def kind_of(text: str, column: str = "") -> str:
    """The kind of personal data that a text seems to hold, "" for none.

    In columns of titles a name of a person is no finding: schools are named after people.
    """
    if text.isascii() and not any(char.isdigit() or char == "@" for char in text):
        return ""
    for kind, pattern in _PATTERNS.items():
        if kind == _NAME and column in _NAMED_COLUMNS:
            continue
        found = pattern.search(text)
        if found and not (kind == _NAME and _NAMED_AFTER.search(text[: found.start()])):
            return kind
    return ""


def personal_columns(
    grid: Grid, start: int, header: Sequence[Any], found: Mapping[int, str]
) -> tuple[set[int], list[Problem]]:
    """Columns that seem to hold personal data, and one finding for each.

    Lines above the header are looked at too. Columns of the table that hold text are read on;
    others must not be kept.
    """
    places: dict[int, tuple[int, str, int]] = {}
    for position, cell in enumerate(header):
        if position not in found and is_personal_heading(cell):
            places[position] = (start, "заголовок личных данных", 1)
    seen: dict[tuple[str, str], str] = {}
    for index, line in enumerate(grid.rows):
        for position, value in enumerate(line):
            if value.__class__ is not str or len(value) < 6:
                continue
            column = found.get(position, "") if index > start else ""
            key = (value, column)
            if key not in seen:
                seen[key] = kind_of(value, column)
            if seen[key]:
                first = places.get(position, (index, seen[key], 0))
                places[position] = (first[0], first[1], first[2] + 1)
    problems = [
        grid.problem(
            "personal_data",
            f"Похоже на личные данные (ячеек: {count}). Для расчётов они не нужны: уберите их из "
            "файла и загрузите его снова.",
            index,
            position,
            headers.word_of(header, position) or letters(position),
            kind,
            "данные без имён, телефонов и номеров документов",
            "warning",
        )
        for position, (index, kind, count) in sorted(places.items())
        if not cells.is_empty(kind)
    ]
    return set(places), problems
