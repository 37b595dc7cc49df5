"""The rules of the public edition: `params/disclosure.yaml`, which may only tighten.

Here: the thresholds, their floors, the widths of bands. Not here: applying them
(`statements`, `audit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from helpers import paths
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean
from helpers.strict_yaml import load_text_yaml

FILE_NAME = "disclosure.yaml"
#: What is told: shares of municipalities, exact or as bands; exams of schools as bands besides;
#: exact counts of municipalities with suppression and no bands.
PROFILES = ("municipality", "schools", "counts")

#: Key → the least value allowed and what it bounds.
_FLOORS = {
    "group": (10, "участников за долей"),
    "cell": (5, "людей в показанном числе"),
    "schools": (3, "школ за долей"),
    "teachers": (10, "педагогов за числом"),
    "teacher_schools": (3, "школ за числом о педагогах"),
    "margin": (4, "возможных значений у малой группы"),
    "years": (3, "лет за долей вместе"),
}

#: Width of a band in percent by the least number of participants it is used from.
_WIDTHS = ((80, 5), (40, 10), (20, 20), (10, 50))


@dataclass(frozen=True)
class Policy:
    """Thresholds of the public edition; the defaults are the floors."""

    profile: str = "municipality"
    group: int = 10
    cell: int = 5
    schools: int = 3
    teachers: int = 10
    teacher_schools: int = 3
    margin: int = 4
    years: int = 3

    @property
    def safe_part(self) -> int:
        """People on one side of an exact number that leave each group among them enough values:
        no small number, and from none to all of them `margin` possible values.

        >>> Policy().safe_part, Policy(margin=10).safe_part
        (5, 9)
        """
        return max(self.cell, self.margin - 1)

    def widths(self, participants: int) -> Sequence[int]:
        """Widths of bands for a group, narrowest first; none for a group too small to show.

        Where counts are told there are no bands.

        >>> Policy().widths(25), Policy().widths(9), Policy("counts").widths(25)
        ([20, 50], [], [])
        """
        if participants < self.group or self.profile == "counts":
            return []
        return [width for least, width in _WIDTHS if participants >= least]

    def as_dict(self) -> dict[str, Any]:
        """The thresholds as plain data, for certificates."""
        return asdict(self)


def stated() -> Policy:
    """The policy of the parameter file; a value below its floor raises `ParameterError`."""
    path = paths.params_folder() / FILE_NAME
    content = load_text_yaml(path)
    if not isinstance(content, dict):
        raise ParameterError(f"{FILE_NAME}: ожидались строки вида «правило: значение».")
    rules = Policy(**{name: _checked(name, text) for name, text in content.items()})
    if rules.profile == "counts":
        # a hidden count must be as uncertain as a shown one is large
        return replace(rules, margin=max(rules.margin, rules.cell + 1))
    return rules


def _checked(name: str, text: Any) -> Any:
    if name == "profile":
        if text not in PROFILES:
            raise ParameterError(
                f"{FILE_NAME}: profile — найдено «{text}». {did_you_mean(str(text), PROFILES)}"
            )
        return text
    if name not in _FLOORS:
        known = ("profile", *_FLOORS)
        raise ParameterError(f"{FILE_NAME}: нет правила «{name}». {did_you_mean(name, known)}")
    floor, what = _FLOORS[name]
    if not (isinstance(text, str) and text.isascii() and text.isdigit()):
        raise ParameterError(f"{FILE_NAME}: {name} — найдено «{text}», ожидалось целое число.")
    if int(text) < floor:
        raise ParameterError(
            f"{FILE_NAME}: {name} — найдено {text}, допустимо не меньше {floor} ({what}). "
            "Правила публичного издания можно только ужесточить."
        )
    return int(text)
