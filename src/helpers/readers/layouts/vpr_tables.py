"""Sums by school of a raw ВПР protocol: rows of the result tables.

Here: arrays of pupils → rows of `marks`, `score_distribution`, `tasks`, `journal_match`. Not
here: reading pupils (`vpr_pupils`). Only schools get rows; pupils and classes are not stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.readers.layouts.fis_work import Work
from helpers.readers.layouts.vpr_pupils import Pupils
from helpers.readers.layouts.vpr_schools import Schools
from helpers.readers.tabular import TableRows
from helpers.vpr_scales import Scale

_MARKS = (2, 3, 4, 5)
_NO_MARKS = ";".join(f"mark_{mark}=not_reported" for mark in _MARKS)


@dataclass(frozen=True)
class Sums:
    """What tables are made of: pupils, their schools, the work, its scale where there is one."""

    pupils: Pupils
    schools: Schools
    work: Work
    scale: Scale | None

    def tables(self) -> list[TableRows]:
        """The tables that have rows."""
        starts = self._starts()
        made = {
            "marks": self._marks(starts),
            "journal_match": self._journal(starts),
            "score_distribution": self._distribution(starts),
            "tasks": self._tasks(starts),
        }
        grid = self.pupils.grid
        return [TableRows(name, rows, grid=grid) for name, rows in made.items() if rows]

    def _starts(self) -> list[dict[str, Any]]:
        """What all rows of each school begin with."""
        grid, work = self.pupils.grid, self.work.fields()
        return [
            {
                "source_sheet": grid.sheet, "source_row": grid.line(school.index), "absences": "",
                "extra": "", "selection": "all", **work, "scope_type": "school",
                "scope_id": school.school_id, "school_id": school.school_id,
                "school_name": school.name or None, "counts_origin": "counts",
                **({"municipality_id": school.municipality_id} if school.municipality_id else {}),
            }
            for school in self.schools.listed
        ]  # fmt: skip

    def _count(self, rows: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Rows, or the sum of their weights, by school; rows without a school are left out."""
        taken = rows & (self.schools.of_row >= 0)
        values = None if weights is None else weights[taken]
        counted: np.ndarray = np.bincount(
            self.schools.of_row[taken], values, minlength=len(self.schools.listed)
        )
        return counted

    def _own_marks(self) -> np.ndarray:
        """Mark of each pupil by the scale; 0 where there is none."""
        if self.scale is None:
            return np.zeros(len(self.pupils.index), dtype=int)
        return np.where(self.pupils.present, self.scale.marks(self.pupils.total), 0)

    def _marks(self, starts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Participants, marks, mean score; marks are missing where any participant has none."""
        pupils, present = self.pupils, self.pupils.present
        scored = present & ~np.isnan(pupils.total)
        counts = {
            "participants": self._count(present),
            "absent": self._count(pupils.absent),
            "scored": self._count(scored),
            "sum": self._count(scored, pupils.total),
        }
        marks = self._own_marks()
        counts |= {f"mark_{mark}": self._count(marks == mark) for mark in _MARKS}
        counts |= {f"note_{word}": self._count(rows) for word, rows in self._notes().items()}
        return [
            self._marks_row(start, {name: float(values[at]) for name, values in counts.items()})
            for at, start in enumerate(starts)
        ]

    def _marks_row(self, start: dict[str, Any], counts: Mapping[str, float]) -> dict[str, Any]:
        row = {
            **start, "attempt": "", "class": "", "programme_grade": self.work.programme_grade,
            "participants": int(counts["participants"]), "absent": int(counts["absent"]),
            "mean_primary": counts["sum"] / counts["scored"] if counts["scored"] else None,
            "max_primary": self.work.max_primary,
        }  # fmt: skip
        marks = {f"mark_{mark}": int(counts[f"mark_{mark}"]) for mark in _MARKS}
        if self.scale is not None and sum(marks.values()) == row["participants"]:
            row |= marks
        else:
            row["absences"] = _NO_MARKS
        notes = {
            name.removeprefix("note_"): str(int(count))
            for name, count in counts.items()
            if name.startswith("note_") and count
        }
        row["extra"] = json.dumps(notes, ensure_ascii=False) if notes else ""
        return row

    def _notes(self) -> dict[str, np.ndarray]:
        """What `extra` of a row of `marks` counts, by its words."""
        pupils, present = self.pupils, self.pupils.present
        both = ~np.isnan(pupils.stated) & ~np.isnan(pupils.summed)
        return {
            "Итог не равен сумме заданий": present & both & (pupils.stated != pupils.summed),
            "Итог 0": present & (pupils.total == 0),
            "Без итога": present & np.isnan(pupils.total),
            "Сдвинутые строки": present & pupils.shifted,
        }

    def _journal(self, starts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Comparison of those who have both marks."""
        marks, journal = self._own_marks(), self.pupils.journal
        both = self.pupils.present & (marks > 0) & (journal > 0)
        lowered = self._count(both & (marks < journal))
        confirmed = self._count(both & (marks == journal))
        raised = self._count(both & (marks > journal))
        participants = self._count(self.pupils.present)
        return [
            {
                **start, "participants": int(participants[at]), "lowered": int(lowered[at]),
                "confirmed": int(confirmed[at]), "raised": int(raised[at]),
            }
            for at, start in enumerate(starts)
            if lowered[at] + confirmed[at] + raised[at]
        ]  # fmt: skip

    def _distribution(self, starts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Participants by total; scores that nobody has get no row."""
        totals = self.pupils.total
        taken = self.pupils.present & ~np.isnan(totals) & (self.schools.of_row >= 0)
        pairs = np.stack([self.schools.of_row[taken], totals[taken].astype(int)], axis=1)
        found, counts = np.unique(pairs, axis=0, return_counts=True)
        return [
            {**starts[at], "primary_score": float(score), "participants": count}
            for (at, score), count in zip(found.tolist(), counts.tolist(), strict=True)
        ]

    def _tasks(self, starts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Completion of tasks, percent of the maximum; missing where the maximum is not known.

        «X» (not attempted) is worth 0; cells that are empty, «не пройд.», not readable, above
        the maximum, and those of shifted rows are left out of the task.
        """
        usable, rows = self.pupils.usable, []
        for column, task in enumerate(self.pupils.columns.tasks):
            counts = self._count(usable[:, column])
            sums = self._count(usable[:, column], self.pupils.points[:, column])
            for at, start in enumerate(starts):
                if not counts[at]:
                    continue
                mean = float(sums[at]) / int(counts[at])
                row = {
                    **start, "variant": "", "task": task.name, "max_score": task.maximum,
                    "participants": int(counts[at]),
                }  # fmt: skip
                if task.maximum:
                    row["completion_pct"] = 100 * mean / task.maximum
                else:
                    row["absences"] = "completion_pct=not_reported"
                    row["extra"] = json.dumps(
                        {"Средний балл": f"{mean:.4f}".replace(".", ",")}, ensure_ascii=False
                    )
                rows.append(row)
        return rows
