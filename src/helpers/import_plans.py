"""A plan file as rows of the store: its frame and its items.

Here: both tables, the identifier of a plan that was given none. Not here: reading the file
(`readers.roadmap`), whose the plan is (`imports`).
"""

from __future__ import annotations

from typing import Any

from helpers.readers.tabular import TableRows


def tables_of(plan: Any, plan_id: str, owner: str) -> list[TableRows]:
    """Rows of `plan_frames` (one) and `roadmap_items` of a plan (`readers.roadmap`)."""
    from helpers.readers.roadmap import item_rows, plan_row

    frame = {**plan_row(plan, plan_id), "municipality_id": owner, "source_row": 1}
    return [
        TableRows("plan_frames", rows=[frame]),
        TableRows("roadmap_items", rows=item_rows(plan, plan_id)),
    ]


def plan_id_of(plan: Any, owner: str) -> str:
    """Identifier of a plan that was given none: whose it is and its period."""
    start, end = plan.frame.period_start, plan.frame.period_end
    period = f"{start.year}-{end.year}" if start and end else "plan"
    return "-".join(part for part in (owner, period) if part)
