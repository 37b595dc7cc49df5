"""A finished table: values together with the text that is printed.

Here: `Cell`, `Column`, `Table`. Not here: choosing rows and columns (`tables`), number
formats (`wording.numbers`), the HTML of JupyterLab (`blocks.markup`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from helpers import vocabulary
from helpers.blocks import markup
from helpers.blocks.base import Block, checked_id
from helpers.wording import numbers

CellValue = float | int | str | None
Align = Literal["left", "right"]

_MEANINGS = {
    "not_reported": "нет данных",
    "not_applicable": "неприменимо",
    "suppressed": "скрыто: слишком мало человек, чтобы показывать число",
    "not_due": "не представлено или срок ещё не наступил",
    "not_drawn": "процедура проводилась не по жребию этой школы",
}
#: Marks of absence and what each means; never blank, never zero.
MARKER_MEANINGS = {mark: _MEANINGS[kind] for kind, mark in vocabulary.ABSENCES.items()}
NO_DATA = vocabulary.ABSENCES["not_reported"]


@dataclass(frozen=True, repr=False)
class Cell:
    """One cell: the unrounded value, the text that is printed, the mark of an absence.

    A cell with a mark has no number: its value is None and its text the mark. `ref` names
    the indicator cell the number comes from (`oge9.rus.positive_share|school:1234`); such
    numbers are collected into the manifest of a report. `numerator` and `denominator` are
    what such a number was counted from, where it was. A text made by hand (an interval, a
    number with a unit) may stand beside a numeric value.
    """

    value: CellValue
    text: str
    marker: str = ""
    ref: str = ""
    numerator: float | None = None
    denominator: float | None = None

    def __post_init__(self) -> None:
        if self.marker and self.marker not in MARKER_MEANINGS:
            raise ValueError(f"unknown mark of absence {self.marker!r}")
        if self.marker and self.value is not None:
            raise ValueError("a cell with a mark of absence carries no value")
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise ValueError("a cell value is a finite number or None")

    @property
    def is_number(self) -> bool:
        """Whether the cell carries a number (a count or a share, not a code)."""
        return isinstance(self.value, int | float)

    @classmethod
    def absent(cls, marker: str = NO_DATA, ref: str = "") -> Cell:
        """A cell without a value: «н/д» unless another mark is given."""
        return cls(None, marker, marker, ref)

    @classmethod
    def of(cls, value: Any, decimals: int | None = None, ref: str = "") -> Cell:
        """A plain value as a cell: text, or a number formatted by the one rounding rule.

        None, NaN and NaT are «н/д»; truth values are «да» and «нет»; a float with a
        fractional part and no `decimals` gets one decimal.
        """
        value = value.item() if hasattr(value, "item") else value
        if _is_missing(value):
            return cls.absent(ref=ref)
        if isinstance(value, bool):
            return cls("да" if value else "нет", "да" if value else "нет", ref=ref)
        if isinstance(value, int | float):
            if decimals is None:
                decimals = 0 if value == int(value) else 1
            return cls(value, numbers.number(value, decimals), ref=ref)
        return cls(str(value), str(value), ref=ref)

    def to_json(self) -> list[Any]:
        """`[value, text, marker, ref, numerator, denominator]` without empty tail."""
        fields = [
            self.value, self.text, self.marker, self.ref, self.numerator, self.denominator,
        ]  # fmt: skip
        end = len(fields)
        while end > 2 and fields[end - 1] in ("", None):
            end -= 1
        return fields[:end]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Cell:
        """The cell that `to_json` wrote."""
        return cls(*data)


CellLike = Cell | CellValue
#: Units so short that alone on a line they would be lost: «%», «ч».
_SIGN = 2


@dataclass(frozen=True)
class Column:
    """A column head: what stands in it and in which unit.

    `decimals` formats plain numbers put into the column (None: as they are). Numbers are
    aligned right. The unit is part of the head, never repeated in the cells.
    """

    key: str
    label: str
    unit: str = ""
    align: Align = "left"
    decimals: int | None = None

    @property
    def head(self) -> str:
        """The printed head: label and unit, «Доля отметок «2», %»."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def set_head(self) -> str:
        """The head as a page sets it: a unit keeps together, a sign with the word before it."""
        unit = self.unit.replace(" ", numbers.NBSP)
        joint = numbers.NBSP if len(unit) <= _SIGN else " "
        return f"{self.label},{joint}{unit}" if unit else self.label


