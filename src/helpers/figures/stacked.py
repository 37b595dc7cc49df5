"""Horizontal bars made of parts: how a whole divides, row by row, each part labelled.

Here: the drawing of rows of parts, with the row names at the left and the total at the
right. Not here: which rows and parts, their colours and words (`figures.teachers`,
`figures.roadmap`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from helpers import style
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.wording import numbers

#: Millimetres of height that one row of a chart takes, and the room of heads and legends.
ROW_MM = 8.0
EDGE_MM = 22.0


@dataclass(frozen=True)
class Part:
    """One part of every row: its name, colour, one value per row; a hatch marks the unknown."""

    label: str
    colour: str
    values: Sequence[float]
    is_hatched: bool = False


def height_mm(rows: int, legend_lines: int = 1) -> float:
    """Height of a sheet for so many rows with a legend above them."""
    return EDGE_MM + ROW_MM * rows + 5.0 * (legend_lines - 1)


def wrapped(label: str, width: int = 30, lines: int = 2) -> str:
    """A row name in at most `lines` lines; what does not fit ends with an ellipsis."""
    return "\n".join(
        textwrap.wrap(label, width, max_lines=lines, placeholder="…", break_long_words=True)
    )


def readable_on(colour: str) -> str:
    """Ink or paper, whichever reads better on a filled area."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    lightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return style.INK if lightness > 127.5 else style.PAPER


def draw(
    axes: Axes,
    rows: Sequence[str],
    parts: Sequence[Part],
    *,
    totals: Sequence[str] = (),
    decimals: int = 0,
    label_width: int = 30,
    legend_columns: int = 5,
) -> None:
    """Draw rows from top to bottom, parts from left to right, numbers inside their part.

    A number that has no room in its part is left out: it stands in the table below.
    `totals` are texts at the right end of each row.
    """
    places = range(len(rows))
    starts = [0.0] * len(rows)
    widest = max([sum(part.values[i] for part in parts) for i in places] or [0.0]) or 1.0
    axes.set_xlim(0, widest * (1.12 if totals else 1.02))
    for part in parts:
        axes.barh(
            places, part.values, left=starts, height=0.62, color=part.colour,
            edgecolor=style.MUTED if part.is_hatched else style.PAPER,
            linewidth=0.4 if part.is_hatched else 0.8,
            hatch=plane.HATCH if part.is_hatched else 0.0,
        )  # fmt: skip
        _numbers(axes, part, starts, widest, decimals)
        starts = [start + value for start, value in zip(starts, part.values, strict=True)]
    for place, text in enumerate(totals):
        axes.text(
            starts[place] + widest * 0.012, place, text, va="center",
            fontsize=style.SMALL_FONT_SIZE, color=style.MUTED,
        )  # fmt: skip
    name_rows(axes, [wrapped(row, label_width) for row in rows])
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xticks([])
    axes.bare("", "bottom")
    axes.side("left", style.MUTED)
    legend(axes, parts, legend_columns)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Row names at the left; the lines of one name end at the same edge."""
    axes.set_yticks(range(len(names)), names)


def _numbers(axes: Axes, part: Part, starts: Sequence[float], widest: float, decimals: int) -> None:
    for place, (start, value) in enumerate(zip(starts, part.values, strict=True)):
        text = numbers.number(value, decimals) if value else ""
        if text and value >= widest * (0.012 + 0.013 * len(text)):
            axes.text(
                start + value / 2, place, text, ha="center", va="center",
                fontsize=style.SMALL_FONT_SIZE, color=readable_on(part.colour),
                plate=part.colour if part.is_hatched else "",
            )  # fmt: skip


def legend(axes: Axes, parts: Sequence[Part], columns: int) -> None:
    """Names of the parts above the chart, only of those that occur."""
    keys = [
        axes.box_key(
            part.label, part.colour, edgecolor=style.MUTED, linewidth=0.4,
            hatch=plane.HATCH if part.is_hatched else 0.0,
        )
        for part in parts
        if any(part.values)
    ]  # fmt: skip
    axes.legend(
        keys,
        columns=columns,
        on_sheet=True,
        sign=1.0,
        sign_height=1.0,
        between_columns=1.4,
        inside=0.0,
    )
