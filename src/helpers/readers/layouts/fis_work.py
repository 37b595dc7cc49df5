"""What work an export of ФИС ОКО is about: procedure, year, wave, grades, subject, level.

Here: the line «ВПР 2026 Русский язык 4 класс» and the lines «Предмет:», «Максимальный
первичный балл:», «Дата:» above a table. Not here: the table (`fis_frame`, `fis_groups`).

The year is that of the campaign: the school year whose programme was tested. A work of
September–November belongs to the autumn wave of the year before the running school year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.schemas import COLUMNS

#: Months in which works of the postponed wave are written (methodology, section 2.3).
_AUTUMN = (9, 10, 11)
#: No work known has a primary score above this.
_GREATEST_SCORE = 200
_YEARS = re.compile(r"\b(20[0-9]{2})(?:\s*[-/]\s*(?:20)?([0-9]{2}))?\b(?:\s*(?:уч\w*)?\s*год\w*)?")
_PROGRAMME = re.compile(
    r"\(?\s*(?:по программе|за)\s+(?:программу\s+)?([0-9]{1,2})(?:-?го)?\s*кл\w*\s*\)?"
)
_GRADE = re.compile(r"\b([0-9]{1,2})\s*(?:-?\s*(?:й|ый|го|м|х))?\s*кл\w*")
_LEVEL = re.compile(
    r"[(,]?\s*\b(базов|углубленн|профильн)\w*(?:\s+уров\w+)?\s*\)?|\(\s*(база|профиль)\s*\)"
)
_WAVE = re.compile(r"\(?\b(осен|весн)\w*\b\)?")
SHEET = re.compile(r"^([а-яё]{2})\s*-?\s*([0-9]{1,2})\b", re.IGNORECASE)
#: Words before the title line that are not part of a subject.
_FILLERS = re.compile(r"\b(?:предмет|по предмету|по)\b")


@dataclass(frozen=True)
class Work:
    """One work. `grade` is who wrote, `programme_grade` what was tested."""

    procedure: str
    year: int
    wave: str
    grade: int
    programme_grade: int
    subject: str
    level: str
    max_primary: float | None = None
    date: dt.date | None = None

    def grades(self) -> tuple[int, int]:
        """The grade that wrote and the one whose programme was tested."""
        return self.grade, self.programme_grade

    def fields(self) -> dict[str, Any]:
        """The columns by which result tables name a work."""
        return {
            "year": self.year,
            "wave": self.wave,
            "procedure": self.procedure,
            "grade": self.grade,
            "subject": self.subject,
            "level": self.level,
        }


@dataclass
class Said:
    """What the lines above a table say, each with the place it was said."""

    title: str = ""
    title_row: int | None = None
    subject: str = ""
    subject_row: int | None = None
    maximum: Any = None
    date: Any = None
    date_row: int | None = None


def read_work(
    grid: Grid, above: int, given: Mapping[str, Any]
) -> tuple[Work | None, list[Problem]]:
    """The work that the rows above `above` tell of; None when any part of it is unknown.

    The sheet's name («РУ 4 …») and the year given stand in for a title line that was cut
    off, with a finding. Contradictions (two subjects, a date outside the year) are errors.
    """
    said = lines_above(grid.rows[:above])
    problems: list[Problem] = []
    parts = parts_of_title(said.title)
    date = _date(grid, said, problems)
    maximum = _maximum(grid, said, problems)
    subject, level = _subject(grid, said, parts, problems)
    grade, programme = parts.get("grade"), parts.get("programme")
    if (
        grade is None
        and programme is None
        and (of_sheet := SHEET.match(vocabulary.folded(grid.sheet)))
    ):
        grade = int(of_sheet[2])
        problems.append(_assumed(grid, "Класс взят из названия листа.", str(grade)))
    year, wave = _year_and_wave(grid, said, parts, date, given, problems)
    if grade is None and programme is not None:
        grade = programme + (wave == "autumn")
    procedure = parts.get("procedure")
    lacking = [
        word
        for word, value in (
            ("процедура", procedure), ("год", year), ("класс", grade), ("предмет", subject),
        )
        if value is None
    ]  # fmt: skip
    if lacking or procedure is None or year is None or grade is None or subject is None:
        problems.append(_unknown_work(grid, said, lacking))
        return None, problems
    if wave == "autumn" and procedure in ("ВПР", "ДР"):
        if programme is None:
            programme = grade - 1
            problems.append(
                _assumed(
                    grid,
                    f"Осенняя волна: «{grade} класс» понят как класс, который писал, "
                    f"программа — {programme} класса.",
                    f"{grade} класс",
                    said.title_row,
                )
            )
        elif programme == grade:
            grade += 1
    tested = programme or grade
    return Work(procedure, year, wave, grade, tested, subject, level, maximum, date), problems


def lines_above(rows: Sequence[Sequence[Any]]) -> Said:
    """Lines above a table; a value stands after the colon or in the next filled cell."""
    said = Said()
    for index, row in enumerate(rows):
        filled = [cell for cell in row if not cells.is_empty(cell)]
        if not filled or not isinstance(filled[0], str):
            continue
        head, _, tail = vocabulary.folded(filled[0]).partition(":")
        value = cells.tidy(filled[0].partition(":")[2]) if tail.strip() else None
        if value is None and len(filled) > 1:
            value = filled[1]
        if head.startswith("предмет") and value is not None:
            said.subject, said.subject_row = str(value), index
        elif head.startswith(("максимальный", "макс")) and "балл" in head and value is not None:
            said.maximum = value
        elif head.startswith("дата") and value is not None:
            said.date, said.date_row = value, index
        elif not said.title and _procedure(vocabulary.folded(filled[0])):
            said.title, said.title_row = cells.tidy(filled[0]), index
    return said


def _procedure(text: str) -> tuple[str, str] | None:
    """The procedure that a line begins with, and the rest of the line."""
    words = text.split()
    for count in (2, 1):
        head = " ".join(words[:count]).strip(".,:;")
        code = vocabulary.PROCEDURES.find(head)
        if code:
            return code, " ".join(words[count:])
    if text.startswith("всероссийск") and "проверочн" in text and "работ" in text:
        return "ВПР", re.sub(r"^\S+ проверочн\w* работ\w*", "", text)
    return None


def parts_of_title(title: str) -> dict[str, Any]:
    """Parts of a title line; a part that is not there is not in the result.

    >>> parts_of_title("ВПР 2026 Русский язык 4 класс") == {
    ...     "procedure": "ВПР", "year": 2026, "grade": 4, "subject": "русский язык"}
    True
    """
    found = _procedure(vocabulary.folded(title))
    if found is None:
        return {}
    parts: dict[str, Any] = {"procedure": found[0]}
    rest = found[1]
    if wave := _WAVE.search(rest):
        parts["wave"] = "autumn" if wave[1] == "осен" else "spring"
        rest = _WAVE.sub(" ", rest)
    if years := _YEARS.search(rest):
        parts["year"] = (
            int(years[1]) if not years[2] else int(years[1]) // 100 * 100 + int(years[2])
        )
        rest = _YEARS.sub(" ", rest)
    for name, pattern in (("programme", _PROGRAMME), ("grade", _GRADE)):
        if hit := pattern.search(rest):
            parts[name] = int(hit[1])
            rest = pattern.sub(" ", rest)
    if subject := " ".join(_FILLERS.sub(" ", re.sub(r"[.,:;«»\"]", " ", rest)).split()):
        parts["subject"] = subject
    return parts


def subject_and_level(text: str) -> tuple[str | None, str]:
    """Subject and level that words mean; (None, "") for words that are not known.

    >>> subject_and_level("Физика (углублённый уровень)"), subject_and_level("Русский язык")
    (('physics', 'profile'), ('rus', ''))
    """
    word = vocabulary.folded(text).strip(" .,:;")
    if pair := vocabulary.SUBJECTS_WITH_LEVEL.get(word):
        return pair
    if code := vocabulary.SUBJECTS.find(word):
        return code, ""
    hit = _LEVEL.search(word)
    if hit is None:
        return None, ""
    level = "base" if (hit[1] or hit[2]).startswith("баз") else "profile"
    code = vocabulary.SUBJECTS.find(_LEVEL.sub(" ", word).strip(" .,:;"))
    return (code, level) if code else (None, "")


def _subject(
    grid: Grid, said: Said, parts: Mapping[str, Any], problems: list[Problem]
) -> tuple[str | None, str]:
    in_title = subject_and_level(parts.get("subject", ""))
    in_line = subject_and_level(said.subject)
    both = in_title[0] and in_line[0]
    levels_differ = in_title[1] and in_line[1] and in_title[1] != in_line[1]
    if both and (in_title[0] != in_line[0] or levels_differ):
        problems.append(
            grid.problem(
                "subjects_disagree",
                "Строка о работе и строка «Предмет» называют разные предметы: исправьте файл или "
                "выгрузите его заново.",
                said.subject_row,
                found=said.subject,
                expected=said.title,
            )
        )
    if in_title[0] or in_line[0]:
        return in_title[0] or in_line[0], in_title[1] or in_line[1]
    if of_sheet := SHEET.match(vocabulary.folded(grid.sheet)):
        code = vocabulary.SUBJECTS.find(of_sheet[1])
        if code and not parts.get("subject") and not said.subject:
            problems.append(_assumed(grid, "Предмет взят из названия листа.", of_sheet[1].upper()))
            return code, ""
    return None, ""


def _date(grid: Grid, said: Said, problems: list[Problem]) -> dt.date | None:
    if cells.is_empty(said.date):
        return None
    days = re.findall(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}", str(said.date))
    try:
        value, _ = cells.parse(days[0] if days else said.date, COLUMNS["date"])
    except cells.CellFault as fault:
        problems.append(
            grid.problem(
                fault.code, "Дата работы не читается: волна взята без неё.", said.date_row,
                found=said.date, expected=fault.expected, severity="warning",
            )
        )  # fmt: skip
        return None
    day: dt.date | None = value
    return day


def _maximum(grid: Grid, said: Said, problems: list[Problem]) -> float | None:
    if cells.is_empty(said.maximum):
        return None
    try:
        value, _ = cells.parse(said.maximum, COLUMNS["max_primary"])
    except cells.CellFault as fault:
        problems.append(
            grid.problem(
                fault.code, "Максимальный первичный балл не читается.",
                found=said.maximum, expected=fault.expected, severity="warning",
            )
        )  # fmt: skip
        return None
    if value is not None and not 0 < value <= _GREATEST_SCORE:
        problems.append(
            grid.problem(
                "out_of_range", "Такого максимального первичного балла не бывает: он не взят.",
                found=said.maximum, expected=f"число от 1 до {_GREATEST_SCORE}", severity="warning",
            )
        )  # fmt: skip
        return None
    number: float | None = value
    return number


def _year_and_wave(
    grid: Grid,
    said: Said,
    parts: Mapping[str, Any],
    date: dt.date | None,
    given: Mapping[str, Any],
    problems: list[Problem],
) -> tuple[int | None, str]:
    """Year of the campaign and wave: by the date of the work, else by the title line."""
    stated: int | None = parts.get("year")
    if date is None:
        wave = parts.get("wave", "spring")
        if stated is None and given.get("year"):
            problems.append(_assumed(grid, "Года в файле нет: взят из ключа -y.", given["year"]))
            stated = int(given["year"])
        if "wave" not in parts and stated in (2020, 2022):
            problems.append(_assumed(grid, "Даты нет: работа отнесена к весенней волне.", stated))
        return stated, wave
    wave = "autumn" if date.month in _AUTUMN else "spring"
    year = date.year + 1 if date.month == 12 else date.year
    if parts.get("wave", wave) != wave or (stated is not None and stated != year):
        same_school_year = wave == "autumn" and stated == year + 1
        problems.append(
            grid.problem(
                "year_contradiction",
                "Год в строке о работе — учебный год проведения: осенняя волна отнесена к году, "
                "чью программу она проверяла."
                if same_school_year
                else "Дата работы не подходит к её году: проверьте, тот ли это файл.",
                said.date_row,
                found=f"{date:%d.%m.%Y}",
                expected=said.title,
                severity="warning" if same_school_year else "error",
            )
        )
    return year, wave


def _assumed(grid: Grid, message: str, found: object, row: int | None = None) -> Problem:
    return grid.problem("assumed", message, row, found=found, severity="warning")


def _unknown_work(grid: Grid, said: Said, lacking: Sequence[str]) -> Problem:
    return grid.problem(
        "work_unknown",
        f"Не сказано, что это за работа ({', '.join(lacking)}). Над таблицей нужна строка, как в "
        "выгрузке, например «ВПР 2026 Русский язык 4 класс».",
        said.title_row,
        found=said.title or said.subject or "нет строки о работе",
        expected="процедура, год, предмет, класс",
    )
