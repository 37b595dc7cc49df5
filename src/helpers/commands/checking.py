"""`shnor check`: quality of the stored data.

Here: options and output. Not here: the checks (`indicators.quality`).
"""

from __future__ import annotations

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import describe_problems

#: Exit code when the data contradict themselves (contract, section 3).
ERRORS_FOUND = 3


def check(
    municipality_id: options.MunicipalityOrAll = None,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print findings over the whole store; exit code 3 when any of them is an error."""
    from helpers import params, store
    from helpers.indicators.addressed import Sources
    from helpers.indicators.quality import findings
    from helpers.provenance import Places

    held = store.Store(data)
    known = params.municipalities()
    wanted = (
        [params.municipality(municipality_id).municipality_id]
        if municipality_id
        else [name for name in held.municipalities() if name in known]
    )
    names = {i: record.name for i, record in held.ledger().sources.items()}
    sources = Sources(names, Places(held).column)
    problems = [
        problem
        for name in wanted
        for problem in findings(store.Partition(held, known[name]), sources)
    ]
    problems.sort(key=lambda problem: problem.severity != "error")
    errors = sum(1 for problem in problems if problem.severity == "error")
    if format == output.JSON:
        output.document([problem.as_dict() for problem in problems])
    else:
        for problem in problems:
            output.text(describe_problems([problem]))
        output.text(
            f"Муниципалитетов: {len(wanted)}, ошибок: {errors}, "
            f"замечаний: {len(problems) - errors}."
        )
    if errors:
        raise typer.Exit(ERRORS_FOUND)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "check",
        check,
        help="Проверить загруженное: суммы, полнота, правдоподобие.",
        panel="Данные",
    )
