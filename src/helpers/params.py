"""Parameters of a run, checked once, and the municipalities they may name.

Here: `RunParams`, `Municipality`, the list of `params/municipalities.yaml`. Not here: the
parameters of a whole batch (`batch`), thresholds and rules (`params/methodology`, read by
the indicators that use them).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from helpers import paths, readings, vocabulary
from helpers.errors import ParameterError
from helpers.spelling import nearest
from helpers.strict_yaml import load_text_yaml

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Municipality(BaseModel):
    """A district, city or region that uses the workbook; names as a sentence needs them.

    `name_prepositional` carries its preposition: «в Ивантеевском районе».
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality_id: str
    name: str
    name_genitive: str
    name_prepositional: str
    level: Literal["municipality", "region"] = "municipality"
    region_id: str = ""
    region_name: str = ""
    oktmo: str = ""
    oktmo_source: str = ""
    frame: Literal["calendar", "school_year"] = "school_year"

    @property
    def is_region(self) -> bool:
        """Whether this is a region with municipalities of its own."""
        return self.level == "region"


def load_municipalities(path: Path) -> dict[str, Municipality]:
    """Municipalities of a file by their id, in the order of the file."""
    content = load_text_yaml(path)
    if not isinstance(content, dict):
        raise ParameterError(f"{path.name}: ожидался список «краткое имя: свойства».")
    result = {}
    for slug, fields in content.items():
        if not _SLUG.fullmatch(slug):
            raise ParameterError(
                f"{path.name}: краткое имя «{slug}» — допустимы строчные латинские буквы, "
                "цифры и дефис."
            )
        try:
            result[slug] = Municipality(municipality_id=slug, **(fields or {}))
        except (ValidationError, TypeError) as error:
            raise ParameterError(f"{path.name}, «{slug}»: {_first_fault(error)}") from None
    return result


_kept: dict[Path, tuple[int, dict[str, Municipality]]] = {}


def municipalities() -> dict[str, Municipality]:
    """All municipalities of `params/municipalities.yaml` by id; read again when it changes."""
    path = paths.params_folder() / "municipalities.yaml"
    changed = path.stat().st_mtime_ns if path.exists() else 0
    if path not in _kept or _kept[path][0] != changed:
        _kept[path] = (changed, load_municipalities(path))
    readings.file(path)
    return _kept[path][1]


def names_of(municipality_ids: Iterable[str]) -> dict[str, str]:
    """Names by id; a municipality that is not known is called by its id."""
    known = municipalities()
    return {i: known[i].name if i in known else i for i in municipality_ids}


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, ready to stand in one list: a name that several bear says whose it is.

    «Советский район» of two regions gets the region in brackets; where that says nothing, the id.
    """
    known = municipalities()
    regions = {i: known[i].region_name if i in known else "" for i in names}
    bearers = Counter(names.values())
    bearers_there = Counter((name, regions[i]) for i, name in names.items())
    result = {}
    for i, name in names.items():
        is_told = bool(regions[i]) and bearers_there[name, regions[i]] == 1
        result[i] = f"{name} ({regions[i] if is_told else i})" if bearers[name] > 1 else name
    return result


def shown_name(municipality_id: str) -> str:
    """Its name as it stands alone on a cover: with the region where another bears the name too."""
    return told_apart(names_of(municipalities()))[municipality_id]


def municipality(municipality_id: str) -> Municipality:
    """The municipality of an id; unknown ones raise with the nearest known names."""
    known = municipalities()
    if municipality_id in known:
        return known[municipality_id]
    by_name: dict[str, list[str]] = {}
    for item in known.values():
        by_name.setdefault(vocabulary.folded(item.name), []).append(item.municipality_id)
    given = vocabulary.folded(municipality_id)
    hints = by_name.get(given) or nearest(municipality_id, known)
    hints = hints or [one for name in nearest(given, by_name) for one in by_name[name]]
    hint = f" Похожие: {', '.join(hints)}." if hints else ""
    raise ParameterError(
        f"Муниципалитет «{municipality_id}» не найден в params/municipalities.yaml.{hint} "
        "Полный список: shnor list municipalities."
    )


class RunParams(BaseModel):
    """What one report is about. Everything a notebook knows of its run, checked once.

    `year` is the calendar year in which the school year ends. `as_of` (ISO date) judges the
    execution of roadmaps; empty means the end of the plan's year (contract, section 1).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    municipality_id: str
    year: int
    edition: Literal["internal", "public"] = "internal"
    as_of: str = ""
    plan_id: str = ""
    school_id: str = ""
    register_source: str = ""

    def __init__(self, **given: Any) -> None:
        unknown = sorted(set(given) - set(type(self).model_fields))
        if unknown:
            hints = nearest(unknown[0], type(self).model_fields)
            hint = f" Возможно, «{hints[0]}»?" if hints else ""
            raise ParameterError(f"Неизвестный параметр «{unknown[0]}».{hint}")
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise ParameterError(_first_fault(error)) from None
        municipality(self.municipality_id)

    @field_validator("year", mode="before")
    @classmethod
    def _plain_year(cls, value: Any) -> int:
        if isinstance(value, bool):
            raise ValueError("год записан не числом")
        if isinstance(value, str):
            if not re.fullmatch(r"[0-9]{4}", value):
                raise ValueError(f"год «{value}»: ожидались четыре цифры, например 2022")
            value = int(value)
        if not isinstance(value, int):
            raise ValueError(f"год «{value}»: ожидалось целое число, например 2022")
        if not 2000 <= value <= 2100:
            raise ValueError(f"год {value}: ожидался год от 2000 до 2100")
        return value

    @field_validator("as_of")
    @classmethod
    def _iso_date(cls, value: str) -> str:
        if value:
            try:
                dt.date.fromisoformat(value)
            except ValueError:
                raise ValueError(f"дата «{value}»: ожидалась дата вида 2022-08-31") from None
        return value

    @property
    def municipality(self) -> Municipality:
        """The municipality of this run."""
        return municipality(self.municipality_id)

    @property
    def period(self) -> str:
        """The school year in words: «2021/22 учебный год»."""
        return vocabulary.school_year_label(self.year)

    def of_place(self) -> RunParams:
        """The run of the whole municipality: that of a school's card without the school."""
        return self.model_copy(update={"school_id": ""})

    def report_date(self) -> dt.date:
        """The date a report is made for: `as_of`, else the end of the plan's year.

        31 August of `year` where plans follow the school year, 31 December otherwise
        (contract, section 1); never the clock.
        """
        if self.as_of:
            return dt.date.fromisoformat(self.as_of)
        if self.municipality.frame == "calendar":
            return dt.date(self.year, 12, 31)
        return dt.date(self.year, 8, 31)


_FIELD_WORDS = {
    "municipality_id": "муниципалитет",
    "year": "год",
    "edition": "издание",
    "as_of": "дата отчёта",
}


def _first_fault(error: Exception) -> str:
    """The first fault of a validation error in Russian."""
    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors()[0]
    name = str(fault["loc"][0]) if fault["loc"] else ""
    word = _FIELD_WORDS.get(name, name)
    kind = fault["type"]
    if kind == "value_error":
        return f"Параметр «{word}»: {fault['ctx']['error']}."
    if kind == "missing":
        return f"Не задан параметр «{word}»."
    if kind == "literal_error":
        allowed = fault["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"Параметр «{word}»: найдено «{fault['input']}», допустимо: {allowed}."
    if kind == "extra_forbidden":
        return f"Неизвестное свойство «{word}»."
    return f"Параметр «{word}»: найдено «{fault['input']}», ожидалось значение другого вида."
