"""Four ways to make the same HTML reports, each run as a process of its own.

Here: what each way does. Not here: timing and ratios (`__main__`).

A  papermill and nbconvert started in a shell loop, a cold kernel per report
B  the papermill API and one HTMLExporter in one process, a cold kernel per report
C  the batch of the workbook with one worker
F  the floor: the cells of the notebooks run as plain code in one process, nothing saved
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Job = tuple[str, str, int]


def environment() -> dict[str, str]:
    """What every way gets: the demo dataset, one thread for numerics."""
    return os.environ | {"SHNOR_DATA": str(ROOT / "data" / "demo"), "OMP_NUM_THREADS": "1"}


def shell_loop(jobs: Sequence[Job], out: Path) -> None:
    """A: two programs started per report."""
    for number, (notebook, municipality, year) in enumerate(jobs):
        made = out / f"{number}.ipynb"
        source = ROOT / "notebooks" / f"{notebook}.ipynb"
        _quiet(
            "papermill", str(source), str(made), "-p", "municipality_id", municipality,
            "-p", "year", str(year), "--no-progress-bar",
        )  # fmt: skip
        _quiet("nbconvert", "--to", "html", str(made))


def _quiet(module: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT, env=environment(), check=True, capture_output=True,
    )  # fmt: skip


def one_process(jobs: Sequence[Job], out: Path) -> None:
    """B: the libraries called from one process."""
    import papermill
    from nbconvert import HTMLExporter

    os.chdir(ROOT)
    exporter = HTMLExporter()
    for number, (notebook, municipality, year) in enumerate(jobs):
        executed = papermill.execute_notebook(
            ROOT / "notebooks" / f"{notebook}.ipynb",
            out / f"{number}.ipynb",
            {"municipality_id": municipality, "year": year},
            progress_bar=False,
        )
        text, _ = exporter.from_notebook_node(executed)
        (out / f"{number}.html").write_text(text, encoding="utf-8")


def batch(jobs: Sequence[Job], out: Path, formats: tuple[str, ...] = ("html",)) -> None:
    """C: the workbook's own batch, one worker."""
    from helpers.batch import plan, run
    from helpers.batch.progress import Lines

    os.chdir(ROOT)
    held = plan.YearsHeld()
    dataset = ROOT / "data" / "demo"
    planned = [
        plan.job(notebook, dataset, municipality, year, "internal", {}, held)
        for notebook, municipality, year in jobs
    ]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        settings = run.Settings(out=out, formats=formats, workers=1, force=True)
        result = run.run(planned, settings, Lines(nowhere))
    failed = result.having("failed")
    assert not failed, failed[0].reason


def plain_code(jobs: Sequence[Job], out: Path) -> None:
    """F: the same helpers called in the same order; the faces of the blocks joined."""
    os.chdir(ROOT)
    for number, (notebook, municipality, year) in enumerate(jobs):
        given = f"municipality_id = {municipality!r}\nyear = {year}\n"
        faces: list[str] = []
        names: dict[str, Any] = {}
        for cell in _code_cells(notebook):
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source += "\n" + given
            shown = _run(source, names)
            if hasattr(shown, "_repr_mimebundle_"):
                faces.append(shown._repr_mimebundle_()["text/html"])
        (out / f"{number}.html").write_text("".join(faces), encoding="utf-8")


def _code_cells(notebook: str) -> list[dict[str, Any]]:
    content = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in content["cells"] if cell["cell_type"] == "code"]


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


VARIANTS = {"A": shell_loop, "B": one_process, "C": batch, "F": plain_code}

if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    listed = [(name, place, year) for name, place, year in request["jobs"]]
    folder = Path(request["out"])
    if request["variant"] == "C-all":
        batch(listed, folder, ())
    else:
        VARIANTS[request["variant"]](listed, folder)
