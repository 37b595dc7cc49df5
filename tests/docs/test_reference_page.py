"""The page of the public face is in step with the docstrings it is made from."""

from __future__ import annotations

from tools.reference import PAGE, page


def test_the_reference_page_is_what_the_generator_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make reference"
