"""Which files are meant, what each is by its content, and which reader takes it.

Here: folders and zips to files, recognition, dispatch. Not here: the readers themselves and
where rows go (`imports`).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import params, vocabulary
from helpers.errors import InputDataError, ParameterError, Problem, Severity
from helpers.readers import form_marks, headers
from helpers.readers.checks import check_rows
from helpers.readers.csv_files import read_csv
from helpers.readers.grid import Grid
from helpers.readers.parquet_files import read_parquet
from helpers.readers.published import published_kind, read_published
from helpers.readers.tabular import TableRows, read_table
from helpers.readers.xlsx_files import preflight, read_xlsx
from helpers.schemas import TABLES

if TYPE_CHECKING:
    from helpers.readers.roadmap import RoadmapSource

#: Kinds that a file may be besides the tables of the contract.
ROADMAP = "roadmap"
PUBLISHED = ("published_oge", "published_ege")
_PLAN_SUFFIXES = {".md", ".txt", ".docx"}
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class SourceFile:
    """One file to import: bytes, the name people know it by, and where it lies.

    `faults` say why the file could not even be opened; its content is then empty.
    """

    shown: str
    name: str
    content: bytes
    path: Path
    entry: str = ""
    faults: tuple[Problem, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    def municipality_hint(self) -> str:
        """Slug of the nearest folder above that is named like a municipality, else ""."""
        known = params.municipalities()
        parts = [*self.path.parts[:-1], *Path(self.entry).parts[:-1]]
        return next((part for part in reversed(parts) if part in known), "")


@dataclass
class ParsedSource:
    """What a reader made of a file: rows by table, problems, a plan where it is one."""

    file: SourceFile
    kind: str
    tables: list[TableRows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    plan: RoadmapSource | None = None

    @property
    def is_faulty(self) -> bool:
        """Whether anything forbids storing the file."""
        return any(problem.severity == "error" for problem in self.problems)


def kinds() -> list[str]:
    """All words that `--kind` takes."""
    return [*TABLES, ROADMAP, *PUBLISHED]


def expand(given: Sequence[Path]) -> list[SourceFile]:
    """All files meant by the paths, folders and zips opened, in a fixed order.

    Raises `ParameterError` for a path that does not exist. What is not an ordinary readable
    file comes back with `faults`, so that the files beside it can still be read.
    """
    files: list[SourceFile] = []
    for path in given:
        if not path.exists():
            near = params.nearest(path.name, _names_beside(path))
            hint = f" Похожие имена: {', '.join(near)}." if near else ""
            raise ParameterError(f"{path}: такого файла или папки нет.{hint}")
        if path.is_dir():
            files += [_file(inner) for inner in _inside(path)]
        else:
            files.append(_file(path))
    return [inner for file in files for inner in _opened(file)]


def _names_beside(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []


def _inside(folder: Path) -> Iterable[Path]:
    for path in sorted(folder.rglob("*"), key=lambda p: p.as_posix()):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and not path.is_dir() and path.name.casefold() != "readme.md":
            yield path


def _file(path: Path) -> SourceFile:
    def refused(code: str, message: str) -> SourceFile:
        fault = Problem("error", code, message, file=str(path))
        return SourceFile(str(path), path.name, b"", path, faults=(fault,))

    if not path.is_file():
        return refused("not_a_file", "Это не обычный файл: такие не читаются.")
    try:
        content = path.read_bytes()
        size = path.stat().st_size
    except OSError as error:
        return refused("unreadable", f"Файл не читается: {error.strerror}.")
    if size != len(content):
        return refused("changed", "Файл изменился во время чтения: закройте его и повторите.")
    return SourceFile(str(path), path.name, content, path)


def _opened(file: SourceFile) -> list[SourceFile]:
    try:
        return _unzipped(file)
    except InputDataError as error:
        return [SourceFile(file.shown, file.name, b"", file.path, faults=tuple(error.problems))]


def _unzipped(file: SourceFile) -> list[SourceFile]:
    """The file itself, or the files of a zip that is not a book or a document."""
    if not file.content.startswith(_ZIP):
        return [file]
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
        names = archive.namelist()
    except zipfile.BadZipFile:
        return [file]
    if any(name in names for name in ("[Content_Types].xml", "mimetype")):
        return [file]
    preflight(file.content, file.shown)
    inner = []
    for info in sorted(archive.infolist(), key=lambda entry: entry.filename):
        if info.is_dir():
            continue
        entry = _entry_name(info)
        if not Path(entry).name.startswith((".", "~$")):
            inner.append(
                SourceFile(
                    f"{file.shown}/{entry}", Path(entry).name, archive.read(info), file.path, entry
                )
            )
    return inner


def _entry_name(info: zipfile.ZipInfo) -> str:
    """Name of a zip entry; names without the UTF-8 mark are taken as cp866 when they fit."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return info.filename


def read_source(file: SourceFile, kind: str, given: Mapping[str, Any]) -> ParsedSource:
    """The file read by the reader of its kind; all its problems are collected, none raised."""
    parsed = ParsedSource(file, kind, problems=list(file.faults))
    if parsed.is_faulty:
        return parsed
    try:
        _read(parsed, given)
    except InputDataError as error:
        parsed.problems += error.problems
    return parsed


