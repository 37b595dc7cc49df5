"""The semantic hash: it covers what each face carries, and each face carries it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape
from typing import Any

import openpyxl
import pypdf
import pytest
import report_sample as sample
from nbformat.v4 import new_notebook

from helpers import blocks
from helpers.reports import content, csv_data, document, docx, html, manifest, pdf, xlsx
from helpers.reports.content import Difference, Item
from helpers.reproduction import faces


@pytest.fixture(scope="module")
def made() -> document.Document:
    return document.read(sample.notebook())


def letters(text: str) -> str:
    """Letters and digits only: a page breaks lines and words where it likes."""
    return re.sub(r"[\W_]", "", text)


def test_html_read_back_says_exactly_what_its_hash_covers(made: document.Document) -> None:
    page = html.render(made, sample.spec())
    assert faces.read("report.html", page) == content.of("report.html", made)


def test_every_text_of_the_page_stands_in_pdf_and_docx(made: document.Document) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(made, sample.spec())))
    printed = letters("".join(page.extract_text() for page in reader.pages))
    parts = zipfile.ZipFile(io.BytesIO(docx.render(made, sample.spec())))
    source = parts.read("word/document.xml").decode()
    written = letters(unescape(re.sub("<[^>]*>", "", source)) + unescape(source))
    # a description of a drawing stands in the tree of tags; the PDF suite reads it there
    alts = [content.plain(b.alt) for b in made.blocks() if isinstance(b, blocks.Figure)]
    for item in content.of("report.pdf", made):
        words = [letters(word) for word in item.text.split() if item.kind != "drawing"]
        assert item.text in alts or all(word in printed for word in words), item
        assert all(word in written for word in words), item


def test_pictures_of_docx_are_as_many_as_drawings(made: document.Document) -> None:
    drawings = [item for item in content.of("report.docx", made) if item.kind == "drawing"]
    note = faces.read("report.docx", docx.render(made, sample.spec()))
    assert len([item for item in note if item.kind == "drawing"]) == len(drawings) > 0


def test_every_number_and_text_covered_for_a_workbook_stands_in_it(
    made: document.Document,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(made, sample.spec())))
    values = [c.value for sheet in book.worksheets for row in sheet.iter_rows() for c in row]
    numbers = {f"{value:.12g}" for value in values if isinstance(value, int | float)}
    texts = letters(" ".join(str(value) for value in values if value is not None))
    for item in content.of("report.xlsx", made):
        assert (
            item.text in numbers
            or letters(item.text) in texts
            or all(letters(word) in texts for word in item.text.split(" | "))
        ), item


def test_every_cell_covered_for_the_list_stands_in_it(made: document.Document) -> None:
    data = csv_data.render(made, sample.spec())["report.csv"]
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    covered = [item for item in content.of("report.csv", made) if item.kind == "cell"]
    assert len(covered) == len(rows) > 0
    for item, row in zip(covered, rows, strict=True):
        stored, _, printed = item.text.rpartition("|")
        assert not row["value"] or f"{float(row['value']):.12g}" == stored
        assert row["status"] != "ok" or content.plain(row["text"].removeprefix("'")) == printed


def changed(of: Any) -> document.Document:
    return document.read(new_notebook(cells=[sample.shown(sample.cover()), sample.shown(of)]))


def table(value: float = 0.3, text: str = "0,3", note: str = "n") -> blocks.Table:
    return blocks.Table("d", "Т", [blocks.Column("a", "А")], [[blocks.Cell(value, text)]], [note])


def figure(svg: str, alt: str = "Что видно") -> blocks.Figure:
    return blocks.Figure("f", "Р", alt, svg, table())


def drawn(place: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M {place} 2"/></svg>'


FACES = (
    *("report.html", "report.pdf", "report.docx", "report.xlsx", "report.ipynb"),
    *("report.csv", "report.csv-metadata.json"),
)
PAGES = {"report.html", "report.pdf", "report.docx", "report.ipynb"}


def hashes(block: blocks.Block) -> dict[str, str]:
    return {name: content.digest(content.of(name, changed(block))) for name in FACES}


@pytest.mark.parametrize(
    ("one", "other", "differing"),
    [
        (table(), table(text="0,31"), {*PAGES, "report.csv"}),
        (table(), table(0.31), {"report.xlsx", "report.csv"}),
        (table(0.3), table(0.1 + 0.2), set()),
        (table(), table(note="иначе"), {*PAGES, "report.xlsx"}),
        (figure(drawn("1.0")), figure(drawn("9.0")), PAGES),
        (figure(drawn("1.0")), figure(drawn("1.00001")), set()),
        (figure(drawn("1.0")), figure(drawn("1.0"), "Иное"), PAGES),
        (blocks.Notice("а"), blocks.Notice("б"), {*PAGES, "report.xlsx"}),
        (blocks.Text("а"), blocks.Text("б"), PAGES),
    ],
)  # fmt: skip
def test_each_face_is_hashed_by_what_it_carries(
    one: blocks.Block, other: blocks.Block, differing: set[str]
) -> None:
    before, after = hashes(one), hashes(other)
    assert {name for name in FACES if before[name] != after[name]} == differing


def test_code_of_the_kept_notebook_counts_for_it_alone(made: document.Document) -> None:
    with_code = {name: content.digest(content.of(name, made, ["x = 1"])) for name in FACES}
    other = {name: content.digest(content.of(name, made, ["x = 2"])) for name in FACES}
    assert [name for name in FACES if with_code[name] != other[name]] == ["report.ipynb"]


def test_differences_name_cell_sentence_and_drawing() -> None:
    def said(value: str, text: str, digest: str, *more: str) -> list[Item]:
        rows = [["школа 1", value], ["школа 1", "7"], *([name, "1"] for name in more)]
        return [
            Item("text", "Раздел", f"Первое. {text} Третье."),
            *content.cells("Таблица 1. Доли", ["Школа", "Доля"], rows, 0),
            Item("drawing", "Рисунок 1", digest),
        ]

    found = content.differences(said("5", "Второе.", "aa"), said("6", "Иное.", "bb", "школа 2"))
    assert found == [
        Difference("Таблица 1. Доли, строка «школа 1», столбец «Доля»", "5", "6"),
        Difference("Таблица 1. Доли, строка «школа 2»", "нет", "школа 2; 1"),
        Difference("текст, «Раздел»", "Второе.", "Иное."),
        Difference("Рисунок 1, сам рисунок", "SHA-256 aa", "SHA-256 bb"),
    ]
    assert content.differences(said("5", "a", "c"), said("5", "a", "c")) == []


def test_a_chain_names_the_first_edited_part() -> None:
    whole = json.loads(manifest.to_bytes(manifest.build(
        document.read(sample.notebook()), sample.spec(), {"report.html": b"x"})))  # fmt: skip
    assert manifest.broken_part(whole) == ""
    edits = {
        "отчёт и параметры": {"parameters": {"year": 1}},
        "данные": {"inputs": []},
        "правила": {"parameter_files": [{"path": "params/x.yaml", "sha256": "0"}]},
        "программа и среда": {"template_sha256": "0"},
        "значения": {"values": {"a": 1}},
        "файлы отчёта": {"outputs": {}},
        "прочее": {"remark": 1},
    }
    for part, edit in edits.items():
        assert manifest.broken_part({**whole, **edit}) == part
    assert manifest.broken_part({**whole, "chain": []}) == "отчёт и параметры"
    longer = [*whole["chain"], {"part": "x", "sha256": "0"}]
    assert manifest.broken_part({**whole, "chain": longer}) != ""
