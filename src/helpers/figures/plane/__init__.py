"""The sheet on which the workbook's own charts are drawn: a small plane that writes SVG.

Here: `sheet`, `Axes`, `block`. The words are those of matplotlib, only as many as the charts
need; a chart of bars, dots and labels is put down straight as SVG elements, in about a
thirtieth of the time. Not here: drawings of any other kind (`figures.canvas` hands a sheet of
matplotlib itself to authors of notebooks).

Equal drawings give equal bytes. Lengths are points of paper; nothing is drawn twice to
measure it.

    with plane.sheet(80, left_mm=55) as (figure, axes):
        axes.barh(range(len(names)), shares, color=style.ACCENT)
        axes.set_xlim(0, 100)
        axes.set_yticks(range(len(names)), names)
        return plane.block("results", figure, title=…, alt=…, table=…)
"""

from __future__ import annotations

from helpers.figures.plane.axes import Axes
from helpers.figures.plane.legend import Key
from helpers.figures.plane.shapes import CLOSE_HATCH, HATCH
from helpers.figures.plane.sheet import Sheet, block, panels, sheet

__all__ = ["CLOSE_HATCH", "HATCH", "Axes", "Key", "Sheet", "block", "panels", "sheet"]
