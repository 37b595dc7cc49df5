"""First and last pages of every notebook: cover, rules of the method, sources of the numbers.

Here: what all notebooks share at their beginning and end. Not here: the passport of a
report file (`reports.passport`), which says how that file was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from helpers import blocks, methodology, params
from helpers.methodology import MARKS, Parameter
from helpers.params import RunParams
from helpers.schemas import TABLES
from helpers.store import Data
from helpers.wording import rules

#: Digits of a hash that are printed.
SHOWN_DIGITS = 16


def cover(data: Data, run: RunParams, title: str) -> blocks.Cover:
    """The cover: title, municipality, school year, edition, the date the report is made for."""
    name = params.shown_name(data.municipality.municipality_id)
    return blocks.Cover(title, name, run.period, run.edition, run.report_date(), data.label)


def method(
    rule_files: Iterable[str] = (),
    pairs: Iterable[tuple[str, str, str, str]] = (),
    *,
    block_id: str = "method",
    title: str = "Правила и пороги отчёта",
) -> blocks.Table:
    """Rules a report follows: what, value, whose, and whether the source was read.

    `rule_files` are names in `params/methodology` without extension, all their parameters
    are shown; `file.name` shows one of them. `pairs` are further rules as (rule, value,
    source, key of `MARKS`).
    """
    rows = [[rule, value, source, MARKS[mark]] for rule, value, source, mark in pairs] + [
        [item.label, rules.value_text(item), item.source, MARKS[item.mark]]
        for name in rule_files
        for item in _parameters(name)
    ]
    return blocks.Table(
        block_id,
        title,
        [
            blocks.Column("rule", "Правило"),
            blocks.Column("value", "Значение"),
            blocks.Column("source", "Откуда взято"),
            blocks.Column("mark", "Проверка источника"),
        ],
        rows,
        notes=[
            "«Не подтверждено» — значение принято рабочей тетрадью или известно из практики, "
            "а сам документ не читан: перед решениями его стоит сверить."
        ],
    )


def _parameters(name: str) -> Iterator[Parameter]:
    file, _, one = name.partition(".")
    parameters = methodology.rules(file).parameters
    yield from [parameters[one]] if one else parameters.values()


def sources(data: Data, *tables: str) -> blocks.Table | blocks.Notice:
    """Source files behind the named tables of this run, with rows taken and their hashes.

    Rows of all years that the run may see are counted. A file is named by its slot in the
    ledger (kind, municipality, number), never by the sender's file name.
    """
    used = _used(data, tables)
    ledger = data.store.ledger().sources
    if not used:
        return blocks.Notice("Для этого отчёта в хранилище нет строк из файлов-источников.")
    rows = []
    for source_id, parts in used.items():
        record = ledger.get(source_id)
        row: list[blocks.CellLike] = [
            record.slot if record else source_id,
            ", ".join(TABLES[name].label.lower() for name in parts),
            sum(parts.values()),
        ]
        row.append(record.sha256[:SHOWN_DIGITS] if record else blocks.Cell.absent())
        rows.append(row)
    columns = [
        blocks.Column("slot", "Источник в журнале загрузки"),
        blocks.Column("tables", "Что взято"),
        blocks.Column("rows", "Строк", align="right"),
    ]
    columns.append(blocks.Column("sha256", "SHA-256, начало"))
    return blocks.Table("sources", "Файлы, из которых взяты числа", columns, rows)


def _used(data: Data, tables: Iterable[str]) -> dict[str, dict[str, int]]:
    """Source → table → rows taken from it; sources in the order of their ids."""
    used: dict[str, dict[str, int]] = {}
    for name in tables:
        taken = Counter(data.table(name)["source_id"].tolist())
        for source_id, count in taken.items():
            if isinstance(source_id, str) and source_id:
                used.setdefault(source_id, {})[name] = count
    return dict(sorted(used.items()))
