"""Published regional tables of marks by code: counts beside the percents and means printed.

Here: the layout `year, subject_code, level, code, n, n2 … n5, pub_*` (one row per region,
municipality or school) and that of ЕГЭ by thresholds. Not here: tables with contract names.
Codes of schools are `100 × district + number`; a big city has several districts, so the
municipality of a school is the one whose block of the original sheet it stood in (`src_row`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from helpers import exam_rules, vocabulary
from helpers.errors import InputDataError
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts.layout import Layout, Reading
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES

Build = Callable[[Grid, Sequence[tuple[int, dict[str, Any]]], str, list[str]], list[TableRows]]
_OGE_HEADER = {"year", "subject_code", "level", "code", "n", "n2", "n3", "n4", "n5"}
_EGE_HEADER = {"year", "subject", "level", "n", "pub_mean", "n_below"}


def _has(header: set[str]) -> Callable[[Sequence[Grid]], bool]:
    def recognise(grids: Sequence[Grid]) -> bool:
        first = grids[0].rows[0] if grids and grids[0].rows else []
        return {str(cell).strip() for cell in first if cell is not None} >= header

    return recognise


def _read(
    build: Build, is_ours: Callable[[Sequence[Grid]], bool]
) -> Callable[[Sequence[Grid], str, Mapping[str, Any]], Reading]:
    """Reader of all sheets that `is_ours`. The region that the codes belong to must be given.

    Municipalities become `<region>-<two digits>`, schools `<region>-<code>`. ЕГЭ rows of
    municipalities carry no code and are not stored: a finding counts them.
    """

    def read(grids: Sequence[Grid], name: str, given: Mapping[str, Any]) -> Reading:
        region = str(given.get("municipality_id") or "")
        if not region:
            message = "Опубликованная таблица с кодами: укажите регион, например -m altai."
            raise InputDataError([grids[0].problem("region_needed", message)])
        reading = Reading(unread=[grid for grid in grids[1:] if not is_ours([grid])])
        for grid in [grids[0], *(grid for grid in grids[1:] if is_ours([grid]))]:
            header = [str(cell).strip() for cell in grid.rows[0]]
            lines = [
                (index, dict(zip(header, row, strict=False)))
                for index, row in enumerate(grid.rows)
                if index and any(row)
            ]
            reading.tables += build(grid, lines, region, header)
        return reading

    return read


def _oge(
    grid: Grid, lines: Sequence[tuple[int, dict[str, Any]]], region_id: str, header: list[str]
) -> list[TableRows]:
    data = TableRows("marks", grid=grid)
    data.positions = {
        name: header.index(source)
        for name, source in {
            "year": "year",
            "subject": "subject_code",
            "scope_id": "code",
            "participants": "n",
            "mark_2": "n2",
            "mark_3": "n3",
            "mark_4": "n4",
            "mark_5": "n5",
        }.items()
    }
    data.words = {name: header[position] for name, position in data.positions.items()}
    blocks = _blocks([line for _, line in lines])
    for index, line in lines:
        row = _started(grid, index)
        row.update(procedure="ОГЭ", wave="spring", grade=9, programme_grade=9, level="")
        row.update(attempt="", counts_origin="counts", selection="all")
        row["class"] = ""
        _scope(row, line, region_id, blocks)
        year = str(line["year"] or "")
        known = exam_rules.subject_of_code(
            "ОГЭ", int(year) if year.isdecimal() else 0, str(line["subject_code"] or "")
        )
        if known is None:
            data.problems.append(
                data.problem(
                    "unknown_code",
                    "Код предмета не известен: дополните params/methodology/exam_codes.yaml.",
                    row,
                    "subject",
                    line["subject_code"],
                    "код предмета ОГЭ этого года",
                )
            )
            continue
        row["subject"] = known[0]
        sources = {"year": "year", "participants": "n"} | {f"mark_{m}": f"n{m}" for m in "2345"}
        sources |= {f"mark_{m}_pct": f"pub_pct{m}" for m in "2345" if f"pub_pct{m}" in header}
        _numbers(data, row, line, sources)
        data.rows.append(row)
    return [data]


Blocks = dict[tuple[str, str], list[tuple[int, int]]]


def _blocks(lines: Sequence[dict[str, Any]]) -> Blocks:
    """Year and subject → (line of the original sheet, code) of its municipalities, in order."""
    blocks: Blocks = {}
    for line in lines:
        if line["level"] == "municipality" and str(line.get("src_row") or "").isdigit():
            key = (str(line["year"]), str(line["subject_code"]))
            blocks.setdefault(key, []).append((int(line["src_row"]), int(line["code"])))
    return {key: sorted(found) for key, found in blocks.items()}


def _municipality_code(line: dict[str, Any], blocks: Blocks) -> int:
    """Municipality of a school row.

    Its district code where the order of the sheet agrees with it: blocks follow each other by
    code, so the block of a municipality missing from the file lies between its neighbours.
    Otherwise the district belongs to a city, and the block above the row says which.
    """
    district = int(line["code"]) // 100
    found = blocks.get((str(line["year"]), str(line["subject_code"])))
    if not found or not str(line.get("src_row") or "").isdigit():
        return district
    row = int(line["src_row"])
    begins = max((start for start, code in found if code <= district), default=0)
    ends = min((start for start, code in found if code > district), default=row + 1)
    if begins < row < ends:
        return district
    return max(((start, code) for start, code in found if start < row), default=(0, district))[1]


def _scope(row: dict[str, Any], line: dict[str, Any], region_id: str, blocks: Blocks) -> None:
    level, code = str(line["level"]), str(line.get("code") or "")
    row["scope_type"] = level
    if level == "region":
        row["scope_id"] = region_id
    elif level == "municipality":
        row["scope_id"] = f"{region_id}-{int(code):02d}"
    else:
        row["scope_id"] = row["school_id"] = f"{region_id}-{code}"
        row["municipality_id"] = f"{region_id}-{_municipality_code(line, blocks):02d}"
        row["school_name"] = f"Школа с кодом {code}"


def _ege(
    grid: Grid, lines: Sequence[tuple[int, dict[str, Any]]], region_id: str, header: list[str]
) -> list[TableRows]:
    data = TableRows("exams", grid=grid)
    data.positions = {
        "year": header.index("year"),
        "subject": header.index("subject"),
        "sat": header.index("n"),
        "below_min_final": header.index("n_below"),
        "mean_score": header.index("pub_mean"),
    }
    data.words = {name: header[position] for name, position in data.positions.items()}
    nameless = 0
    for index, line in lines:
        if line["level"] != "region":
            nameless += 1
            continue
        row = _started(grid, index)
        row.update(form="ЕГЭ", grade=11, scope_type="region", scope_id=region_id, level="")
        row["selection"] = "all"
        word = vocabulary.folded(str(line["subject"]))
        pair = vocabulary.SUBJECTS_WITH_LEVEL.get(word)
        subject, row["level"] = pair or (vocabulary.SUBJECTS.find(word), "")
        if subject is None:
            data.problems.append(
                data.problem(
                    "unknown_code",
                    "Предмет не известен.",
                    row,
                    "subject",
                    line["subject"],
                    "название предмета",
                )
            )
            continue
        row["subject"] = subject
        _numbers(
            data,
            row,
            line,
            {
                "year": "year",
                "sat": "n",
                "below_min_final": "n_below",
                "mean_score": "pub_mean",
            },
        )
        data.rows.append(row)
    if nameless:
        data.problems.append(
            grid.problem(
                "rows_without_code",
                f"Строк муниципалитетов и округов без кода: {nameless}. Отнести их к "
                "муниципалитету нельзя, они не сохранены.",
                severity="warning",
            )
        )
    return [data]


def _started(grid: Grid, index: int) -> dict[str, Any]:
    return {
        "source_sheet": grid.sheet,
        "source_row": grid.line(index),
        "absences": "",
        "extra": "",
    }


def _numbers(
    data: TableRows, row: dict[str, Any], line: dict[str, Any], sources: dict[str, str]
) -> None:
    table = TABLES[data.table]
    for name, source in sources.items():
        column = table.column(name)
        raw = line.get(source)
        if column.kind == "count" and isinstance(raw, str) and raw.endswith(".0"):
            raw = str(Decimal(raw).quantize(Decimal(1)))
        try:
            row[name], absence = cells.parse(raw, column)
        except cells.CellFault as fault:
            data.problems.append(
                data.problem(fault.code, fault.advice, row, name, raw, fault.expected)
            )
            continue
        if absence:
            row["absences"] += f"{';' if row['absences'] else ''}{name}={absence}"


_IS_OGE, _IS_EGE = _has(_OGE_HEADER), _has(_EGE_HEADER)
OGE = Layout("published_oge", "опубликованные отметки ОГЭ по кодам", _IS_OGE, _read(_oge, _IS_OGE))
EGE = Layout(
    "published_ege", "опубликованные результаты ЕГЭ по порогам", _IS_EGE, _read(_ege, _IS_EGE)
)
