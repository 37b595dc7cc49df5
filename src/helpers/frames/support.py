"""Named frames about support: teachers, context, roadmap, letters.

Here: entries. Not here: how each frame is counted (`indicators`).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers.errors import ParameterError
from helpers.frames.entry import NamedFrame
from helpers.indicators import inner_control
from helpers.indicators.context_year import ContextYear
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.school_letter import Letters
from helpers.indicators.teacher_year import TeacherYear
from helpers.params import RunParams
from helpers.store import Data
from helpers.wording.school_letter import OPENING, fact_text

_STATUS = ("instances", "due", "due_unmeasured", "done", "done_late", "in_progress", "overdue",
           "planned", "no_due_date", "no_measurable_result", "done_share_pct")  # fmt: skip


def _letters(data: Data, run: RunParams) -> pd.DataFrame:
    rows = Letters(data, run).actions
    reasons = [fact_text(row) for row in rows.itertuples(index=False)]
    return rows.drop(columns="about").assign(reason=reasons)


def _of_plan(ask: Callable[[PlanYear], pd.DataFrame]) -> Callable[[Data, RunParams], pd.DataFrame]:
    def make(data: Data, run: RunParams) -> pd.DataFrame:
        year = PlanYear(data, run)
        if not year.has_plan:
            raise ParameterError(
                f"{run.municipality_id}: дорожной карты на {run.year} год нет. Что есть: "
                "shnor list plans."
            )
        return ask(year)

    return make


def _of_teachers(
    ask: Callable[[TeacherYear], pd.DataFrame],
) -> Callable[[Data, RunParams], pd.DataFrame]:
    return lambda data, run: ask(TeacherYear(data, run))


def _of_context(
    ask: Callable[[ContextYear], pd.DataFrame],
) -> Callable[[Data, RunParams], pd.DataFrame]:
    return lambda data, run: ask(ContextYear(data, run))


def _control(year: PlanYear) -> pd.DataFrame:
    return inner_control.control_items(year.items)


ENTRIES = (
    NamedFrame(
        "letters", "Письмо каждой школе: что сделать, кто, к какому числу", ("F02",),
        ("school_id", "school_name", "reason", "action", "owner", "due"), _letters, OPENING,
    ),
    NamedFrame(
        "deficits", "Какие дефициты выявлены по компетенциям", ("F12",),
        ("tool", "competence", "diagnosed", "with_deficit", "staff", "of_diagnosed_pct",
         "of_staff_pct"),
        _of_teachers(lambda year: year.by_competence),
    ),
    NamedFrame(
        "deficits_by_subject", "Какие дефициты выявлены по предметам", ("F12",),
        ("subject", "diagnosed", "with_deficit", "staff", "of_diagnosed_pct", "of_staff_pct"),
        _of_teachers(lambda year: year.by_subject),
    ),
    NamedFrame(
        "entry_exit", "Что изменилось от входной диагностики к выходной", ("F13",),
        ("tool", "competence", "deficits", "removed", "reduced", "same", "grew", "no_exit",
         "mean_change_points"),
        _of_teachers(lambda year: year.changes),
        "Без итогового результата дефицит не считается снятым.",
    ),
    NamedFrame(
        "teacher_plans", "Планы развития педагогов: составлены и выполнены", ("F14",),
        ("plan_kind", "plans", "teachers", "done", "unknown", "items", "items_done"),
        _of_teachers(lambda year: year.plans),
    ),
    NamedFrame(
        "help", "На какие дефициты оказана помощь", ("F15",),
        ("competence", "subject", "with_deficit", "helped", "unhelped", "acts_without_deficit"),
        _of_teachers(lambda year: year.answered),
    ),
    NamedFrame(
        "unhelped", "Педагоги с дефицитом и без помощи к нему", ("F15",),
        ("unit_id", "teacher_code", "tool", "competence", "subject", "pct", "other_acts"),
        _of_teachers(lambda year: year.unhelped),
    ),
    NamedFrame(
        "staff_coverage", "Наставничество, курсы, помощь, аттестация: охват педагогов",
        ("F14", "F15", "F16", "F17", "F18"),
        ("label", "base", "counted", "whole", "pct"),
        _of_teachers(lambda year: year.coverages),
    ),
    NamedFrame(
        "categories", "Квалификационные категории по школам и их сроки", ("F18",),
        ("unit_id", "staff", "highest", "first", "conformity", "none", "unknown", "expiring",
         "expired"),
        _of_teachers(lambda year: year.categories),
    ),
    NamedFrame(
        "staffing", "Часы по предметам: потребность, специалисты, вакансии", ("F19",),
        ("subject", "hours_needed", "hours_by_specialist", "hours_by_other", "hours_vacant",
         "vacant_pct"),
        _of_teachers(lambda year: year.staffing_by_subject),
    ),
    NamedFrame(
        "context", "С какими условиями работают школы", ("F20", "F21", "F22"),
        ("school_id", "pupils", "risk_group_pct", "ovz_pct", "non_native_pct", "low_income_pct",
         "is_listed"),
        _of_context(lambda year: year.profile),
    ),
    NamedFrame(
        "pupil_events", "Участие в олимпиадах, конкурсах и проектах", ("F23",),
        ("level", "year", "events", "schools", "pupils", "prize_winners"),
        _of_context(lambda year: year.participation),
    ),
    NamedFrame(
        "material", "Материальная база: что нужно, готово, опаздывает", ("F24",),
        ("school_id", "item", "state", "due", "is_late"),
        _of_context(lambda year: year.material),
    ),
    NamedFrame(
        "satisfaction", "Удовлетворённость по критериям и школам", ("F25",),
        ("school_id", "criterion", "score", "below_goal"),
        _of_context(lambda year: year.satisfaction),
    ),
    NamedFrame(
        "parents", "Работа с родителями: формы и охват", ("F26",),
        ("action", "schools", "took_part", "total"),
        _of_context(lambda year: year.families),
    ),
    NamedFrame(
        "partnerships", "Кто кому помогает, кто без партнёра", ("F28",),
        ("school_id", "partners", "with_agreement", "partner_ids"),
        _of_context(lambda year: year.partnerships),
    ),
    NamedFrame(
        "publications", "Практики и публикации по видам", ("F29",),
        ("kind", "published", "checked", "dead"),
        _of_context(lambda year: year.publications),
    ),
    NamedFrame(
        "self_assessment", "Самооценка школ: факторы риска", ("F37",),
        ("factor", "schools", "high", "medium", "low", "high_before"),
        _of_context(lambda year: year.risks),
    ),
    NamedFrame(
        "roadmap_items", "Исполнение дорожной карты по пунктам", ("F30",),
        ("item_no", "measure", "term_raw", "due", "status", "due_instances", "done_instances"),
        _of_plan(lambda year: year.items),
    ),
    NamedFrame(
        "roadmap_quarters", "Исполнение дорожной карты по кварталам", ("F31",),
        ("quarter", *_STATUS), _of_plan(lambda year: year.cut("quarter")),
        labels={"due": "Срок наступил, можно проверить"},
    ),
    NamedFrame(
        "roadmap_due_next", "Что предстоит до конца следующего квартала", ("F31",),
        ("item_no", "measure", "first_due", "ahead", "responsible_raw"),
        _of_plan(lambda year: year.due_next),
    ),
    NamedFrame(
        "roadmap_overdue", "Что просрочено", ("F30", "F31"),
        ("item_no", "measure", "first_due", "days_late", "responsible_raw"),
        _of_plan(lambda year: year.overdue),
    ),
    NamedFrame(
        "stage_effect", "Показатели в конце этапов рядом с началом плана", ("F32",),
        ("title", "stage", "base_year", "base_value", "year", "value", "change"),
        _of_plan(lambda year: year.stage_values),
        "Изменение после меры не доказывает, что его вызвала мера.",
    ),
    NamedFrame(
        "yearly_values", "Показатели плана по годам", ("F33",),
        ("title", "unit", "year", "value", "base_value", "change", "target"),
        _of_plan(lambda year: year.yearly_values),
        "Изменение после меры не доказывает, что его вызвала мера.",
    ),
    NamedFrame(
        "school_plans", "У каких школ списка есть своя дорожная карта", ("F34", "F43"),
        ("school_id", "school_name", "has_plan", "took_part"),
        _of_plan(lambda year: year.schools),
    ),
    NamedFrame(
        "measure_participation", "Сколько педагогов участвовало в мероприятиях плана", ("F36",),
        ("item_no", "measure", "participants", "denominator", "share_pct"),
        _of_plan(lambda year: year.participation),
    ),
    NamedFrame(
        "inner_control", "Внутренняя оценка качества, программы и контроль: пункты плана",
        ("F38",),
        ("topic", "item_no", "measure", "due", "status", "records_with_evidence", "last_done_on"),
        _of_plan(_control),
        "Данные говорят, что проверка проведена и подтверждена, а не что она показала.",
    ),
    NamedFrame(
        "inner_control_topics", "Внутренняя оценка, программы и контроль: итоги", ("F38",),
        ("topic", "items", "due", "due_unmeasured", "done", "done_pct", "with_evidence",
         "overdue"),
        _of_plan(lambda year: inner_control.by_topic(_control(year))),
        labels={"due": "Срок наступил"},
    ),
    NamedFrame(
        "site_checks", "Проверки сайтов школ", ("F29", "F38"),
        ("school_id", "kind", "published", "checked", "good", "faulty", "unchecked"),
        lambda data, run: inner_control.site_checks(data),
    ),
)  # fmt: skip
