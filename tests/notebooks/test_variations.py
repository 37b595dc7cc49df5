"""All formats of a report are the same to the byte, whatever surrounds the program."""

from __future__ import annotations

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


@pytest.mark.parametrize("name", ["zone", "locale", "seed", "workers", "folder", "order", "moment"])
def test_each_surrounding_is_varied(name: str) -> None:
    assert len({getattr(variation, name) for variation in variations.TELLING}) > 2
