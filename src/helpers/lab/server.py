"""JupyterLab as the workbook starts it: on our page, in Russian, for this machine only.

Here: the command line of JupyterLab, its settings, starting and stopping it. Not here: what
is opened (`variants`, `notebooks/start.ipynb`).

JupyterLab runs as a process of its own, answers only on the loopback address and asks for a
token. Nothing is fetched: no news, no update checks.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers import paths
from helpers.errors import MachineError

FIRST_PORT = 8888
_PORTS = 50
_SECONDS_TO_START = 120

#: Settings that differ from JupyterLab's own, by the name of its part.
_SETTINGS = {
    "@jupyterlab/translation-extension:plugin": {"locale": "ru_RU"},
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "fetchNews": "false",
    },
    # a notebook of the workbook is saved when the person says so
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: the address to open, and its process."""

    url: str
    process: subprocess.Popen[bytes]

    def wait(self) -> int:
        """Wait until JupyterLab ends by itself; gives its exit code."""
        return self.process.wait()


@contextlib.contextmanager
def running(
    page: Path, dataset: Path, *, open_browser: bool = True, port: int | None = None
) -> Iterator[Lab]:
    """JupyterLab opened on `page` (a file of the project), ended when the block is left.

    Notebooks started in it read `dataset`. Raises `MachineError` when it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="shnor-lab-") as made:
        settings = Path(made)
        (settings / "overrides.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
        number, token = port or _free_port(), secrets.token_urlsafe(18)
        shown = page.resolve().relative_to(paths.project_root().resolve()).as_posix()
        environment = dict(os.environ, **{paths.DATA_VARIABLE: str(dataset.resolve())})
        environment["JUPYTER_TOKEN"] = token
        said = settings / "jupyterlab.log"
        with said.open("wb") as log:
            process = subprocess.Popen(
                arguments(number, f"/lab/tree/{shown}", settings, open_browser),
                cwd=paths.project_root(),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            _wait_until_it_answers(process, number, said)
            yield Lab(f"http://127.0.0.1:{number}/lab/tree/{shown}?token={token}", process)
        finally:
            _end(process)


def arguments(port: int, page: str, settings: Path, open_browser: bool) -> list[str]:
    """The command line of JupyterLab; the token goes by the environment, unseen by others."""
    words = [
        sys.executable, "-m", "jupyterlab", "--log-level=ERROR", "--ServerApp.answer_yes=True",
        "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={paths.project_root()}",
        f"--ServerApp.default_url={page}",
        f"--ServerApp.open_browser={open_browser}",
        f"--LabApp.app_settings_dir={settings}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--FileContentsManager.pre_save_hook=helpers.lab.saving.keep_clean",
    ]  # fmt: skip
    if getattr(os, "geteuid", lambda: 1)() == 0:
        words.append("--allow-root")
    return words


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise MachineError(
        f"Порты {FIRST_PORT}–{FIRST_PORT + _PORTS - 1} заняты: закройте лишние окна JupyterLab "
        "или назовите свободный порт: shnor lab --port 9000."
    )


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    last = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    raise MachineError(
        f"JupyterLab не запустился на порту {port}. Попробуйте другой порт: shnor lab --port 9000."
        + "".join(f"\n  {line}" for line in last)
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
