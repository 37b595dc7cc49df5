"""Russian words of time, and the cleaning of a cell before it is read.

Here: months, ordinals, numerals, the removal of typographic noise and of HTML or Markdown
left-overs. Not here: what an expression means (`tokens`, `deadlines`).
"""

from __future__ import annotations

import html
import re
import unicodedata

MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
#: Regular expression source of each month in any case form or usual abbreviation.
_MONTH_FORMS = (
    r"январ(?:ь|я|е|ю|ем)|янв\.?",
    r"феврал(?:ь|я|е|ю|ем)|февр\.?|фев\.?",
    r"март(?:а|е|у|ом)?|мар\.?",
    r"апрел(?:ь|я|е|ю|ем)|апр\.?",
    r"ма(?:й|я|е|ю|ем)",
    r"июн(?:ь|я|е|ю|ем)",
    r"июл(?:ь|я|е|ю|ем)",
    r"август(?:а|е|у|ом)?|авг\.?",
    r"сентябр(?:ь|я|е|ю|ем)|сент\.?|сен\.?",
    r"октябр(?:ь|я|е|ю|ем)|окт\.?",
    r"ноябр(?:ь|я|е|ю|ем)|нояб\.?|ноя\.?",
    r"декабр(?:ь|я|е|ю|ем)|дек\.?",
)
MONTH_SOURCE = "|".join(f"(?:{form})" for form in _MONTH_FORMS)
_MONTH_PATTERNS = tuple(re.compile(form) for form in _MONTH_FORMS)

#: Roman numerals; «Ш квартал» and «П квартал» are III and II typed on a Russian keyboard.
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "п": 2, "ш": 3}
_ORDINAL_STEMS = (("перв", 1), ("втор", 2), ("трет", 3), ("четверт", 4), ("пят", 5))
#: A number of a quarter, half-year, term or stage: digit, Roman, or ordinal word.
ORDINAL_SOURCE = (
    r"(?:[1-5](?!\d)|(?:iii|ii|iv|i|v)(?![a-z])|ш(?=\s?кв)|п(?=\s?кв)|перв\w+|втор\w+|трет\w+"
    r"|четверт(?:ый|ая|ое|ого|ом|ой|ую|ым)|пят\w+)"
    r"(?:\s?-?\s?(?:ый|ий|ой|ая|ое|го|ом|ем|й|м|я|е|х)(?![а-я]))?"
)

_NUMERALS = (
    (("один", "одного", "одной", "одну", "одна", "раз"), 1),
    (("два", "двух", "две", "дважды"), 2),
    (("три", "трех", "трижды"), 3),
    (("четыре", "четырех"), 4),
    (("пять", "пяти"), 5),
    (("шесть", "шести"), 6),
    (("семь", "семи"), 7),
    (("десять", "десяти"), 10),
    (("двенадцать", "двенадцати"), 12),
)
_NUMERAL_VALUES = {word: value for words, value in _NUMERALS for word in words}
NUMERAL_SOURCE = r"(?:\d{1,3}|" + "|".join(sorted(_NUMERAL_VALUES, key=len, reverse=True)) + ")"

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
        "\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f\r\n\u2028\u2029\x85",
    ),
    " ",
)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_ROMAN_LETTERS = str.maketrans({"І": "I", "і": "i", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"})
_TAG = re.compile(
    r"</?(?:p|b|i|u|s|em|strong|span|div|ul|ol|li|br|font|sup|sub|center|a|h[1-6]|td|tr|th"
    r"|table|tbody|thead|o:p)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK_TAG = re.compile(r"<\s*(?:br|/p|/li|/tr|/h[1-6]|/div)\s*/?\s*>", re.IGNORECASE)
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]", re.IGNORECASE)
_HYPHENATED = re.compile(r"(\w+)-\s*\n\s*(\w+)")
#: «c 1 сентября», «k 15.05» with a Latin letter.
_LATIN_PREPOSITION = re.compile(r"(?<!\S)[cCkK](?= [«\"]?(?:\d|[А-Яа-яЁё]))")
_MIXED_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")


def without_markup(text: str) -> str:
    """Text without HTML tags, Markdown emphasis and Word artefacts; line breaks stay.

    Only known tags go, so «<5 %» survives. Entities become characters.
    """
    text = _BOOKMARK.sub("", text)
    text = _TAG.sub("", _BREAK_TAG.sub("\n", html.unescape(text)))
    text = re.sub(r"^\s{0,3}#{1,6}\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*|__(?=\S)|(?<=\S)__|`", "", text)
    text = re.sub(r"^\*(?=\S)|(?<=\S)\*$", "", text.strip())
    return text.translate(_INVISIBLE)


def plain(text: str) -> str:
    """One line of text for reading: no markup, one kind of dash and space, case kept."""
    text = without_markup(unicodedata.normalize("NFC", text))
    text = _HYPHENATED.sub(_joined_month, text.translate(_DASHES).translate(_ROMAN_LETTERS))
    text = " ".join(text.translate(_SPACES).split())
    text = _LATIN_PREPOSITION.sub(lambda match: match[0].translate(_LOOKALIKES), text)
    return _MIXED_WORD.sub(_one_alphabet, text)


def lowered(text: str) -> str:
    """`text` in lower case with ё as е, of exactly the same length."""
    return "".join(_lower_char(char) for char in text)


def _lower_char(char: str) -> str:
    low = char.lower()
    if len(low) != 1:
        return char
    return "е" if low == "ё" else low


def _joined_month(match: re.Match[str]) -> str:
    """Undo the hyphenation of a month name at a line end; a range stays a range."""
    whole = match[1] + match[2]
    if month_number(lowered(whole)) and not month_number(lowered(match[2])):
        return whole
    return match[0]


def _one_alphabet(match: re.Match[str]) -> str:
    """A Cyrillic word with Latin look-alikes inside becomes wholly Cyrillic."""
    word = match[0]
    if re.search("[А-Яа-яЁё]", word) and re.search("[A-Za-z]", word):
        return word.translate(_LOOKALIKES)
    return word


def month_number(word: str) -> int | None:
    """1–12 for a month name in lower case, any case form or abbreviation; else None."""
    for number, pattern in enumerate(_MONTH_PATTERNS, start=1):
        if pattern.fullmatch(word):
            return number
    return None


def ordinal_number(word: str) -> int | None:
    """1–5 for «2», «II», «2-го», «второй»; None for anything else."""
    head = re.match(r"[a-z]+|\d+|[а-я]+", word.strip())
    if head is None:
        return None
    token = head[0]
    if token.isdigit():
        return int(token)
    if token in _ROMAN:
        return _ROMAN[token]
    return next((value for stem, value in _ORDINAL_STEMS if token.startswith(stem)), None)


def numeral(word: str) -> int | None:
    """Value of «2» or «двух»; None for anything else."""
    word = word.strip()
    if re.fullmatch(r"[0-9]+", word):
        return int(word)
    return _NUMERAL_VALUES.get(word)
