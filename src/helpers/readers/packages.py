"""Zip packages before parsing: what must not reach any parser.

Here: size, number and names of parts, parts that lie about their size, passwords. Not here:
what stands in the parts (`sheet_scan`, `xlsx_files`, `roadmap`).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from helpers.errors import InputDataError, Problem

#: Limits of contract section 6 and hardening S25.
ENTRY_LIMIT = 150 * 2**20
TOTAL_LIMIT = 400 * 2**20
ENTRIES_LIMIT = 2_000
RATIO_LIMIT = 200
#: Parts below this size may be packed as tightly as they like.
_SMALL = 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What reading a damaged or protected archive may raise.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, NotImplementedError),
    *(EOFError, OSError, ValueError, OverflowError, KeyError),
)
#: First bytes of a zip: a book, a document or an archive.
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
#: First bytes of the containers of old office programs.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MB = 2**20


def fault(
    file: str, code: str, message: str, found: str = "", expected: str = ""
) -> InputDataError:
    """The refusal of a whole file."""
    return InputDataError([Problem("error", code, message, file, found=found, expected=expected)])


def ole_fault(content: bytes, file: str) -> InputDataError:
    """Why a container of the old office formats is not read: its password or its kind."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return fault(
            file,
            "protected",
            "Файл защищён паролем. Снимите пароль и сохраните файл заново.",
            "зашифрованный файл",
            "файл без пароля",
        )
    kinds = (
        ("WordDocument", "документ Word старого формата (.doc)", ".docx"),
        ("Workbook", "книга Excel старого формата (.xls)", ".xlsx"),
        ("Book", "книга Excel старого формата (.xls)", ".xlsx"),
        ("PowerPoint Document", "презентация старого формата (.ppt)", ".xlsx или .docx"),
    )
    kind, wanted = next(
        ((kind, wanted) for stream, kind, wanted in kinds if holds(stream)),
        ("файл старого формата Office", ".xlsx или .docx"),
    )
    return fault(
        file, "legacy", f"Это {kind}. Откройте его и сохраните как {wanted}.", kind, wanted
    )


def preflight(content: bytes, file: str) -> None:
    """Refuse what must not reach a parser: encrypted, truncated, oversized, ambiguous.

    Every part is unpacked once and its bytes are counted: the sizes in a zip may lie.
    """
    if content.startswith(OLE):
        raise ole_fault(content, file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        raise fault(
            file,
            "broken_file",
            "Архив повреждён: файл обрезан или другого формата. Получите или сохраните его заново.",
            "повреждённый архив",
            "целый файл",
        ) from None
    with archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES_LIMIT:
            raise fault(
                file,
                "too_large",
                "В файле слишком много частей: такой файл не читается.",
                f"{len(entries)} частей",
                f"не больше {ENTRIES_LIMIT}",
            )
        names = [entry.filename for entry in entries]
        if len({name.casefold() for name in names}) < len(names):
            raise fault(
                file,
                "broken_file",
                "Две части архива названы одинаково: неясно, какая настоящая. "
                "Сохраните файл заново.",
            )
        total = 0
        for entry in entries:
            total += _counted(archive, entry, file, TOTAL_LIMIT - total)


def _counted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str, left: int) -> int:
    """Size of a part by counting its bytes, refused as soon as a limit is passed."""
    if entry.flag_bits & 1:
        raise fault(file, "protected", "Архив защищён паролем. Снимите пароль и сохраните заново.")
    if entry.compress_type not in _METHODS:
        raise fault(
            file, "broken_file", "Архив сжат необычным способом. Сохраните его как обычный zip."
        )
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_MB):
                size += len(chunk)
                _check_size(entry, size, left, file)
    except DAMAGE:
        raise fault(
            file,
            "broken_file",
            f"Часть архива «{entry.filename}» повреждена. Получите или сохраните файл заново.",
            "повреждённый архив",
            "целый файл",
        ) from None
    return size


def _check_size(entry: zipfile.ZipInfo, size: int, left: int, file: str) -> None:
    ratio = size / max(entry.compress_size, 1)
    if size > ENTRY_LIMIT:
        limit, found = f"не больше {ENTRY_LIMIT // _MB} МБ в одной части", f"{size // _MB} МБ"
    elif size > left:
        limit, found = f"не больше {TOTAL_LIMIT // _MB} МБ во всех частях", "больше"
    elif size > _SMALL and ratio > RATIO_LIMIT:
        limit, found = f"сжатие не больше чем в {RATIO_LIMIT} раз", f"сжатие в {ratio:.0f} раз"
    else:
        return
    raise fault(
        file,
        "too_large",
        f"Часть «{entry.filename}» распаковывается в слишком большой объём: файл не читается.",
        found,
        limit,
    )
