"""Parameters of fair comparison: conditions, number of peers, measures, limits.

Here: `params/methodology/peers.yaml` as checked values. Not here: what is done with them.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers import methodology
from helpers.errors import ParameterError
from helpers.indicators import catalogue
from helpers.methodology import Rules

#: Conditions that a distance may use, and how a reader calls them.
CONDITIONS = {
    "risk_group_pct": "группа риска",
    "low_income_pct": "малообеспеченные семьи",
    "one_parent_pct": "неполные семьи",
    "non_native_pct": "неродной русский",
    "ovz_pct": "ОВЗ",
    "on_register_pct": "на учёте",
    "parents_higher_education_pct": "высшее образование родителей",
    "distance_km": "удалённость",
    "pupils": "число обучающихся",
    "is_rural": "село или город",
    "kind": "вид школы",
}
#: Measures of which less is better; of the others more is.
_LESS_IS_BETTER = ("mark_2_share", "below_min_share")


@dataclass(frozen=True)
class Rule:
    """What is compared with what; `hardship` maps a condition to +1 (more is harder) or -1."""

    columns: tuple[str, ...]
    k: int
    min_columns: int
    measures: tuple[str, ...]
    min_participants: int
    min_measures: int
    hardship: tuple[tuple[str, int], ...]
    regression_min_schools: int
    regression_level: float
    hard_share: float
    top_share: float
    resilient_years: int
    min_schools: int
    leader_share: float
    leader_years: int
    leader_needs_no_signs: bool
    partners: int


def sign(indicator_id: str) -> int:
    """+1 where more is better, -1 where less is."""
    return -1 if indicator_id.endswith(_LESS_IS_BETTER) else 1


def rule_of(rules: Rules) -> Rule:
    """The rule that a file describes; an unknown condition or measure raises `ParameterError`."""
    columns = rules.texts("columns")
    directions = rules.mapping("hardship")
    for name in (*columns, *directions):
        if name not in CONDITIONS:
            known = ", ".join(CONDITIONS)
            raise ParameterError(f"{rules.file}: найдено условие «{name}», ожидалось: {known}.")
    for name, word in directions.items():
        if word not in ("more", "less") or name in ("kind", "is_rural"):
            raise ParameterError(
                f"{rules.file}, «hardship»: найдено «{name}: {word}», ожидалось число "
                "обучающихся, доля или удалённость и слово more или less."
            )
    measures = rules.texts("measures")
    for name in measures:
        catalogue.entry(name)
        if not catalogue.entry(name).is_share:
            raise ParameterError(f"{rules.file}, «measures»: «{name}» — не доля.")
    return Rule(
        columns,
        _whole(rules, "k"),
        _whole(rules, "min_columns"),
        measures,
        _whole(rules, "min_participants"),
        _whole(rules, "min_measures"),
        tuple((name, 1 if word == "more" else -1) for name, word in directions.items()),
        _whole(rules, "regression_min_schools"),
        _share(rules, "regression_level_pct"),
        _share(rules, "hard_share_pct"),
        _share(rules, "top_share_pct"),
        _whole(rules, "resilient_years"),
        _whole(rules, "min_schools"),
        _share(rules, "leader_share_pct"),
        _whole(rules, "leader_years"),
        rules.flag("leader_needs_no_signs"),
        _whole(rules, "partners"),
    )


def default_rule() -> Rule:
    """The rule of `params/methodology/peers.yaml`."""
    return rule_of(methodology.rules("peers"))


def _whole(rules: Rules, name: str) -> int:
    value = rules.number(name)
    if not value.is_integer() or value < 1:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено «{rules.text(name)}», ожидалось целое не меньше 1."
        )
    return int(value)


def _share(rules: Rules, name: str) -> float:
    value = rules.number(name)
    if not 0 < value < 100:
        raise ParameterError(
            f"{rules.file}, «{name}»: найдено «{rules.text(name)}», "
            "ожидалось больше 0 и меньше 100."
        )
    return value / 100
