"""Bytes of a text file → text: which of the encodings of Russian offices it is.

Here, for tables and for plans: byte order marks, UTF-8, UTF-16, and the choice among
Windows-1251, KOI8-R and cp866 by the words and letters that come out. Not here: delimiters and
lines (`csv_files`). A choice that is not clear is refused: a wrong one never fails by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers.errors import InputDataError, Problem
from helpers.readers.packages import fault

#: Byte order marks and what they announce.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: Encodings without marks, with the names people know them by.
_GUESSED = {"cp1251": "Windows-1251", "koi8-r": "KOI8-R", "cp866": "DOS (cp866)"}
#: Letters of Russian texts from the most to the least frequent.
_FREQUENT = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ"
_WEIGHTS = {letter: 1.0 - 2.0 * order / 33 for order, letter in enumerate(_FREQUENT)}
_CASE_SLIP = re.compile(r"[а-яё][А-ЯЁ]")
_WORD = re.compile(r"[^;,\t|\"\n\r]+")
#: Signs beside letters that Russian texts hold.
_SIGNS = set("«»№–—…„“”’\u00a0°§±")
_CLEAR = 0.15
_HEAD = 65_536


def decoded(content: bytes, file: str, is_known: Callable[[str], bool]) -> tuple[str, str]:
    """The text, and the name of the encoding where it had to be guessed ("" otherwise).

    `is_known` tells words that this kind of file may hold, such as headers: the encoding in
    which they appear is the right one. Raises `InputDataError` where the bytes are no text in
    any of the encodings, or where two of them fit.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), ""
            except UnicodeDecodeError:
                raise _doubtful(file) from None
    wide = _utf_16(content)
    if wide:
        try:
            return content.decode(wide), "UTF-16"
        except UnicodeDecodeError:
            raise _doubtful(file) from None
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        encoding = _guessed(content, is_known)
    if not encoding:
        raise _doubtful(file)
    try:
        return content.decode(encoding), _GUESSED[encoding]
    except UnicodeDecodeError:
        raise _doubtful(file) from None


def encoding_guessed(file: str, encoding: str) -> Problem:
    """The finding about an encoding that had to be guessed."""
    return Problem(
        "warning",
        "encoding_guessed",
        f"Кодировка файла определена по буквам: {encoding}. Проверьте, что слова читаются.",
        file,
        found=encoding,
        expected="UTF-8",
    )


def _doubtful(file: str) -> InputDataError:
    return fault(
        file,
        "encoding",
        "Не удалось определить кодировку. Сохраните файл в UTF-8 или Windows-1251.",
        "текст в неизвестной кодировке",
        "UTF-8, UTF-16, Windows-1251, KOI8-R или cp866",
    )


def _utf_16(content: bytes) -> str:
    """UTF-16 without a mark: every other byte is zero or the high byte of Cyrillic."""
    head = content[:4096]
    if len(content) % 2 or b"\x00" not in head:
        return ""
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = head[start::2]
        if high and sum(byte in (0, 4, 0x20) for byte in high) > 0.95 * len(high):
            return encoding
    return ""


def _guessed(content: bytes, is_known: Callable[[str], bool]) -> str:
    """The encoding whose text holds most known words, else the likeliest letters; "" in doubt."""
    texts = {}
    for encoding in _GUESSED:
        try:
            texts[encoding] = content[:_HEAD].decode(encoding)
        except UnicodeDecodeError:
            continue
    known = {encoding: _known_words(text, is_known) for encoding, text in texts.items()}
    likely = {encoding: likelihood(text) for encoding, text in texts.items()}
    for score, margin in ((known, 1), (likely, _CLEAR)):
        order = sorted(score, key=lambda encoding: -score[encoding])
        if order and score[order[0]] > 0:
            second = score[order[1]] if len(order) > 1 else 0
            if score[order[0]] - max(second, 0) >= margin:
                return order[0]
    return ""


def _known_words(text: str, is_known: Callable[[str], bool]) -> int:
    words = {word.strip() for word in _WORD.findall(text[:8192])}
    return sum(1 for word in words if not word.isascii() and is_known(word))


def likelihood(text: str) -> float:
    """How Russian the letters beyond ASCII look: about 0.4 for a Russian text, else below 0."""
    beyond = [char for char in text if ord(char) > 127]
    if not beyond:
        return 0.0
    total = sum(
        _WEIGHTS.get(char, _WEIGHTS.get(char.lower(), 0.0 if char in _SIGNS else -3.0) - 0.2)
        for char in beyond
    )
    slips = len(_CASE_SLIP.findall(text))
    return (total - 2.0 * slips) / len(beyond)
