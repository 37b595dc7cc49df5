"""Options that several commands share, with the check of their values.

Here: one spelling and one Russian help line per option. Not here: whether a municipality
exists or a year has data (`params`, `store`): that needs files.

Use them as annotations; give `None` as the default where an option may be left out:

    def report(
        municipality_id: Municipality, year: Year, data: Data = None, out: Out = None
    ) -> None: ...

Values are parsed by our own functions, because the library's refusals are English.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer

from helpers import paths
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean
from helpers.vocabulary import EDITIONS

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_value(text: str | int) -> int:
    """A school year: four ASCII digits between 2000 and 2100."""
    word = str(text)
    is_number = len(word) == 4 and word.isascii() and word.isdigit()
    if is_number and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    if is_number:
        raise ParameterError(
            f"Год {word} вне пределов: нужен год от {FIRST_YEAR} до {LAST_YEAR}. "
            "Какие годы загружены: shnor list years."
        )
    raise ParameterError(
        f"Год «{word}» не понят: нужны четыре цифры, например 2022 (учебный год 2021/22)."
    )


def edition_value(text: str) -> str:
    """`internal` or `public`; the Russian names are accepted."""
    code = EDITIONS.find(text)
    if code is None:
        raise ParameterError(f"Неизвестное издание «{text}». {did_you_mean(text, EDITIONS)}")
    return code


def count_value(text: str | int) -> int:
    """A whole number from 1."""
    word = str(text)
    if word.isascii() and word.isdigit() and int(word) >= 1:
        return int(word)
    raise ParameterError(f"«{word}» не понято: нужно целое число от 1.")


def dataset_value(text: str | Path) -> Path:
    """An existing dataset folder."""
    folder = Path(text)
    if not folder.is_dir():
        raise ParameterError(f"Нет папки набора данных: {folder}")
    return folder


def _dataset_in_use(given: Path | None) -> Path | None:
    """The dataset given; where none is, the one that the environment names must be there too."""
    named = os.environ.get(paths.DATA_VARIABLE)
    if given is None and named and not Path(named).is_dir():
        raise ParameterError(f"Нет папки набора данных: {named} ({paths.DATA_VARIABLE})")
    return given


def outputs_value(text: str | Path) -> Path:
    """A folder of this computer for the outputs; an address of a network is none."""
    if "://" in str(text):
        raise ParameterError(
            f"«{text}» — адрес в сети, а отчёты складываются на этом компьютере. Укажите папку."
        )
    return Path(text)


def _format_value(*allowed: str) -> type[str]:
    """A parser of `--format` that accepts only `allowed`."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ParameterError(f"Неизвестный вид вывода «{text}». {did_you_mean(text, allowed)}")
        return text

    return parse  # type: ignore[return-value]


def _municipality(help: str) -> Any:
    """The option `-m` where it may be left out."""
    return typer.Option("--municipality", "-m", metavar="ИМЯ", show_default=False, help=help)


def _year(help: str) -> Any:
    """The option `-y` where it may be left out."""
    return typer.Option(
        "--year", "-y", metavar="ГОД", parser=year_value, show_default=False, help=help
    )


Municipality = Annotated[
    str,
    typer.Option(
        "--municipality",
        "-m",
        metavar="ИМЯ",
        help="Краткое имя муниципалитета из params/municipalities.yaml.",
    ),
]
MunicipalityOrAll = Annotated[
    str | None, _municipality("Краткое имя муниципалитета; без него — все.")
]
MunicipalityOfFiles = Annotated[
    str | None,
    _municipality("Чьи это файлы, краткое имя муниципалитета; без него — как сказано в них самих."),
]
MunicipalityOfRows = Annotated[
    str | None,
    _municipality("Чьи загруженные строки вписать, краткое имя муниципалитета; вместе с -y."),
]
Year = Annotated[
    int,
    typer.Option(
        "--year",
        "-y",
        metavar="ГОД",
        parser=year_value,
        help="Год, в котором кончается учебный год: 2022 = 2021/22.",
    ),
]
YearOfFiles = Annotated[
    int | None,
    _year("Учебный год файлов, год его конца: 2022 = 2021/22; без него — как сказано в них."),
]
YearOfRows = Annotated[
    int | None,
    _year("За какой учебный год вписать строки, год его конца: 2022 = 2021/22; вместе с -m."),
]
Edition = Annotated[
    str,
    typer.Option(
        "--edition",
        metavar="ИЗДАНИЕ",
        parser=edition_value,
        show_default=False,
        help="internal — для служебного пользования (так и без указания), public — публичное.",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="ПАПКА",
        parser=dataset_value,
        callback=_dataset_in_use,
        show_default=False,
        help=f"Набор данных; иначе {paths.DATA_VARIABLE}, иначе data/demo.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="ПАПКА",
        parser=outputs_value,
        show_default=False,
        help="Куда складывать отчёты; иначе outputs.",
    ),
]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="ВИД",
        parser=_format_value("text", "json"),
        show_default=False,
        help="text — слова (так и без указания), json — один документ JSON.",
    ),
]
FormatWithCsv = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="ВИД",
        parser=_format_value("text", "json", "csv"),
        show_default=False,
        help="text — слова (так и без указания), json — один документ JSON, csv — таблица.",
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="ВИДЫ",
        show_default=False,
        help="Какие файлы сделать, через запятую: html,pdf,xlsx,csv,docx,ipynb; "
        "без него — обычные для тетради.",
    ),
]


def formats(text: str, editions: Collection[str] = ()) -> tuple[str, ...]:
    """Formats of `--to`, in the order they are made; none means those of the notebook.

    A notebook alone is refused where a report of the public edition would be left empty, and
    any where all `editions` are public.
    """
    from helpers.reports import FORMATS

    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in FORMATS:
            raise ParameterError(f"--to: неизвестный вид «{word}». {did_you_mean(word, FORMATS)}")
    is_public = set(editions) == {"public"}
    if "ipynb" in words and (is_public or ("public" in editions and set(words) == {"ipynb"})):
        raise ParameterError("--to: тетради в публичном издании нет, уберите ipynb.")
    return tuple(name for name in FORMATS if name in words)
