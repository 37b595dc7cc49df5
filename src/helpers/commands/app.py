"""The Typer application: which command groups there are.

Here: the list of modules and the options of `shnor` itself. Not here: any command.

To add a command group, write `commands/<group>.py` with a function `register(app)` that adds
its commands through `add`, and name the module in `GROUPS` (the order is that of the help
page). Rules for a group module:

* its top level imports only `typer`, `commands.*` and light ground modules (`errors`,
  `paths`, `vocabulary`); pandas and everything above it is imported inside the function;
* help texts are Russian and given to `add` (the docstring is English and not shown);
* results go through `output.text` or `output.document`, remarks through `output.message`;
* failures are raised as `ShnorError`; a finished command with a code other than 0 that has
  printed its document raises `typer.Exit(code)`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer

from helpers import __version__
from helpers.commands import output
from helpers.commands.russian import RussianCommand, RussianGroup

#: Modules of `helpers.commands`, in the order of the help page.
GROUPS = (
    "importing",
    "checking",
    "versions",
    "withdrawing",
    "keys",
    "forms",
    "listing",
    "indicators",
    "frames",
    "explaining",
    "identify",
    "warn",
    "roadmap",
    "reports",
    "publishing",
    "reproducing",
    "lab",
)

HELP = """Рабочая тетрадь отчётов о школах с низкими образовательными результатами.

Порядок работы: import — загрузить таблицы, check — проверить, report или batch — отчёты."""


def add(
    app: typer.Typer, name: str, function: Callable[..., Any], *, help: str, panel: str
) -> None:
    """Register `function` as the command `name`, shown under the heading `panel`."""
    app.command(name, cls=RussianCommand, help=help, rich_help_panel=panel)(function)


def _show_version(wanted: bool) -> None:
    if wanted:
        output.text(f"shnor {__version__}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Показать версию."),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", help="При ошибке показать, где в программе она возникла."),
    ] = False,
) -> None:
    """Options of `shnor` itself; `--debug` is taken off anywhere in the line by `main`."""
    if ctx.invoked_subcommand is None:
        output.text(ctx.get_help())


def build() -> typer.Typer:
    """The application with all command groups."""
    app = typer.Typer(
        cls=RussianGroup,
        help=HELP,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        context_settings={
            "help_option_names": ["--help", "-h"],
            "max_content_width": 100,
        },
    )
    app.callback(cls=RussianGroup, help=HELP, invoke_without_command=True)(_root)
    for group in GROUPS:
        import_module(f"helpers.commands.{group}").register(app)
    return app
