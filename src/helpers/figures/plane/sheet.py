"""The sheet: its size and margins, what all panels share, the finished block.

Here: millimetres to points, hatches and clips, the SVG element. Not here: what is drawn
(`axes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from helpers import blocks, style
from helpers.blocks.base import checked_id
from helpers.figures import svg_root
from helpers.figures.plane import shapes
from helpers.figures.plane.axes import Axes

_POINTS = 72 / 25.4


class Sheet:
    """Panels side by side and what they share. Lengths in points."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.panels: list[Axes] = []
        self._faces: dict[tuple[str, float, str], str] = {}
        self._clips: dict[Axes, str] = {}

    def face(self, colour: str, step: float = 0.0, ink: str = "") -> str:
        """What fills an area: a colour, or a hatch of `ink` on it."""
        if not step:
            return colour
        name = self._faces.setdefault((colour, step, ink), f"h{len(self._faces) + 1}")
        return f"url(#{name})"

    def clip(self, panel: Axes) -> str:
        """The attribute that cuts an element at the edges of a panel."""
        name = self._clips.setdefault(panel, f"c{len(self._clips) + 1}")
        return f' clip-path="url(#{name})"'

    def svg(self, block_id: str, title: str, alt: str) -> str:
        """The sheet as one SVG element; identifiers carry the block id."""
        inside = "".join(panel.drawn() for panel in self.panels)
        shared = [shapes.hatch(name, step, colour, ink)
                  for (colour, step, ink), name in self._faces.items()]  # fmt: skip
        shared += [
            f'<clipPath id="{name}">{shapes.box(p.left, p.top, p.width, p.height, "")}</clipPath>'
            for p, name in self._clips.items()
        ]
        if shared:
            inside = f"<defs>{''.join(shared)}</defs>{inside}"
        prefix = f"{checked_id(block_id)}-"
        for name in (*self._faces.values(), *self._clips.values()):
            inside = inside.replace(f'id="{name}"', f'id="{prefix}{name}"')
            inside = inside.replace(f"url(#{name})", f"url(#{prefix}{name})")
        box = f"0 0 {shapes.number(self.width)} {shapes.number(self.height)}"
        return f"{svg_root.opened(box, prefix, title, alt)}{inside}</svg>"


@contextmanager
def sheet(
    height_mm: float,
    *,
    left_mm: float = style.LEFT_MM,
    right_mm: float = style.RIGHT_MM,
    top_mm: float = style.TOP_MM,
    bottom_mm: float = style.BOTTOM_MM,
) -> Iterator[tuple[Sheet, Axes]]:
    """A sheet of the full text width with one panel, margins in millimetres."""
    with panels(
        height_mm, 1, 0.0, left_mm=left_mm, right_mm=right_mm, top_mm=top_mm, bottom_mm=bottom_mm
    ) as (made, found):
        yield made, found[0]


@contextmanager
def panels(
    height_mm: float,
    columns: int,
    between_mm: float,
    *,
    left_mm: float,
    right_mm: float,
    top_mm: float,
    bottom_mm: float,
) -> Iterator[tuple[Sheet, list[Axes]]]:
    """The same with several panels side by side, `between_mm` apart."""
    width_mm = style.FIGURE_WIDTH_MM
    made = Sheet(width_mm * _POINTS, height_mm * _POINTS)
    each = (width_mm - left_mm - right_mm - between_mm * (columns - 1)) / columns
    made.panels = [
        Axes(
            made,
            (left_mm + place * (each + between_mm)) * _POINTS,
            top_mm * _POINTS,
            each * _POINTS,
            (height_mm - top_mm - bottom_mm) * _POINTS,
        )
        for place in range(columns)
    ]
    yield made, made.panels


def block(
    block_id: str,
    figure: Sheet,
    *,
    title: str,
    alt: str,
    table: blocks.Table,
    notes: Iterable[str] = (),
) -> blocks.Figure:
    """The finished figure block: drawing, finding in words, numbers below it."""
    drawing = figure.svg(block_id, title, alt)
    return blocks.Figure(block_id, title, alt, drawing, table, notes)
