"""Text tables: bytes → one grid.

Here: encoding, delimiter, quotes, the shape of lines. Not here: what columns mean
(`tabular`). The delimiter is the one whose header line holds the most known column names;
nothing is guessed from the data lines.
"""

from __future__ import annotations

import csv
import io
import re

from helpers.errors import InputDataError, Problem
from helpers.readers.grid import Grid
from helpers.readers.headers import known_header

_DELIMITERS = ";,\t|"
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
_MOJIBAKE = re.compile(r"(?:[РС][\u0080-\u00bf\u0400-\u045f\u2010-\u2122]){4,}")


def read_csv(content: bytes, file: str) -> Grid:
    """The grid of a delimited text file.

    UTF-8 (with or without BOM), UTF-16 with BOM and Windows-1251 are understood; a `sep=`
    first line and any line ending too. Raises `InputDataError` for a zero byte, an unclosed
    quote, lines of unequal length and text that was damaged before it reached us.
    """
    text = _decoded(content, file)
    if "\x00" in text:
        raise _fault(file, "nul_byte", "В файле нулевые байты: это не текстовая таблица.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    delimiter = ""
    if text[:4].lower() == "sep=":
        first, _, text = text.partition("\n")
        delimiter = first[4:5]
        skipped = 1
    if not text.strip():
        raise _fault(file, "empty_file", "Файл пуст: в нём нет ни одной строки.")
    delimiter = delimiter or _delimiter(text)
    rows, lines = _rows(text, delimiter, file, skipped)
    return _checked_shape(rows, lines, file)


def _fault(file: str, code: str, message: str, row: int | None = None) -> InputDataError:
    return InputDataError([Problem("error", code, message, file=file, row=row)])


def _decoded(content: bytes, file: str) -> str:
    if not content:
        raise _fault(file, "empty_file", "Файл пуст (0 байт).")
    try:
        if content[:3] == b"\xef\xbb\xbf":
            text = content.decode("utf-8-sig")
        elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _as_windows_1251(content, file)
    if len(_MOJIBAKE.findall(text)) > 0:
        raise _fault(
            file,
            "mojibake",
            "Текст испорчен перекодировкой («РЁРєРѕР»Р°»). Сохраните исходный файл в UTF-8.",
        )
    return text


def _as_windows_1251(content: bytes, file: str) -> str:
    """Windows-1251 text when the letters look like Russian words; else refused."""
    doubtful = _fault(
        file,
        "encoding",
        "Не удалось определить кодировку. Сохраните файл в UTF-8 или Windows-1251.",
    )
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        raise doubtful from None
    letters = _CYRILLIC.findall(text)
    lower = sum(1 for letter in letters if letter.islower())
    other = sum(1 for char in text if ord(char) > 127 and not _CYRILLIC.match(char))
    if not letters or lower < len(letters) / 2 or other > len(letters) / 4:
        raise doubtful
    return text


def _delimiter(text: str) -> str:
    """The delimiter whose best line among the first twenty names the most known columns."""
    head = text.split("\n", 20)[:20]

    def score(mark: str) -> tuple[int, int]:
        fields = [[cell.strip().strip('"') for cell in line.split(mark)] for line in head]
        known = max(sum(known_header(cell) for cell in line) for line in fields)
        return known, max(len(line) for line in fields)

    return max(_DELIMITERS, key=lambda mark: (score(mark), -_DELIMITERS.index(mark)))


def _rows(
    text: str, delimiter: str, file: str, skipped: int
) -> tuple[list[list[str | None]], list[int]]:
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    start = 1 + skipped
    try:
        for row in reader:
            rows.append([cell if cell != "" else None for cell in row])
            lines.append(start)
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise _fault(
            file,
            "broken_quotes",
            f"Кавычки в строке не закрыты или стоят не на месте ({error}).",
            start,
        ) from None
    if text.endswith("\n") is False and text.count('"') % 2:
        raise _fault(file, "broken_quotes", "Кавычка в конце файла не закрыта.", lines[-1])
    return rows, lines


def _checked_shape(rows: list[list[str | None]], lines: list[int], file: str) -> Grid:
    """Drop empty lines at the end; refuse lines that are not as long as the header line."""
    while rows and not any(rows[-1]):
        rows.pop()
    known = [sum(known_header(cell) for cell in row) for row in rows[:30]]
    header = known.index(max(known)) if any(known) else 0
    width = len(rows[header]) if rows else 0
    problems = [
        Problem(
            "error",
            "ragged_row",
            "Число полей в строке не такое, как в заголовке: значения сдвинуты. "
            "Заключите в кавычки поле, в котором стоит разделитель.",
            file=file,
            row=lines[index],
            found=f"{len(row)} полей",
            expected=f"{width} полей",
        )
        for index, row in enumerate(rows)
        if (index > header and len(row) > width)
        or (index > header and any(row) and len(row) < width)
    ]
    if problems:
        raise InputDataError(problems[:100])
    return Grid(file, "", rows, first_line=lines[0] if lines else 1)
