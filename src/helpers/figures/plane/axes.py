"""A panel of a sheet and what is drawn in it.

Here: the words of drawing, those of matplotlib as far as the charts use them. Not here: the
elements (`shapes`, `letters`, `legend`), limits and sides (`frame`), the sheet (`sheet`).

What is drawn is kept until the end, because the limits of the axes may be set last. It lies in
layers: grid, areas, lines, frame, words. Values that are missing (None, NaN) or infinite draw
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isfinite, nan
from typing import Any

from helpers import style
from helpers.figures.plane import letters, shapes
from helpers.figures.plane.frame import Frame
from helpers.figures.plane.legend import Key, Spaces, placed
from helpers.figures.plane.shapes import Dash, Point

Values = Iterable[Any]
_GRID, _AREAS, _LINES, _FRAME, _WORDS = range(5)


class Axes(Frame):
    """One panel. `sheet` holds hatches and clips, and knows its own left and top."""

    def __init__(self, sheet: Any, left: float, top: float, width: float, height: float) -> None:
        self.sheet = sheet
        super().__init__(left, top, width, height)
        self._drawn: list[tuple[int, Callable[[], str]]] = []
        self._keys: list[Key] = []

    # ------------------------------------------------------------------ lines and signs

    def plot(
        self, x: Values, y: Values, sign: str = "", *, color: str,
        linewidth: float = style.LINE_WIDTH, linestyle: Dash = "-", marker: str = "",
        markersize: float = 6.0, markerfacecolor: str = "", markeredgewidth: float = 1.0,
        clip_on: bool = True, label: str = "", solid_capstyle: str = "square",
    ) -> Key:  # fmt: skip
        """A line through points, or their signs: a `sign` given third stands alone.

        Signs beyond the limits are left out, lines are cut there, unless `clip_on` is off.
        """
        places = list(zip(_floats(x), _floats(y), strict=True))
        marker = sign or marker
        line = "" if sign or linestyle == "none" else shapes.stroke(
            color, linewidth, linestyle, is_square=solid_capstyle == "square"
        )  # fmt: skip
        face = f' fill="{markerfacecolor or color}"'
        edge = shapes.stroke(color, markeredgewidth) if markeredgewidth else ""

        def draw() -> str:
            points = [self._point(place) for place in places]
            shown = [p for p in points if not clip_on or self._is_inside(p)]
            runs = _runs(points)
            path = shapes.lines(runs, line + self._cut(points, clip_on)) if line else ""
            shown = [p for p in shown if p[0] == p[0] and p[1] == p[1]]
            return path + (shapes.signs(shown, marker, markersize, face, edge) if marker else "")

        def draw_key(left: float, middle: float, width: float, _height: float) -> str:
            path = shapes.lines([[(left, middle), (left + width, middle)]], line) if line else ""
            centre = [(left + width / 2, middle)]
            return path + (shapes.signs(centre, marker, markersize, face, edge) if marker else "")

        self._put(_LINES, draw)
        return self._named(label, draw_key)

    def hlines(
        self, y: Values, low: Values, high: Values, *, color: str,
        linewidth: float = style.LINE_WIDTH,
    ) -> None:  # fmt: skip
        """Level lines at `y` from `low` to `high`."""
        parts = list(zip(_floats(low), _floats(y), _floats(high), _floats(y), strict=True))
        self._segments(parts, shapes.stroke(color, linewidth))

    def vlines(
        self, x: Values, low: Values, high: Values, *, color: str,
        linewidth: float = style.LINE_WIDTH, alpha: float = 1.0,
    ) -> None:  # fmt: skip
        """Upright lines at `x` from `low` to `high`."""
        parts = list(zip(_floats(x), _floats(low), _floats(x), _floats(high), strict=True))
        self._segments(parts, shapes.stroke(color, linewidth, alpha=alpha))

    def _segments(self, parts: Sequence[tuple[float, float, float, float]], look: str) -> None:
        def draw() -> str:
            runs = [[self._point(part[:2]), self._point(part[2:])] for part in parts]
            runs = [run for run in runs if not any(v != v for point in run for v in point)]
            return shapes.lines(runs, look + self._cut([p for run in runs for p in run], True))

        self._put(_LINES, draw)

    def axvline(self, x: float, *, color: str, linewidth: float, linestyle: Dash = "-") -> None:
        """An upright line through the whole panel."""
        if not _is_finite(x):
            return
        look = shapes.stroke(color, linewidth, linestyle, is_square=True)
        low, high = self.top, self.top + self.height
        self._put(_LINES, lambda: shapes.lines([[(self._at(x), low), (self._at(x), high)]], look))

    def axhline(self, y: float, *, color: str, linewidth: float) -> None:
        """A level line through the whole panel."""
        if not _is_finite(y):
            return
        look = shapes.stroke(color, linewidth, is_square=True)
        left, right = self.left, self.left + self.width

        def draw() -> str:
            level = self._point((0.0, float(y)))[1]
            return shapes.lines([[(left, level), (right, level)]], look)

        self._put(_LINES, draw)

    # ------------------------------------------------------------------ areas

    def barh(
        self, y: Values, width: Values, *, height: float, color: str | Sequence[str],
        left: Values | None = None, **look: Any,
    ) -> None:  # fmt: skip
        """Level bars around `y`; see `boxes` for their look."""
        places, lengths = _floats(y), _floats(width)
        starts = _floats(left) if left is not None else [0.0] * len(places)
        self.boxes(
            [(start, place - height / 2, length, height)
             for start, place, length in zip(starts, places, lengths, strict=True)],
            color, **look,
        )  # fmt: skip

    def bar(
        self, x: Values, height: Values, *, width: float, color: str | Sequence[str],
        bottom: Values | None = None, **look: Any,
    ) -> None:  # fmt: skip
        """Upright bars around `x`; see `boxes` for their look."""
        places, lengths = _floats(x), _floats(height)
        starts = _floats(bottom) if bottom is not None else [0.0] * len(places)
        self.boxes(
            [(place - width / 2, start, width, length)
             for place, start, length in zip(places, starts, lengths, strict=True)],
            color, **look,
        )  # fmt: skip

    def boxes(
        self, places: Sequence[tuple[float, float, float, float]], color: str | Sequence[str], *,
        edgecolor: str = "", linewidth: float = 0.0, hatch: float = 0.0, alpha: float = 1.0,
        label: str = "",
    ) -> None:  # fmt: skip
        """Rectangles by left, bottom, width and height in data.

        `hatch` fills them with strokes so many points apart, in the colour of the edge.
        """
        colours = [color] * len(places) if isinstance(color, str) else list(color)
        edge = shapes.stroke(edgecolor, linewidth) if edgecolor and linewidth else ""
        edge += f' fill-opacity="{shapes.number(alpha)}"' if alpha < 1 else ""
        faces = [self.sheet.face(colour, hatch, edgecolor) for colour in colours]

        def draw() -> str:
            found = []
            for (x, y, wide, high), face in zip(places, faces, strict=True):
                corners = [self._point((x, y)), self._point((x + wide, y + high))]
                if any(v != v for corner in corners for v in corner):
                    continue
                (a, b), (c, d) = corners
                cut = self._cut(corners, True)
                found.append(shapes.box(a, b, c - a, d - b, f' fill="{face}"{edge}{cut}'))
            return "".join(found)

        self._put(_AREAS, draw)
        if label and faces:
            self._named(label, _box_key(faces[0], edge))

    # ------------------------------------------------------------------ words

    def text(
        self, x: float, y: float, words: str, *, ha: str = "left", va: str = "baseline",
        fontsize: float = style.FONT_SIZE, color: str = style.INK, plate: str = "",
    ) -> None:  # fmt: skip
        """Words at a point of the data; `plate` is the colour of a box behind them."""
        self.annotate(
            words, (x, y), ha=ha, va=va, fontsize=fontsize, color=color, plate=plate
        )  # fmt: skip

    def annotate(
        self, words: str, xy: tuple[float, float], shift: Point = (0.0, 0.0), *,
        across: str = "data", up: str = "data", ha: str = "left", va: str = "baseline",
        fontsize: float = style.FONT_SIZE, color: str = style.INK, plate: str = "",
    ) -> None:  # fmt: skip
        """Words `shift` points right of and above a place.

        Each coordinate of the place counts in `data`, or in parts of the panel (`panel`).
        """
        if not all(map(_is_finite, xy)):
            return

        def draw() -> str:
            x, y = self._point((float(xy[0]), float(xy[1])))
            if across == "panel":
                x = self.left + xy[0] * self.width
            if up == "panel":
                y = self.top + (1 - xy[1]) * self.height
            x, y = x + shift[0], y - shift[1]
            back = ""
            if plate:
                place = letters.plate(words, x, y, fontsize, ha, va, 1.0)
                back = shapes.box(*place, f' fill="{plate}"')
            return back + letters.text(words, x, y, fontsize, color, ha, va)

        self._put(_WORDS, draw)

    def legend(
        self, keys: Sequence[Key] = (), *, columns: int = 1, on_sheet: bool = False,
        **spaces: float,
    ) -> None:  # fmt: skip
        """The key: of `keys`, else of what was drawn with a label.

        It stands in the upper left corner of the sheet, or above the panel; a label that begins
        with «_» is not shown. Spaces as in
        `legend.Spaces`.
        """
        shown = list(keys or self._keys)
        left, edge = (0.0, 0.0) if on_sheet else (self.left, self.top)
        blanks = Spaces(**spaces)
        if shown:
            self._put(
                _WORDS,
                lambda: placed(shown, columns, left, edge, blanks, is_above=not on_sheet),
            )

    def box_key(
        self, label: str, color: str, *, edgecolor: str = "", hatch: float = 0.0,
        linewidth: float = 0.0,
    ) -> Key:  # fmt: skip
        """An entry of the key with a box of a colour."""
        edge = shapes.stroke(edgecolor, linewidth) if edgecolor else ""
        return Key(label, _box_key(self.sheet.face(color, hatch, edgecolor), edge))

    # ------------------------------------------------------------------ drawing

    def drawn(self) -> str:
        """All elements of the panel in their order; without limits only that there are no data."""
        if self.is_empty:
            return self._frame() + self._absence()
        self._put(_GRID, self._grid_lines)
        self._put(_GRID, self._side_names)
        self._put(_FRAME, self._frame)
        return "".join(draw() for _, draw in sorted(self._drawn, key=lambda item: item[0]))

    def _put(self, layer: int, draw: Callable[[], str]) -> None:
        self._drawn.append((layer, draw))

    def _named(self, label: str, draw: Callable[[float, float, float, float], str]) -> Key:
        key = Key(label, draw)
        if label and not label.startswith("_"):
            self._keys.append(key)
        return key

    def _is_inside(self, point: Point) -> bool:
        x, y = point[0] - self.left, point[1] - self.top
        return -0.01 <= x <= self.width + 0.01 and -0.01 <= y <= self.height + 0.01

    def _cut(self, points: Iterable[Point], is_cut: bool) -> str:
        """The attribute that cuts at the edges of the panel, where something lies beyond."""
        outside = any(not self._is_inside(p) for p in points if p[0] == p[0] and p[1] == p[1])
        return self.sheet.clip(self) if is_cut and outside else ""


def _floats(values: Values) -> list[float]:
    """Numbers of a list, an array or a column; what is missing or infinite becomes NaN."""
    return [float(value) if _is_finite(value) else nan for value in values]


def _is_finite(value: Any) -> bool:
    """Whether a value has a place; None and the NA of pandas are no numbers at all."""
    try:
        return isfinite(value)
    except TypeError:
        return False


def _runs(points: Iterable[Point]) -> list[list[Point]]:
    """Points in runs without a missing one."""
    runs: list[list[Point]] = [[]]
    for point in points:
        if point[0] != point[0] or point[1] != point[1]:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs


def _box_key(face: str, edge: str) -> Callable[[float, float, float, float], str]:
    def draw(left: float, middle: float, width: float, height: float) -> str:
        return shapes.box(left, middle - height / 2, width, height, f' fill="{face}"{edge}')

    return draw
