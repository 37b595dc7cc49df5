"""A tiny project in a temporary folder: notebooks, municipalities, a store with two years."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.paths import DATA_VARIABLE

#: Three reports of one notebook.
FEW = """\
reports:
  - notebooks: [10_good]
    municipalities:
      turochak: [2021, 2022]
      priozersk: [2022]
"""
PARAMETERS = """\
municipality_id = "turochak"  # краткое имя
year = 2022  # год
edition = "internal"  # издание
share = 10.0  # порог, процентов
school_id = ""  # школа
as_of = ""  # дата отчёта
"""
COVER = """\
import datetime as dt
from helpers import blocks, store
from helpers.params import RunParams

run = RunParams(
    municipality_id=municipality_id, year=year, edition=edition, school_id=school_id,
)
data = store.open(run)
blocks.Cover("Проба", run.municipality.name, run.period, edition, dt.date(year, 8, 31))
"""
TABLE = """\
marks = data.table("marks")
now = marks[marks["year"] == year]
blocks.Table(
    "marks", f"Отметки, порог {share:.0f}", [blocks.Column("n", "Участников")],
    [[int(now["participants"].sum())]], source="проба",
)
"""
HEADER = (
    "school_id;municipality_id;year;wave;procedure;grade;subject;"
    "participants;mark_2;mark_3;mark_4;mark_5\n"
)


def code(*sources: str) -> list[Any]:
    """Code cells."""
    return [new_code_cell(source) for source in sources]


def save_notebook(folder: Path, name: str, cells: Sequence[Any]) -> Path:
    """A stored notebook: title, parameters cell, `cells`."""
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = new_notebook(
        cells=[new_markdown_cell(f"# Вопрос {name}?"), parameters, *cells],
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}
        },
    )
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def report_cells(*extra: str) -> list[Any]:
    """A notebook that is a report, with `extra` code before its end."""
    return code(COVER, TABLE, *extra)


class Workspace:
    """A project folder and the command line run in it as a process of its own."""

    def __init__(self, root: Path, project: Path | None) -> None:
        self.root = root
        self.out = root / "outputs"
        self.notebooks = root / "notebooks"
        self.data = root / "data" / "demo"
        if project is not None:
            self._fill(project)

    @classmethod
    def copied(cls, source: Path, root: Path) -> Workspace:
        """A copy of another workspace."""
        shutil.copytree(source, root)
        return cls(root, None)

    def _fill(self, project: Path) -> None:
        root = self.root
        (root / "params").mkdir(parents=True)
        shutil.copy(project / "params" / "municipalities.yaml", root / "params")
        (root / "requirements.lock").write_text("# none\n", encoding="utf-8")
        self.notebooks.mkdir()
        self.data.mkdir(parents=True)
        save_notebook(self.notebooks, "10_good", report_cells())

    def add_marks(self, municipality_id: str, years: Sequence[int], participants: int = 20) -> None:
        """Import marks of one invented school for some years."""
        rows = [
            f"{municipality_id}-1;{municipality_id};{year};spring;ВПР;5;rus;"
            f"{participants};2;{participants - 7};3;2\n"
            for year in years
        ]
        source = self.data / "sources" / f"{municipality_id}.csv"
        source.parent.mkdir(exist_ok=True)
        source.write_text(HEADER + "".join(rows), encoding="utf-8")
        done = self.shnor("import", source, "-m", municipality_id, "--kind", "marks")
        assert done.returncode == 0, done.stderr

    def batch_file(self, text: str, name: str = "few.yaml") -> Path:
        """A batch file."""
        path = self.root / "params" / name
        path.write_text(text, encoding="utf-8")
        return path

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of a command."""
        kept = {k: v for k, v in os.environ.items() if k not in (DATA_VARIABLE, "SHNOR_ENGINE")}
        return {**kept, **extra}

    def start(self, *arguments: object, **extra: str) -> subprocess.Popen[str]:
        """Start a command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "helpers", *map(str, arguments)],
            cwd=self.root,
            env=self.environment(**extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def shnor(self, *arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments, **extra)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess([], process.returncode, out, err)

    def manifest(self, *parts: object) -> dict[str, Any]:
        """The manifest of a report folder below the outputs."""
        path = self.out.joinpath(*map(str, parts), "manifest.json")
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return content

    def folders(self) -> list[str]:
        """Finished reports below the outputs."""
        found = self.out.glob("*/*/*/*/manifest.json")
        return sorted(path.parent.relative_to(self.out).as_posix() for path in found)
