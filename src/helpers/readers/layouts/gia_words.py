"""Words of exam protocols: what a column holds, and how a cell is shown in a message.

Here: header words → roles, the columns that name people. Not here: finding blocks
(`gia_blocks`). A role that is not on the list is dropped: nothing of an unknown column is
kept, shown or stored, because a protocol names children.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from helpers import vocabulary
from helpers.readers import cells

#: Roles of columns by the beginning of their folded header.
_STARTS = (
    ("person", ("фамилия", "имя", "отчество", "фио", "ф.и.о", "ф. и. о")),
    ("document", ("серия", "документ", "паспорт", "снилс", "номер документа", "номер паспорта")),
    ("private", ("дата рожд", "телефон", "адрес", "e-mail", "почта")),
    ("school", ("код оо", "код оу", "код шк", "код образоват", "код организации", "оо (код")),
    ("class", ("класс",)),
    ("municipality", ("код мсу", "мсу", "код ате", "ате", "код муниципал")),
    ("station", ("код ппэ", "ппэ")),
    ("room", ("аудитория", "номер аудитории", "ауд.")),
    ("exam_date", ("дата экз", "дата пров")),
    ("exam_code", ("код предмета", "код экзамена")),
    ("exam", ("экзамен", "предмет")),
    ("task", ("задания с", "задание с", "ответы на задания", "часть", "устная часть")),
    ("primary", ("первичный балл", "перв. балл", "перв.балл", "сумма первичных")),
    ("score", ("тестовый балл", "тест. балл", "тест.балл", "итоговый балл", "балл (100",
               "балл по 100")),
    ("mark", ("оценка", "отметка", "пятибалльная", "балл (5", "балл по 5")),
)  # fmt: skip
_WHOLE = {
    "оо": "school", "оу": "school", "школа (код)": "school", "балл": "score", "пб": "primary",
    "тб": "score", "дата": "exam_date", "№": "number", "№ п/п": "number", "п/п": "number",
    "№п/п": "number", "n": "number", "номер": "document", "пол": "private",
}  # fmt: skip
#: Roles whose cells name a person or tell about one.
PERSONAL = ("person", "document", "private")
#: Roles that only a list of participants has.
_OF_PARTICIPANTS = {"class", "station", "room", "person", "document", "task", "exam"}
RESULTS = ("mark", "score")
#: Marks of other occasions than the exam: «Отметка за год».
_OF_TERMS = re.compile(
    r"\bза (?:\w+ )?(?:год|класс|четверт|триместр|полугод|семестр)|годов|четверт|триместр|полугод"
    r"|семестр|аттестат|журнал|текущ|предыдущ"
)
#: Of several columns of one role, how the header of the right one reads.
_BEST = {
    "mark": re.compile(r".*экзам"),
    "score": re.compile(r"тест|тб\b|балл (?:\(100|по 100)"),
    "primary": re.compile(r"(?:первичный балл|перв\. ?балл|пб|сумма.*)$"),
}
_IN_WORDS = re.compile(r"пропис|словами")
#: A cell with a mark in words: «хорошо», «четыре», «4 (хор.)».
_MARK_WORD = re.compile(
    r"(?:[2-5]\W*)?(?:не )?(?:отл|хор|удовл|неуд|пят|четыр|три|два|двой|трой)[а-я]*\W*"
)
_SAFE = re.compile(r"[-+]?[0-9]{1,7}(?:[.,][0-9]{1,4})?")


def role_of(cell: Any) -> str:
    """What a header cell says its column holds; "" for words that are not known.

    >>> role_of("Код ОО"), role_of("Оценка"), role_of("Балл"), role_of("Вариант")
    ('school', 'mark', 'score', '')
    >>> role_of("Отметка за год"), role_of("Отметка за экзамен")
    ('term', 'mark')
    """
    if not isinstance(cell, str):
        return ""
    word = vocabulary.folded(cell).strip(" :*.")
    if word in _WHOLE:
        return _WHOLE[word]
    role = next((role for role, starts in _STARTS if word.startswith(starts)), "")
    if role == "mark" and _OF_TERMS.search(word) and "экзам" not in word:
        return "term"
    return role


def best_of(role: str, headers: Mapping[int, str]) -> list[int]:
    """Of the columns of one role by position, those whose header names it best.

    >>> best_of("score", {7: "Балл", 8: "Тестовый балл"}), best_of("mark", {7: "Оценка"})
    ([8], [7])
    """
    named = _BEST.get(role)
    best = [
        at for at, text in headers.items()
        if named and named.match(vocabulary.folded(text).strip(" :*."))
    ]  # fmt: skip
    return best or list(headers)


def is_in_words(header: str, texts: Sequence[str]) -> bool:
    """Whether a column repeats results in words: by its header, or by marks in words and no number.

    >>> is_in_words("Оценка прописью", ["4"]), is_in_words("Отметка", ["хорошо", "н/я", "4 (хор.)"])
    (True, True)
    >>> is_in_words("Отметка", ["4", "хорошо"])
    False
    """
    if _IN_WORDS.search(vocabulary.folded(header)):
        return True
    has_words = any(_MARK_WORD.fullmatch(vocabulary.folded(text)) for text in texts)
    return has_words and not any(_SAFE.fullmatch(text) for text in texts)


def is_header(row: Sequence[Any]) -> bool:
    """Whether a row heads a list of participants with results by school."""
    roles = {role_of(cell) for cell in row}
    has_result = bool(roles & {"mark", "score"}) or "primary" in roles
    return "school" in roles and has_result and bool(roles & _OF_PARTICIPANTS)


def roles_of(header: Sequence[Any], below: Sequence[Any] | None) -> dict[int, str]:
    """Roles by position; `below` is a second header row («Серия», «Номер») or None.

    A second row stands under a wide cell of the first, whose role reaches to the next one.
    """
    roles: dict[int, str] = {}
    width = max(len(header), len(below or ()))
    above = ""
    for at in range(width):
        first = header[at] if at < len(header) else None
        second = below[at] if below is not None and at < len(below) else None
        if not cells.is_empty(first):
            above = role_of(first)
        if cells.is_empty(first) and cells.is_empty(second):
            continue
        own = role_of(second) if not cells.is_empty(second) else ""
        roles[at] = own or above
    return roles


def is_second_header(row: Sequence[Any], roles: Mapping[int, str]) -> bool:
    """Whether a row continues the header above it: words only, and none under the school."""
    filled = {at: cell for at, cell in enumerate(row) if not cells.is_empty(cell)}
    school = next(at for at, role in roles.items() if role == "school")
    if not filled or school in filled or not all(isinstance(c, str) for c in filled.values()):
        return False
    return any(role_of(cell) for cell in filled.values())


def shown(raw: Any) -> str:
    """A cell as a message may show it: a number as it is, of a text only that it is one.

    >>> shown(71), shown("12,5"), shown("Сидоров")
    ('71', '12,5', 'текст')
    """
    if cells.is_empty(raw):
        return "пустая ячейка"
    text = str(raw).strip()
    return text if _SAFE.fullmatch(text) else "текст"
