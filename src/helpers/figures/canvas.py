"""A sheet of matplotlib for drawings of your own, in the look of the workbook.

Here: making a matplotlib figure without pyplot, writing it as SVG with real text, and
wrapping it into a block. Not here: any chart; those of the workbook are drawn on a plane of
their own (`figures.plane`), which costs a thirtieth.

Equal drawings give equal bytes: identifiers are salted with the block id, no date is
written, fonts come from packages and never from the system. Margins are fixed, so nothing
is drawn twice to measure it.

    with canvas.sheet(height_mm=80, left_mm=55) as (figure, axes):
        axes.barh(names, shares, color=style.ACCENT)
        return canvas.block("results", figure, title=…, alt=…, table=…)
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from helpers import blocks, style
from helpers.blocks.base import checked_id
from helpers.figures import svg_root

_MM_PER_INCH = 25.4

_LOOK: Any = {
    "font.family": list(style.FONT_FAMILIES),
    "font.size": style.FONT_SIZE,
    "axes.titlesize": style.FONT_SIZE,
    "axes.labelsize": style.FONT_SIZE,
    "xtick.labelsize": style.SMALL_FONT_SIZE,
    "ytick.labelsize": style.FONT_SIZE,
    "legend.fontsize": style.SMALL_FONT_SIZE,
    "text.color": style.INK,
    "axes.labelcolor": style.MUTED,
    "axes.edgecolor": style.GRID,
    "xtick.color": style.GRID,
    "ytick.color": style.GRID,
    "xtick.labelcolor": style.MUTED,
    "ytick.labelcolor": style.INK,
    "axes.linewidth": style.HAIR_WIDTH,
    "grid.color": style.GRID,
    "grid.linewidth": style.HAIR_WIDTH,
    "lines.linewidth": style.LINE_WIDTH,
    "hatch.linewidth": style.HAIR_WIDTH,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
    "legend.frameon": False,
    "text.parse_math": False,
    "svg.fonttype": "none",
}


@cache
def _register_fonts() -> None:
    for path in style.font_files():
        font_manager.fontManager.addfont(path)


@contextmanager
def look() -> Iterator[None]:
    """The workbook's look for whatever is drawn inside; the global settings stay as they were."""
    _register_fonts()
    with matplotlib.rc_context(_LOOK):
        yield


@contextmanager
def sheet(
    height_mm: float,
    *,
    left_mm: float = style.LEFT_MM,
    right_mm: float = style.RIGHT_MM,
    top_mm: float = style.TOP_MM,
    bottom_mm: float = style.BOTTOM_MM,
    rows: int = 1,
    columns: int = 1,
    **subplots: Any,
) -> Iterator[tuple[Figure, Any]]:
    """A figure of the full text width and its axes, with margins in millimetres.

    Gives one `Axes` for one panel, an array of them for several rows or columns; further
    keywords (`sharex`, `width_ratios`, `gridspec_kw` …) go to `Figure.subplots`. The look
    holds inside the block only, so draw and wrap there.
    """
    width_mm = style.FIGURE_WIDTH_MM
    with look():
        figure = Figure(figsize=(width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH), dpi=72)
        FigureCanvasSVG(figure)
        figure.patch.set_visible(False)
        axes = figure.subplots(rows, columns, **subplots)
        for panel in figure.axes:
            panel.patch.set_visible(False)
        figure.subplots_adjust(
            left=left_mm / width_mm,
            right=1 - right_mm / width_mm,
            bottom=bottom_mm / height_mm,
            top=1 - top_mm / height_mm,
        )
        yield figure, axes


def bare(axes: Axes, grid: str = "x") -> None:
    """Quiet axes: no ticks, a hair grid across the values (`x`, `y`, or "" for none)."""
    axes.tick_params(length=0)
    if grid in ("x", "y"):
        axes.grid(axis=grid)  # type: ignore[arg-type]
        axes.spines["bottom" if grid == "x" else "left"].set_visible(False)


