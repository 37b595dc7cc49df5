"""«Индивидуальные результаты» (Ф1) of ФИС ОКО: one row a participant, scores by task.

Here: its header and rows → `individual`. Not here: what schools get from them
(`fis_from_pupils`) and the common frame (`fis_frame`).

A pupil is known by the code of the export only, unique together with school and grade.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem, figure
from helpers.readers import cells, totals
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.layouts.fis_from_pupils import Pupil, Task, school_tables
from helpers.readers.layouts.fis_places import Label, Place
from helpers.readers.tabular import TableRows
from helpers.schemas import COLUMNS

_TASK = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?(?:\s?\([0-9]+\))?(?:[-\s]*[КкKk]\s*[0-9]+)?)\.?"
    r"\s*\(\s*([0-9]+)\s*(?:[бb]|балл[аов]*)\.?\s*\)"
)
#: Points at the end of a head of a task; heads of totals have them too.
_POINTS = re.compile(
    r"^(?!.*(?:итог|первичн|всего|сумма)).{1,12}\(\s?[0-9]{1,2}\s?(?:[бb]|балл\w*)\.?\s?\)$"
)
_DECLARED = re.compile(r"кол-?во\s+участников\s*:?\s*([0-9]+)", re.IGNORECASE)
#: Words in a task cell: not attempted (worth nothing), not taught (does not count at all).
NOT_ATTEMPTED = "X"
NOT_TAUGHT = "не пройд."
_DIRTY = {"x": NOT_ATTEMPTED, "х": NOT_ATTEMPTED, "не пройд.": NOT_TAUGHT, "не пройд": NOT_TAUGHT}
_CLASS = re.compile(r"класс(?: \(?(?:буква|литера|номер)\)?)?|(?:буква|литера|наименование) класса")
_MARK = re.compile(r"(?:отметка|оценка)(?: за (?:работу|впр|проверочную работу))?")
_ABSENT = ("отсутств",)
_CODE_LENGTH = 5


@dataclass(frozen=True)
class _Columns:
    """Where things stand; tasks by position."""

    school: int | None
    municipality: int | None
    school_name: int | None
    code: int
    class_: int | None
    variant: int | None
    total: int | None
    mark: int | None
    journal: int | None
    tasks: dict[int, Task]

    @property
    def school_at(self) -> int:
        """Where the label of a school is said to stand."""
        return self.code if self.school is None else self.school

    @property
    def known(self) -> list[int | None]:
        return [
            self.school, self.municipality, self.school_name, self.code, self.class_,
            self.variant, self.total, self.mark, self.journal, *self.tasks,
        ]  # fmt: skip


@dataclass
class _Counted:
    """Findings of one kind in a sheet: how many and where the first stands."""

    count: int = 0
    index: int = 0
    position: int | None = None
    found: object = ""
    expected: str = ""

    def add(self, index: int, position: int | None, found: object, expected: str) -> None:
        if not self.count:
            self.index, self.position = index, position
            self.found, self.expected = found, expected
        self.count += 1


@dataclass
class _Reader:
    export: Export
    at: _Columns
    data: TableRows
    kept: dict[int, str]
    pupils: list[Pupil] = field(default_factory=list)
    declared: dict[str, int] = field(default_factory=dict)
    totals: _Counted = field(default_factory=_Counted)
    above: _Counted = field(default_factory=_Counted)
    absent: _Counted = field(default_factory=_Counted)
    unmarked: _Counted = field(default_factory=_Counted)


def task_of(cell: Any) -> tuple[str, float] | None:
    """Task and its maximum from a header cell like «4К1 (2б)»; None for other words.

    >>> task_of("9.1 (1б)"), task_of("4К4(2б)"), task_of("3 (2 балла)"), task_of("Класс")
    (('9.1', 1.0), ('4К4', 2.0), ('3', 2.0), None)
    """
    hit = _TASK.fullmatch(frame.text_of(cell))
    if not hit:
        return None
    name = re.sub(r"[-\s]", "", hit[1]).replace(",", ".")
    return re.sub(r"[КкKk]", "К", name), float(hit[2])


def unread_tasks(grid: Grid, header: int) -> list[Problem]:
    """An error for each column whose head has points like a task («1а (2б)») and is none."""
    return [
        grid.problem(
            "task_unread",
            "Столбец похож на задание, но его номер не понят: баллы за него не были бы учтены. "
            "Назовите задание, как в выгрузке.",
            header,
            at,
            found=frame.text_of(cell),
            expected="«1 (2б)», «5.1 (1б)», «5(1) (1б)», «10К1 (3б)»",
        )
        for at, cell in enumerate(grid.rows[header])
        if task_of(cell) is None and _POINTS.search(frame.folded(cell))
    ]


def _is_header(row: Sequence[Any]) -> bool:
    words = [frame.folded(cell) for cell in row]
    return "код участника" in words and any(task_of(cell) for cell in row)


def _header(grid: Grid) -> int | None:
    return frame.find_header(grid, _is_header)


def _columns(export_grid: Grid, header: int) -> _Columns:
    row = export_grid.rows[header]
    words = [frame.folded(cell) for cell in row]
    levels = _levels(export_grid, header)
    tasks = {
        at: Task(found[0], found[1], levels.get(at))
        for at, cell in enumerate(row)
        if (found := task_of(cell))
    }
    code = frame.column(words, "код участника")
    assert code is not None
    return _Columns(
        school=next((at for at, word in enumerate(words) if word in ("оо", "логин оо")), None),
        municipality=frame.column(words, "муниципалитет"),
        school_name=frame.column(words, "название оо", "наименование оо"),
        code=code,
        class_=next((at for at, word in enumerate(words) if _CLASS.fullmatch(word)), None),
        variant=frame.column(words, "вариант"),
        total=frame.column(words, "первичный балл", "итого баллов"),
        mark=next((at for at, word in enumerate(words) if _MARK.fullmatch(word)), None),
        journal=frame.column(words, "отметка по журналу"),
        tasks=tasks,
    )


def _levels(grid: Grid, header: int) -> dict[int, str]:
    """Level (Б, П, В) above each task; letters of other kinds are left out."""
    found: dict[int, str] = {}
    for row in grid.rows[max(0, header - 3) : header]:
        for at, cell in enumerate(row):
            if isinstance(cell, str) and len(cells.tidy(cell)) <= 2:
                level = vocabulary.TASK_LEVELS.find(cell)
                if level:
                    found[at] = level
    return found


def _group_line(row: Sequence[Any]) -> tuple[int, str, int] | None:
    """A line «<school>(edu…) | Кол-во участников: N»: position, school, N."""
    for at, cell in enumerate(row):
        if isinstance(cell, str) and (hit := _DECLARED.search(cell)):
            label = cells.tidy(re.split(r"\||кол-?во\s+участников", cell, flags=re.IGNORECASE)[0])
            first = next(i for i, value in enumerate(row) if not cells.is_empty(value))
            return (
                (at, label, int(hit[1]))
                if label
                else (first, frame.text_of(row[first]), int(hit[1]))
            )
    return None


def _labels(grid: Grid, header: int) -> list[Label]:
    """Labels of schools: group lines, and each school of the rows with its municipality."""
    at = _columns(grid, header)
    labels: list[Label] = []
    met: set[tuple[str, str]] = set()
    for index in range(header + 1, len(grid.rows)):
        row = grid.rows[index]
        if frame.is_header_again(grid, header, index):
            continue
        if group := _group_line(row):
            labels.append(Label(index, group[0], group[1], "school"))
            continue
        school = _school_text(row, at)
        area = frame.text_of(frame.cell(row, at.municipality))
        if school and (school, area) not in met:
            met.add((school, area))
            if area:
                labels.append(Label(index, at.municipality or 0, area, "municipality"))
            labels.append(Label(index, at.school_at, school, "school"))
    return labels


def _school_text(row: Sequence[Any], at: _Columns) -> str:
    """A school as «name(code)»: the code may stand in either of two columns."""
    code = frame.text_of(frame.cell(row, at.school))
    name = frame.text_of(frame.cell(row, at.school_name))
    if not code or "(" in code or ("(" in name and re.search(r"\([a-z]+[0-9]+\)", name.lower())):
        return code if "(" in code else name
    return f"{name}({code})" if name else code


def _read(export: Export) -> list[TableRows]:
    """Rows of `individual`, then what the schools get from them."""
    at = _columns(export.grid, export.header)
    export.problems += unread_tasks(export.grid, export.header)
    frame.one_each(export, {position: task.name for position, task in at.tasks.items()})
    positions = {
        name: position
        for name, position in (
            ("pupil_code", at.code), ("class", at.class_), ("variant", at.variant),
            ("primary_score", at.total), ("mark", at.mark), ("journal_mark", at.journal),
        )
        if position is not None
    }  # fmt: skip
    data = export.data("individual", positions)
    reader = _Reader(export, at, data, frame.aside(export, at.known))
    _rows(reader)
    _tell(reader)
    tables = school_tables(export, list(at.tasks.values()), reader.pupils, reader.declared)
    return [data, *tables]


def _rows(reader: _Reader) -> None:
    export, at = reader.export, reader.at
    by_text: dict[tuple[str, str], Place | None] = {}
    current: Place | None = None
    for index in range(export.header + 1, len(export.grid.rows)):
        line = export.grid.rows[index]
        if group := _group_line(line):
            current = export.places.get((index, group[0]))
            if current is not None:
                before = reader.declared.get(current.scope_id, 0)
                reader.declared[current.scope_id] = before + group[2]
            continue
        if all(cells.is_empty(cell) for cell in line):
            continue
        if frame.is_header_again(export.grid, export.header, index):
            continue
        if totals.kind_of(frame.text_of(frame.cell(line, at.code))) == "total":
            export.problems.append(
                export.grid.problem(
                    "total_row",
                    "На месте кода участника слово итогов: строка стала бы ещё одним участником. "
                    "Удалите её.",
                    index, at.code, "Код участника", frame.text_of(frame.cell(line, at.code)),
                    "код участника",
                )
            )  # fmt: skip
            continue
        school = _school_text(line, at)
        key = (school, frame.text_of(frame.cell(line, at.municipality)))
        if school and key not in by_text:
            by_text[key] = export.places.get((index, at.school_at))
        place = by_text[key] if school else current
        if place is None:
            if not school:
                export.problems.append(
                    export.grid.problem(
                        "school_missing",
                        "Не сказано, в какой школе участник: заполните столбец «ОО».",
                        index, at.school, "ОО", None, "название(код) школы",
                    )
                )  # fmt: skip
            continue
        _pupil(reader, index, line, place)


def _pupil(reader: _Reader, index: int, line: Sequence[Any], place: Place) -> None:
    export, at, data = reader.export, reader.at, reader.data
    if vocabulary.folded(frame.text_of(frame.cell(line, at.variant))).startswith(_ABSENT):
        reader.absent.add(index, at.variant, frame.cell(line, at.variant), "")
        return
    row: dict[str, Any] = {
        "source_sheet": export.grid.sheet, "source_row": export.grid.line(index), "absences": "",
        "extra": frame.extra(line, reader.kept), "school_id": place.scope_id,
        "school_name": place.name or None, "municipality_id": place.municipality_id or None,
        **export.work.fields(),
    }  # fmt: skip
    for name, position in data.positions.items():
        raw = frame.cell(line, position)
        if name == "journal_mark" and _is_no_mark(raw):
            row[name] = None
            reader.unmarked.add(index, position, raw, "")
        else:
            frame.put(data, row, name, raw, index, position)
    scores = _scores(reader, index, line, row)
    row["task_scores"] = json.dumps(scores, ensure_ascii=False)
    total = sum(value for value in scores.values() if isinstance(value, int | float))
    if row.get("primary_score") is None and "primary_score" not in row["absences"]:
        row["primary_score"] = float(total)
    elif row["primary_score"] is not None and row["primary_score"] != total:
        reader.totals.add(
            index, at.total, figure(row["primary_score"]), f"сумма заданий {figure(total)}"
        )
    _identify(data, row, place, index)
    data.rows.append(row)
    if row["source_row"] not in data.faulty_lines:
        reader.pupils.append(
            Pupil(
                place, index, row["primary_score"], row.get("mark"), row.get("journal_mark"), scores
            )
        )


def _identify(data: TableRows, row: dict[str, Any], place: Place, index: int) -> None:
    """The code of a pupil, unique in the whole store: school, grade, code of the export."""
    code = str(row.get("pupil_code") or "")
    if not code:
        return
    padded = code.zfill(_CODE_LENGTH) if code.isdigit() else code
    row["pupil_code"] = f"{place.scope_id}-{row['grade']}-{padded}"


def _is_no_mark(raw: Any) -> bool:
    """Whether a cell of the journal holds no mark to compare: words, 0, 1."""
    if isinstance(raw, int | float):
        return raw in (0, 1)
    return isinstance(raw, str) and vocabulary.folded(raw) in (
        "нет отметки", "н/о", "н/а", "нет", "-", "не аттестован",
    )  # fmt: skip


def _scores(
    reader: _Reader, index: int, line: Sequence[Any], row: dict[str, Any]
) -> dict[str, float | str | None]:
    """Task → score, or the word that stands instead of it; None where the cell is empty."""
    scores: dict[str, float | str | None] = {}
    for position, task in reader.at.tasks.items():
        raw = frame.cell(line, position)
        word = _DIRTY.get(vocabulary.folded(raw)) if isinstance(raw, str) else None
        if word:
            scores[task.name] = word
            continue
        holder = {"source_row": row["source_row"], "absences": ""}
        value = frame.put(
            reader.data, holder, task.name, raw, index, position, COLUMNS["primary_score"]
        )
        scores[task.name] = int(value) if value is not None and value == int(value) else value
        if value is not None and value > task.max_score:
            reader.above.add(index, position, figure(value), f"не больше {figure(task.max_score)}")
    return scores


def _tell(reader: _Reader) -> None:
    for counted, code, words in (
        (reader.totals, "totals_differ", "Первичный балл не равен сумме баллов за задания"),
        (reader.above, "score_above_maximum", "Балл за задание больше максимального"),
        (reader.absent, "absent_pupils", "Отсутствовавшие в участники не вошли"),
        (reader.unmarked, "without_journal_mark", "Участники без отметки по журналу"),
    ):
        if counted.count:
            reader.export.problems.append(
                reader.export.grid.problem(
                    code, f"{words}: {counted.count}.", counted.index, counted.position,
                    found=counted.found, expected=counted.expected, severity="warning",
                )
            )  # fmt: skip


INDIVIDUAL_REPORT = Report(
    "fis_individual",
    "Индивидуальные результаты (ФИС ОКО)",
    "индивидуальные результаты",
    _header,
    _labels,
    _read,
    "«Код участника», задания вида «1 (2б)», «Первичный балл», «Отметка»",
)
