"""Colours by purpose, fonts and sizes, for screen and paper.

Here: every colour and size, once, named by what it is for. Not here: drawing (`figures`),
page layout (the templates of `reports`).

The data colours stay apart for readers with any common colour blindness and in a grey
print: within every group that meets in one figure the lightness differs by at least ten
units (a test holds that).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

#: Text, secondary text, hair lines, the paper of figures.
INK = "#1d2730"
MUTED = "#56616b"
GRID = "#d7dce0"
PAPER = "#ffffff"
#: The one accent of headings, links and the first series.
ACCENT = "#1b4f72"

#: Whom a value belongs to.
SUBJECT_COLOURS: Mapping[str, str] = {
    "municipality": ACCENT,
    "listed": "#c2541b",
    "region": "#8fb4cc",
    "country": "#c9ced3",
    "school": "#3f86b5",
}
#: The target of a plan: a line, never a filled area.
TARGET = "#7a1f3d"
#: What is hidden or missing; drawn with a hatch as well.
ABSENT = "#e3e6e8"

#: Marks from the worst to the best.
MARK_COLOURS: Mapping[int, str] = {2: "#8a3210", 3: "#ecaa6c", 4: "#b9d6e6", 5: "#2a6a94"}

#: How a planned step stands; keys are the statuses of roadmap items.
STATUS_COLOURS: Mapping[str, str] = {
    "done": "#1b4f72",
    "done_late": "#5f9ac0",
    "in_progress": "#b9d6e6",
    "overdue": "#b0480f",
    "planned": "#dfe3e6",
    "no_due_date": "#a3abb2",
    "no_measurable_result": "#78828a",
}

#: Edge of a finding on the page; the tone also stands in words.
TONE_COLOURS: Mapping[str, str] = {
    "attention": "#b0480f",
    "good": "#2a6a94",
    "neutral": "#78828a",
    "no_data": "#a3abb2",
}

#: Lightness steps for more series than purposes, dark to light.
SEQUENCE = ("#16405c", "#2f74a0", "#6fa9cb", "#b4d2e3", "#dfe9ef")

#: Fonts of figures: the first comes with a dependency, the second fills missing glyphs.
FONT_FAMILIES = ("Roboto", "DejaVu Sans")

_ROBOTO_FILES = ("Regular", "Italic", "Medium", "Bold", "BoldItalic")
_DEJAVU_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

#: Width of a figure in millimetres: the text column of an A4 page.
FIGURE_WIDTH_MM = 170.0
#: Sizes in points on paper; a screen shows the figure about 1.5 times larger.
FONT_SIZE = 9.0
SMALL_FONT_SIZE = 8.0
LINE_WIDTH = 1.6
HAIR_WIDTH = 0.6


def font_files() -> tuple[Path, ...]:
    """The font files of figures and paper, from installed packages and never the system."""
    roboto = _package_folder("font_roboto") / "files"
    dejavu = _package_folder("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return (
        *(roboto / f"Roboto-{name}.ttf" for name in _ROBOTO_FILES),
        *(dejavu / name for name in _DEJAVU_FILES),
    )


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    assert spec and spec.origin, f"{name} is not installed"
    return Path(spec.origin).parent
