"""`make bench`: how much a report costs above its own arithmetic.

All ways (`variants`) make the same reports in turn, one after another, on the four demo
notebooks and a made-up dataset of twelve municipalities (`country`). The outputs of the ways
are compared; where they differ no way has a time. Printed: seconds per report by the clock and
of the processor (those say more on a machine that others use), the stages of C, memory, what a
second worker brings. The last line is always one JSON object with the ratios of medians; what
the time allowed left out stands in `missing` and the ratios concerned are null.

`--full` adds the unchanged batch, growth of the data, the Dask cluster and what `reproduce`
costs; these take as long as they take.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import again, batches, country, measure, results
from benchmarks.variants import ROOT

NOTEBOOKS = ("00_overview", "10_results", "20_teacher_deficits", "30_roadmap")
SCALE = country.Scale(regions=1, municipalities=12)
#: Municipalities whose reports are timed; the rest make the dataset a region.
TIMED = 6
MINUTES = 14.0
#: Seconds kept for the batches with one and two workers.
_BATCH_SECONDS = 150.0


def main() -> int:
    """Measure, print the tables and the line of ratios; 1 where the ways made different things."""
    given = _arguments()
    if not (country.DEMO / "store").is_dir():
        sys.exit("Сначала make demo-store: нет загруженных учебных данных.")
    begun = time.monotonic()
    clock = measure.Clock.of(given.minutes)
    document: dict[str, Any] = {
        "ratios": {f"{a}/{b}": None for a, b in results.PROMISED},
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_before": measure.foreign_load(),
        "missing": [],
    }
    status = 1
    try:
        compile_everything()
        with tempfile.TemporaryDirectory() as place:
            country.make(Path(place), SCALE)
            _measure(Path(place), given, clock, document)
        status = 0
    except measure.Void as reason:
        document["missing"].append(f"nothing is timed: {reason}")
    except (Exception, KeyboardInterrupt) as error:
        document["missing"].append(f"stopped: {type(error).__name__}: {error}")
    for line in document["missing"]:
        print(f"not measured: {line}")
    print(f"\nPython {document['python']}, {document['cores']} cores, load before "
          f"{document['load_before']}, {(time.monotonic() - begun) / 60:.1f} minutes")  # fmt: skip
    print(json.dumps(document), flush=True)
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--notebooks", nargs="+", choices=NOTEBOOKS, default=list(NOTEBOOKS))
    parser.add_argument("--municipalities", type=int, choices=range(1, TIMED + 1), default=TIMED)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=list(batches.GROWTH),
        help="municipalities of the stores of growing size (with --full)",
    )  # fmt: skip
    return parser.parse_args()


def _measure(
    folder: Path, given: argparse.Namespace, clock: measure.Clock, document: dict[str, Any]
) -> None:
    """Fill the document part by part: what is there stays when a later part fails."""
    jobs = measure.order(given.notebooks, given.municipalities)
    measured = measure.timed(folder, jobs, clock, reserve=_BATCH_SECONDS)
    document |= results.document(measured)
    results.show(measured)
    report = document["seconds"].get("C-all", 10.0)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "second worker": lambda: batches.second_worker(
            folder, given.notebooks, given.municipalities, report, clock.left()
        )
    }
    if given.full:
        parts["unchanged batch"] = lambda: batches.unchanged(folder)
        parts["cluster"] = lambda: batches.cluster(folder)
        parts["growth"] = lambda: batches.growth(folder, given.notebooks, given.sizes)
        parts["again"] = lambda: {"again": again.ratio(folder, given.notebooks)}
    for name, part in parts.items():
        try:
            document |= part()
        except batches.Failed as error:
            document["missing"].append(f"{name}: {error}")


def compile_everything() -> None:
    """Compiled modules for every way: else the cold ones would be timed while compiling."""
    for folder in {path for path in sys.path if "site-packages" in path}:
        compileall.compile_dir(folder, quiet=2, workers=2)
    compileall.compile_dir(ROOT / "src", quiet=2)


if __name__ == "__main__":
    sys.exit(main())
