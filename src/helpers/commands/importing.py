"""`shnor import`: the command that takes source files into the store.

Here: its options and what it prints. Not here: reading and storing (`imports`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import InputDataError, describe_problems

if TYPE_CHECKING:
    from helpers.imports import Imported, Plan

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="ПУТЬ…", help="Файлы, папки и архивы zip.", show_default=False),
]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="ВИД",
        show_default=False,
        help="Что это за файлы: имя таблицы (shnor list tables) или roadmap — дорожная карта.",
    ),
]
PlanId = Annotated[
    str,
    typer.Option("--plan-id", metavar="КОД", show_default=False, help="Код дорожной карты."),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Заменить записи, уже загруженные из других файлов.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Прочитать и проверить, ничего не сохраняя.")
]
Brief = Annotated[
    bool, typer.Option("--brief", help="Печатать только ошибки и итог, без замечаний.")
]
#: A dataset that need not exist yet: the import makes it.
NewData = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="ПАПКА",
        show_default=False,
        help="Набор данных (будет создан); иначе SHNOR_DATA, иначе data/demo.",
    ),
]


def import_(
    given: Paths,
    municipality_id: options.MunicipalityOrAll = None,
    year: options.YearOrAll = None,
    kind: Kind = "",
    plan_id: PlanId = "",
    replace: Replace = False,
    dry_run: DryRun = False,
    brief: Brief = False,
    data: NewData = None,
    format: options.Format = output.TEXT,
) -> None:
    """Read, check and store; good files are stored beside refused ones (exit code 1)."""
    from helpers.imports import Importer, Options
    from helpers.store import Store

    chosen = Options(municipality_id or "", year, kind, plan_id, replace, dry_run)
    importer = Importer(Store(data), chosen)
    is_told = format != output.JSON and not brief
    results = importer.run(given, _print_plan if is_told else None)
    refused = [result for result in results if _is_refused(result)]
    if format == output.JSON:
        sources = [result.as_dict() for result in results]
        stored = any(result.stored for result in results)
        output.document({"sources": sources, "stored": stored})
    else:
        _print(results, dry_run, brief)
    if refused:
        raise typer.Exit(InputDataError.exit_code)


def _is_refused(result: Imported) -> bool:
    return any(problem.severity == "error" for problem in result.problems)


def _print_plan(plans: Sequence[Plan]) -> None:
    """Every file with what it was recognised as, before anything is stored."""
    from helpers.recognition import in_words

    output.text(f"Распознано, файлов {len(plans)}:")
    for path, what in plans:
        output.text(f"  {path}: {in_words(what)}")


def _print(results: list[Imported], dry_run: bool, brief: bool) -> None:
    remarks = 0
    for result in results:
        shown = [p for p in result.problems if p.severity == "error" or not brief]
        remarks += len(result.problems) - len(shown)
        if _is_refused(result):
            output.message(f"{result.path}: не загружен, исправьте ошибки.")
        elif not brief:
            rows = ", ".join(f"{name} — {count}" for name, count in result.tables.items())
            verb = "проверен" if dry_run else "загружен"
            output.text(f"{result.path}: {verb} ({rows or 'строк нет'})")
        if shown:
            output.message(describe_problems(shown))
    refused = sum(1 for result in results if _is_refused(result))
    total = f"Файлов: {len(results)}, принято: {len(results) - refused}, с ошибками: {refused}"
    output.text(f"{total}, замечаний не показано: {remarks}." if remarks else f"{total}.")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "import",
        import_,
        help="Загрузить файлы: распознать, проверить, сохранить в хранилище.",
        panel="Данные",
    )
