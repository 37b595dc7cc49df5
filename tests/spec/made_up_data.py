"""A made-up district for sentences: tables given as rows, every other table empty."""

from __future__ import annotations

from typing import Any

import pandas as pd
from spec.small_tables import SmallData, table

from helpers.params import RunParams

RUN = RunParams(municipality_id="ivanteevsky", year=2022)


def made_up(**tables: list[dict[str, Any]]) -> SmallData:
    """What a run may read: the given rows, every other table empty."""
    return SmallData({name: table(name, *rows) for name, rows in tables.items()})


def staff(count: int, school_id: str = "s1") -> list[dict[str, Any]]:
    """So many teachers of one school in 2022."""
    return [
        {"teacher_code": f"t{n}", "year": 2022, "school_id": school_id} for n in range(1, count + 1)
    ]


def diagnosis(
    teacher: int, score: float, point: str = "entry", competence: str = "методическая"
) -> dict[str, Any]:
    """One record of a diagnosis with a maximum of 100; the cut is 60."""
    day = {"entry": "2021-10-01", "exit": "2022-05-10"}[point]
    return {
        "teacher_code": f"t{teacher}", "date": pd.Timestamp(day), "point": point, "tool": "Тест",
        "competence": competence, "subject": "", "score": score, "max_score": 100.0,
    }  # fmt: skip


def act(teacher: int, competence: str = "методическая") -> dict[str, Any]:
    """One act of help in the year."""
    return {
        "teacher_code": f"t{teacher}", "date": pd.Timestamp("2021-12-01"), "form": "консультация",
        "record_no": "1", "competence": competence, "subject": "", "hours": 2.0,
    }  # fmt: skip
