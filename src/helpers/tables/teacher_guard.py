"""What may be said of teachers: absence in words, and the guard of the public edition.

Here: notices in place of tables, counts hidden because few people stand behind them. Not here:
tables (`tables.teachers`, `tables.teacher_help`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, Notice
from helpers.indicators.teacher_year import TeacherYear

#: Disclosure of the public edition: people and schools behind a number, smallest shown count.
PUBLIC_PEOPLE, PUBLIC_SCHOOLS, PUBLIC_COUNT = 10, 3, 5

HIDDEN_UNITS = (
    "В публичном издании сведения об отдельных школах и педагогах не показываются: "
    "за ними видны люди."
)


def is_shielded(year: TeacherYear) -> bool:
    """Whether the public edition must keep silent: too few teachers or schools in all."""
    staff = year.people
    few = len(staff) < PUBLIC_PEOPLE or staff["school_id"].nunique() < PUBLIC_SCHOOLS
    return year.is_public and few


def guarded(year: TeacherYear, part: Any, whole: Any) -> Cell:
    """A count of teachers; the public edition hides it where it or its rest is small."""
    if part is None or pd.isna(part):
        return Cell.absent()
    if year.is_public and not _is_safe(part, whole):
        return Cell.absent("с")
    return Cell.of(part)


def guarded_share(year: TeacherYear, pct: Any, part: Any, whole: Any) -> Cell:
    """A share in percent, hidden together with its count; «х» when there is no whole."""
    if guarded(year, part, whole).marker == "с":
        return Cell.absent("с")
    if pct is None or pd.isna(pct):
        known = whole is not None and not pd.isna(whole)
        return Cell.absent("х") if known and not whole else Cell.absent()
    return Cell.of(pct, 1)


def _is_safe(part: Any, whole: Any) -> bool:
    if whole is None or pd.isna(whole):
        return False
    inside, total = int(part), int(whole)
    if total < PUBLIC_PEOPLE:
        return False
    return all(rest == 0 or rest >= PUBLIC_COUNT for rest in (inside, total - inside))


def no_staff(year: TeacherYear) -> Notice | None:
    """The notice for a year without a list of teachers."""
    if len(year.people):
        return None
    return Notice(
        f"Списка педагогов за {year.run.period} нет, поэтому охват, дефициты и помощь посчитать "
        "не от чего. Загрузите таблицу «Педагоги»."
    )


def no_diagnosis(year: TeacherYear) -> Notice | None:
    """The notice for a year without staff, without diagnosis, or shielded in public."""
    if (absent := no_staff(year)) is not None:
        return absent
    if not len(year.found):
        return Notice(
            f"Диагностики за {year.run.period} в данных нет. Это не значит, что дефицитов нет: "
            "они не измерялись или результаты не загружены."
        )
    return shielded(year)


def nothing_diagnosed(year: TeacherYear) -> Notice | None:
    """The short notice of later sections of a year without diagnosis."""
    if no_diagnosis(year) is None:
        return None
    return Notice(f"Диагностики за {year.run.period} нет: показать нечего.")


def shielded(year: TeacherYear) -> Notice | None:
    """The notice of a public edition that has too few teachers or schools to show."""
    if not is_shielded(year):
        return None
    return Notice(
        f"В публичном издании числа о педагогах показываются, когда их не меньше {PUBLIC_PEOPLE} "
        f"и они работают не менее чем в {PUBLIC_SCHOOLS} школах. Здесь это условие не выполнено."
    )


def only_internal(year: TeacherYear) -> Notice | None:
    """The notice of the public edition in place of schools and teachers."""
    return Notice(HIDDEN_UNITS) if year.is_public else None


def no_changes(year: TeacherYear) -> Notice | None:
    """The notice where no deficit was found at an entry of the period."""
    if absent := no_staff(year) or shielded(year):
        return absent
    if len(year.changes):
        return None
    return Notice(
        "Дефицитов, найденных входной диагностикой, в данных нет: сравнивать вход и выход "
        f"за {year.run.period} не с чем."
    )
