"""Roadmaps: the plan documents of the five territories and the reports on their execution.

Here: items (read from `plans/*.txt`), the documents around them, progress. Not here: reading
of plans (`helpers`), the schools' own plans (`registers`). Numbers of rows, sections, terms
and kinds of evidence are those of real plans; the wording is ours and nobody is named.

A line of `plans/*.txt` is `number|measure|term|responsible|result|due|evidence`; `#` begins a
section. Due days: `=DATE`, `D:DATE,DATE`, `E:MM,MM` (each plan year), `Y` (end of each plan
year), `Q` (quarters), `M` (months), `W` (weeks), `T` (school terms), `S` (stages), `-` (none:
only activity is reported).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.demo_data.draws import Draws
from tools.demo_data.results import Row
from tools.demo_data.territories import Territory

_FOLDER = Path(__file__).parent / "plans"
#: First and last day of each plan, and the day up to which execution was reported.
PERIODS = {
    "vilyuysk": ("2019-01-01", "2021-12-31", "2021-12-20"),
    "turochak": ("2023-09-01", "2024-08-31", "2024-06-15"),
    "priozersk": ("2020-02-01", "2023-05-31", "2023-03-31"),
    "rostov": ("2020-09-28", "2023-12-31", "2023-12-25"),
    "ivanteevsky": ("2022-01-24", "2022-08-31", "2022-08-20"),
}
#: Last days of the terms of 2023/24.
_TERM_ENDS = ("2023-10-31", "2023-12-31", "2024-03-31", "2024-05-31")
_STAGE_ENDS = ("2020-09-30", "2022-12-31", "2023-05-31")


@dataclass(frozen=True)
class Item:
    """One row of a plan."""

    seq: int
    number: str
    measure: str
    term: str
    responsible: str
    result: str
    due: str
    evidence: str


def sections(slug: str) -> list[tuple[str, list[Item]]]:
    """Sections of a plan with their items, in order."""
    found: list[tuple[str, list[Item]]] = []
    seq = 0
    for line in (_FOLDER / f"{slug}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found.append((line[2:], []))
        else:
            seq += 1
            found[-1][1].append(Item(seq, *line.split("|")))
    return found


def items(slug: str) -> list[Item]:
    """All items of a plan."""
    return [item for _, group in sections(slug) for item in group]


def due_days(item: Item, slug: str) -> list[dt.date]:
    """Days on which an item or its repetitions fall due; none for activity without a date."""
    start, end = (dt.date.fromisoformat(day) for day in PERIODS[slug][:2])
    years = range(start.year, end.year + 1)
    months = [
        dt.date(year, month, calendar.monthrange(year, month)[1])
        for year in years
        for month in range(1, 13)
    ]
    months = [day for day in months if start <= day <= end]
    kind, _, rest = item.due.partition(":")
    if item.due.startswith("="):
        return [dt.date.fromisoformat(item.due[1:])]
    if kind == "D":
        return [dt.date.fromisoformat(day) for day in rest.split(",")]
    if kind == "E":
        wanted = {int(month) for month in rest.split(",")}
        return [day for day in months if day.month in wanted]
    if kind == "Y":
        return [min(dt.date(year, 12, 31), end) for year in years]
    if kind == "Q":
        return [day for day in months if day.month % 3 == 0]
    if kind == "M":
        return months
    if kind == "W":
        first = start + dt.timedelta(days=6 - start.weekday() + 7 * (start.weekday() > 3))
        return [first + dt.timedelta(days=7 * n) for n in range((end - first).days // 7 + 1)]
    if kind in ("S", "T"):
        ends = _STAGE_ENDS if kind == "S" else _TERM_ENDS
        return [dt.date.fromisoformat(day) for day in ends]
    return []


def progress(territory: Territory) -> list[Row]:
    """Rows of `roadmap_progress`: done in time, late, without evidence, or no row at all."""
    slug = territory.slug
    last = dt.date.fromisoformat(PERIODS[slug][2])
    rows: list[Row] = []
    for item in items(slug):
        days = due_days(item, slug)
        if item.evidence.startswith("доля педагогов"):
            rows += _by_school(territory, item, days, last)
        elif days:
            for day in days:
                rows += _record(territory, item, day, len(days) > 1, last)
        else:
            rows += _activity(territory, item, last)
    return rows


def _base(territory: Territory, item: Item, number: int = 1) -> Row:
    return {"plan_id": territory.plan_id, "seq": item.seq, "record_no": str(number)}


def _proof(item: Item, draws: Draws, done: dt.date) -> Row:
    if not item.evidence or draws.chance(0.1):
        return {"comment": "документ не приложен" if item.evidence else None}
    return {
        "evidence_kind": item.evidence,
        "evidence_ref": f"{item.evidence.capitalize()} № {draws.whole(1, 90)} "
        f"от {done.day:02d}.{done.month:02d}.{done.year}",
    }


def _record(
    territory: Territory, item: Item, due: dt.date, repeats: bool, last: dt.date
) -> Iterator[Row]:
    draws = Draws("progress", territory.plan_id, item.seq, due)
    fate = draws.share()
    done = due + dt.timedelta(days=_shift(item, draws, fate))
    begun = draws.whole(1, 9)
    row = _base(territory, item)
    if repeats:
        row["instance_due"] = due
    start = dt.date.fromisoformat(PERIODS[territory.slug][0])
    if fate > 0.9 or done > last:
        if fate > 0.95 and (due <= last or not repeats):
            yield {**row, "comment": f"начато, выполнено на {begun * 10} %"}
        return
    done = max(done, min(start + dt.timedelta(days=begun), due))
    yield {**row, "done_on": done, **_proof(item, draws, done)}


def _shift(item: Item, draws: Draws, fate: float) -> int:
    """Days from the due day to the day of the work: before it, or late when fate says so."""
    if item.due == "W":
        return -draws.whole(0, 6)
    if fate > 0.78:
        return draws.whole(6, 60)
    long_ago = item.due.startswith("=") and "-20" in item.term and draws.chance(0.45)
    return -draws.whole(40, 640) if long_ago else -draws.whole(1, 25)


def _activity(territory: Territory, item: Item, last: dt.date) -> Iterator[Row]:
    start = dt.date.fromisoformat(PERIODS[territory.slug][0])
    draws = Draws("activity", territory.plan_id, item.seq)
    days = sorted(draws.whole(20, (last - start).days) for _ in range(draws.whole(0, 3)))
    for number, day in enumerate(days, start=1):
        done = start + dt.timedelta(days=day)
        yield {**_base(territory, item, number), "done_on": done, **_proof(item, draws, done)}


def _by_school(
    territory: Territory, item: Item, days: list[dt.date], last: dt.date
) -> Iterator[Row]:
    """Reports of the schools: one a school, or one for each due day of the item."""
    for school in territory.supported(last.year):
        for number, due in enumerate(days if item.due == "T" else [last], start=1):
            draws = Draws("took part", territory.plan_id, item.seq, school.school_id, number)
            if not draws.chance(0.2):
                back = draws.whole(3, 25) if item.due == "T" else draws.whole(3, 240)
                done = due - dt.timedelta(days=back)
                yield {
                    **_base(territory, item, number),
                    "school_id": school.school_id,
                    **_share(item, draws, done, school.size),
                }


def _share(item: Item, draws: Draws, done: dt.date, size: int) -> Row:
    staff = draws.whole(6, 9 + size // 2)
    return {
        "done_on": done,
        "evidence_kind": item.evidence,
        "evidence_ref": f"Отчёт школы от {done.day:02d}.{done.month:02d}.{done.year}",
        "participants": draws.hits(staff, 0.7),
        "denominator": staff if not draws.chance(0.1) else None,
    }
