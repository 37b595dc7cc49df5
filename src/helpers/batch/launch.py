"""How job processes are started, watched and ended.

Here: two ways with one face: forked from the template (Linux), or started afresh with an
ordinary kernel of papermill's inside (everywhere else, or on request). Not here: what a job
does (`job`), which job is next (`run`).
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Protocol

from helpers.batch import job
from helpers.kernels import choice, handle, process
from helpers.kernels.wire import Closed, Wire

#: What a job process needs beyond what a notebook needs.
RENDERING_MODULES = (
    "papermill",
    "helpers.kernels.managed",
    "helpers.batch.job",
    "helpers.reports.write",
    "helpers.reports.html",
    "helpers.reports.pdf",
    "helpers.reports.xlsx",
    "helpers.reports.docx",
    "helpers.reports.ipynb",
    "helpers.reports.index",
)


class Running(Protocol):
    """A job process at work; `channel` can be waited on."""

    @property
    def channel(self) -> Any:
        """What `multiprocessing.connection.wait` takes."""

    def message(self) -> dict[str, Any] | None:
        """The next message; None when the process is gone."""

    def death(self) -> str:
        """How a process that is gone ended, in words."""

    def kill(self) -> None:
        """End the process and everything it started."""


class Launcher(Protocol):
    """Starts job processes."""

    def start(self, request: Mapping[str, Any]) -> Running:
        """A process that performs `request`."""

    def capacity(self) -> int | None:
        """Jobs at a time where the launcher has its own word on it, else None."""

    def close(self) -> None:
        """End whatever is left."""


def launcher() -> Launcher:
    """The launcher for this system and this environment."""
    return ForkLauncher() if choice.warm_wanted() else SpawnLauncher()


class ForkLauncher:
    """Jobs forked from a template that has imported everything."""

    def __init__(self) -> None:
        self.template = handle.TemplateHandle.start(RENDERING_MODULES)

    def start(self, request: Mapping[str, Any]) -> Running:
        """Fork a job; a template that has died is replaced by a new one."""
        for attempt in (1, 2):
            try:
                forked = self.template.fork("helpers.batch.job:forked", {"job": dict(request)})
                return _Forked(self.template, forked)
            except handle.TemplateGone:
                if attempt == 2:
                    raise
                self.template.close()
                self.template = handle.TemplateHandle.start(RENDERING_MODULES)
        raise AssertionError("unreachable")

    def capacity(self) -> int | None:
        """As many as the settings say."""
        return None

    def close(self) -> None:
        """Let the template go; it kills the jobs that are left."""
        self.template.close()


class Wired:
    """A job that is heard through a wire."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    @property
    def channel(self) -> Wire:
        """The wire itself."""
        return self.wire

    def message(self) -> dict[str, Any] | None:
        """The next message; None at the end of the wire."""
        try:
            return self.wire.receive()
        except Closed:
            return None


class _Forked(Wired):
    def __init__(self, template: handle.TemplateHandle, forked: handle.Forked) -> None:
        super().__init__(forked.wire)
        self.template = template
        self.pid = forked.pid

    def death(self) -> str:
        try:
            status = self.template.status(self.pid, seconds=5)
        except handle.TemplateGone:
            return "процесс-заготовка завершился"
        return "неизвестно" if status is None else process.death_words(status)

    def kill(self) -> None:
        self.template.kill(self.pid)
        self.template.forget(self.pid)
        self.wire.close()


class SpawnLauncher:
    """Jobs in processes started afresh; slower, works everywhere."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("spawn")
        self.running: list[_Spawned] = []

    def start(self, request: Mapping[str, Any]) -> Running:
        """Start a process for one job."""
        ours, theirs = self.context.Pipe()
        worker = self.context.Process(target=job.spawned, args=(theirs, dict(request)))
        worker.start()
        theirs.close()
        spawned = _Spawned(worker, ours)
        self.running.append(spawned)
        return spawned

    def capacity(self) -> int | None:
        """As many as the settings say."""
        return None

    def close(self) -> None:
        """End the jobs that are left."""
        for spawned in self.running:
            spawned.kill()


class _Spawned:
    def __init__(self, worker: Any, connection: Connection[Any, Any]) -> None:
        self.worker = worker
        self.connection = connection

    @property
    def channel(self) -> Any:
        return self.connection

    def message(self) -> dict[str, Any] | None:
        try:
            received: dict[str, Any] = self.connection.recv()
            return received
        except (EOFError, OSError):
            return None

    def death(self) -> str:
        self.worker.join(timeout=5)
        code = self.worker.exitcode
        return "неизвестно" if code is None else process.death_words(code)

    def kill(self) -> None:
        if self.worker.is_alive():
            self.worker.terminate()
            self.worker.join(timeout=10)
            if self.worker.is_alive():
                self.worker.kill()
                self.worker.join()
        self.connection.close()
