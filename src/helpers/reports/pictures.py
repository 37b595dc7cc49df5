"""Drawings as pictures for formats that cannot show SVG everywhere.

Here: SVG → PNG, drawn by Typst with the fonts of the workbook. Not here: making drawings
(`figures`), the place of a picture on the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import typst

from helpers import blocks, style
from helpers.reports import glyphs, pdf, svg
from helpers.reports.spec import ReportFailed

#: Dots per inch: sharp in print, a few dozen kilobytes for a figure.
RESOLUTION = 220

_SOURCE = f"""
#let drawings = json(bytes(sys.inputs.drawings))
#set page(width: {style.FIGURE_WIDTH_MM}mm, height: auto, margin: 0pt, fill: white)
#for drawing in drawings {{ page(image(bytes(drawing), format: "svg", width: 100%)) }}
"""


def png(figures: Sequence[blocks.Figure]) -> dict[str, bytes]:
    """Each figure as PNG on white paper, by block id; equal drawings give equal bytes.

    All are drawn in one call of the compiler, which costs more than a drawing.
    """
    if not figures:
        return {}
    drawings = [svg.checked(figure.svg, figure.block_id) for figure in figures]
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
