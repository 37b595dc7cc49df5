"""An archive of reports back on the disk, nothing outside its folder and nothing unstated.

Here: the check of names, sizes and hashes before anything is written. Not here: making the
reports again (`steps`). An archive may come from anyone.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from helpers.errors import ParameterError
from helpers.reports import manifest as manifests
from helpers.reports.content import Difference
from helpers.reproduction import crate

#: An archive of all reports of a region stays far below these.
TOTAL_LIMIT = 4 * 2**30
ENTRIES_LIMIT = 200_000
RATIO_LIMIT = 200
_SMALL = 2**20
_DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)


def unpack(archive: Path, folder: Path) -> list[Difference]:
    """Write the files of an archive below `folder`; gives those that were edited.

    Raises `ParameterError` for what is no archive of reports or is not safe to unpack; a
    file that the description does not state is never written.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            _check(package, archive)
            stated = _stated(package, archive)
            return _written(package, stated, folder)
    except _DAMAGE as error:
        raise ParameterError(f"{archive}: архив повреждён ({type(error).__name__}).") from None


def _check(package: zipfile.ZipFile, archive: Path) -> None:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES_LIMIT or sum(entry.file_size for entry in entries) > TOTAL_LIMIT:
        raise ParameterError(f"{archive}: в архиве слишком много файлов или данных.")
    if len({name.casefold() for name in names}) != len(names):
        raise ParameterError(f"{archive}: два файла архива названы одинаково.")
    for entry in entries:
        if not _is_safe(entry):
            raise ParameterError(f"{archive}: недопустимое имя файла в архиве: {entry.filename!r}.")
        packed = max(entry.compress_size, 1)
        if entry.file_size > _SMALL and entry.file_size / packed > RATIO_LIMIT:
            raise ParameterError(f"{archive}: {entry.filename} сжат подозрительно сильно.")


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """A plain file whose name stays inside the folder on every system."""
    name, kind = entry.filename, entry.external_attr >> 28
    is_plain = kind in (0, 8) and not entry.is_dir() and not entry.flag_bits & 1
    has_only_plain = not any(letter in name for letter in '\\:*?"<>|\0')
    parts = name.split("/")
    is_inside = not PurePosixPath(name).is_absolute() and not {"", ".", ".."} & set(parts)
    return is_plain and has_only_plain and is_inside


def _stated(package: zipfile.ZipFile, archive: Path) -> dict[str, str]:
    try:
        return crate.stated(package.read(crate.FILE_NAME))
    except (KeyError, ValueError):
        raise ParameterError(
            f"{archive}: это не архив отчётов: в нём нет описания {crate.FILE_NAME}."
        ) from None


def _written(package: zipfile.ZipFile, stated: dict[str, str], folder: Path) -> list[Difference]:
    edited = []
    held = {name for name in package.namelist() if name != crate.FILE_NAME}
    for name in sorted(held | set(stated)):
        then, content = stated.get(name), package.read(name) if name in held else None
        now = manifests.sha256(content) if content is not None else None
        if then != now:
            edited.append(Difference(f"файл архива {name}", _hash(then), _hash(now)))
        elif content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return edited


def _hash(digest: str | None) -> str:
    return f"SHA-256 {digest}" if digest else "нет"
