"""Reports on a Dask cluster: the worker's side.

Here: the plugin that gives a worker its warm template, the task that makes one report. Not
here: the client (`cluster`), what a report's process does (`job`).

A worker is a process with many threads, so nothing is forked from it: the template is a
program of its own, started when the plugin comes, and dies with the worker.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpers.batch import job, launch
from helpers.batch.neighbours import Group, Shared
from helpers.batch.origin import Origin, origin

NAME = "shnor"
#: Where running reports say which cell they are at.
TOPIC = "shnor-cells"
#: How often a running report looks whether it is still wanted, seconds.
_LOOK_SECONDS = 0.5


def digest_of(made_by: Origin) -> str:
    """What must be equal on all machines of a batch: code, templates, fonts, Python, packages."""
    parts = {name: part for name, part in made_by.key_parts().items() if name != "lock"}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _own_digest() -> str:
    return digest_of(origin())


def standing(path: str) -> tuple[str, str]:
    """The digest of this worker and what it sees in the client's file ("" when nothing)."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return _own_digest(), Path(path).read_text(encoding="ascii")
    return _own_digest(), ""


def plugin() -> Any:
    """The plugin of a worker; made in a function because the library is optional."""
    from distributed import WorkerPlugin

    class ReportPlugin(WorkerPlugin):
        """Holds the launcher of a worker, the lock of its control socket, and how many reports
        of each group are made from what neighbours share there."""

        name = NAME

        def setup(self, worker: Any) -> None:
            self.lock = threading.Lock()
            self.launcher = launch.launcher()
            self.running: Counter[Group] = Counter()

        def teardown(self, worker: Any) -> None:
            self.launcher.close()

    return ReportPlugin()


def perform(request: dict[str, Any], digest: str, shared: Shared | None = None) -> str:
    """Make one report in a process of its own; the outcome as JSON.

    What its neighbours share is kept until a report of others comes. On the way it is told on
    `TOPIC` which cell it is at. A report that nobody wants any more (the batch was stopped) is
    ended.
    """
    from distributed import get_worker

    worker = get_worker()
    if _own_digest() != digest:
        reason = f"на исполнителе {worker.address} другая версия программы или пакетов"
        return json.dumps({"failed": {"kind": "machine", "reason": reason}})
    own: Any = worker.plugins[NAME]
    key = worker.get_current_task()
    with own.lock:
        _let_go(own, shared)
        process = own.launcher.start(request, shared)
        if shared is not None:
            own.running[shared.group] += 1
    try:
        watch = _Watch(
            is_wanted=lambda: _is_wanted(worker, key),
            tell=lambda message: worker.log_event(TOPIC, {**message, "key": key}),
        )
        return json.dumps(_watched(process, request, watch, own.lock))
    finally:
        with own.lock:
            process.kill()
            if shared is not None:
                own.running[shared.group] -= 1


def _let_go(own: Any, coming: Shared | None) -> None:
    """End what groups shared of which nothing runs here, but for the coming report's own."""
    kept = coming.group if coming is not None else None
    for group in [one for one, running in own.running.items() if not running and one != kept]:
        own.launcher.release(group)
        del own.running[group]


def _is_wanted(worker: Any, key: Any) -> bool:
    task = worker.state.tasks.get(key)
    return task is not None and task.state not in ("cancelled", "released", "forgotten")


@dataclass(frozen=True)
class _Watch:
    """What is asked and told while a report is made."""

    is_wanted: Callable[[], bool]
    tell: Callable[[dict[str, Any]], None]


def _watched(process: Any, request: dict[str, Any], watch: _Watch, lock: Any) -> dict[str, Any]:
    """The outcome of a report's process, or why there is none."""
    from multiprocessing.connection import wait

    allowed = request["time_limit"] + job.RENDER_SECONDS
    told = time.monotonic()
    end = told + allowed
    untold: dict[str, Any] | None = None
    while time.monotonic() < end:
        heard = wait([process.channel], timeout=_LOOK_SECONDS)
        if untold is not None and time.monotonic() > told + _LOOK_SECONDS:
            watch.tell(untold)
            untold, told = None, time.monotonic()
        if not heard:
            if not watch.is_wanted():
                return {"failed": {"kind": "failed", "reason": "пакет остановлен"}}
            continue
        message: dict[str, Any] | None = process.message()
        if message is None:
            with lock:
                reason = f"процесс отчёта аварийно завершился ({process.death()})"
            return {"failed": {"kind": "crashed", "reason": reason}}
        if "done" in message or "failed" in message:
            return message
        untold = message
    return {"failed": {"kind": "timeout", "reason": f"превышено время: {round(allowed)} с"}}
