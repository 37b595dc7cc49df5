"""`shnor withdraw`: take a source that was imported by mistake back out of the dataset.

Here: options and what is printed. Not here: which source is meant (`named_sources`), doing it
(`withdrawal`, `erasure`).
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpers.erasure import Erased
    from helpers.store import Store
    from helpers.withdrawal import Withdrawn

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="ИСТОЧНИК…",
        help="Путь файла, папки или архива, имя файла или имя источника из shnor history --all.",
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
    """Take sources out; with `--erase` also what is kept of those withdrawn before."""
    from helpers import erasure, lock, withdrawal
    from helpers.named_sources import named
    from helpers.store import Store

    is_json = format == output.JSON
    with nullcontext() if dry_run else lock.held(Store(data).folder, output.message):
        store = Store(data)
        meant = named(store, given, also_withdrawn=erase)
        held = store.ledger().sources
        records = [held[one.source_id] for one in meant if one.is_held]
        done = withdrawal.withdraw(store, records, dry_run) if records else []
        if not is_json:
            _print_done(done, Store(data), dry_run)
        erased = erasure.Erased(0, ())
        if erase and not dry_run:
            erased = erasure.erase(Store(data), {one.source_id for one in meant})
    if is_json:
        output.document(
            {
                "withdrawn": [_object(one) for one in done],
                "erased_files": erased.files,
                "not_erased": list(erased.left),
            }
        )
    elif erase and not dry_run:
        _print_erased(erased, done)
    if erased.left:
        raise typer.Exit(MachineError.exit_code)


def _object(one: Withdrawn) -> dict[str, Any]:
    record = one.record
    return {
        "slot": record.slot,
        "name": record.name,
        "kind": record.kind,
        "municipality_ids": list(record.municipality_ids),
        "tables": one.rows,
        "back": one.back,
        "schools": list(one.schools),
        "schools_unnamed": list(one.unnamed),
        "import_again": [{"slot": other.slot, "name": other.name} for other in one.again],
    }


def _print_done(done: list[Withdrawn], after: Store, dry_run: bool) -> None:
    for one in done:
        output.text(
            f"{one.record.slot} (файл «{one.record.name}»): убрано строк: {_counts(one.rows)}"
        )
        for source_id, rows in one.back.items():
            name = after.ledger().sources[source_id].name
            output.text(f"  Вернулись строки файла «{name}», которые он заменил: {_counts(rows)}")
        if one.schools:
            gone = ", ".join(one.schools)
            output.text(f"  Школы, о которых больше ничего нет, убраны из справочника: {gone}")
        if one.unnamed:
            unnamed = ", ".join(one.unnamed)
            output.text(f"  Школы, о которых говорят другие файлы, остались с кодом: {unnamed}")
    again = {f"«{other.name}» ({other.slot})" for one in done for other in one.again}
    if again:
        output.text(
            f"Загрузите ещё раз, без --replace: {', '.join(sorted(again))}. Одинаковые строки "
            "выгрузок хранятся один раз, и часть строк этих файлов могла не понадобиться рядом с "
            "отозванным."
        )
    if dry_run:
        output.text("Ничего не изменено: это проба (--dry-run).")
    elif done:
        _print_reports(done, after)


def _print_reports(done: list[Withdrawn], after: Store) -> None:
    """What to do with reports made of the withdrawn rows."""
    homes = {home for one in done for home in one.record.municipality_ids}
    homes |= {home for one in done for other in one.again for home in other.municipality_ids}
    held = set(after.municipalities())
    if homes & held:
        output.text(f"Сделайте заново отчёты: {', '.join(sorted(homes & held))}.")
    if homes - held:
        output.text(
            f"Данных больше нет: {', '.join(sorted(homes - held))}. Уберите отчёты этих "
            "муниципалитетов из папки отчётов, из списка пакета и с сайта."
        )
    if after.label:
        output.text(
            f"Набор помечен «{after.label}» (dataset.yaml): если пометка пришла с отозванным "
            "файлом, удалите её."
        )


def _print_erased(erased: Erased, done: list[Withdrawn]) -> None:
    output.text(
        f"Стёрто сохранённых файлов: {erased.files}. Отчёты, сделанные по этим данным, больше не "
        "повторить; сами отчёты, сайт и файлы вне набора данных остались."
    )
    if any(one.again for one in done):
        output.text("Загрузив названные файлы ещё раз, повторите команду: в строках, которые они "
                    "дополняли, могло остаться взятое из отозванного.")  # fmt: skip
    if erased.left:
        output.message(
            f"Не стёрты: {', '.join(erased.left)}. Закройте программы, которые их держат, и "
            "повторите команду с --erase."
        )


def _counts(rows: Mapping[str, int]) -> str:
    from helpers.schemas import TABLES

    return ", ".join(f"«{TABLES[name].label}» {count}" for name, count in rows.items()) or "нет"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "withdraw",
        withdraw,
        help="Отозвать источник, загруженный по ошибке.",
        panel="Данные",
    )
