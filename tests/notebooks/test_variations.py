"""All formats of a report are the same to the byte, whatever surrounds the program."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import variations

FORMATS = ("html", "pdf", "xlsx", "docx", "csv", "ipynb")
#: A notebook with figures, tables and a note; all of them are varied in the soak.
STORY = "10_results"


def test_four_telling_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    first, *others = variations.TELLING
    made = variations.run(first, tmp_path / "0", [STORY])
    folder = f"outputs/internal/{variations.YEAR}/{variations.MUNICIPALITY}/{STORY}"
    reports = {f"{folder}/report.{name}" for name in FORMATS}
    assert made.keys() >= {*reports, f"{folder}/manifest.json", "outputs/index.html"}
    assert any(name.endswith(".parquet") for name in made)
    for number, variation in enumerate(others, start=1):
        again = variations.run(variation, tmp_path / str(number), [STORY])
        differing = [name for name in {*made, *again} if made.get(name) != again.get(name)]
        assert sorted(differing) == [], variation


@pytest.mark.skipif(not variations.other_clock(), reason="no compiler to put the clock wrong")
def test_the_clock_of_a_variation_is_really_wrong() -> None:
    off = [variation for variation in variations.TELLING if variation.clock]
    assert len(off) > 1
    for variation in off:
        code = "import time, datetime; print(time.time(), datetime.datetime.now().year)"
        ran = subprocess.run(
            [sys.executable, "-c", code],
            env=variation.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        moment, year = ran.stdout.split()
        assert abs(float(moment) - time.time() - variation.clock) < 2 * 3600
        assert abs(int(year) - time.gmtime().tm_year) >= 12


@pytest.mark.parametrize("name", ["zone", "locale", "seed", "workers", "folder", "order", "moment"])
def test_each_surrounding_is_varied(name: str) -> None:
    assert len({getattr(variation, name) for variation in variations.TELLING}) > 2
