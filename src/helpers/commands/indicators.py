"""`shnor indicators`: every indicator of a municipality and year.

Here: the forms of output. Not here: computing (`indicators`).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

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
    from helpers.indicators.values import to_records
    from helpers.params import RunParams

    if edition != "internal":
        raise ParameterError(
            "Публичное издание показателей пока не выпускается: малые группы в нём ещё не "
            "защищены. Доступно --edition internal."
        )
    run = RunParams(municipality_id=municipality_id, year=year, edition=edition)
    values = compute(store.open(run, data), run)
    if format == output.JSON:
        output.document(to_records(values))
    elif format == output.CSV:
        output.text(_csv(to_records(values)))
    else:
        _print(values)


def _csv(records: list[dict[str, Any]]) -> str:
    """A table with a separate status column; text that a spreadsheet would run is quoted."""
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\n")
    if records:
        writer.writerow(records[0])
    for record in records:
        writer.writerow(["" if value is None else _safe(value) for value in record.values()])
    return sink.getvalue().rstrip("\n")


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return "'" + value
    return value


def _print(values: pd.DataFrame) -> None:
    """Values above school level in words; schools are counted, their rows are in JSON and CSV."""
    from helpers.vocabulary import SCOPE_LABELS
    from helpers.wording import numbers

    for row in values.itertuples():
        if row.scope == "school":
            continue
        shown = _MISSING.get(row.status) or numbers.number(row.value, 1)
        count = "" if row.denominator != row.denominator else f"  n = {row.denominator:g}"
        wave = "" if row.wave in (None, "") or row.wave != row.wave else f", {row.wave}"
        output.text(
            f"{row.indicator_id}{wave}  {SCOPE_LABELS[row.scope]}  {shown} {row.unit}{count}"
        )
    hidden = int((values["scope"] == "school").sum())
    if hidden:
        output.message(f"Строк по школам: {hidden}; они есть в --format json и csv.")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "indicators",
        indicators,
        help="Показатели муниципалитета за год: числитель, знаменатель, интервал, цель.",
        panel="Анализ",
    )
