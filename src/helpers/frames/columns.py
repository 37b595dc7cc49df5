"""Headings and codes of named frames as people read them.

Here: the Russian heading of a shown column, a cell in words. Not here: which columns are shown
(`results`, `support`), headings of contract tables (`schemas.columns`, taken where they fit).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from helpers import vocabulary
from helpers.indicators import catalogue
from helpers.indicators.inner_control import TOPICS
from helpers.indicators.objectivity import GROUPS, REASONS
from helpers.indicators.roadmap import STATUS_LABELS
from helpers.schemas.columns import COLUMNS
from helpers.tables.peers import WORDS
from helpers.tables.school_works import KINDS
from helpers.wording import numbers
from helpers.wording.early_warning import RISKS
from helpers.wording.tasks import ZONES

#: Headings by column, where the frame itself does not say otherwise.
LABELS = {
    "school_name": "Школа", "listed": "В списке по правилу", "triggers": "Низких результатов",
    "results": "Результатов", "closest": "Ближе всех к границе, п. п.", "movement": "Изменение",
    "official": "В официальном списке", "needs_decision": "Нужно решение", "below": "«2» или ниже",
    "share": "Доля, %", "low": "Не меньше", "high": "Не больше", "margin": "Запас, п. п.",
    "added": "Добавились", "dropped": "Ушли", "one": "Список", "other": "Другой список",
    "both": "В обоих", "only_one": "Только в первом", "only_other": "Только во втором",
    "entered": "Вошли", "stayed": "Остались", "left": "Вышли", "schools": "Школ",
    "sources": "Источников", "title": "Работа или показатель", "whole": "Всего", "part": "Часть",
    "whole_others": "Всего в остальных", "gap": "Разрыв, п. п.",
    "to_district": "Разрыв с районом, п. п.", "interval": "Интервал", "units": "Писали",
    "units_before": "Писали год назад", "gone": "Пропали", "others_share": "В остальных, %",
    "difference": "Разность, п. п.", "q": "q", "standing": "Вывод", "measure": "Мера",
    "place": "Место", "years": "Годы", "step": "Путь", "start_year": "Год начала",
    "start_n": "Было участников", "start_place": "Было место", "n": "Участников",
    "growth": "Рост места", "before_pct": "Было, %", "pct": "Стало, %",
    "change_points": "Изменение, п. п.", "change": "Изменение", "is_small": "Малая группа",
    "completion": "Выполнение, %", "region": "Регион, %", "zone": "Зона", "tasks": "Заданий",
    "insufficient": "Ниже предела", "is_systemic": "Не научены", "lowered_pct": "Понизили, %",
    "confirmed_pct": "Подтвердили, %", "raised_pct": "Повысили, %", "gaps": "Расхождений на 2+",
    "lower": "Ниже журнала", "higher": "Выше журнала", "gaps_pct": "Расхождений, %",
    "group": "Признак", "status": "Состояние", "reason": "Почему", "border": "Граница",
    "signs": "Признаков", "computed": "Посчитано", "years_with_signs": "Лет с признаками",
    "in_a_row": "Лет подряд", "marked": "С отметкой", "below_pct": "Доля «2», %",
    "quality_pct": "Доля «4» и «5», %", "below_change": "Изменение «2», п. п.",
    "quality_change": "Изменение «4» и «5», п. п.", "is_falling": "Хуже",
    "work_below": "«2» в работе", "work_count": "Писали работу", "work_pct": "«2» в работе, %",
    "trial_below": "«2» в пробной", "trial_count": "Писали пробную", "trial_pct": "В пробной, %",
    "exam_below": "Ниже минимума", "exam_count": "Сдавали экзамен", "exam_pct": "На экзамене, %",
    "source": "По чему судим", "count": "Всего", "chance": "Вероятность, %", "risk": "Риск",
    "to_region": "К региону, баллов", "to_country": "К стране, баллов",
    "graduates": "Выпускников", "failed_rus": "Не сдали русский",
    "failed_math": "Не сдали математику", "least": "Оба: не меньше", "most": "Оба: не больше",
    "is_exact": "Точно", "needs_help": "Нужна помощь", "teachers": "Педагогов предмета",
    "non_specialists": "Из них неспециалистов", "with_deficit": "С дефицитом",
    "unhelped": "Без помощи к нему", "peer_id": "Похожая школа", "rank": "По порядку",
    "distance": "Расстояние", "shared": "Общих условий", "median": "Медиана похожих",
    "word": "Вывод", "expected": "Ожидалось", "is_resilient": "Устойчивая",
    "measures": "Показатели", "years_top": "Лет в верхней части", "years_known": "Лет с данными",
    "is_listed": "В списке", "is_leader": "Лидер", "is_reserve": "Резерв", "action": "Действие",
    "owner": "Кто", "due": "Срок", "diagnosed": "Продиагностировано", "staff": "Педагогов",
    "of_diagnosed_pct": "Из продиагностированных, %", "of_staff_pct": "Из всех, %",
    "deficits": "Дефицитов на входе", "removed": "Сняты", "reduced": "Уменьшились",
    "same": "Те же", "grew": "Выросли", "no_exit": "Нет выходной",
    "mean_change_points": "В среднем, п. п.", "plans": "Планов", "done": "Выполнено",
    "unknown": "Неизвестно", "helped": "Получили помощь",
    "acts_without_deficit": "Помощь без дефицита",
    "unit_id": "Школа или муниципалитет", "other_acts": "Другая помощь", "label": "Что",
    "base": "Среди кого", "counted": "Охвачено", "highest": "Высшая", "first": "Первая",
    "conformity": "Соответствие", "none": "Без категории", "expiring": "Истекает",
    "expired": "Истекла", "hours_vacant": "Вакантных часов", "vacant_pct": "Вакантно, %",
    "risk_group_pct": "Группа риска, %", "ovz_pct": "ОВЗ, %", "non_native_pct": "Неродной язык, %",
    "low_income_pct": "Малообеспеченные, %", "is_late": "Опаздывает",
    "below_goal": "Ниже цели", "partners": "Партнёров", "with_agreement": "С соглашением",
    "partner_ids": "Кто", "published": "Опубликовано", "checked": "Проверено",
    "dead": "Не открывается", "medium": "Средний", "high_before": "Высокий год назад",
    "due_instances": "Срок наступил", "done_instances": "Из них выполнено",
    "last_done_on": "Последнее исполнение", "records_with_evidence": "Записей с подтверждением",
    "quarter": "Квартал", "instances": "Повторений", "done_late": "С опозданием",
    "in_progress": "В работе", "overdue": "Просрочено", "planned": "Предстоит",
    "no_due_date": "Без срока",
    "due_unmeasured": "Срок наступил, проверить нельзя",
    "no_measurable_result": "Без измеримого результата",
    "done_share_pct": "Выполнено, %", "ahead": "Предстоит", "first_due": "Ближайший срок",
    "days_late": "Дней опоздания", "stage": "Этап", "base_value": "В начале", "unit": "Единица",
    "value": "Значение", "target": "Цель", "has_plan": "Своя карта", "took_part": "Участвовали",
    "share_pct": "Доля, %", "topic": "О чём", "with_evidence": "С подтверждением",
    "done_pct": "Выполнено, %", "good": "Открываются", "faulty": "С ошибкой",
    "unchecked": "Не проверены", "kind": "Вид", "level": "Уровень", "items": "Пунктов",
    "pupils": "Обучающихся", "events": "Мероприятий", "category": "Категория",
}  # fmt: skip

#: Codes of columns in words; codes of contract columns come from the column dictionary.
_CODES: dict[str, dict[str, str]] = {
    "place": {"own": "территория", "school": "школа", "region": "регион", "country": "страна"},
    "status": {**{str(code): text for code, text in STATUS_LABELS.items()},
               "sign": "признак", "clear": "нет признака",
               "not_computed": "не посчитан"},
    "group": dict(GROUPS),
    "reason": dict(REASONS),
    "topic": dict(TOPICS),
    "risk": dict(RISKS),
    "movement": {"entered": "вошла", "stayed": "осталась", "left": "вышла", "up": "выросло",
                 "down": "упало", "none": "в пределах случайного", "above": "выше",
                 "below": "ниже", "undecided": "мало школ", "small": "малая группа"},
    "standing": {"worse": "хуже", "better": "лучше", "like": "различие не доказано",
                 "up": "выросло", "down": "упало", "none": "в пределах случайного",
                 "small": "малая группа"},
    "word": dict(WORDS),
    "zone": dict(ZONES),
    "interval": {"cluster": "по школам", "none": "нет"},
    "kind": dict(KINDS),
    "state": {"ready": "готово", "in_progress": "в работе", "absent": "нет", "": "н/д"},
    "base": {"": "все педагоги", "has_deficit": "с дефицитом", "with_deficit": "с дефицитом",
             "is_attested": "аттестовывались", "staff": "все педагоги"},
    "measure": {name: item.title for name, item in catalogue.MEASURES.items()},
    "one": {"rule": "правило"},
    "other": {"rule": "правило"},
}  # fmt: skip


def heading(name: str, labels: dict[str, str]) -> str:
    """Heading of a column."""
    column = COLUMNS.get(name)
    return labels.get(name) or LABELS.get(name) or (column.label if column else name)


def cell_text(name: str, value: Any) -> str:
    """A cell in words: «да», «12,5», «н/д» where there is nothing."""
    if isinstance(value, list | tuple | frozenset | set):
        return ", ".join(cell_text(name, one) for one in value) or "—"
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return "н/д"
    if isinstance(value, str):
        return _word(name, value)
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return "да" if value else "нет"
    if name in ("year", "start_year", "grade", "base_year", "years"):
        return str(int(value))
    if name == "q":
        return numbers.number(value, 3)
    return numbers.number(value, 0 if float(value).is_integer() else 1)


def _word(name: str, value: str) -> str:
    codes = _CODES.get(name, {})
    if value in codes:
        return codes[value]
    column = COLUMNS.get(name)
    if column is not None and column.choices is not None and value in column.choices:
        return str(column.choices.labels[value])
    if name == "procedure" and value in catalogue.PROCEDURE_TITLES:
        return catalogue.PROCEDURE_TITLES[value]
    if name == "wave":
        return vocabulary.WAVES.labels.get(value, value)
    return value or "—"
