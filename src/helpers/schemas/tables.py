"""The tables of the store: rows, key, columns.

Here: each table as names, its key and what one row is. Not here: the meaning of a column
(`columns`), reading files (`readers`), storing (`store`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers import vocabulary
from helpers.schemas.columns import COLUMNS, Column

#: Where a row came from; added to every stored row.
PROVENANCE = ("source_id", "source_sheet", "source_row")
#: The column that a partition stands for; its files do not repeat it.
MUNICIPALITY = "municipality_id"
#: Declared kinds of absence of a row: «mark_2=suppressed;mark_3=suppressed».
ABSENCE_COLUMN = "absences"


@dataclass(frozen=True)
class Table:
    """One table: `grain` says what a row is, `key` names it uniquely.

    Key parts in `optional` may be empty. `is_result` marks tables keyed by a scope (school,
    municipality, region, country); their files may have `school_id` instead.
    """

    name: str
    label: str
    grain: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    is_result: bool = False
    overrides: Mapping[str, Column] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, key first."""
        return self.key + self.values

    def column(self, name: str) -> Column:
        """Meaning of a column in this table."""
        return self.overrides.get(name) or COLUMNS[name]

    @property
    def stored_key(self) -> tuple[str, ...]:
        """The key inside a partition: the municipality is the partition itself."""
        return tuple(name for name in self.key if name != MUNICIPALITY)


