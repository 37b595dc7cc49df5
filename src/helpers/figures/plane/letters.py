"""Words on a sheet: how wide a text is, and the element that shows it.

Here: widths from the font file, lines of a text around its point. Not here: which words.

Heights are those of the font, not of the letters of a text, so that all texts of a row stand
on one line.
"""

from __future__ import annotations

from functools import cache
from html import escape
from io import BytesIO
from typing import Any

from helpers import style
from helpers.figures.plane.shapes import number

_ANCHORS = {"left": "", "center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


@cache
def _fonts() -> tuple[Any, Any]:
    """The font of figures and the one that has the letters it lacks.

    Read into memory: from an open file every process forked from this one would read at a place
    that the others move.
    """
    from matplotlib.ft2font import FT2Font

    files = style.font_files()
    chosen = next(path for path in files if path.name == "Roboto-Regular.ttf")
    wide = next(path for path in files if path.name == "DejaVuSans.ttf")
    return FT2Font(BytesIO(chosen.read_bytes())), FT2Font(BytesIO(wide.read_bytes()))


@cache
def _extent() -> tuple[float, float]:
    """Ascent and descent of a line in sizes of the font."""
    font = _fonts()[0]
    table = font.get_sfnt_table("OS/2")
    return table["sTypoAscender"] / font.units_per_EM, -table["sTypoDescender"] / font.units_per_EM


@cache
def _advance(letter: str) -> float:
    """Width of a letter in sizes of the font."""
    from matplotlib.ft2font import LoadFlags

    for font in _fonts():
        index = font.get_char_index(ord(letter))
        if index or font is _fonts()[1]:
            glyph = font.load_glyph(index, flags=LoadFlags.NO_SCALE)
            return float(glyph.horiAdvance) / font.units_per_EM
    raise AssertionError("unreachable")


def line_height(size: float) -> float:
    """Height of a line of text in points."""
    return size * sum(_extent())


def width(text: str, size: float) -> float:
    """Width in points of the widest line of a text."""
    return size * max(sum(map(_advance, line)) for line in text.split("\n"))


def baselines(text: str, y: float, size: float, va: str) -> list[float]:
    """Where each line stands, for a text that lies around `y` as `va` says.

    `middle` is the middle between the top and the last base line: how names of rows stand.
    """
    ascent, descent = (size * part for part in _extent())
    count, step = text.count("\n") + 1, ascent + descent
    first = {
        "top": y + ascent,
        "center": y - count * step / 2 + ascent,
        "bottom": y - count * step + ascent,
        "baseline": y - (count - 1) * step,
        "middle": y + (ascent - (count - 1) * step) / 2,
    }[va]
    return [first + place * step for place in range(count)]


def text(
    words: str, x: float, y: float, size: float, colour: str,
    ha: str = "left", va: str = "baseline", turn: float = 0.0,
) -> str:  # fmt: skip
    """A text at a point, a line per element; `turn` in degrees against the clock."""
    turned = f' transform="rotate({number(-turn)} {number(x)} {number(y)})"' if turn else ""
    look = f' font-size="{number(size)}" fill="{colour}"{_ANCHORS[ha]}{turned}'
    return "".join(
        f'<text x="{number(x)}" y="{number(base)}"{look}>{_shown(line)}</text>'
        for line, base in zip(words.split("\n"), baselines(words, y, size, va), strict=True)
        if line.strip()
    )


def _shown(line: str) -> str:
    """A line as markup; the second of two blanks would vanish."""
    return escape(line.replace("  ", " \N{NO-BREAK SPACE}"), quote=False)


def plate(
    words: str, x: float, y: float, size: float, ha: str, va: str, pad: float
) -> tuple[float, float, float, float]:
    """The box behind a text: left, top, width, height."""
    wide, high = width(words, size), line_height(size) * (words.count("\n") + 1)
    left = {"left": x, "center": x - wide / 2, "right": x - wide}[ha]
    top = baselines(words, y, size, va)[0] - size * _extent()[0]
    return left - pad, top - pad, wide + 2 * pad, high + 2 * pad
