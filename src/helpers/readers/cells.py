"""One cell → one typed value, or a fault that says what was expected.

Here: numbers with decimal commas, dates, flags, codes, declared absences. Not here: where
the cell stands (`grid`) and whether a row makes sense (`checks`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from helpers import vocabulary
from helpers.readers.grid import Share
from helpers.schemas import COLUMNS, Column
from helpers.spelling import nearest

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f "), None)
#: Nothing that these tables count is as many.
_GREATEST_COUNT = 10**9
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:,[0-9]+)?")
_SCHOOL_YEAR = re.compile(r"(20[0-9]{2})\s*[-/–—]\s*(20)?([0-9]{2})(?:\s*уч.*)?")
_RUSSIAN_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:\s*г\.?)?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
#: Text columns whose cells a spreadsheet turns into dates and fractions: 12/24, 1.10.
IDENTIFIERS = frozenset(
    name
    for name, column in COLUMNS.items()
    if column.kind == "text"
    and (name.endswith(("_id", "_code", "_no")) or name in {"code", "class", "task", "variant"})
)
_TRUE = {"да", "1", "true", "истина", "+", "yes"}
_FALSE = {"нет", "0", "false", "ложь", "no"}


class CellFault(Exception):
    """A cell that cannot be read as its column asks; says what was expected and why."""

    def __init__(self, code: str, expected: str, advice: str) -> None:
        super().__init__(expected)
        self.code = code
        self.expected = expected
        self.advice = advice


def tidy(text: str) -> str:
    """Text in NFC without outer spaces and byte order marks."""
    return unicodedata.normalize("NFC", text).replace("\ufeff", "").strip(" \t\r\n\u00a0")


def is_empty(raw: Any) -> bool:
    """Whether a cell holds nothing at all."""
    return raw is None or (isinstance(raw, str) and not tidy(raw))


def parse(raw: Any, column: Column) -> tuple[Any, str]:
    """The value of a cell and the kind of absence it declares ("" for none).

    Raises `CellFault` when the cell is neither a value of the column nor a declared absence.
    """
    if is_empty(raw):
        return None, ""
    if isinstance(raw, str):
        raw = tidy(raw)
    if column.kind == "text":
        return _identifier(raw) if column.name in IDENTIFIERS else _text(raw), ""
    if column.kind == "flag":
        return _flag(raw), ""
    if column.kind == "code":
        return _code(raw, column)
    if isinstance(raw, str):
        absence = vocabulary.absence_kind(raw)
        if absence:
            return None, absence
    if column.kind == "year":
        return _year(raw, column), ""
    if column.kind == "date":
        return _date(raw, column), ""
    return _quantity(raw, column), ""


def _text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    return str(raw)


def _identifier(raw: Any) -> str:
    """A code as text; what a spreadsheet made of it cannot be turned back."""
    expected = "код текстом, как он записан в документе"
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        raise CellFault(
            "code_became_date",
            expected,
            "Программа превратила код в дату. Задайте ячейке формат «Текст» и впишите код заново.",
        )
    if isinstance(raw, float) and not raw.is_integer():
        raise CellFault(
            "code_became_number",
            expected,
            "Код записан дробным числом: 1.1 или 1.10, уже не узнать. Задайте ячейке формат "
            "«Текст» и впишите код заново.",
        )
    if isinstance(raw, (int, float)) and abs(raw) >= 1e15:
        raise CellFault(
            "code_became_number",
            expected,
            "Длинный код записан числом: последние цифры утрачены. Задайте ячейке формат «Текст» "
            "и впишите код заново.",
        )
    return _text(raw)


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = vocabulary.folded(_text(raw))
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise CellFault("bad_flag", "«да» или «нет»", "Запишите «да», «нет» или оставьте пусто.")


def _code(raw: Any, column: Column) -> tuple[str | None, str]:
    assert column.choices is not None
    text = _text(raw)
    code = column.choices.find(text)
    if code is not None:
        return code, ""
    absence = vocabulary.absence_kind(text)
    if absence:
        return None, absence
    hints = nearest(vocabulary.folded(text), column.choices.spellings())
    hint = f" Похоже на: {', '.join(hints)}." if hints else ""
    allowed = list(column.choices)
    shown = ", ".join(allowed[:8]) + (" …" if len(allowed) > 8 else "")
    raise CellFault(
        "unknown_code",
        f"{column.choices.title} (одно из: {shown})",
        f"Исправьте слово в ячейке.{hint}",
    )


def _year(raw: Any, column: Column) -> int:
    expected = "год числом из четырёх цифр, например 2022, или 2021/22"
    year: int | None = None
    if isinstance(raw, str):
        span = _SCHOOL_YEAR.fullmatch(raw)
        if re.fullmatch(r"[0-9]{4}(?:[.,]0)?", raw):
            year = int(raw[:4])
        elif span and int(span[1]) % 100 + 1 == int(span[3]):
            year = int(span[1]) + 1
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool) and float(raw).is_integer():
        year = int(raw)
    if year is None:
        raise CellFault("bad_year", expected, "Исправьте год.")
    if not (column.minimum or 0) <= year <= (column.maximum or 9999):
        raise CellFault("bad_year", expected, "Год вне разумных пределов: исправьте его.")
    return year


def _date(raw: Any, column: Column) -> dt.date:
    day = _day(raw)
    least, most = int(column.minimum or 1), int(column.maximum or 9999)
    if not least <= day.year <= most:
        raise CellFault(
            "date_out_of_range",
            f"дата с {least} по {most} год",
            "Такой даты здесь быть не может: проверьте год и формат ячейки.",
        )
    return day


def _day(raw: Any) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    expected = "дата вида 31.08.2022 или 2022-08-31"
    if isinstance(raw, str):
        russian = _RUSSIAN_DATE.fullmatch(raw)
        try:
            if russian:
                return dt.date(int(russian[3]), int(russian[2]), int(russian[1]))
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00:00)?", raw):
                return dt.date.fromisoformat(raw[:10])
        except ValueError:
            pass
    raise CellFault("bad_date", expected, "Запишите дату полностью или оставьте пусто.")


def _expected_number(column: Column) -> str:
    noun = "целое число" if column.kind == "count" else "число"
    if column.minimum is not None and column.maximum is not None:
        return f"{noun} от {column.minimum:g} до {column.maximum:g} или пустая ячейка"
    if column.minimum is not None:
        return f"{noun} не меньше {column.minimum:g} или пустая ячейка"
    return f"{noun} или пустая ячейка"


def _quantity(raw: Any, column: Column) -> int | float:
    expected = _expected_number(column)
    number = _number(raw, column)
    if number is None:
        raise CellFault(
            "bad_number",
            expected,
            "Исправьте ячейку; если данных нет, оставьте её пустой или напишите «н/д».",
        )
    if column.minimum is not None and number < column.minimum:
        raise CellFault("out_of_range", expected, "Значение меньше возможного: проверьте его.")
    if column.maximum is not None and number > column.maximum:
        raise CellFault("out_of_range", expected, "Значение больше возможного: проверьте его.")
    if column.kind == "count":
        if isinstance(raw, str) and _AMBIGUOUS.fullmatch(raw):
            raise CellFault(
                "ambiguous_number",
                expected,
                f"Это {raw[:-4]}{raw[-3:]} или дробь? Запишите число без знаков внутри.",
            )
        if not float(number).is_integer():
            raise CellFault("not_whole", expected, "Количество бывает только целым.")
        if number > _GREATEST_COUNT:
            raise CellFault("out_of_range", expected, "Такого количества не бывает: проверьте его.")
        return int(number)
    return float(number)


def _number(raw: Any, column: Column) -> float | int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, Share):
        return _scaled(float(raw)) if column.kind == "percent" else None
    if isinstance(raw, (int, float)):
        return raw if raw == raw and abs(raw) != float("inf") else None
    if not isinstance(raw, str):
        return None
    text = raw
    if column.kind == "percent" and text.endswith("%"):
        text = text[:-1].rstrip(" \u00a0")
    text = ungrouped(text.replace("−", "-"))
    if not _NUMBER.fullmatch(text):
        return None
    if "," in text or "." in text:
        return float(text.replace(",", "."))
    return int(text)


def ungrouped(text: str) -> str:
    """A number without the spaces between its thousands; any other text as it is.

    >>> ungrouped("1 025"), ungrouped("10 12")
    ('1025', '10 12')
    """
    return text.translate(_SPACES) if _GROUPED.fullmatch(text) else text


def plain_number(raw: Any) -> float | None:
    """The number in a cell that does not say it is a percent; None for anything else."""
    if isinstance(raw, (Share, bool)) or raw is None:
        return None
    if isinstance(raw, (int, float)):
        return float(raw)
    text = tidy(raw) if isinstance(raw, str) else ""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _scaled(share: float) -> float:
    """Share as percent without binary dust: 0.153 → 15.3."""
    return float(f"{share * 100:.12g}")
