"""How long a raw ВПР protocol of a whole region takes: `python -m benchmarks.reading`.

A book of 26 000 pupils, 600 schools and 60 columns is written in each layout, then imported by
the command line into an empty store. Wall and processor seconds are of the whole command; memory
is the largest sum over its processes at one time (Linux only, else of the largest process).
On a busy machine the wall clock says little: see the load. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.variants import ROOT, environment

sys.path.insert(0, str(ROOT / "tests" / "unit"))

from vpr_books import DIRT, WRITERS, World

SCHOOLS = 600
#: Tasks of a layout, so that the sheet has 60 columns.
TASK_COUNT = {"vpr_2020": 49, "vpr_2021": 48, "vpr_2022": 48}
NAMES = {"vpr_2020": "Математика_5_2020", "vpr_2021": "Математика_5_2021", "vpr_2022": "МА 5"}
#: What the project promises for one such file.
SECONDS, MEGABYTES = 10, 600


def written(folder: Path, layout: str, pupils: int) -> Path:
    """A book of `pupils` participants in a layout."""
    tasks = [(str(at + 1), 1 + at % 2) for at in range(TASK_COUNT[layout])]
    world = World(
        schools=SCHOOLS, pupils=max(1, pupils // SCHOOLS), tasks=tasks, shares=DIRT,
        as_text=layout != "vpr_2022", areas=("07 | Заречный район",),
    )  # fmt: skip
    made = world.made()
    for pupil in made:
        pupil.day = dt.date(2022, 3, 18)
    return WRITERS[layout](folder / f"{NAMES[layout]}.xlsx", made, tasks)


def imported(path: Path, data: Path) -> dict[str, float]:
    """Seconds and megabytes of one import."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers", "import", str(path), "-m", "rostov", "--data", str(data),
         "--brief"],
        cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _tree_megabytes(process.pid))
        time.sleep(0.02)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"import of {path.name} ended with {process.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "megabytes": peak or after.ru_maxrss / 1024}


def _tree_megabytes(pid: int) -> float:
    """Resident memory of a process and its children; 0 where the system does not tell."""
    total = 0.0
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            total += int(line.split()[1]) / 1024
    return total + sum(_tree_megabytes(int(child)) for child in children)


def main() -> None:
    """Write, import, print the table and the line of numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=26_000)
    pupils = parser.parse_args().pupils
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for layout in sorted(WRITERS):
            path = written(Path(folder), layout, pupils)
            found[layout] = imported(path, Path(folder) / layout)
    print(f"{pupils} pupils, {SCHOOLS} schools, load {os.getloadavg()[0]:.1f}")
    print(f"{'layout':10}{'wall, s':>10}{'CPU, s':>10}{'MB':>8}")
    for layout, numbers in found.items():
        print(
            f"{layout:10}{numbers['wall']:>10.2f}{numbers['cpu']:>10.2f}"
            f"{numbers['megabytes']:>8.0f}"
        )
    fits = {
        "wall": all(n["wall"] <= SECONDS for n in found.values()),
        "cpu": all(n["cpu"] <= SECONDS for n in found.values()),
        "megabytes": all(n["megabytes"] <= MEGABYTES for n in found.values()),
    }
    rounded = {k: {name: round(v, 2) for name, v in n.items()} for k, n in found.items()}
    print(json.dumps({"reading": rounded, "promised": [SECONDS, MEGABYTES], "fits": fits}))


if __name__ == "__main__":
    main()
