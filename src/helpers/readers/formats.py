"""Bytes → grids or a plan, whatever the real format: what runs in the child process.

Here: telling formats by content, not by name. Not here: the process itself (`untrusted`) and
what the grids mean (`layouts`, `tabular`). Imports stand in the functions: a child loads only
what its files need.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from helpers.errors import InputDataError
from helpers.readers.corrections import Correction
from helpers.readers.grid import Grid
from helpers.readers.packages import DAMAGE, OLE, ZIP, fault, ole_fault
from helpers.readers.spreadsheetml import is_spreadsheetml, read_spreadsheetml
from helpers.readers.texts import with_clean_texts

if TYPE_CHECKING:
    from helpers.readers.roadmap import RoadmapSource


def read_grids(content: bytes, file: str) -> list[Grid]:
    """All grids with any cell; raises `InputDataError` for what is not a table."""
    return with_clean_texts([grid for grid in _grids(content, file) if grid.rows], file)


def _grids(content: bytes, file: str) -> list[Grid]:
    if content.startswith(b"PAR1"):
        from helpers.readers.parquet_files import read_parquet

        return [read_parquet(content, file)]
    if content.startswith(OLE):
        raise ole_fault(content, file)
    if content.startswith(ZIP):
        from helpers.readers.xlsx_files import read_xlsx

        if is_docx(content):
            from helpers.readers.docx_tables import read_docx_tables

            return read_docx_tables(content, file)
        check_book(content, file)
        return read_xlsx(content, file)
    if is_spreadsheetml(content):
        return read_spreadsheetml(content, file)
    refusal = _refusal(content, file)
    if refusal is not None:
        raise refusal
    from helpers.readers.csv_files import read_csv

    return [read_csv(content, file)]


def read_plan(
    content: bytes, file: str, name: str, plan_id: str, corrections: Sequence[Correction] = ()
) -> RoadmapSource:
    """The plan in a file; `name` is its name without folders."""
    from helpers.readers.roadmap import read_roadmap

    return read_roadmap(Path(name), plan_id, content, file, corrections)


#: First bytes (without spaces, in small letters) of what is no table, and what it is.
_STRANGERS = (
    ((b"<html", b"<!doctype html", b"<table", b"<meta"), "страница HTML"),
    ((b"<?xml", b"<"), "разметка XML"),
    ((b"%pdf",), "документ PDF"),
    ((b"{\\rtf",), "документ RTF"),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8"), "картинка"),
    ((b"7z\xbc\xaf\x27\x1c", b"rar!", b"\x1f\x8b"), "архив другого вида (не zip)"),
)


def _refusal(content: bytes, file: str) -> InputDataError | None:
    """Why the bytes are certainly no text table, or None."""
    head = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((kind for starts, kind in _STRANGERS if head.startswith(starts)), "")
    if kind:
        return fault(
            file,
            "unsupported",
            f"Внутри файла {kind}, а не таблица. Откройте его в Excel или LibreOffice и сохраните "
            "как .xlsx.",
            kind,
            "таблица XLSX, CSV или Parquet",
        )
    suffix = PurePath(file).suffix.casefold()
    if suffix in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".docx", ".doc"):
        return fault(
            file,
            "broken_file",
            f"Файл назван {suffix}, но внутри не книга: он обрезан или другого формата. "
            "Сохраните его заново.",
            "не книга",
            "книга XLSX",
        )
    return None


#: Packages that are no XLSX book: a part that shows it, what it is, what is needed.
_PACKAGES = (
    ("xl/workbook.bin", "двоичная книга Excel (.xlsb)", ".xlsx"),
    ("ppt/", "презентация (.pptx)", ".xlsx"),
    ("content.xml", "файл OpenDocument (.ods или .odt)", ".xlsx"),
    ("Index/", "таблица Numbers", ".xlsx"),
)


def is_docx(content: bytes) -> bool:
    """Whether the bytes are a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except DAMAGE:
        return False


def check_book(content: bytes, file: str) -> None:
    """Refuse a zip that is a known package of another kind, naming what it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except DAMAGE:
        return
    for mark, kind, wanted in _PACKAGES:
        if any(name.startswith(mark) for name in names):
            message = f"Это {kind}: такие файлы не читаются как таблица. Сохраните как {wanted}."
            raise fault(file, "unsupported", message, kind, wanted)
    if "[Content_Types].xml" not in names:
        raise fault(
            file,
            "unsupported",
            "Это архив внутри архива: распакуйте его и загрузите файлы.",
            "вложенный архив",
            "файл таблицы",
        )