def _key(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    parts = text.split()
    names = tuple(part.rstrip("?") for part in parts)
    return names, frozenset(part[:-1] for part in parts if part.endswith("?"))


def _table(
    name: str,
    label: str,
    grain: str,
    key: str,
    values: str,
    overrides: tuple[Column, ...] = (),
) -> Table:
    names, optional = _key(key)
    return Table(
        name,
        label,
        grain,
        names,
        tuple(values.split()),
        optional,
        overrides={column.name: column for column in overrides},
    )


def _result(name: str, label: str, grain: str, key: str, values: str) -> Table:
    names, optional = _key("scope_type scope_id " + key)
    return Table(
        name,
        label,
        grain,
        names,
        (*values.split(), "selection"),
        optional,
        is_result=True,
    )


_QUALIFICATION = Column(
    "category", "code", "Квалификационная категория", choices=vocabulary.QUALIFICATION
)
_RISK_LEVEL = Column("level", "code", "Уровень риска", choices=vocabulary.LEVELS_OF_RISK)
_EVENT_LEVEL = Column("level", "text", "Уровень мероприятия", "школьный, районный, региональный")
_SCORE_100 = Column("score", "number", "Балл (0–100)", minimum=0, maximum=100)
_GRADE = Column("grade", "count", "Класс", minimum=1, maximum=12)
_ANY_SUBJECT = Column("subject", "code", "Предмет", choices=vocabulary.SUBJECTS, default="")
_TEACHER_YEAR_PROGRAMME = Column("programme", "text", "Программа курсов")

_ALL = (
    _table(
        "schools",
        "Школы",
        "школа (с даты)",
        "school_id valid_from?",
        "municipality_id school_name kind is_rural is_special valid_to",
        (Column("kind", "text", "Вид школы", "НОШ, ООШ, СОШ, гимназия"),),
    ),
    _table("school_names", "Другие названия школ", "школа и название", "school_id name", ""),
    _table(
        "school_ids",
        "Коды школ",
        "школа, система и код",
        "school_id system code valid_from?",
        "valid_to",
    ),
    _table(
        "school_links",
        "Связи школ",
        "пара школ",
        "school_id other_id kind",
        "date",
        (Column("kind", "text", "Вид связи", "successor — преемник, branch — филиал"),),
    ),
    _table("school_roles", "Роли школ", "школа, год и роль", "school_id year role", ""),
    _table(
        "municipality_codes",
        "Коды муниципалитетов",
        "муниципалитет, система и код",
        "municipality_id system code valid_from?",
        "valid_to",
    ),
    _table(
        "shnor_register",
        "Списки ШНОР",
        "школа, год результатов и источник списка",
        "school_id results_year source",
        "category cohort list_date support_from support_to left_on",
    ),
    _result(
        "marks",
        "Отметки",
        "охват, процедура, предмет, класс",
        "year wave procedure grade subject level? attempt? class?",
        "programme_grade enrolled participants absent exempt mark_2 mark_3 mark_4 mark_5 "
        "mark_2_pct mark_3_pct mark_4_pct mark_5_pct counts_origin mean_primary max_primary",
    ),
    _result(
        "exams",
        "Экзамены",
        "охват, форма, предмет",
        "year form grade subject level?",
        "sat below_min_first below_min_final mean_score score_below_min score_to_60 score_61_80 "
        "score_81_99 score_100 year_mark_confirmed year_mark_lower year_mark_higher results_as_of",
    ),
    _result(
        "admission",
        "Допуск и аттестаты",
        "охват, год, класс",
        "year grade",
        "enrolled admitted certified certified_honours honours_not_confirmed",
    ),
    _result(
        "score_distribution",
        "Распределение первичных баллов",
        "охват, процедура, балл",
        "year wave procedure grade subject level? primary_score",
        "participants participants_pct counts_origin",
    ),
    _result(
        "tasks",
        "Выполнение заданий",
        "охват, процедура, задание",
        "year wave procedure grade subject level? variant? task",
        "task_level skill max_score participants completion_pct",
    ),
    _result(
        "task_groups",
        "Выполнение заданий по отметкам",
        "охват, процедура, задание, отметка участников",
        "year wave procedure grade subject level? variant? task mark_group",
        "max_score participants completion_pct",
    ),
    _result(
        "journal_match",
        "Сравнение с журналом",
        "охват, процедура, предмет",
        "year wave procedure grade subject level?",
        "participants lowered confirmed raised counts_origin",
    ),
    _table(
        "individual",
        "Индивидуальные результаты",
        "участник, процедура, предмет",
        "pupil_code year wave procedure subject",
        "school_id grade class variant level primary_score mark journal_mark task_scores",
    ),
    _result(
        "reference",
        "Опорные статистики",
        "охват, процедура, статистика",
        "year wave procedure grade subject level? statistic",
        "value",
    ),
    _table(
        "breaks",
        "Разрывы рядов",
        "процедура, класс, предмет, год",
        "procedure grade subject year",
        "kind source",
        (Column("kind", "text", "Вид разрыва", "scale, content, wave, takers"),),
    ),
    _table(
        "term_marks",
        "Отметки по периодам",
        "школа, период, класс, предмет",
        "school_id year term grade subject",
        "mark_2 mark_3 mark_4 mark_5 not_assessed",
        (_GRADE,),
    ),
    _table(
        "diagnostic_works",
        "Диагностические работы",
        "школа, работа, класс",
        "school_id date work_name grade subject class?",
        "enrolled participants mark_2 mark_3 mark_4 mark_5",
        (_GRADE,),
    ),
    _table(
        "context",
        "Контекст школы",
        "школа и год",
        "school_id year",
        "pupils risk_group risk_accompanied risk_results_measures ovz non_native low_income "
        "one_parent on_register parents_higher_education distance_km",
    ),
    _table(
        "teachers",
        "Педагоги",
        "педагог и год",
        "teacher_code year",
        "school_id is_management category category_until is_young",
        (_QUALIFICATION,),
    ),
    _table(
        "teacher_assignments",
        "Нагрузка педагогов",
        "педагог, год, школа, предмет",
        "teacher_code year school_id subject",
        "hours is_specialist",
    ),
    _table(
        "diagnostics",
        "Диагностика дефицитов",
        "педагог, дата, инструмент, компетенция",
        "teacher_code date point tool competence subject?",
        "score max_score",
        (_ANY_SUBJECT,),
    ),
    _table(
        "plans",
        "Планы развития педагогов",
        "педагог, год, вид плана",
        "teacher_code year plan_kind",
        "made_on items items_done closed_on",
    ),
    _table(
        "help",
        "Методическая помощь",
        "педагог, дата, форма, запись",
        "teacher_code date form record_no",
        "competence subject hours provider",
        (Column("form", "text", "Форма помощи"), _ANY_SUBJECT),
    ),
    _table(
        "mentoring",
        "Наставничество",
        "пара и год",
        "mentee_code year mentor_code",
        "partner_school_id",
    ),
    _table(
        "courses",
        "Повышение квалификации",
        "педагог, программа, начало",
        "teacher_code programme started_on",
        "finished_on topic hours is_functional_literacy",
        (_TEACHER_YEAR_PROGRAMME,),
    ),
    _table(
        "attestation",
        "Аттестация",
        "педагог и дата",
        "teacher_code date",
        "category_sought result",
    ),
    _table(
        "staffing",
        "Кадры по предметам",
        "школа, год, предмет",
        "school_id year subject",
        "hours_needed hours_by_specialist hours_by_other",
    ),
    _table(
        "events",
        "Мероприятия",
        "мероприятие",
        "event_id",
        "date title kind level",
        (Column("kind", "text", "Вид мероприятия"), _EVENT_LEVEL),
    ),
    _table(
        "participation",
        "Участие школ",
        "мероприятие и школа",
        "event_id school_id",
        "pupils teachers prize_winners",
        (Column("pupils", "count", "Обучающихся-участников", minimum=0),),
    ),
    _table(
        "parents",
        "Работа с родителями",
        "школа, год, форма работы",
        "school_id year action",
        "took_part total",
    ),
    _table(
        "satisfaction",
        "Удовлетворённость",
        "школа, год, критерий",
        "school_id year criterion",
        "score respondents",
        (_SCORE_100,),
    ),
    _table(
        "material",
        "Материальная база",
        "школа, год, предмет оснащения",
        "school_id year item",
        "need state due",
    ),
    _table(
        "partners",
        "Партнёрство",
        "школа, партнёр, начало",
        "school_id partner_id valid_from",
        "valid_to agreement",
    ),
    _table(
        "self_assessment",
        "Самооценка школы",
        "школа, год, фактор",
        "school_id year factor",
        "level",
        (_RISK_LEVEL,),
    ),
    _table(
        "publications",
        "Публикации",
        "школа, вид, адрес",
        "school_id kind address",
        "published_on checked_on is_ok",
        (Column("kind", "text", "Вид публикации"),),
    ),
    _table(
        "targets",
        "Целевые показатели",
        "показатель, муниципалитет, год",
        "indicator_id municipality_id year",
        "target direction base_year",
    ),
    _table(
        "plan_frames",
        "Рамки планов",
        "план",
        "plan_id",
        "municipality_id school_id frame period_start period_end approved_on stages events",
    ),
    _table(
        "roadmap_items",
        "Пункты дорожных карт",
        "план и порядковый номер",
        "plan_id seq",
        "item_no section measure term_raw responsible_raw result_raw",
    ),
    _table(
        "roadmap_progress",
        "Исполнение дорожных карт",
        "пункт, срок, школа, запись",
        "plan_id seq instance_due? school_id? record_no",
        "done_on evidence_kind evidence_ref participants denominator comment",
    ),
)

#: Every table by name, in the order people meet them.
TABLES: dict[str, Table] = {table.name: table for table in _ALL}
