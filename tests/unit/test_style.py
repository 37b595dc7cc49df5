"""Colours keep apart in grey print and carry text on paper."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest

from helpers import style


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(colour: str) -> float:
    """Lightness L* of a hex colour: 0 black, 100 white."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "group",
    [
        style.SUBJECT_COLOURS,
        style.MARK_COLOURS,
        style.STATUS_COLOURS,
    ],
    ids=["subjects", "marks", "statuses"],
)
def test_colours_that_meet_in_a_figure_differ_in_grey(group: Mapping[object, str]) -> None:
    steps = {
        (a, b): abs(lightness(group[a]) - lightness(group[b]))
        for a, b in itertools.combinations(group, 2)
    }
    close = {pair: round(step, 1) for pair, step in steps.items() if step < 10}
    assert not close


@pytest.mark.parametrize("colour", [style.INK, style.MUTED, style.ACCENT, style.TARGET])
def test_text_colours_are_readable_on_paper_and_on_grey_surfaces(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 4.5
    assert contrast(colour, "#f4f6f7") >= 4.5


def test_every_font_file_is_there() -> None:
    assert all(path.is_file() for path in style.font_files())
