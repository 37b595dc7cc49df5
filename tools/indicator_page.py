"""Write `docs/indicators.ru.md`, the reference of all indicators and rules.

Run as `python -m tools.indicator_page`; a test compares the file with what this writes.
"""

from __future__ import annotations

from pathlib import Path

from helpers.wording.catalogue_page import page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "indicators.ru.md"

if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
