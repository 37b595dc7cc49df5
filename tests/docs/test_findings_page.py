"""The page of findings is in step with the code and lists what reports say."""

from __future__ import annotations

import re

from support import ROOT

from tools.sentences import PAGE, page


def test_the_page_is_what_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make reference"


def test_every_finding_of_the_code_stands_on_the_page() -> None:
    text = page()
    for path in (ROOT / "src" / "helpers" / "wording").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r'\bFinding\(\s*"([a-z-]+)"', source):
            assert f"| `{name}` |" in text


def test_every_finding_has_a_tone_and_a_rule() -> None:
    rows = [line.split(" | ") for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert all(row[1].strip() and row[2].strip() for row in rows)
