"""Absence of data about teachers, in words and in cells.

Here: notices in place of tables, the cell of a share without a value. Not here: tables
(`tables.teachers`, `tables.teacher_help`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, Notice
from helpers.indicators.teacher_year import TeacherYear


def share_cell(pct: Any, whole: Any) -> Cell:
    """A share in percent; «х» when the whole is known to be nobody."""
    if pct is None or pd.isna(pct):
        known = whole is not None and not pd.isna(whole)
        return Cell.absent("х") if known and not whole else Cell.absent()
    return Cell.of(pct, 1)


def no_staff(year: TeacherYear) -> Notice | None:
    """The notice for a year without a list of teachers."""
    if len(year.people):
        return None
    return Notice(
        f"Списка педагогов за {year.run.period} нет, поэтому охват, дефициты и помощь посчитать "
        "не от чего. Загрузите таблицу «Педагоги»."
    )


def no_diagnosis(year: TeacherYear) -> Notice | None:
    """The notice for a year without staff or without diagnosis."""
    if (absent := no_staff(year)) is not None:
        return absent
    if not len(year.found):
        return Notice(
            f"Диагностики за {year.run.period} в данных нет. Это не значит, что дефицитов нет: "
            "они не измерялись или результаты не загружены."
        )
    return None


def nothing_diagnosed(year: TeacherYear) -> Notice | None:
    """The short notice of later sections of a year without diagnosis."""
    if no_diagnosis(year) is None:
        return None
    return Notice(f"Диагностики за {year.run.period} нет: показать нечего.")


def no_changes(year: TeacherYear) -> Notice | None:
    """The notice where no deficit was found at an entry of the period."""
    if absent := no_staff(year):
        return absent
    if len(year.changes):
        return None
    return Notice(
        "Дефицитов, найденных входной диагностикой, в данных нет: сравнивать вход и выход "
        f"за {year.run.period} не с чем."
    )
