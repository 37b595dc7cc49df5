"""Which exam a regional table is about: form, year, grade, subject, level.

Here: titles above a table, sheet and file names, columns «Предмет» and «Год», options. Not
here: the table itself (`regional_blocks`). What nothing says is an error, not a guess.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpers.errors import Problem
from helpers.readers.docx_tables import TABLE
from helpers.readers.layouts.gia_exam import form_in, grade_in
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_subjects import titled_subject
from helpers.readers.layouts.regional_titles import (
    Standing,
    form_of,
    standing,
    without_asides,
    without_days,
    year_of,
)
from helpers.vocabulary import folded

#: How pupils study: a column «Форма» may be about this and not about exams.
_STUDY = re.compile(
    r"(?:очн|заочн|очно-заочн|вечерн|семейн)\w*(?: форма)?(?: обучени[ея]| образовани[ея])?"
    r"|самообразование|экстернат?"
)
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
    block: Block, title: Sequence[str] | None, name: str, given: Mapping[str, Any]
) -> tuple[Exam | None, list[Problem]]:
    """The exam of a table. `title` are the lines over the first table, None for that itself.

    They say form and year of all its tables, not their subject. `name` is the file's name.
    """
    said = _Said.of(block, title, name)
    problems: list[Problem] = []
    forms = said.claim(lambda text: form_of(text) or None)
    form = _form(forms.value, said, given)
    says_form = block.column("form") is not None
    years = said.claim(year_of)
    subjects = replace(said, titles=[]).claim(titled_subject, _same_subject)
    year = None if block.column("year") else years.value or _given_year(given)
    subjects = _NOTHING if block.column("subject") else subjects
    if said.heading and (headed := titled_subject(said.heading)):
        subjects = _Claim(headed)
    clashes = [
        (word, claim) for word, claim, is_needed in (
            ("форму экзамена", forms, not says_form),
            ("год", years, block.column("year") is None), ("предмет", subjects, True),
        )
        if claim.clash and is_needed
    ]  # fmt: skip
    if clashes:
        return None, [_clash(block, *clashes[0])]
    pair = ("", "") if block.column("subject") else subjects.value or _given_subject(given)
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
                found="; ".join(said.near[:3]) or block.grid.sheet,
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


def is_form_of_study(text: str) -> bool:
    """Whether a cell «Форма» says how pupils study, not which exam they take.

    >>> is_form_of_study("Очно-заочная форма"), is_form_of_study("ГВЭ")
    (True, False)
    """
    return bool(_STUDY.fullmatch(folded(text)))


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


@dataclass(frozen=True)
class _Claim:
    """What is believed of a form, a year or a subject, and two texts that contradict it."""

    value: Any = None
    clash: tuple[str, str] | None = None


_NOTHING = _Claim()


@dataclass(frozen=True)
class _Said:
    """Texts about a table: `near` above it (nearest first), the sheet, its titles, the file.

    `heading` is the head of its columns where the table is a group of them. `is_history` says
    that `near` holds lines above earlier tables too, as in documents.
    """

    near: list[str]
    sheet: str
    titles: list[str]
    file: str
    heading: str
    is_history: bool

    @classmethod
    def of(cls, block: Block, title: Sequence[str] | None, name: str) -> _Said:
        lines = [(at, without_asides(text)) for at, text in block.lines]
        heading = next((text for at, text in lines if at == block.header), "")
        near = [text for at, text in reversed(lines) if at != block.header]
        file = re.sub(r"[_.]", " ", without_days(name))
        titles, sheet = [without_asides(text) for text in title or ()], block.grid.sheet
        is_history = title is not None or sheet.startswith(TABLE)
        return cls(near, sheet, titles, file, heading, is_history)

    @property
    def far(self) -> list[str]:
        """All texts but those above the table."""
        return [self.sheet, *self.titles, self.file]

    def claim(
        self, read: Callable[[str], Any], is_same: Callable[[Any, Any], bool] = operator.eq
    ) -> _Claim:
        """What the nearest title claims; with no title, what the other lines claim.

        Notes and sentences claim nothing. Another title above the same table and a nearer line
        that may be one must not claim anything else.
        """
        near, far = (
            [(text, value, how) for text in texts
             if (value := read(text)) and (how := standing(text)) is not Standing.NOTE]
            for texts in (self.near, self.far)
        )  # fmt: skip
        titles = [one for one in (*near, *far) if one[2] is Standing.TITLE]
        chosen = next(iter([*titles, *near, *far]), None)
        if chosen is None:
            return _NOTHING
        before = near[: near.index(chosen)] if chosen in near and self.is_history else near
        for text, value, _ in before:
            if not is_same(value, chosen[1]):
                return _Claim(clash=(text, chosen[0]))
        return _Claim(chosen[1])


def _same_subject(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two texts name one subject; only one of them may say its level."""
    return one[0] == other[0] and ("" in (one[1], other[1]) or one[1] == other[1])


def _clash(block: Block, word: str, claim: _Claim) -> Problem:
    one, other = claim.clash or ("", "")
    return block.grid.problem(
        "exam_contradiction",
        f"Строки о таблице называют разное: {word} из них не определить. Оставьте одну или "
        "уберите лишнее из строки, которая не о самих результатах.",
        block.header, found=f"{one}; {other}", expected="одно и то же",
    )  # fmt: skip


def _form(found: str | None, said: _Said, given: Mapping[str, Any]) -> str:
    if found == "ГВЭ":
        grade = grade_in(
            " ".join(t for t in (*said.near, *said.far) if standing(t) is not Standing.NOTE)
        )
        return f"ГВЭ-{grade}" if grade else ""
    if found:
        return found
    return str(given.get("procedure") or "") if given.get("procedure") in _GRADES else ""


def _given_subject(given: Mapping[str, Any]) -> tuple[str, str] | None:
    return (str(given["subject"]), str(given.get("level") or "")) if given.get("subject") else None


def _given_year(given: Mapping[str, Any]) -> int | None:
    return int(given["year"]) if given.get("year") else None
