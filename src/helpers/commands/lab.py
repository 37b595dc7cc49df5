"""Commands for working in notebooks: `lab` and `new`.

Here: their options and what they say. Not here: starting JupyterLab, variants and the template
of a new notebook (`helpers.lab`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from helpers import paths
from helpers.commands import app as frame
from helpers.commands import options, output

PANEL = "Тетради"

From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="ОТЧЁТ",
        show_default=False,
        help="Открыть живую тетрадь отчёта: его manifest.json или папка.",
    ),
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Не открывать браузер, только показать адрес.")
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="ЧИСЛО",
        parser=options.count_value,
        show_default=False,
        help="Порт на этом компьютере; без него — свободный, начиная с 8888.",
    ),
]
Title = Annotated[
    str,
    typer.Argument(
        metavar="ВОПРОС", show_default=False, help="Вопрос тетради, например «Мой вопрос»."
    ),
]


def lab(
    from_: From = None, no_browser: NoBrowser = False, port: Port = None, data: options.Data = None
) -> None:
    """Open JupyterLab on the start page or on the live notebook of a report."""
    from helpers.lab import server, variants

    page, dataset = paths.notebooks_folder() / "start.ipynb", paths.dataset_folder(data)
    if from_ is not None:
        notebook, values, named = variants.of_report(from_)
        if data is None:
            dataset = options.dataset_value(paths.project_root() / named)
        page = variants.write(notebook, values)
        output.message(f"Живая тетрадь отчёта: {paths.shown_path(page)}")
    output.message("JupyterLab запускается…")
    with server.running(page, dataset, open_browser=not no_browser, port=port) as started:
        output.text(started.url)
        output.message("JupyterLab открыт в браузере. Если нет — откройте адрес выше.")
        output.message("Остановить: Ctrl+C в этом окне.")
        started.wait()


def new(title: Title) -> None:
    """Make a new notebook from the template and print its path."""
    from helpers.lab import template

    path = template.create(title)
    name = path.stem
    output.text(paths.shown_path(path))
    output.message(
        f"Тетрадь готова: откройте её в JupyterLab (shnor lab) и допишите вопрос {name}."
    )
    output.message(f"Отчёт по ней: shnor report {name} -m ИМЯ -y ГОД")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    frame.add(app, "lab", lab, help="Открыть тетради в JupyterLab на этом компьютере.", panel=PANEL)
    frame.add(app, "new", new, help="Сделать новую тетрадь из образца.", panel=PANEL)
