"""Help pages and usage messages of the command line in Russian.

Here: how Typer's own words are said. Not here: the help texts of single commands.
Pages are plain text: no frames or colours that an old Windows console would garble.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from helpers.errors import ParameterError
from helpers.spelling import did_you_mean

OPTIONS_WORD = "[ПАРАМЕТРЫ]"
COMMAND_WORD = "КОМАНДА [ПАРАМЕТРЫ]"


def _translated(record: tuple[str, str]) -> tuple[str, str]:
    name, words = record
    return name.partition(" <")[0], words.replace("[required]", "[обязательно]")


def _write_options(command: Any, ctx: Any, formatter: Any) -> None:
    sections: dict[str, list[tuple[str, str]]] = {"Аргументы": [], "Параметры": []}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            section = "Аргументы" if param.param_type_name == "argument" else "Параметры"
            sections[section].append(_translated(record))
    for title, rows in sections.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix="Вызов: ")


class _RussianHelp:
    """What commands and their list share: the help option and the line of usage."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Показать эту справку."
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)


class RussianCommand(_RussianHelp, TyperCommand):
    """A command whose help page is Russian."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings["options_metavar"] = OPTIONS_WORD
        settings["rich_markup_mode"] = None
        super().__init__(*args, **settings)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_options(self, ctx, formatter)


class RussianGroup(_RussianHelp, TyperGroup):
    """The list of commands, by panels, and the refusal of an unknown one."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings["options_metavar"] = OPTIONS_WORD
        settings["subcommand_metavar"] = COMMAND_WORD
        settings["rich_markup_mode"] = None
        super().__init__(*args, **settings)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            first = (command.help or "").strip().split("\n\n")[0]
            panel = getattr(command, "rich_help_panel", None) or "Команды"
            panels.setdefault(str(panel), []).append((name, " ".join(first.split())))
        for title, rows in panels.items():
            with formatter.section(title):
                formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            hint = did_you_mean(name, self.commands, shown_at_most=20)
            raise ParameterError(f"Неизвестная команда «{name}». {hint}")
        return super().resolve_command(ctx, args)


def usage_message(error: Any) -> str:
    """A usage error of the command-line library in Russian.

    `error` is its exception: the classes live in a private package, so they are told apart
    by what they carry. Anything unforeseen keeps its own words after a Russian start.
    """
    words = str(getattr(error, "message", error))
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    kind = type(error).__name__
    if kind == "NoSuchOption":
        close = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
        return f"Неизвестный параметр {option}." + (f" Ближайшее: {close}." if close else "")
    if kind == "BadOptionUsage":
        if "does not take a value" in words:
            return f"Параметр {option} пишется без значения."
        return f"После параметра {option} нужно значение."
    if kind == "MissingParameter" and parameter is not None:
        return f"Не указано обязательное: {_name(parameter)}."
    if kind == "BadParameter":
        where = f" ({_name(parameter)})" if parameter is not None else ""
        return f"Недопустимое значение{where}: {words}"
    if words.startswith("Got unexpected extra argument"):
        extra = words[words.find("(", 30) + 1 : words.rfind(")")]
        return f"Лишнее в команде: {extra}."
    if words.startswith("Missing command"):
        return "Не указана команда."
    return f"Команда написана неверно: {words}"


def _name(parameter: Any) -> str:
    """An option as it is typed, an argument as the help page calls it."""
    if parameter.param_type_name == "option":
        return " или ".join(sorted(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name)
