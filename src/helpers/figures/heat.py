"""Heat maps: rows by columns, shade by share, counts in the cells.

Here: shading and drawing of a grid of cells. Not here: which rows and columns, their words and
tables (`figures.teachers`, `figures.staffing` and their neighbours).

Colour never stands alone: the counts are printed in every cell, and a cell without data is
hatched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers import style
from helpers.figures import plane, stacked
from helpers.figures.plane import Axes

#: Shades of a heat map: nobody, and quarters of the share.
_STEPS = ("#f3f6f8", "#dbe8f0", "#b0cde0", "#6fa3c6", "#2c6e9b")
#: Millimetres of height: one row, heads and foot.
_ROW_MM = 7.5
_EDGE_MM = 24.0
#: Up to so many columns have upright heads; more are slanted and need more room above.
_UPRIGHT = 6
_UPRIGHT_MM, _SLANTED_MM = 14.0, 24.0


@dataclass(frozen=True)
class HeatCell:
    """One cell: a share between 0 and 1 that shades it, and the text in it."""

    share: float
    text: str


def shade(part: float) -> str:
    """Five steps of the share: none, below a quarter, half, three quarters, above."""
    return _STEPS[1 + min(3, int(part * 4))] if part else _STEPS[0]


def height_mm(rows: int, columns: int) -> float:
    """Height of a sheet for so many rows, with the room of the heads."""
    return _EDGE_MM - _UPRIGHT_MM + head_mm(columns) + _ROW_MM * rows


def head_mm(columns: int) -> float:
    """Room above the grid for the heads of so many columns."""
    return _UPRIGHT_MM if columns <= _UPRIGHT else _SLANTED_MM


def draw(
    axes: Axes,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[int, int], HeatCell | None],
    *,
    foot: str,
    empty: str = "н/д",
) -> None:
    """Draw the grid. `cells` by (row, column); None is a cell without data (hatched, `empty`).

    A place that `cells` does not name stays blank paper: there is nothing to measure there.
    """
    for (row, column), cell in cells.items():
        _cell(axes, row, column, cell, empty)
    _heads(axes, columns)
    stacked.name_rows(axes, [stacked.wrapped(name, 32) for name in rows])
    axes.set_xlim(-0.5, max(len(columns), 3) - 0.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.bare("", "left", "bottom")
    axes.annotate(
        foot, (0, -0.02), across="panel", up="panel", va="top", fontsize=style.SMALL_FONT_SIZE,
        color=style.MUTED,
    )  # fmt: skip


def _heads(axes: Axes, columns: Sequence[str]) -> None:
    """Column heads above the grid: slanted where many columns leave no room for words."""
    is_upright = len(columns) <= _UPRIGHT
    names = [stacked.wrapped(head, *((17, 3) if is_upright else (22, 1))) for head in columns]
    axes.set_xticks(
        range(len(columns)), names, at_top=True, turn=0.0 if is_upright else 35.0,
        fontsize=style.SMALL_FONT_SIZE - 1, color=style.INK,
    )  # fmt: skip


def _cell(axes: Axes, row: int, column: int, cell: HeatCell | None, empty: str) -> None:
    colour = shade(cell.share) if cell else style.PAPER
    axes.boxes(
        [(column - 0.485, row - 0.47, 0.97, 0.94)], colour,
        edgecolor=style.GRID, linewidth=0.4, hatch=0.0 if cell else plane.HATCH,
    )  # fmt: skip
    axes.text(
        column, row, cell.text if cell else empty, ha="center", va="center",
        fontsize=style.SMALL_FONT_SIZE, color=stacked.readable_on(colour),
        plate="" if cell else style.PAPER,
    )  # fmt: skip
