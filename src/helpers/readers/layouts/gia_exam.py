"""Which exam a block of a protocol is: form, year, day, grade, subject, level.

Here: the line «12 - Обществознание 2026.07.03», the column «Экзамен», classes, codes. Not
here: cutting sheets into blocks (`gia_blocks`) and sums (`gia_results`).

A code means what the table of its form and year says (`exam_rules`); a name and a code that
disagree are an error. An exam of any month of a year belongs to the school year ending in it,
an additional term in September too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers import exam_rules, vocabulary
from helpers.errors import Problem
from helpers.readers.layouts.fis_work import subject_and_level
from helpers.readers.layouts.gia_blocks import Block, filled_lines, text_of

_DAY = re.compile(
    r"(?<![0-9])(?:(?P<y>20[0-9]{2})[.\-/](?P<m>[0-9]{1,2})[.\-/](?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})\.(?P<m2>[0-9]{1,2})\.(?P<y2>20[0-9]{2}))(?![0-9])"
)
_CODED = re.compile(r"^\s*(?P<code>[0-9]{1,3})\s*[-.)–—]\s*(?P<name>\S.*)$")
_TAIL = re.compile(r"[\s(,;]*(?:от|за)?\s*$")
_REGION = re.compile(r"^\s*[0-9]{2}\s*-\s*(?P<name>[А-ЯЁ][^0-9]+)$")
_FORM_WORDS = (
    ("ГВЭ-9", re.compile(r"\bгвэ\s*-?\s*9\b")),
    ("ГВЭ-11", re.compile(r"\bгвэ\s*-?\s*11\b")),
    ("ГВЭ", re.compile(r"\bгвэ\b|государственн\w+ выпускн\w+ экзам")),
    ("ОГЭ", re.compile(r"\bогэ\b|основн\w+ государственн\w+ экзам")),
    ("ЕГЭ", re.compile(r"\bк?егэ\b|един\w+ государственн\w+ экзам")),
)
_GRADE_WORDS = (
    (9, re.compile(r"\bгиа\s*-?\s*9\b|\b9\s*-?\s*(?:х|й|ый|го)?\s*класс")),
    (11, re.compile(r"\bгиа\s*-?\s*11\b|\b11\s*-?\s*(?:х|й|ый|го)?\s*класс")),
)
_NOT_SUBJECT = re.compile(
    r"\((?:огэ|егэ|гвэ|кегэ|письменн\w*|часть|ч\.)[^)]*\)|\b(?:огэ|егэ|гвэ)\b"
)
#: Months in which no exam is held.
_NO_EXAMS = (10, 11, 12)


@dataclass(frozen=True)
class Exam:
    """One exam: everything that names a result, and its day."""

    form: str
    year: int
    grade: int
    subject: str
    level: str
    day: dt.date

    @property
    def series(self) -> tuple[str, int, int, str, str]:
        """The exam without its day: what all days of it have in common."""
        return self.form, self.year, self.grade, self.subject, self.level

    @property
    def title(self) -> str:
        """The exam as findings name it: «ЕГЭ, математика (профильный), 2024 год»."""
        level = f" ({vocabulary.LEVELS.label(self.level)})" if self.level else ""
        return f"{self.form}, {vocabulary.SUBJECTS.label(self.subject)}{level}, {self.year} год"


@dataclass(frozen=True)
class _Said:
    """A subject as a line or a cell words it."""

    code: str
    name: str
    day: dt.date | None


@dataclass
class Exams:
    """Exams of the rows of a block: one for all, or one for each text of «Экзамен»."""

    by_text: dict[str, Exam | None]
    column: bool

    def of(self, block: Block, index: int) -> Exam | None:
        """The exam of a row; None where it is not stored (an oral part, an unknown exam)."""
        return self.by_text.get(_row_text(block, index) if self.column else "")


def exams_of(block: Block, above: str, name: str) -> tuple[Exams, list[Problem]]:
    """The exams of a block. `above` is the text over all blocks, `name` that of the file."""
    column = block.has("exam") or block.has("exam_code")
    title = _said_above(block)
    said: dict[str, tuple[_Said, int | None]] = {}
    if column:
        for index in block.rows:
            text = _row_text(block, index)
            said.setdefault(text, (_completed(_said(text), title), index))
    else:
        said[""] = (title, block.lines[-1][0] if block.lines else None)
    problems: list[Problem] = []
    found = {}
    if not column or any(not _said(text).name or not _said(text).day for text in said):
        problems += _rival_titles(block)
    if problems:
        return Exams({}, column), problems
    for text, (what, at) in said.items():
        rows = [i for i in block.rows if not column or _row_text(block, i) == text]
        found[text] = _exam(block, what, at, rows, f"{above} {name}", problems)
    return Exams(found, column), problems


def form_in(text: str) -> str:
    """The form of exam that a text names: ОГЭ, ЕГЭ, ГВЭ-9, ГВЭ-11, ГВЭ (grade unsaid) or "".

    >>> form_in("Результаты основного государственного экзамена"), form_in("ГИА-9")
    ('ОГЭ', '')
    """
    return str(_first(_FORM_WORDS, vocabulary.folded(text)) or "")


def grade_in(text: str) -> int:
    """The grade that a text about exams names: 9, 11 or 0."""
    return int(_first(_GRADE_WORDS, vocabulary.folded(text)) or 0)


def region_of(lines: Iterable[str]) -> str:
    """The region that a line «64 - Саратовская область» names, else ""."""
    for line in lines:
        hit = _REGION.match(line)
        if hit and subject_and_level(hit["name"])[0] is None:
            return hit["name"].strip()
    return ""


def _row_text(block: Block, index: int) -> str:
    parts = [block.cell(role, index) for role in ("exam_code", "exam", "exam_date")]
    code, name, day = (text_of(part) if part is not None else "" for part in parts)
    return f"{code} - {name} {day}".strip() if code else f"{name} {day}".strip()


def _said_above(block: Block) -> _Said:
    """The nearest line that names a subject; its day may stand in a line of its own."""
    said = _Said("", "", None)
    for _, line in filled_lines(block):
        own = _line_said(line)
        if _names_exam(own) and not said.name:
            said = _Said(own.code, own.name, own.day or said.day)
        elif own.day and said.day is None:
            said = _Said(said.code, said.name, own.day)
    return said


def _line_said(line: str) -> _Said:
    return _said(line.partition(":")[2] if line.lower().startswith("предмет") else line)


def _names_exam(said: _Said) -> bool:
    """Whether a line names a subject, or a code with a day."""
    return _known_subject(said)[0] is not None or bool(said.code and said.day)


def _known_subject(said: _Said) -> tuple[str | None, str]:
    return subject_and_level(_subject_words(said.name))


def _rival_titles(block: Block) -> list[Problem]:
    """That lines above a block name two exams: none of them can be taken for its own."""
    lines = [(at, said) for at, line in block.lines if _names_exam(said := _line_said(line))]
    for at, said in lines[:-1]:
        if not _may_be_one(said, lines[-1][1]):
            return [
                block.problem(
                    "several_exams", "Над одной таблицей названы два экзамена: к какому она "
                    "относится, не известно. Оставьте строку её экзамена; таблицу другого "
                    "экзамена поставьте под его строкой.", at,
                    found="; ".join(_titled(one) for one in (said, lines[-1][1])),
                    expected="одна строка экзамена над таблицей",
                )
            ]  # fmt: skip
    return []


def _may_be_one(said: _Said, other: _Said) -> bool:
    """Whether two wordings may mean one exam: what both say is the same."""
    (subject, level), (other_subject, other_level) = map(_known_subject, (said, other))
    pairs = (
        (subject, other_subject), (level, other_level), (said.day, other.day),
        (said.code, other.code),
    )  # fmt: skip
    return all(one == two for one, two in pairs if one and two)


def _titled(said: _Said) -> str:
    """A line of an exam by what is understood of it: lines may hold names."""
    subject, level = _known_subject(said)
    name = vocabulary.SUBJECTS.label(subject) if subject else ""
    name += f" ({vocabulary.LEVELS.label(level)})" if level else ""
    day = said.day.isoformat() if said.day else ""
    return " ".join(filter(None, (said.code, name, day)))


def _said(text: str) -> _Said:
    """Code, name and day of a wording.

    >>> _said("12 - Обществознание 2026.07.03")
    _Said(code='12', name='Обществознание', day=datetime.date(2026, 7, 3))
    >>> _said("Математика(2026.06.02)")
    _Said(code='', name='Математика', day=datetime.date(2026, 6, 2))
    """
    day, rest = None, text
    if hit := _DAY.search(text):
        parts = (hit["y"], hit["m"], hit["d"]) if hit["y"] else (hit["y2"], hit["m2"], hit["d2"])
        try:
            day = dt.date(*map(int, parts))
        except ValueError:
            day = None
        rest = _TAIL.sub("", text[: hit.start()]) or text[hit.end() :].strip(" )")
    coded = _CODED.match(rest)
    if coded:
        return _Said(coded["code"].zfill(2), coded["name"].strip(" ,(-"), day)
    return _Said("", rest.strip(" ,(-"), day)


def _completed(said: _Said, title: _Said) -> _Said:
    return _Said(said.code, said.name or title.name, said.day or title.day)


def _subject_words(name: str) -> str:
    return " ".join(_NOT_SUBJECT.sub(" ", vocabulary.folded(name)).strip(" .,;:-").split())


def _exam(
    block: Block,
    said: _Said,
    index: int | None,
    rows: Sequence[int],
    context: str,
    problems: list[Problem],
) -> Exam | None:
    if exam_rules.is_oral_part(said.code) or "устн" in said.name.casefold():
        problems.append(
            block.problem(
                "oral_part", "Устная часть не сохранена: результат экзамена стоит в протоколе "
                "письменной части.", index, found=said.code, severity="warning",
            )
        )  # fmt: skip
        return None
    if said.day is None:
        problems.append(
            block.problem(
                "date_missing", "Не сказано, когда был экзамен. Над таблицей нужна строка, как в "
                "протоколе, например «12 - Обществознание 2026.07.03».", index,
                expected="код, предмет и дата",
            )
        )  # fmt: skip
        return None
    if said.day.month in _NO_EXAMS:
        problems.append(
            block.problem(
                "date_unusual", "В октябре–декабре экзаменов не бывает: проверьте дату.", index,
                found=said.day.isoformat(), expected="дата экзамена",
            )
        )  # fmt: skip
        return None
    form, grade = _form_and_grade(block, said, rows, context, index, problems)
    if not form:
        return None
    pair = _subject(block, said, form, index, problems)
    if pair is None:
        return None
    return Exam(form, said.day.year, grade, *pair, said.day)


def _form_and_grade(
    block: Block,
    said: _Said,
    rows: Sequence[int],
    context: str,
    index: int | None,
    problems: list[Problem],
) -> tuple[str, int]:
    """Form by its word or code, grade by classes and words; ("", 0) with a problem."""
    assert said.day is not None
    text = vocabulary.folded(f"{' '.join(line for _, line in block.lines)} {context}")
    named = form_in(said.name) or form_in(text)
    grades = _grades(block, rows)
    by_form = {"ОГЭ": 9, "ЕГЭ": 11, "ГВЭ-9": 9, "ГВЭ-11": 11}
    of_code = exam_rules.forms_of_code(said.day.year, said.code) if said.code else []
    if of_code and all(form.startswith("ГВЭ") for form in of_code):
        named = named if named and named.startswith("ГВЭ") else "ГВЭ"
    grade = by_form.get(named, 0) or grade_in(text)
    of_classes = sorted(grades & {9, 11})
    if len(of_classes) == 1:
        if grade and grade != of_classes[0]:
            problems.append(
                block.problem(
                    "form_contradiction", "Классы участников не подходят к форме экзамена: "
                    "проверьте, тот ли это протокол.", index, "class",
                    f"{named or grade}, класс {of_classes[0]}", "один экзамен",
                )
            )  # fmt: skip
            return "", 0
        grade = of_classes[0]
    if not grade and block.has("score") and not block.has("mark"):
        grade = 11
    if not grade or len(of_classes) > 1:
        problems.append(
            block.problem(
                "form_unknown", "Не сказано, что это за экзамен: ОГЭ, ЕГЭ или ГВЭ. Впишите слово в "
                "заголовок протокола или верните столбец «Класс».", index,
                found=", ".join(map(str, of_classes)), expected="ОГЭ, ЕГЭ, ГВЭ-9 или ГВЭ-11",
            )
        )  # fmt: skip
        return "", 0
    if named and named.startswith("ГВЭ"):
        return f"ГВЭ-{grade}", grade
    return named or ("ОГЭ" if grade == 9 else "ЕГЭ"), grade


def _first(table: Sequence[tuple[Any, re.Pattern[str]]], text: str) -> Any:
    return next((value for value, pattern in table if pattern.search(text)), None)


def _grades(block: Block, rows: Sequence[int]) -> set[int]:
    """Grades of the classes met; evening schools have a 12th, which sits exams of the 11th."""
    found = set()
    for index in rows:
        hit = re.match(r"\s*(9|11|12)(?![0-9])", text_of(block.cell("class", index) or ""))
        if hit:
            found.add(11 if hit[1] == "12" else int(hit[1]))
    return found


def _subject(
    block: Block, said: _Said, form: str, index: int | None, problems: list[Problem]
) -> tuple[str, str] | None:
    """Subject and level by the code and the name together; None with a problem."""
    assert said.day is not None
    year = said.day.year
    by_code = exam_rules.subject_of_code(form, year, said.code) if said.code else None
    words = _subject_words(said.name)
    subject, level = subject_and_level(words)
    by_name = (subject, level) if subject else None
    if by_code and by_name and not _agree(by_code, by_name):
        problems.append(
            block.problem(
                "subject_contradiction", "Код и название предмета говорят о разном. Проверьте "
                "протокол; если верно название, исправьте params/methodology/exam_codes.yaml.",
                index, found=f"{said.code} - {said.name}",
                expected=f"{said.code} — {vocabulary.SUBJECTS.label(by_code[0])} ({form}, {year})",
            )
        )  # fmt: skip
        return None
    pair = by_code or by_name
    has_levels = form == "ЕГЭ" and year >= 2015 and pair is not None and pair[0] == "math"
    if pair is None or (has_levels and not pair[1]):
        problems.append(_unknown_subject(block, said, form, index, bool(pair)))
        return None
    if said.code and by_code is None:
        problems.append(
            block.problem(
                "code_not_listed", f"Кода нет в таблице кодов ({form}, {year} год): предмет взят "
                "по названию. Дополните params/methodology/exam_codes.yaml.", index,
                found=f"{said.code} - {said.name}", severity="warning",
            )
        )  # fmt: skip
    return pair


def _agree(by_code: tuple[str, str], by_name: tuple[str, str]) -> bool:
    same_level = not by_name[1] or by_name[1] == by_code[1]
    return by_code[0] == by_name[0] and same_level


def _unknown_subject(
    block: Block, said: _Said, form: str, index: int | None, has_no_level: bool
) -> Problem:
    message = (
        "Уровень математики не сказан: нужен код (02 — профильная, 22 — базовая) или слово в "
        "названии."
        if has_no_level
        else "Что это за предмет, не известно: код не из таблицы, названия нет или оно не знакомо. "
        "Дополните params/methodology/exam_codes.yaml или исправьте строку о предмете."
    )
    known = subject_and_level(_subject_words(said.name))[0] is not None
    found = " - ".join(part for part in (said.code, said.name if known else "") if part)
    return block.problem("subject_unknown", message, index, found=found, expected=f"предмет {form}")
