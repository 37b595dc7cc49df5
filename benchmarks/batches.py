"""Whole batches for `make bench`: a second worker, nothing changed, more data, a cluster.

Here: the batch command run and timed as a person runs it. Not here: single reports
(`__main__`), the country (`country`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import country
from benchmarks.variants import environment

_GROWTH = (1, 100, 2300)


def batch(folder: Path, *options: str, params: str = "bench.yaml") -> float:
    """Seconds of one `shnor batch`; it must end well."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "batch", f"params/{params}", *options],
        cwd=folder, env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"batch ended with {done.returncode}: {done.stderr[-2000:]}")
    return time.perf_counter() - begun


def write_list(folder: Path, notebooks: Sequence[str], count: int, name: str = "bench.yaml") -> int:
    """A batch file of some municipalities; how many reports it has."""
    text = country.batch_text(notebooks, range(count))
    (folder / "params" / name).write_text(text, encoding="utf-8")
    return count * len(notebooks)


def second_worker(folder: Path, notebooks: Sequence[str], municipalities: int) -> dict[str, Any]:
    """The same batch by one worker and by two: what is left of the start counts for both."""
    reports = write_list(folder, notebooks, municipalities)
    start = batch(folder, "--dry-run")
    one, two = (batch(folder, "--jobs", count, "--force") for count in ("1", "2"))
    print(f"\nbatch of {reports} reports, all formats: one worker {one:.1f} s, two {two:.1f} s "
          f"({one / two:.2f} times); the command alone {start:.1f} s")  # fmt: skip
    return {"second_worker": round(one / two, 2), "batch_seconds": [round(one, 1), round(two, 1)]}


def full(folder: Path, notebooks: Sequence[str]) -> dict[str, Any]:
    """What takes long: the unchanged batch, growth of the data, a cluster."""
    unchanged = batch(folder)
    print(f"unchanged batch: {unchanged:.1f} s")
    return {
        "unchanged": round(unchanged, 1),
        "growth": _growth(folder, notebooks),
        "cluster": _cluster(folder),
    }


def _growth(folder: Path, notebooks: Sequence[str]) -> dict[int, float]:
    """Seconds for the reports of one municipality in stores of different size."""
    found = {}
    for size in _GROWTH:
        place = folder / f"of-{size}"
        scale = country.Scale(regions=max(1, size // 27), municipalities=size)
        country.make(place, scale, workers=2)
        write_list(place, notebooks, 1)
        found[size] = round(batch(place, "--jobs", "1"), 2)
        print(f"four reports of one municipality among {size}: {found[size]:.2f} s")
        shutil.rmtree(place)
    return found


def _cluster(folder: Path) -> dict[str, float]:
    """The batch on a Dask scheduler with one and with two workers on this machine."""
    if find_spec("distributed") is None:
        return {}
    found = {str(count): round(_with_workers(folder, count), 1) for count in (1, 2)}
    print(f"the batch on a cluster: one worker {found['1']} s, two {found['2']} s")
    return found


def _with_workers(folder: Path, count: int) -> float:
    with cluster(folder, count) as address:
        return batch(folder, "--scheduler", str(address), "--force")


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Path]:
    """A scheduler and workers as processes of their own; gives the scheduler file."""
    address = folder / "scheduler.json"
    address.unlink(missing_ok=True)
    common = ["--scheduler-file", str(address), "--no-dashboard"]
    programs = [["dask_scheduler", *common, "--port", "0", "--host", "127.0.0.1"]]
    programs += [["dask_worker", *common, "--nthreads", "1"]] * workers
    started = []
    try:
        for name, *options in programs:
            command = [sys.executable, "-m", f"distributed.cli.{name}", *options]
            started.append(
                subprocess.Popen(
                    command, cwd=folder, env=environment(),
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
            while not address.exists():
                time.sleep(0.1)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)
