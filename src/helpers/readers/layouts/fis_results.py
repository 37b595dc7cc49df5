"""«Достижение планируемых результатов» of ФИС ОКО: tasks in rows, groups in columns.

Here: its header and rows → `tasks` with the skill each task checks. Not here: the common
frame (`fis_frame`). The order of columns is not confirmed by a published file: groups are
told by the words of their headers, and a number of participants may stand with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from helpers import vocabulary
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.layouts.fis_places import Label
from helpers.readers.layouts.fis_tasks import task_name
from helpers.readers.tabular import TableRows

_SKILL = ("блоки пооп", "проверяемые требования", "проверяемые умения", "планируемые результаты")
_COUNT = re.compile(r"\(?\s*([0-9][0-9\s\u00a0]*)\s*(?:уч\w*\.?|чел\w*\.?)\s*\)?", re.IGNORECASE)
#: Header words that mean a kind of place without naming it.
_GENERAL = (
    ("country", re.compile(r"(?:по )?(?:росси[яи]|рф|вся выборка|вс[её]й выборке)")),
    ("region", re.compile(r"(?:по )?(?:регион\w*|субъект\w*)")),
    ("municipality", re.compile(r"(?:по )?(?:муниципалитет\w*|район\w*|мо)")),
    ("school", re.compile(r"(?:по )?(?:оо|школ\w*)")),
)


def _is_header(row: Sequence[Any]) -> bool:
    words = [frame.folded(cell) for cell in row]
    has_skill = any(start in word for word in words for start in _SKILL)
    return has_skill and _maximum_at(words) is not None


def _header(grid: Grid) -> int | None:
    return frame.find_header(grid, _is_header)


def _maximum_at(words: Sequence[str]) -> int | None:
    return next(
        (at for at, word in enumerate(words) if word.startswith("макс") and "балл" in word), None
    )


def _groups(grid: Grid, header: int) -> dict[int, tuple[str, int | None]]:
    """Columns to the right of the maximum: position → label and participants, if said."""
    row = grid.rows[header]
    maximum = _maximum_at([frame.folded(cell) for cell in row])
    assert maximum is not None
    below = grid.rows[header + 1] if header + 1 < len(grid.rows) else []
    below = [] if _is_task(below, maximum) else below
    found: dict[int, tuple[str, int | None]] = {}
    for at, cell in enumerate(row):
        if at <= maximum or cells.is_empty(cell):
            continue
        text = frame.text_of(cell)
        count = _COUNT.search(text) or _COUNT.search(frame.text_of(frame.cell(below, at)))
        label = _COUNT.sub(" ", text).strip(" ,%\n")
        found[at] = (label, int(re.sub(r"\s", "", count[1])) if count else None)
    return found


def _is_task(row: Sequence[Any], maximum: int) -> bool:
    return not cells.is_empty(frame.cell(row, maximum))


def _labels(grid: Grid, header: int) -> list[Label]:
    """Labels of the group columns, the widest area first, so that they nest."""
    labels = [
        Label(header, at, label, _kind(label)) for at, (label, _) in _groups(grid, header).items()
    ]
    order = {"country": 0, "region": 1, "": 2, "municipality": 3, "school": 4}
    return sorted(labels, key=lambda label: order[label.kind])


def _kind(label: str) -> str:
    """What a general word means; "" for a name, whose code or place tells it."""
    word = vocabulary.folded(label).strip(" .,%")
    general = next((kind for kind, pattern in _GENERAL if pattern.fullmatch(word)), "")
    if general:
        return general
    if re.search(r"\((?:edu|sch)[0-9]+\)", word):
        return "school"
    return "municipality" if re.search(r"\(reg[0-9]+_m", word) else ""


def _read(export: Export) -> list[TableRows]:
    grid, words = export.grid, export.words
    maximum = _maximum_at(words)
    skill = next(at for at, word in enumerate(words) if any(start in word for start in _SKILL))
    assert maximum is not None
    number = next((at for at in range(skill) if words[at].startswith(("№", "номер", "n"))), None)
    groups = _groups(grid, export.header)
    positions = {f"group_{at}": at for at in groups} | {"max_score": maximum, "skill": skill}
    data = export.data("tasks", positions)
    frame.aside(export, [number, skill, maximum, *groups])
    skipped: list[int] = []
    for index in range(export.header + 1, len(grid.rows)):
        line = grid.rows[index]
        name, text = _task(line, number, skill)
        if all(cells.is_empty(cell) for cell in line):
            continue
        if not name or not _is_task(line, maximum):
            if name or index > export.header + 1:
                skipped.append(index)
            continue
        for at, (_, participants) in groups.items():
            place = export.places.get((export.header, at))
            if place is None:
                continue
            row = {**export.started(index, place), "variant": "", "task": name, "skill": text}
            row |= {"task_level": None, "participants": participants}
            frame.put(data, row, "max_score", frame.cell(line, maximum), index, maximum)
            frame.put(data, row, "completion_pct", frame.cell(line, at), index, at)
            data.rows.append(row)
    if skipped:
        export.problems.append(
            grid.problem(
                "lines_without_numbers",
                f"Строки без номера задания или без балла пропущены: {len(skipped)}.",
                skipped[0], severity="warning",
            )
        )  # fmt: skip
    return [data]


def _task(line: Sequence[Any], number: int | None, skill: int) -> tuple[str, str | None]:
    """Task and skill: the number stands in its own column, else it begins the text."""
    text = frame.text_of(frame.cell(line, skill))
    name = task_name(frame.cell(line, number)) if number is not None else ""
    if not name and number is not None:
        name = task_name(frame.text_of(frame.cell(line, number)).rstrip(". "))
    if not name and (hit := re.match(r"([0-9]{1,2}(?:[.][0-9]{1,2})?(?:К[0-9]{1,2})?)[. ]", text)):
        name, text = task_name(hit[1]), text[hit.end() :].strip()
    return name, text or None


RESULTS_REPORT = Report(
    "fis_results",
    "Достижение планируемых результатов (ФИС ОКО)",
    "достижение планируемых результатов",
    _header,
    _labels,
    _read,
    "«№», «Блоки ПООП … умения», «Макс балл», группы участников",
)
