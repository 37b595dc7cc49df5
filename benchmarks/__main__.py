"""`make bench`: how much a report costs above its own arithmetic.

All ways (`variants`) make the same reports in turn, one after another, on the four demo
notebooks and a made-up dataset of twelve municipalities (`country`). Before anything counts,
the outputs of A and C are compared; a way with other outputs has no time. Printed: seconds per
report by the clock and of the processor (those say more on a machine that others use), the
stages of C, memory, what a second worker brings. The last line is one JSON object
with the ratios of medians.

`--full` adds the unchanged batch, growth of the data, the Dask cluster and what `reproduce` costs.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import again, batches, country
from benchmarks.variants import ROOT, WAYS, Job, environment

NOTEBOOKS = ("00_overview", "10_results", "20_teacher_deficits", "30_roadmap")
SCALE = country.Scale(regions=1, municipalities=12)
#: Municipalities whose reports are timed; the rest make the dataset a region.
TIMED = 6
#: A-usual only shows what the drawing habit costs: a report of each notebook.
USUAL = 1
MINUTES = 11.0
_COMPARED = (("A", "C"), ("B", "C"), ("C", "F"), ("C-all", "C"))
_RATIOS = (*_COMPARED, ("A-usual", "C"))


class Way:
    """A way at work: its process and the seconds it took."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.variants", name],
            cwd=folder, env=environment(), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._answer()
        self.start = time.perf_counter() - begun
        self.wall: list[float] = []
        self.answers: list[dict[str, Any]] = []

    def make(self, job: Job, folder: Path) -> dict[str, Any]:
        """Make a report; its seconds are kept."""
        assert self.process.stdin is not None
        begun = time.perf_counter()
        self.process.stdin.write(json.dumps([*job, str(folder)]) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        self.wall.append(time.perf_counter() - begun)
        self.answers.append(answer)
        return answer

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"way {self.name} ended with {self.process.wait()}")
        content: dict[str, Any] = json.loads(line)
        return content

    def close(self) -> None:
        """Let the process end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


@contextmanager
def ways(folder: Path) -> Iterator[dict[str, Way]]:
    """All ways, started one after another."""
    opened: dict[str, Way] = {}
    try:
        for name in WAYS:
            opened[name] = Way(name, folder)
        yield opened
    finally:
        for way in opened.values():
            way.close()


def timed(
    folder: Path, names: Sequence[str], municipalities: int, minutes: float
) -> tuple[dict[str, Way], list[Job]]:
    """Every job by every way in turn, until the list or the time is at its end."""
    jobs = [
        (name, country.municipality_id(n), country.year_of(n))
        for n in range(municipalities)
        for name in names
    ]
    end = time.monotonic() + 60 * minutes
    done: list[Job] = []
    with ways(folder) as opened, tempfile.TemporaryDirectory() as made:
        for number, job in enumerate(jobs):
            if time.monotonic() > end and number % len(names) == 0:
                print(f"time is up after {number} of {len(jobs)} reports", file=sys.stderr)
                break
            places = {}
            for name, way in opened.items():
                if name == "A-usual" and number >= USUAL * len(names):
                    continue
                places[name] = Path(made, f"{number}-{name}")
                places[name].mkdir()
                way.make(job, places[name])
            _gate(job, places, opened)
            done.append(job)
            told = " ".join(f"{name} {opened[name].wall[-1]:.2f}" for name in places)
            print(f"{job[0]} {job[1]}: {told}", file=sys.stderr)
    return opened, done


def _gate(job: Job, places: dict[str, Path], opened: dict[str, Way]) -> None:
    """Outputs of A, B and C are the same, and the floor makes as many blocks."""
    ours = Path(opened["C-all"].answers[-1]["folder"]) / "report.ipynb"
    wanted = shown(ours)
    assert wanted, f"{job}: no outputs"
    for name in ("A", "B"):
        if shown(places[name] / "report.ipynb") != wanted:
            sys.exit(f"{job}: the outputs of {name} and C differ, nothing is timed")
    if opened["F"].answers[-1]["blocks"] != len(wanted):
        sys.exit(f"{job}: the floor makes another number of blocks")
    if not (Path(opened["C"].answers[-1]["folder"]) / "report.html").is_file():
        sys.exit(f"{job}: C made no page")


def shown(path: Path) -> list[str]:
    """The HTML faces of a notebook's outputs, in order."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [
        "".join(output["data"]["text/html"])
        for cell in content["cells"]
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]


