"""The column dictionary: what each column means, its kind, unit and Russian header.

Here: one entry per quantity. A name that means another thing in one table is overridden
there (`tables`). Not here: which table has which columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from helpers import vocabulary
from helpers.vocabulary import Codes

Kind = Literal["text", "code", "year", "count", "number", "percent", "date", "flag"]


@dataclass(frozen=True)
class Column:
    """One column: `kind` says how a cell is read, `label` is the header of the forms.

    `minimum` and `maximum` bound numbers, and the calendar years of dates (inclusive). A date in
    a row of a year lies at most `years_before` and `years_after` it. `default` fills a column
    that a file does not have; None means «пусто». `choices` is the closed list of a code.
    """

    name: str
    kind: Kind
    label: str
    help: str = ""
    choices: Codes | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: str | None = None
    years_before: int | None = None
    years_after: int | None = None


#: The first year of records that are kept here, of anything that is still in force, and the last.
_RECORDS_SINCE, _IN_FORCE_SINCE, _UNTIL = 1990, 1700, 2100


def _text(name: str, label: str, help: str = "", default: str | None = None) -> Column:
    return Column(name, "text", label, help, default=default)


def _code(
    name: str, label: str, choices: Codes, help: str = "", default: str | None = None
) -> Column:
    return Column(name, "code", label, help, choices=choices, default=default)


def _count(name: str, label: str, help: str = "") -> Column:
    return Column(name, "count", label, help, minimum=0)


def _number(
    name: str,
    label: str,
    help: str = "",
    minimum: float | None = 0,
    maximum: float | None = None,
) -> Column:
    return Column(name, "number", label, help, minimum=minimum, maximum=maximum)


def _percent(name: str, label: str, help: str = "") -> Column:
    return Column(name, "percent", label, help, minimum=0, maximum=100)


def _date(
    name: str,
    label: str,
    since: int = _RECORDS_SINCE,
    before: int | None = None,
    after: int | None = 3,
) -> Column:
    """A date not before `since`; by default what is recorded of a year is done by 3 years later."""
    return Column(
        name, "date", label, minimum=since, maximum=_UNTIL, years_before=before, years_after=after
    )


def _flag(name: str, label: str, help: str = "") -> Column:
    return Column(name, "flag", label, help)


_YEAR = Column(
    "year",
    "year",
    "Год",
    "год, в котором кончается учебный год: 2022 = 2021/22",
    minimum=2000,
    maximum=2100,
)

_ALL = (
    # who and when
    _text("school_id", "Код школы"),
    _code("scope_type", "Охват", vocabulary.SCOPE_TYPES, "школа, муниципалитет, регион, страна"),
    _text("scope_id", "Код охвата", "код школы, муниципалитета или региона"),
    _text("municipality_id", "Код муниципалитета", "краткое имя из params/municipalities.yaml"),
    _YEAR,
    Column("results_year", "year", "Год результатов", minimum=2000, maximum=2100),
    _code("wave", "Волна", vocabulary.WAVES, "весна или осень", default="spring"),
    _code("procedure", "Процедура", vocabulary.PROCEDURES, "ВПР, ОГЭ, ЕГЭ, ГВЭ-9, ГВЭ-11, ДР"),
    _code("form", "Форма экзамена", vocabulary.EXAM_FORMS, "any: лица, а не попытки"),
    Column("grade", "count", "Класс (кто писал)", minimum=1, maximum=12),
    Column(
        "programme_grade",
        "count",
        "Класс программы",
        "чью программу проверяли",
        minimum=1,
        maximum=12,
    ),
    _code("subject", "Предмет", vocabulary.SUBJECTS),
    _code("level", "Уровень", vocabulary.LEVELS, "базовый или профильный", default=""),
    _text("attempt", "Попытка", "first — первая, final — с пересдачами", default=""),
    _text("class", "Литера класса", default=""),
    _text("variant", "Вариант", default=""),
    _code("selection", "Отбор", vocabulary.SELECTIONS, "все, по жребию, по выбору", default="all"),
    # schools
    _text("school_name", "Название школы"),
    _text("name", "Другое название"),
    _text("kind", "Вид"),
    _flag("is_rural", "Сельская"),
    _flag("is_special", "Специальная или вечерняя"),
    _date("valid_from", "Действует с", since=_IN_FORCE_SINCE),
    _date("valid_to", "Действует по", after=None),
    _text("system", "Система кодов", "ФИС ОКО, РИС, ОГРН, ОКТМО"),
    _text("code", "Код в системе"),
    _text("other_id", "Код другой школы"),
    _date("date", "Дата"),
    _code("role", "Роль школы", vocabulary.REGISTER_ROLES),
    _text("source", "Источник"),
    _code("category", "Категория", vocabulary.CATEGORIES, "НОР, НСУ или обе"),
    _text("cohort", "Когорта"),
    _date("list_date", "Дата списка", before=1),
    _date("support_from", "Поддержка с", before=1, after=5),
    _date("support_to", "Поддержка по", before=1, after=10),
    _date("left_on", "Выбыла", before=1, after=10),
    # marks and exams
    _count("enrolled", "Обучающихся"),
    _count("participants", "Участников"),
    _percent("participants_pct", "Доля участников, %"),
    _count("absent", "Отсутствовали"),
    _count("exempt", "Освобождены"),
    _count("mark_2", "Отметок «2»"),
    _count("mark_3", "Отметок «3»"),
    _count("mark_4", "Отметок «4»"),
    _count("mark_5", "Отметок «5»"),
    _percent("mark_2_pct", "Доля «2», %"),
    _percent("mark_3_pct", "Доля «3», %"),
    _percent("mark_4_pct", "Доля «4», %"),
    _percent("mark_5_pct", "Доля «5», %"),
    _text("counts_origin", "Откуда количества", "counts или percents", default="counts"),
    _number("mean_primary", "Средний первичный балл"),
    _number("max_primary", "Максимальный первичный балл"),
    _count("sat", "Сдавали"),
    _count("below_min_first", "Ниже минимума, первая попытка"),
    _count("below_min_final", "Ниже минимума, с пересдачами"),
    _number("mean_score", "Средний балл", maximum=100),
    _count("score_below_min", "Баллов ниже минимума"),
    _count("score_to_60", "До 60 баллов"),
    _count("score_61_80", "61–80 баллов"),
    _count("score_81_99", "81–99 баллов"),
    _count("score_100", "100 баллов"),
    _count("year_mark_confirmed", "Подтвердили годовую отметку"),
    _count("year_mark_lower", "Экзамен ниже годовой"),
    _count("year_mark_higher", "Экзамен выше годовой"),
    _date("results_as_of", "Результаты на дату", before=1),
    _count("admitted", "Допущены"),
    _count("certified", "Получили аттестат"),
    _count("certified_honours", "Аттестат с отличием"),
    _count("honours_not_confirmed", "Медалисты, не подтвердившие отметки"),
    _number("primary_score", "Первичный балл"),
    _text("task", "Задание"),
    _code("task_level", "Уровень задания", vocabulary.TASK_LEVELS),
    _text("skill", "Проверяемое умение"),
    _number("max_score", "Максимальный балл"),
    _percent("completion_pct", "Выполнение, %"),
    Column("mark_group", "count", "Отметка участников", minimum=2, maximum=5),
    _count("lowered", "Понизили"),
    _count("confirmed", "Подтвердили"),
    _count("raised", "Повысили"),
    _text("pupil_code", "Код участника"),
    _number("mark", "Отметка", minimum=2, maximum=5),
    _number("journal_mark", "Отметка по журналу", minimum=2, maximum=5),
    _text("task_scores", "Баллы за задания", "JSON: задание → балл"),
    _text("statistic", "Показатель", "mean, sd, q1, q3 …"),
    Column("value", "number", "Значение"),
    _text("term", "Учебный период", "четверть, полугодие или год"),
    _count("not_assessed", "Не аттестованы"),
    _text("work_name", "Название работы"),
    # context
    _count("pupils", "Обучающихся всего"),
    _count("risk_group", "Группа риска"),
    _count("risk_accompanied", "Группа риска: сопровождение"),
    _count("risk_results_measures", "Группа риска: меры по результатам"),
    _count("ovz", "Обучающихся с ОВЗ"),
    _count("non_native", "Неродной язык обучения"),
    _count("low_income", "Малообеспеченные семьи"),
    _count("one_parent", "Неполные семьи"),
    _count("on_register", "На учёте"),
    _count("parents_higher_education", "Родители с высшим образованием"),
    _number("distance_km", "До районного центра, км"),
    # teachers
    _text("teacher_code", "Код педагога"),
    _flag("is_management", "Руководящий работник"),
    _date("category_until", "Категория до", after=10),
    _flag("is_young", "Молодой специалист"),
    _number("hours", "Часы"),
    _flag("is_specialist", "Ведёт специалист"),
    _code("point", "Точка диагностики", vocabulary.DIAGNOSTIC_POINTS),
    _text("tool", "Инструмент диагностики"),
    _text("competence", "Компетенция"),
    _number("score", "Балл"),
    _text("plan_kind", "Вид плана", "ИОМ, ИППР, адресная помощь"),
    _date("made_on", "Составлен", before=10),
    _count("items", "Пунктов"),
    _count("items_done", "Выполнено пунктов"),
    _date("closed_on", "Закрыт", after=5),
    _text("record_no", "№ записи", default="1"),
    _text("provider", "Кто оказал помощь"),
    _text("mentee_code", "Код наставляемого"),
    _text("mentor_code", "Код наставника"),
    _text("partner_school_id", "Код школы-партнёра"),
    _text("programme", "Программа"),
    _date("started_on", "Начало"),
    _date("finished_on", "Окончание"),
    _text("topic", "Тема"),
    _flag("is_functional_literacy", "Функциональная грамотность"),
    _code("category_sought", "Заявленная категория", vocabulary.QUALIFICATION),
    _text("result", "Результат"),
    _number("hours_needed", "Потребность, часы"),
    _number("hours_by_specialist", "Ведут специалисты, часы"),
    _number("hours_by_other", "Ведут неспециалисты, часы"),
    # events, parents, material base
    _text("event_id", "Код мероприятия"),
    _text("title", "Название"),
    _count("teachers", "Педагогов"),
    _count("prize_winners", "Победителей и призёров"),
    _text("action", "Форма работы"),
    _count("took_part", "Приняли участие"),
    _count("total", "Всего"),
    _text("criterion", "Критерий"),
    _count("respondents", "Респондентов"),
    _text("item", "Предмет оснащения"),
    _text("need", "Потребность"),
    _text("state", "Состояние", "ready — готово, in_progress — в работе, absent — нет"),
    _date("due", "Срок", after=15),
    _text("partner_id", "Код партнёра"),
    _text("agreement", "Соглашение"),
    _text("factor", "Фактор риска"),
    _text("address", "Адрес"),
    _date("published_on", "Опубликовано"),
    _date("checked_on", "Проверено"),
    _flag("is_ok", "Открывается"),
    # targets and plans
    _text("indicator_id", "Показатель"),
    Column("target", "number", "Целевое значение"),
    _code("direction", "Направление", vocabulary.DIRECTIONS, default="up"),
    Column("base_year", "year", "Базовый год", minimum=2000, maximum=2100),
    _text("plan_id", "Код плана"),
    _code("frame", "Рамка", vocabulary.FRAMES),
    _date("period_start", "Начало периода"),
    _date("period_end", "Конец периода", after=None),
    _date("approved_on", "Утверждён"),
    _text("stages", "Этапы", "JSON: номер → начало и конец"),
    _text("events", "События", "JSON: событие → дата"),
    Column("seq", "count", "№ по порядку", minimum=1),
    _text("item_no", "Номер пункта"),
    _text("section", "Раздел"),
    _text("measure", "Мероприятие"),
    _text("term_raw", "Срок"),
    _text("responsible_raw", "Ответственные"),
    _text("result_raw", "Ожидаемый результат"),
    _date("instance_due", "Срок повторения", after=None),
    _date("done_on", "Выполнено"),
    _text("evidence_kind", "Вид подтверждения"),
    _text("evidence_ref", "Подтверждение"),
    _count("denominator", "Из скольких"),
    _text("comment", "Примечание"),
)

#: Every quantity by name.
COLUMNS: dict[str, Column] = {column.name: column for column in _ALL}
