"""Start of the command line: `shnor …` and `python -m helpers …`.

Here: streams, the `--debug` switch, the exit code. Not here: commands (`commands`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

DEBUG = "--debug"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    debug = DEBUG in arguments
    arguments = [word for word in arguments if word != DEBUG]

    from helpers import left_out
    from helpers.commands import guard, output

    left_out.leave_out()
    output.forget_document()

    def action() -> int | None:
        from typer.main import get_command

        from helpers.commands.app import build

        result = get_command(build()).main(args=arguments, prog_name="shnor", standalone_mode=False)
        return result if isinstance(result, int) else 0

    if argv is None:
        guard.stop_on_signals()
    return guard.guarded(action, arguments, debug=debug)


def _speak_utf8() -> None:
    """Pipes and files get UTF-8 whatever the system's encoding is; a console keeps its own,
    and shows a question mark for a letter that it has not."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
