"""Jobs of one municipality: what they share is read and counted once.

Here: which jobs are neighbours, in which order they are taken, what several of them will ask for.
Not here: the process that keeps it (`kernels.branch`), starting jobs (`launch`).

Nobody declares what a notebook needs: each report says which values it asked for, and the next
reports of its notebook are expected to ask for the same. A wrong guess costs time only.
"""

from __future__ import annotations

import importlib
import os
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from helpers import params, paths
from helpers.batch.plan import Job
from helpers.errors import ParameterError
from helpers.params import RunParams

#: Neighbours: the dataset and the municipality, or the folder of a report that has none.
Group = tuple[str, ...]


class Waiting(Protocol):
    """What waits to be made."""

    job: Job


@dataclass(frozen=True)
class Shared:
    """What a job has in common with its neighbours: the run, and modules of its values."""

    group: Group
    root: str
    dataset: str
    run: Mapping[str, Any]
    values: tuple[str, ...]

    def request(self) -> dict[str, Any]:
        """The request to `prepare`, plain JSON."""
        return asdict(self)


def group(job: Job) -> Group:
    """The group of a job.

    A public report is made from its certificate alone, and what a region reads would be kept
    beside what its reports read themselves: they stand alone.
    """
    if job.edition != "internal" or params.municipality(job.municipality_id).is_region:
        return (job.folder.as_posix(),)
    return (str(job.dataset.resolve()), job.municipality_id)


def prepare(request: Mapping[str, Any]) -> None:
    """Read and count, in this process, what is shared (`Shared.request`)."""
    from helpers import store
    from helpers.indicators import once

    os.chdir(request["root"])
    os.environ[paths.DATA_VARIABLE] = request["dataset"]
    run = RunParams(**request["run"])
    data = store.keep(run)
    data.store.ledger()
    for name in request["values"]:
        once.values_by(importlib.import_module(name), data, run)


class Queue:
    """What waits, group by group in the order of the list.

    A worker stays with a municipality until nothing of it waits; then it takes one that nobody
    works on, and helps another worker only when there is none.
    """

    def __init__(self, waiting: Iterable[Waiting]) -> None:
        self._groups: dict[Group, deque[Any]] = {}
        for one in waiting:
            self._groups.setdefault(group(one.job), deque()).append(one)

    def __bool__(self) -> bool:
        return bool(self._groups)

    def take(self, home: Group | None, busy: Collection[Group]) -> Any:
        """The next for a worker that was with `home` while others are with `busy`."""
        if home not in self._groups:
            free = (found for found in self._groups if found not in busy)
            home = next(free, next(iter(self._groups)))
        taken = self._groups[home].popleft()
        if not self._groups[home]:
            del self._groups[home]
        return taken

    def put_back(self, one: Waiting) -> None:
        """Let something be the next of its group."""
        self._groups.setdefault(group(one.job), deque()).appendleft(one)

    def of(self, where: Group) -> list[Job]:
        """Jobs of a group that wait."""
        return [one.job for one in self._groups.get(where, ())]


class Expected:
    """What the reports of each notebook ask for, as far as this batch has seen."""

    def __init__(self) -> None:
        self._asked: dict[str, set[str]] = {}
        self._prepared: dict[tuple[Group, str], set[str]] = {}
        self._runs: dict[Path, RunParams | None] = {}

    def learn(self, job: Job, values: Iterable[Sequence[str]]) -> None:
        """Take note of the values a report asked for (`readings`), those of its own run."""
        own = repr(self._run(job))
        asked = (module for module, run in values if run == own)
        self._asked.setdefault(job.notebook.name, set()).update(asked)

    def shared(self, job: Job, waiting: Iterable[Job]) -> Shared | None:
        """What to prepare for a job: what it asks for and another one that waits will too.

        What is prepared already is asked for again. A notebook not seen yet is expected to ask
        for whatever the others do.
        """
        run = self._run(job)
        if run is None:
            return None
        neighbours = [job, *(one for one in waiting if self._run(one) == run)]
        counted = Counter(name for one in neighbours for name in self._of(one))
        where = group(job)
        prepared = self._prepared.setdefault((where, repr(run)), set())
        prepared.update(name for name in self._of(job) if counted[name] > 1)
        wanted = sorted(prepared & self._of(job))
        if not wanted:
            return None
        dataset = str(job.dataset.resolve())
        told = run.model_dump(mode="json")
        return Shared(where, str(paths.project_root()), dataset, told, tuple(wanted))

    def forget(self, where: Group) -> None:
        """Nothing is prepared for a group any more."""
        for key in [key for key in self._prepared if key[0] == where]:
            del self._prepared[key]

    def _of(self, job: Job) -> set[str]:
        name = job.notebook.name
        return self._asked[name] if name in self._asked else set().union(*self._asked.values())

    def _run(self, job: Job) -> RunParams | None:
        """The run of the whole municipality in the notebook of a job; None where it makes none."""
        if job.folder not in self._runs:
            try:
                self._runs[job.folder] = job.run_params().of_place()
            except ParameterError:  # made again from an old record: the report will say so
                self._runs[job.folder] = None
        return self._runs[job.folder]
