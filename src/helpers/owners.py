"""Whose a row is: the municipality of schools, teachers, plans and events.

Here: the rule by which an imported row finds its municipality. Not here: storing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


class Owners:
    """Homes of schools, teachers, plans and events: those stored and those just read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._homes: dict[str, dict[str, str]] = {}

    def _of(self, table: str) -> dict[str, str]:
        if table not in self._homes:
            column = next(name for name, home in _HOMES.items() if home == table)
            frame = self._store.read(table, self._store.municipalities())
            self._homes[table] = dict(zip(frame[column], frame["municipality_id"], strict=True))
        return self._homes[table]

    def snapshot(self) -> dict[str, dict[str, str]]:
        """The homes known now, for `restore` when a source is refused."""
        return {table: dict(homes) for table, homes in self._homes.items()}

    def restore(self, homes: dict[str, dict[str, str]]) -> None:
        """Forget what was learnt since `snapshot`."""
        self._homes = homes

    def knows_school(self, school_id: str) -> bool:
        """Whether the directory of schools has this school."""
        return school_id in self._of("schools")

    def plan_home(self, plan_id: str) -> str:
        """Municipality that a plan code belongs to; "" for a new code."""
        return self._of("plan_frames").get(plan_id, "")

    def learn(self, data: TableRows, given: str) -> None:
        """Remember homes that the rows of a directory table declare."""
        for column, table in _HOMES.items():
            if table == data.table:
                for row in data.rows:
                    home = self.owner(table, row, given)
                    if home and row.get(column):
                        self._of(table)[row[column]] = home

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
        if table in ("schools", "plan_frames", "targets", "municipality_codes"):
            declared = row.get("municipality_id")
            return str(declared or given)
        for column, home_table in _HOMES.items():
            thing = row.get(column)
            if not thing and column == "school_id" and scope == "school":
                thing = row.get("scope_id")
            if thing and home_table != table:
                home = self._of(home_table).get(thing)
                if home:
                    return home
        return str(row.get("municipality_id") or given)
