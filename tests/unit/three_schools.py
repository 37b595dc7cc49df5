"""Three schools of a demo district in a regional table: their rows, and what is stored of them.

Here: rows of an exam with counts of marks, importing a table of them, reading the store. Not here:
shapes of tables (`regional_books`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from support import Command, Ran

COUNTS = ["Количество участников", "2", "3", "4", "5"]
HEADER = ["Код ОО", "Наименование", *COUNTS]
ONE = ["64101", "СОШ п. Знаменский", 25, 5, 10, 5, 5]
TWO = ["64102", "СОШ с. Бартеневка", 20, 5, 5, 5, 5]
THREE = ["64103", "СОШ с. Ивановка", 10, 1, 4, 3, 2]


def load(shnor: Command, data: Path, path: Path, *options: str, owner: str = "ivanteevsky") -> Ran:
    return shnor("import", path, "-m", owner, "--data", data, "--format", "json", *options)


def stored(data: Path, table: str = "marks") -> pd.DataFrame:
    parts = sorted((data / "store" / table).rglob("*.parquet"))
    return pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)


def counts(data: Path, *names: str) -> dict[Any, list[int]]:
    """Participants and marks of the rows, by the values of `names` (the school without any)."""
    columns = ["participants", "mark_2", "mark_3", "mark_4", "mark_5"]
    frame = stored(data).set_index(list(names or ["scope_id"]))
    return {key: [int(n) for n in row] for key, row in zip(frame.index, frame[columns].to_numpy(),
                                                          strict=True)}  # fmt: skip


def homes(data: Path) -> dict[str, str]:
    """The municipality of each school of the directory."""
    folders = (data / "store" / "schools").iterdir()
    return {
        school: folder.name.removeprefix("municipality_id=")
        for folder in folders
        for school in pd.read_parquet(folder)["school_id"]
    }
