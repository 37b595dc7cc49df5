"""`shnor indicators`: every indicator of a municipality and year.

Here: the forms of output. Not here: computing (`indicators`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output

#: How many years before the run's the indicators compare it with.
COMPARED_YEARS = 1
#: Rows that are made and printed at a time.
_PART = 5000
_MISSING = {"no_data": "н/д", "not_applicable": "х", "suppressed": "с"}


def indicators(
    municipality_id: options.Municipality,
    year: options.Year,
    edition: options.Edition = "internal",
    data: options.Data = None,
    format: options.FormatWithCsv = output.TEXT,
) -> None:
    """Print every indicator with numerator, denominator, interval and target."""
    from helpers import store
    from helpers.indicators import compute
    from helpers.params import RunParams

    run = RunParams(municipality_id=municipality_id, year=year, edition=edition)
    if edition == "public":
        from helpers.disclosure import rows

        values = rows.indicators(run, data)
    else:
        values = compute(store.open(run, data, COMPARED_YEARS), run)
    if format == output.JSON:
        output.records(_records(values))
    elif format == output.CSV:
        _print_csv(values)
    else:
        _print(values)


def _records(values: Any) -> Iterator[dict[str, Any]]:
    """Rows as JSON objects, made in parts: a region has hundreds of thousands."""
    from helpers.indicators.values import to_records

    for start in range(0, len(values), _PART):
        yield from to_records(values.iloc[start : start + _PART])


def _print_csv(values: Any) -> None:
    """A table with a separate status column; text that a spreadsheet would run is quoted."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\n")
    for place, record in enumerate(_records(values)):
        if place == 0:
            writer.writerow(record)
        writer.writerow(["" if value is None else safe_cell(value) for value in record.values()])
        if place % _PART == _PART - 1:
            output.text(sink.getvalue().rstrip("\n"))
            sink.seek(0)
            sink.truncate()
    if sink.getvalue():
        output.text(sink.getvalue().rstrip("\n"))


def safe_cell(value: Any) -> Any:
    """A cell of a text table; text that a spreadsheet would run is quoted."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return "'" + value
    return value


def _print(values: Any) -> None:
    """Values above school level in words; rows of schools are counted, they are in JSON and CSV."""
    from helpers.vocabulary import SCOPE_LABELS, WAVES
    from helpers.wording import numbers

    shown = values[values["scope"] != "school"]
    for record in _records(shown):
        name = record["indicator_id"]
        wave = f", {WAVES.label(record['wave'])}" if record["wave"] else ""
        value = record["value"]
        words = _MISSING.get(record["status"], "н/д")
        if value is not None:
            words = f"{numbers.number(value, 1)} {record['unit']}"
        base = record["denominator"]
        count = "" if base is None else f"  n = {numbers.number(base)}"
        output.text(f"{name}{wave}  {SCOPE_LABELS[record['scope']]}  {words}{count}")
    if len(shown) < len(values):
        output.message(
            f"Строк по школам: {len(values) - len(shown)}; они есть в --format json и csv."
        )


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "indicators",
        indicators,
        help="Показатели муниципалитета за год: числитель, знаменатель, интервал, цель.",
        panel="Анализ",
    )
