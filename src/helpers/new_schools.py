"""Schools that an import meets first: their rows of `schools`, from what the file says.

Here: which schools are new, the finding about them. Not here: names that meet a known school
(`identity`), whose a school is (`owners`).
"""

from __future__ import annotations

from typing import Any

from helpers.errors import Problem
from helpers.owners import PLACEHOLDER, Owners
from helpers.readers.sources import ParsedSource
from helpers.readers.tabular import TableRows


def new_schools(source: ParsedSource, owner: str, owners: Owners) -> list[TableRows]:
    """Rows of `schools` for schools met here first, from what the file says of them."""
    met: dict[str, dict[str, Any]] = {}
    declared = {
        row.get("school_id")
        for data in source.tables
        if data.table == "schools"
        for row in data.rows
    }
    for data in source.tables:
        if data.table == "schools":
            continue
        for row in data.rows:
            school = row.get("school_id")
            if not school and row.get("scope_type") == "school":
                school = row.get("scope_id")
            if school and school not in declared and not owners.knows_school(school):
                met.setdefault(
                    school,
                    {
                        "school_id": school,
                        "school_name": row.get("school_name"),
                        "extra": PLACEHOLDER,
                        "municipality_id": row.get("municipality_id") or owner,
                        "source_row": row.get("source_row"),
                        "source_sheet": row.get("source_sheet"),
                    },
                )
    rows = [row for row in met.values() if row["municipality_id"]]
    if not rows:
        return []
    shown = ", ".join(row["school_id"] for row in rows[:5]) + (" …" if len(rows) > 5 else "")
    source.problems.append(
        Problem(
            "warning",
            "new_schools",
            f"Школы, которых не было в справочнике, добавлены: {len(rows)}. Проверьте коды и "
            "дополните таблицу «Школы».",
            file=source.file.shown,
            found=shown,
        )
    )
    return [TableRows("schools", rows=rows)]
