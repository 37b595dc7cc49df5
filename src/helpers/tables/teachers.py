"""Tables on diagnosis and removal of deficits: who was diagnosed, what was found, what changed.

Here: rows and columns of those tables. Not here: notices of absence (`tables.teacher_absence`),
plans, help, coverage and staffing (`tables.teacher_help`), arithmetic (`indicators.teacher_year`).

The first block of a section says which data are absent; the tables and figures after it are
then None, so that nothing empty is shown.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers import blocks, vocabulary
from helpers.blocks import Cell, CellLike, Column, Notice, Table
from helpers.indicators.deficits import CHANGES, CHANGES_OF_DEFICIT
from helpers.indicators.rows import each, keyed
from helpers.indicators.teacher_year import TeacherYear
from helpers.indicators.teachers import FUNNEL_STEPS
from helpers.tables.columns import count, share, source
from helpers.tables.teacher_absence import (
    no_changes,
    no_diagnosis,
    share_cell,
)
from helpers.vocabulary import natural
from helpers.wording import numbers, people

_BASES = {
    "": "—",
    "staff": "всех педагогов",
    "diagnosed": "прошедших диагностику",
    "with_deficit": "педагогов с дефицитом",
    "applied": "проходивших аттестацию",
}


def base_words(base: str) -> str:
    """The denominator in words: «педагогов с дефицитом»."""
    return _BASES[base]


def competence_name(year: TeacherYear, tool: str, competence: str) -> str:
    """«Методическая», with the tool when the year was diagnosed with several."""
    name = people.upper_first(str(competence)) or "Компетенция не названа"
    return f"{name} ({tool})" if year.has_several_tools and tool else name


def subject_name(subject: str) -> str:
    """The Russian name of a subject; «Без предмета» for none."""
    return vocabulary.SUBJECTS.label(subject) if subject else "Без предмета"


def focus_note(year: TeacherYear) -> str:
    """Which schools the report is about, and by which list."""
    if year.is_listed:
        return f"Отчёт — о педагогах школ списка ШНОР; {year.listed.note}."
    return f"Отчёт — о педагогах всех школ: {year.listed.note or 'списка ШНОР нет'}."


def unit_label(year: TeacherYear) -> str:
    """What a unit is: «Школа» or «Муниципалитет»."""
    return "Муниципалитет" if year.unit_key == "municipality_id" else "Школа"


def unit_name(year: TeacherYear, unit_id: object) -> str:
    """Name of a unit; its code when the name is not known, «Школа не указана» without a code."""
    if unit_id == "":
        return "Школа не указана"
    return year.unit_names.get(str(unit_id), str(unit_id))


def by_unit_name(year: TeacherYear, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the names of their units."""
    units = frame["unit_id"].tolist()
    names = [unit_name(year, unit) for unit in units]
    order = sorted(range(len(units)), key=lambda row: (natural(names[row]), str(units[row])))
    return frame.assign(unit=names).iloc[order]


def funnel(year: TeacherYear) -> Table | None:
    """From all staff to removed deficits: count, share and whole of each step; all schools."""
    if no_diagnosis(year):
        return None
    steps = keyed(year.funnel, ["step"])
    rows: list[list[CellLike]] = []
    for step in steps.values():
        whole = steps.get(step.base)
        rows.append(
            [
                step.label,
                Cell.of(step.teachers),
                "—" if whole is None else _step_share(year, step, whole, ""),
                base_words(step.base),
                *_beside(year, step, whole),
            ]
        )
    notes = [
        "Доля каждого шага считается от своего основания, а не от предыдущей строки: план, "
        "помощь и снятие дефицитов — это доли педагогов с дефицитом. «На выходе дефицитов нет» — "
        "сняты все дефициты входа и нет другого ни по одной компетенции, ни по одному инструменту.",
        focus_note(year),
    ]
    beside = [count("all", "Во всех школах"), share("all_share", "Доля во всех школах")]
    return Table(
        "teacher-funnel-table",
        "От диагностики до снятого дефицита",
        [
            Column("step", "Шаг"),
            count("teachers", "Педагогов"),
            share("share", "Доля"),
            Column("base", "От кого доля"),
            *(beside if year.is_listed else []),
        ],
        rows,
        notes,
        source("teachers", "diagnostics", "plans", "help"),
    )


