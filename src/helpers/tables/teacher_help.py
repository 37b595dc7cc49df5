"""Tables on plans, help, mentoring, courses, categories and staffing of teachers.

Here: rows, columns and marks of absence of those tables. Not here: diagnosis and change
(`tables.teachers`), targets (`tables.goals`), arithmetic (`indicators.teacher_year`).

The first block of a section says which data are absent; the tables after it are then None.
"""

from __future__ import annotations

import pandas as pd

from helpers import vocabulary
from helpers.blocks import Cell, CellLike, Column, Notice, Table
from helpers.indicators.rows import each
from helpers.indicators.teacher_year import TeacherYear
from helpers.tables import teacher_absence, teachers
from helpers.tables.columns import count, share, source
from helpers.tables.staffing import hours
from helpers.tables.teacher_absence import share_cell
from helpers.tables.teachers import (
    base_words,
    unit_label,
    unit_name,
)
from helpers.wording import numbers, people

_HOURS = "ч"


def plans(year: TeacherYear) -> Table | Notice:
    """Plans of development by kind: made, items, done."""
    if absent := teacher_absence.no_staff(year):
        return absent
    if not len(year.plans):
        return Notice(
            f"Планов развития педагогов (ИОМ, ИППР, адресная помощь) за {year.run.period} в данных "
            "нет."
        )
    rows: list[list[CellLike]] = [
        [
            people.upper_first(row.plan_kind) or "Вид не указан",
            Cell.of(row.plans),
            Cell.of(row.teachers),
            Cell.of(row.done),
            share_cell(row.done * 100 / row.plans, row.plans),
            Cell.of(None if pd.isna(row.items) else row.items),
            Cell.of(None if pd.isna(row.items_done) else row.items_done),
        ]
        for row in each(year.plans)
    ]
    part = year.rule.plan_done_pct
    items = "все пункты" if part == 100 else f"{numbers.number(part)} % пунктов"
    notes = [f"План выполнен, если исполнены {items}, а когда пункты не указаны — если он закрыт."]
    unknown = int(year.plans["unknown"].sum())
    if unknown:
        notes.append(
            f"Без сведений об исполнении: {numbers.counted(unknown, 'план', 'плана', 'планов')}; "
            "выполненными они не считаются."
        )
    return Table(
        "teacher-plans",
        "Планы развития: составлены и выполнены",
        [
            Column("kind", "Вид плана"),
            count("plans", "Составлено"),
            count("teachers", "Педагогов"),
            count("done", "Выполнено планов"),
            share("done_share", "Доля выполненных"),
            count("items", "Пунктов"),
            count("items_done", "Исполнено пунктов"),
        ],
        rows,
        notes,
        source("plans"),
    )


def no_help(year: TeacherYear) -> Notice | None:
    """The notice of a year without staff, or without any reported help."""
    if absent := teacher_absence.no_staff(year):
        return absent
    if year.is_help_reported:
        return None
    return Notice(
        f"Сведений о методической помощи за {year.run.period} в данных нет. Сказать, кому "
        "помогли, нельзя; это не значит, что помощи не было."
    )


def answered(year: TeacherYear) -> Table | None:
    """Deficits against help: competence and subject, with deficit, helped, not helped."""
    if teacher_absence.no_diagnosis(year) or no_help(year):
        return None
    rows: list[list[CellLike]] = [
        [
            people.upper_first(row.competence) or "Компетенция не названа",
            teachers.subject_name(row.subject) if row.subject else "—",
            Cell.of(row.with_deficit),
            Cell.of(row.helped),
            Cell.of(row.unhelped),
            Cell.of(row.acts_without_deficit),
        ]
        for row in each(year.answered)
    ]
    return Table(
        "teacher-answered",
        "Помощь и дефициты: на что отвечала помощь",
        [
            Column("competence", "Компетенция"),
            Column("subject", "Предмет"),
            count("with_deficit", "Педагогов с дефицитом"),
            count("helped", "Получили помощь по нему"),
            count("unhelped", "Не получили"),
            count("idle", "Помощь без дефицита", "записей"),
        ],
        rows,
        [
            "Помощь отвечает дефициту, если совпала компетенция, а предметы не противоречат друг "
            "другу. «Помощь без дефицита» — записи о помощи по компетенции, в которой у этого "
            "педагога дефицит не выявлен."
        ],
        source("help", "diagnostics"),
    )