def report(opened: dict[str, Way], jobs: list[Job]) -> dict[str, Any]:
    """Print the tables; the numbers of the last line."""
    seconds = {name: statistics.median(way.wall) for name, way in opened.items()}
    spent = {n: statistics.median(a["cpu"] for a in way.answers) for n, way in opened.items()}
    names = list(dict.fromkeys(job[0] for job in jobs))
    print(f"{len(jobs)} reports by each way, medians, seconds per report\n")
    heads = "".join(f"{name:>21}" for name in names)
    print(f"{'way':8}{'report':>9}{'processor':>11}{'once':>8}{heads}")
    for name, way in opened.items():
        own = [
            statistics.median(t for job, t in zip(jobs, way.wall, strict=False) if job[0] == n)
            for n in names
        ]
        cells = "".join(f"{value:>21.2f}" for value in own)
        print(f"{name:8}{seconds[name]:>9.2f}{spent[name]:>11.2f}{way.start:>8.1f}{cells}")
    print("\nstages of C, medians: " + _stages(opened["C"]))
    print("stages of C-all, medians: " + _stages(opened["C-all"]))
    memory = {
        key: max(answer[key] for name in ("C", "C-all") for answer in opened[name].answers)
        for key in ("rss_mb", "private_mb")
    }
    print(f"largest child: {memory['rss_mb']} MB resident, {memory['private_mb']} MB its own")
    few = opened["A-usual"].wall
    means = seconds | {"A-usual": seconds["A"] * sum(few) / sum(opened["A"].wall[: len(few)])}
    ratios = {f"{a}/{b}": round(means[a] / means[b], 2) for a, b in _RATIOS}
    return {
        "ratios": ratios,
        "processor_ratios": {f"{a}/{b}": round(spent[a] / spent[b], 2) for a, b in _COMPARED},
        "processor": spent,
        "seconds": {name: round(value, 3) for name, value in means.items()},
        "once": {name: round(way.start, 2) for name, way in opened.items()},
        "memory": memory,
        "reports": len(jobs),
    }


def _stages(way: Way) -> str:
    names = way.answers[0]["stages"]
    found = {n: statistics.median(a["stages"][n] for a in way.answers) for n in names}
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


def main() -> None:
    """Measure, print the tables and the line of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--notebooks", nargs="+", choices=NOTEBOOKS, default=list(NOTEBOOKS))
    parser.add_argument("--municipalities", type=int, choices=range(1, TIMED + 1), default=TIMED)
    given = parser.parse_args()
    if not (ROOT / "data" / "demo" / "store").is_dir():
        sys.exit("Сначала make demo-store: нет загруженных учебных данных.")
    compile_everything()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        country.make(folder, SCALE)
        opened, jobs = timed(folder, given.notebooks, given.municipalities, given.minutes - 2)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, "
              f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
        document = report(opened, jobs)
        document |= batches.second_worker(folder, given.notebooks, given.municipalities)
        if given.full:
            document |= batches.full(folder, given.notebooks)
            document["again"] = again.ratio(folder, NOTEBOOKS)
    print(f"\n{(time.monotonic() - begun) / 60:.1f} minutes")
    print(json.dumps(document))


def compile_everything() -> None:
    """Compiled modules for every way: else the cold ones would be timed while compiling."""
    for folder in {path for path in sys.path if "site-packages" in path}:
        compileall.compile_dir(folder, quiet=2, workers=2)
    compileall.compile_dir(ROOT / "src", quiet=2)


if __name__ == "__main__":
    main()
