"""Which files are meant: paths, folders and zips → files with their bytes.

Here: opening. Not here: what a file is (`sources`, `layouts`).
"""

from __future__ import annotations

import hashlib
import io
import os
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from helpers import params
from helpers.errors import InputDataError, ParameterError, Problem, in_russian
from helpers.readers.packages import DAMAGE, EMPTY_ZIP, ZIP, preflight
from helpers.spelling import nearest

#: Begins names of files and folders that are not read.
_HIDDEN = (".", "~$")
_TRACES = ("~$", "._", ".~lock")
#: Suffixes of files that may hold data.
_DATA = (".xlsx", ".xlsm", ".xls", ".csv", ".parquet", ".docx", ".zip")


@dataclass(frozen=True)
class SourceFile:
    """One file to import: bytes, the name people know it by, and where it lies.

    `faults` say why the file could not even be opened; its content is then empty. A warning among
    them is about files beside it that were passed over.
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


def expand(given: Sequence[Path]) -> list[SourceFile]:
    """All files meant by the paths, folders and zips opened, in a fixed order.

    Raises `ParameterError` for a path that does not exist. What is not an ordinary readable
    file comes back with `faults`, so that the files beside it can still be read.
    """
    files: list[SourceFile] = []
    for path in given:
        if not path.exists():
            near = nearest(path.name, _names_beside(path))
            hint = f" Похожие имена: {', '.join(near)}." if near else ""
            raise ParameterError(f"{path}: такого файла или папки нет.{hint}")
        if path.is_dir():
            inner, hidden = _inside(path)
            files += _told([_file(one) for one in inner], hidden, str(path))
        else:
            files.append(_file(path))
    return [inner for file in _same_names(files) for inner in _opened(file)]


def _names_beside(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []


def _inside(folder: Path) -> tuple[list[Path], list[str]]:
    """Files of a folder, and names of the hidden ones."""
    found: list[Path] = []
    hidden: list[str] = []
    for path in sorted(folder.rglob("*"), key=lambda p: p.as_posix()):
        within = path.relative_to(folder)
        if path.is_dir():
            continue
        if any(part.startswith(_HIDDEN) for part in within.parts):
            hidden.append(within.as_posix())
        elif path.name.casefold() != "readme.md":
            found.append(path)
    return found, hidden


def _told(files: list[SourceFile], hidden: Sequence[str], place: str) -> list[SourceFile]:
    """The files of a place, the first with a warning about hidden ones that look like data.

    Traces of other programs (locks of open books, doubles of macOS) are no data.
    """
    lost = [
        name
        for name in hidden
        if Path(name).suffix.casefold() in _DATA and not Path(name).name.startswith(_TRACES)
    ]
    if not lost or not files:
        return files
    shown = ", ".join(lost[:10]) + (f" … (всего {len(lost)})" if len(lost) > 10 else "")
    warning = Problem(
        "warning",
        "hidden_files",
        "Скрытые файлы (имя файла или папки начинается с точки) не прочитаны. Если они нужны, "
        "переименуйте их.",
        file=place,
        found=shown,
    )
    return [replace(files[0], faults=(*files[0].faults, warning)), *files[1:]]


def _file(path: Path) -> SourceFile:
    def refused(code: str, message: str) -> SourceFile:
        fault = Problem("error", code, message, file=str(path))
        return SourceFile(str(path), path.name, b"", path, faults=(fault,))

    if path.is_symlink():
        return refused(
            "not_a_file", "Это ссылка на другой файл: такие не читаются. Положите сюда сам файл."
        )
    if not path.is_file():
        return refused("not_a_file", "Это не обычный файл: такие не читаются. Уберите его.")
    try:
        before = path.stat()
        content = path.read_bytes()
        after = path.stat()
    except OSError as error:
        advice = "Проверьте права на файл и закройте его в других программах."
        return refused("unreadable", f"Файл не читается: {in_russian(error)}. {advice}")
    if _state(before) != _state(after) or after.st_size != len(content):
        return refused("changed", "Файл изменился во время чтения: закройте его и повторите.")
    return SourceFile(str(path), path.name, content, path)


def _state(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _same_names(files: list[SourceFile]) -> list[SourceFile]:
    """The files; of those that show one name (letters in one or in two signs), none is read."""
    spellings: dict[str, set[str]] = {}
    for file in files:
        spellings.setdefault(unicodedata.normalize("NFC", file.shown), set()).add(file.shown)
    checked = []
    for file in files:
        name = unicodedata.normalize("NFC", file.shown)
        if len(spellings[name]) > 1:
            fault = Problem(
                "error",
                "same_name",
                "Два файла с одним и тем же видимым именем (буквы «й», «ё» записаны по-разному): "
                "оставьте один.",
                file=name,
                found="два файла",
                expected="один файл",
            )
            file = replace(file, content=b"", faults=(fault,))
        checked.append(file)
    return checked


def _opened(file: SourceFile) -> list[SourceFile]:
    try:
        inner = _unzipped(file)
    except InputDataError as error:
        inner = [SourceFile(file.shown, file.name, b"", file.path, faults=tuple(error.problems))]
    if not file.faults or not inner or inner[0] is file:
        return inner
    return [replace(inner[0], faults=(*file.faults, *inner[0].faults)), *inner[1:]]


def _unzipped(file: SourceFile) -> list[SourceFile]:
    """The file itself, or the files of a zip that is not a book or a document."""
    if file.content.startswith(EMPTY_ZIP):
        fault = Problem(
            "error", "empty_archive", "В архиве нет ни одного файла. Соберите его заново.",
            file=file.shown,
        )  # fmt: skip
        raise InputDataError([fault])
    if not file.content.startswith(ZIP):
        return [file]
    try:
        archive = zipfile.ZipFile(io.BytesIO(file.content))
        names = archive.namelist()
    except DAMAGE:
        return [file]
    if any(name in names for name in ("[Content_Types].xml", "mimetype")):
        return [file]
    preflight(file.content, file.shown)
    inner: list[SourceFile] = []
    hidden: list[str] = []
    for info in sorted(archive.infolist(), key=lambda entry: entry.filename):
        if info.is_dir():
            continue
        entry = entry_name(info)
        if Path(entry).name.startswith(_HIDDEN):
            hidden.append(entry)
        else:
            inner.append(
                SourceFile(
                    f"{file.shown}/{entry}", Path(entry).name, archive.read(info), file.path, entry
                )
            )
    return _told(inner, hidden, file.shown)


def entry_name(info: zipfile.ZipInfo) -> str:
    """Name of a zip entry; names without the UTF-8 mark are taken as cp866 when they fit."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return info.filename
