"""A rule of low results as data: what counts, where the limit is, who is looked at.

Here: reading a rule file into a checked `Rule`, and small changes of a rule. Not here: what a
rule says of a school (`verdicts`, `ranking`) and how stable that is (`stability`).

Three methods are known. `threshold`: at least so many percent below the minimum (Рособрнадзор,
order of 19.08.2020 № 847, as an inspection act words it). `quartile`: the same, with pupils in
the lowest quarter of the region in place of pupils below the minimum. `rank`: the schools with
the worst mean place among all schools. Their files are `params/methodology/low_results*.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from helpers import methodology
from helpers.errors import ParameterError
from helpers.methodology import Rules
from helpers.vocabulary import SUBJECTS

#: Procedures a rule may count, by their word in a rule file.
CODES = {
    "vpr": "ВПР",
    "oge": "ОГЭ",
    "ege": "ЕГЭ",
    "dr": "ДР",
}
#: Rule files shipped with the workbook, the default first.
SHIPPED = ("low_results", "low_results_rank", "low_results_quartile")

Method = Literal["threshold", "quartile", "rank"]


@dataclass(frozen=True)
class Rule:
    """One rule; every field is a parameter of its file and is labelled there.

    `low_share_pct` is the limit of `threshold` and `quartile`; `cut_pct` the part of the schools
    that `rank` lists. `kinds` limits the population to kinds of schools (empty: all).
    """

    low_share_pct: float
    min_procedures: int
    two_year_rule: Literal["same", "any", "off"]
    counted: tuple[tuple[str, int, str], ...]
    math_levels: Literal["pooled", "separate", "worst"]
    below_min: Literal["final", "first"]
    excluded_years: dict[str, tuple[int, ...]]
    exclude_special: bool
    min_participants: int
    small_n: int
    method: Method = "threshold"
    cut_pct: float = 0.0
    kinds: tuple[str, ...] = ()
    special_words: tuple[str, ...] = ()

    def counts(self, procedure: str, year: int) -> bool:
        """Whether results of a procedure of this year count at all."""
        return year not in self.excluded_years.get(procedure, ())


def rule_of(rules: Rules) -> Rule:
    """The rule that a file of parameters describes; unknown words raise `ParameterError`."""
    method = _word(rules, "method", "threshold", "quartile", "rank", default="threshold")
    is_rank = method == "rank"
    return Rule(
        0.0 if is_rank else _within(rules, "low_share_pct", 0, 100),
        int(_within(rules, "min_procedures", 1, 100)),
        "off" if is_rank else _word(rules, "two_year_rule", "same", "any", "off"),  # type: ignore[arg-type]
        tuple(_procedure(rules, word) for word in rules.texts("counted")),
        _word(rules, "math_levels", "pooled", "separate", "worst"),  # type: ignore[arg-type]
        _word(rules, "below_min", "final", "first"),  # type: ignore[arg-type]
        _years(rules),
        rules.flag("exclude_special"),
        int(_within(rules, "min_participants", 0, 1000)),
        int(_within(rules, "small_n", 0, 1000)),
        method,  # type: ignore[arg-type]
        _within(rules, "cut_pct", 0, 100) if is_rank else 0.0,
        _texts(rules, "kinds"),
        _texts(rules, "special_words"),
    )


def default_rules() -> Rules:
    """The parameters of `params/methodology/low_results.yaml`, with sources and marks."""
    return methodology.rules("low_results")


def default_rule() -> Rule:
    """The rule of `params/methodology/low_results.yaml`."""
    return rule_of(default_rules())


def _texts(rules: Rules, name: str) -> tuple[str, ...]:
    return rules.texts(name) if name in rules.parameters else ()


def _within(rules: Rules, name: str, low: float, high: float) -> float:
    value = rules.number(name)
    if not low <= value <= high:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено {value:g}, допустимо от {low:g} до {high:g}."
        )
    return value


def _word(rules: Rules, name: str, *allowed: str, default: str = "") -> str:
    if default and name not in rules.parameters:
        return default
    word = rules.text(name)
    if word not in allowed:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено «{word}», допустимо: {', '.join(allowed)}."
        )
    return word


def _years(rules: Rules) -> dict[str, tuple[int, ...]]:
    found = {}
    for procedure, text in rules.mapping("excluded_years").items():
        words = [word.strip() for word in text.split(",") if word.strip()]
        if procedure not in CODES.values() or not all(word.isdigit() for word in words):
            raise ParameterError(
                f"{rules.file}, «excluded_years»: найдено «{procedure}: {text}», ожидались "
                f"процедура ({', '.join(CODES.values())}) и годы через запятую."
            )
        found[procedure] = tuple(int(word) for word in words)
    return found


def _procedure(rules: Rules, word: str) -> tuple[str, int, str]:
    slug, _, subject = word.partition(".")
    letters = slug.rstrip("0123456789")
    if letters not in CODES or slug == letters or subject not in SUBJECTS:
        raise ParameterError(
            f"{rules.file}, «counted»: найдено «{word}», ожидалось вида vpr5.rus, oge9.math."
        )
    return CODES[letters], int(slug[len(letters) :]), subject
