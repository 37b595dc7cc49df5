"""Show objects: three faces, nothing lost on the way to JSON, nothing active in HTML."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math

import lxml.html
import numpy as np
import pandas as pd
import pytest
import report_sample as sample

from helpers import blocks

ALL_BLOCKS = [
    sample.cover(),
    sample.summary(),
    sample.summary().items[0],
    sample.results_table(),
    sample.hostile_table(),
    sample.bars(),
    blocks.Facts("method", "Как считается", [("Качество", "доля «4» и «5»")]),
    blocks.Text("В 5 школах из 12."),
    blocks.Notice("Данных нет."),
]
by_kind = pytest.mark.parametrize("block", ALL_BLOCKS, ids=lambda block: block.kind)


@by_kind
def test_a_block_comes_back_from_json_as_it_was(block: blocks.Block) -> None:
    written = json.loads(json.dumps(block.to_json(), ensure_ascii=False))
    assert blocks.from_json(written) == block


@by_kind
def test_a_block_has_exactly_three_faces(block: blocks.Block) -> None:
    assert set(block._repr_mimebundle_()) == {"text/plain", "text/html", blocks.MIME_TYPE}


@by_kind
def test_a_block_cannot_be_changed(block: blocks.Block) -> None:
    name = dataclasses.fields(block)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(block, name, "другое")


def test_every_kind_is_covered_by_these_tests() -> None:
    assert {block.kind for block in ALL_BLOCKS} == set(blocks.kinds())


@pytest.mark.parametrize("text", sample.HOSTILE)
def test_hostile_text_is_text_in_the_html_of_jupyterlab(text: str) -> None:
    table = blocks.Table("t", text, [blocks.Column("a", text)], [[text]], [text], text)
    finding = blocks.Finding("f", "good", text, text, {})
    cover = blocks.Cover(text, text, text, "internal", dt.date(2022, 8, 31), text)
    facts = blocks.Facts("m", text, [(text, text)])
    for block in (table, finding, cover, facts, blocks.Text(text), blocks.Notice(text)):
        tree = lxml.html.fromstring(block.html())
        assert text in tree.text_content()
        assert not tree.xpath("//script | //img | //@onerror")


def test_values_of_a_finding_cannot_be_changed() -> None:
    finding = sample.summary().items[0]
    with pytest.raises(TypeError):
        finding.values["schools"] = 6  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "decimals", "text", "marker"),
    [
        (3, None, "3", ""),
        (3.25, None, "3,3", ""),
        (4.0, None, "4", ""),
        (0.285, 2, "0,29", ""),
        (12345, 0, "12\u202f345", ""),
        (-1.5, 1, "\u22121,5", ""),
        ("=1+1", None, "=1+1", ""),
        (True, None, "да", ""),
        (None, 1, "н/д", "н/д"),
        (math.nan, 1, "н/д", "н/д"),
        (pd.NA, 1, "н/д", "н/д"),
        (pd.NaT, 1, "н/д", "н/д"),
        (np.float64(2.5), 0, "3", ""),
        (np.int64(7), None, "7", ""),
    ],
)
def test_a_plain_value_becomes_a_cell(
    value: object, decimals: int | None, text: str, marker: str
) -> None:
    cell = blocks.Cell.of(value, decimals)
    assert (cell.text, cell.marker) == (text, marker)
    assert type(cell.value) in (int, float, str, type(None))


def test_zero_and_absence_look_different() -> None:
    assert blocks.Cell.of(0).text == "0"
    assert blocks.Cell.absent("с").text == "с"


def test_a_mark_of_absence_admits_no_value() -> None:
    with pytest.raises(ValueError, match="carries no value"):
        blocks.Cell(5.0, "5", "с")
    with pytest.raises(ValueError, match="unknown mark"):
        blocks.Cell(None, "?", "?")


def test_a_table_wraps_rows_given_by_key_and_by_order() -> None:
    columns = [blocks.Column("a", "А"), blocks.Column("b", "Б", "%", "right", 1)]
    by_order = blocks.Table("t", "Т", columns, [["x", 1.25]])
    by_key = blocks.Table("t", "Т", columns, [{"b": 1.25, "a": "x"}])
    assert by_order == by_key
    assert by_order.rows[0][1].text == "1,3"
    assert columns[1].head == "Б, %"


@pytest.mark.parametrize("row", [["x"], ["x", 1, 2], {"a": "x"}, {"a": "x", "b": 1, "c": 2}])
def test_a_table_refuses_a_row_of_another_shape(row: list[object] | dict[str, object]) -> None:
    columns = [blocks.Column("a", "А"), blocks.Column("b", "Б")]
    with pytest.raises(ValueError, match="row has"):
        blocks.Table("t", "Т", columns, [row])  # type: ignore[list-item]


def test_a_table_explains_only_the_marks_it_uses() -> None:
    columns = [blocks.Column("a", "А"), blocks.Column("b", "Б")]
    cells = [blocks.Cell.absent("с"), blocks.Cell.absent("н/д")]
    legend = blocks.Table("t", "Т", columns, [cells]).legend
    assert [line.split(" — ")[0] for line in legend] == ["н/д", "с"]


def test_a_figure_without_an_alternative_text_is_refused() -> None:
    table = blocks.Table("d", "", [blocks.Column("a", "А")], [])
    with pytest.raises(ValueError, match="alternative text"):
        blocks.Figure("f", "Рисунок", " ", "<svg/>", table)


@pytest.mark.parametrize("block_id", ["", "Русский", "a b", "1a", 'a"b', "a--b"])
def test_a_block_id_is_safe_as_an_anchor(block_id: str) -> None:
    with pytest.raises(ValueError, match="block id"):
        blocks.Facts(block_id, "", [])


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "script", "version": 1},
        {"kind": "text", "version": 2, "text": "x"},
        {"kind": "text", "version": 1, "words": "x"},
        {"kind": "table", "version": 1},
        {},
    ],
)
def test_a_foreign_block_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"block"):
        blocks.from_json(data)


def test_a_unit_never_stands_torn_or_alone_in_a_head() -> None:
    heads = [blocks.Column("a", "Доля", unit).set_head for unit in ("%", "п. п.", "чел.", "")]
    assert heads == ["Доля,\u00a0%", "Доля, п.\u00a0п.", "Доля, чел.", "Доля"]
    assert blocks.Column("a", "Доля", "%").head == "Доля, %"
