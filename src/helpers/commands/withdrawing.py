"""`shnor withdraw`: take a source that was imported by mistake back out of the dataset.

Here: options and what is printed. Not here: doing it (`withdrawal`, `erasure`).
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import SHOWN_AT_MOST

if TYPE_CHECKING:
    from helpers.withdrawal import Withdrawn

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="ИСТОЧНИК…",
        help="Путь файла, имя файла или имя источника из shnor history --all.",
        show_default=False,
    ),
]
Erase = Annotated[
    bool,
    typer.Option(
        "--erase",
        help="Стереть и то, что хранится для повторения прежних отчётов. Вернуть будет нельзя.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Показать, что уйдёт, ничего не меняя.")]


def withdraw(
    given: Sources,
    erase: Erase = False,
    dry_run: DryRun = False,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Take sources out; with `--erase` also one that was withdrawn before."""
    from helpers import erasure, lock, withdrawal
    from helpers.store import Store

    with nullcontext() if dry_run else lock.held(Store(data).folder):
        store = Store(data)
        gone = withdrawal.withdrawn_before(store, given) if erase else {}
        records = withdrawal.named(store, [text for text in given if text not in gone])
        done = withdrawal.withdraw(store, records, dry_run) if records else []
        erased = 0
        if erase and not dry_run:
            away = {*gone.values(), *(one.record.source_id for one in done)}
            erased = erasure.erase(Store(data), away, records)
    if format == output.JSON:
        output.document({"withdrawn": [_object(one) for one in done], "erased_files": erased})
        return
    for one in done:
        _print(one)
    _print_again(done)
    _print_rest(done, erase, erased, dry_run)


def _object(one: Withdrawn) -> dict[str, Any]:
    record = one.record
    again = [{"slot": other.slot, "name": other.name} for other in one.again]
    return {
        "slot": record.slot,
        "name": record.name,
        "kind": record.kind,
        "municipality_ids": list(record.municipality_ids),
        "tables": one.rows,
        "schools": list(one.schools),
        "import_again": again,
    }


def _print(one: Withdrawn) -> None:
    from helpers.schemas import TABLES

    rows = ", ".join(f"«{TABLES[name].label}» {count}" for name, count in one.rows.items())
    output.text(f"{one.record.slot} (файл «{one.record.name}»): убрано строк: {rows or 'нет'}")
    if one.schools:
        output.text(f"  Школы, о которых больше ничего нет: {_listed(one.schools)}")


def _print_again(done: list[Withdrawn]) -> None:
    names = {other.source_id: f"«{other.name}»" for one in done for other in one.again}
    if names:
        output.text(
            f"Загрузите ещё раз: {_listed(sorted(names.values()))}. Часть строк этих файлов могла "
            "уступить место отозванному или не понадобиться рядом с ним."
        )


def _print_rest(done: list[Withdrawn], erase: bool, erased: int, dry_run: bool) -> None:
    if dry_run:
        output.text("Ничего не изменено: это проба (--dry-run).")
        return
    homes = sorted({home for one in done for home in one.record.municipality_ids})
    if homes:
        output.text(f"Сделайте заново отчёты: {_listed(homes)}.")
    if erase:
        output.text(
            f"Стёрто сохранённых файлов: {erased}. Прежние отчёты по этим данным больше не "
            "повторить; сами отчёты и файлы вне набора данных остались."
        )
    else:
        output.text("Прежние версии таблиц сохранены для shnor reproduce; стереть и их: --erase.")


def _listed(names: list[str] | tuple[str, ...]) -> str:
    rest = len(names) - SHOWN_AT_MOST
    return ", ".join(names[:SHOWN_AT_MOST]) + (f" … и ещё {rest}" if rest > 0 else "")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "withdraw",
        withdraw,
        help="Отозвать источник, загруженный по ошибке.",
        panel="Данные",
    )
