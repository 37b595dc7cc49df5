"""Whose a row is: the municipality of schools, teachers, plans and events.

Here: the rule by which an imported row finds its municipality. Not here: storing it, moving
rows that were stored under another rule (`transfers`).

A school may change its municipality at a date (two rows of its directory, `valid_from` of the
second), a teacher from one school year to the next. A row with a year or a date belongs where
its school or teacher was then, and one about an event where they were on its day; what has an
end, where they were at the end; all else belongs where they are now. What is reported about a
plan stays with the municipality of the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers import params
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES
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
_YEARS = ("year", "results_year")
_DAYS = ("date", "started_on", "done_on", "published_on", "valid_to")

#: Homes of one thing in the order of time: since when (ISO, "" from the beginning), which one.
Homes = tuple[tuple[str, str], ...]
#: Table → thing → its homes; event → its day.
Known = tuple[dict[str, dict[str, Homes]], dict[str, str]]


class Owners:
    """Homes of schools, teachers, plans and events: those stored and those just read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._homes: dict[str, dict[str, Homes]] = {}
        self._event_days: dict[str, str] = {}

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
            if table == "events":
                self._event_days = dict(zip(frame[column], map(_day, frame["date"]), strict=True))
        return self._homes[table]

    def _add(self, table: str, thing: str, since: str, home: str) -> None:
        homes = self._homes[table]
        held = homes.get(thing, ())
        others = [one for one in held if one[0] != since]
        homes[thing] = tuple(sorted([*others, (since, home)])) if others else ((since, home),)

    def snapshot(self) -> Known:
        """What is known now, for `restore` when a source is refused."""
        homes = {table: dict(homes) for table, homes in self._homes.items()}
        return homes, dict(self._event_days)

    def restore(self, known: Known) -> None:
        """Forget what was learnt since `snapshot`."""
        self._homes, self._event_days = known

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
                        if table == "events":
                            self._event_days[row[column]] = _day(row.get("date"))

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
        for column, home_table in self._things(table, row):
            thing = row.get(column)
            if not thing and column == "school_id" and scope == "school":
                thing = row.get("scope_id")
            if thing and home_table != table:
                homes = self._of(home_table).get(thing)
                if homes:
                    return homes[0][1] if len(homes) == 1 else _at(homes, self._moment(row))
        return str(row.get("municipality_id") or given)

    def _things(self, table: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Columns of things with a home and their tables, the one that decides first.

        Under a plan of a whole region the schools decide, else the plan.
        """
        things = list(_HOMES.items())
        if "plan_id" in TABLES[table].key and row.get("plan_id"):
            home = params.municipalities().get(self.plan_home(str(row["plan_id"])))
            if home is not None and not home.is_region:
                return [("plan_id", "plan_frames"), *things]
        return things

    def _moment(self, row: Mapping[str, Any]) -> str:
        """When a row was: its day or that of its event, else the spring of its school year.

        "" when nothing says it.
        """
        for name in _YEARS:
            if year := _number(row.get(name)):
                return f"{year}-05-31"
        if row.get("event_id"):
            self._of("events")
            return self._event_days.get(row["event_id"], "")
        return next((day for name in _DAYS if (day := _day(row.get(name)))), "")


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


def _number(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else str(value)[:10]