def _beside(year: TeacherYear, step: Any, whole: Any) -> list[CellLike]:
    """The same step of all schools, where the report is about the listed ones."""
    if not year.is_listed:
        return []
    size = Cell.of(step.all_teachers)
    return [size, "—" if whole is None else _step_share(year, step, whole, "all_")]


def _step_share(year: TeacherYear, step: Any, whole: Any, prefix: str) -> Cell:
    return share_cell(
        getattr(step, f"{prefix}of_previous_pct"), getattr(whole, f"{prefix}teachers")
    )


def coverage_by_unit(year: TeacherYear) -> Table | None:
    """Diagnosis by school: staff, diagnosed, with a deficit, two shares; internal edition only."""
    if no_diagnosis(year):
        return None
    rows = [
        [
            row.unit,
            row.staff,
            Cell.of(row.diagnosed),
            share_cell(row.diagnosed_pct, row.staff),
            Cell.of(row.with_deficit),
            share_cell(row.of_diagnosed_pct, row.diagnosed),
        ]
        for row in [*each(by_unit_name(year, year.coverage_by_unit)), year.coverage_all]
    ]
    return Table(
        "teacher-coverage",
        "Охват диагностикой",
        [
            Column("unit", unit_label(year)),
            count("staff", "Педагогов"),
            count("diagnosed", "Прошли диагностику"),
            share("diagnosed_share", "Охват"),
            count("with_deficit", "Выявлен дефицит"),
            share("deficit_share", "Из прошедших"),
        ],
        rows,
        (),
        source("teachers", "diagnostics"),
        strong_rows=[len(rows) - 1],
    )


def by_competence(year: TeacherYear) -> Table | None:
    """Teachers with a deficit by competence, with the three denominators."""
    return _deficits(
        year, year.by_competence, "teacher-competences", "Дефициты по компетенциям", "Компетенция"
    )


def by_subject(year: TeacherYear) -> Table | Notice | None:
    """Teachers with a deficit by subject of the diagnosis."""
    if no_diagnosis(year):
        return None
    if not len(year.by_subject):
        return Notice("В диагностике предмет не указан: дефициты по предметам не разделены.")
    return _deficits(
        year, year.by_subject, "teacher-subjects", "Дефициты по предметам диагностики", "Предмет"
    )


def _deficits(
    year: TeacherYear, cells: pd.DataFrame, block_id: str, title: str, head: str
) -> Table | None:
    if no_diagnosis(year):
        return None
    rows: list[list[CellLike]] = []
    for cell in each(cells):
        name = (
            subject_name(cell.subject)
            if head == "Предмет"
            else competence_name(year, cell.tool, cell.competence)
        )
        shares = (
            (cell.of_diagnosed_pct, cell.diagnosed),
            (cell.of_staff_pct, cell.staff),
            (cell.of_with_deficit_pct, cell.with_any_deficit),
        )
        rows.append(
            [
                name,
                Cell.of(cell.diagnosed),
                Cell.of(cell.with_deficit),
                *(share_cell(pct, whole) for pct, whole in shares),
            ]
        )
    return Table(
        block_id,
        title,
        [
            Column("name", head),
            count("diagnosed", "Прошли диагностику"),
            count("with_deficit", "С дефицитом"),
            share("of_diagnosed", "От прошедших"),
            share("of_staff", "От всех педагогов"),
            share("of_deficit", "От педагогов с дефицитом"),
        ],
        rows,
        ["Один педагог может иметь дефициты в нескольких строках: строки не складываются."],
        source("diagnostics", "teachers"),
    )


