"""A whole `shnor` command in a process forked from a template: it starts at once and dies as
any other. The template of the tests imports this module."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

from helpers.__main__ import main
from helpers.batch import launch
from helpers.kernels import handle
from helpers.kernels.wire import Wire
from helpers.reports import write

#: A file of the project with the name of the output that finds the disk full.
FULL = "full"
_write_file = write.write_file


def _write_or_find_no_space(path: Path, content: bytes) -> None:
    if Path(FULL).exists() and path.name == Path(FULL).read_text(encoding="ascii"):
        path.write_bytes(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    _write_file(path, content)


write.write_file = _write_or_find_no_space


class _Inherited(launch.ForkLauncher):
    """Jobs are forked from the template that this process came from."""

    def __init__(self, descriptor: int) -> None:
        self.template = handle.TemplateHandle.inherited(descriptor)


def command(wire: Wire, request: dict[str, Any]) -> None:
    """Run a command line in a folder; what it prints goes to a file, its code to the wire."""
    os.chdir(request["folder"])
    said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(said, descriptor)
    launch.launcher = lambda: _Inherited(request["template"])
    sys.argv = ["shnor", *request["arguments"]]
    wire.send({"begun": True})
    wire.send({"code": main()})


def counting(wire: Wire, request: dict[str, Any]) -> None:
    """Say how many entries are asked for."""
    wire.send({"number": len(request["entries"])})


def nothing(wire: Wire, request: dict[str, Any]) -> None:
    """Be there, say so, go."""
    wire.send({"number": request["number"]})
