"""Commands that make reports: `report` and `batch`.

Here: their options and what they say at the end. Not here: planning and running (`batch`),
rendering (`reports`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers import paths
from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import BatchFailed, ParameterError

if TYPE_CHECKING:
    from helpers.batch.run import Outcome, Result, Settings

PANEL = "Отчёты"

NotebookName = Annotated[
    str,
    typer.Argument(metavar="ТЕТРАДЬ", show_default=False, help="Имя тетради, например 10_results."),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="ИМЯ=ЗНАЧЕНИЕ",
        show_default=False,
        help="Параметр тетради; можно повторять. Имена: shnor list notebooks.",
    ),
]
ParamsFile = Annotated[
    Path,
    typer.Argument(
        metavar="ФАЙЛ", show_default=False, help="Список отчётов, например params/demo.yaml."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="ЧИСЛО",
        parser=options.count_value,
        show_default=False,
        help="Сколько отчётов делать сразу; без него — по числу ядер.",
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="АДРЕС",
        show_default=False,
        help="Считать на кластере Dask: адрес вида tcp://машина:8786 или файл планировщика.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Сделать заново и то, что не изменилось.")]
Why = Annotated[bool, typer.Option("--why", help="Сказать, почему отчёт делается заново.")]
LogJson = Annotated[
    bool,
    typer.Option("--log-json", help="Ход работы — по объекту JSON в строке, для программ."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Только показать, что будет сделано.")]


def report(
    notebook: NotebookName,
    municipality_id: options.Municipality,
    year: options.Year,
    edition: options.Edition = "internal",
    set_: Set = None,
    to: options.To = "",
    data: options.Data = None,
    out: options.Out = None,
) -> None:
    """Make one report, whether it is up to date or not, and print its folder."""
    from helpers import notebooks
    from helpers.batch import launch, plan
    from helpers.batch.progress import progress
    from helpers.batch.run import Settings, run

    given = _settings(set_ or ())
    formats = options.formats(to, [edition])
    settings = Settings(out or paths.default_outputs(), formats, workers=1, force=True)
    dataset = paths.dataset_folder(data)
    launcher = launch.launcher()
    try:
        held = plan.YearsHeld()
        book = notebooks.notebook(notebook)
        job = plan.job(book, dataset, municipality_id, year, edition, given, held)
        result = run([job], settings, progress(), launcher)
    finally:
        launcher.close()
    _raise_if_failed(result)
    output.text(str(settings.out / job.folder))


def batch(
    params: ParamsFile,
    jobs: Jobs = None,
    scheduler: Scheduler = "",
    force: Force = False,
    why: Why = False,
    log_json: LogJson = False,
    dry_run: DryRun = False,
    to: options.To = "",
    data: options.Data = None,
    out: options.Out = None,
    format: options.Format = output.TEXT,
) -> None:
    """Make the reports of a list that are not up to date."""
    from helpers.batch import plan
    from helpers.batch.origin import origin
    from helpers.batch.progress import progress
    from helpers.batch.run import Result, Settings, run
    from helpers.batch.run import plan as planned

    listed = plan.read_batch(params, paths.dataset_folder(data))
    if jobs and scheduler:
        raise ParameterError(
            "--jobs и --scheduler вместе не нужны: на кластере столько отчётов сразу, сколько "
            "потоков у исполнителей."
        )
    settings = Settings(
        out or paths.default_outputs(),
        options.formats(to, {job.edition for job in listed}),
        workers=jobs or 0,
        force=force,
        scheduler=scheduler,
    )
    if dry_run:
        result = Result(planned(listed, settings, origin()))
        _say_why(result.outcomes)
    else:
        if why:
            _say_why(planned(listed, settings, origin()))
        result = run(listed, settings, progress(as_json=log_json))
    _say_result(result, settings, dry_run, format)
    _raise_if_failed(result)


def _settings(given: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` words as a mapping; a word without `=` or a name given twice raises."""
    result: dict[str, str] = {}
    for word in given:
        name, sign, value = word.partition("=")
        if not sign or not name.isidentifier():
            raise ParameterError(f"--set {word}: ожидалось ИМЯ=ЗНАЧЕНИЕ.")
        if name in result:
            raise ParameterError(f"--set {name}: параметр задан дважды.")
        result[name] = value
    return result


def _say_why(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.why:
            output.message(f"{outcome.job.label}: {'; '.join(outcome.why)}")


def _say_result(result: Result, settings: Settings, dry_run: bool, format: str) -> None:
    if format == output.JSON:
        output.document([_shown(outcome) for outcome in result.outcomes])
        return
    done, skipped, failed = (result.having(name) for name in ("done", "skipped", "failed"))
    if dry_run:
        made = len(result.outcomes) - len(skipped)
        output.text(f"Будет сделано: {made}, без изменений: {len(skipped)}.")
        return
    output.text(f"Готово: {len(done)}, без изменений: {len(skipped)}, не сделано: {len(failed)}.")
    output.text(f"Список отчётов: {settings.out / 'index.html'}")


def _shown(outcome: Outcome) -> dict[str, Any]:
    job = outcome.job
    return {
        "notebook": job.folder.name,
        "municipality_id": job.municipality_id,
        "year": job.year,
        "edition": job.edition,
        "folder": job.folder,
        "status": outcome.status,
        "reason": outcome.reason,
        "why": list(outcome.why),
    }


def _raise_if_failed(result: Result) -> None:
    failed = result.having("failed")
    if failed:
        lines = [f"  {outcome.job.label}: {outcome.reason}" for outcome in failed]
        raise BatchFailed("\n".join(["Не сделаны отчёты:", *lines]))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    frame.add(app, "report", report, help="Сделать один отчёт.", panel=PANEL)
    frame.add(
        app,
        "batch",
        batch,
        help="Сделать отчёты списка: то, что не изменилось, пропускается.",
        panel=PANEL,
    )
