"""The method section of a report: every parameter with its source and its mark."""

from __future__ import annotations

import pytest

from helpers import methodology, paths
from helpers.tables import passport

FILES = sorted(path.stem for path in paths.methodology_folder().glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_each_parameter_is_printed_with_source_and_mark(name: str) -> None:
    stated = list(methodology.rules(name).parameters.values())
    block = passport.method([name])
    shown = [tuple(str(getattr(cell, "text", cell)) for cell in row) for row in block.rows]
    assert [(row[0], row[2], row[3]) for row in shown] == [
        (item.label, item.source, methodology.MARKS[item.mark]) for item in stated
    ]
    assert all(row[1] for row in shown)
