"""From a list of reports to jobs: which notebook, municipality, year, with which parameters.

Here: reading the batch file and checking all of it before anything runs; the name of the
folder a report goes to. Not here: running (`run`).

YAML values are text (`strict_yaml`): `04701000` stays eight characters and `no` a word.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from helpers import notebooks, params, paths
from helpers.errors import SHOWN_AT_MOST, ParameterError, no_such_year
from helpers.notebooks import Notebook, Value
from helpers.spelling import did_you_mean
from helpers.strict_yaml import load_text_yaml
from helpers.vocabulary import EDITIONS

#: Word that stands for every year that has data.
ALL_YEARS = "all"

#: Parameters that the matrix itself gives.
_OF_THE_MATRIX = ("municipality_id", "year", "edition")
_TOP_KEYS = ("edition", "reports")
_ENTRY_KEYS = ("notebooks", "municipalities", "data", "edition", "parameters", "exclude")
_EXCLUDE_KEYS = ("notebook", "municipality", "year")


@dataclass(frozen=True)
class Job:
    """One report to make. `parameters` are those that depart from the notebook's defaults,
    without municipality, year and edition. `dataset_name` is what the report calls its
    dataset where that is not the place it lies in."""

    notebook: Notebook
    dataset: Path
    municipality_id: str
    year: int
    edition: str = "internal"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    dataset_name: str = ""

    @property
    def folder(self) -> Path:
        """Folder of the report inside the output folder (contract, section 5)."""
        return Path(self.edition, str(self.year), self.municipality_id, self._folder_name())

    @property
    def label(self) -> str:
        """How messages name the report."""
        return f"{self._folder_name()} {self.municipality_id} {self.year}"

    def given(self) -> dict[str, Value]:
        """What papermill injects: the matrix values and the departing parameters."""
        own: dict[str, Value] = {
            "municipality_id": self.municipality_id,
            "year": self.year,
            "edition": self.edition,
        }
        return {**own, **self.parameters}

    def effective(self) -> dict[str, Value]:
        """All parameters of the notebook as they hold in this run, in its order."""
        given = self.given()
        return {
            name: given.get(name, declared.default)
            for name, declared in self.notebook.parameters.items()
        }

    def run_params(self) -> params.RunParams:
        """The run that the notebook makes of its parameters; wrong ones raise `ParameterError`."""
        given, known = self.effective(), params.RunParams.model_fields
        return params.RunParams(**{name: given[name] for name in known if name in given})

    def _folder_name(self) -> str:
        if not self.parameters:
            return self.notebook.name
        school = self.parameters.get("school_id")
        if list(self.parameters) == ["school_id"] and re.fullmatch(r"[\w.-]{1,64}", str(school)):
            return f"{self.notebook.name}~{school}"
        packed = json.dumps(dict(self.parameters), ensure_ascii=False, sort_keys=True)
        return f"{self.notebook.name}~{hashlib.sha256(packed.encode()).hexdigest()[:8]}"


class YearsHeld:
    """Years with data of a dataset's municipalities, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, str], list[int]] = {}

    def __call__(self, dataset: Path, municipality_id: str) -> list[int]:
        """Years for which any table has a row for the municipality."""
        key = (dataset, municipality_id)
        if key not in self._known:
            from helpers.store import Data, Store

            run = params.RunParams(municipality_id=municipality_id, year=2000)
            self._known[key] = Data(Store(dataset), run).years()
        return self._known[key]


def job(
    book: Notebook,
    dataset: Path,
    municipality_id: str,
    year: int,
    edition: str,
    settings: Mapping[str, str],
    years_held: Callable[[Path, str], list[int]],
) -> Job:
    """One checked job; anything wrong raises `ParameterError`.

    A notebook without a story for the public edition is refused there: what it shows of
    schools is not protected.
    """
    if edition == "public" and not book.has_public:
        having = [one.name for one in notebooks.notebooks() if one.has_public]
        raise ParameterError(
            f"У тетради {book.name} нет публичного издания: она показывает сведения об отдельных "
            "школах и педагогах и делается только для служебного пользования. Публичное издание "
            f"есть у тетрадей: {', '.join(having)}."
        )
    for name in _OF_THE_MATRIX:
        book.declared(name)
    params.municipality(municipality_id)
    held = years_held(dataset, municipality_id)
    if year not in held:
        raise no_such_year(municipality_id, year, held)
    made = Job(book, dataset, municipality_id, year, edition, _departing(book, settings))
    made.run_params()
    return made


def _departing(book: Notebook, settings: Mapping[str, str]) -> dict[str, Value]:
    """Settings as values, those equal to the defaults left out, in the notebook's order."""
    for name in settings:
        if name in _OF_THE_MATRIX:
            raise ParameterError(
                f"Параметр {name} задаётся не так: для него есть -m, -y, --edition."
            )
        book.declared(name)
    result = {}
    for name, declared in book.parameters.items():
        if name in settings:
            value = declared.value(settings[name])
            if value != declared.default:
                result[name] = value
    return result


