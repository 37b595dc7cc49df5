"""Minimums of exams and codes of their subjects, by form and year, each with its source.

Here: what `params/methodology/exam_thresholds.yaml` and `exam_codes.yaml` say, looked up. Not
here: what a reader does where they are silent. Nothing is carried over from another year: a
year that is not named has no minimum and no codes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers import methodology, vocabulary

_ANY = "any"


@dataclass(frozen=True)
class Threshold:
    """The least result that is not below the minimum, and what the minimum is for.

    `scale` is `score` (test score, 0–100) or `mark` (2–5).
    """

    minimum: int
    scale: str
    purpose: str
    source: str
    is_confirmed: bool

    def words(self) -> str:
        """The minimum as findings and `extra` name it: «балл 24 (для аттестата)»."""
        unit = "балл" if self.scale == "score" else "отметка"
        standing = "" if self.is_confirmed else ", не подтверждено"
        return f"{unit} {self.minimum} ({self.purpose}{standing})"


def threshold(form: str, year: int, subject: str, level: str = "") -> Threshold | None:
    """The minimum of exactly this form, year, subject and level; None where none is known."""
    for parameter in methodology.rules("exam_thresholds").parameters.values():
        value: Mapping[str, Any] = parameter.value
        if (
            value["form"] == form
            and str(year) in value["years"]
            and value["subject"] in (subject, _ANY)
            and value["level"] in (level, _ANY)
        ):
            return Threshold(
                int(value["minimum"]),
                value["scale"],
                value["purpose"],
                parameter.source,
                parameter.is_confirmed,
            )
    return None


def subject_of_code(form: str, year: int, code: str) -> tuple[str, str] | None:
    """Subject and level that a code means in this form and year; None where it is not known.

    >>> subject_of_code("ЕГЭ", 2024, "22"), subject_of_code("ОГЭ", 2024, "22")
    (('math', 'base'), None)
    """
    for table in _code_tables(form):
        if int(table["from"]) <= year <= int(table["to"]) and code.zfill(2) in table["codes"]:
            slug = table["codes"][code.zfill(2)]
            return vocabulary.SUBJECTS_WITH_LEVEL.get(slug, (slug, ""))
    return None


def forms_of_code(year: int, code: str) -> list[str]:
    """Forms whose table of that year has a code."""
    forms = [form for form in vocabulary.EXAM_FORMS if form != _ANY]
    return [form for form in forms if subject_of_code(form, year, code) is not None]


def is_oral_part(code: str) -> bool:
    """Whether a code is that of an oral part, whose result stands with the written part."""
    return code in methodology.rules("exam_codes").texts("oral_parts")


def may_be_reserve(day: dt.date) -> bool:
    """Whether a day lies where reserve days, resits and additional terms do."""
    month, day_of_month = methodology.rules("exam_codes").text("reserve_from").split("-")
    return (day.month, day.day) >= (int(month), int(day_of_month))


def _code_tables(form: str) -> list[Mapping[str, Any]]:
    parameters = methodology.rules("exam_codes").parameters.values()
    return [
        parameter.value
        for parameter in parameters
        if isinstance(parameter.value, dict) and parameter.value["form"] == form
    ]
