"""Every notebook in a kernel of its own for every demo municipality and year.

Ten places × all notebooks, about ten seconds each: a quarter of an hour on two cores.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from notebooks.pages import NEEDED
from notebooks.running import DEMO
from notebooks.test_nbval import validated
from support import ROOT

from helpers.lab import variants
from helpers.notebooks import notebooks
from helpers.store import Store


@pytest.mark.parametrize(("municipality_id", "year"), DEMO)
def test_every_notebook_runs(demo: Path, tmp_path: Path, municipality_id: str, year: int) -> None:
    schools = Store(demo).read("schools", [municipality_id])["school_id"]
    chosen = {name: str(schools.iloc[0]) for name in NEEDED}
    for notebook in notebooks():
        given = {"municipality_id": municipality_id, "year": year} | chosen
        content = variants.content(
            notebook, {name: value for name, value in given.items() if name in notebook.parameters}
        )
        path = tmp_path / notebook.path.name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    ran = validated(tmp_path, demo, "--nbval-lax")
    assert ran.returncode == 0, ran.stdout


def test_the_lesson_and_the_start_page_run(demo: Path, tmp_path: Path) -> None:
    for name in ("start", "tutorial"):
        path = ROOT / "notebooks" / f"{name}.ipynb"
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    ran = validated(tmp_path, demo, "--nbval-lax")
    assert ran.returncode == 0, ran.stdout
