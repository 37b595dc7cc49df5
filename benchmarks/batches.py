"""Whole batches for `make bench`: a second worker, nothing changed, more data, a cluster.

Here: the batch command run and timed as a person runs it. Not here: single reports
(`__main__`), the country (`country`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import country
from benchmarks.variants import environment

GROWTH = (1, 100, 2300)
#: A single batch of a measurement may take so long.
_MOST_SECONDS = 1800.0
#: Seconds of a batch command beside its reports: start, template, list of reports.
_START_SECONDS = 6.0


class Failed(Exception):
    """A batch that did not end well or in time."""


def batch(
    folder: Path, *options: str, params: str = "bench.yaml", seconds: float = _MOST_SECONDS
) -> float:
    """Seconds of one `shnor batch`; raises `Failed` when it fails or takes longer than allowed."""
    begun = time.perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "helpers", "batch", f"params/{params}", *options],
            cwd=folder, env=environment(), capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Failed(f"no end within {seconds:.0f} s (batch {' '.join(options)})") from None
    if done.returncode:
        raise Failed(f"batch ended with {done.returncode}: {done.stderr[-2000:]}")
    return time.perf_counter() - begun


def write_list(folder: Path, notebooks: Sequence[str], count: int, name: str = "bench.yaml") -> int:
    """A batch file of some municipalities; how many reports it has."""
    text = country.batch_text(notebooks, range(count))
    (folder / "params" / name).write_text(text, encoding="utf-8")
    return count * len(notebooks)


def second_worker(
    folder: Path, notebooks: Sequence[str], most: int, report: float, seconds: float
) -> dict[str, Any]:
    """The same batch by one worker and by two.

    As many municipalities (up to `most`) as fit into the seconds left, at `report` seconds
    a report; raises `Failed` where not even one fits.
    """
    once = report * len(notebooks) * 1.7
    count = min(int((seconds - 3 * _START_SECONDS) / once), most)
    if count < 1:
        raise Failed(f"no time was left ({seconds:.0f} s)")
    end = time.monotonic() + seconds
    reports = write_list(folder, notebooks, count)
    (one, making_one), (two, making_two) = (
        _making(folder, workers, max(end - time.monotonic(), 1.0)) for workers in ("1", "2")
    )
    print(f"\nbatch of {reports} reports, all formats: one worker {one:.1f} s, two {two:.1f} s "
          f"({one / two:.2f} times); from the first report to the last {making_one:.1f} s and "
          f"{making_two:.1f} s ({making_one / making_two:.2f} times)")  # fmt: skip
    return {
        "second_worker": round(making_one / making_two, 2),
        "second_worker_command": round(one / two, 2),
        "batch_seconds": [round(one, 1), round(two, 1)],
        "batch_reports": reports,
    }


def _making(folder: Path, workers: str, seconds: float) -> tuple[float, float]:
    """Seconds of a batch: of the whole command, and from its first report to its last.

    The command starts the template and ends with the list of reports, once for any number of
    reports.
    """
    begun = time.perf_counter()
    command = [sys.executable, "-m", "helpers", "batch", "params/bench.yaml", "--force",
               "--jobs", workers, "--log-json"]  # fmt: skip
    with subprocess.Popen(
        command, cwd=folder, env=environment(), text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        alarm = threading.Timer(seconds, process.kill)
        alarm.start()
        try:
            marks = [
                time.perf_counter()
                for line in process.stderr
                if '"event": "started"' in line or '"event": "done"' in line
            ]
        finally:
            alarm.cancel()
    if process.returncode:
        raise Failed(f"batch with {workers} worker(s) ended with {process.returncode}, "
                     f"{seconds:.0f} s were left")  # fmt: skip
    return time.perf_counter() - begun, marks[-1] - marks[0]


def unchanged(folder: Path) -> dict[str, Any]:
    """Seconds of the batch when nothing changed since the last one."""
    again = batch(folder)
    print(f"unchanged batch: {again:.1f} s")
    return {"unchanged": round(again, 1)}


def growth(folder: Path, notebooks: Sequence[str], sizes: Sequence[int]) -> dict[str, Any]:
    """Seconds for the reports of one municipality in stores of different size."""
    found = {}
    for size in sizes:
        place = folder / f"of-{size}"
        scale = country.Scale(regions=max(1, size // 27), municipalities=size)
        country.make(place, scale, workers=2)
        write_list(place, notebooks, 1)
        found[size] = round(batch(place, "--jobs", "1"), 2)
        print(f"{len(notebooks)} reports of one municipality among {size}: {found[size]:.2f} s")
        shutil.rmtree(place)
    return {"growth": found}


def cluster(folder: Path) -> dict[str, Any]:
    """The batch on a Dask scheduler with one and with two workers on this machine."""
    if find_spec("distributed") is None:
        raise Failed("distributed is not installed")
    found = {str(count): round(_with_workers(folder, count), 1) for count in (1, 2)}
    print(f"the batch on a cluster: one worker {found['1']} s, two {found['2']} s")
    return {"cluster": found}


def _with_workers(folder: Path, count: int) -> float:
    with started_cluster(folder, count) as address:
        return batch(folder, "--scheduler", str(address), "--force")


@contextmanager
def started_cluster(folder: Path, workers: int) -> Iterator[Path]:
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
                if started[0].poll() is not None:
                    raise Failed("the scheduler did not start")
                time.sleep(0.1)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)
