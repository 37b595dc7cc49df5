"""A file → its grids, whatever its real format.

Here: telling formats by content, not by name. Not here: what the grids mean (`layouts`,
`tabular`).
"""

from __future__ import annotations

from pathlib import Path

from helpers.errors import InputDataError, Problem
from helpers.readers.csv_files import read_csv
from helpers.readers.files import ZIP, SourceFile
from helpers.readers.grid import Grid
from helpers.readers.parquet_files import read_parquet
from helpers.readers.xlsx_files import read_xlsx


def refused(file: SourceFile, code: str, message: str) -> InputDataError:
    """The refusal of a whole file."""
    return InputDataError([Problem("error", code, message, file=file.shown)])


def grids_of(file: SourceFile) -> list[Grid]:
    """All grids with any cell; raises `InputDataError` for what is not a table."""
    content = file.content
    if content.startswith(b"PAR1"):
        return [read_parquet(content, file.shown)]
    if content.startswith((ZIP, b"\xd0\xcf\x11\xe0")):
        return [grid for grid in read_xlsx(content, file.shown) if grid.rows]
    suffix = Path(file.name).suffix.casefold()
    if suffix in (".xlsx", ".xlsm", ".docx"):
        raise refused(
            file,
            "broken_file",
            f"Файл назван {suffix}, но внутри не книга: он обрезан или "
            "другого формата. Сохраните его заново.",
        )
    if content[:5].lstrip().lower().startswith((b"<html", b"<!doc", b"<?xml", b"<tabl")):
        raise refused(
            file,
            "unsupported",
            "Внутри файла разметка (HTML или XML), а не таблица. Откройте "
            "его в Excel или LibreOffice и сохраните как .xlsx.",
        )
    if content.startswith(b"%PDF"):
        raise refused(file, "unsupported", "PDF не читается: нужен исходный файл таблицы.")
    return [read_csv(content, file.shown)]
