"""Raw ВПР protocols: from the sheet of a file to rows of result tables.

Here: the order of steps that all generations share, and the layouts themselves. Not here: the
headers of generations (`vpr_2020` … `vpr_form`) and each step (`vpr_pupils`, `vpr_work`,
`vpr_schools`, `vpr_repeats`, `vpr_tables`, `vpr_findings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from helpers import methodology, vocabulary, vpr_scales
from helpers.errors import ParameterError, Problem, figure
from helpers.readers.grid import Grid
from helpers.readers.layouts import vpr_2020, vpr_2021, vpr_2022, vpr_form
from helpers.readers.layouts.fis_individual import unread_tasks
from helpers.readers.layouts.fis_titles import other_title
from helpers.readers.layouts.fis_work import Work
from helpers.readers.layouts.layout import Layout, Reading
from helpers.readers.layouts.vpr_columns import Columns, Generation
from helpers.readers.layouts.vpr_findings import findings
from helpers.readers.layouts.vpr_pupils import TOTAL_SOURCES, Pupils, read_pupils, settle
from helpers.readers.layouts.vpr_repeats import repeats
from helpers.readers.layouts.vpr_schools import find_schools
from helpers.readers.layouts.vpr_tables import Sums
from helpers.readers.layouts.vpr_work import find_work, names_of
from helpers.vpr_scales import Scale

GENERATIONS = (
    vpr_2020.GENERATION,
    vpr_2021.GENERATION,
    vpr_2022.GENERATION,
    vpr_form.GENERATION,
)


#: With more totals than this above the maximum of a scale, the scale is not that of the work.
ABOVE_SHARE = 0.02


def _sheets(generation: Generation, grids: Sequence[Grid]) -> list[tuple[Grid, int, Columns]]:
    """Sheets of a file that are protocols of a generation, with header row and columns."""
    found = [(grid, generation.header(grid)) for grid in grids]
    return [(grid, *header) for grid, header in found if header is not None]


def _recognises(generation: Generation, grids: Sequence[Grid]) -> bool:
    return bool(_sheets(generation, grids))


def _read(
    generation: Generation, grids: Sequence[Grid], name: str, given: Mapping[str, Any]
) -> Reading:
    """School rows of the protocols of a book, with findings about what their rows are like.

    Where there are several, the name of each sheet says what work it is about.
    """
    if not grids:
        return Reading()
    sheets = _sheets(generation, grids)
    if not sheets:
        return Reading(problems=[_no_sheet(generation, grids)])
    if len(sheets) == 1:
        whole = _read_sheet(generation, *sheets[0], name, given)
    else:
        whole = _joined(
            sheets[0][0],
            [_read_sheet(generation, *one, f"{one[0].sheet} {name}", given) for one in sheets],
        )
    whole.unread = [grid for grid in grids if all(grid is not taken for taken, *_ in sheets)]
    return whole


def _joined(first: Grid, readings: Sequence[Reading]) -> Reading:
    """What several protocols of one book say; they must be about different works of one year."""
    whole = Reading(
        tables=[data for reading in readings for data in reading.tables],
        problems=[problem for reading in readings for problem in reading.problems],
        resolved={
            f"{number}. {word}": value
            for number, reading in enumerate(readings, start=1)
            for word, value in reading.resolved.items()
        },
    )
    years = {reading.year for reading in readings if reading.year is not None}
    areas = {reading.municipality_id for reading in readings if reading.municipality_id}
    works = [work for reading in readings for work in _works(reading)]
    if len(years) > 1 or len(set(works)) < len(works):
        whole.problems.append(
            first.problem(
                "several_protocols",
                "Листы книги с протоколами — об одной работе или о разных годах: сохраните каждый "
                "отдельной книгой.",
                found=f"листов: {len(readings)}",
                expected="на каждом листе своя работа одного года",
            )
        )
    whole.year = min(years, default=None)
    whole.municipality_id = areas.pop() if len(areas) == 1 else ""
    return whole


def _works(reading: Reading) -> set[tuple[Any, ...]]:
    """The works that the rows of a protocol are about."""
    parts = ("year", "wave", "procedure", "grade", "subject", "level")
    return {tuple(row.get(part) for part in parts) for data in reading.tables for row in data.rows}


def _read_sheet(
    generation: Generation,
    grid: Grid,
    header: int,
    columns: Columns,
    name: str,
    given: Mapping[str, Any],
) -> Reading:
    pupils = read_pupils(grid, header, columns, generation)
    if not len(pupils.index):
        return Reading(
            problems=[grid.problem("empty_file", "В протоколе нет ни одного участника.")]
        )
    columns = pupils.columns
    found = find_work(
        grid, name, generation, given, pupils.grades, pupils.days(), _maximum(columns)
    )
    named = next((said.school for said in names_of(grid, name) if said.school), "")
    schools = find_schools(pupils, given, named)
    reading = Reading(
        problems=[
            *_repeated_tasks(grid, header, columns),
            *unread_tasks(grid, header),
            *other_title(grid, header, found.work),
            *(_other_header(grid, header, at) for at in pupils.other_headers),
            *found.problems,
            *schools.problems,
            *repeats(pupils, schools),
        ],
        municipality_id=schools.municipality_id,
        resolved=dict(schools.resolved),
    )
    if found.work is None or any(problem.severity == "error" for problem in reading.problems):
        return reading
    reading.year = found.work.year
    try:
        scale, source = _scale(found.work), _total_source()
    except ParameterError as error:
        reading.problems.append(grid.problem("bad_parameter", str(error)))
        return reading
    work, scale, columns, problems = _scaled(pupils, columns, found.work, scale)
    settle(pupils, columns, work.max_primary, source)
    reading.problems += problems + findings(pupils, schools, source)
    reading.resolved |= {"шкала": scale.words() if scale else "", "total_source": source}
    reading.tables = Sums(pupils, schools, work, scale).tables()
    return reading


def _no_sheet(generation: Generation, grids: Sequence[Grid]) -> Problem:
    return grids[0].problem(
        "wrong_header",
        f"Заголовка протокола на листах нет: «{generation.title}».",
        expected="столбцы логина школы, итога и заданий",
    )


def _repeated_tasks(grid: Grid, header: int, columns: Columns) -> list[Problem]:
    seen: set[str] = set()
    for task in columns.tasks:
        if task.name in seen:
            return [
                grid.problem(
                    "duplicate_header", "Задание стоит в заголовке дважды: оставьте одно.",
                    header, task.position, found=task.name, expected="разные задания",
                )
            ]  # fmt: skip
        seen.add(task.name)
    return []


def _other_header(grid: Grid, header: int, index: int) -> Problem:
    return grid.problem(
        "header_differs",
        "Ниже стоит ещё один заголовок, и столбцы в нём другие: строки под ним нельзя прочесть по "
        "первому. Сохраните их отдельным файлом или приведите столбцы к одному порядку.",
        index,
        expected=f"тот же заголовок, что в строке {grid.line(header)}",
    )


def _maximum(columns: Columns) -> float | None:
    """Maximum of the whole work, where the header says that of every task."""
    maxima = [task.maximum for task in columns.tasks if task.maximum is not None]
    return sum(maxima) if len(maxima) == len(columns.tasks) else None


def _total_source() -> str:
    rules = methodology.rules("vpr_protocols")
    source = rules.text("total_source")
    if source not in TOTAL_SOURCES:
        raise ParameterError(
            f"{rules.file}, «total_source»: найдено «{source}», ожидалось export или items."
        )
    return source


def _scale(work: Work) -> Scale | None:
    """The scale of the very work; none for other procedures."""
    if work.procedure != "ВПР":
        return None
    key = (work.year, work.programme_grade, work.subject, work.level)
    return vpr_scales.scales().get(key)


def _scaled(
    pupils: Pupils, columns: Columns, work: Work, scale: Scale | None
) -> tuple[Work, Scale | None, Columns, list[Problem]]:
    """What the scale adds: maxima that the file lacks; one with another maximum is not used."""
    problems: list[Problem] = []
    grid = pupils.grid

    def tell(code: str, message: str, found: str = "", expected: str = "") -> None:
        problems.append(
            grid.problem(code, message, found=found, expected=expected, severity="warning")
        )

    if scale is None:
        tell(
            "no_scale",
            "Нет шкалы этого года, класса и предмета в params/methodology/vpr_scales.yaml: отметки "
            "не "
            "посчитаны, остальное сохранено. Впишите шкалу с источником и загрузите файл снова.",
            f"{vocabulary.SUBJECTS.label(work.subject)}, {work.programme_grade} класс, {work.year}",
        )
    elif _is_of_other_work(pupils, work, scale):
        tell(
            "scale_of_other_work",
            "Максимум работы не тот, что у шкалы: шкала не применена, отметки не посчитаны. "
            "Проверьте "
            "год, класс и предмет файла.",
            f"наибольший итог {figure(np.nanmax(pupils.stated))}"
            if work.max_primary is None
            else f"максимум по заголовку {figure(work.max_primary)}",
            f"максимум шкалы {scale.maximum}",
        )
        scale = None
    else:
        if not scale.is_confirmed:
            tell("scale_unconfirmed", f"Шкала не подтверждена ({scale.source}): {scale.words()}.")
        if work.max_primary is None:
            work = replace(work, max_primary=float(scale.maximum))
            columns = _with_maxima(columns, scale)
    if any(task.maximum is None for task in columns.tasks):
        tell(
            "no_task_maxima",
            "Максимумов заданий в файле нет: доля выполнения не посчитана, сохранён средний балл. "
            "Их "
            "можно вписать к шкале работы (свойство tasks в params/methodology/vpr_scales.yaml).",
        )
    return work, scale, columns, problems


def _is_of_other_work(pupils: Pupils, work: Work, scale: Scale) -> bool:
    """Whether the scale has another maximum than the header, or than the totals show.

    A few totals above the maximum are errors of rows; many show that the work is another one.
    """
    if work.max_primary is not None:
        return work.max_primary != scale.maximum
    stated = pupils.stated[pupils.present & ~np.isnan(pupils.stated)]
    return bool(len(stated)) and float((stated > scale.maximum).mean()) > ABOVE_SHARE


def _with_maxima(columns: Columns, scale: Scale) -> Columns:
    """The columns with the maxima of tasks that stand beside the scale, where all fit."""
    if {task.name for task in columns.tasks} != set(scale.tasks):
        return columns
    tasks = tuple(replace(task, maximum=scale.tasks[task.name]) for task in columns.tasks)
    return replace(columns, tasks=tasks)


LAYOUTS = tuple(
    Layout(
        generation.kind,
        generation.title,
        partial(_recognises, generation),
        partial(_read, generation),
        is_personal=True,
        signs=generation.signs,
        companions=generation.companions,
    )
    for generation in GENERATIONS
)
