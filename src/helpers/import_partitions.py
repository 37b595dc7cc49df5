"""Partitions as an import has made them so far: between the store and the commit.

Here: what stands in a partition at a moment of the import, rows of a source taken out. Not here:
rows added and clashes (`imports`), writing files (`store`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.ledger import Ledger
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
