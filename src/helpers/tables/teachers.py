"""Tables on diagnosis and removal of deficits: who was diagnosed, what was found, what changed.

Here: rows, columns and marks of absence of those tables; the guard of the public edition.
Not here: plans, help, coverage and staffing (`tables.teacher_help`), arithmetic
(`indicators.teacher_year`).

The first block of a section says which data are absent (the notices here); the tables and
figures after it are then None, so that nothing empty is shown.
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
from helpers.schemas import TABLES
from helpers.wording import numbers, people

#: Disclosure of the public edition: people and schools behind a number, smallest shown count.
PUBLIC_PEOPLE, PUBLIC_SCHOOLS, PUBLIC_COUNT = 10, 3, 5

HIDDEN_UNITS = (
    "В публичном издании сведения об отдельных школах и педагогах не показываются: "
    "за ними видны люди."
)
_SHARE = "%"
_BASES = {
    "": "—",
    "staff": "всех педагогов",
    "diagnosed": "прошедших диагностику",
    "with_deficit": "педагогов с дефицитом",
    "applied": "проходивших аттестацию",
}


def source(*tables: str) -> str:
    """The source line: «таблицы «Педагоги», «Диагностика дефицитов»»."""
    names = ", ".join(f"«{TABLES[name].label}»" for name in tables)
    return f"таблица {names}" if len(tables) == 1 else f"таблицы {names}"


def count(name: str, label: str, unit: str = "") -> Column:
    """A column of whole numbers."""
    return Column(name, label, unit, "right", 0)


def share(name: str, label: str) -> Column:
    """A column of shares in percent with one decimal."""
    return Column(name, label, _SHARE, "right", 1)


def base_words(base: str) -> str:
    """The denominator in words: «педагогов с дефицитом»."""
    return _BASES[base]


def is_shielded(year: TeacherYear) -> bool:
    """Whether the public edition must keep silent: too few teachers or schools in all."""
    staff = year.people
    few = len(staff) < PUBLIC_PEOPLE or staff["school_id"].nunique() < PUBLIC_SCHOOLS
    return year.is_public and few


def guarded(year: TeacherYear, part: Any, whole: Any) -> Cell:
    """A count of teachers; the public edition hides it where it or its rest is small."""
    if part is None or pd.isna(part):
        return Cell.absent()
    if year.is_public and not _is_safe(part, whole):
        return Cell.absent("с")
    return Cell.of(part)


def guarded_share(year: TeacherYear, pct: Any, part: Any, whole: Any) -> Cell:
    """A share in percent, hidden together with its count; «х» when there is no whole."""
    if guarded(year, part, whole).marker == "с":
        return Cell.absent("с")
    if pct is None or pd.isna(pct):
        known = whole is not None and not pd.isna(whole)
        return Cell.absent("х") if known and not whole else Cell.absent()
    return Cell.of(pct, 1)


def _is_safe(part: Any, whole: Any) -> bool:
    if whole is None or pd.isna(whole):
        return False
    inside, total = int(part), int(whole)
    if total < PUBLIC_PEOPLE:
        return False
    return all(rest == 0 or rest >= PUBLIC_COUNT for rest in (inside, total - inside))


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
    """Name of a unit; its code when the name is not known."""
    return year.unit_names.get(str(unit_id), str(unit_id))


def by_unit_name(year: TeacherYear, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the names of their units."""
    names = frame["unit_id"].map(lambda unit: unit_name(year, unit))
    return frame.assign(unit=names).sort_values(["unit", "unit_id"], kind="stable")


# what the page says where nothing is known


def no_staff(year: TeacherYear) -> Notice | None:
    """The notice for a year without a list of teachers."""
    if len(year.people):
        return None
    return Notice(
        f"Списка педагогов за {year.run.period} нет, поэтому охват, дефициты и помощь посчитать "
        "не от чего. Загрузите таблицу «Педагоги»."
    )


def no_diagnosis(year: TeacherYear) -> Notice | None:
    """The notice for a year without staff, without diagnosis, or shielded in public."""
    if (absent := no_staff(year)) is not None:
        return absent
    if not len(year.found):
        return Notice(
            f"Диагностики за {year.run.period} в данных нет. Это не значит, что дефицитов нет: "
            "они не измерялись или результаты не загружены."
        )
    return shielded(year)


