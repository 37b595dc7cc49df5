"""The CSV face of a report: every cell of its tables in one long list, and what it means.

Here: `report.csv` (one row for each cell) and its description `report.csv-metadata.json` in the
CSV-on-the-Web vocabulary. Not here: the workbook for people (`xlsx`); this pair is for
programs: commas, points in numbers, UTF-8.

A number stands in `value` as it is, unrounded; `text` is what the report prints; a mark of
absence stands in `status` and never in `value`. A text that a spreadsheet might take for a
formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from helpers import blocks, vocabulary
from helpers.indicators import catalogue
from helpers.reports.document import Document, NumberedTable
from helpers.reports.origins import Reference
from helpers.reports.spec import ReportSpec

DATA, METADATA = "report.csv", "report.csv-metadata.json"
#: A text that begins with one of these may be run as a formula by a spreadsheet.
_RISKY = ("=", "+", "-", "@", "\t", "\r")
#: Status of a cell that has its value.
OK = "ok"

#: Column, its Russian title, its datatype.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("table", "Номер таблицы или рисунка", "string"),
    ("title", "Название таблицы", "string"),
    ("row", "Номер строки", "integer"),
    ("row_name", "Название строки", "string"),
    ("column_id", "Код столбца", "string"),
    ("column", "Название столбца", "string"),
    ("unit", "Единица", "string"),
    ("value", "Число без округления", "number"),
    ("text", "Как напечатано в отчёте", "string"),
    ("status", "ok или причина отсутствия", "string"),
    ("indicator_id", "Показатель", "string"),
    ("scope", "По кому", "string"),
    ("scope_id", "Код школы или территории", "string"),
    ("wave", "Волна", "string"),
    ("origin", "Посчитано или опубликовано", "string"),
    ("numerator", "Числитель", "number"),
    ("denominator", "Знаменатель", "number"),
)

_STATUS = {mark: kind for kind, mark in vocabulary.ABSENCES.items()}


def render(document: Document, spec: ReportSpec) -> dict[str, bytes]:
    """The list and its description, by file name."""
    return {DATA: _data(document, spec), METADATA: _metadata(document, spec)}


def _data(document: Document, spec: ReportSpec) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(name for name, _, _ in COLUMNS)
    has_parts = spec.edition == "internal"
    for numbered in document.tables():
        writer.writerows(_rows(numbered, has_parts))
    return stream.getvalue().encode()


def _rows(numbered: NumberedTable, has_parts: bool) -> Iterator[list[str]]:
    table = numbered.table
    for number, row in enumerate(table.rows, start=1):
        name = harmless(row[table.head_column].text)
        head = [harmless(numbered.label), harmless(numbered.title), str(number), name]
        for column, cell in zip(table.columns, row, strict=True):
            place = [column.key, harmless(column.label), harmless(column.unit)]
            yield [*head, *place, *_cell(cell, has_parts)]


def _cell(cell: blocks.Cell, has_parts: bool) -> list[str]:
    parts = (cell.numerator, cell.denominator) if has_parts else (None, None)
    value = _number(cell.value) if isinstance(cell.value, int | float) else ""
    status = _STATUS.get(cell.marker, OK)
    about = ["", "", "", "", ""]
    if cell.ref:
        found = Reference.parse(cell.ref)
        about = [
            found.indicator_id,
            found.scope,
            found.scope_id,
            _wave(found),
            "published" if found.is_published else "computed",
        ]
    shown = "" if cell.marker else harmless(cell.text)
    return [value, shown, status, *map(harmless, about), *map(_number, parts)]


def _wave(found: Reference) -> str:
    """The wave of a result; empty for what is not measured in waves."""
    if found.is_autumn:
        return "autumn"
    return "spring" if catalogue.parts(found.indicator_id) else ""


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before what looks like a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _metadata(document: Document, spec: ReportSpec) -> bytes:
    cover = document.cover
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ru"}],
        "url": DATA,
        "dc:title": f"{cover.title} — {cover.municipality_name}, {cover.period}",
        "dc:description": "Все таблицы отчёта: одна строка — одна ячейка. Пропуск — не ноль: "
        "причина стоит в столбце status. Текст, похожий на формулу, начинается с апострофа.",
        "dc:language": "ru",
        "dc:type": "для служебного пользования" if cover.edition == "internal" else "публичное",
        "dc:date": cover.report_date.isoformat(),
        "rdfs:comment": cover.data_label,
        "dialect": {
            "encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True,
            "header": True, "lineTerminators": ["\r\n"],
        },
        "tableSchema": {
            "columns": [
                {
                    "name": name, "titles": name, "dc:description": title, "datatype": kind,
                    "null": "",
                }
                for name, title, kind in COLUMNS
            ],
            "primaryKey": ["table", "row", "column_id"],
        },
        "shnor:notebook": spec.notebook,
    }  # fmt: skip
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
