"""Remarks about verdicts of the ШНОР rule in words.

Here: one sentence per remark. Not here: when a remark is made (`indicators.low_results`).
"""

from __future__ import annotations

from helpers.indicators import catalogue
from helpers.indicators.low_results import Remark, Trigger
from helpers.wording.numbers import number

_PLAIN = {
    "special": "специальная или вечерняя школа: правило к ней не применяется",
    "moved": "есть преемник или филиал: нужно решение, чьи это результаты",
    "no_results": "нет результатов процедур, которые считаются",
}


def remark_text(remark: Remark) -> str:
    """A remark as one sentence without a full stop."""
    if remark.about is None:
        return _PLAIN[remark.kind]
    if remark.kind == "small":
        step = number(100 / remark.about.participants)
        return (
            f"{work_title(remark.about)}: участников {remark.about.participants}, один человек "
            f"меняет долю на {step} п. п."
        )
    return (
        f"{work_title(remark.about)}: не участвовали {remark.absent}; если бы все они "
        f"оказались ниже минимума, доля была бы {number(remark.share, 1)} %"
    )


def work_title(trigger: Trigger) -> str:
    """The work a trigger speaks of: «ВПР 5 класс, математика, 2022 год»."""
    subject = catalogue.subject_title(trigger.subject, trigger.level)
    return f"{trigger.procedure} {trigger.grade} класс, {subject}, {trigger.year} год"
