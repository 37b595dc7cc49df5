"""Reports timed in turn by every way, within the time allowed.

Here: the processes of the ways, the order of reports, the comparison of what they made. Not
here: what a way does (`variants`), medians and tables (`results`).

A way that is late or dies has its reports so far and makes no more; the others go on. A way
whose outputs differ makes the whole measurement void (`Void`).
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import country
from benchmarks.variants import WAYS, Job, environment

#: Ways that only show what a habit costs: so many reports suffice.
FEW: Mapping[str, int] = {"B": 8, "A-usual": 4, "C-usual": 8, "F-usual": 8}
#: A way may take so long to start, and for a report.
_START_SECONDS, _REPORT_SECONDS = 120.0, 180.0


class Void(Exception):
    """The ways did not make the same: no way has a time."""


class Late(Exception):
    """A way that died or did not answer in time."""


@dataclass(frozen=True)
class Clock:
    """The time allowed to a measurement."""

    end: float

    @classmethod
    def of(cls, minutes: float) -> Clock:
        """A clock that runs from now."""
        return cls(time.monotonic() + 60 * minutes)

    def left(self, reserve: float = 0.0) -> float:
        """Seconds until the end, less those kept for what comes later."""
        return self.end - reserve - time.monotonic()


@dataclass(frozen=True)
class Made:
    """One report by one way: the seconds of the clock and what the way said of it."""

    wall: float
    answer: dict[str, Any]


@dataclass
class Timed:
    """What a way did: seconds until it could begin, and its reports."""

    start: float = 0.0
    made: dict[Job, Made] = field(default_factory=dict)


@dataclass
class Measured:
    """All ways; the reports which A, C and F all made, in order; what is missing, in words."""

    ways: dict[str, Timed]
    jobs: list[Job]
    missing: list[str]


class Way:
    """A way at work in a process of its own; raises `Late`."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.errors = folder / f"{name}.log"
        begun = time.perf_counter()
        with self.errors.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.variants", name],
                cwd=folder, env=environment(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=log,
            )  # fmt: skip
        try:
            self._answer(_START_SECONDS)
        except Late:
            self.close()
            raise
        self.start = time.perf_counter() - begun

    def make(self, job: Job, later: Sequence[str], folder: Path, seconds: float) -> Made:
        """Make a report; notebooks of the same municipality come `later`."""
        assert self.process.stdin is not None
        begun = time.perf_counter()
        try:
            self.process.stdin.write((json.dumps([*job, str(folder), later]) + "\n").encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._late("died") from None
        answer = self._answer(seconds)
        return Made(time.perf_counter() - begun, answer)

    def _answer(self, seconds: float) -> dict[str, Any]:
        """The next line of the way; it writes one line a report, so nothing is left in a buffer."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], max(seconds, 0.0))[0]:
            raise self._late(f"gave no answer in {seconds:.0f} s")
        line = self.process.stdout.readline()
        if not line:
            raise self._late("died")
        content: dict[str, Any] = json.loads(line)
        return content

    def _late(self, what: str) -> Late:
        said = self.errors.read_text(errors="replace").strip().splitlines()[-1:]
        return Late(f"way {self.name} {what} {' '.join(said)[:300]}".strip())

    def close(self) -> None:
        """End the process; one that is busy is killed."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.close()
            self.process.wait(timeout=5)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        finally:
            assert self.process.stdout is not None
            self.process.stdout.close()


def order(names: Sequence[str], municipalities: int) -> list[Job]:
    """Every notebook × municipality once, municipality by municipality as a batch makes them.

    Each begins with another notebook: the first one pays for what the others share.
    """
    return [
        (names[(n + turn) % len(names)], country.municipality_id(n), country.year_of(n))
        for n in range(municipalities)
        for turn in range(len(names))
    ]


def timed(folder: Path, jobs: Sequence[Job], clock: Clock, reserve: float = 0.0) -> Measured:
    """Every job by every way in turn, until the list or the time (less `reserve`) is used up."""
    result = Measured({name: Timed() for name in WAYS}, [], [])
    with _opened(folder, result) as opened, tempfile.TemporaryDirectory() as place:
        for number, job in enumerate(jobs):
            if clock.left(reserve) < _row_seconds(number, opened, result):
                result.missing.append(f"time was up after {number} of {len(jobs)} reports")
                break
            folders = _row(jobs, number, opened, result, Path(place), clock)
            if all(job in result.ways[name].made for name in ("A", "C", "F")):
                result.jobs.append(job)
            _compare(job, folders, result)
            told = " ".join(f"{n} {result.ways[n].made[job].wall:.2f}" for n in folders)
            print(f"{job[0]} {job[1]}: {told}", file=sys.stderr)
    return result


@contextmanager
def _opened(folder: Path, result: Measured) -> Iterator[dict[str, Way]]:
    """All ways, started one after another."""
    opened: dict[str, Way] = {}
    try:
        for name in WAYS:
            try:
                opened[name] = Way(name, folder)
            except Late as late:
                result.missing.append(str(late))
                continue
            result.ways[name].start = opened[name].start
        yield opened
    finally:
        for way in opened.values():
            way.close()


def _row_seconds(number: int, opened: Mapping[str, Way], result: Measured) -> float:
    """The most that a report by every way has taken so far."""
    made = (result.ways[name].made.values() for name in _of_row(number, opened))
    return sum(max((one.wall for one in of_way), default=0.0) for of_way in made)


def _of_row(number: int, opened: Mapping[str, Way]) -> list[str]:
    return [name for name in opened if number < FEW.get(name, number + 1)]


def _row(
    jobs: Sequence[Job],
    number: int,
    opened: dict[str, Way],
    result: Measured,
    place: Path,
    clock: Clock,
) -> dict[str, Path]:
    """One report by every way that still works; the folders of what was made."""
    job, folders = jobs[number], {}
    later = [name for name, *where in jobs[number + 1 :] if where == list(job[1:])]
    for name in _of_row(number, opened):
        way = opened[name]
        folder = place / f"{number}-{name}"
        folder.mkdir()
        try:
            made = way.make(job, later, folder, min(_REPORT_SECONDS, clock.left()))
        except Late as late:
            result.missing.append(f"{late} ({job[0]} {job[1]})")
            opened.pop(name).close()
            continue
        result.ways[name].made[job] = made
        folders[name] = folder
    return folders


def _compare(job: Job, folders: Mapping[str, Path], result: Measured) -> None:
    """Outputs of A and B are those of the workbook; the floor makes as many blocks."""
    answers = {name: result.ways[name].made[job].answer for name in folders}
    if "C" in answers and not Path(answers["C"]["folder"], "report.html").is_file():
        raise Void(f"{job}: C made no page")
    if "C-all" not in answers:
        return
    wanted = shown(Path(answers["C-all"]["folder"], "report.ipynb"))
    if not wanted:
        raise Void(f"{job}: no outputs")
    for name in ("A", "B"):
        if name in folders and shown(folders[name] / "report.ipynb") != wanted:
            raise Void(f"{job}: the outputs of {name} and C differ")
    if "F" in answers and answers["F"]["blocks"] != len(wanted):
        raise Void(f"{job}: the floor makes another number of blocks")


def shown(path: Path) -> list[str]:
    """The HTML faces of a notebook's outputs, in order."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [
        "".join(output["data"]["text/html"])
        for cell in content["cells"]
        for output in cell.get("outputs", ())
        if "text/html" in output.get("data", {})
    ]


def foreign_load() -> float:
    """Processes of the machine that wanted a core in the last minute."""
    return round(os.getloadavg()[0], 2)
