"""Where the numbers of a report come from: the definition and the parts of each of them.

Here: from the references of cells to definitions, numerators and denominators. Not here: the
arithmetic and the texts of definitions (`indicators.catalogue`), the look (the exporters).

Numbers of one measure share one definition. Its grid has a line for each work and a column
for each scope (or the other way round, whichever is narrower); single schools have a grid of
their own, because they have numbers in few of the works, and so have the municipalities of a
region. The public edition shows no origins: parts of a protected number are not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers import params, vocabulary
from helpers.blocks import Cell
from helpers.indicators import catalogue, inputs
from helpers.indicators.catalogue import sources
from helpers.reports.document import Document
from helpers.reports.spec import ReportSpec
from helpers.schemas import TABLES
from helpers.wording import numbers, people

TITLE = "Откуда числа"
#: What stands for the code of a work in the command that covers a whole measure.
WORK = "РАБОТА"
_OF_A_PLAN = "опорная дорожная карта (какая — в выводе команды)"


@dataclass(frozen=True)
class Reference:
    """The name of an indicator cell taken apart: which indicator, about whom, which series."""

    indicator_id: str
    scope: str
    scope_id: str = ""
    is_autumn: bool = False
    is_published: bool = False

    @classmethod
    def parse(cls, ref: str) -> Reference:
        """The parts of `oge9.rus.positive_share|school:1234|autumn`."""
        indicator_id, _, rest = ref.partition("|")
        where, *extra = rest.split("|") if rest else [""]
        scope, _, scope_id = where.partition(":")
        return cls(indicator_id, scope, scope_id, "autumn" in extra, "published" in extra)

    def who(self, names: Mapping[str, str]) -> str:
        """About whom the number is: «школа iva-01», «Алейский район», «регион, опубликовано».

        `names` are those of the municipalities, where the report tells of several.
        """
        label = vocabulary.SCOPE_LABELS.get(self.scope, self.scope)
        if self.scope == "school":
            label = f"{label} {self.scope_id}"
        elif self.scope == "municipality":
            label = names.get(self.scope_id, label)
        return f"{label}{', опубликовано' if self.is_published else ''}"


@dataclass(frozen=True)
class Line:
    """A line of a grid: its name, the code of the work where there is one, its places.

    A place is the anchor that cells lead to and the parts of the number; both are empty
    where the report has no number.
    """

    name: str
    code: str
    places: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """The parts of numbers, works against scopes: the name of the lines, heads, lines."""

    corner: str
    heads: Sequence[tuple[str, str]]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Definition:
    """One measure or named indicator, and the numbers of the report that follow it."""

    anchor: str
    title: str
    indicator_ids: Sequence[str]
    formula: str
    remarks: Sequence[str]
    tables: str
    command: str
    grids: Sequence[Grid]


@dataclass(frozen=True)
class Origins:
    """All definitions of a report, and the anchor of each reference."""

    definitions: Sequence[Definition]
    anchors: Mapping[str, str]


def build(document: Document, spec: ReportSpec) -> Origins:
    """The origins of every number with a reference, in the order of their first showing.

    The public edition has none: how its protected shares are made stands on its own page.
    """
    if spec.edition == "public":
        return Origins((), {})
    cells = shown(document)
    parsed = {ref: Reference.parse(ref) for ref in cells}
    names = _places_told(parsed.values())
    groups: dict[tuple[str, bool], list[str]] = {}
    for ref, one in parsed.items():
        groups.setdefault(_group(one.indicator_id), []).append(ref)
    anchors: dict[str, str] = {}
    definitions = []
    for number, refs in enumerate(groups.values(), start=1):
        own = {ref: cells[ref] for ref in refs}
        definitions.append(_definition(f"d{number}", own, spec, anchors, names))
    return Origins(_named_once(definitions), anchors)


def _places_told(refs: Iterable[Reference]) -> dict[str, str]:
    """Names of the municipalities that a report tells of; none where it tells of one."""
    places = {ref.scope_id for ref in refs if ref.scope == "municipality"}
    return params.told_apart(params.names_of(places)) if len(places) > 1 else {}


def _named_once(definitions: Sequence[Definition]) -> list[Definition]:
    """Works are named where they stand first; afterwards the code and the wave keep pages small."""
    named: set[tuple[str, str]] = set()
    result = []
    for item in definitions:
        grids = []
        for grid in item.grids:
            lines = [
                replace(one, name=_wave(one.name)) if (one.name, one.code) in named else one
                for one in grid.lines
            ]
            named.update((one.name, one.code) for one in grid.lines if one.code)
            grids.append(replace(grid, lines=lines))
        result.append(replace(item, grids=grids))
    return result


def _wave(name: str) -> str:
    last = name.rpartition(", ")[2]
    return last if last in vocabulary.WAVES.labels.values() else ""


def shown(document: Document) -> dict[str, Cell]:
    """The first cell of each reference that carries a number, in reading order."""
    found: dict[str, Cell] = {}
    for numbered in document.tables():
        for row in numbered.table.rows:
            for cell in row:
                if cell.ref and cell.is_number:
                    known = found.get(cell.ref)
                    if known is None or (known.denominator is None and cell.denominator):
                        found[cell.ref] = cell
    return found


def formula(indicator_id: str) -> str:
    """Numerator and denominator in words (`Indicator.formula`)."""
    item = catalogue.find(indicator_id)
    return "определения нет в каталоге показателей" if item is None else item.formula


def table_names(indicator_id: str) -> str:
    """Names of the tables that an indicator is counted from."""
    return ", ".join(TABLES[name].label for name in inputs.columns_of(indicator_id))


def command(spec: ReportSpec, indicator_id: str) -> str:
    """The command that shows formula, rows, file, sheet and cells of an indicator."""
    place = f"-m {spec.parameters.get('municipality_id')} -y {spec.parameters.get('year')}"
    return f"shnor explain {place} {indicator_id} --data {spec.dataset}"


def parts_text(cell: Cell) -> str:
    """«8 / 18», or the value where nothing was divided."""
    if cell.numerator is None or cell.denominator is None:
        return numbers.number(float(cell.value), 2) if isinstance(cell.value, int | float) else ""
    return f"{_short(cell.numerator)} / {_short(cell.denominator)}"


def _short(value: float) -> str:
    return numbers.number(value, 0 if float(value).is_integer() else 2)


def _group(indicator_id: str) -> tuple[str, bool]:
    family = catalogue.parts(indicator_id)
    return (family.measure, family.as_written) if family else (indicator_id, False)


def _definition(
    anchor: str,
    cells: Mapping[str, Cell],
    spec: ReportSpec,
    anchors: dict[str, str],
    names: Mapping[str, str],
) -> Definition:
    refs = {ref: Reference.parse(ref) for ref in cells}
    ids = list(dict.fromkeys(ref.indicator_id for ref in refs.values()))
    family = catalogue.parts(ids[0])
    item = catalogue.find(ids[0])
    title = catalogue.MEASURES[family.measure].title if family else item.title if item else ids[0]
    tail = f".{family.measure}" if family else ""
    named = ids[0] if len(ids) == 1 else f"{WORK}{tail}"
    for count, ref in enumerate(cells, start=1):
        anchors[ref] = f"{anchor}-{count}"
    parts: dict[str, dict[str, Reference]] = {}
    for ref, one in refs.items():
        is_apart = one.scope == "school" or one.scope_id in names
        parts.setdefault(one.scope if is_apart else "", {})[ref] = one
    grids = [
        _grid(cells, parts[part], anchors, tail, names)
        for part in ("", "municipality", "school")
        if part in parts
    ]
    return Definition(
        anchor, people.upper_first(title), ids, formula(ids[0]), _remarks(ids), table_names(ids[0]),
        command(spec, named), grids,
    )  # fmt: skip


def rule_source(item: catalogue.Indicator) -> str:
    """Whose definition it is; plans of territories are not named in the report of another."""
    return _OF_A_PLAN if item.rule_source in sources.PLANS else item.rule_source


def _remarks(ids: Sequence[str]) -> list[str]:
    """Whose rule it is, and what is wrong with the definition in its source."""
    items = [item for item in map(catalogue.find, ids) if item is not None]
    rules = list(dict.fromkeys(rule_source(item) for item in items if item.rule_source))
    flaws: dict[str, list[str]] = {}
    for item in items:
        for code in item.flaw_codes:
            flaws.setdefault(catalogue.FLAWS[code], []).append(item.indicator_id)
    of_some = len(ids) > 1
    return [f"Правило: {rule}." for rule in rules] + [
        f"Замечание{' к ' + ', '.join(names) if of_some else ''}: {flaw}."
        for flaw, names in flaws.items()
    ]


def _work(ref: Reference) -> tuple[str, str]:
    """Name and code of the work a number is about; both empty for a named indicator."""
    family = catalogue.parts(ref.indicator_id)
    if family is None:
        return ("осень" if ref.is_autumn else "", "")
    measure = catalogue.MEASURES[family.measure].title
    title = catalogue.entry(ref.indicator_id).title.split(f": {measure}", 1)[0]
    code = ref.indicator_id.removesuffix(catalogue.AS_WRITTEN).removesuffix(f".{family.measure}")
    return (f"{title}, осень" if ref.is_autumn else title, code)


def _grid(
    cells: Mapping[str, Cell],
    refs: Mapping[str, Reference],
    anchors: Mapping[str, str],
    tail: str,
    names: Mapping[str, str],
) -> Grid:
    places = {
        (_work(ref), (ref.who(names), "")): (anchors[name], parts_text(cells[name]))
        for name, ref in refs.items()
    }
    works = list(dict.fromkeys(work for work, _ in places))
    whos = list(dict.fromkeys(who for _, who in places))
    corner = "Работа" if tail else "По кому"
    if tail and len(works) >= len(whos):
        rows, columns = works, whos
    else:
        rows, columns, corner = whos, works, "По кому"
        places = {(who, work): place for (work, who), place in places.items()}
    lines = [
        Line(name, code, [places.get(((name, code), column), ("", "")) for column in columns])
        for name, code in rows
    ]
    return Grid(corner, columns, lines)