def _read(parsed: ParsedSource, given: Mapping[str, Any]) -> None:
    file = parsed.file
    if not file.content:
        raise _refused(file, "empty_file", "Файл пуст (0 байт).")
    if parsed.kind == ROADMAP or (not parsed.kind and _looks_like_plan(file)):
        _read_plan(parsed, str(given.get("plan_id") or ""))
        return
    unknown: list[Problem] = []
    grids = _grids(file)
    if not parsed.kind and any(_is_plan_table(grid) for grid in grids):
        _read_plan(parsed, str(given.get("plan_id") or ""))
        return
    for grid in grids:
        parsed.problems += grid.findings
        if grid.sheet != form_marks.KEY_SHEET:
            _read_grid(parsed, grid, given, unknown)
    severity: Severity = "warning" if parsed.tables else "error"
    parsed.problems += [replace(problem, severity=severity) for problem in unknown]
    if not any(data.rows for data in parsed.tables) and not parsed.is_faulty:
        raise _refused(file, "empty_file", "В файле нет ни одной строки данных.")


def _refused(file: SourceFile, code: str, message: str) -> InputDataError:
    return InputDataError([Problem("error", code, message, file=file.shown)])


def _looks_like_plan(file: SourceFile) -> bool:
    if Path(file.name).suffix.casefold() not in _PLAN_SUFFIXES:
        return False
    if file.content.startswith(_ZIP):
        return b"word/" in file.content
    head = vocabulary.folded(file.content[:200_000].decode("utf-8", "replace"))
    return "срок" in head and ("ответствен" in head or "исполнител" in head)


def _is_plan_table(grid: Grid) -> bool:
    """Whether one of the first lines heads the table of a plan and of nothing else we know."""
    for row in grid.rows[:15]:
        words = [vocabulary.folded(cell) for cell in row if isinstance(cell, str)]
        has_term = any(word.startswith(("срок", "период реализации", "дата")) for word in words)
        has_who = any(word.startswith(("ответствен", "исполнител")) for word in words)
        if has_term and has_who:
            return not headers.fitting_tables(grid.rows)
    return False


def _read_plan(parsed: ParsedSource, plan_id: str) -> None:
    from helpers.readers.roadmap import read_roadmap

    parsed.kind = ROADMAP
    file = parsed.file
    parsed.plan = read_roadmap(Path(file.name), plan_id, file.content, file.shown)
    parsed.problems += parsed.plan.findings


def _grids(file: SourceFile) -> list[Grid]:
    content = file.content
    if content.startswith(b"PAR1"):
        return [read_parquet(content, file.shown)]
    if content.startswith((_ZIP, b"\xd0\xcf\x11\xe0")):
        return [grid for grid in read_xlsx(content, file.shown) if grid.rows]
    suffix = Path(file.name).suffix.casefold()
    if suffix in (".xlsx", ".xlsm", ".docx"):
        raise _refused(
            file,
            "broken_file",
            f"Файл назван {suffix}, но внутри не книга: он обрезан или "
            "другого формата. Сохраните его заново.",
        )
    if content[:5].lstrip().lower().startswith((b"<html", b"<!doc", b"<?xml", b"<tabl")):
        raise _refused(
            file,
            "unsupported",
            "Внутри файла разметка (HTML или XML), а не таблица. Откройте "
            "его в Excel или LibreOffice и сохраните как .xlsx.",
        )
    if content.startswith(b"%PDF"):
        raise _refused(file, "unsupported", "PDF не читается: нужен исходный файл таблицы.")
    return [read_csv(content, file.shown)]


def _read_grid(
    parsed: ParsedSource, grid: Grid, given: Mapping[str, Any], unknown: list[Problem]
) -> None:
    published = published_kind(grid)
    if published and parsed.kind in ("", published):
        region = str(given.get("municipality_id") or "")
        if not region:
            raise _refused(
                parsed.file,
                "region_needed",
                "Опубликованная таблица с кодами: укажите регион, например -m altai.",
            )
        parsed.kind = published
        tables = read_published(grid, region)
    else:
        name = _table_of(parsed, grid, given)
        if name is None:
            unknown.append(_unknown_layout(parsed.file, grid))
            return
        parsed.kind = parsed.kind or name
        tables = [read_table(grid, name, given)]
    for data in tables:
        parsed.problems += data.problems
        parsed.problems += check_rows(data)
        parsed.tables.append(data)


def _table_of(parsed: ParsedSource, grid: Grid, given: Mapping[str, Any]) -> str | None:
    """Table of a sheet: by `--kind`, by the sheet's or file's name, else by its header.

    None when the sheet has no known table.
    """
    if parsed.kind in TABLES and not grid.sheet:
        return parsed.kind
    names = {vocabulary.folded(table.label): table.name for table in TABLES.values()}
    names |= {name: name for name in TABLES}
    for word in (grid.sheet, Path(parsed.file.name).stem):
        named = names.get(vocabulary.folded(word))
        if named and headers.header_row(grid.rows, TABLES[named]) is not None:
            return named
    if parsed.kind in TABLES:
        return parsed.kind
    fitting = headers.fitting_tables(grid.rows, list(given))
    return fitting[0] if fitting else None


def _unknown_layout(file: SourceFile, grid: Grid) -> Problem:
    """What stands in the sheet, which table is nearest and what it lacks."""
    near, lacks = headers.nearest_table(grid.rows)
    header = next((row for row in grid.rows if any(cell is not None for cell in row)), [])
    shown = ", ".join(str(cell) for cell in header if cell is not None)[:200]
    if near:
        table = TABLES[near]
        words = ", ".join(f"{name} («{table.column(name).label}»)" for name in lacks)
        advice = f"Ближе всего таблица «{table.label}» ({near}), но нет столбцов: {words}."
    else:
        advice = "Ни один столбец не известен. Бланки таблиц даёт команда shnor forms."
    return Problem(
        "error",
        "unknown_layout",
        f"Раскладка не распознана. {advice}",
        file=file.shown,
        sheet=grid.sheet,
        row=grid.first_line,
        found=shown,
        expected="заголовок одной из таблиц (shnor list tables)",
    )
