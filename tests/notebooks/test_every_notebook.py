"""Every notebook that reports are made from keeps the rules; so does a new one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from notebooks.kit import faults
from support import ROOT

from helpers import notebooks


@pytest.mark.parametrize("name", notebooks.names())
def test_notebook_keeps_the_rules(name: str) -> None:
    assert faults(ROOT / "notebooks" / f"{name}.ipynb") == []


def test_the_template_keeps_the_rules() -> None:
    assert faults(ROOT / "src" / "helpers" / "lab" / "question.ipynb") == []


@pytest.mark.parametrize(
    ("place", "source", "words"),
    [
        ("load", "view = [one for one in data]", "цикл в скобках"),
        ("claim-words", "print(1)\nprint(2)", "больше одного предмета"),
        ("run", "run = RunParams(municipality_id=municipality_id, year=year)", "edition: объявлен"),
        ("question", "text", "нет заголовка"),
        ("form", "1", ""),
    ],
)
def test_the_kit_finds_what_is_wrong(tmp_path: Path, place: str, source: str, words: str) -> None:
    shipped = ROOT / "src" / "helpers" / "lab" / "question.ipynb"
    content = json.loads(shipped.read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if cell["id"] == place)
    cell["source"] = source
    path = tmp_path / "own.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = "; ".join(faults(path))
    assert words in found
    assert bool(found) == bool(words)
