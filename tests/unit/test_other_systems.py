"""Systems without the tools of Linux: no fork, no limits, old consoles.

What a Windows machine lacks is taken away from child processes; a real one is not at hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from workspace import Workspace, report_cells, save_notebook

#: Taken away from every process of a run: modules, functions of `os`.
LACKING = """\
import os, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "setsid", "killpg", "sched_getaffinity", "mkfifo", "nice"):
    if hasattr(os, name):
        delattr(os, name)
"""
#: Taken away besides where modules are only imported: the library itself needs these here.
EVEN_LESS = """\
import signal, socket, select
for name in ("SIGCHLD", "SIGALRM", "SIGXCPU", "SIGUSR1", "SIGHUP", "SIGPIPE"):
    if hasattr(signal, name):
        delattr(signal, name)
for module, name in ((socket, "AF_UNIX"), (select, "epoll"), (select, "poll")):
    if hasattr(module, name):
        delattr(module, name)
"""
IMPORTS = """\
import importlib, pkgutil
import helpers
names = [m.name for m in pkgutil.walk_packages(helpers.__path__, "helpers.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""


def test_every_module_can_be_imported_where_nothing_of_unix_is() -> None:
    wanted = sum(1 for _ in (ROOT / "src" / "helpers").rglob("*.py"))
    code = "\n".join(["import subprocess, multiprocessing, asyncio", LACKING, EVEN_LESS, IMPORTS])
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) > wanted * 0.8


def test_a_report_is_the_same_without_fork_and_limits(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "sitecustomize.py").write_text(LACKING)
    work = Workspace(tmp_path / "w", ROOT)
    save_notebook(work.notebooks, "10_good", report_cells())
    work.add_marks("turochak", [2022])
    path = os.pathsep.join([str(place), os.environ.get("PYTHONPATH", "")])
    words = ("10_good", "-m", "turochak", "-y", "2022", "--to", "html")
    ran = work.shnor("report", *words, PYTHONPATH=path)
    assert ran.returncode == 0, ran.stderr[-2000:]
    cold = (work.out / "internal/2022/turochak/10_good/report.html").read_bytes()
    assert work.shnor("report", *words).returncode == 0
    assert (work.out / "internal/2022/turochak/10_good/report.html").read_bytes() == cold


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made with pty")
@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "koi8-r", "ascii"])
def test_an_old_console_shows_what_it_can_and_nothing_fails(encoding: str) -> None:
    import pty

    ours, theirs = pty.openpty()
    code = (
        "from helpers import __main__; __main__._speak_utf8(); print('Школа → 12,5 % − «да» ≥ 1…')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0, shown
    text = shown.decode(encoding)
    assert "12,5" in text
    assert ("Школа" in text) == (encoding != "ascii")
