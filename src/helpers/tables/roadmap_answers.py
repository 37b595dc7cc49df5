"""Tables that set a roadmap beside needs: deficits, stages, participation, schools.

Here: rows, columns and words of those tables. Not here: execution (`tables.roadmap`),
targets of a year (`tables.goals`), arithmetic (`indicators.plan_year`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Notice, Table
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.rows import each
from helpers.tables import teacher_absence, teachers
from helpers.tables.columns import count, share, source
from helpers.tables.roadmap_words import ITEM, number, shortened
from helpers.vocabulary import natural
from helpers.wording import numbers, people


def deficits(plan: PlanYear) -> Table | None:
    """Deficits against the plan: teachers, helped, items that name the competence."""
    if not plan.has_plan or teacher_absence.no_diagnosis(plan.teachers) is not None:
        return None
    frame = plan.answered_deficits
    if not len(frame):
        return None
    rows = [
        [
            people.upper_first(row.competence) or "Компетенция не названа",
            teachers.subject_name(row.subject) if row.subject else "—",
            Cell.of(row.with_deficit),
            Cell.of(row.helped),
            row.item_nos or "нет",
        ]
        for row in each(frame)
    ]
    general = int(frame["general_measures"].iloc[0])
    return Table(
        "plan-deficits",
        "Дефициты педагогов и пункты плана",
        [
            Column("competence", "Компетенция"),
            Column("subject", "Предмет"),
            count("with_deficit", "Педагогов с дефицитом"),
            count("helped", "Получили помощь по нему"),
            Column("items", "Пункты, где она названа"),
        ],
        rows,
        [
            f"Пунктов, отвечающих на любой дефицит (ИОМ, наставничество, устранение дефицитов): "
            f"{general}.",
            "Пункты подобраны по словам мероприятия: это подсказка для разговора, а не вывод.",
        ],
        source("roadmap_items", "diagnostics", "help"),
    )


_ANSWERS = {
    "deficit": "отвечает",
    "none": "такого дефицита не найдено",
}


def measures(plan: PlanYear) -> Table | None:
    """Measures about teachers and whether they answer a deficit."""
    if not plan.has_plan or teacher_absence.no_diagnosis(plan.teachers) is not None:
        return None
    named = plan.measures[plan.measures["answers"].isin(list(_ANSWERS))]
    if not len(named):
        return None
    silent = plan.measures[~plan.measures["answers"].isin(list(_ANSWERS))]
    notes = []
    if len(silent):
        listed = ", ".join(number(row) for row in each(silent))
        notes.append(f"Остальные мероприятия для педагогов компетенцию не называют: п. {listed}.")
    rows: list[list[CellLike]] = [
        [
            number(row),
            shortened(row.measure),
            people.upper_first(_aimed_at(row)),
            _ANSWERS[row.answers],
        ]
        for row in each(named)
    ]
    return Table(
        "plan-measures",
        "Мероприятия для педагогов: на какой дефицит отвечают",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            Column("aim", "О чём"),
            Column("answers", "Выявленный дефицит"),
        ],
        rows,
        notes,
        source("roadmap_items", "diagnostics"),
    )


def _aimed_at(row: Any) -> str:
    subjects = [teachers.subject_name(code).lower() for code in row.subjects.split(", ") if code]
    named = [name for name in (row.competences, ", ".join(subjects)) if name]
    return "; ".join(named) or ("любой дефицит" if row.is_general else "—")


def stages(plan: PlanYear) -> Table | None:
    """Indicators with a target at the end of each finished stage, against the start."""
    if not plan.has_plan or not plan.frame.stages or not len(plan.stage_values):
        return None
    frame = plan.stage_values
    numbers_of = sorted({int(stage) for stage in frame["stage"]})
    first = next(each(frame))
    years = frame.drop_duplicates("stage").set_index("stage")["year"]
    rows = []
    for _, own in frame.groupby("indicator_id", sort=False):
        by_stage = {int(row.stage): row for row in each(own)}
        head = next(iter(by_stage.values()))
        rows.append(
            [
                head.title,
                head.unit,
                _value(head.base_value),
                *(_value(by_stage[n].value if n in by_stage else None) for n in numbers_of),
                _value(by_stage[numbers_of[-1]].change, signed=True),
            ]
        )
    return Table(
        "plan-stages",
        "Показатели на конец пройденных этапов",
        [
            Column("title", "Показатель"),
            Column("unit", "Единица"),
            Column("base", f"Начало, {int(first.base_year)} г.", "", "right"),
            *(
                Column(f"stage{n}", f"Этап {n}, {int(years[n])} г.", "", "right")
                for n in numbers_of
            ),
            Column("change", "Изменение", "", "right"),
        ],
        rows,
        [
            "Год у этапа — последний, результаты которого известны к его концу. Изменение — без "
            "оценки случайности: для неё смотрите отчёт о результатах."
        ],
        source("targets"),
    )


def _value(value: Any, signed: bool = False) -> Cell:
    if pd.isna(value):
        return Cell.absent()
    return Cell(float(value), numbers.number(value, 1, signed=signed))


def participation(plan: PlanYear) -> Table | None:
    """Teachers who took part in the measures that promise it."""
    if not plan.has_plan or not len(plan.participation):
        return None
    rows: list[list[CellLike]] = [
        [
            number(row),
            shortened(row.measure),
            Cell.of(row.participants),
            Cell.of(row.denominator),
            Cell.of(row.share_pct, 1),
        ]
        for row in each(plan.participation)
    ]
    return Table(
        "plan-participation",
        "Участие педагогов в мероприятиях плана",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            count("participants", "Участий"),
            count("whole", "Из скольких"),
            share("share", "Доля"),
        ],
        rows,
        [
            "Знаменатель — указанный в записи, а если его нет — педагоги школы или всех школ. "
            "Участвовавший дважды посчитан дважды."
        ],
        source("roadmap_progress", "roadmap_items"),
    )


def schools(plan: PlanYear) -> Table | Notice:
    """Listed schools: own roadmap, took part in events."""
    frame = plan.schools
    if not len(frame):
        return Notice(f"Школ списка ШНОР за {plan.run.period} в данных нет.")
    known = {name: frame[name].notna().sum() for name in ("has_plan", "took_part")}
    if not any(known.values()):
        return Notice(
            f"Есть ли у школ списка ({len(frame)}) свои дорожные карты и участвовали ли они в "
            "мероприятиях, в данных не сказано."
        )
    named = [(_called(row), row) for row in each(frame)]
    rows: list[list[CellLike]] = [
        [name, _fact(row.has_plan), _fact(row.took_part)]
        for name, row in sorted(named, key=lambda one: (natural(one[0]), one[1].school_id))
    ]
    totals = [
        numbers.part_of(int(frame[name].fillna(False).sum()), int(known[name]))
        if known[name]
        else Cell.absent()
        for name in ("has_plan", "took_part")
    ]
    rows.append(["Всего", *totals])
    return Table(
        "plan-schools",
        "Школы списка: своя дорожная карта и участие в мероприятиях",
        [
            Column("school", "Школа"),
            Column("has_plan", "Своя дорожная карта"),
            Column("took_part", "Участвовала хотя бы в одном мероприятии"),
        ],
        rows,
        ["Школы списка: " + plan.listed.note + "."],
        source("plan_frames", "participation", "shnor_register"),
        strong_rows=[len(rows) - 1],
    )


def _called(school: Any) -> str:
    """Name of a school, or its code where it has none."""
    name = school.school_name
    return name if isinstance(name, str) and name else str(school.school_id)


def _fact(value: Any) -> Cell:
    return Cell.absent() if pd.isna(value) else Cell.of(bool(value))
