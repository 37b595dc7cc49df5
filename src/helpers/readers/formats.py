"""Bytes → grids or a plan, whatever the real format: what runs in the child process.

Here: telling formats by content, not by name. Not here: the process itself (`untrusted`) and
what the grids mean (`layouts`, `tabular`). Imports stand in the functions: a child loads only
what its files need.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from helpers.errors import InputDataError
from helpers.readers.grid import Grid
from helpers.readers.packages import OLE, ZIP, fault

if TYPE_CHECKING:
    from helpers.readers.roadmap import RoadmapSource


def read_grids(content: bytes, file: str) -> list[Grid]:
    """All grids with any cell; raises `InputDataError` for what is not a table."""
    if content.startswith(b"PAR1"):
        from helpers.readers.parquet_files import read_parquet

        return [read_parquet(content, file)]
    if content.startswith((ZIP, OLE)):
        from helpers.readers.xlsx_files import read_xlsx

        return [grid for grid in read_xlsx(content, file) if grid.rows]
    refusal = _refusal(content, file)
    if refusal is not None:
        raise refusal
    from helpers.readers.csv_files import read_csv

    return [read_csv(content, file)]


def read_plan(content: bytes, file: str, name: str, plan_id: str) -> RoadmapSource:
    """The plan in a file; `name` is its name without folders."""
    from helpers.readers.roadmap import read_roadmap

    return read_roadmap(Path(name), plan_id, content, file)


def _refusal(content: bytes, file: str) -> InputDataError | None:
    """Why the bytes are certainly no text table, or None."""
    suffix = PurePath(file).suffix.casefold()
    if suffix in (".xlsx", ".xlsm", ".docx"):
        return fault(
            file,
            "broken_file",
            f"Файл назван {suffix}, но внутри не книга: он обрезан или "
            "другого формата. Сохраните его заново.",
        )
    if content[:5].lstrip().lower().startswith((b"<html", b"<!doc", b"<?xml", b"<tabl")):
        return fault(
            file,
            "unsupported",
            "Внутри файла разметка (HTML или XML), а не таблица. Откройте "
            "его в Excel или LibreOffice и сохраните как .xlsx.",
        )
    if content.startswith(b"%PDF"):
        return fault(file, "unsupported", "PDF не читается: нужен исходный файл таблицы.")
    return None
