"""`shnor explain`: where a number comes from.

Here: options and output. Not here: which rows (`indicators.inputs`), which cells
(`provenance`).
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean

IndicatorId = Annotated[
    str,
    typer.Argument(
        metavar="ПОКАЗАТЕЛЬ", help="Например oge9.rus.positive_share.", show_default=False
    ),
]
School = Annotated[
    str,
    typer.Option("--school", metavar="КОД", show_default=False, help="Только одна школа."),
]


def explain(
    municipality_id: options.Municipality,
    year: options.Year,
    indicator_id: IndicatorId,
    school: School = "",
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print formula, values, and file, sheet and cells of the rows behind them."""
    from helpers import store
    from helpers.indicators import catalogue, compute
    from helpers.params import RunParams

    run = RunParams(municipality_id=municipality_id, year=year)
    opened = store.open(run, data)
    if catalogue.find(indicator_id) is None:
        known = sorted({*catalogue.NAMED, *compute(opened, run)["indicator_id"]})
        hint = did_you_mean(indicator_id, known)
        raise ParameterError(f"Нет показателя «{indicator_id}». {hint}")
    if school and school not in set(opened.table("schools")["school_id"]):
        raise ParameterError(f"Школы «{school}» нет в справочнике муниципалитета.")
    document = _document(opened, run, indicator_id, school)
    if format == output.JSON:
        output.document(document)
    else:
        _print(document)


def _document(opened: Any, run: Any, indicator_id: str, school: str) -> dict[str, Any]:
    from helpers.indicators import catalogue, compute, inputs
    from helpers.indicators.values import to_records
    from helpers.provenance import Places

    item = catalogue.entry(indicator_id)
    values = compute(opened, run)
    own = values[values["indicator_id"] == indicator_id]
    if school:
        own = own[own["school_id"] == school]
    places = Places(opened.store)
    found = inputs.inputs(opened, run, indicator_id, school)
    rows = [
        _row(places, source, record)
        for source in found
        for record in source.rows.to_dict("records")
    ]
    return {
        "indicator_id": indicator_id,
        "title": item.title,
        "unit": item.unit,
        "formula": item.formula,
        "numerator": item.numerator,
        "denominator": item.denominator,
        "rule_source": item.rule_source,
        "flaw": item.flaw,
        "values": to_records(own),
        "ranges": _ranges(places, found),
        "rows": rows,
    }


def _ranges(places: Any, found: list[Any]) -> list[dict[str, Any]]:
    """Cells as ranges: one entry per file, sheet, scope of the rows and column."""
    from helpers.provenance import cells_text
    from helpers.schemas import TABLES

    groups: dict[tuple[str, ...], list[Any]] = {}
    for source in found:
        for record in source.rows.to_dict("records"):
            scope = str(record.get("scope_type") or "")
            for column in source.columns or ("",):
                address = places.address(source.table, record, column)
                key = (source.table, scope, address.file, address.sheet, column)
                groups.setdefault(key, []).append(address)
    return [
        {
            "table": table,
            "scope": scope or None,
            "file": file,
            "sheet": sheet or None,
            "column": column or None,
            "header": TABLES[table].column(column).label if column else None,
            "cells": cells_text(addresses),
            "rows": len(addresses),
        }
        for (table, scope, file, sheet, column), addresses in groups.items()
    ]


def _row(places: Any, source: Any, record: dict[Any, Any]) -> dict[str, Any]:
    """One source row: its place, who it is about, the cells that count."""
    cells = []
    for column in source.columns:
        value = record.get(column)
        address = places.address(source.table, record, column)
        cells.append({"column": column, "cell": address.cell, "value": output.cell(value)})
    place = places.address(source.table, record, "")
    about = record.get("scope_id") or record.get("school_id") or record.get("teacher_code")
    return {
        "table": source.table,
        "about": output.cell(about),
        "file": place.file,
        "sheet": place.sheet or None,
        "row": place.row,
        "cells": cells,
        "absences": str(record.get("absences") or "") or None,
    }


def _print(document: dict[str, Any]) -> None:
    from helpers.schemas import TABLES
    from helpers.vocabulary import SCOPE_LABELS, SCOPE_TYPES, WAVES
    from helpers.wording.numbers import number

    output.text(f"{document['indicator_id']}: {document['title']}")
    if document["formula"]:
        output.text(f"Формула: {document['formula']}")
    if document["flaw"]:
        output.text(f"Замечание к определению: {document['flaw']}.")
    for value in document["values"]:
        who = value["school_id"] or SCOPE_LABELS[value["scope"]]
        if value["wave"]:
            who += f", {WAVES.label(value['wave'])}, программа {value['programme_grade']} класса"
        if value["value"] is None:
            output.text(f"  {who}: нет значения. {value['note']}")
            continue
        parts = ""
        if value["denominator"] is not None:
            parts = f" = {number(value['numerator'])} из {number(value['denominator'])}"
        origin = ", опубликовано" if value["origin"] == "published" else ""
        output.text(f"  {who}{origin}: {number(value['value'], 2)} {document['unit']}{parts}")
    for (file, sheet, table, scope), ranges in _by_place(document["ranges"]).items():
        where = f"{file}, лист «{sheet}»" if sheet else file
        of_whom = f", {SCOPE_TYPES.label(scope)}" if scope else ""
        output.text(f"Откуда: {where} — {TABLES[table].label}{of_whom}")
        for one in ranges:
            named = one["header"] and not one["cells"].startswith("столбец")
            output.text(f"  {one['header']}: {one['cells']}" if named else f"  {one['cells']}")


def _by_place(ranges: list[dict[str, Any]]) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for one in ranges:
        key = (one["file"], one["sheet"], one["table"], one["scope"])
        groups.setdefault(key, []).append(one)
    return groups


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "explain",
        explain,
        help="Откуда число: формула, строки, файл, лист и ячейки.",
        panel="Анализ",
    )
