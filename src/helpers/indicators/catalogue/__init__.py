"""The catalogue of indicators: every definition once, declared as data.

Here: what an indicator is called, counts and divides by, in which direction it is good, whose
definition it follows and what is wrong with that definition. Not here: the arithmetic. A new
indicator is one entry in the module of its subject.
"""

from __future__ import annotations

from helpers.indicators.catalogue import context, results, teachers
from helpers.indicators.catalogue.entry import AS_WRITTEN, FLAWS, Indicator
from helpers.indicators.catalogue.families import (
    MEASURES,
    PROCEDURE_TITLES,
    Measure,
    Parts,
    family_entry,
    family_id,
    parts,
    subject_title,
)
from helpers.indicators.catalogue.plans import PLAN_SETS

#: Indicators with a name of their own, by identifier, in the order of the reference page.
NAMED: dict[str, Indicator] = {
    item.indicator_id: item for module in (results, context, teachers) for item in module.ENTRIES
}


def find(indicator_id: str) -> Indicator | None:
    """The entry of an identifier, named or of a family; None when there is no such indicator."""
    return NAMED.get(indicator_id) or family_entry(indicator_id)


def entry(indicator_id: str) -> Indicator:
    """The entry of an identifier that must exist.

    An unknown identifier is our own mistake here; identifiers that people type go through
    `find`.
    """
    found = find(indicator_id)
    assert found is not None, f"indicator {indicator_id!r} is not in the catalogue"
    return found


def listing() -> list[dict[str, object]]:
    """Every indicator as a plain record: named ones, then each measure of the families.

    A measure stands once, with places to fill in its identifier; the procedures it exists for
    are named.
    """
    families = [
        {
            "indicator_id": f"<процедура><класс>.<предмет>.{item.name}",
            "title": item.title[:1].upper() + item.title[1:],
            "unit": item.unit,
            "numerator": item.numerator,
            "denominator": item.denominator,
            "direction": item.direction,
            "interval": item.interval,
            "rule_source": item.rule_source,
            "target_source": "",
            "min_denominator": 10,
            "reading": "",
            "flaw": "",
            "procedures": [f"{slug} ({PROCEDURE_TITLES[slug]})" for slug in item.procedures],
        }
        for item in MEASURES.values()
    ]
    return [_record(item) for item in NAMED.values()] + families


def _record(item: Indicator) -> dict[str, object]:
    fields = (
        "indicator_id", "title", "unit", "numerator", "denominator", "direction", "interval",
        "rule_source", "target_source", "min_denominator", "reading", "flaw",
    )  # fmt: skip
    return {name: getattr(item, name) for name in fields} | {"procedures": []}


__all__ = [
    "AS_WRITTEN",
    "FLAWS",
    "MEASURES",
    "NAMED",
    "PLAN_SETS",
    "PROCEDURE_TITLES",
    "Indicator",
    "Measure",
    "Parts",
    "entry",
    "family_entry",
    "family_id",
    "find",
    "listing",
    "parts",
    "subject_title",
]
