"""The one place where exceptions become messages and exit codes.

Here: what a person sees when something goes wrong. Not here: deciding that it went wrong.
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from helpers.commands import output
from helpers.commands.russian import usage_message
from helpers.errors import MACHINE_REFUSALS, InputDataError, ShnorError, in_russian

INTERRUPTED = 130
TERMINATED = 143
USAGE = 2
MACHINE = 7
#: An exception that nobody foresaw: as a rule, data of a kind that no check knows yet.
UNFORESEEN = 1


class Stopped(BaseException):
    """A request to stop arrived (Ctrl+C, SIGTERM); raised in the main thread so that
    `finally` blocks run. Unlike `KeyboardInterrupt` no library swallows it."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def stop_on_signals() -> None:
    """Let Ctrl+C and SIGTERM unwind the program; further ones during that are ignored."""

    def handler(number: int, _frame: Any) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(INTERRUPTED if number == signal.SIGINT else TERMINATED)

    signal.signal(signal.SIGINT, handler)
    signal.signal(signal.SIGTERM, handler)


def guarded(action: Callable[[], int | None], arguments: Sequence[str], *, debug: bool) -> int:
    """Run `action` and return the exit code of the command.

    Whatever is raised is said on stderr in Russian, without a traceback unless `debug`;
    with `--format json` among `arguments` stdout still gets one JSON document.
    """
    try:
        return action() or 0
    except (KeyboardInterrupt, Stopped) as stopped:
        output.message("Остановлено.")
        return getattr(stopped, "exit_code", INTERRUPTED)
    except BrokenPipeError:
        sys.stdout = None
        return 0
    except Exception as error:  # the last line of defence of the program
        if debug:
            traceback.print_exc()
        code, words = _described(error)
        output.message(words)
        if _wants_json(arguments) and not output.document_was_printed():
            output.document(_error_document(error, code, words))
        return code


def _described(error: Exception) -> tuple[int, str]:
    if isinstance(error, ShnorError):
        return error.exit_code, str(error)
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        return USAGE, f"{usage_message(error)}\nСправка: {_help_line(error)}"
    if isinstance(error, OSError) and error.errno in MACHINE_REFUSALS:
        place = f": {error.filename}" if error.filename else ""
        return MACHINE, f"Работа остановлена, {in_russian(error)}{place}."
    words = f"Внутренняя ошибка ({type(error).__name__}): {error}"
    return UNFORESEEN, f"{words}\nПовторите с --debug, чтобы увидеть, где она возникла."


def _help_line(error: Any) -> str:
    path = error.ctx.command_path if getattr(error, "ctx", None) else "shnor"
    return f"{path} --help"


def _wants_json(arguments: Sequence[str]) -> bool:
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def _error_document(error: Exception, code: int, words: str) -> dict[str, Any]:
    problems = error.problems if isinstance(error, InputDataError) else ()
    return {
        "error": {
            "exit_code": code,
            "message": words,
            "problems": [problem.as_dict() for problem in problems],
        }
    }
