"""Commands about past reports: `reproduce` and `archive`.

Here: their options and what they say. Not here: checking, making again, comparing, packing
(`again`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import SHOWN_AT_MOST, ParameterError

if TYPE_CHECKING:
    from helpers.reproduction.verdict import Verdict

PANEL = "Отчёты"

Target = Annotated[
    Path,
    typer.Argument(
        metavar="ОТЧЁТ",
        show_default=False,
        help="Папка отчёта, его manifest.json, папка со многими отчётами или архив.",
    ),
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="ОТЧЁТ",
        show_default=False,
        help="Ничего не делать заново, а сравнить с другим отчётом: что изменилось и почему.",
    ),
]
Page = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="ФАЙЛ",
        show_default=False,
        help="Записать сравнение и страницей HTML.",
    ),
]

Here = Annotated[
    bool,
    typer.Option(
        "--here",
        help="Архив проверить в этой среде, даже если пакеты в ней другие.",
    ),
]
Packed = Annotated[
    Path,
    typer.Argument(metavar="АРХИВ.zip", show_default=False, help="Куда записать архив."),
]


def reproduce(
    target: Target,
    against: Against = None,
    html: Page = None,
    here: Here = False,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Make past reports again and compare, or compare two; the exit code is the verdict."""
    from helpers.reproduction import steps, verdict

    if not target.exists():
        raise ParameterError(f"Нет такого файла или папки: {target}")
    if against is not None:
        verdicts = steps.compared(target, against)
    else:
        verdicts = steps.reproduced(target, output.message, data, here=here)
    if html is not None:
        from helpers.reproduction import page

        page.write(html, verdicts, target, against)
    if format == output.JSON:
        output.document(verdict.whole(verdicts))
    else:
        _print(verdicts)
    code = verdict.EXIT_CODES[verdict.worst(verdicts)]
    if code:
        raise typer.Exit(code)


def _print(verdicts: list[Verdict]) -> None:
    from helpers.reproduction.verdict import WORDS

    for one in verdicts:
        output.text(f"{one.report}: {WORDS[one.verdict]}.")
        _print_some("Не хватает:", [f"{text}" for text in one.missing])
        _print_some(
            "Что отличается:",
            [f"{d.what}: было {_quoted(d.then)}, стало {_quoted(d.now)}" for d in one.differences],
        )
        _print_some(
            f"Почему ({one.reasons}):",
            [f"{c.what}: было {c.then}, стало {c.now}" for c in one.causes],
        )
        for note in one.notes:
            output.text(f"  {note}")


def _print_some(title: str, lines: list[str]) -> None:
    if lines:
        output.text(f"  {title}")
        for line in lines[:SHOWN_AT_MOST]:
            output.text(f"    {line}")
        if len(lines) > SHOWN_AT_MOST:
            output.text(f"    … и ещё: {len(lines) - SHOWN_AT_MOST} (все — с --format json)")


def _quoted(text: str) -> str:
    return text if text.startswith("SHA-256") or text in ("есть", "нет") else f"«{text}»"


def archive(
    target: Packed,
    data: options.Data = None,
    out: options.Out = None,
) -> None:
    """Pack all reports of the output folder with what they can be made again from."""
    from helpers import paths
    from helpers.reproduction import archive as archives

    packed = archives.pack(out or paths.default_outputs(), target, data)
    output.text(f"{target}: отчётов {len(packed)}.")
    if any(past.manifest["edition"] == "internal" for past in packed):
        output.text("В архиве служебные данные: передавайте его только тем, кому они положены.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    frame.add(
        app,
        "reproduce",
        reproduce,
        help="Сделать прежний отчёт заново и сказать, совпал ли он, а если нет — что и почему.",
        panel=PANEL,
    )
    frame.add(
        app,
        "archive",
        archive,
        help="Упаковать отчёты с данными, правилами и программой, чтобы повторить их в другом "
        "месте.",
        panel=PANEL,
    )
