"""The key of a chart: signs with their words in columns.

Here: its entries and where each lies. Not here: which entries a chart has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpers import style
from helpers.figures.plane import letters

#: Draws the sign of an entry into a box: left, middle height, width, height.
Draw = Callable[[float, float, float, float], str]

_SIZE = style.SMALL_FONT_SIZE
#: Blank between rows, in sizes of the font.
_ROW_GAP = 0.5


@dataclass(frozen=True)
class Key:
    """An entry: its words and how its sign is drawn."""

    label: str
    draw: Draw


@dataclass(frozen=True)
class Spaces:
    """Width and height of a sign, and blanks of a key, in sizes of its font."""

    sign: float = 2.0
    sign_height: float = 0.7
    after_sign: float = 0.8
    between_columns: float = 2.0
    around: float = 0.2
    inside: float = 0.4


def placed(
    keys: Sequence[Key], columns: int, left: float, edge: float, spaces: Spaces, *, is_above: bool
) -> str:
    """The key with its upper left corner at a point, or its lower left one if it `is_above`."""
    margin = (spaces.around + spaces.inside) * _SIZE
    step = _SIZE * (letters.line_height(1.0) + _ROW_GAP)
    parts = _columns(keys, columns)
    height = max(len(part) for part in parts) * step - _ROW_GAP * _SIZE
    top = edge - margin - height if is_above else edge + margin
    x = left + margin
    found = []
    for part in parts:
        for row, key in enumerate(part):
            middle = top + row * step + (step - _ROW_GAP * _SIZE) / 2
            found.append(key.draw(x, middle, spaces.sign * _SIZE, spaces.sign_height * _SIZE))
            after = x + (spaces.sign + spaces.after_sign) * _SIZE
            found.append(letters.text(key.label, after, middle, _SIZE, style.INK, va="center"))
        widest = max(letters.width(key.label, _SIZE) for key in part)
        x += widest + (spaces.sign + spaces.after_sign + spaces.between_columns) * _SIZE
    return "".join(found)


def _columns(keys: Sequence[Key], count: int) -> list[Sequence[Key]]:
    """Entries column by column, as even as can be, longer columns first."""
    size, longer = divmod(len(keys), count)
    ends = [0]
    for place in range(count):
        ends.append(ends[-1] + size + (place < longer))
    return [keys[a:b] for a, b in pairwise(ends) if b > a]
