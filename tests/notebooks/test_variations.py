"""All formats of all notebooks are the same to the byte, whatever surrounds the program."""

from __future__ import annotations

from pathlib import Path

import pytest
import variations

FORMATS = ("html", "pdf", "xlsx", "docx", "ipynb")


def test_four_telling_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    first, *others = variations.TELLING
    made = variations.run(first, tmp_path / "0")
    for notebook in variations.notebooks():
        folder = f"outputs/internal/{variations.YEAR}/{variations.MUNICIPALITY}/{notebook}"
        assert f"{folder}/manifest.json" in made
    assert {name.rpartition(".")[2] for name in made} >= {*FORMATS, "parquet", "json"}
    for number, variation in enumerate(others, start=1):
        again = variations.run(variation, tmp_path / str(number))
        differing = [name for name in {*made, *again} if made.get(name) != again.get(name)]
        assert sorted(differing) == [], variation


@pytest.mark.parametrize("name", ["zone", "locale", "seed", "workers", "folder", "order", "moment"])
def test_each_surrounding_is_varied(name: str) -> None:
    assert len({getattr(variation, name) for variation in variations.TELLING}) > 2