def matrix(year: TeacherYear) -> Table | None:
    """Numbers of the heat map: with a deficit and diagnosed, competence by unit."""
    if no_diagnosis(year):
        return None
    competences = matrix_competences(year)
    cells = matrix_cells(year)
    rows = []
    for unit in each(by_unit_name(year, year.coverage_by_unit)):
        row: list[CellLike] = [unit.unit]
        for tool, competence in competences:
            cell = cells.get((tool, competence, unit.unit_id))
            text = numbers.part_of(cell.with_deficit, cell.diagnosed) if cell else ""
            row.append(Cell(int(cell.with_deficit), text) if cell else Cell.absent())
        rows.append(row)
    heads = [
        Column(f"c{place}", competence_name(year, tool, competence), "", "right")
        for place, (tool, competence) in enumerate(competences)
    ]
    return Table(
        "teacher-matrix-table",
        f"Педагоги с дефицитом: компетенция и {unit_label(year).lower()}",
        [Column("unit", unit_label(year)), *heads],
        rows,
        ["В клетке: педагогов с дефицитом из прошедших диагностику этой компетенции."],
        source("diagnostics", "teachers"),
    )


def matrix_competences(year: TeacherYear) -> list[tuple[str, str]]:
    """Columns of the matrix: tool and competence, most frequent deficits first."""
    return [(cell.tool, cell.competence) for cell in each(year.by_competence)]


def matrix_cells(year: TeacherYear) -> dict[tuple[str, str, str], Any]:
    """Cells of the matrix by tool, competence and unit; a cell where nobody was scored is none."""
    return keyed(year.matrix, ["tool", "competence", "unit_id"])


_FATES = {
    **{code: people.upper_first(CHANGES.label(code)) for code in CHANGES_OF_DEFICIT},
    "no_exit": "Без выхода",
}


def changes(year: TeacherYear) -> Table | None:
    """Deficits of entry by what became of them, by competence, the total last."""
    if no_changes(year):
        return None
    means = keyed(year.paired_means, ["tool", "competence"])
    rows: list[list[CellLike]] = []
    for row in each(year.changes):
        is_total = not row.tool and not row.competence
        name = "Всего" if is_total else competence_name(year, row.tool, row.competence)
        pair = means.get((row.tool, row.competence))
        rows.append(
            [
                name,
                row.deficits,
                *(Cell.of(getattr(row, code)) for code in CHANGES_OF_DEFICIT),
                share_cell(row.removed_pct, row.deficits),
                "—" if is_total else Cell.of(None if pair is None else pair.entry_pct, 1),
                "—" if is_total else Cell.of(None if pair is None else pair.exit_pct, 1),
            ]
        )
    fates = [count(code, _FATES[code]) for code in CHANGES_OF_DEFICIT]
    return Table(
        "teacher-changes-table",
        "Что стало с дефицитами, найденными на входе",
        [
            Column("name", "Компетенция"),
            count("deficits", "Дефицитов"),
            *fates,
            share("removed_share", "Снято"),
            Column("entry", "Вход", "%", "right", 1),
            Column("exit", "Выход", "%", "right", 1),
        ],
        rows,
        [
            "Считаются дефициты, а не люди: у одного педагога их может быть несколько. Доля снятых "
            "взята от всех дефицитов на входе: дефицит без итогового результата не снят.",
            "«Вход» и «Выход» — средний результат в процентах от максимума у тех, кто прошёл обе "
            "точки одним инструментом, с дефицитом и без него.",
        ],
        source("diagnostics"),
        strong_rows=[len(rows) - 1],
    )


def history(year: TeacherYear) -> Table | None:
    """The funnel of each of the last school years; None when there is only one."""
    if no_diagnosis(year) or len(year.history) < 2:
        return None
    rows = [
        [vocabulary.school_year_label(int(row.year)).removesuffix(" учебный год")]
        + [row.schools]
        + [Cell.of(getattr(row, step)) for step in FUNNEL_STEPS]
        for row in each(year.history)
    ]
    return blocks.Table(
        "teacher-history",
        "Те же шаги по учебным годам",
        [
            Column("year", "Учебный год"),
            count("schools", "Школ"),
            *(count(step, label) for step, label in FUNNEL_STEPS.items()),
        ],
        rows,
        [
            "В каждом году — школы списка этого года (без списка — все), поэтому состав разный. "
            "Число выявленных дефицитов растёт и тогда, когда диагностику проходит больше людей."
        ],
        source("teachers", "diagnostics", "plans", "help"),
    )
