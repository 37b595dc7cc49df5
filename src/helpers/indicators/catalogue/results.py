"""Named indicators of results: admission, certificates, exams as a whole, gap to the district.

Here: entries that are not a measure of one subject. Not here: the families by procedure,
grade and subject (`families`).
"""

from __future__ import annotations

from helpers.indicators.catalogue.entry import Indicator
from helpers.indicators.catalogue.sources import (
    IVANTEEVKA,
    PRACTICE,
    PRIOZERSK,
    ROSTOV,
    VILYUYSK,
)

ENTRIES = (
    Indicator(
        "gia9.admitted_share",
        "ГИА-9: доля допущенных",
        "%", "допущенные к ГИА", "обучающиеся 9 классов", rule_source=VILYUYSK,
    ),
    Indicator(
        "gia11.admitted_share",
        "ГИА-11: доля допущенных",
        "%", "допущенные к ГИА", "обучающиеся 11 классов", rule_source=VILYUYSK,
    ),
    Indicator(
        "gia.programme_mastered_share",
        "ГИА: доля освоивших программу",
        "%", "получившие аттестат", "обучающиеся 9 и 11 классов",
        rule_source=PRIOZERSK, target_source=PRIOZERSK, flaw_codes=("E16",),
    ),
    Indicator(
        "gia9.programme_mastered_share",
        "ГИА-9: доля освоивших программу основного общего образования",
        "%", "получившие аттестат", "обучающиеся 9 классов",
        rule_source=PRIOZERSK, target_source=PRIOZERSK, flaw_codes=("E16",),
    ),
    Indicator(
        "gia11.programme_mastered_share",
        "ГИА-11: доля освоивших программу среднего общего образования",
        "%", "получившие аттестат", "обучающиеся 11 классов",
        rule_source=PRIOZERSK, target_source=PRIOZERSK, flaw_codes=("E16",),
    ),
    Indicator(
        "exam.year_mark_confirmed_share",
        "Экзамены подтвердили годовые отметки",
        "%", "экзамены, где отметка равна годовой", "все сданные экзамены ОГЭ, ЕГЭ и ГВЭ",
        interval="none", rule_source=IVANTEEVKA,
    ),
    Indicator(
        "quality.gap_to_district",
        "Качество: школы списка минус район",
        "п. п.", "доля «4» и «5» в школах списка минус доля по всем школам", "",
        interval="none", rule_source=IVANTEEVKA, target_source=IVANTEEVKA, flaw_codes=("E17",),
    ),
    Indicator(
        "quality.gap_to_others",
        "Качество: школы списка минус остальные школы",
        "п. п.", "среднее по работам: доля «4» и «5» в школах списка минус доля в школах вне "
        "списка, вес работы — её участники в тех и других", "",
        interval="cluster", rule_source=PRACTICE,
    ),
    Indicator(
        "results.dynamics",
        "Динамика результатов: работы школ с ростом за год сверх случайных колебаний",
        "%", "работы школ, где доля выросла и интервал изменения не содержит нуля",
        "работы школ, сравнимые с прошлым годом", "up", "none", ROSTOV, "", 0,
    ),
)  # fmt: skip
