"""Finished reports of every notebook: the same numbers in each format, small, valid."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest
from notebooks.pages import ran
from printed import faults

from helpers.blocks import MARKER_MEANINGS
from helpers.indicators import catalogue
from helpers.reports import origins
from notebooks import finished, shown_numbers

WITHOUT_FIGURES, WHOLE = 150_000, 500_000


@pytest.fixture(params=finished.NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def numbers(text: str) -> list[tuple[float, float]]:
    """Every number of a printed text with half of its last digit: «−12,3» is (−12.3, 0.05)."""
    found = []
    for match in re.finditer(r"([+\u2212-]?\d[\d\u202f\u00a0]*)(?:,(\d+))?", text):
        whole = re.sub(r"[\u202f\u00a0]", "", match[1]).replace("\u2212", "-")
        places = len(match[2] or "")
        found.append((float(f"{whole}.{match[2] or 0}"), 0.5 * 10**-places * (1 + 1e-9)))
    return found


def test_the_page_stays_small(name: str, demo: Path) -> None:
    page = finished.files(name, demo)["report.html"]
    assert len(page) <= WHOLE
    bare = re.sub(rb"<figure .*?</figure>", b"", page, flags=re.S)
    assert len(bare) <= WITHOUT_FIGURES


def test_every_shown_indicator_has_a_definition(name: str, demo: Path) -> None:
    place = finished.PLACES.get(name, finished.USUAL)
    cells = origins.shown(ran(name, demo, *place))
    unknown = {origins.Reference.parse(ref).indicator_id for ref in cells}
    assert {i for i in unknown if catalogue.find(i) is None} == set()
    tree = lxml.html.document_fromstring(finished.files(name, demo)["report.html"].decode())
    assert set(tree.xpath("//td/a/@href")) <= {f"#{i}" for i in tree.xpath("//@id")}


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_the_printed_report_conforms(name: str, profile: str, demo: Path, tmp_path: Path) -> None:
    assert faults(finished.files(name, demo)["report.pdf"], profile, tmp_path) == []


def test_page_and_note_have_the_same_cells(name: str, demo: Path) -> None:
    files = finished.files(name, demo)
    page = shown_numbers.of_html(files["report.html"])
    note = shown_numbers.of_docx(files["report.docx"])
    assert page
    assert set(note) == set(page)
    for label, rows in page.items():
        assert note[label] == rows, label


def test_page_and_workbook_have_the_same_numbers(name: str, demo: Path) -> None:
    files = finished.files(name, demo)
    page = shown_numbers.of_html(files["report.html"])
    book = shown_numbers.of_xlsx(files["report.xlsx"])
    compared = 0
    assert set(book) == set(page)
    for label, rows in page.items():
        assert len(book[label]) == len(rows)
        for texts, values in zip(rows, book[label], strict=True):
            for text, value in zip(texts, values, strict=True):
                if isinstance(value, int | float):
                    stands = [abs(shown - value) <= half for shown, half in numbers(text)]
                    assert any(stands), (label, text, value)
                    compared += 1
                else:
                    assert (value or "") == text, (label, text, value)
    assert compared > 5


def test_page_and_csv_have_the_same_numbers(name: str, demo: Path) -> None:
    files = finished.files(name, demo)
    page = shown_numbers.of_html(files["report.html"])
    book = shown_numbers.of_xlsx(files["report.xlsx"])
    listed = shown_numbers.of_csv(files["report.csv"])
    assert set(listed) == {label for label, rows in page.items() if rows}
    for label, rows in listed.items():
        for texts, values, cells in zip(page[label], book[label], rows, strict=True):
            for text, stored, (value, shown, status) in zip(texts, values, cells, strict=True):
                if status != "ok":
                    assert text in MARKER_MEANINGS
                    assert (value, shown) == ("", "")
                else:
                    assert shown.removeprefix("'") == text
                    assert bool(value) == isinstance(stored, int | float)
                    if value:
                        # A workbook keeps fifteen digits.
                        assert float(value) == pytest.approx(stored, rel=1e-13)


def test_paper_has_the_numbers_of_the_page_and_no_others(name: str, demo: Path) -> None:
    files = finished.files(name, demo)
    tables = shown_numbers.of_html(files["report.html"])
    paper = shown_numbers.of_pdf(files["report.pdf"])
    on_page = shown_numbers.digits(
        "\n".join(t for rows in tables.values() for r in rows for t in r)
    )
    missing = {text: n - paper[text] for text, n in on_page.items() if paper[text] < n}
    assert missing == {}
    tree = lxml.html.document_fromstring(files["report.html"].decode())
    for element in tree.xpath("//style | //script | //*[@class='origins']"):
        element.drop_tree()
    known = set(shown_numbers.digits("\n".join(tree.itertext())))
    strange = {text for text in paper if "," in text} - known
    assert strange == set()
