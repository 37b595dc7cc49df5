"""The frame of a panel: its limits, its sides, what stands along them.

Here: where data lie on the sheet, ticks and their names, grid lines. Not here: what is drawn
inside (`axes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

from helpers import style
from helpers.figures.plane import letters, shapes, ticks
from helpers.figures.plane.shapes import Point

#: Words of a panel whose limits are no numbers.
NO_DATA = "нет данных"
#: Points between an axis and the names along it.
_PAD = 3.5
#: Part of their size by which equal limits are widened on each side; around zero, the limits.
_SPREAD = 0.05


class Frame:
    """A place on the sheet (points) with limits in the data."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self.left, self.top, self.width, self.height = left, top, width, height
        self._x, self._y = (0.0, 1.0), (0.0, 1.0)
        #: Whether some limit is no number: nothing can be placed.
        self.is_empty = False
        self._sides = {"left": style.GRID, "bottom": style.GRID}
        self._grid = ""
        self._x_names: list[tuple[float, str]] | None = None
        self._y_names: list[tuple[float, str]] | None = None
        self._x_look: dict[str, Any] = {}
        self._y_size, self._y_pad = style.FONT_SIZE, _PAD
        self._x_label = self._y_label = ("", 0.0)

    def set_xlim(self, low: float, high: float) -> None:
        """Ends of the axis across; equal ones are widened. Without numbers the panel says so."""
        self._x = self._limits(low, high)

    def set_ylim(self, low: float, high: float) -> None:
        """Ends of the axis upwards, the first at the bottom; the same holds for them."""
        self._y = self._limits(low, high)

    def _limits(self, low: float, high: float) -> tuple[float, float]:
        if isfinite(low) and isfinite(high):
            return _widened(float(low), float(high))
        self.is_empty = True
        return (0.0, 1.0)

    def get_xlim(self) -> tuple[float, float]:
        """Ends of the axis across."""
        return self._x

    def set_xticks(
        self, places: Iterable[float], names: Iterable[str] = (), *, at_top: bool = False,
        turn: float = 0.0, fontsize: float = style.SMALL_FONT_SIZE, color: str = style.MUTED,
    ) -> None:  # fmt: skip
        """Names below the panel, or above it; `turn` slants them (degrees)."""
        self._x_names = list(zip(map(float, places), names, strict=True))
        self._x_look = {"at_top": at_top, "turn": turn, "size": fontsize, "colour": color}

    def set_yticks(
        self, places: Iterable[float], names: Iterable[str] = (),
        fontsize: float = style.FONT_SIZE, pad: float = _PAD,
    ) -> None:  # fmt: skip
        """Names at the left, `pad` points away; lines of one name end at the same edge."""
        self._y_names = list(zip(map(float, places), names, strict=True))
        self._y_size, self._y_pad = fontsize, pad

    def set_xlabel(self, words: str, pad: float = 1.0) -> None:
        """What is counted across, at the right end below the names."""
        self._x_label = (words, pad)

    def set_ylabel(self, words: str, pad: float) -> None:
        """What is counted upwards, at the top, `pad` points left of the names."""
        self._y_label = (words, pad)

    def bare(self, grid: str = "x", *without: str) -> None:
        """Hair lines across the values (`x`, `y`, "" for none) and no side where they end.

        `without` names sides (`left`, `bottom`) that are not drawn either.
        """
        self._grid = grid
        for side in {"x": ("bottom",), "y": ("left",), "": ()}[grid] + without:
            self._sides.pop(side, None)

    def side(self, name: str, colour: str) -> None:
        """The colour of a side of the frame."""
        self._sides[name] = colour

    def _at(self, x: float) -> float:
        return self._point((float(x), self._y[0]))[0]

    def _point(self, place: Sequence[float]) -> Point:
        """A place in the data as a point of the sheet."""
        (x0, x1), (y0, y1) = self._x, self._y
        return (
            self.left + (place[0] - x0) / (x1 - x0) * self.width,
            self.top + (y1 - place[1]) / (y1 - y0) * self.height,
        )

    def _x_ticks(self) -> list[tuple[float, str]]:
        if self._x_names is not None:
            return self._x_names
        found = ticks.round_numbers(self._x, self.width, 3 * style.SMALL_FONT_SIZE)
        return [(value, ticks.comma(value)) for value in found]

    def _y_ticks(self) -> list[tuple[float, str]]:
        if self._y_names is not None:
            return self._y_names
        found = ticks.round_numbers(self._y, self.height, 2 * self._y_size)
        return [(value, ticks.comma(value)) for value in found]

    def _grid_lines(self) -> str:
        look = shapes.stroke(style.GRID, style.HAIR_WIDTH, is_square=True)
        bottom, right = self.top + self.height, self.left + self.width
        runs: list[list[Point]] = []
        if self._grid == "x":
            places = [self._at(value) for value, _ in self._x_ticks()]
            runs = [[(x, bottom), (x, self.top)] for x in places]
        elif self._grid == "y":
            levels = [self._point((0.0, value))[1] for value, _ in self._y_ticks()]
            runs = [[(self.left, y), (right, y)] for y in levels]
        return shapes.lines(runs, look)

    def _frame(self) -> str:
        bottom, right = self.top + self.height, self.left + self.width
        runs: dict[str, list[Point]] = {
            "left": [(self.left, bottom), (self.left, self.top)],
            "bottom": [(self.left, bottom), (right, bottom)],
        }
        return "".join(
            shapes.lines([runs[name]], shapes.stroke(colour, style.HAIR_WIDTH, is_square=True))
            for name, colour in self._sides.items()
        )

    def _absence(self) -> str:
        """What a panel without limits says in its middle."""
        middle = self.left + self.width / 2, self.top + self.height / 2
        return letters.text(NO_DATA, *middle, style.FONT_SIZE, style.MUTED, "center", "middle")

    def _side_names(self) -> str:
        at_top = self._x_look.get("at_top", False)
        turn = self._x_look.get("turn", 0.0)
        size = self._x_look.get("size", style.SMALL_FONT_SIZE)
        colour = self._x_look.get("colour", style.MUTED)
        bottom = self.top + self.height
        edge = self.top - _PAD if at_top else bottom + _PAD
        ha, va = ("left" if turn else "center"), ("bottom" if at_top else "top")
        across, upwards = self._x_ticks(), self._y_ticks()
        found = [
            letters.text(name, self._at(x), edge, size, colour, ha, va, turn) for x, name in across
        ]
        found += [
            letters.text(name, self.left - self._y_pad, self._point((0.0, y))[1], self._y_size,
                         style.INK, "right", "middle")
            for y, name in upwards
        ]  # fmt: skip
        words, pad = self._x_label
        if words:
            height = letters.line_height(size) if across else 0.0
            below = bottom + _PAD + height + pad
            right = self.left + self.width
            found.append(
                letters.text(words, right, below, style.FONT_SIZE, style.MUTED, "right", "top")
            )
        words, pad = self._y_label
        if words:
            widest = max((letters.width(name, self._y_size) for _, name in upwards), default=0.0)
            left = self.left - self._y_pad - widest - pad
            found.append(
                letters.text(words, left, self.top, style.FONT_SIZE, style.MUTED, "right", "bottom")
            )
        return "".join(found)


def _widened(low: float, high: float) -> tuple[float, float]:
    """Limits with room between them: the rule of matplotlib for equal ones.

    >>> _widened(0.0, 0.0), _widened(100.0, 100.0), _widened(5.0, 1.0)
    ((-0.05, 0.05), (95.0, 105.0), (5.0, 1.0))
    """
    if low != high:
        return low, high
    room = _SPREAD * (abs(low) or 1.0)
    return low - room, high + room
