"""Whose a row is: the municipality of schools, teachers, plans and events.

Here: the rule by which an imported row finds its municipality. Not here: storing it, moving
rows that were stored under another rule (`transfers`).

A school may change its municipality at a date (two rows of its directory, `valid_from` of the
second), a teacher from one school year to the next. A row with a year or a date belongs where
its school or teacher was then; a row without one belongs where they are now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers import params
from helpers.readers.tabular import TableRows
from helpers.store import Store

#: Column that names a thing with a home → table that says where its home is.
_HOMES = {
    "school_id": "schools",
    "teacher_code": "teachers",
    "mentee_code": "teachers",
    "plan_id": "plan_frames",
    "event_id": "events",
}
#: Tables whose rows say themselves which municipality they belong to.
DECLARING = ("schools", "plan_frames", "targets", "municipality_codes")
#: In `extra` of a row of `schools` that the import made itself: it belongs to no source and
#: gives way to a real directory of schools.
PLACEHOLDER = '{"placeholder": true}'
#: Column of a directory that says from when a thing is at home there.
_SINCE = {"schools": "valid_from", "teachers": "year"}
#: Columns that say when a row was, the first one that is filled counts.
_YEARS, _DAYS = ("year", "results_year"), ("date", "started_on", "done_on")

#: Homes of one thing in the order of time: since when (ISO, "" from the beginning), which one.
Homes = tuple[tuple[str, str], ...]


class Owners:
    """Homes of schools, teachers, plans and events: those stored and those just read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._homes: dict[str, dict[str, Homes]] = {}

    def _of(self, table: str) -> dict[str, Homes]:
        if table not in self._homes:
            column = next(name for name, home in _HOMES.items() if home == table)
            self._homes[table] = {}
            frame = self._store.read(table, self._store.municipalities())
            if table == "schools":
                made_up = frame["extra"] == PLACEHOLDER
                named = frame["school_id"].isin(frame.loc[~made_up, "school_id"])
                frame = frame[~(made_up & named)]
            moments = frame[_SINCE[table]] if table in _SINCE else [None] * len(frame)
            for thing, moment, home in zip(
                frame[column], moments, frame["municipality_id"], strict=True
            ):
                self._add(table, thing, _since(table, moment), home)
        return self._homes[table]

    def _add(self, table: str, thing: str, since: str, home: str) -> None:
        homes = self._homes[table]
        held = homes.get(thing, ())
        others = [one for one in held if one[0] != since]
        homes[thing] = tuple(sorted([*others, (since, home)])) if others else ((since, home),)

    def snapshot(self) -> dict[str, dict[str, Homes]]:
        """The homes known now, for `restore` when a source is refused."""
        return {table: dict(homes) for table, homes in self._homes.items()}

    def restore(self, homes: dict[str, dict[str, Homes]]) -> None:
        """Forget what was learnt since `snapshot`."""
        self._homes = homes

    def knows_school(self, school_id: str) -> bool:
        """Whether the directory of schools has this school."""
        return school_id in self._of("schools")

    def homes(self, table: str, thing: str) -> list[str]:
        """Municipalities a school, teacher, plan or event belongs to, the present one last."""
        return list(dict.fromkeys(home for _, home in self._of(table).get(thing, ())))

    def plan_home(self, plan_id: str) -> str:
        """Municipality that a plan code belongs to; "" for a new code."""
        return next(iter(self.homes("plan_frames", plan_id)), "")

    def know_anew(self, table: str, thing: str, directory: Mapping[str, pd.DataFrame]) -> None:
        """Let the homes of a thing be those of a directory: municipality → rows of the thing."""
        self._of(table).pop(thing, None)
        for home, rows in directory.items():
            for moment in rows[_SINCE[table]]:
                self._add(table, thing, _since(table, moment), home)

    def learn(self, data: TableRows, given: str) -> None:
        """Remember homes that the rows of a directory table declare."""
        for column, table in _HOMES.items():
            if table == data.table:
                self._of(table)
                for row in data.rows:
                    home = self.owner(table, row, given)
                    if home and row.get(column):
                        moment = row.get(_SINCE.get(table, ""))
                        self._add(table, row[column], _since(table, moment), home)

    def owner(self, table: str, row: Mapping[str, Any], given: str) -> str:
        """Municipality of a row, "" when nothing says it.

        What the row itself declares comes first; then the home of its school, teacher, plan
        or event; last the municipality given for the whole file. Published rows of a region
        or the country belong to the file's municipality, else to the region itself.
        """
        scope = row.get("scope_type")
        if scope in ("region", "country"):
            region = str(row.get("scope_id") or "")
            return given or (region if region in params.municipalities() else "")
        if scope == "municipality":
            scope_id = str(row["scope_id"])
            return scope_id if scope_id in params.municipalities() else given
        if table in DECLARING:
            declared = row.get("municipality_id")
            return str(declared or given)
        for column, home_table in _HOMES.items():
            thing = row.get(column)
            if not thing and column == "school_id" and scope == "school":
                thing = row.get("scope_id")
            if thing and home_table != table:
                homes = self._of(home_table).get(thing)
                if homes:
                    return homes[0][1] if len(homes) == 1 else _at(homes, _moment(row))
        return str(row.get("municipality_id") or given)


def _since(table: str, moment: Any) -> str:
    """From when a row of a directory says where a thing belongs; "" from the beginning."""
    if table == "teachers":
        year = _number(moment)
        return f"{year - 1}-09-01" if year else ""
    return _day(moment)


def _at(homes: Homes, moment: str) -> str:
    """The home at a moment; the first one before all, the last one when no moment is known."""
    if not moment:
        return homes[-1][1]
    return next((home for since, home in reversed(homes) if since <= moment), homes[0][1])


def _moment(row: Mapping[str, Any]) -> str:
    """When a row was: its day, else the spring of its school year; "" when it does not say."""
    for name in _YEARS:
        if year := _number(row.get(name)):
            return f"{year}-05-31"
    return next((day for name in _DAYS if (day := _day(row.get(name)))), "")


def _number(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else str(value)[:10]
