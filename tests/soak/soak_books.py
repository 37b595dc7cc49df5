"""The largest book that districts have: 26 000 pupils and 60 columns, in time and memory."""

from __future__ import annotations

import random
import resource
import time
from pathlib import Path

import openpyxl

from helpers.readers import untrusted
from helpers.readers.formats import read_grids
from helpers.readers.untrusted import in_child

ROWS, COLUMNS = 26_000, 60
SECONDS = 4
MEGABYTES = 500


def test_a_book_of_26000_rows_is_read_within_its_limits(tmp_path: Path) -> None:
    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet")
    sheet.append([f"балл за {number}" for number in range(COLUMNS)])
    for row in range(ROWS):
        items = [chance.choice([0, 1, 2, "X", "1", "н", 1.5]) for _ in range(COLUMNS - 2)]
        sheet.append([f"edu{row % 600:06d}", row, *items])
    book.save(tmp_path / "book.xlsx")
    content = (tmp_path / "book.xlsx").read_bytes()
    untrusted._stop_child()
    start = time.monotonic()
    (grid,) = in_child(read_grids, content, "book.xlsx")
    seconds = time.monotonic() - start
    untrusted._stop_child()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert len(grid.rows) == ROWS + 1
    assert (seconds <= SECONDS, peak <= MEGABYTES) == (True, True), (seconds, peak)
