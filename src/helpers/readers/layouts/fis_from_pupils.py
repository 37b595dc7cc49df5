"""What schools get from individual results where no summary export says it.

Here: participants of a school → its rows of `marks`, `journal_match`, `score_distribution`,
`tasks`, each marked as derived. Not here: reading the participants (`fis_individual`) and the
rule that derived rows give way to those of a summary export (`imports`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.readers.agreement import DERIVED
from helpers.readers.layouts.fis_frame import Export
from helpers.readers.layouts.fis_places import Place
from helpers.readers.tabular import TableRows


@dataclass(frozen=True)
class Task:
    """A task of a work; `level` is Б, П or В, None where the export does not say it."""

    name: str
    max_score: float
    level: str | None = None


@dataclass(frozen=True)
class Pupil:
    """A participant: total, marks, and by task a score, a word instead of it, or None."""

    place: Place
    index: int
    total: float | None
    mark: float | None
    journal_mark: float | None
    scores: Mapping[str, float | str | None]


def school_tables(
    export: Export, tasks: Sequence[Task], pupils: Sequence[Pupil], declared: Mapping[str, int]
) -> list[TableRows]:
    """Result tables of the schools of a sheet, derived from their participants.

    A school whose declared number of participants is another than that of its rows gives
    nothing but a finding: part of the rows is missing or was added by hand.
    """
    tables = {
        name: TableRows(name, grid=export.grid)
        for name in ("marks", "journal_match", "score_distribution", "tasks")
    }
    by_school: dict[str, list[Pupil]] = {}
    for pupil in pupils:
        by_school.setdefault(pupil.place.scope_id, []).append(pupil)
    for school_id, own in by_school.items():
        stated = declared.get(school_id, len(own))
        if stated != len(own):
            export.problems.append(
                export.grid.problem(
                    "participants_differ",
                    "Строк участников не столько, сколько заявлено: итогов школы нет.",
                    own[0].index,
                    found=str(len(own)),
                    expected=f"участников {stated}",
                    severity="warning",
                )
            )
            continue
        row = {**export.started(own[0].index, own[0].place), "extra": DERIVED}
        tables["marks"].rows += _marks(export, row, own)
        tables["journal_match"].rows += _journal(row, own)
        tables["score_distribution"].rows += _distribution(export, row, own)
        tables["tasks"].rows += _tasks(row, tasks, own)
    return [data for data in tables.values() if data.rows]


def _marks(export: Export, row: dict[str, Any], own: Sequence[Pupil]) -> list[dict[str, Any]]:
    """Marks of a school; nothing when any participant has none."""
    if any(pupil.mark is None for pupil in own):
        return []
    work = export.work
    totals = [pupil.total for pupil in own if pupil.total is not None]
    made = {
        **row, "attempt": "", "class": "", "programme_grade": work.programme_grade,
        "participants": len(own), "max_primary": work.max_primary, "counts_origin": "counts",
        "mean_primary": sum(totals) / len(own) if len(totals) == len(own) else None,
    }  # fmt: skip
    made |= {f"mark_{mark}": sum(pupil.mark == mark for pupil in own) for mark in (2, 3, 4, 5)}
    return [made]


def _journal(row: dict[str, Any], own: Sequence[Pupil]) -> list[dict[str, Any]]:
    """Comparison with the journal, of those who have both marks."""
    pairs = [
        (pupil.mark, pupil.journal_mark)
        for pupil in own
        if pupil.mark is not None and pupil.journal_mark is not None
    ]
    if not pairs:
        return []
    made = {**row, "participants": len(own), "counts_origin": "counts"}
    made["lowered"] = sum(mark < journal for mark, journal in pairs)
    made["confirmed"] = sum(mark == journal for mark, journal in pairs)
    made["raised"] = sum(mark > journal for mark, journal in pairs)
    return [made]


def _distribution(
    export: Export, row: dict[str, Any], own: Sequence[Pupil]
) -> list[dict[str, Any]]:
    """Participants by total score, from 0 to the maximum; nothing when a total is missing."""
    totals = [pupil.total for pupil in own if pupil.total is not None]
    if len(totals) < len(own):
        return []
    scores = set(totals)
    if export.work.max_primary is not None:
        scores |= {float(score) for score in range(int(export.work.max_primary) + 1)}
    return [
        {
            **row,
            "primary_score": score,
            "participants": totals.count(score),
            "counts_origin": "counts",
        }
        for score in sorted(scores)
    ]


def _tasks(
    row: dict[str, Any], tasks: Sequence[Task], own: Sequence[Pupil]
) -> list[dict[str, Any]]:
    """Completion of tasks, percent of the maximum.

    «X» (not attempted) counts as nothing; pupils whose cell is empty or who were not taught
    the topic are left out of the task.
    """
    made = []
    for task in tasks:
        points = [
            0.0 if score == "X" else score
            for pupil in own
            if isinstance(score := pupil.scores.get(task.name), int | float) or score == "X"
        ]
        numbers = [float(point) for point in points if not isinstance(point, str)]
        whole = task.max_score * len(numbers)
        if whole and max(numbers) <= task.max_score:
            made.append(
                {
                    **row, "variant": "", "task": task.name, "task_level": task.level,
                    "max_score": task.max_score, "participants": len(numbers),
                    "completion_pct": 100 * sum(numbers) / whole,
                }
            )  # fmt: skip
    return made
