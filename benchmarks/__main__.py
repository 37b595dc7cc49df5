"""`make bench`: how much a report costs above its own arithmetic.

All ways run in turn in every round, on the same notebooks and data. The last line is one JSON
object with the ratios of medians. Whole-process wall and CPU seconds per report, start-up
included: that is what a person waits for.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.variants import ROOT, environment

NOTEBOOKS = ("00_overview", "10_results", "20_teacher_deficits", "30_roadmap")
PLACES = (("vilyuysk", 2021), ("priozersk", 2021), ("ivanteevsky", 2022))
#: All ways to HTML, then ours with every format.
WAYS = ("A", "B", "C", "F", "C-all")


def measured(way: str, jobs: list[tuple[str, str, int]]) -> tuple[float, float]:
    """Wall and CPU seconds per report of one way, its children included."""
    with tempfile.TemporaryDirectory() as folder:
        request = json.dumps({"variant": way, "jobs": jobs, "out": folder})
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.variants", request],
            cwd=ROOT, env=environment(), check=True,
        )  # fmt: skip
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall / len(jobs), cpu / len(jobs)


def main() -> None:
    """Measure, print the table and the line of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    if not (ROOT / "data" / "demo" / "store").is_dir():
        sys.exit("Сначала make demo-store: нет загруженных учебных данных.")
    jobs = [(name, place, year) for place, year in PLACES for name in NOTEBOOKS]
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in WAYS:
            found[way].append(measured(way, jobs))
            print(f"round {number + 1} {way}: {found[way][-1][0]:.2f} s", file=sys.stderr)
    wall = {way: statistics.median(pair[0] for pair in pairs) for way, pairs in found.items()}
    cpu = {way: statistics.median(pair[1] for pair in pairs) for way, pairs in found.items()}
    print(f"{len(jobs)} reports, {rounds} rounds, load before the end {os.getloadavg()[0]:.1f}")
    print(f"{'way':8}{'wall, s':>10}{'CPU, s':>10}")
    for way in WAYS:
        print(f"{way:8}{wall[way]:>10.2f}{cpu[way]:>10.2f}")
    pairs = (("A", "C"), ("B", "C"), ("C", "F"))
    ratios = {f"{a}/{b}": round(wall[a] / wall[b], 2) for a, b in pairs}
    document = {
        "ratios": ratios,
        "cpu_ratios": {f"{a}/{b}": round(cpu[a] / cpu[b], 2) for a, b in pairs},
        "seconds": {way: round(value, 3) for way, value in wall.items()},
    }
    print(json.dumps(document))


if __name__ == "__main__":
    main()
