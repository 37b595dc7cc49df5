"""Hostile texts are shown as text: nothing runs, nothing is fetched, in a real browser.

Each layer is tried alone: escaping without the security policy, the policy without escaping.
Hits are counted at a loopback server, and a planted hole must be caught.
"""

from __future__ import annotations

import csv
import datetime as dt
import http.server
import re
import threading
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest
import report_sample as sample
from spec.hostile_texts import texts

from helpers import blocks, reports
from helpers.figures import canvas
from helpers.reports import html
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from tools.lab_page import CHROMIUM

#: The address that texts in files call; nobody answers there.
ADDRESS = "http://127.0.0.1:9"

#: Every so many texts of the corpus: a tenth here, all of them in the long tests.
EVERY = 11
#: What the files of the short test hold: a tenth, and the text that turns its direction.
FILES = [*texts(ADDRESS, EVERY), *(one for one in texts(ADDRESS) if one.startswith("\u202e"))]
Hits = list[str]


@pytest.fixture(scope="module")
def counted() -> Iterator[tuple[str, Hits]]:
    """A loopback server that notes every request: its address and the notes."""
    hits: Hits = []

    class Counter(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()


def page_of(words: str) -> str:
    """A report with a hostile text in every place that takes one."""
    table = blocks.Table("t", words, [blocks.Column("n", words, words)], [[words]],
                         notes=[words], source=words)  # fmt: skip
    with canvas.sheet(30) as (figure, axes):
        axes.set_title(words)
        axes.barh([words], [1])
        drawn = canvas.block("f", figure, title=words, alt=words,
                             table=replace_id(table), notes=[words])  # fmt: skip
    nodes = [
        Node("block", block=block)
        for block in (table, drawn, blocks.Text(words), blocks.Notice(words),
                      blocks.Facts("facts", words, [(words, words)]))
    ]  # fmt: skip
    cover = blocks.Cover(words, words, words, "internal", dt.date(2022, 8, 31), words)
    found = blocks.Findings([blocks.Finding("w", "attention", words, words, {})])
    return html.render(Document(cover, words, found, tuple(nodes)), sample.spec()).decode()


def replace_id(table: blocks.Table) -> blocks.Table:
    return blocks.Table("t-data", table.title, table.columns, table.rows)


def markup(url: str) -> list[str]:
    """A tenth of the corpus: texts that a page without escaping takes for its own."""
    return texts(url)[:64:7]


def stoppable(words: list[str]) -> list[str]:
    """Texts that a policy within the page can stop: no policy forbids a page to lead elsewhere
    at once (`refresh`), only escaping does."""
    return [one for one in words if "http-equiv=refresh" not in one]


def without_policy(page: str) -> str:
    bare, count = re.subn(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    assert count == 1
    return bare


def opened(pages: list[str], folder: Path) -> None:
    """Open every page in the browser and give what is in it time to act."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for number, content in enumerate(pages):
            path = folder / f"{number}.html"
            path.write_text(content, encoding="utf-8")
            page = browser.new_page()
            page.goto(path.as_uri())
            page.wait_for_timeout(120)
            page.close()
        browser.close()


@pytest.mark.browser
def test_escaping_alone_shows_payloads_as_text(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    opened([without_policy(page_of(words)) for words in texts(address, EVERY)], tmp_path)
    assert hits == []


@pytest.mark.browser
def test_the_policy_alone_stops_payloads(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    page = page_of("обычный текст")
    opened([page.replace("</main>", words + "</main>") for words in stoppable(markup(address))],
           tmp_path)  # fmt: skip
    assert hits == []


@pytest.mark.browser
def test_a_planted_hole_is_caught(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    page = without_policy(page_of("обычный текст"))
    opened([page.replace("</main>", words + "</main>") for words in markup(address)], tmp_path)
    assert len(set(hits)) >= 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with the tenth of the corpus in every place that takes a text, all formats."""
    return written(FILES, tmp_path_factory.mktemp("files") / "r")


def written(words: list[str], folder: Path) -> Path:
    """The report of a notebook with these texts."""
    made = sample.notebook()
    columns = [blocks.Column("a", words[0], words[1]), blocks.Column("b", words[2])]
    table = blocks.Table("t", words[0], columns, [[one, one] for one in words],
                         notes=words, source=words[3])  # fmt: skip
    shown = [blocks.Text(one) for one in words]
    cover = blocks.Cover(words[0], words[1], words[2], "internal", dt.date(2022, 8, 31), words[3])
    made.cells = [made.cells[0], made.cells[1], sample.shown(cover), sample.shown(table, *shown)]
    return reports.render(made, sample.spec(), folder)


def test_names_of_files_come_from_codes(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {name.split(".")[0] for name in names} == {"report", "manifest"}
    assert all(name.isascii() for name in names)


def test_a_book_holds_texts_and_no_formula_no_link(folder: Path) -> None:
    check_book(folder / "report.xlsx", FILES)


def test_no_page_turns_the_direction_of_a_text(folder: Path) -> None:
    page = (folder / "report.html").read_text("utf-8")
    assert "gpj.exe" in page and "\u202e" not in page and "\u2066" not in page


def check_book(path: Path, words: list[str]) -> None:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    said = {visible(str(cell.value)) for cell in cells if cell.value is not None}
    assert {visible(one) for one in words} <= said
    for name, part in parts_of(path):
        if name.endswith(".rels"):
            assert ADDRESS not in part and "javascript" not in part


def test_data_files_start_no_formula(folder: Path) -> None:
    check_data(folder / "report.csv", FILES)


def check_data(path: Path, words: list[str]) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    said = {row["text"] for row in rows}
    assert not [one for one in said if one.startswith(("=", "+", "@", "-", "\t", "\r"))]
    assert {visible(one) for one in words} <= {visible(one.removeprefix("'")) for one in said}


def test_a_document_holds_texts_and_no_field_no_link(folder: Path) -> None:
    check_document(folder / "report.docx", FILES)


def check_document(path: Path, words: list[str]) -> None:
    document = docx.Document(str(path))
    said = {visible(cell.text) for table in document.tables for row in table.rows
            for cell in row.cells}  # fmt: skip
    assert {visible(one) for one in words} <= said
    for name, part in parts_of(path):
        if name.endswith(".rels"):
            assert ADDRESS not in part and "javascript" not in part
        if name == "word/document.xml":
            # the document's own fields name pages and tables, never a word of a report
            assert not [f for f in re.findall("<w:instrText[^>]*>([^<]*)", part) if ADDRESS in f]


def test_a_pdf_runs_nothing_and_calls_nobody(folder: Path) -> None:
    check_pdf(folder / "report.pdf", FILES)


def check_pdf(path: Path, words: list[str]) -> None:
    reader = pypdf.PdfReader(path)
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA"} & set(root) and "/JavaScript" not in str(root.get("/Names"))
    assert not list(reader.attachments)
    for page in reader.pages:
        for link in page.get("/Annots") or ():
            action = link.get_object().get("/A", {})
            assert action.get("/S") in (None, "/URI", "/GoTo")
            assert ADDRESS not in str(action) and "javascript" not in str(action)
    said = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for one in words:
        # lines are broken inside long words: the first letters of each are enough
        assert "".join(visible(one).split())[:12] in said, one
    assert "root:x:0" not in said


def visible(text: str) -> str:
    """A text without signs that nobody sees."""
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc"))


def parts_of(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield name, package.read(name).decode("utf-8", "replace")
