"""«Протокол проверки результатов» of РИС ГИА: participants by name → numbers of schools.

Here: the layout, and reading a participant's row. Not here: cutting into blocks
(`gia_blocks`), which exam it is (`gia_exam`), sums (`gia_results`).

A protocol names children. Names and documents serve only to tell people apart while the file
is read; they are in no row, message or kept copy. Messages never quote a text cell: a shifted
row may hold a surname anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from helpers import params, vocabulary
from helpers.errors import InputDataError, Problem
from helpers.readers import cells
from helpers.readers.code_book import RIS, CodeBook
from helpers.readers.grid import Grid
from helpers.readers.layouts import gia_words as words
from helpers.readers.layouts.gia_blocks import Block, Cut, blocks_of, line_of, text_of
from helpers.readers.layouts.gia_exam import Exam, exams_of, region_of
from helpers.readers.layouts.gia_results import Result, School, school_tables
from helpers.readers.layouts.layout import Layout, Reading

TITLE = "протокол проверки результатов"
_SCHOOL = re.compile(r"([0-9][0-9A-Za-zА-Яа-я]{0,11})(?:\s*[-–—|]\s*(\S.*))?")
_NO_RESULT = ("", "н", "н/я", "ня", "неявка", "не явился", "не явилась", "отсутствовал", "удален",
              "удалена", "не завершил", "не завершила", "аннулирован", "аннулировано", "-", "x",
              "х")  # fmt: skip
_MOST_PROBLEMS = 100
#: How the header of the right column reads where others are like it.
_NAMED = {
    "mark": "«Отметка за экзамен»", "score": "«Тестовый балл»", "primary": "«Первичный балл»",
}  # fmt: skip
#: A printed mean may be rounded or cut in its last digit; finer digits are not compared.
_LEAST_UNIT = Decimal("0.01")


@dataclass
class _Reader:
    given: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    resolved: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    no_result: list[tuple[Block, int]] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    told: set[tuple[int, str]] = field(default_factory=set)

    @property
    def codes(self) -> CodeBook:
        return self.given.get("codes") or CodeBook()

    def take(self, block: Block, above: str, name: str) -> None:
        """Participants of a block."""
        exams, problems = exams_of(block, above, name)
        self.problems += problems
        before = len(self.results)
        for index in block.rows:
            exam = exams.of(block, index)
            if exam is not None:
                self.years.add(exam.year)
                self._participant(block, index, exam)
        self._check_means(block, self.results[before:])

    def _participant(self, block: Block, index: int, exam: Exam) -> None:
        school = self._school(block, index, exam)
        value = self._value(block, index, exam)
        if school is None or value is None:
            return
        self._need_one(block, "primary")
        primary = block.cell("primary", index)
        number = _number(primary)
        self.results.append(
            Result(
                block, index, exam, school, block.person(index), value,
                None if number is None else float(number),
            )
        )  # fmt: skip

    def _school(self, block: Block, index: int, exam: Exam) -> School | None:
        raw = block.cell("school", index)
        hit = _SCHOOL.fullmatch(text_of(raw))
        if hit is None:
            self.problems.append(
                block.problem(
                    "bad_school_code", "Код школы не похож на код: строка, возможно, сдвинута.",
                    index, "school", words.shown(raw), "код из цифр",
                )
            )  # fmt: skip
            return None
        code = hit[1]
        meant = self.codes.schools(code, exam.day, RIS)
        if len(meant) > 1:
            self.problems.append(
                block.problem(
                    "code_ambiguous", "Код записан в таблице кодов за несколькими школами: "
                    "исправьте её или сроки действия кодов.", index, "school", code,
                    ", ".join(meant),
                )
            )  # fmt: skip
            return None
        self.resolved[code] = meant[0] if meant else code
        return School(self.resolved[code], hit[2] or "", self._municipality(block, index, exam))

    def _municipality(self, block: Block, index: int, exam: Exam) -> str:
        """The municipality of a known code; "" leaves the row to its school or to -m."""
        raw = block.cell("municipality", index)
        hit = re.match(r"[0-9]+", text_of(raw)) if raw is not None else None
        if hit is None:
            return ""
        if hit[0] not in self.areas:
            meant = self.codes.municipalities(hit[0], exam.day, RIS)
            self.areas[hit[0]] = meant[0] if len(meant) == 1 else ""
            if self.areas[hit[0]]:
                self.resolved[f"МСУ {hit[0]}"] = self.areas[hit[0]]
        return self.areas[hit[0]]

    def _value(self, block: Block, index: int, exam: Exam) -> int | None:
        """The mark or the score; None for who has no result and for a fault."""
        is_mark = exam.form != "ЕГЭ" or exam.level == "base"
        role = next((r for r in (("mark", "score") if is_mark else ("score", "mark"))
                     if block.has(r)), "")  # fmt: skip
        self._need_one(block, role)
        raw = block.cell(role, index) if role else None
        if vocabulary.folded(text_of(raw) if raw is not None else "") in _NO_RESULT:
            self.no_result.append((block, index))
            return None
        number = _number(raw)
        low, high = (2, 5) if is_mark else (0, 100)
        if number is not None and number == int(number) and low <= number <= high:
            return int(number)
        self.problems.append(
            block.problem(
                "out_of_range" if number is not None else "bad_number",
                f"Это не {'отметка' if is_mark else 'тестовый балл'}: проверьте, не сдвинута ли "
                "строка и тот ли это столбец.",
                index, role, words.shown(raw), f"целое число от {low} до {high}",
            )
        )  # fmt: skip
        return None

    def _need_one(self, block: Block, role: str) -> None:
        """An error where several columns of a block may be the one that is read."""
        if role in block.rivals and (id(block), role) not in self.told:
            self.told.add((id(block), role))
            self.problems.append(
                block.problem(
                    "several_columns", "Столбцов с таким результатом несколько, и значения в них "
                    "разные: какой из них взять, не ясно. Оставьте один или назовите нужный "
                    f"{_NAMED[role]}.", None, role, ", ".join(block.rivals[role]),
                    "один столбец результата",
                )
            )  # fmt: skip

    def _check_means(self, block: Block, results: Sequence[Result]) -> None:
        """The line «Средние» against the rows above it."""
        if block.means is None or not results:
            return
        marks: list[float | None] = [r.value for r in results]
        for role, column in (
            ("mark", marks), ("score", marks), ("primary", [r.primary for r in results]),
        ):  # fmt: skip
            printed = _number(block.cell(role, block.means)) if block.has(role) else None
            numbers = [Decimal(str(value)) for value in column if value is not None]
            if printed is None or not numbers or len(numbers) != len(block.rows):
                continue
            mean = sum(numbers, Decimal(0)) / len(numbers)
            unit = max(Decimal(1).scaleb(int(printed.as_tuple().exponent)), _LEAST_UNIT)
            if abs(mean - printed) > unit:
                self.problems.append(
                    block.problem(
                        "means_differ", "Строка «Средние» не сходится со строками участников: "
                        "сохранено то, что стоит в строках.", block.means, role,
                        f"{printed:f}", f"{mean:.2f}", "warning",
                    )
                )  # fmt: skip


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or cells.is_empty(raw):
        return None
    text = str(raw).strip().replace(",", ".")
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,6}(?:\.[0-9]{1,17})?", text) else None


def recognise(grids: Sequence[Grid]) -> bool:
    """Whether a sheet holds a list of participants of exams, with its title or its header."""
    return any(_is_protocol(grid) for grid in grids)


def _is_protocol(grid: Grid) -> bool:
    lines = [vocabulary.folded(line_of(row)) for row in grid.rows[:12]]
    if any(TITLE in line for line in lines):
        return True
    header = next((row for row in grid.rows[:60] if words.is_header(row)), None)
    if header is None:
        return False
    roles = {words.role_of(cell) for cell in header}
    names_people = bool(roles & {"person", "document"})
    return ("station" in roles or names_people) and bool(roles & {"mark", "score"})


def read(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
    """All blocks of a file as school rows of `marks` and `exams`.

    Raises `InputDataError` when there is no table of participants in it.
    """
    cut = blocks_of(grids)
    blocks = [b for b in cut.blocks if b.has("mark") or b.has("score")]
    if not blocks:
        raise InputDataError([_no_table(grids[0])])
    reader = _Reader(given, problems=list(cut.problems))
    for block in blocks:
        reader.take(block, _title(blocks, block), name)
    for block in cut.blocks:
        if block.rows and not (block.has("mark") or block.has("score")):
            reader.problems += _without_results(block, _title(cut.blocks, block), name)
    tables, problems = school_tables(reader.results)
    findings = [*reader.problems, *problems, *_dropped(cut, blocks[0]), *_left_out(reader)]
    findings += _about_file(reader, blocks, given)
    errors = [problem for problem in findings if problem.severity == "error"]
    rest = [problem for problem in findings if problem.severity != "error"]
    year = min(reader.years) if len(reader.years) == 1 else None
    return Reading(
        tables, [*errors[:_MOST_PROBLEMS], *rest], year, resolved=reader.resolved, is_personal=True,
        unread=[grid for grid in grids if all(grid is not block.grid for block in cut.blocks)],
    )  # fmt: skip


def _without_results(block: Block, above: str, name: str) -> list[Problem]:
    """An error about participants that have primary points only, unless that is an oral part."""
    exams, problems = exams_of(block, above, name)
    if not any(exams.of(block, index) is not None for index in block.rows):
        return problems
    return [
        block.problem(
            "no_results", "В таблице участников нет ни отметки, ни тестового балла, только "
            "первичный: её строки не прочитаны. Добавьте столбец или удалите таблицу.",
            expected="«Оценка» или «Тестовый балл»",
        )
    ]  # fmt: skip


def _title(blocks: Sequence[Block], block: Block) -> str:
    """Lines over the first block of the same sheet but those that name its exam."""
    first = next(other for other in blocks if other.grid is block.grid)
    return " ".join(line for _, line in first.lines if not re.search(r"20[0-9]{2}[.\-]", line))


def _no_table(grid: Grid) -> Problem:
    return grid.problem(
        "wrong_header",
        "Это похоже на протокол проверки результатов, но заголовка его таблицы нет.",
        expected="«Код ОО», «Класс», «Первичный балл», «Оценка» или «Тестовый балл»",
    )


def _dropped(cut: Cut, block: Block) -> list[Problem]:
    problems = []
    if cut.personal:
        problems.append(
            block.problem(
                "personal_columns",
                "Столбцы с личными данными отброшены при чтении: их нет ни в хранилище, ни в "
                "сохранённой копии файла.",
                found=", ".join(cut.personal),
                severity="warning",
            )
        )
    if cut.others or cut.unknown:
        more = f" Столбцов с незнакомым заголовком: {cut.unknown}." if cut.unknown else ""
        problems.append(
            block.problem(
                "columns_not_kept",
                f"Столбцы не сохранены: в таблицах школ для них нет места.{more}",
                found=", ".join(cut.others), severity="warning",
            )
        )  # fmt: skip
    return problems


def _left_out(reader: _Reader) -> list[Problem]:
    if not reader.no_result:
        return []
    block, index = reader.no_result[0]
    message = (
        f"Участники без результата (не явились, удалены, пустая ячейка): {len(reader.no_result)}. "
        "В число сдававших они не вошли."
    )
    return [block.problem("no_result", message, index, severity="warning")]


def _about_file(
    reader: _Reader, blocks: Sequence[Block], given: Mapping[str, Any]
) -> list[Problem]:
    """Findings about years, municipality codes and the region of the file."""
    problems = []
    if len(reader.years) > 1:
        problems.append(
            blocks[0].problem(
                "several_years", "В файле экзамены разных лет: загружайте каждый год отдельно.",
                found=", ".join(map(str, sorted(reader.years))), expected="один год",
            )
        )  # fmt: skip
    own = params.municipalities().get(str(given.get("municipality_id") or ""))
    unknown = sorted(code for code, slug in reader.areas.items() if not slug)
    if len(reader.areas) > 1 and unknown and (own is None or not own.is_region):
        problems.append(
            blocks[0].problem(
                "several_municipalities",
                "В файле школы нескольких муниципалитетов, а чьи это коды, не известно: их школы, "
                "если их нет в таблице «Школы», отнесены к указанному. Загрузите таблицу «Коды "
                "муниципалитетов» (система РИС) или укажите регион.",
                found=", ".join(unknown[:10]),
                severity="warning",
            )
        )
    lines = [line for block in blocks for _, line in block.lines]
    region = region_of(lines)
    if region and own is not None and own.region_name and not _same(region, own.region_name):
        problems.append(
            blocks[0].problem(
                "other_region", "Регион протокола назван не так, как в params/municipalities.yaml: "
                "проверьте, тот ли это файл.", expected=own.region_name,
                severity="warning",
            )
        )  # fmt: skip
    return problems


def _same(one: str, other: str) -> bool:
    return vocabulary.folded(one).strip(" .") == vocabulary.folded(other).strip(" .")


GIA_PROTOCOL = Layout(
    "gia_protocol",
    "Протокол проверки результатов (РИС ГИА)",
    recognise,
    read,
    repeats=True,
    is_personal=True,
    signs=("код оо", "класс", "код ппэ", "аудитория", "код мсу", "фамилия", "первичный балл"),
)
