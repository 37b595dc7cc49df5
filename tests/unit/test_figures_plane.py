"""The plane of the workbook's charts: where things lie, what is missing, what stays text."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import lxml.etree
import pandas as pd
import pytest

from helpers import blocks, style
from helpers.figures import plane
from helpers.figures.plane import letters, ticks
from helpers.reports import svg

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def _chart(block_id: str = "chart", label: str = "Школа № 7") -> blocks.Figure:
    with plane.sheet(60, left_mm=50, right_mm=20) as (figure, axes):
        axes.set_xlim(0, 100)
        axes.set_ylim(2.5, -0.5)
        axes.set_yticks(range(3), [label, "Б", "В\nвторая строка"])
        axes.bare("x", "left")
        axes.barh(range(3), [10, 50, NAN], height=0.6, color=style.ACCENT, label="доля")
        axes.barh([2], [100], height=0.6, color=style.ABSENT, edgecolor=style.MUTED,
                  linewidth=0.4, hatch=plane.HATCH, label="нет данных")  # fmt: skip
        axes.plot([20, 160], [0, 1], color=style.INK)
        axes.legend(columns=2, on_sheet=True)
        table = blocks.Table("d", "", [blocks.Column("a", "А")], [["x"]])
        return plane.block(block_id, figure, title="Т", alt="О", table=table)


def _tree(figure: blocks.Figure) -> lxml.etree._Element:
    return lxml.etree.fromstring(figure.svg.encode())


def test_a_bar_lies_where_its_numbers_say() -> None:
    second = [e for e in _tree(_chart()).iter(f"{SVG}rect") if e.get("fill") == style.ACCENT][1]
    point = 72 / 25.4
    assert float(second.get("x", "")) == pytest.approx(50 * point, abs=0.01)
    assert float(second.get("width", "")) == pytest.approx(100 * point / 2, abs=0.01)
    room = (60 - 4 - 12) * point
    assert float(second.get("y", "")) == pytest.approx(4 * point + room * 1.2 / 3, abs=0.01)
    assert float(second.get("height", "")) == pytest.approx(room * 0.6 / 3, abs=0.01)


def test_a_missing_value_draws_nothing() -> None:
    faces = [e.get("fill") for e in _tree(_chart()).iter(f"{SVG}rect")]
    assert faces.count(style.ACCENT) == 3  # two bars and the key
    with plane.sheet(40) as (figure, axes):
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 10)
        axes.plot(
            [1, NAN, 3, 4], pd.Series([1, 2, pd.NA, 4], dtype="Float64"), "o", color="#111111"
        )
        axes.hlines([1, 2], [0, None], [5, 5], color="#222222")
        drawing = lxml.etree.fromstring(figure.svg("f", "t", "d").encode())
    assert len(list(drawing.iter(f"{SVG}circle"))) == 2
    assert [e.get("d", "").count("M") for e in drawing.iter(f"{SVG}path")
            if e.get("stroke") == "#222222"] == [1]  # fmt: skip
    assert "nan" not in lxml.etree.tostring(drawing, encoding="unicode")


@pytest.mark.parametrize("value", [NAN, float("inf"), -float("inf")])
def test_what_has_no_place_draws_nothing(value: float) -> None:
    def drawing(has_value: bool) -> str:
        with plane.sheet(40) as (figure, axes):
            if has_value:
                axes.text(value, 0.5, "слово")
                axes.annotate("слово", (0.5, value), plate=style.GRID)
                axes.axhline(value, color=style.INK, linewidth=1.0)
                axes.axvline(value, color=style.INK, linewidth=1.0)
                axes.barh([0], [value], height=0.5, color=style.ACCENT)
                axes.plot([0.5], [value], "o", color=style.INK)
                axes.hlines([0.5], [0.0], [value], color=style.INK)
            return figure.svg("f", "t", "d")

    drawn = drawing(True)
    assert not re.search(r"\b(?:nan|inf)\b|слово|<circle", drawn)
    assert drawn.count("<rect") == drawing(False).count("<rect")


def test_equal_limits_are_widened_as_those_of_matplotlib() -> None:
    with plane.sheet(40) as (figure, axes):
        axes.set_xlim(20, 20)
        axes.set_ylim(0, 0)
        axes.plot([20], [0], "o", color=style.INK)
        assert axes.get_xlim() == (19, 21)
        circle = next(
            lxml.etree.fromstring(figure.svg("f", "t", "d").encode()).iter(f"{SVG}circle")
        )
    middle = axes.left + axes.width / 2, axes.top + axes.height / 2
    assert float(circle.get("cx", "")) == pytest.approx(middle[0], abs=0.01)
    assert float(circle.get("cy", "")) == pytest.approx(middle[1], abs=0.01)


@pytest.mark.parametrize("ends", [(NAN, NAN), (0.0, NAN), (float("-inf"), 1.0)])
@pytest.mark.parametrize("axis", ["set_xlim", "set_ylim"])
def test_a_panel_without_limits_says_that_there_are_no_data(
    axis: str, ends: tuple[float, float]
) -> None:
    with plane.sheet(40) as (figure, axes):
        axes.plot([1.0, 2.0], [1.0, 2.0], "o", color="#000000")
        axes.set_xticks([1.0], ["слово"])
        getattr(axes, axis)(*ends)
        drawn = figure.svg("empty", "", "")
    assert "нет данных" in drawn
    assert not re.search(r"\b(?:nan|inf)\b|слово|<circle", drawn)


def test_no_bars_have_no_key() -> None:
    with plane.sheet(40) as (figure, axes):
        axes.barh([], [], height=0.6, color=style.ACCENT, label="доля")
        axes.legend()
        assert "доля" not in figure.svg("f", "t", "d")


def test_only_what_lies_beyond_is_cut_at_the_edge() -> None:
    drawing = _chart().svg
    cut = re.findall(r'<[^>]*clip-path="url\(#chart-c1\)"[^>]*>', drawing)
    assert len(cut) == 1
    assert style.INK in cut[0]


def test_a_sign_beyond_the_limits_is_left_out_unless_it_may_stand_there() -> None:
    def circles(clip_on: bool) -> int:
        with plane.sheet(40) as (figure, axes):
            axes.plot([0.5, 7.0], [0.5, 0.5], "o", color=style.INK, clip_on=clip_on)
            return figure.svg("f", "t", "d").count("<circle")

    assert (circles(True), circles(False)) == (1, 2)


def test_identifiers_are_used_and_carry_the_block_id() -> None:
    for name in ("one", "two"):
        drawing = _chart(name).svg
        ids = set(re.findall(r'\bid="([^"]+)"', drawing))
        assert all(i.startswith(f"{name}-") for i in ids)
        used = set(re.findall(r"url\(#([^)]+)\)", drawing))
        assert used
        assert used | {f"{name}-title", f"{name}-desc"} == ids


def test_labels_are_text_and_pass_the_check_of_a_page() -> None:
    drawing = _chart(label="<b>№ & 7</b>")
    words = [element.text for element in _tree(drawing).iter(f"{SVG}text")]
    assert "<b>№ & 7</b>" in words
    assert {"В", "вторая строка"} <= set(words)
    assert svg.checked(drawing.svg, "chart")


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert _chart().svg == _chart().svg


def test_entries_of_the_key_do_not_run_into_each_other() -> None:
    with plane.sheet(40) as (figure, axes):
        keys = [axes.box_key(name, style.ACCENT) for name in ("школы списка ШНОР", "весь район")]
        axes.legend(keys, columns=2, on_sheet=True)
        drawing = lxml.etree.fromstring(figure.svg("f", "t", "d").encode())
    boxes = [e for e in drawing.iter(f"{SVG}rect") if e.get("fill") == style.ACCENT]
    first = next(e for e in drawing.iter(f"{SVG}text") if e.text == "школы списка ШНОР")
    end = float(first.get("x", "")) + letters.width(first.text or "", style.SMALL_FONT_SIZE)
    assert float(boxes[1].get("x", "")) > end + 4


def test_a_key_of_several_rows_fills_its_columns_evenly() -> None:
    with plane.sheet(40) as (figure, axes):
        axes.legend([axes.box_key(str(n), "#123456") for n in range(5)], columns=2, on_sheet=True)
        drawing = lxml.etree.fromstring(figure.svg("f", "t", "d").encode())
    found = [e for e in drawing.iter(f"{SVG}rect") if e.get("fill") == "#123456"]
    lefts = [element.get("x") for element in found]
    assert [lefts.count(x) for x in dict.fromkeys(lefts)] == [3, 2]


def test_widths_of_words_are_those_of_the_font() -> None:
    from matplotlib.ft2font import FT2Font, LoadFlags

    words = "Школы списка № 12: «4» и «5», %"
    font = FT2Font(str(style.font_files()[0]))
    font.set_size(9, 72)
    font.set_text(words, 0, flags=LoadFlags.NO_HINTING)
    assert letters.width(words, 9) == pytest.approx(font.get_width_height()[0] / 64, rel=0.03)
    assert letters.width(f"а\n{words}", 9) == letters.width(words, 9)


@pytest.mark.parametrize(
    ("ends", "room", "expected"),
    [
        ((0, 100), 240, [0, 20, 40, 60, 80, 100]),
        ((100, 0), 240, [0, 20, 40, 60, 80, 100]),
        ((0, 20), 240, [0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20]),
        ((-0.3, 0.3), 100, [-0.2, 0, 0.2]),
    ],
)
def test_ticks_are_round(ends: tuple[float, float], room: float, expected: list[float]) -> None:
    assert ticks.round_numbers(ends, room, 24) == pytest.approx(expected)


def test_numbers_along_an_axis_have_a_comma_and_a_true_minus() -> None:
    assert [ticks.comma(value) for value in (-2.5, 10.0)] == ["\N{MINUS SIGN}2,5", "10"]


def test_drawing_needs_no_figure_of_matplotlib() -> None:
    code = (
        "import sys; from helpers.figures import results, teachers, roadmap, region; "
        "print([n for n in sys.modules if n.startswith('matplotlib.')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


#: Run in a process of its own: whoever forks must have no threads.
FORKED = """
import multiprocessing
from helpers.figures.plane import letters

def widths(_number):
    letters._advance.cache_clear()
    return [letters.width(chr(code), 10.0) for code in range(0x21, 0x2000)]

if __name__ == "__main__":
    calm = widths(0)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        print(all(found == calm for found in pool.map(widths, range(4))))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_processes_forked_from_one_measure_letters_at_the_same_time() -> None:
    ran = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.strip()) == (0, "True"), ran.stderr
