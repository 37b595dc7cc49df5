"""The letter to a school in words: each fact behind an action as one phrase.

Here: phrases. Not here: which facts call for which action (`indicators.school_letter`).
"""

from __future__ import annotations

from typing import Any

from helpers.indicators import catalogue
from helpers.vocabulary import WAVES
from helpers.wording import early_warning, low_results
from helpers.wording.numbers import counted, number, points

OPENING = (
    "Действия предложены правилами рабочей тетради по данным школы; сроки и исполнителей уточняет "
    "тот, кто подписывает письмо."
)


def fact_text(row: Any) -> str:
    """Why an action is proposed, with its numbers; `row` is a row of `Letters.actions`."""
    about = row.about
    if row.fact == "decision":
        return "у школы есть преемник, предшественник или филиал"
    if row.fact == "listed":
        return f"школа в списке по правилу: {_low_results(int(row.count), int(row.whole))}"
    if row.fact == "low_result":
        return low_results.trigger_text(about)
    if row.fact == "absent":
        return (
            f"{low_results.work_title(about)}: участвовали "
            f"{number(row.count)} из {number(row.whole)}"
        )
    if row.fact == "risk":
        return early_warning.work_text(about)
    if row.fact == "jump":
        subject = catalogue.subject_title(about.subject, about.level)
        return (
            f"{about.procedure} {about.grade} класс, {subject}, {WAVES.label(about.wave)}: доля "
            f"«2» изменилась за год на {points(about.change)} — «2» у "
            f"{number(row.count)} из {number(row.whole)}"
        )
    return counted(
        row.count, "педагог с дефицитом без помощи", "педагога с дефицитом без помощи",
        "педагогов с дефицитом без помощи",
    )  # fmt: skip


def _low_results(now: int, both: int) -> str:
    """Low results of the year, and apart from them those of the year before."""
    forms = ("низкий результат", "низких результата", "низких результатов")
    if now == both:
        return counted(now, *forms)
    return f"{counted(now, *forms)} этого года и {number(both - now)} прошлого"
