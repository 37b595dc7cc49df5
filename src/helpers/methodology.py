"""Rules and thresholds of `params/methodology`: values with their source and standing.

Here: reading one rule file into named parameters that know where they come from. Not here:
what a rule does with them (the indicator modules).

A file says what it is about (`title`) and lists `parameters`; each has `value`, `label`
(Russian), `unit` (may be empty), `source` and `mark`: `confirmed` when the source was read,
`unconfirmed` otherwise. Both are printed in the method section of a report.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from helpers import paths, readings
from helpers.errors import ParameterError
from helpers.strict_yaml import load_text_yaml

MARKS = {"confirmed": "подтверждено", "unconfirmed": "не подтверждено"}
_FIELDS = {"value", "label", "unit", "source", "mark"}


@dataclass(frozen=True)
class Parameter:
    """One value of a rule: text, list of texts or mapping of texts, as the file has it."""

    name: str
    value: Any
    label: str
    unit: str
    source: str
    mark: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the source of the value was read."""
        return self.mark == "confirmed"


@dataclass(frozen=True)
class Rules:
    """The parameters of one rule file by name; wrong kinds raise `ParameterError`."""

    file: str
    title: str
    parameters: Mapping[str, Parameter]

    def _value(self, name: str, kind: type) -> Any:
        if name not in self.parameters:
            raise ParameterError(f"{self.file}: нет параметра «{name}».")
        value = self.parameters[name].value
        if not isinstance(value, kind):
            raise ParameterError(f"{self.file}, «{name}»: значение другого вида.")
        return value

    def text(self, name: str) -> str:
        """A word."""
        return str(self._value(name, str))

    def number(self, name: str) -> float:
        """A number; a decimal comma is accepted."""
        text = self.text(name)
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise ParameterError(
                f"{self.file}, «{name}»: найдено «{text}», ожидалось число."
            ) from None

    def flag(self, name: str) -> bool:
        """`on` or `off`."""
        text = self.text(name)
        if text not in ("on", "off"):
            raise ParameterError(f"{self.file}, «{name}»: найдено «{text}», ожидалось on или off.")
        return text == "on"

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        return tuple(str(item) for item in self._value(name, list))

    def mapping(self, name: str) -> dict[str, str]:
        """Word → word; an empty value is an empty mapping."""
        value = self.parameters[name].value if name in self.parameters else ""
        return {} if value == "" else {k: str(v) for k, v in self._value(name, dict).items()}


def load_rules(path: Path) -> Rules:
    """The rules of a file. Raises `ParameterError` that names the faulty parameter."""
    content = load_text_yaml(path)
    if not isinstance(content, dict) or not isinstance(content.get("parameters"), dict):
        raise ParameterError(f"{path.name}: ожидались «title» и «parameters».")
    parameters = {}
    for name, fields in content["parameters"].items():
        if not isinstance(fields, dict) or "value" not in fields or set(fields) - _FIELDS:
            raise ParameterError(f"{path.name}, «{name}»: ожидались {', '.join(sorted(_FIELDS))}.")
        mark = fields.get("mark", "")
        if mark not in MARKS or not fields.get("source"):
            raise ParameterError(
                f"{path.name}, «{name}»: нужны source и mark (confirmed или unconfirmed)."
            )
        parameters[name] = Parameter(
            name,
            fields["value"],
            fields.get("label", name),
            fields.get("unit", ""),
            fields["source"],
            mark,
        )
    return Rules(path.name, str(content.get("title", "")), parameters)


@lru_cache(maxsize=64)
def _cached(path: Path, _changed: int) -> Rules:
    return load_rules(path)


def state() -> tuple[tuple[str, int], ...]:
    """What tells one state of the rule files from another: their names and times of change."""
    try:
        with os.scandir(paths.methodology_folder()) as found:
            return tuple(sorted((one.name, one.stat().st_mtime_ns) for one in found))
    except OSError:
        return ()


def rules(name: str) -> Rules:
    """The rules of `params/methodology/<name>.yaml`."""
    path = paths.methodology_folder() / f"{name}.yaml"
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    readings.file(path)
    return _cached(path, changed)
