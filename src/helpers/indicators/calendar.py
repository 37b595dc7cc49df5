"""Which procedures were not held in a year, and what that means for a value.

Here: the calendar of `params/methodology/calendar.yaml`, rows for indicators of the plans that
have no data. Not here: deadlines of roadmaps (`plans`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from helpers import methodology
from helpers.indicators import values
from helpers.indicators.catalogue import PLAN_SETS, entry, results
from helpers.indicators.catalogue import parts as family_parts
from helpers.indicators.results import GAP_ID
from helpers.indicators.scopes import Places

_HELD_NOT = "данные есть, хотя по календарю процедура не проводилась: {}"


@dataclass(frozen=True)
class NotHeld:
    """Indicators that begin with `prefix` cannot exist in the years `first`–`last`."""

    prefix: str
    first: int
    last: int
    words: str

    @classmethod
    def stated(cls) -> tuple[NotHeld, ...]:
        """All entries of the calendar."""
        rules = methodology.rules("calendar")
        entries = [rules.mapping(name) for name in rules.parameters]
        return tuple(
            cls(item["prefix"], int(item["from"]), int(item["to"]), item["words"])
            for item in entries
        )


def reason_not_held(indicator_id: str, year: int, calendar: Iterable[NotHeld]) -> str:
    """Why there can be no value in the year, in words; "" when nothing speaks against it."""
    for item in calendar:
        if indicator_id.startswith(item.prefix) and item.first <= year <= item.last:
            return item.words
    return ""


def doubted(made: pd.DataFrame, year: int, calendar: Sequence[NotHeld]) -> pd.DataFrame:
    """Values with a warning in the note where the calendar knows no such procedure."""
    reasons = {
        name: reason_not_held(name, year, calendar) for name in made["indicator_id"].unique()
    }
    if not any(reasons.values()):
        return made
    words = {name: _HELD_NOT.format(text) if text else "" for name, text in reasons.items()}
    warning = made["indicator_id"].map(words)
    return made.assign(note=values.joined(made["note"], warning).to_numpy())


def planned_results() -> list[str]:
    """Identifiers of results that any plan asks for, in the order of the plans."""
    named = {item.indicator_id for item in results.ENTRIES}
    asked = dict.fromkeys(name for plan in PLAN_SETS.values() for name in plan)
    return [
        name for name in asked
        if (name in named or family_parts(name)) and not entry(name).qualitative
    ]  # fmt: skip


def without_data(made: pd.DataFrame, where: Places, calendar: Sequence[NotHeld]) -> pd.DataFrame:
    """A row for each planned result that has no value for the list or the territory.

    `not_applicable` where the calendar says that the procedure was not held, else `no_data`.
    """
    held = set(zip(made["indicator_id"].tolist(), made["scope"].tolist(), strict=True))
    no_list = "" if where.listed.school_ids else where.listed.note
    rows = []
    for name in planned_results():
        reason = reason_not_held(name, where.year, calendar)
        scopes = ("listed",) if name == GAP_ID else ("listed", where.own_scope)
        rows += [
            {
                "indicator_id": name,
                "municipality_id": where.municipality_id,
                "year": where.year,
                "scope": scope,
                "status": "not_applicable" if reason else "no_data",
                "note": reason or (no_list if scope == "listed" else "") or "данных нет",
            }
            for scope in scopes
            if (name, scope) not in held
        ]
    return values.absent(rows) if rows else values.empty()
