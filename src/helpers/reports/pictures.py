"""Drawings as pictures for formats that cannot show SVG everywhere.

Here: SVG → PNG, drawn by Typst with the fonts of the workbook. Not here: making drawings
(`figures`), the place of a picture on the page.

Typst draws an SVG into a picture of its own and copies that to the page without smoothing.
If the two differ by a fraction of a pixel, a row of pixels is lost, often through a line of
text. So page and drawing are given one size in whole pixels.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import typst
from lxml import etree

from helpers import blocks, style
from helpers.reports import glyphs, pdf, svg
from helpers.reports.spec import ReportFailed

#: Dots per inch: sharp in print, some dozen kilobytes for a figure.
RESOLUTION = 200
WIDTH_PX = round(style.FIGURE_WIDTH_MM / 25.4 * RESOLUTION)

#: Parts of a pixel left free on the right and below, so that nothing is rounded up.
_SPARE_PX = 0.02

_SOURCE = f"""
#let drawings = json(bytes(sys.inputs.drawings))
#let px = {72 / RESOLUTION}pt
#for drawing in drawings {{
  set page(width: {WIDTH_PX} * px, height: drawing.height * px, margin: 0pt, fill: white)
  image(bytes(drawing.svg), format: "svg", fit: "stretch",
    width: ({WIDTH_PX} - {_SPARE_PX}) * px, height: (drawing.height - 1.5 * {_SPARE_PX}) * px)
}}
"""


def png(figures: Sequence[blocks.Figure]) -> dict[str, bytes]:
    """Each figure as PNG on white paper, by block id; equal drawings give equal bytes.

    All are drawn in one call of the compiler, which costs more than a drawing.
    """
    if not figures:
        return {}
    drawings = [_drawing(figure) for figure in figures]
    with pdf.fonts() as collected:
        compiler = typst.Compiler(
            _SOURCE.encode(),
            font_paths=collected,
            ignore_system_fonts=True,
            sys_inputs={"drawings": json.dumps(glyphs.printable(drawings), ensure_ascii=False)},
        )
        try:
            pages = compiler.compile(format="png", ppi=RESOLUTION)
        except typst.TypstError as error:
            raise ReportFailed(f"Рисунки для DOCX не построены: {error.message}") from error
    found = [pages] if isinstance(pages, bytes) else list(pages or ())
    return {figure.block_id: page for figure, page in zip(figures, found, strict=True)}


def _drawing(figure: blocks.Figure) -> dict[str, Any]:
    """The checked drawing with its height in pixels, its view box made to fit whole ones."""
    root = etree.fromstring(svg.checked(figure.svg, figure.block_id).encode())
    try:
        left, top, width, height = map(float, root.get("viewBox", "").split())
        height_px = math.ceil(WIDTH_PX * height / width)
    except (ValueError, ZeroDivisionError):
        raise ReportFailed(f"Рисунок {figure.block_id}: у SVG нет размеров (viewBox).") from None
    whole = (height_px - _SPARE_PX / 2) * width / WIDTH_PX
    root.set("viewBox", f"{left} {top} {width} {whole:.6f}")
    return {"svg": etree.tostring(root, encoding="unicode"), "height": height_px}