def decimal_commas(axis: Any) -> None:
    """Numbers along an axis as Russian readers write them."""
    axis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", ","))


def svg_text(figure: Figure, block_id: str, title: str, alt: str) -> str:
    """The figure as one SVG element: real text, scalable, described for screen readers.

    Same drawing, same bytes. Identifiers carry the block id, so that several figures may
    stand in one page. Use it inside `sheet` or `look`, otherwise fonts may differ.
    """
    buffer = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with matplotlib.rc_context({"svg.hashsalt": block_id, "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata=nothing)
    return _tidy(buffer.getvalue(), block_id, title, alt)


def block(
    block_id: str,
    figure: Figure,
    *,
    title: str,
    alt: str,
    table: blocks.Table,
    notes: Iterable[str] = (),
) -> blocks.Figure:
    """The finished figure block: drawing, finding in words, numbers below it."""
    return blocks.Figure(block_id, title, alt, svg_text(figure, block_id, title, alt), table, notes)


#: How matplotlib names the fonts on every text; said once on the root instead.
_MATPLOTLIB_FAMILY = "font-family: " + ", ".join(f"'{name}'" for name in style.FONT_FAMILIES) + "; "

_ROOT = re.compile(r"<svg [^>]*?viewBox=\"([^\"]+)\"[^>]*>", re.S)
_IDS = re.compile(r'\bid="([^"]+)"')


def _tidy(text: str, block_id: str, title: str, alt: str) -> str:
    """Only the svg element, without fixed size, stray metadata and unused identifiers."""
    text = text[text.index("<svg ") :].strip()
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.S)
    text = re.sub(r"\s*<style[^>]*>\*\{[^}]*\}</style>", "", text)
    text = re.sub(r"\s*<defs>\s*</defs>|<!--.*?-->\n?", "", text, flags=re.S)
    used = set(re.findall(r'(?:xlink:href="|href="|url\()#([^")]+)', text))
    prefix = f"{checked_id(block_id)}-"

    def own_id(match: re.Match[str]) -> str:
        return f'id="{prefix}{match[1]}"' if match[1] in used else ""

    text = _IDS.sub(own_id, text)
    text = re.sub(r'(href="|url\()#', rf"\g<1>#{prefix}", text)
    text = text.replace("<g >", "<g>").replace(_MATPLOTLIB_FAMILY, "")
    text = re.sub(r"\s*<g />", "", text)
    text = _TAG.sub(_short_tag, text)
    text = _without_bare_groups(re.sub(r">\s+<", "><", text))
    return _ROOT.sub(lambda found: svg_root.opened(found[1], prefix, title, alt), text, count=1)


#: What matplotlib writes at length: six decimals, turns by nothing, blanks in styles and paths.
_TAG = re.compile(r"<[a-z][^<>]*>", re.S)
_LONG_NUMBER = re.compile(r"\d+\.\d{3,}")
_NO_TURN = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_PATH = re.compile(r' d="([^"]*)"')
_GROUP = re.compile(r"(<g(?: [^>]*[^/>])?>|</g>)")


def _short_tag(match: re.Match[str]) -> str:
    """A tag without what no eye sees: a hundredth of a point is less than a dot of a printer."""
    tag = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", match[0])
    tag = _NO_TURN.sub("", tag).replace("; ", ";").replace(": ", ":")
    return _PATH.sub(lambda found: f' d="{_short_path(found[1])}"', tag)


def _short_path(text: str) -> str:
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(text.split()))


def _without_bare_groups(text: str) -> str:
    """Groups without attributes only nest: their tags go, what is inside stays."""
    kept: list[str] = []
    has_tag: list[bool] = []
    for part in _GROUP.split(text):
        if part == "</g>":
            shown = has_tag.pop()
        elif _GROUP.fullmatch(part):
            shown = part != "<g>"
            has_tag.append(shown)
        else:
            shown = True
        if shown:
            kept.append(part)
    return "".join(kept)
