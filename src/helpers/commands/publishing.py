"""`shnor publish`: a static site of public reports.

Here: which reports the site gets, making those that are missing, the call. Not here: the
site (`publish`), single reports (`reports`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers import paths
from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import BatchFailed, ParameterError

if TYPE_CHECKING:
    from helpers.batch.plan import Job

Site = Annotated[
    Path,
    typer.Argument(
        metavar="ПАПКА_САЙТА", show_default=False, help="Папка сайта; заменяется целиком."
    ),
]
Years = Annotated[
    list[int] | None,
    typer.Option(
        "--year",
        "-y",
        metavar="ГОД",
        parser=options.year_value,
        show_default=False,
        help="Год отчётов; можно повторять. Без него — годы, за которые публичные отчёты уже "
        "есть, а где их нет — последний год с данными.",
    ),
]

Places = Annotated[
    list[str] | None,
    typer.Option(
        "--municipality",
        "-m",
        metavar="ИМЯ",
        show_default=False,
        help="Муниципалитет; можно повторять. Без него — все, о которых есть данные.",
    ),
]


Stories = Annotated[
    list[str] | None,
    typer.Option(
        "--notebook",
        "-n",
        metavar="ТЕТРАДЬ",
        show_default=False,
        help="Какие отчёты; можно повторять. Без него — все, у которых есть публичное издание.",
    ),
]


def publish(
    site_dir: Site,
    year: Years = None,
    municipality_id: Places = None,
    notebook: Stories = None,
    to: options.To = "",
    data: options.Data = None,
    out: options.Out = None,
) -> None:
    """Make the missing public reports, then the site; print the address of its first page."""
    from helpers.batch.progress import progress
    from helpers.batch.run import Settings, run
    from helpers.disclosure import certificate
    from helpers.publish import release, site

    formats = _formats(to)
    folder = out or paths.default_outputs()
    _check_target(site_dir, folder)
    dataset = paths.dataset_folder(data)
    jobs = _jobs(dataset, folder, year or (), municipality_id or (), notebook or ())
    settings = Settings(folder, formats, earlier=site_dir if (site_dir / "m").is_dir() else None)
    result = run(jobs, settings, progress())
    failed = result.having("failed")
    if failed:
        lines = [f"  {outcome.job.label}: {outcome.reason}" for outcome in failed]
        raise BatchFailed("\n".join(["Сайт не собран, не сделаны отчёты:", *lines]))
    certified = {outcome.certificate.path for outcome in result.outcomes if outcome.certificate}
    issued = {path: certificate.load(path) for path in sorted(certified)}
    reports = [
        site.Report(
            folder / outcome.job.folder,
            outcome.job.municipality_id,
            outcome.job.year,
            issued[outcome.certificate.path],
        )
        for outcome in result.outcomes
        if outcome.certificate
    ]
    answers = [one for made in issued.values() for one in made.answers if one.school]
    told = {word for one in answers for word in (one.school, one.school_name)}
    secrets = release.Secrets.of(dataset, paths.project_root(), told)
    output.text(str(site.publish(site_dir, reports, secrets)))


def _formats(to: str) -> tuple[str, ...]:
    """The formats asked for; the page itself is what a site cannot do without."""
    wanted = options.formats(to, ["public"])
    return ("html", *(name for name in wanted if name != "html")) if wanted else ()


def _check_target(site_dir: Path, out: Path) -> None:
    """A site replaces its folder: refuse one that holds something else."""
    if site_dir.exists() and not site_dir.is_dir():
        raise ParameterError(f"{site_dir}: это файл, а нужна папка сайта.")
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / "map.html").is_file():
        raise ParameterError(
            f"{site_dir}: в папке лежит не сайт отчётов. Назовите пустую или новую папку."
        )
    if out.resolve() in (site_dir.resolve(), *site_dir.resolve().parents):
        raise ParameterError(
            f"{site_dir}: сайт нельзя собирать внутри папки отчётов {out}: там лежат и отчёты для "
            "служебного пользования."
        )


def _jobs(
    dataset: Path,
    out: Path,
    years: Sequence[int],
    places: Sequence[str],
    names: Sequence[str],
) -> list[Job]:
    """The wanted public notebooks for the wanted municipalities with data, in those years."""
    from helpers import notebooks, params
    from helpers.batch import plan
    from helpers.store import Store

    held = plan.YearsHeld()
    books = [notebooks.notebook(name) for name in names] or [
        book for book in notebooks.notebooks() if book.has_public
    ]
    known = params.municipalities()
    jobs = []
    for place in places:
        params.municipality(place)
    stored = Store(dataset).municipalities()
    # a region without stored municipalities has nothing to lay side by side
    regions = {
        known[one].region_id for one in stored if one in known and known[one].region_id != one
    }
    for municipality_id in stored:
        if municipality_id not in known or (places and municipality_id not in places):
            continue
        own = held(dataset, municipality_id)
        there = {
            int(path.parent.name) for path in (out / "public").glob(f"[0-9]*/{municipality_id}")
        }
        wanted = set(years) or there or set(own[-1:])
        for one in sorted(wanted & set(own)):
            for book in books:
                if municipality_id in regions or not book.for_regions:
                    jobs.append(plan.job(book, dataset, municipality_id, one, "public", {}, held))
    if not jobs:
        raise ParameterError(
            "Публиковать нечего: данных за эти годы нет. Что есть: shnor list years."
        )
    return jobs


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "publish",
        publish,
        help="Собрать сайт из публичных отчётов; недостающие будут сделаны.",
        panel="Отчёты",
    )
