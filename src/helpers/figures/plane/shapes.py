"""SVG elements: numbers, lines, boxes, signs, hatches.

Here: the text of single elements, in points of the sheet. Not here: positions of data
(`axes`), words (`letters`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import sqrt

from helpers import style

Point = tuple[float, float]
#: A full line, or a dash: lengths on and off in widths of the line.
Dash = str | tuple[float, tuple[float, ...]]

#: Points between the strokes of a hatch, the usual one and one for small areas.
HATCH, CLOSE_HATCH = 6.0, 4.0
#: Strokes along a side of the tile of a hatch.
_STROKES = 12

_DASHES = {"-": (), "--": (3.7, 1.6), "none": ()}


def number(value: float) -> str:
    """A length with two decimals at most: a hundredth of a point is less than a printer's dot."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def pair(point: Point) -> str:
    """The two coordinates of a point."""
    return f"{number(point[0])} {number(point[1])}"


def stroke(
    colour: str, width: float, dash: Dash = "-", *, is_square: bool = False, alpha: float = 1.0
) -> str:
    """Attributes of a line."""
    steps = _DASHES[dash] if isinstance(dash, str) else dash[1]
    text = f' stroke="{colour}" stroke-width="{number(width)}"'
    if steps:
        text += f' stroke-dasharray="{",".join(number(step * width) for step in steps)}"'
    elif is_square:
        text += ' stroke-linecap="square"'
    return text + (f' stroke-opacity="{number(alpha)}"' if alpha < 1 else "")


def lines(runs: Iterable[Sequence[Point]], look: str) -> str:
    """Broken lines as one element."""
    path = "".join("M" + "L".join(map(pair, run)) for run in runs if len(run) > 1)
    return f'<path d="{path}" fill="none"{look}/>' if path else ""


def box(x: float, y: float, width: float, height: float, look: str) -> str:
    """A rectangle; a negative width or height goes to the other side."""
    x, width = min(x, x + width), abs(width)
    y, height = min(y, y + height), abs(height)
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}"{look}/>'
    )


def signs(points: Sequence[Point], sign: str, size: float, face: str, edge: str) -> str:
    """Signs at points: `o` circle, `D` diamond, `s` square, `|` upright stroke.

    `face` and `edge` are the attributes of the area and of its edge.
    """
    if not points:
        return ""
    half = size / 2
    if sign == "o":
        circles = "".join(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(half)}"/>' for x, y in points
        )
        return f"<g{face}{edge}>{circles}</g>"
    paths = {
        "D": _closed(((0, -half * sqrt(2)), (half * sqrt(2), 0), (0, half * sqrt(2)),
                      (-half * sqrt(2), 0))),
        "s": _closed(((-half, -half), (half, -half), (half, half), (-half, half))),
        "|": f"m0 {number(-half)}v{number(size)}",
    }  # fmt: skip
    path = "".join(f"M{pair(point)}{paths[sign]}" for point in points)
    return f'<path d="{path}"{face}{edge}/>'


def _closed(corners: Sequence[Point]) -> str:
    """A closed outline around the current point, as relative steps."""
    steps = [corners[0]]
    steps += [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]
    return f"m{pair(steps[0])}" + "".join(f"l{pair(step)}" for step in steps[1:]) + "z"


def hatch(name: str, step: float, face: str, ink: str) -> str:
    """A pattern of rising strokes, `step` points apart along a side.

    The tile is wide: small ones blur where a page is shown in coarse dots.
    """
    side = _STROKES * step
    ends = [place * step - side for place in range(2 * _STROKES + 1)]
    strokes = [[(end - 1, side + 1), (side + 1, end - 1)] for end in ends]
    size = number(side)
    return (
        f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{size}" height="{size}">'
        + box(0, 0, side, side, f' fill="{face}"')
        + lines(strokes, stroke(ink, style.HAIR_WIDTH))
        + "</pattern>"
    )
