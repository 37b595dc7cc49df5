"""A whole `shnor` command in a process forked from a template: it starts at once and dies as
any other. The template of the tests imports this module."""

from __future__ import annotations

import errno
import os
import sys
import threading
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


def command(wire: Wire, request: dict[str, Any]) -> None:
    """Run a command line in a folder; what it prints goes to a file, its code to the wire."""
    os.chdir(request["folder"])
    said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for descriptor in (1, 2):
        os.dup2(said, descriptor)
    inherited = handle.TemplateHandle.inherited(request["template"])
    launch.launcher = lambda: launch.ForkLauncher(inherited)
    sys.argv = ["shnor", *request["arguments"]]
    wire.send({"begun": True})
    wire.send({"code": main()})


def counting(wire: Wire, request: dict[str, Any]) -> None:
    """Say how many entries are asked for."""
    wire.send({"number": len(request["entries"])})


def prepared(request: dict[str, Any]) -> None:
    """Leave a mark in the process; start a thread or fail, if asked to."""
    os.environ["SHNOR_PREPARED"] = request["mark"]
    if request["mark"] == "thread":
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    if request["mark"] == "fault":
        raise ValueError("nothing to read")


def marked(wire: Wire, request: dict[str, Any]) -> None:
    """Say which mark this process came with."""
    wire.send({"mark": os.environ.get("SHNOR_PREPARED", "")})


def nothing(wire: Wire, request: dict[str, Any]) -> None:
    """Be there, say so, go."""
    wire.send({"number": request["number"]})
