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
    "listed": "#b54e19",
    "region": "#95b8cf",
    "country": "#d3d8dc",
    "school": "#5095c2",
}
#: The target of a plan: a line, never a filled area.
TARGET = "#7a1f3d"
#: What is hidden or missing; drawn with a hatch as well.
ABSENT = "#e3e6e8"

#: Marks from the worst to the best.
MARK_COLOURS: Mapping[int, str] = {2: "#70290d", 3: "#e99d56", 4: "#c2dbe9", 5: "#296892"}

#: How a planned step stands; keys are the statuses of roadmap items.
STATUS_COLOURS: Mapping[str, str] = {
    "done": "#133750",
    "done_late": "#5392ba",
    "in_progress": "#b0d0e3",
    "overdue": "#88370c",
    "planned": "#eceef0",
    "no_due_date": "#a5acb3",
    "no_measurable_result": "#676e75",
}

#: Edge of a finding on the page; the tone also stands in words.
TONE_COLOURS: Mapping[str, str] = {
    "attention": "#b0480f",
    "good": "#2a6a94",
    "neutral": "#78828a",
    "no_data": "#a3abb2",
}

#: Fonts of figures: the first comes with a dependency, the second fills missing glyphs.
FONT_FAMILIES = ("Roboto", "DejaVu Sans")

_ROBOTO_FILES = ("Regular", "Italic", "Medium", "Bold", "BoldItalic")
_DEJAVU_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

#: Width of a figure in millimetres: the text column of an A4 page.
FIGURE_WIDTH_MM = 170.0
#: Margins of a figure in millimetres where it names none of its own.
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 18.0, 4.0, 4.0, 12.0
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
