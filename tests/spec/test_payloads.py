"""Hostile texts are shown as text: nothing runs, nothing is fetched, in a real browser.

Each layer is tried alone: escaping without the security policy, the policy without escaping.
Hits are counted at a loopback server, and a planted hole must be caught.
"""

from __future__ import annotations

import datetime as dt
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import report_sample as sample

from helpers import blocks
from helpers.figures import canvas
from helpers.reports import html
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from tools.lab_page import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PAYLOADS = (
    "<script>fetch('{url}/script')</script>",
    "<img src='{url}/img' onerror=\"fetch('{url}/error')\">",
    '"><svg onload="fetch(\'{url}/svg\')">',
    "</title><script src='{url}/src'></script>",
    "<link rel=stylesheet href='{url}/css'>",
    "<iframe src='{url}/frame'></iframe>",
    "<style>@import '{url}/import';</style>",
    "<a href=\"javascript:fetch('{url}/link')\" autofocus onfocus=\"fetch('{url}/f')\">x</a>",
    "--><script>fetch('{url}/comment')</script>",
    "{{{{ 7*7 }}}}<math><img src='{url}/math'></math>",
)
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


def without_policy(page: str) -> str:
    bare, count = re.subn(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    assert count == 1
    return bare


def opened(pages: list[str], folder: Path) -> None:
    """Open every page in the browser and give what is in it time to act."""
    from playwright.sync_api import sync_playwright

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


def test_escaping_alone_shows_payloads_as_text(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    opened([without_policy(page_of(p.format(url=address))) for p in PAYLOADS], tmp_path)
    assert hits == []


def test_the_policy_alone_stops_payloads(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    page = page_of("обычный текст")
    bare = [page.replace("</main>", p.format(url=address) + "</main>")
            for p in PAYLOADS]  # fmt: skip
    opened(bare, tmp_path)
    assert hits == []


def test_a_planted_hole_is_caught(counted: tuple[str, Hits], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    page = without_policy(page_of("обычный текст"))
    opened([page.replace("</main>", p.format(url=address) + "</main>") for p in PAYLOADS], tmp_path)
    assert len(set(hits)) >= 6
