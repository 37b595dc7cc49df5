"""The board «На проверку»: what a person should look at before reports are signed or published.

Here: signs found by comparing the manifests of reports with each other: tables that a unit
lacks, sharp changes since the year before, schools far from all others, reports that failed.
Not here: faults inside the stored data (`shnor check`), judging results. A sign is a reason to
look, never a conclusion: numbers of people are not weighed here.

A unit is one municipality in one school year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

from helpers.indicators import catalogue
from helpers.reports.origins import Reference
from helpers.schemas import TABLES
from helpers.vocabulary import natural
from helpers.wording import numbers

#: A share of a whole municipality that moves by so many points in a year is looked at.
JUMP_POINTS = 20.0
#: A school is far from the others when it lies so many quartile ranges outside the middle half.
FAR_RANGES = 3.0
#: Fewer schools than this have no middle half to speak of.
LEAST_SCHOOLS = 5
#: Points beyond the middle half that are never called far, however close the others stand.
LEAST_POINTS = 20.0


@dataclass
class Unit:
    """One municipality in one year: the values and tables of all its reports, by edition."""

    municipality_id: str
    name: str
    year: int
    edition: str
    values: dict[str, float] = field(default_factory=dict)
    tables: dict[str, set[str]] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)

    def order(self) -> tuple[Any, ...]:
        """By municipality, newest year first, then by edition."""
        return (natural(self.name), self.municipality_id, -self.year, self.edition)


@dataclass(frozen=True)
class Change:
    """A value of the municipality as a whole, then and now."""

    title: str
    then: str
    now: str
    difference: str


@dataclass(frozen=True)
class Signs:
    """What to look at in one unit; `changes` are all values that two years share."""

    unit: Unit
    missing: Sequence[str]
    jumps: Sequence[str]
    far: Sequence[str]
    changes: Sequence[Change]

    @property
    def count(self) -> int:
        """How many signs there are."""
        return len(self.missing) + len(self.jumps) + len(self.far) + len(self.unit.failed)


def units(receipts: Iterable[tuple[Path, Mapping[str, Any]]]) -> list[Unit]:
    """The units of reports given as (folder, manifest), by name, newest year first."""
    found: dict[tuple[str, int, str], Unit] = {}
    for folder, receipt in receipts:
        municipality_id, year = folder.parent.name, int(folder.parents[1].name)
        edition = folder.parents[2].name
        unit = found.setdefault(
            (municipality_id, year, edition),
            Unit(municipality_id, receipt["cover"]["municipality_name"], year, edition),
        )
        unit.values.update(receipt["values"])
        tables = {name for item in receipt["inputs"] for name in item["tables"]}
        unit.tables.setdefault(receipt["notebook"], set()).update(tables)
    return sorted(found.values(), key=Unit.order)


def board(all_units: Sequence[Unit]) -> list[Signs]:
    """The signs of every unit, in the order of the units."""
    by_year = {(unit.municipality_id, unit.year, unit.edition): unit for unit in all_units}
    usual = _usual_tables(all_units)
    signs = []
    for unit in all_units:
        before = by_year.get((unit.municipality_id, unit.year - 1, unit.edition))
        signs.append(
            Signs(
                unit,
                missing=_missing(unit, usual),
                jumps=list(_jumps(unit, before)) if before else (),
                far=list(_far(unit)),
                changes=list(_changes(unit, before)) if before else (),
            )
        )
    return signs


def _usual_tables(all_units: Sequence[Unit]) -> dict[str, set[str]]:
    """Tables that at least half of the units have, by notebook."""
    listed: dict[str, list[set[str]]] = {}
    for unit in all_units:
        for notebook, tables in unit.tables.items():
            listed.setdefault(notebook, []).append(tables)
    return {
        notebook: {
            name
            for name in set().union(*found)
            if 2 * sum(name in tables for tables in found) >= len(found)
        }
        for notebook, found in listed.items()
    }


def _missing(unit: Unit, usual: Mapping[str, set[str]]) -> list[str]:
    own = set().union(*unit.tables.values()) if unit.tables else set()
    wanted = set().union(*(usual[notebook] for notebook in unit.tables))
    return sorted(TABLES[name].label if name in TABLES else name for name in wanted - own)


def _title(reference: Reference) -> str:
    item = catalogue.find(reference.indicator_id)
    title = item.title if item else reference.indicator_id
    return f"{title}, осень" if reference.is_autumn else title


def _is_share(reference: Reference) -> bool:
    item = catalogue.find(reference.indicator_id)
    return bool(item and item.is_share)


def _of_the_whole(unit: Unit) -> Iterator[tuple[str, Reference, float]]:
    """Computed values of the municipality or region itself, by reference."""
    for ref, value in sorted(unit.values.items()):
        reference = Reference.parse(ref)
        if reference.scope_id == unit.municipality_id and not reference.is_published:
            yield ref, reference, value


def _jumps(unit: Unit, before: Unit) -> Iterator[str]:
    for ref, reference, now in _of_the_whole(unit):
        then = before.values.get(ref)
        if then is not None and _is_share(reference) and abs(now - then) >= JUMP_POINTS:
            yield f"{_title(reference)}: {_shown(then)} → {_shown(now)} %"


def _changes(unit: Unit, before: Unit) -> Iterator[Change]:
    for ref, reference, now in _of_the_whole(unit):
        then = before.values.get(ref)
        if then is not None:
            difference = numbers.number(now - then, 1, signed=True)
            yield Change(_title(reference), _shown(then), _shown(now), difference)


def _far(unit: Unit) -> Iterator[str]:
    """Schools whose share lies far outside those of the other schools."""
    groups: dict[tuple[str, bool], list[tuple[str, float]]] = {}
    for ref, value in sorted(unit.values.items()):
        reference = Reference.parse(ref)
        if reference.scope == "school" and _is_share(reference):
            key = (reference.indicator_id, reference.is_autumn)
            groups.setdefault(key, []).append((ref, value))
    for schools in groups.values():
        if len(schools) < LEAST_SCHOOLS:
            continue
        low, _, high = quantiles([value for _, value in schools], n=4, method="inclusive")
        room = max(FAR_RANGES * (high - low), LEAST_POINTS)
        for ref, value in schools:
            if value > high + room or value < low - room:
                reference = Reference.parse(ref)
                yield (
                    f"{_title(reference)}: школа {reference.scope_id} — {_shown(value)} %, "
                    f"половина школ — от {_shown(low)} до {_shown(high)} %"
                )


def _shown(value: float) -> str:
    return numbers.number(value, 1)


def read(outputs: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Folder and manifest of every report under `outputs`."""
    return [
        (path.parent, json.loads(path.read_text("utf-8")))
        for path in sorted(outputs.glob("*/*/*/*/manifest.json"))
        if not path.parent.name.startswith(".")
    ]
