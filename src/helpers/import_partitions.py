"""Partitions as an import has made them so far: between the store and the commit.

Here: what stands in a partition at a moment of the import, rows of a source taken out, schools
that nobody tells of any more. Not here: rows added and clashes (`imports`), writing files
(`store`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from helpers.ledger import Ledger, SourceRecord
from helpers.owners import PLACEHOLDER
from helpers.schemas import TABLES
from helpers.store import Store

Frames = Mapping[tuple[str, str], pd.DataFrame]


class Partitions:
    """Frames by table and municipality: those of the sources taken, behind them the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._made: dict[tuple[str, str], pd.DataFrame] = {}

    def take(self, new: Frames) -> None:
        """What a source makes of its partitions is from now on what stands there."""
        self._made.update(new)

    def sorted(self) -> dict[tuple[str, str], pd.DataFrame]:
        """All partitions made, their rows in the order of the keys."""
        return {
            key: frame.sort_values(list(TABLES[key[0]].stored_key), kind="stable").reset_index(
                drop=True
            )
            for key, frame in self._made.items()
        }

    def current(
        self, table: str, municipality_id: str, new: Mapping[tuple[str, str], pd.DataFrame]
    ) -> pd.DataFrame:
        """A partition as it stands: in `new`, in what was taken before, else in the store."""
        key = (table, municipality_id)
        if key in new:
            return new[key]
        if key in self._made:
            return self._made[key]
        return self.store.read(table, [municipality_id]).drop(columns="municipality_id")

    def without(self, source_id: str, ledger: Ledger) -> dict[tuple[str, str], pd.DataFrame]:
        """Partitions without the rows of an earlier version of this source."""
        before = ledger.sources.get(source_id)
        new: dict[tuple[str, str], pd.DataFrame] = {}
        if before is None:
            return new
        for table in before.tables:
            for municipality_id in before.municipality_ids:
                frame = self.current(table, municipality_id, new)
                mine = frame["source_id"] == source_id
                if table == "schools":
                    # others may speak of them: they stay until a directory names them again
                    frame = frame.copy()
                    frame.loc[mine, ["source_id", "extra"]] = ["", PLACEHOLDER]
                    new[(table, municipality_id)] = frame
                elif mine.any():
                    new[(table, municipality_id)] = frame[~mine].reset_index(drop=True)
        return new

    def schools_of(self, record: SourceRecord) -> dict[str, set[str]]:
        """Municipality → schools of which a source tells there."""
        found: dict[str, set[str]] = {}
        for table in record.tables:
            for home in record.municipality_ids:
                frame = self.current(table, home, {})
                told = schools_in(frame[frame["source_id"] == record.source_id])
                found.setdefault(home, set()).update(told)
        return found

    def forget_schools(self, home: str, schools: Collection[str]) -> list[str]:
        """Let those of some schools leave the directory that no file tells of any more.

        A school that a directory names stays.
        """
        directory = self.current("schools", home, {})
        unnamed = (directory["extra"] == PLACEHOLDER) & directory["school_id"].isin(list(schools))
        if not unnamed.any():
            return []
        others = (self.current(name, home, {}) for name in TABLES if name != "schools")
        told = set().union(*map(schools_in, others))
        leaving = unnamed & ~directory["school_id"].isin(list(told))
        if leaving.any():
            self.take({("schools", home): directory[~leaving].reset_index(drop=True)})
        return sorted(set(directory.loc[leaving, "school_id"]))


def schools_in(frame: pd.DataFrame) -> set[str]:
    """Schools that rows of a table are about."""
    found: set[str] = set()
    for name in ("school_id", "other_id", "partner_school_id"):
        if name in frame:
            found.update(frame[name].dropna())
    if "scope_type" in frame:
        found.update(frame.loc[frame["scope_type"] == "school", "scope_id"].dropna())
    return found - {""}
