"""Codes instead of names: keyed, so that nobody without the key can try names out.

Here: the key, where it lies, and codes for people whose names or СНИЛС stand in a column of
codes. Not here: recognising personal data (`readers.personal`), names in plans (`plans`).

The key lies outside the program and outside every dataset: in the settings folder of the
user, or where `SHNOR_KEY_FILE` says. The same key gives the same person the same code. Reports
are made, and made again, from stored codes: only an import needs the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.errors import MachineError, ParameterError, in_russian
from helpers.readers import personal
from helpers.readers.sources import ParsedSource
from helpers.readers.tabular import TableRows

KEY_VARIABLE = "SHNOR_KEY_FILE"
_FOLDER, _NAME = "shnor", "pseudonyms.key"
#: The least length of a key in signs, and of a code in hexadecimal digits.
_KEY_LENGTH, _CODE_LENGTH = 32, 16
_COLUMNS = ("teacher_code", "mentee_code", "mentor_code", "pupil_code")
_KINDS = ("имя человека", "СНИЛС")


def key_path() -> Path:
    """Where the key is looked for."""
    named = os.environ.get(KEY_VARIABLE)
    if named:
        return Path(named)
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home()) / _FOLDER / _NAME
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / _FOLDER / _NAME


def key(dataset: Path) -> bytes | None:
    """The key, None where there is none; `ParameterError` for one that protects nothing."""
    path = key_path()
    _refuse_inside(path, dataset)
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise ParameterError(
            f"Ключ псевдонимов {path.name} не читается. Проверьте права на файл или создайте "
            "новый ключ: shnor key."
        ) from None
    if len(text) < _KEY_LENGTH:
        raise ParameterError(
            f"Ключ псевдонимов {path.name}: {len(text)} знаков, нужно не меньше {_KEY_LENGTH}. "
            "Новый ключ делает команда shnor key."
        )
    return text.encode("ascii")


def make_key(dataset: Path) -> Path:
    """A new key where the key is looked for; one that is there is never replaced."""
    path = key_path()
    _refuse_inside(path, dataset)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        raise ParameterError(
            f"Ключ псевдонимов уже есть: {path}. Новый ключ дал бы тем же людям другие коды; если "
            "он всё же нужен, сначала уберите прежний файл."
        ) from None
    except OSError as error:
        raise MachineError(f"Ключ {path.name} не записан: {in_russian(error)}.") from None
    return path


def _refuse_inside(path: Path, dataset: Path) -> None:
    for folder, what in ((dataset, "набора данных"), (paths.project_root(), "программы")):
        if folder.resolve() in path.resolve().parents:
            raise ParameterError(
                f"Ключ псевдонимов лежит внутри папки {what} ({path.name}): вместе с данными он "
                f"ничего не защищает. Перенесите его и назовите место в {KEY_VARIABLE}."
            )


def code(known: bytes, person: str) -> str:
    """The code of a person: the same for the same key and name, however it is spaced.

    >>> code(b"k" * 32, "Лёвина  А. П.") == code(b"k" * 32, "левина А.П.")
    True
    """
    plain = re.sub(r"\s+", "", person.casefold().replace("ё", "е"))
    if plain[:1].isdigit():
        plain = re.sub(r"\D", "", plain)
    made = hmac.new(known, plain.encode("utf-8"), hashlib.sha256).hexdigest()
    return f"p-{made[:_CODE_LENGTH]}"


def give(source: ParsedSource, dataset: Path) -> None:
    """Codes for people named in columns of codes; without a key such a file is refused."""
    for data in source.tables:
        for column in _COLUMNS:
            named = [row for row in data.rows if _is_person(row.get(column))]
            if named:
                _give(source, data, column, named, key(dataset))


def _is_person(value: Any) -> bool:
    return isinstance(value, str) and personal.kind_of(value) in _KINDS


def _give(
    source: ParsedSource,
    data: TableRows,
    column: str,
    named: list[dict[str, Any]],
    known: bytes | None,
) -> None:
    if known is None:
        message = (
            f"Вместо кодов стоят имена или СНИЛС (строк: {len(named)}), а ключа, чтобы сделать из "
            "них коды, нет. Создайте ключ командой shnor key и загрузите файл снова."
        )
    else:
        message = (
            f"Имена или СНИЛС заменены кодами по ключу (строк: {len(named)}). Одного человека "
            "пишите во всех файлах одинаково: другое написание — другой код."
        )
    told = data.problem(
        "no_key" if known is None else "pseudonyms",
        message,
        named[0],
        column,
        "имя человека или СНИЛС",
        "код",
        "error" if known is None else "warning",
    )
    place = (told.sheet, told.column)
    source.problems = [
        one
        for one in source.problems
        if one.code != "personal_data" or (one.sheet, one.column) != place
    ]
    source.problems.append(told)
    source.is_personal = True
    if known is not None:
        for row in named:
            row[column] = code(known, row[column])
