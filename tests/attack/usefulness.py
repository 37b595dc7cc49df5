"""What the overview of a public report still tells. Imports nothing of the product.

Counted on the published page: a statement is useful that gives a number or a band narrower than
a half.
"""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html

#: Statements of the overview at most.
STATEMENTS = 20


def useful(page: Path) -> int:
    """How many statements of a published overview tell a reader something."""
    tables = lxml.html.parse(str(page)).xpath("//table[.//th[contains(., 'Как показано')]]")
    rows = tables[0].xpath(".//tbody/tr")
    assert 0 < len(rows) <= STATEMENTS
    return sum(_is_useful(" ".join(row.xpath("./*")[2].text_content().split())) for row in rows)


def _is_useful(value: str) -> bool:
    numbers = [float(one.replace(",", ".")) for one in re.findall(r"[0-9]+(?:,[0-9]+)?", value)]
    if not numbers:
        return False
    if value.startswith("от"):
        return numbers[1] - numbers[0] < 50
    if value.startswith("менее"):
        return numbers[0] < 50
    return "и более" not in value or numbers[0] > 50
