"""The list of low results in words: remarks, grounds, variants of the rule.

Here: one sentence or phrase per object. Not here: when a remark is made
(`indicators.low_results`).
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.indicators import catalogue
from helpers.indicators.low_results import Remark, Trigger, Work
from helpers.wording.numbers import counted, interval, listed, number, percent, points

_PLAIN = {
    "special": "специальная или вечерняя школа: правило к ней не применяется",
    "maybe_special": "название похоже на специальную или вечернюю школу, а в справочнике это не "
    "отмечено: проверьте",
    "other_kind": "правило рассматривает школы другого вида",
    "no_results": "нет результатов процедур, которые считаются",
}
_LINKS = {
    "successor": "есть преемник ({})",
    "predecessor": "это преемник ({})",
    "branch": "это филиал ({})",
    "has_branch": "есть филиал ({})",
}
_UNCOUNTED = {
    "unknown": "число участников или результатов ниже минимума известно не полностью: "
    "результат не считается",
    "part": "писала не вся параллель (жребий, выбор или выборка): результат не считается",
    "not_held": "по календарю процедура не проводилась, а данные есть: результат не считается, "
    "проверьте год",
    "few": "участников меньше, чем требует правило: результат не считается",
}
_GROUNDS = {
    "procedures": "низкие результаты в нескольких процедурах года",
    "two_years": "низкий результат два года подряд",
    "rank": "среди худших по среднему месту",
}
_MOVEMENTS = {"entered": "вошли", "stayed": "остались", "left": "вышли"}
_VARIANTS = {
    "low_share_pct": "граница {} %",
    "cut_pct": "худшие {} % школ",
    "min_participants": "только процедуры, где участников не меньше {}",
}
_VARIANT_WORDS = {
    ("two_year_rule", "same"): "второе основание — одна процедура два года подряд",
    ("two_year_rule", "any"): "второе основание — любые процедуры двух лет",
    ("two_year_rule", "off"): "без второго основания",
    ("math_levels", "pooled"): "уровни математики ЕГЭ вместе",
    ("math_levels", "separate"): "уровни математики ЕГЭ порознь",
    ("math_levels", "worst"): "худший из уровней математики ЕГЭ",
    ("below_min", "final"): "экзамены с учётом пересдач",
    ("below_min", "first"): "экзамены по первой попытке",
    ("counted", "exams"): "только экзамены, без ВПР",
    ("counted", "tests"): "только ВПР, без экзаменов",
}


def remark_text(remark: Remark) -> str:
    """A remark as one sentence without a full stop."""
    if remark.kind in _LINKS:
        link = _LINKS[remark.kind].format(", ".join(remark.others))
        return f"{link}: нужно решение, чьи это результаты; программа их не объединяет"
    if remark.about is None:
        return _PLAIN[remark.kind]
    work = work_title(remark.about)
    if remark.kind in _UNCOUNTED or not isinstance(remark.about, Trigger):
        return f"{work}: {_UNCOUNTED[remark.kind]}"
    if remark.kind == "small":
        step = number(100 / remark.about.participants)
        return (
            f"{work}: участников {remark.about.participants}, один человек "
            f"меняет долю на {step} п. п."
        )
    return (
        f"{work}: не участвовали {remark.absent}; если бы все они "
        f"оказались ниже минимума, доля была бы {number(remark.share, 1)} %"
    )


def small_groups_text(remarks: Sequence[Remark]) -> str:
    """Remarks `small` of one school together: how many, and what one pupil weighs in them."""
    sizes = [one.about.participants for one in remarks if isinstance(one.about, Trigger)]
    least, most = number(100 / max(sizes)), number(100 / min(sizes))
    step = least if least == most else f"{least}–{most}"
    return (
        f"малые группы ({counted(len(sizes), 'результат', 'результата', 'результатов')}): "
        f"один человек меняет долю на {step} п. п."
    )


def work_title(work: Trigger | Work) -> str:
    """The work a trigger speaks of: «ВПР 5 класс, математика, 2022 год»."""
    subject = catalogue.subject_title(work.subject, work.level)
    return f"{work.procedure} {work.grade} класс, {subject}, {work.year} год"


def trigger_text(one: Trigger) -> str:
    """A result with counts, interval, margin and participation."""
    words = (
        f"{work_title(one)}: {one.below} из {one.participants} = {percent(one.share)} "
        f"({interval(one.low, one.high)})"
    )
    if one.place is not None:
        words += f", место {number(one.place)} из 100 (100 — худшее)"
    else:
        words += f", от границы {points(one.margin)}"
    if one.participation is not None and one.enrolled != one.participants:
        words += f"; участвовали {percent(one.participation)} обучающихся"
        if one.share_if_absent is not None:
            words += f", с отсутствующими доля не больше {percent(one.share_if_absent)}"
    return words


def ground_text(grounds: Sequence[str]) -> str:
    """Grounds of a listing: «низкий результат два года подряд»; "" without any."""
    return listed([_GROUNDS[ground] for ground in grounds])


def movement_text(movement: str) -> str:
    """«вошли», «остались», «вышли»."""
    return _MOVEMENTS[movement]


def variant_text(parameter: str, value: str) -> str:
    """A variant of the rule as one phrase; the rule itself has an empty parameter."""
    if not parameter:
        return "правило как задано"
    if parameter in _VARIANTS:
        return _VARIANTS[parameter].format(value.replace(".", ","))
    return _VARIANT_WORDS[(parameter, value)]
