"""Named indicators of pupils, schools and the system around them.

Here: pupils at risk, lists, material base, satisfaction, events, parents, publications. Not
here: how they are computed.
"""

from __future__ import annotations

from helpers.indicators.catalogue.entry import AS_WRITTEN, Indicator
from helpers.indicators.catalogue.sources import (
    IVANTEEVKA,
    OBJECTIVITY,
    PRIOZERSK,
    ROSTOV,
    TUROCHAK,
    VILYUYSK,
)

_PUPILS = "все обучающиеся"
_LISTED = "школы списка ШНОР"

ENTRIES = (
    Indicator(
        "pupils.risk_share", "Обучающиеся группы риска",
        "%", "обучающиеся группы риска", _PUPILS, "down", "none", VILYUYSK,
    ),
    Indicator(
        "pupils.risk.accompanied_share",
        "Группа риска: охват социально-педагогическим и психологическим сопровождением",
        "%", "охваченные сопровождением", "обучающиеся группы риска", "up", "none", VILYUYSK,
        reading="use", flaw_codes=("E11",),
    ),
    Indicator(
        "pupils.risk.accompanied_share" + AS_WRITTEN,
        "Группа риска: охваченные сопровождением среди всех обучающихся (по букве плана)",
        "%", "охваченные сопровождением", _PUPILS, "none", "none", VILYUYSK,
        reading="as_written", flaw_codes=("E11",),
    ),
    Indicator(
        "pupils.risk.results_measures_share",
        "Группа риска: охват мерами по повышению результатов",
        "%", "охваченные мерами", "обучающиеся группы риска", "up", "none", VILYUYSK,
        reading="use", flaw_codes=("E12",),
    ),
    Indicator(
        "pupils.risk.results_measures_share" + AS_WRITTEN,
        "Группа риска: охват мерами по повышению результатов (по букве плана)",
        "%", "охваченные мерами", "не задан", "none", "none", VILYUYSK,
        reading="as_written", flaw_codes=("E12",),
    ),
    Indicator(
        "pupils.ovz_share", "Обучающиеся с ОВЗ",
        "%", "обучающиеся с ОВЗ", _PUPILS, "none", "none", VILYUYSK,
    ),
    Indicator(
        "pupils.events_participants",
        "Участие обучающихся в олимпиадах, конкурсах и проектах",
        "ед.", "участия обучающихся", "", "up", "none", IVANTEEVKA, IVANTEEVKA, 0,
    ),
    Indicator(
        "events.group_analysis_count",
        "Мероприятия с групповым анализом результатов и проблем преподавания",
        "ед.", "мероприятия", "", "up", "none", VILYUYSK, "", 0,
    ),
    Indicator(
        "practices.published_count", "Лучшие практики педагогов в открытом доступе",
        "ед.", "опубликованные практики", "", "up", "none", VILYUYSK, "", 0,
    ),
    Indicator(
        "schools.shnor_count", "Школы в списке ШНОР",
        "ед.", _LISTED, "", "down", "none", VILYUYSK, VILYUYSK, 0,
    ),
    Indicator(
        "schools.shnor_share", "Доля школ в списке ШНОР",
        "%", _LISTED, "все школы района", "down", "none", VILYUYSK, VILYUYSK, 0,
    ),
    Indicator(
        "schools.positive_dynamics_share", "Школы списка с ростом результатов",
        "%", "школы с ростом результатов к прошлому году", _LISTED, "up", "none",
        VILYUYSK, PRIOZERSK, 0,
    ),
    Indicator(
        "schools.effective_mode_share", "Школы, перешедшие в эффективный режим",
        "%", "перешедшие школы", _LISTED, "up", "none", PRIOZERSK, PRIOZERSK, 0,
    ),
    Indicator(
        "schools.objectivity_index", "Индекс объективности региона: школы без признаков",
        "%", "школы без единого признака",
        "школы, у которых посчитан хотя бы один признак", "up", "none", OBJECTIVITY, "", 0,
    ),
    Indicator(
        "schools.material_base_ready_share", "Школы с готовой материальной базой",
        "%", "школы, где всё нужное готово", _LISTED, "up", "none", VILYUYSK, PRIOZERSK, 0,
    ),
    Indicator(
        "schools.satisfaction_score", "Удовлетворённость условиями по независимой оценке",
        "балл", "сумма баллов", "оценки по критериям", "up", "none", PRIOZERSK, PRIOZERSK, 0,
    ),
    Indicator(
        "schools.in_events_share", "Школы, участвующие в региональных мероприятиях",
        "%", "участвовали хотя бы раз", _LISTED, "up", "none", ROSTOV, ROSTOV, 0,
    ),
    Indicator(
        "schools.self_assessed_share", "Школы, проведшие самооценку",
        "%", "проведшие самооценку", _LISTED, "up", "none", ROSTOV, "", 0,
    ),
    Indicator(
        "schools.own_roadmap_share", "Школы со своей дорожной картой",
        "%", "школы с дорожной картой", _LISTED, "up", "none", IVANTEEVKA, IVANTEEVKA, 0,
    ),
    Indicator(
        "programmes.updated_share", "Обновлённые муниципальные программы",
        "%", "обновлённые программы", "все программы", "up", "none", IVANTEEVKA, IVANTEEVKA, 0,
    ),
    Indicator(
        "system.support_active", "Муниципальная система методической поддержки действует",
        "", "", "", "none", "none", PRIOZERSK, PRIOZERSK, 0, qualitative=True,
    ),
    Indicator(
        "parents.involved_share", "Родители, вовлечённые в работу школы",
        "%", "принявшие участие", "родители, которых приглашали", "up", "none", TUROCHAK,
        flaw_codes=("E15",),
    ),
    Indicator(
        "vpr.forms_filled_share", "ВПР: загруженные формы сбора результатов",
        "%", "работы с загруженным протоколом", "назначенные работы", "up", "none", TUROCHAK,
        "", 0,
    ),
)  # fmt: skip
