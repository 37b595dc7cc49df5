"""Named frames about results: lists, works, exams, tasks, signs, comparison of schools.

Here: entries. Not here: how each frame is counted (`indicators`).
"""

from __future__ import annotations

import pandas as pd

from helpers.frames.entry import NamedFrame
from helpers.indicators import (
    cohort_growth,
    coverage,
    discoveries,
    exam_help,
    exam_profile,
    list_contrast,
    lists,
    pooled,
    progress,
    studies,
    task_zones,
    term_marks,
    trials,
    works,
)
from helpers.indicators.early_warning import EarlyWarning
from helpers.indicators.low_results import LowResultsList
from helpers.indicators.objectivity import Objectivity
from helpers.indicators.peers.year import PeersYear
from helpers.indicators.progress import DynamicsRule
from helpers.params import RunParams
from helpers.store import Data

CHANCE = (
    "Диапазон — случайные колебания при таком числе участников, не ошибка измерения. Связь не "
    "значит причина."
)


def _list(data: Data, run: RunParams) -> LowResultsList:
    return LowResultsList(data, run.year)


def _view(data: Data, run: RunParams, back: int = 0) -> works.Results:
    return works.results(data, run, years_back=back)


def _schools_of_list(data: Data, run: RunParams) -> pd.DataFrame:
    return _list(data, run).schools.drop(columns=["score", "variants", "listed_in"])


