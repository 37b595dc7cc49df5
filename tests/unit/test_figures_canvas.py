"""The canvas: scalable, described, repeatable drawings with real text."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import lxml.etree
import matplotlib
import pytest
import report_sample as sample

from helpers import blocks, style
from helpers.figures import canvas

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawing() -> lxml.etree._Element:
    return lxml.etree.fromstring(sample.bars().svg.encode())


def test_a_drawing_scales_and_says_what_it_is(drawing: lxml.etree._Element) -> None:
    assert drawing.get("role") == "img"
    assert drawing.get("viewBox")
    assert drawing.get("width") is None
    assert drawing.get("height") is None
    title, description = drawing[0], drawing[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert drawing.get("aria-labelledby") == title.get("id")
    assert description.text == sample.bars().alt


def test_labels_are_text_with_a_generic_font_at_the_end(drawing: lxml.etree._Element) -> None:
    words = [element.text for element in drawing.iter(f"{SVG}text")]
    assert "Ивановская Слобода, № 7" in words
    assert drawing.get("font-family", "").endswith("sans-serif")
    assert "font-family" not in lxml.etree.tostring(drawing, encoding="unicode").split(">", 1)[1]


def test_a_minus_and_a_dollar_are_printed_as_they_are() -> None:
    with canvas.sheet(40) as (figure, axes):
        axes.plot([-2, -1], [0, 1])
        axes.set_title("$a$ и $b$ {c} _d_")
        text = canvas.svg_text(figure, "f", "t", "d")
    assert "$a$ и $b$ {c} _d_" in text
    assert "\u22122.0" in text


def test_the_same_drawing_gives_the_same_bytes_without_date_and_version() -> None:
    one, other = sample.bars().svg, sample.bars().svg
    assert one == other
    assert "metadata" not in one
    assert matplotlib.__version__ not in one
    assert not re.search(r"20\d\d-\d\d-\d\d", one)


def test_identifiers_of_two_figures_never_meet() -> None:
    ids = [re.findall(r'\bid="([^"]+)"', figure.svg) for figure in (sample.bars(), sample.lines())]
    assert all(i.startswith("bars-") for i in ids[0])
    assert all(i.startswith("lines-") for i in ids[1])
    for figure, own in zip((sample.bars(), sample.lines()), ids, strict=True):
        used = re.findall(r"(?:url\(|href=\")#([^)\"]+)", figure.svg)
        assert used
        assert set(used) <= set(own)


def test_the_settings_of_matplotlib_stay_as_they_were() -> None:
    before = dict(matplotlib.rcParams)
    sample.lines()
    assert dict(matplotlib.rcParams) == before


def test_drawing_does_not_start_pyplot() -> None:
    code = "import report_sample as s, sys; s.bars(); print('matplotlib.pyplot' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    assert run.stdout.strip() == "False"


def test_several_panels_share_one_sheet() -> None:
    with canvas.sheet(60, columns=2, sharey=True) as (figure, axes):
        for panel in axes:
            panel.barh(["а", "б"], [1, 2], color=style.ACCENT)
            canvas.bare(panel)
        table = blocks.Table("d", "", [blocks.Column("a", "А")], [["x"]])
        block = canvas.block("two", figure, title="Два", alt="Две панели", table=table)
    assert block.svg.count("<text") >= 10
