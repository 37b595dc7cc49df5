"""The ways to make one report, each a process that lives as long as its way allows.

Here: what each way does. Not here: timing and ratios (`__main__`).

A        papermill and nbconvert started in a shell loop: two programs and a cold kernel a report
B        the papermill API and one HTMLExporter in one process, a cold kernel per report
C        the workbook: a job forked from the warm template, as the batch does it
C-alone  the same for a report without neighbours: nothing is shared with other reports
C-all    as C, with every format
F        the floor: the cells of the notebook as plain code in one process, nothing saved

A-usual, C-usual, F-usual: the same with figures drawn as notebooks usually do (`usual_figures`).

A way is started in the project folder, imports what it needs, and then makes a report per line
of its standard input: `[notebook, municipality, year, folder, later]`; `later` names the
notebooks that the same municipality will be asked for after it. It answers each with a line of
JSON; what it did once, before the first report, is its start. An answer holds the processor
seconds of the report, those of all processes it started: they say more than the clock on a
machine that others use.
"""

from __future__ import annotations

import ast
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Job = tuple[str, str, int]
Answer = dict[str, Any]
#: What makes a report: the job, its folder, notebooks of the same municipality still to come.
Maker = Callable[[Job, Path, Sequence[str]], Answer]
Meter = Callable[[], float]


#: End of the names of ways whose figures are drawn as usual.
USUAL = "-usual"


def environment(way: str = "") -> dict[str, str]:
    """What every way gets: one thread for numerics, this checkout's modules; usual figures."""
    hook = str(Path(__file__).parent / "usual_figures") if way.endswith(USUAL) else ""
    places = filter(None, (hook, str(ROOT), os.environ.get("PYTHONPATH", "")))
    return os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(places)}


def processor_seconds() -> float:
    """User and system seconds of this process and of those it has waited for."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def shell_loop() -> tuple[Maker, Meter]:
    """A: two programs started per report."""

    def program(module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", module, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def make(job: Job, folder: Path, _later: Sequence[str]) -> Answer:
        notebook, municipality, year = job
        made = folder / "report.ipynb"
        program(
            "papermill", f"plain/{notebook}.ipynb", str(made), "--cwd", "notebooks",
            "-p", "municipality_id", municipality, "-p", "year", str(year), "--no-progress-bar",
        )  # fmt: skip
        program("nbconvert", "--to", "html", str(made))
        return {}

    return make, processor_seconds


def one_process() -> tuple[Maker, Meter]:
    """B: the libraries called from one process."""
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()

    def make(job: Job, folder: Path, _later: Sequence[str]) -> Answer:
        notebook, municipality, year = job
        executed = papermill.execute_notebook(
            Path("plain", f"{notebook}.ipynb"),
            folder / "report.ipynb",
            {"municipality_id": municipality, "year": year},
            progress_bar=False,
            cwd="notebooks",
        )
        text, _ = exporter.from_notebook_node(executed)
        (folder / "report.html").write_text(text, encoding="utf-8")
        return {}

    return make, processor_seconds


def warm_jobs(formats: tuple[str, ...], is_alone: bool = False) -> tuple[Maker, Meter]:
    """C: job processes forked from the template; stages and memory beside."""
    from helpers.batch import job as jobs
    from helpers.batch import launch, neighbours, plan, run
    from helpers.batch.origin import origin
    from helpers.notebooks import notebook

    launcher = launch.launcher()
    expected = neighbours.Expected()
    made_by, held, book = origin(), plan.YearsHeld(), cache(notebook)
    dataset = Path("data", "demo")
    with tempfile.TemporaryDirectory() as folder:
        first = launcher.start(jobs.index_request(Path(folder), []))
        assert first.message() == {"done": True}
        first.kill()

    def make(job: Job, folder: Path, later: Sequence[str]) -> Answer:
        planned, *waiting = (
            plan.job(book(name), dataset, job[1], job[2], "internal", {}, held)
            for name in (job[0], *later)
        )
        shared = None if is_alone else expected.shared(planned, waiting)
        settings = run.Settings(out=folder, formats=formats)
        scratch = folder / "scratch"
        scratch.mkdir(exist_ok=True)
        request = jobs.request_of(
            planned, folder, scratch, settings.formats_of(planned), made_by, 600, 4096
        )
        begun = time.perf_counter()
        process = launcher.start(request, shared)
        marks, peaks = [begun], [(0.0, 0.0)]
        while (message := process.message()) is not None and "done" not in message:
            assert "failed" not in message, message
            if message.get("cell") == message.get("of") or "stage" in message:
                peaks.append(_largest_child(launcher))
            if len(marks) == 1 or "stage" in message:
                marks.append(time.perf_counter())
        assert message is not None, process.death()
        process.kill()
        expected.learn(planned, message["values"])
        if not waiting:
            launcher.release(neighbours.group(planned))
        marks.append(time.perf_counter())
        stages = [round(later - earlier, 4) for earlier, later in pairwise(marks)]
        return {
            "folder": str(folder / planned.folder),
            "stages": dict(zip(("start", "cells", "render"), stages, strict=True)),
            "rss_mb": round(max(rss for rss, _ in peaks), 1),
            "private_mb": round(max(own for _, own in peaks), 1),
        }

    def spent() -> float:
        return processor_seconds() + _with_children(launcher.template.server.pid)

    return make, spent


def _with_children(pid: int) -> float:
    """User and system seconds of another process and of the children it has waited for."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    ticks = text.rpartition(") ")[2].split()[11:15]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _largest_child(launcher: Any) -> tuple[float, float]:
    """Resident and private megabytes of the largest process forked from the template."""
    template = launcher.template.server.pid
    listed = Path(f"/proc/{template}/task/{template}/children").read_text(encoding="ascii")
    found = [(0.0, 0.0)]
    for pid in listed.split():
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        sizes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        own = sizes["Private_Clean:"] + sizes["Private_Dirty:"]
        found.append((sizes["Rss:"] / 1024, own / 1024))
    return max(found)


