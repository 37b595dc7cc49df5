"""The whole corpus of hostile texts: a hundred texts in every place of a report, every format."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec import test_payloads as payloads
from spec.hostile_texts import texts
from spec.test_payloads import counted

__all__ = ["counted"]
_ADDRESS = payloads.ADDRESS


def test_escaping_alone(counted: tuple[str, list[str]], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    pages = [payloads.without_policy(payloads.page_of(one)) for one in texts(address)]
    payloads.opened(pages, tmp_path)
    assert hits == []


def test_policy_alone(counted: tuple[str, list[str]], tmp_path: Path) -> None:
    address, hits = counted
    hits.clear()
    page = payloads.page_of("обычный текст")
    pages = [page.replace("</main>", one + "</main>") for one in payloads.stoppable(texts(address))]
    payloads.opened(pages, tmp_path)
    assert hits == []


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_files(first: int, tmp_path: Path) -> None:
    words = texts(_ADDRESS)[first : first + 20]
    folder = payloads.written(words, tmp_path / "r")
    payloads.check_book(folder / "report.xlsx", words)
    payloads.check_data(folder / "report.csv", words)
    payloads.check_document(folder / "report.docx", words)
    payloads.check_pdf(folder / "report.pdf", words)
