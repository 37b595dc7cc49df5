"""Slopes: the same thing at two moments, one line each, names and numbers at both ends.

Here: the drawing and the room its labels need. Not here: which things, their tables and words.

Lines that rise are drawn in the colour of attention or of the territory as the caller says;
a dash pattern tells them apart in grey. Labels that would overlap are pushed apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers import style
from helpers.figures import stacked
from helpers.figures.plane import Axes

#: Millimetres between two labels at one end.
_LABEL_MM = 4.6
#: Margins of a sheet of slopes.
TOP_MM, BOTTOM_MM = 8.0, 4.0


@dataclass(frozen=True)
class Line:
    """One thing: its name, the two numbers and how they are printed."""

    label: str
    before: float
    now: float
    before_text: str
    now_text: str


def height_mm(lines: Sequence[Line]) -> float:
    """Height of a sheet with room for every label."""
    return max(50.0, 16 + 1.15 * _LABEL_MM * len(lines))


def draw(axes: Axes, lines: Sequence[Line], moments: tuple[str, str]) -> None:
    """Draw the lines; those that rise are solid and dark, those that fall or stay are dashed."""
    top = max(max(line.before, line.now) for line in lines) or 1.0
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.04 * top, 1.06 * top)
    axes.bare("", "left", "bottom")
    axes.set_xticks([])
    axes.set_yticks([])
    for place in (0, 1):
        axes.axvline(place, color=style.GRID, linewidth=style.HAIR_WIDTH * 1.5)
        axes.annotate(
            moments[place], (place, 1), (0, 3), up="panel", ha="center", va="bottom",
        )  # fmt: skip
    step = 1.10 * top * _LABEL_MM / (height_mm(lines) - TOP_MM - BOTTOM_MM)
    left = _apart([line.before for line in lines], step, 1.06 * top)
    right = _apart([line.now for line in lines], step, 1.06 * top)
    for place, line in enumerate(lines):
        rises = line.now > line.before
        axes.plot(
            [0, 1], [line.before, line.now], marker="o", markersize=4.5,
            color=style.SUBJECT_COLOURS["listed"] if rises else style.ACCENT,
            linestyle="-" if rises else (0, (5, 2)), clip_on=False,
        )  # fmt: skip
        name = stacked.wrapped(line.label, 30, 1)
        _end(axes, 0, line.before, left[place], f"{name}  {line.before_text}")
        _end(axes, 1, line.now, right[place], f"{line.now_text}  {name}")


def _end(axes: Axes, side: int, value: float, place: float, text: str) -> None:
    """A label at an end, with a hair line to its point where it had to move."""
    away = -0.035 if side == 0 else 0.035
    if abs(place - value) > 1e-9:
        axes.plot(
            [side, side + away * 0.8], [value, place], color=style.GRID,
            linewidth=style.HAIR_WIDTH, clip_on=False,
        )  # fmt: skip
    axes.text(
        side + away, place, text, ha="right" if side == 0 else "left", va="center",
        fontsize=style.SMALL_FONT_SIZE, color=style.INK,
    )  # fmt: skip


def _apart(values: Sequence[float], step: float, top: float) -> list[float]:
    """Places of labels: in the order of the values, at least `step` apart, not above `top`."""
    order = sorted(range(len(values)), key=lambda i: (values[i], -i))
    places = [0.0] * len(values)
    low = float("-inf")
    for i in order:
        places[i] = low = max(values[i], low + step)
    high = top + step
    for i in reversed(order):
        places[i] = high = min(places[i], high - step)
    return places
