"""How roadmap tables and sentences call an item, its parties, evidence and days, a row of a cut.

Here: words of single cells. Not here: the tables (`tables.roadmap`, `tables.roadmap_answers`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.blocks import Cell, Column
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.roadmap_summary import UNKNOWN_PARTY, Cut
from helpers.plans import EVIDENCE_LABELS, PARTY_LABELS, unknown_names
from helpers.plans.words import MONTHS
from helpers.wording import numbers, people

#: Longest measure that a table prints whole.
SHOWN_LETTERS = 160
#: The number of an item stands right, so that the measure names the row.
ITEM = Column("no", "Пункт", "", "right")
UNNUMBERED = "В квадратных скобках — порядковый номер строки плана, у которой нет своего номера."
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def number(item: Any) -> str:
    """The number of an item as the plan has it, else its place in brackets."""
    return item.item_no or f"[{item.seq}]"


def shortened(text: str, letters: int = SHOWN_LETTERS) -> str:
    """A measure cut at a word; the plan has the rest."""
    words = " ".join(text.split()).lstrip("-–—• ")
    if len(words) <= letters:
        return words
    return words[:letters].rsplit(" ", 1)[0].rstrip(" ,;:.-–—") + "…"


def parties(codes: Sequence[str]) -> str:
    """Responsible parties in words, first one capital; «не указан» for none."""
    return people.upper_first(", ".join(PARTY_LABELS[code] for code in codes)) or "Не указан"


def who(item: Any) -> str:
    """Responsible parties of an item: by kind, others as the plan names them (people masked)."""
    if not item.responsible and item.responsible_raw.strip():
        return shortened(item.responsible_raw)
    others = [shortened(name) for name in unknown_names(item.responsible_raw)]
    return ", ".join([parties(item.responsible), *others])


def evidence(codes: Sequence[str]) -> str:
    """Expected evidence in words; «не указано» where the plan says nothing."""
    return ", ".join(EVIDENCE_LABELS[code] for code in codes) or EVIDENCE_LABELS["NONE"]


def day_cell(day: dt.date | None) -> Cell:
    """A date in figures; «х» where there is none by nature."""
    return Cell.of(numbers.date_short(day)) if day else Cell.absent("х")


def first_of(day: dt.date, count: int) -> str:
    """The first of several days: «30.09.2022 и ещё 2»."""
    rest = f" и ещё {count - 1}" if count > 1 else ""
    return numbers.date_short(day) + rest


def notes_of(items: pd.DataFrame, *others: str) -> list[str]:
    """Notes of a table of items, the one on their numbers last where it is needed."""
    return [*others, *([UNNUMBERED] if (items["item_no"] == "").any() else [])]


def cut_name(plan: PlanYear, by: Cut, value: Any) -> str:
    """The name of a row of a cut: section, party, «II квартал 2022 г.», «март 2022 г.»."""
    if by == "responsible":
        if value == UNKNOWN_PARTY:
            return "Назван в плане, вид не определён"
        return people.upper_first(PARTY_LABELS.get(value, "не указан"))
    if by == "section":
        return str(value) or "Без раздела"
    if by == "stage":
        stage = next(s for s in plan.frame.stages if s.number == value)
        return f"{value} ({numbers.dates_text(stage.start, stage.end)})"
    year, _, part = str(value).partition("-")
    if by == "quarter":
        return f"{_ROMAN[part]} квартал {year} г."
    return f"{MONTHS[int(part) - 1]} {year} г."
