"""How job processes are started, watched and ended.

Here: two ways with one face: forked from the template (Linux), or started afresh with an
ordinary kernel of papermill's inside (everywhere else, or on request). Not here: what a job
does (`job`), which job is next (`run`).
"""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Protocol

from helpers.batch import job
from helpers.batch.neighbours import Group, Shared
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

    def start(self, request: Mapping[str, Any], shared: Shared | None = None) -> Running:
        """A process that performs `request`; what is `shared` may be there already."""

    def release(self, group: Group) -> None:
        """No job of a group waits or runs any more."""

    def capacity(self) -> int | None:
        """Jobs at a time where the launcher has its own word on it, else None."""

    def close(self) -> None:
        """End whatever is left."""


def launcher() -> Launcher:
    """The launcher for this system and this environment."""
    return ForkLauncher() if choice.warm_wanted() else SpawnLauncher()


class ForkLauncher:
    """Jobs forked from a template that has imported everything."""

    def __init__(self, template: handle.TemplateHandle | None = None) -> None:
        self.template = template or handle.TemplateHandle.start(RENDERING_MODULES)
        self.branches: dict[Group, handle.Branch] = {}

    def start(self, request: Mapping[str, Any], shared: Shared | None = None) -> Running:
        """Fork a job; a template that has died is replaced by a new one."""
        try:
            return self._fork(request, shared)
        except handle.TemplateGone:
            self.close()
            self.template = handle.TemplateHandle.start(RENDERING_MODULES)
            return self._fork(request, None)

    def _fork(self, request: Mapping[str, Any], shared: Shared | None) -> Running:
        target, asked = "helpers.batch.job:forked", {"job": dict(request)}
        lent = self._client(shared) if shared is not None else None
        if shared is None or lent is None:
            return _Forked(self.template, self.template.fork(target, asked))
        with lent:
            asked["shared"] = shared.request()
            return _Forked(self.template, self.template.fork(target, asked, lent))

    def _client(self, shared: Shared) -> socket.socket | None:
        """A socket that asks the branch of a group; None when the branch has died."""
        if shared.group not in self.branches:
            self.branches[shared.group] = self.template.branch()
        try:
            return self.branches[shared.group].handle.client()
        except handle.TemplateGone:
            self.release(shared.group)
            return None

    def release(self, group: Group) -> None:
        """End the branch of the group, if there is one."""
        branch = self.branches.pop(group, None)
        if branch is not None:
            branch.handle.close()
            self.template.kill(branch.pid)
            self.template.forget(branch.pid)

    def capacity(self) -> int | None:
        """As many as the settings say."""
        return None

    def close(self) -> None:
        """Let the template go; it kills the jobs and branches that are left."""
        for branch in self.branches.values():
            branch.handle.close()
        self.branches.clear()
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

    def start(self, request: Mapping[str, Any], shared: Shared | None = None) -> Running:
        """Start a process for one job; it reads everything itself."""
        ours, theirs = self.context.Pipe()
        worker = self.context.Process(target=job.spawned, args=(theirs, dict(request)))
        worker.start()
        theirs.close()
        spawned = _Spawned(worker, ours)
        self.running.append(spawned)
        return spawned

    def release(self, group: Group) -> None:
        """Nothing was kept."""

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