def unhelped(year: TeacherYear) -> Table | Notice | None:
    """Teachers with a deficit and no help for it: codes only, internal edition only."""
    if teacher_absence.no_diagnosis(year) or no_help(year):
        return None
    if not len(year.unhelped):
        return Notice("Педагогов с дефицитом, не получивших помощи по нему, нет.")
    rows = [
        [
            unit_name(year, row.unit_id),
            row.teacher_code,
            teachers.competence_name(year, row.tool, row.competence),
            teachers.subject_name(row.subject) if row.subject else "—",
            Cell.of(row.pct, 0),
            "да" if row.has_other_help else "нет",
        ]
        for row in each(year.unhelped)
    ]
    return Table(
        "teacher-unhelped",
        "Кому нужна помощь: дефицит есть, помощи по нему нет",
        [
            Column("unit", unit_label(year)),
            Column("code", "Код педагога"),
            Column("competence", "Компетенция"),
            Column("subject", "Предмет"),
            Column("pct", "Результат", "% баллов", "right", 0),
            Column("other", "Помощь по другому дефициту"),
        ],
        rows,
        ["Коды раскрывает только школа. Список нужен для помощи, а не для оценки педагога."],
        source("diagnostics", "help", "teachers"),
    )


def help_forms(year: TeacherYear) -> Table | None:
    """Acts of help by form: how many, to how many teachers, hours."""
    if no_help(year):
        return None
    rows: list[list[CellLike]] = [
        [
            people.upper_first(row.form) or "Форма не указана",
            Cell.of(row.acts),
            Cell.of(row.teachers),
            Cell.of(row.to_deficit),
            hours(row.hours),
        ]
        for row in each(year.help_forms)
    ]
    return Table(
        "teacher-help-forms",
        "Формы методической помощи",
        [
            Column("form", "Форма"),
            count("acts", "Записей о помощи"),
            count("teachers", "Педагогов"),
            count("to_deficit", "По выявленному дефициту", "записей"),
            Column("hours", "Часов", "", "right", 0),
        ],
        rows,
        ["Часы — сумма известных; записи без часов в неё не входят."],
        source("help"),
    )


def help_by_unit(year: TeacherYear) -> Table | None:
    """Help by school: teachers helped, acts, hours, the total last; internal edition only."""
    if no_help(year):
        return None
    rows = year.help_by_unit
    named = teachers.by_unit_name(year, rows.iloc[:-1])
    ordered = pd.concat([named, rows.iloc[-1:].assign(unit="Всего")])
    cells = [
        [
            row.unit,
            row.staff,
            Cell.of(row.helped),
            Cell.of(row.acts),
            Cell.of(row.acts_to_deficit),
            hours(row.hours),
            Cell.of(None if pd.isna(row.hours_per_helped) else row.hours_per_helped, 1),
        ]
        for row in each(ordered)
    ]
    return Table(
        "teacher-help-units",
        "Методическая помощь по школам"
        if year.unit_key == "school_id"
        else "Методическая помощь по муниципалитетам",
        [
            Column("unit", unit_label(year)),
            count("staff", "Педагогов"),
            count("helped", "Получили помощь"),
            count("acts", "Записей о помощи"),
            count("to_deficit", "По дефициту", "записей"),
            Column("hours", "Часов", "", "right", 0),
            Column("per_helped", "Часов на получившего", "", "right", 1),
        ],
        cells,
        (),
        source("help", "teachers"),
        strong_rows=[len(cells) - 1],
    )


def coverages(year: TeacherYear) -> Table | None:
    """Mentoring, courses, functional literacy, attestation: counted, whole, share."""
    if teacher_absence.no_staff(year):
        return None
    rows = [
        [
            row.label,
            Cell.of(row.counted),
            Cell.of(row.whole),
            share_cell(row.pct, row.whole),
            base_words(row.base),
        ]
        for row in each(year.coverages)
    ]
    window = numbers.counted(
        year.training.window_years, "учебный год", "учебных года", "учебных лет"
    )
    return Table(
        "teacher-coverages-table",
        "Охват педагогов поддержкой",
        [
            Column("label", "Вид поддержки"),
            count("counted", "Педагогов"),
            count("whole", "Из скольких"),
            share("share", "Доля"),
            Column("base", "От кого доля"),
        ],
        rows,
        [
            f"Курсы считаются законченными за {window}, остальное — за один учебный год.",
            "В наставничестве считаются и наставники, и наставляемые.",
        ],
        source("plans", "help", "mentoring", "courses", "attestation", "teachers"),
    )