def shielded(year: TeacherYear) -> Notice | None:
    """The notice of a public edition that has too few teachers or schools to show."""
    if not is_shielded(year):
        return None
    return Notice(
        f"В публичном издании числа о педагогах показываются, когда их не меньше {PUBLIC_PEOPLE} "
        f"и они работают не менее чем в {PUBLIC_SCHOOLS} школах. Здесь это условие не выполнено."
    )


def only_internal(year: TeacherYear) -> Notice | None:
    """The notice of the public edition in place of schools and teachers."""
    return Notice(HIDDEN_UNITS) if year.is_public else None


# tables


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
                guarded(year, step.teachers, (whole or step).teachers),
                "—" if whole is None else _step_share(year, step, whole, ""),
                base_words(step.base),
                *_beside(year, step, whole),
            ]
        )
    notes = [
        "Доля каждого шага считается от своего основания, а не от предыдущей строки: план, "
        "помощь и снятие дефицита — это доли педагогов с дефицитом.",
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
    size = guarded(year, step.all_teachers, (whole or step).all_teachers)
    return [size, "—" if whole is None else _step_share(year, step, whole, "all_")]


def _step_share(year: TeacherYear, step: Any, whole: Any, prefix: str) -> Cell:
    part, total = getattr(step, f"{prefix}teachers"), getattr(whole, f"{prefix}teachers")
    return guarded_share(year, getattr(step, f"{prefix}of_previous_pct"), part, total)


def coverage_by_unit(year: TeacherYear) -> Table | None:
    """Diagnosis by school: staff, diagnosed, with a deficit, two shares; internal edition only."""
    if year.is_public or no_diagnosis(year):
        return None
    rows = [
        [
            row.unit,
            row.staff,
            guarded(year, row.diagnosed, row.staff),
            guarded_share(year, row.diagnosed_pct, row.diagnosed, row.staff),
            guarded(year, row.with_deficit, row.diagnosed),
            guarded_share(year, row.of_diagnosed_pct, row.with_deficit, row.diagnosed),
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
                guarded(year, cell.diagnosed, cell.staff),
                guarded(year, cell.with_deficit, cell.diagnosed),
                *(guarded_share(year, pct, cell.with_deficit, whole) for pct, whole in shares),
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
    if year.is_public or no_diagnosis(year):
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
                *(guarded(year, getattr(row, code), row.deficits) for code in CHANGES_OF_DEFICIT),
                guarded_share(year, row.removed_pct, row.removed, row.deficits),
                "—" if is_total else Cell.of(None if pair is None else pair.entry_pct, 1),
                "—" if is_total else Cell.of(None if pair is None else pair.exit_pct, 1),
            ]
        )
    fates = [count(code, people.upper_first(CHANGES.label(code))) for code in CHANGES_OF_DEFICIT]
    return Table(
        "teacher-changes-table",
        "Что стало с дефицитами, найденными на входе",
        [
            Column("name", "Компетенция"),
            count("deficits", "Дефицитов на входе"),
            *fates,
            share("removed_share", "Доля снятых"),
            Column("entry", "Средний результат на входе", "% баллов", "right", 1),
            Column("exit", "на выходе", "% баллов", "right", 1),
        ],
        rows,
        [
            "Считаются дефициты, а не люди: у одного педагога их может быть несколько. Доля снятых "
            "взята от всех дефицитов на входе: дефицит без итоговой диагностики не снят.",
            "Средние результаты — по тем, кто прошёл и вход, и выход одним инструментом, "
            "с дефицитом и без него.",
        ],
        source("diagnostics"),
        strong_rows=[len(rows) - 1],
    )


def no_changes(year: TeacherYear) -> Notice | None:
    """The notice where no deficit was found at an entry of the period."""
    if absent := no_staff(year) or shielded(year):
        return absent
    if len(year.changes):
        return None
    return Notice(
        "Дефицитов, найденных входной диагностикой, в данных нет: сравнивать вход и выход "
        f"за {year.run.period} не с чем."
    )


def history(year: TeacherYear) -> Table | None:
    """The funnel of each of the last school years; None when there is only one."""
    if no_diagnosis(year) or len(year.history) < 2:
        return None
    rows = [
        [vocabulary.school_year_label(int(row.year)).removesuffix(" учебный год")]
        + [row.schools]
        + [guarded(year, getattr(row, step), row.staff) for step in FUNNEL_STEPS]
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
