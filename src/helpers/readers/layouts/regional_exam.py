"""Which exam a regional table is about: form, year, grade, subject, level.

Here: titles above a table, sheet and file names, columns «Предмет» and «Год», options. Not
here: the table itself (`regional_blocks`). What nothing says is an error, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers.layouts.gia_exam import form_in, grade_in
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_subjects import titled_subject

_YEARS = re.compile(r"(?<![0-9])(20[0-9]{2})(?:\s*[-/–—]\s*(20)?([0-9]{2}))?(?![0-9])")
_STATE_FINAL = re.compile(r"\bгвэ\b|государственн\w+ выпускн\w+ экзам\w*")
_GRADES = {"ОГЭ": 9, "ГВЭ-9": 9, "ЕГЭ": 11, "ГВЭ-11": 11}


@dataclass(frozen=True)
class Exam:
    """What the rows of a table share; None and "" where each row says it itself."""

    form: str
    year: int | None
    subject: str
    level: str

    @property
    def grade(self) -> int:
        """The grade that sits an exam of this form."""
        return _GRADES[self.form]


def exam_of(
    block: Block, title: Sequence[str], name: str, given: Mapping[str, Any]
) -> tuple[Exam | None, list[Problem]]:
    """The exam of a table. `title` are the lines over the first table of the sheet.

    They say form and year of all its tables, not their subject. `name` is the file's name.
    """
    near = [text for _, text in reversed(block.lines)]
    own, file = [*near, block.grid.sheet], re.sub(r"[_.]", " ", name)
    problems: list[Problem] = []
    form = _form([*own, *title, file], given)
    says_form = block.column("form") is not None
    year = None if block.column("year") else _year([*own, *title, file], given)
    pair = ("", "") if block.column("subject") else _subject([*own, file], given)
    lacking = []
    if not form and not says_form:
        lacking.append(("форма экзамена (ОГЭ, ЕГЭ, ГВЭ)", "--procedure"))
    if year is None and not block.column("year"):
        lacking.append(("год", "-y"))
    if pair is None:
        lacking.append(("предмет", "--subject"))
    if lacking:
        words = ", ".join(word for word, _ in lacking)
        keys = ", ".join(key for _, key in lacking)
        problems.append(
            block.grid.problem(
                "exam_unknown",
                f"Не сказано, о каком экзамене таблица: {words}. Впишите это в строку над таблицей "
                f"или в имя листа либо укажите ключом ({keys}).",
                block.header,
                found="; ".join(near[:3]) or block.grid.sheet,
                expected="например «ОГЭ 2019, русский язык»",
            )
        )
        return None, problems
    assert pair is not None
    subject, level = pair
    if needs_level(form, year, subject) and not level:
        problems.append(_no_level(block))
        return None, problems
    return Exam(form, year, subject, level), problems


def form_of_row(text: str, others: Iterable[str]) -> str:
    """The form that a cell «Форма» names; `others` are forms of the table and its other rows.

    ГВЭ without a grade is that of the grade of all others. "" when the cell names no form.

    >>> form_of_row("ГВЭ", ["ОГЭ"]), form_of_row("ЕГЭ", []), form_of_row("очная", ["ОГЭ"])
    ('ГВЭ-9', 'ЕГЭ', '')
    """
    found = form_in(text)
    if found == "ГВЭ":
        grades = {_GRADES[form] for form in others if form in _GRADES}
        return f"ГВЭ-{grades.pop()}" if len(grades) == 1 else ""
    return found


def needs_level(form: str, year: int | None, subject: str) -> bool:
    """Whether an exam has levels: mathematics of ЕГЭ since 2015."""
    return form == "ЕГЭ" and subject == "math" and (year is None or year >= 2015)


def _no_level(block: Block) -> Problem:
    return block.grid.problem(
        "level_unknown",
        "Уровень математики ЕГЭ не сказан: впишите «базовая» или «профильная» в строку над "
        "таблицей или в имя листа.",
        block.header,
        expected="базовый или профильный",
    )


def _subject(sources: Iterable[str], given: Mapping[str, Any]) -> tuple[str, str] | None:
    for text in sources:
        found = titled_subject(text)
        if found:
            return found
    if given.get("subject"):
        return str(given["subject"]), str(given.get("level") or "")
    return None


def _form(sources: Sequence[str], given: Mapping[str, Any]) -> str:
    for text in sources:
        form = form_in(text)
        if form and _names_both(text):
            continue
        if form == "ГВЭ":
            grade = grade_in(" ".join(sources))
            return f"ГВЭ-{grade}" if grade else ""
        if form:
            return form
    return str(given.get("procedure") or "") if given.get("procedure") in _GRADES else ""


def _names_both(text: str) -> bool:
    """Whether a text names ГВЭ beside ОГЭ or ЕГЭ: it does not say which of them a table is of."""
    word = vocabulary.folded(text)
    return form_in(word).startswith("ГВЭ") and form_in(_STATE_FINAL.sub(" ", word)) != ""


def _year(sources: Sequence[str], given: Mapping[str, Any]) -> int | None:
    """The year of the nearest text that names exactly one; a school year means its second half,
    «2021-2023» names several."""
    for text in sources:
        years = set()
        for hit in _YEARS.finditer(text):
            first = int(hit[1])
            second = first // 100 * 100 + int(hit[3]) if hit[3] else 0
            years |= {first, second} if second > first + 1 else {max(first, second)}
        if len(years) == 1:
            return years.pop()
    return int(given["year"]) if given.get("year") else None
