"""Commands that make reports: `report` and `batch`.

Here: their options. Not here: planning and running (`batch`), rendering (`reports`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers.commands import app as frame
from helpers.commands import options, output

PANEL = "Отчёты"


def report(
    notebook: Annotated[
        str, typer.Argument(metavar="ТЕТРАДЬ", help="Имя тетради, например 10_results.")
    ],
    municipality_id: options.Municipality,
    year: options.Year,
    edition: options.Edition = "internal",
    data: options.Data = None,
    out: options.Out = None,
) -> None:
    """Make one report."""
    output.message(f"{notebook} {municipality_id} {year} {edition} {data} {out}")


def batch(
    params: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Список отчётов, YAML.")],
) -> None:
    """Make the reports of a list."""
    output.message(str(params))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    frame.add(app, "report", report, help="Сделать один отчёт.", panel=PANEL)
    frame.add(app, "batch", batch, help="Сделать все отчёты списка.", panel=PANEL)
