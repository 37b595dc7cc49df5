"""Medians, ratios and tables of `make bench`.

Here: what is printed of timed reports. Not here: timing (`measure`).

A way's time is the median over municipalities of the mean of its reports there: what neighbours
share is paid by the first of them, so no report stands for the others. A ratio of two ways is that
of their times over the reports which both made.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.measure import Made, Measured, Timed
from benchmarks.variants import Job

#: The promised ratios, and those that say where they come from.
PROMISED = (("A", "C"), ("B", "C"), ("C", "F"))
_MORE = (
    ("A-usual", "C"), ("C-usual", "F-usual"), ("C-all", "C"), ("A", "C-alone"), ("C-alone", "F"),
)  # fmt: skip

Seconds = Callable[[Made], float]


def wall(made: Made) -> float:
    """Seconds by the clock."""
    return made.wall


def processor(made: Made) -> float:
    """User and system seconds of all processes of the report."""
    return float(made.answer["cpu"])


def ratio(first: Timed, second: Timed, seconds: Seconds = wall) -> float | None:
    """How many times longer the first way takes; None where they share no report."""
    both = [job for job in first.made if job in second.made]
    if not both:
        return None
    upper, lower = (
        typical({job: way.made[job] for job in both}, seconds) for way in (first, second)
    )
    return round(upper / lower, 2)


def typical(made: Mapping[Job, Made], seconds: Seconds) -> float:
    """Seconds of a report: the median over municipalities of the mean of each."""
    places: dict[str, list[float]] = {}
    for job, one in made.items():
        places.setdefault(job[1], []).append(seconds(one))
    return round(statistics.median(map(statistics.mean, places.values())), 3)


def ratios(measured: Measured, seconds: Seconds = wall) -> dict[str, float | None]:
    """Ratios by name, `A/C`."""
    ways = measured.ways
    return {f"{a}/{b}": ratio(ways[a], ways[b], seconds) for a, b in (*PROMISED, *_MORE)}


def document(measured: Measured) -> dict[str, Any]:
    """What the last line says of the reports."""
    ways = {name: way for name, way in measured.ways.items() if way.made}
    return {
        "ratios": ratios(measured),
        "processor_ratios": ratios(measured, processor),
        "seconds": {name: typical(way.made, wall) for name, way in ways.items()},
        "processor": {name: typical(way.made, processor) for name, way in ways.items()},
        "once": {name: round(way.start, 2) for name, way in ways.items()},
        "memory": _memory(measured),
        "reports": {name: len(way.made) for name, way in measured.ways.items()},
        "municipalities": len({job[1] for job in measured.jobs}),
        "missing": measured.missing,
    }


def _memory(measured: Measured) -> dict[str, float]:
    answers = [m.answer for name in ("C", "C-all") for m in measured.ways[name].made.values()]
    keys = ("rss_mb", "private_mb")
    return {key: max(answer[key] for answer in answers) for key in keys} if answers else {}


def show(measured: Measured) -> None:
    """Print the table of ways, the stages of the workbook, memory."""
    names = sorted({job[0] for way in measured.ways.values() for job in way.made})
    print("seconds per report; under a notebook the median by the clock\n")
    heads = "".join(f"{name:>21}" for name in names)
    print(f"{'way':9}{'reports':>8}{'clock':>8}{'processor':>11}{'once':>7}{heads}")
    for name, way in measured.ways.items():
        if not way.made:
            print(f"{name:9}{0:>8}")
            continue
        cells = "".join(f"{_of_notebook(way, notebook):>21}" for notebook in names)
        times = [typical(way.made, seconds) for seconds in (wall, processor)]
        print(f"{name:9}{len(way.made):>8}{times[0]:>8.2f}{times[1]:>11.2f}"
              f"{way.start:>7.1f}{cells}")  # fmt: skip
    print()
    for name in ("C", "C-alone", "C-all"):
        if measured.ways[name].made:
            print(f"stages of {name}, medians: {_stages(measured.ways[name])}")
    if memory := _memory(measured):
        print(f"largest child: {memory['rss_mb']} MB resident, {memory['private_mb']} MB its own")
    for name, value in ratios(measured).items():
        print(f"{name}: {'not measured' if value is None else value}")


def _of_notebook(way: Timed, notebook: str) -> str:
    found = [made.wall for job, made in way.made.items() if job[0] == notebook]
    return f"{statistics.median(found):.2f}" if found else "—"


def _stages(way: Timed) -> str:
    each = [made.answer["stages"] for made in way.made.values()]
    return ", ".join(f"{n} {statistics.median(one[n] for one in each):.2f}" for n in each[0])