ENTRIES = (
    NamedFrame(
        "low_results", "Какие школы в списке по правилу и что рядом в официальных списках",
        ("F01",),
        ("school_id", "school_name", "listed", "triggers", "results", "closest", "movement",
         "official", "needs_decision"),
        _schools_of_list,
    ),
    NamedFrame(
        "low_result_triggers", "По каким процедурам школа попала в список", ("F01",),
        ("school_id", "procedure", "grade", "subject", "year", "below", "participants", "share",
         "low", "high", "margin"),
        lambda data, run: _list(data, run).triggers, CHANCE,
    ),
    NamedFrame(
        "low_results_stability", "Как меняется список при других параметрах правила", ("F01",),
        ("parameter", "value", "listed", "added", "dropped"),
        lambda data, run: _list(data, run).sensitivity,
        labels={"listed": "Школ в списке", "parameter": "Изменённый параметр"},
    ),
    NamedFrame(
        "low_results_agreement", "В чём расходятся правило и официальные списки", ("F01",),
        ("one", "other", "both", "only_one", "only_other"),
        lambda data, run: _list(data, run).agreement,
    ),
    NamedFrame(
        "list_flow", "Сколько школ в списках по годам, кто пришёл и ушёл", ("F42",),
        ("year", "listed", "entered", "stayed", "left", "schools", "sources"),
        lambda data, run: lists.flow(data, run.year),
        "Другой источник списка — другие правила: смена источника выглядит как движение школ.",
        {"listed": "Школ в списке"},
    ),
    NamedFrame(
        "listed_against_others", "Школы списка рядом с остальными школами", ("F41",),
        ("title", "listed", "whole", "others", "whole_others", "gap", "low", "high",
         "to_district", "interval", "movement"),
        lambda data, run: list_contrast.against_others(data, _view(data, run)),
        "Интервал считает школы, а не обучающихся; при малом числе школ его нет.",
        {"listed": "Школы списка, %", "others": "Остальные школы, %"},
    ),
    NamedFrame(
        "coverage", "Кто писал работы года и кто пропал", ("F39",),
        ("title", "units", "units_before", "participants", "enrolled", "gone"),
        lambda data, run: coverage.by_work(_view(data, run, 1)),
    ),
    NamedFrame(
        "schools_apart", "Какие школы отличаются от остальных больше, чем случайно",
        ("F10", "F22"),
        ("title", "school_id", "part", "whole", "share", "others_share", "difference", "q",
         "standing"),
        lambda data, run: discoveries.schools_apart(_view(data, run)),
        "Проверено сразу много школ: q — доля ложных находок (Бенджамини — Хохберг).",
    ),
    NamedFrame(
        "pooled_shares", "Доли за несколько лет вместе: разные параллели одной работы", ("F04",),
        ("title", "measure", "place", "school_id", "years", "part", "whole", "share", "low",
         "high"),
        lambda data, run: pooled.shares(data, _view(data, run, 4)), CHANCE,
    ),
    NamedFrame(
        "cohort_growth", "Как изменилось место одних и тех же параллелей среди участников региона",
        ("F22",),
        ("step", "subject", "school_id", "start_year", "start_n", "start_place", "year", "n",
         "place", "growth", "low", "high", "standing"),
        lambda data, run: cohort_growth.growth(data, run.year),
        "Место 50 — как в среднем по региону. Состав параллели за годы меняется.",
    ),
    NamedFrame(
        "school_dynamics", "Какие ряды школы изменились к прошлому году больше, чем случайно",
        ("F35",),
        ("school_id", "procedure", "grade", "subject", "wave", "before_pct", "pct",
         "change_points", "low", "high", "movement"),
        lambda data, run: progress.school_changes(
            data.table("marks"), data.table("breaks"), run.year, DynamicsRule.stated()
        ),
        CHANCE,
    ),
    NamedFrame(
        "falling_schools", "Где доля «2» выросла за год на 10 пунктов и больше", ("F10", "F22"),
        ("school_id", "procedure", "grade", "subject", "wave", "before_pct", "pct", "change",
         "low", "high", "q", "is_small"),
        lambda data, run: trials.failure_jumps(data, run.year), CHANCE,
    ),
    NamedFrame(
        "tasks", "Как выполнены задания и где разрыв с регионом", ("F05",),
        ("scope_id", "procedure", "grade", "subject", "task", "task_level", "skill",
         "participants", "completion", "region", "gap", "zone"),
        lambda data, run: task_zones.by_task(data, run.year),
    ),
    NamedFrame(
        "skills", "Каким умениям не научены: задания ниже предела", ("F05",),
        ("scope_id", "procedure", "grade", "subject", "skill", "tasks", "insufficient", "gap",
         "is_systemic"),
        lambda data, run: task_zones.by_skill(task_zones.by_task(data, run.year)),
    ),
    NamedFrame(
        "journal", "Отметки за работы рядом с журналом по школам и годам", ("F06",),
        ("school_id", "title", "year", "whole", "lowered_pct", "confirmed_pct", "raised_pct"),
        lambda data, run: Objectivity(data, run).agreement,
    ),
    NamedFrame(
        "journal_gaps", "Где отметки расходятся с журналом на 2 и больше", ("F06",),
        ("school_id", "title", "whole", "gaps", "lower", "higher", "gaps_pct"),
        lambda data, run: Objectivity(data, run).gaps,
    ),
    NamedFrame(
        "objectivity_signs", "Признаки, по которым результаты стоит проверить", ("F07",),
        ("school_id", "title", "group", "status", "reason", "n", "value", "border"),
        lambda data, run: Objectivity(data, run).signs,
        "Признак — повод проверить, а не вывод о нарушении.",
    ),
    NamedFrame(
        "objectivity_years", "Сколько признаков у школ по годам", ("F07",),
        ("school_id", "year", "signs", "computed", "years_with_signs", "in_a_row"),
        lambda data, run: Objectivity(data, run).years,
        "Признак — повод проверить, а не вывод о нарушении.",
    ),
    NamedFrame(
        "term_marks", "Отметки по четвертям, полугодиям и за год: где растёт «2»", ("F08",),
        ("place", "school_id", "grade", "subject", "term", "marked", "not_assessed", "below_pct",
         "quality_pct", "below_change", "quality_change", "is_falling"),
        lambda data, run: term_marks.by_term(data, run.year),
    ),
    NamedFrame(
        "term_marks_to_works", "Годовые отметки рядом с внешней работой тех же классов", ("F08",),
        ("school_id", "grade", "subject", "term", "below", "marked", "below_pct", "procedure",
         "work_below", "work_count", "work_pct", "gap"),
        lambda data, run: term_marks.against_works(data, run.year),
    ),
    NamedFrame(
        "trials", "Пробные и полугодовые работы рядом с экзаменом", ("F09",),
        ("school_id", "grade", "subject", "kind", "date", "trial_below", "trial_count",
         "trial_pct", "exam_below", "exam_count", "exam_pct", "change"),
        lambda data, run: trials.trial_to_exam(data, run.year),
        "Задания разные: разница не равна прогрессу.",
    ),
    NamedFrame(
        "risks", "Какие работы следующего года под риском", ("F09",),
        ("school_id", "procedure", "grade", "subject", "source", "below", "count", "chance",
         "risk"),
        lambda data, run: EarlyWarning(data, run.year).works,
    ),
    NamedFrame(
        "score_bands", "Сколько сдавших ЕГЭ в каждой полосе баллов", ("F10",),
        ("subject", "level", "place", "school_id", "score_below_min", "score_to_60",
         "score_61_80", "score_81_99", "score_100"),
        lambda data, run: exam_profile.score_bands(data, run.year),
    ),
    NamedFrame(
        "mean_scores", "Средние баллы ЕГЭ рядом с регионом и страной", ("F10",),
        ("subject", "level", "place", "school_id", "sat", "mean_score", "to_region", "to_country"),
        lambda data, run: exam_profile.mean_scores(data, run.year),
    ),
    NamedFrame(
        "choice_of_subjects", "Какие предметы ЕГЭ выбирают", ("F10",),
        ("subject", "level", "place", "school_id", "sat", "graduates", "share"),
        lambda data, run: exam_profile.choice_of_subjects(data, run.year),
    ),
    NamedFrame(
        "both_failed", "Сколько выпускников 9 класса не сдали оба обязательных предмета", ("F10",),
        ("school_id", "failed_rus", "failed_math", "pupils", "least", "most", "is_exact"),
        lambda data, run: exam_profile.both_failed(data, run.year),
        "Там, где отметок участников нет, известны только границы: от «не меньше» до «не больше».",
    ),
    NamedFrame(
        "medallists", "Сколько медалистов не подтвердили отметки", ("F10",),
        ("place", "school_id", "certified_honours", "honours_not_confirmed", "share", "low",
         "high"),
        lambda data, run: exam_profile.medallists(data, run.year),
    ),
    NamedFrame(
        "exam_help", "Где по итогам экзаменов нужна помощь педагогам предмета", ("F11",),
        ("school_id", "procedure", "subject", "years", "below", "count", "share", "low", "high",
         "others_share", "q", "needs_help", "teachers", "non_specialists", "with_deficit",
         "unhelped"),
        exam_help.needs, exam_help.READING,
    ),
    NamedFrame(
        "studies", "Независимые и сравнительные исследования: кто участвовал и как", ("F40",),
        ("work_name", "grade", "subject", "place", "school_id", "schools", "participants",
         "below_pct", "low", "high", "quality_pct"),
        lambda data, run: studies.by_school(data, run.year), CHANCE,
    ),
    NamedFrame(
        "peers", "Школы в похожих условиях", ("F22",),
        ("school_id", "peer_id", "rank", "distance", "shared"),
        lambda data, run: PeersYear(data, run).nearest,
    ),
    NamedFrame(
        "against_peers", "Результаты рядом со школами в похожих условиях", ("F22",),
        ("school_id", "indicator_id", "value", "n", "median", "difference", "word"),
        lambda data, run: PeersYear(data, run).compared,
    ),
    NamedFrame(
        "expected_results", "Результат ожидаемый по условиям и настоящий (для региона)", ("F22",),
        ("school_id", "indicator_id", "value", "n", "expected", "low", "high", "word"),
        lambda data, run: PeersYear(data, run).expected,
    ),
    NamedFrame(
        "resilient_schools", "Школы, устойчивые в трудных условиях", ("F22",),
        ("school_id", "years", "is_resilient"),
        lambda data, run: PeersYear(data, run).resilient,
    ),
    NamedFrame(
        "leaders", "Школы-лидеры по открытым критериям и резерв", ("F27",),
        ("school_id", "place", "measures", "years_top", "years_known", "signs", "is_listed",
         "is_leader", "is_reserve"),
        lambda data, run: PeersYear(data, run).leaders,
        "Решение принимают люди: данные показывают только, кто отвечает критериям. Признак — повод "
        "проверить результаты, а не вывод о нарушении.",
        {"place": "Место (1 — лучшая)", "measures": "Показателей"},
    ),
    NamedFrame(
        "partner_proposals", "К кому школа могла бы обратиться за помощью", ("F27", "F28"),
        ("school_id", "partner_id", "distance", "measures"),
        lambda data, run: PeersYear(data, run).partners,
    ),
)  # fmt: skip
