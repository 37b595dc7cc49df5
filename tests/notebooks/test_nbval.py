"""Notebooks in real kernels through nbval: the reference set to the letter, all others run.

The reference notebooks show published figures that cannot change; they are stored executed,
and every output is compared. The workbook's own notebooks are stored without outputs: they
must run from top to bottom for one demo municipality.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from notebooks.pages import NEEDED
from support import ROOT

from helpers.lab import variants
from helpers.notebooks import read

REFERENCE = ROOT / "tests" / "reference"


def validated(folder: Path, dataset: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What nbval says of the notebooks of a folder."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
        f"--rootdir={folder}", "--nbval-current-env", "--nbval-cell-timeout=120", *options,
        str(folder),
    ]  # fmt: skip
    given = {"SHNOR_DATA": str(dataset), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True
    )


def test_reference_notebooks_give_their_stored_outputs(altai: Path) -> None:
    sanitize = REFERENCE / "sanitize.cfg"
    ran = validated(REFERENCE, altai, "--nbval", f"--nbval-sanitize-with={sanitize}")
    assert ran.returncode == 0, ran.stdout


def test_a_changed_output_is_noticed(altai: Path, tmp_path: Path) -> None:
    content = json.loads((REFERENCE / "published.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in content["cells"] if cell["id"] == "values")
    text = cell["outputs"][0]["data"]["text/plain"]
    assert any("76,4" in line for line in text)
    cell["outputs"][0]["data"]["text/plain"] = [line.replace("76,4", "76,5") for line in text]
    (tmp_path / "changed.ipynb").write_text(json.dumps(content), encoding="utf-8")
    ran = validated(tmp_path, altai, "--nbval")
    assert (ran.returncode, "76,5" in ran.stdout) == (1, True), ran.stdout


def _prepared(path: Path) -> dict[str, Any]:
    notebook = read(path)
    given = {name: value for name, value in NEEDED.items() if name in notebook.parameters}
    if given:
        return variants.content(notebook, given)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_every_notebook_runs_in_a_kernel_of_its_own(demo: Path, tmp_path: Path) -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        (tmp_path / path.name).write_text(json.dumps(_prepared(path)), encoding="utf-8")
    ran = validated(tmp_path, demo, "--nbval-lax")
    assert ran.returncode == 0, ran.stdout