def categories(year: TeacherYear) -> Table | Notice | None:
    """Qualification by school and whose category ends soon; internal edition only."""
    if teacher_absence.no_staff(year):
        return None
    names = {
        "highest": "Высшая",
        "first": "Первая",
        "conformity": "Соответствие",
        "none": "Нет",
        "unknown": "Не указана",
    }
    soon = vocabulary.school_year_label(year.year + 1).removesuffix(" учебный год")
    if int(year.categories["unknown"].sum()) == int(year.categories["staff"].sum()):
        return Notice("Квалификационные категории педагогов в данных не указаны.")
    frame = teachers.by_unit_name(year, year.categories)
    keys = ["staff", *names, "expiring", "expired"]
    rows: list[list[CellLike]] = [
        [row["unit"], *(int(row[key]) for key in keys)] for _, row in frame.iterrows()
    ]
    rows.append(["Всего", *(int(frame[key].sum()) for key in keys)])
    return Table(
        "teacher-categories",
        "Квалификационные категории и сроки их действия",
        [
            Column("unit", unit_label(year)),
            count("staff", "Педагогов"),
            *(count(key, label) for key, label in names.items()),
            count("expiring", f"Срок кончается в {soon} г."),
            count("expired", "Срок уже истёк"),
        ],
        rows,
        (),
        source("teachers"),
        strong_rows=[len(rows) - 1],
    )


def no_staffing(year: TeacherYear) -> Notice | None:
    """The notice of a year without hours of subjects."""
    if len(year.staffing_by_subject):
        return None
    return Notice(
        f"Сведений о потребности в часах по предметам за {year.run.period} нет: кадровые "
        "пробелы не показаны."
    )


def staffing_by_subject(year: TeacherYear) -> Table | None:
    """Hours by subject: needed, by specialists, by others, vacant."""
    if no_staffing(year):
        return None
    return _staffing(
        "staffing-subjects",
        "Закрытие часов по предметам",
        "Предмет",
        year.staffing_by_subject,
        [teachers.subject_name(subject) for subject in year.staffing_by_subject["subject"]],
    )


def staffing_by_unit(year: TeacherYear) -> Table | None:
    """Hours by school; internal edition only."""
    if no_staffing(year):
        return None
    frame = year.staffing_by_unit
    names = [unit_name(year, unit) for unit in frame["unit_id"]]
    return _staffing("staffing-units", "Закрытие часов", unit_label(year), frame, names)


def _staffing(block_id: str, title: str, head: str, frame: pd.DataFrame, names: list[str]) -> Table:
    keys = ["hours_needed", "hours_by_specialist", "hours_by_other", "hours_vacant"]
    rows: list[list[CellLike]] = [
        [
            name,
            *(hours(row[key]) for key in keys),
            Cell.of(row["vacant_pct"], 1),
            Cell.of(row["non_specialist_pct"], 1),
        ]
        for name, (_, row) in zip(names, frame.iterrows(), strict=True)
    ]
    unknown = int(frame["rows_unknown"].sum())
    notes = ["Показаны все школы, а не только школы списка."]
    if unknown:
        cells = numbers.counted(unknown, "строка", "строки", "строк")
        notes.append(f"Не вошли {cells} без потребности или без сведений, кто ведёт часы.")
    return Table(
        block_id,
        title,
        [
            Column("name", head),
            count("need", "Потребность", _HOURS),
            count("specialist", "Ведут специалисты", _HOURS),
            count("other", "Ведут другие", _HOURS),
            count("vacant", "Не закрыто", _HOURS),
            share("vacant_share", "Не закрыто"),
            share("other_share", "Не специалисты, от закрытых часов"),
        ],
        rows,
        notes,
        source("staffing", "teacher_assignments"),
    )
