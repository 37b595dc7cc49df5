"""`shnor history`: versions of sources and what they changed.

Here: options and output. Not here: finding it out (`versions`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import SHOWN_AT_MOST

if TYPE_CHECKING:
    from helpers.versions import Source, TableChange, Version

All = Annotated[
    bool,
    typer.Option("--all", help="И те источники, у которых только одна версия."),
]


def history(
    municipality_id: options.MunicipalityOrAll = None,
    all_: All = False,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print versions of sources; in words only of those that were replaced, unless asked."""
    from helpers import params, versions
    from helpers.store import Store

    owner = params.municipality(municipality_id).municipality_id if municipality_id else ""
    found = versions.sources(Store(data), owner)
    if format == output.JSON:
        output.document([_object(source) for source in found])
        return
    shown = [
        source
        for source in found
        if all_ or len(source.versions) > 1 or source.moves or source.withdrawn
    ]
    for source in shown:
        _print(source)
    rest = len(found) - len(shown)
    output.text(f"Источников: {len(found)}, из них заменялись: {_replaced(found)}.")
    if rest and not all_:
        output.text("Показать и остальные: --all.")


def _replaced(found: list[Source]) -> int:
    return sum(1 for source in found if any(version.replaced for version in source.versions))


def _object(source: Source) -> dict[str, Any]:
    record = source.record
    return {
        "slot": record.slot,
        "name": record.name,
        "kind": record.kind,
        "municipality_ids": list(record.municipality_ids),
        "superseded": record.superseded,
        "versions": [
            {
                "import": version.number,
                "sha256": version.sha256,
                "is_current": version.is_current,
                "is_kept": version.is_kept,
                "changes": None
                if version.changes is None
                else [asdict(change) for change in version.changes],
            }
            for version in source.versions
        ],
        "moves": [
            {"import": move.number, "before": list(move.before), "after": list(move.after)}
            for move in source.moves
        ],
        "withdrawn": list(source.withdrawn),
    }


def _print(source: Source) -> None:
    record = source.record
    output.text(f"{record.slot} (файл «{record.name}»)")
    for number, version in enumerate(source.versions, start=1):
        marks = [f"загрузка {version.number}"] if version.number else []
        marks += ["нынешняя"] if version.is_current else []
        shown = f" ({', '.join(marks)})" if marks else ""
        output.text(f"  версия {number}{shown}: SHA-256 {version.sha256[:16]}")
        _print_changes(version)
    for move in source.moves:
        where = f"были в {', '.join(move.before)}, стали в {', '.join(move.after)}"
        output.text(f"  загрузка {move.number}: строки перешли за школами, {where}")
    for number in source.withdrawn:
        output.text(f"  загрузка {number}: источник отозван")
    if record.superseded:
        output.text(f"  строк, которые заменил другой файл: {record.superseded}")


def _print_changes(version: Version) -> None:
    if version.changes is None:
        if version.replaced:
            output.text("    что изменилось, не известно: прежние строки не сохранены")
        return
    if not version.changes and version.replaced:
        output.text("    строки те же")
    for change in version.changes:
        _print_change(change)


def _print_change(change: TableChange) -> None:
    from helpers.schemas import TABLES
    from helpers.schemas.columns import COLUMNS

    table = TABLES[change.table]
    counts = f"добавлено {change.added}, изменено {change.changed}, убрано {change.removed}"
    output.text(f"    «{table.label}», строк: {counts}")
    for value in change.values[:SHOWN_AT_MOST]:
        is_known = value.column in table.columns or value.column in COLUMNS
        label = table.column(value.column).label if is_known else value.column
        then, now = value.then or "пусто", value.now or "пусто"
        output.text(f"      {value.row}: {label}: было {then}, стало {now}")
    if len(change.values) > SHOWN_AT_MOST:
        output.text(f"      … и ещё значений: {len(change.values) - SHOWN_AT_MOST}")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "history",
        history,
        help="Версии источников и что каждая изменила.",
        panel="Данные",
    )
