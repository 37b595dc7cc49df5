"""What every shape of plan file is turned into first: rows of cells and lines of text.

Here: the one object that all shapes share. Not here: telling shapes apart (`text_shapes`,
`office`) and what rows mean (`rows`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from helpers.errors import Problem


@dataclass(frozen=True)
class Entry:
    """One row of a table, one line of text between tables, or a `break` (a new sheet).

    `line` is what the person sees: the line of a text file, the row of a sheet, the row of a
    Word table. `after_blank` says that a blank line stands before; `paged` that pages of the
    source may split a row (text made from a printed document). `table` tells tables apart.
    `merged` holds the positions of cells that carry on the cell above, `removed` those of cells
    whose whole text is struck out, deleted or hidden; both are empty here.
    `wide` holds the first and last position of each cell that reaches over several columns.
    """

    kind: Literal["row", "text", "blank", "break"]
    cells: tuple[str, ...] = ()
    line: int = 0
    sheet: str = ""
    table: int = 0
    after_blank: bool = False
    paged: bool = False
    merged: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    wide: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """All cells as one line."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass
class RawPlan:
    """A plan file as entries, in the order of the file; `encoding` is one that was guessed.

    `findings` tell what of the file is not among the entries.
    """

    entries: list[Entry] = field(default_factory=list)
    shape: str = ""
    encoding: str = ""
    findings: list[Problem] = field(default_factory=list)


def is_rule(entry: Entry) -> bool:
    """Whether a row is the rule under the header of a Markdown table."""
    filled = [cell for cell in entry.cells if cell.strip()]
    return (
        entry.kind == "row"
        and bool(filled)
        and all(re.fullmatch(r":?-{2,}:?", cell.strip()) for cell in filled)
    )