@dataclass(frozen=True, init=False, repr=False)
class Table(Block):
    """A finished table with a title, notes and the source of its numbers.

    Rows are sequences in column order or mappings by column key; plain strings and
    numbers are wrapped into cells. `strong_rows` are the indices of rows printed bold
    (totals, the school in question). A table without rows is allowed and says so.
    """

    kind: ClassVar[str] = "table"

    block_id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    source: str
    strong_rows: tuple[int, ...]

    def __init__(
        self,
        block_id: str,
        title: str,
        columns: Iterable[Column],
        rows: Iterable[Sequence[CellLike] | Mapping[str, CellLike]],
        notes: Iterable[str] = (),
        source: str = "",
        strong_rows: Iterable[int] = (),
    ) -> None:
        heads = tuple(columns)
        if not heads or len({column.key for column in heads}) != len(heads):
            raise ValueError(f"table {block_id!r}: columns need distinct keys")
        values = {
            "block_id": checked_id(block_id),
            "title": title,
            "columns": heads,
            "rows": tuple(_wrapped(block_id, row, heads) for row in rows),
            "notes": tuple(notes),
            "source": source,
            "strong_rows": tuple(sorted(strong_rows)),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def head_column(self) -> int:
        """Index of the column that names the row: the first one aligned left, else 0."""
        lefts = [index for index, column in enumerate(self.columns) if column.align == "left"]
        return lefts[0] if lefts else 0

    @property
    def legend(self) -> tuple[str, ...]:
        """What the marks of absence used in this table mean, in a fixed order."""
        used = {cell.marker for row in self.rows for cell in row}
        return tuple(f"{mark} — {text}" for mark, text in MARKER_MEANINGS.items() if mark in used)

    def _fields(self) -> dict[str, Any]:
        return {
            "block_id": self.block_id,
            "title": self.title,
            "columns": [
                {
                    "key": column.key,
                    "label": column.label,
                    "unit": column.unit,
                    "align": column.align,
                    "decimals": column.decimals,
                }
                for column in self.columns
            ],
            "rows": [[cell.to_json() for cell in row] for row in self.rows],
            "notes": list(self.notes),
            "source": self.source,
            "strong_rows": list(self.strong_rows),
        }

    @classmethod
    def from_fields(cls, data: Mapping[str, Any]) -> Table:
        """The table that `to_json` wrote."""
        return cls(
            data["block_id"],
            data["title"],
            [Column(**column) for column in data["columns"]],
            [[Cell.from_json(cell) for cell in row] for row in data["rows"]],
            data["notes"],
            data["source"],
            data["strong_rows"],
        )

    def plain(self) -> str:
        """Title and rows, cells separated by tabs."""
        lines = [self.title, "\t".join(column.head for column in self.columns)]
        lines += ["\t".join(cell.text for cell in row) for row in self.rows]
        return "\n".join([*lines, *self.legend, *self.notes])

    def html(self) -> str:
        """The table for JupyterLab."""
        return markup.fragment(markup.table(self))


def _is_missing(value: Any) -> bool:
    """None, NaN, NaT and the NA of pandas, whose comparison has no truth value."""
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True


def _wrapped(
    block_id: str, row: Sequence[CellLike] | Mapping[str, CellLike], columns: Sequence[Column]
) -> tuple[Cell, ...]:
    if isinstance(row, Mapping):
        if set(row) != {column.key for column in columns}:
            raise ValueError(f"table {block_id!r}: a row has other keys than the columns")
        row = [row[column.key] for column in columns]
    if len(row) != len(columns):
        raise ValueError(f"table {block_id!r}: a row has {len(row)} of {len(columns)} cells")
    return tuple(
        cell if isinstance(cell, Cell) else Cell.of(cell, column.decimals)
        for cell, column in zip(row, columns, strict=True)
    )