def plain_code() -> tuple[Maker, Meter]:
    """F: the same helpers called in the same order; the faces of the blocks joined."""
    from helpers.kernels.template import MODULES, import_everything

    import_everything(list(MODULES))
    os.chdir("notebooks")

    def make(job: Job, folder: Path, _later: Sequence[str]) -> Answer:
        notebook, municipality, year = job
        given = f"\nmunicipality_id = {municipality!r}\nyear = {year}\n"
        faces: list[str] = []
        names: dict[str, Any] = {}
        for source, is_parameters in code_cells(Path("..", "plain", f"{notebook}.ipynb")):
            shown = run_cell(source + given if is_parameters else source, names)
            if hasattr(shown, "_repr_mimebundle_"):
                faces.append(shown._repr_mimebundle_()["text/html"])
        (folder / "report.html").write_text("".join(faces), encoding="utf-8")
        return {"blocks": len(faces)}

    return make, processor_seconds


def code_cells(path: Path) -> list[tuple[str, bool]]:
    """Sources of the code cells; whether each is the cell of parameters."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [
        ("".join(cell["source"]), "parameters" in cell["metadata"].get("tags", []))
        for cell in content["cells"]
        if cell["cell_type"] == "code"
    ]


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


WAYS: dict[str, Callable[[], tuple[Maker, Meter]]] = {
    "A": shell_loop,
    "B": one_process,
    "C": lambda: warm_jobs(("html",)),
    "C-alone": lambda: warm_jobs(("html",), is_alone=True),
    "C-all": lambda: warm_jobs(()),
    "F": plain_code,
}
WAYS |= {name + USUAL: WAYS[name] for name in ("A", "C", "F")}


def serve(way: str) -> None:
    """Make a report per line of standard input."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    make, spent = WAYS[way]()

    def answer(content: Answer) -> None:
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    answer({"ready": True})
    for line in sys.stdin:
        notebook, municipality, year, folder, later = json.loads(line)
        before = spent()
        made = make((notebook, municipality, year), Path(folder), later)
        answer({**made, "cpu": round(spent() - before, 3)})


if __name__ == "__main__":
    serve(sys.argv[1])
