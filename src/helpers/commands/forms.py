"""`shnor forms`: XLSX books to fill in.

Here: options of the command. Not here: the books (`forms`).
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import MachineError, ParameterError, in_russian

Folder = Annotated[
    Path,
    typer.Argument(metavar="ПАПКА", help="Куда положить бланки; иначе forms.", show_default=False),
]


def forms(
    folder: Folder = Path("forms"),
    municipality_id: options.MunicipalityOfRows = None,
    year: options.YearOfRows = None,
    data: options.Data = None,
) -> None:
    """Write blank forms, or forms filled with the stored rows of a municipality and year."""
    from helpers.forms import write_forms

    if bool(municipality_id) != (year is not None):
        raise ParameterError("Для заполненных форм нужны оба параметра: -m и -y.")
    rows = _stored(municipality_id, year, data) if municipality_id and year else {}
    try:
        written = write_forms(folder, rows)
    except OSError as error:
        advice = " Если книга открыта в Excel, закройте её." if error.errno == errno.EACCES else ""
        raise MachineError(f"{folder}: не записывается ({in_russian(error)}).{advice}") from None
    for path in written:
        output.text(str(path))


def _stored(municipality_id: str, year: int, data: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Rows of each table for the year; tables without a year are given whole."""
    from helpers import store
    from helpers.forms import BOOKS
    from helpers.params import RunParams
    from helpers.schemas import TABLES

    opened = store.open(RunParams(municipality_id=municipality_id, year=year), data)
    rows = {}
    for name in (name for _, names in BOOKS.values() for name in names):
        frame_ = opened.table(name)
        for column in ("year", "results_year"):
            if column in frame_ and column in TABLES[name].key:
                frame_ = frame_[frame_[column] == year]
        if "scope_type" in frame_:
            own = frame_["scope_type"] == "school"
            frame_["school_id"] = frame_["scope_id"].where(own, None)
        rows[name] = [_plain(row) for row in frame_.to_dict("records")]
    return rows


def _plain(record: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as a spreadsheet holds them; missing ones are None, empty texts too."""
    plain: dict[str, Any] = {}
    for name, value in record.items():
        if value is None or value != value or value == "":
            plain[name] = None
        elif hasattr(value, "to_pydatetime"):
            plain[name] = value.date()
        else:
            plain[name] = value.item() if hasattr(value, "item") else value
    return plain


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "forms",
        forms,
        help="Бланки таблиц XLSX: пустые или с загруженными данными.",
        panel="Данные",
    )