def read_batch(path: Path, default_dataset: Path) -> list[Job]:
    """Jobs of a batch file, in its order; all its mistakes at once as one `ParameterError`."""
    content = load_text_yaml(path)
    faults: list[str] = []
    jobs: dict[Path, Job] = {}
    held, book = YearsHeld(), cache(notebooks.notebook)
    for entry in _entries(content, path.name):
        for name, dataset, place, year, settings in _matrix(entry, default_dataset, held, faults):
            try:
                made = job(book(name), dataset, place, year, entry.edition, settings, held)
            except ParameterError as error:
                faults.append(f"{entry.place}: {error}")
                continue
            other = jobs.setdefault(made.folder, made)
            if other != made:
                faults.append(f"{entry.place}: отчёт {made.label} уже назван с другими данными.")
    if faults:
        unique = list(dict.fromkeys(faults))
        rest = len(unique) - SHOWN_AT_MOST
        more = [f"… и ещё замечаний: {rest}"] if rest > 0 else []
        raise ParameterError("\n".join([f"{path.name}:", *unique[:SHOWN_AT_MOST], *more]))
    if not jobs:
        raise ParameterError(f"{path.name}: не названо ни одного отчёта.")
    return list(jobs.values())


@dataclass(frozen=True)
class _Entry:
    place: str
    fields: Mapping[str, Any]
    edition: str


def _entries(content: Any, file_name: str) -> Iterable[_Entry]:
    if not isinstance(content, dict):
        raise ParameterError(f"{file_name}: ожидались ключи edition и reports.")
    _only_known(content, _TOP_KEYS, file_name)
    edition = _edition(content.get("edition", "internal"), file_name)
    entries = content.get("reports")
    if not isinstance(entries, list):
        raise ParameterError(f"{file_name}: под ключом reports ожидался список записей.")
    for number, fields in enumerate(entries, start=1):
        place = f"запись {number}"
        if not isinstance(fields, dict):
            raise ParameterError(f"{file_name}, {place}: ожидались ключи и значения.")
        _only_known(fields, _ENTRY_KEYS, f"{file_name}, {place}")
        own = _edition(fields["edition"], place) if "edition" in fields else edition
        yield _Entry(place, fields, own)


def _only_known(fields: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    for name in fields:
        if name not in known:
            raise ParameterError(f"{place}: неизвестный ключ «{name}». {did_you_mean(name, known)}")


def _edition(text: Any, place: str) -> str:
    code = EDITIONS.find(text) if isinstance(text, str) else None
    if code is None:
        raise ParameterError(
            f"{place}: неизвестное издание «{text}». {did_you_mean(str(text), EDITIONS)}"
        )
    return code


_Arguments = tuple[str, Path, str, int, Mapping[str, str]]


def _matrix(
    entry: _Entry,
    default_dataset: Path,
    held: Callable[[Path, str], list[int]],
    faults: list[str],
) -> Iterable[_Arguments]:
    """Notebook × municipality × year of an entry; shape mistakes go to `faults`."""
    names = entry.fields.get("notebooks")
    districts = entry.fields.get("municipalities")
    settings = entry.fields.get("parameters") or {}
    left_out = entry.fields.get("exclude") or []
    dataset = _dataset(entry.fields.get("data"), default_dataset)
    if not (isinstance(names, list) and names and all(isinstance(name, str) for name in names)):
        faults.append(f"{entry.place}: под ключом notebooks ожидался список имён тетрадей.")
        return
    if not (isinstance(districts, dict) and districts):
        faults.append(f"{entry.place}: под ключом municipalities ожидалось имя: [годы].")
        return
    if not (isinstance(settings, dict) and all(isinstance(v, str) for v in settings.values())):
        faults.append(f"{entry.place}: под ключом parameters ожидалось имя: значение.")
        return
    if not _is_exclude(left_out):
        faults.append(
            f"{entry.place}: под ключом exclude ожидался список записей с ключами "
            f"{', '.join(_EXCLUDE_KEYS)}."
        )
        return
    unused = dict(enumerate(left_out))
    if not dataset.is_dir():
        faults.append(f"{entry.place}: нет папки набора данных {entry.fields.get('data')}.")
        return
    for municipality_id, listed in districts.items():
        try:
            params.municipality(municipality_id)
            years = _years(listed, dataset, municipality_id, held)
        except ParameterError as error:
            faults.append(f"{entry.place}: {error}")
            continue
        for year in years:
            for name in names:
                fitting = _fitting(left_out, name, municipality_id, year)
                for number in fitting:
                    unused.pop(number, None)
                if not fitting:
                    yield name, dataset, municipality_id, year, settings
    for rule in unused.values():
        words = ", ".join(f"{key}: {value}" for key, value in rule.items())
        faults.append(f"{entry.place}: под exclude «{words}» не подходит ни к одному отчёту.")


def _is_exclude(rules: Any) -> bool:
    return isinstance(rules, list) and all(
        isinstance(rule, dict)
        and rule
        and set(rule) <= set(_EXCLUDE_KEYS)
        and all(isinstance(value, str) for value in rule.values())
        for rule in rules
    )


def _fitting(rules: list[dict[str, str]], *report: str | int) -> list[int]:
    """Numbers of the rules that leave out a report: all of their keys are its own."""
    own = dict(zip(_EXCLUDE_KEYS, map(str, report), strict=True))
    return [
        number
        for number, rule in enumerate(rules)
        if all(own[key] == value for key, value in rule.items())
    ]


def _dataset(text: Any, default: Path) -> Path:
    return default if not text else paths.project_root() / str(text)


def _years(
    listed: Any, dataset: Path, municipality_id: str, held: Callable[[Path, str], list[int]]
) -> list[int]:
    if listed == ALL_YEARS:
        return held(dataset, municipality_id)
    words = listed if isinstance(listed, list) else [listed]
    years = []
    for word in words:
        if not (isinstance(word, str) and re.fullmatch(r"20[0-9]{2}", word)):
            raise ParameterError(
                f"{municipality_id}: год «{word}» не понят, нужны четыре цифры или слово all."
            )
        years.append(int(word))
    return years
