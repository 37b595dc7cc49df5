"""`shnor frame`: one named table of a municipality and year.

Here: options and output. Not here: the tables (`frames`, `indicators`).
"""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any

import typer

from helpers.commands import app as frame_of_help
from helpers.commands import options, output
from helpers.commands.indicators import safe_cell
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean

Name = Annotated[
    str,
    typer.Argument(
        metavar="ТАБЛИЦА", help="Имя таблицы (все имена: shnor list frames).", show_default=False
    ),
]
PlanId = Annotated[
    str,
    typer.Option(
        "--plan-id", metavar="КОД", show_default=False,
        help="Код дорожной карты (shnor list plans); нужен таблицам о карте, если карт несколько.",
    ),
]  # fmt: skip
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="ДАТА", show_default=False,
        help="Дата вида 2022-06-30, на которую судят об исполнении; иначе конец года плана.",
    ),
]  # fmt: skip


def frame(
    name: Name,
    municipality_id: options.Municipality,
    year: options.Year,
    plan_id: PlanId = "",
    as_of: AsOf = "",
    data: options.Data = None,
    format: options.FormatWithCsv = output.TEXT,
) -> None:
    """Print one named frame; the internal edition only."""
    from helpers import store
    from helpers.frames import FRAMES
    from helpers.params import RunParams

    if name not in FRAMES:
        hint = did_you_mean(name, list(FRAMES))
        raise ParameterError(f"Нет таблицы «{name}». {hint} Все имена: shnor list frames.")
    run = RunParams(municipality_id=municipality_id, year=year, plan_id=plan_id, as_of=as_of)
    item = FRAMES[name]
    rows = item.make(store.open(run, data), run)
    if format == output.JSON:
        output.document(_document(item, run, rows))
    elif format == output.CSV:
        output.text(_csv(rows))
    else:
        _print(item, rows)


def _document(item: Any, run: Any, rows: Any) -> dict[str, Any]:
    return {
        "frame": item.name,
        "title": item.title,
        "functions": list(item.functions),
        "reading": item.reading,
        "municipality_id": run.municipality_id,
        "year": run.year,
        "columns": list(rows.columns),
        "rows": [
            {str(name): output.cell(value) for name, value in row.items()}
            for row in rows.astype(object).to_dict("records")
        ],
    }


def _csv(rows: Any) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=";", lineterminator="\n")
    writer.writerow(rows.columns)
    for row in rows.astype(object).to_dict("records"):
        writer.writerow([_flat(output.cell(value)) for value in row.values()])
    return sink.getvalue().rstrip("\n")


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        value = ", ".join(str(_flat(one)) for one in value)
    return "" if value is None else safe_cell(value)


def _print(item: Any, rows: Any) -> None:
    from helpers.frames.columns import cell_text, heading

    output.text(item.title)
    heads = [heading(name, item.labels) for name in item.shown]
    lines = [
        [cell_text(name, value) for name, value in zip(item.shown, row, strict=True)]
        for row in rows[list(item.shown)].astype(object).itertuples(index=False, name=None)
    ]
    if not lines:
        output.message("Строк нет: данных для этой таблицы за год не загружено или случаев нет.")
    else:
        output.aligned([heads, *lines])
    if item.reading:
        output.text(item.reading)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame_of_help.add(
        app,
        "frame",
        frame,
        help="Одна таблица по имени: списки, экзамены, признаки, педагоги, карта, письма.",
        panel="Анализ",
    )
