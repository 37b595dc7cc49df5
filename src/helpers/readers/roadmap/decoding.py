"""Bytes of a text file → text: byte order mark, UTF-8, then Windows-1251 if it reads Russian.

Here: the encoding of plan texts. Not here: delimited tables of numbers (`csv_files`).
"""

from __future__ import annotations

import re

from helpers.errors import InputDataError, Problem

#: Share of small Cyrillic letters among all letters that a Russian text surely has.
_RUSSIAN = 0.5


def decoded(content: bytes, file: str) -> str:
    """The text; `InputDataError` where the bytes are no text or the encoding is in doubt."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return _without_zeros(content.decode(encoding, "replace"), file)
    try:
        return _without_zeros(content.decode("utf-8"), file)
    except UnicodeDecodeError:
        pass
    for encoding in ("cp1251", "koi8-r", "cp866"):
        text = content.decode(encoding, "replace")
        letters = re.findall(r"[^\W\d_]", text)
        russian = re.findall(r"[а-яё]", text)
        if letters and len(russian) > _RUSSIAN * len(letters) and "\x00" not in text:
            return text
    raise InputDataError(
        [
            Problem(
                "error",
                "encoding",
                "Не удалось определить кодировку. Сохраните файл в UTF-8 или Windows-1251.",
                file=file,
            )
        ]
    )


def _without_zeros(text: str, file: str) -> str:
    if "\x00" in text:
        raise InputDataError(
            [Problem("error", "nul_byte", "В файле нулевые байты: это не текст плана.", file=file)]
        )
    return text
