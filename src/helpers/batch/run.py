"""The loop over jobs: what is up to date is skipped, the rest is made, failures are named.

Here: scheduling, retries, time limits, stopping, the record for the index. Not here: how a
process is started (`launch`), what it does (`job`), what is printed where (`progress`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from helpers import lock, params
from helpers.batch import job as jobs_module
from helpers.batch import launch, neighbours, receipts
from helpers.batch.certificates import Certificates, Issued
from helpers.batch.origin import Origin, origin
from helpers.batch.plan import Job
from helpers.batch.progress import Progress
from helpers.errors import MachineError

#: A crashed process is tried so many times more.
RETRIES = 2

#: Formats made when none are named; a notebook may add its note (`Notebook.has_docx`).
DEFAULT_FORMATS = ("html", "pdf", "xlsx", "csv", "ipynb")

_SCRATCH = ".making-scratch"


@dataclass(frozen=True)
class Settings:
    """How a batch is run. `time_limit` (seconds) and `memory_mb` hold for one notebook.

    Without `formats` every notebook gets those it has. `earlier` is a site whose published
    answers stand: certificates of the public edition take them into account. `scheduler` is
    the address or the file of a Dask scheduler that does the work instead of this machine.
    """

    out: Path
    formats: tuple[str, ...] = ()
    workers: int = 0
    force: bool = False
    time_limit: float = 600.0
    memory_mb: int = 4096
    earlier: Path | None = None
    scheduler: str = ""

    def formats_of(self, job: Job) -> tuple[str, ...]:
        """The formats of one report: those asked for, else the usual ones."""
        own = ("docx",) if job.notebook.has_docx else ()
        wanted = self.formats or (*DEFAULT_FORMATS, *own)
        return wanted if job.edition == "internal" else tuple(f for f in wanted if f != "ipynb")

    def worker_count(self) -> int:
        """Jobs at a time: as asked, else the cores this process may use."""
        if self.workers:
            return self.workers
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


@dataclass
class Outcome:
    """What became of one job: `done`, `skipped`, `failed` or `stopped` (not reached)."""

    job: Job
    status: str
    reason: str = ""
    why: Sequence[str] = ()
    certificate: Issued | None = None


@dataclass
class Result:
    """What became of a batch, in the order of its list."""

    outcomes: list[Outcome] = field(default_factory=list)

    def having(self, status: str) -> list[Outcome]:
        """Outcomes of one status."""
        return [outcome for outcome in self.outcomes if outcome.status == status]


def plan(jobs: Iterable[Job], settings: Settings, made_by: Origin) -> list[Outcome]:
    """Each job as `skipped` (up to date) or `stopped` (to be made) with the reasons."""
    outcomes = []
    certificates = Certificates(settings.out, made_by, settings.earlier)
    partitions = receipts.Partitions()
    for job in jobs:
        issued = certificates.of(job) if job.edition == "public" else None
        named = issued.certificate_id if issued else ""
        parts = receipts.key_parts(job, made_by, settings.formats_of(job), partitions, named)
        why = receipts.reasons(settings.out, job, parts)
        if settings.force and not why:
            why = ["велено сделать заново (--force)"]
        status = "stopped" if why else "skipped"
        outcomes.append(Outcome(job, status, why=why, certificate=issued))
    return outcomes


def run(
    jobs: Sequence[Job],
    settings: Settings,
    progress: Progress,
    launcher: launch.Launcher | None = None,
) -> Result:
    """Make all reports that are not up to date; one that fails does not stop the others.

    Raises `MachineError` when the machine stops us (lock, disk). On Ctrl+C or a request to
    end, running jobs are discarded, what is done is kept and listed, and the exception goes
    on. A `launcher` started beforehand saves time; it is closed here.
    """
    made_by = origin()
    with lock.held(settings.out, progress.note):
        _sweep(settings.out)
        result = Result(plan(jobs, settings, made_by))
        waiting = result.having("stopped")
        progress.begin(len(waiting), len(result.having("skipped")))
        try:
            if waiting:
                launcher = launcher or _launcher(settings, made_by)
                _Loop(waiting, settings, made_by, progress, launcher).run()
        except BaseException:
            left = len(result.having("stopped"))
            progress.note(f"Осталось отчётов: {left}. Повторите команду, чтобы продолжить.")
            raise
        finally:
            progress.end()
            try:
                if not lock.is_lost(settings.out):
                    _renew_index(settings, result, launcher)
            finally:
                if launcher is not None:
                    launcher.close()
                if not lock.is_lost(settings.out):
                    _sweep(settings.out)
    return result


class _Loop:
    """Up to so many job processes at a time, until no job waits."""

    def __init__(
        self,
        waiting: list[Outcome],
        settings: Settings,
        made_by: Origin,
        progress: Progress,
        launcher: launch.Launcher,
    ) -> None:
        self.launcher = launcher
        self.waiting = neighbours.Queue(waiting)
        self.expected = neighbours.Expected()
        #: Where the workers that have become free were.
        self.homes: list[neighbours.Group] = []
        self.settings = settings
        self.made_by = made_by
        self.progress = progress
        self.tries: dict[Path, int] = {}
        self.active: dict[Any, _Active] = {}
        self.machine_fault = ""

    def run(self) -> None:
        """Run everything; whatever happens, no process of ours is left."""
        (self.settings.out / _SCRATCH).mkdir(exist_ok=True)
        try:
            while (self.waiting and not self.machine_fault) or self.active:
                room = self.launcher.capacity() or self.settings.worker_count()
                while self.waiting and not self.machine_fault and len(self.active) < room:
                    self._start(self._next())
                for channel in wait(list(self.active), timeout=0.5):
                    self._hear(self.active[channel])
                self._stop_late()
        finally:
            for active in list(self.active.values()):
                active.process.kill()
        if self.machine_fault:
            raise MachineError(f"Работа остановлена: {self.machine_fault}")

    def _next(self) -> Outcome:
        home = self.homes.pop() if self.homes else None
        busy = {active.group for active in self.active.values()}
        taken: Outcome = self.waiting.take(home, busy)
        return taken

    def _start(self, outcome: Outcome) -> None:
        lock.check(self.settings.out)
        job = outcome.job
        group = neighbours.group(job)
        is_first_try = job.folder not in self.tries
        shared = self.expected.shared(job, self.waiting.of(group)) if is_first_try else None
        request = jobs_module.request_of(
            job,
            self.settings.out,
            self.settings.out / _SCRATCH,
            self.settings.formats_of(job),
            self.made_by,
            self.settings.time_limit,
            self.settings.memory_mb,
            outcome.certificate,
        )
        process = self.launcher.start(request, shared)
        self.active[process.channel] = _Active(outcome, process, time.monotonic(), group)
        self.progress.started(job.label)

    def _hear(self, active: _Active) -> None:
        message = active.process.message()
        if message is None:
            reason = f"процесс отчёта аварийно завершился ({active.process.death()})"
            self._end(active, {"failed": {"kind": "crashed", "reason": reason}})
        elif "done" in message or "failed" in message:
            self._end(active, message)
        else:
            self.progress.cell(active.outcome.job.label, message)

    def _stop_late(self) -> None:
        allowed = self.settings.time_limit + jobs_module.RENDER_SECONDS
        for active in list(self.active.values()):
            if time.monotonic() - active.begun > allowed:
                reason = f"превышено время: {round(allowed)} с на отчёт"
                self._end(active, {"failed": {"kind": "timeout", "reason": reason}})

    def _end(self, active: _Active, message: dict[str, Any]) -> None:
        lock.check(self.settings.out)
        del self.active[active.process.channel]
        active.process.kill()
        outcome = active.outcome
        failed = message.get("failed")
        self.homes.append(active.group)
        if "values" in message:
            self.expected.learn(outcome.job, message["values"])
        if failed and failed["kind"] == "crashed" and self._try_again(outcome, failed["reason"]):
            return
        if failed and failed["kind"] == "machine":
            self.machine_fault = failed["reason"]
        self._leave(active.group)
        outcome.status = "failed" if failed else "done"
        outcome.reason = failed["reason"] if failed else ""
        self.progress.finished(outcome.job.label, time.monotonic() - active.begun, outcome.reason)

    def _leave(self, group: neighbours.Group) -> None:
        """Let go what a group shared when nothing of it waits or runs."""
        at_work = (active.group for active in self.active.values())
        if group not in at_work and not self.waiting.of(group):
            self.launcher.release(group)
            self.expected.forget(group)

    def _try_again(self, outcome: Outcome, reason: str) -> bool:
        tries = self.tries.get(outcome.job.folder, 0)
        if tries >= RETRIES:
            return False
        self.tries[outcome.job.folder] = tries + 1
        self.progress.note(f"Повтор {tries + 1} из {RETRIES}: {outcome.job.label}: {reason}")
        self.waiting.put_back(outcome)
        return True


def _launcher(settings: Settings, made_by: Origin) -> launch.Launcher:
    if not settings.scheduler:
        return launch.launcher()
    from helpers.batch import cluster

    return cluster.ClusterLauncher(settings.scheduler, settings.out, made_by)


@dataclass
class _Active:
    outcome: Outcome
    process: launch.Running
    begun: float
    group: neighbours.Group


def _sweep(folder: Path) -> None:
    from helpers.reports import write

    if folder.is_dir():
        write.sweep(folder)


def _renew_index(settings: Settings, result: Result, launcher: launch.Launcher | None) -> None:
    """Renew `batch.json` and `index.html`, in a process that has the page's modules already."""
    known = params.municipalities()
    entries = [
        {
            "notebook": outcome.job.folder.name,
            "municipality_id": outcome.job.municipality_id,
            "municipality_name": known[outcome.job.municipality_id].name,
            "year": outcome.job.year,
            "edition": outcome.job.edition,
            "status": outcome.status,
            "reason": outcome.reason,
        }
        for outcome in result.outcomes
        if outcome.status != "stopped"
    ]
    if not entries:
        return
    request = jobs_module.index_request(settings.out, entries)
    message: dict[str, Any] | None
    if launcher is None:
        message = jobs_module.answered(request, lambda _message: None)
    else:
        process = launcher.start(request)
        message = process.message()
        process.kill()
    if message is None or "failed" in message:
        raise MachineError(f"Список отчётов не обновлён: {(message or {}).get('failed')}")
