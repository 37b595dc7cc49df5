"""Making past reports again, in a folder of their own.

Here: from a manifest to a job of the batch, and what stands in the way of that. Not here:
comparing (`verdict`). The original outputs, the store and the journal of the dataset are
only read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import notebooks, params, paths
from helpers.batch.origin import LOCK_FILE, Origin, origin
from helpers.batch.plan import Job
from helpers.batch.progress import Progress
from helpers.batch.run import Settings, run
from helpers.errors import ParameterError
from helpers.notebooks import Notebook
from helpers.reports import FORMATS
from helpers.reproduction import causes, data
from helpers.reproduction.past import Past

#: Parameters that the matrix of a batch gives.
_OF_THE_MATRIX = ("municipality_id", "year", "edition")


@dataclass
class Attempt:
    """What came of making a past report again.

    `missing` names what it needs and is not there any more; `folder` is the new report, None
    when it could not be made. `now` are the facts of its making (a manifest, or its parts
    about the program). `notes` say what a person should know besides.
    """

    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    folder: Path | None = None
    now: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Formats(Settings):
    """Settings under which each report gets the formats it had."""

    as_before: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)

    def formats_of(self, job: Job) -> tuple[str, ...]:
        """The formats of one report."""
        return self.as_before[job.folder]


def remake(
    pasts: Sequence[Past],
    scratch: Path,
    progress: Progress,
    dataset: Path | None = None,
    workers: int = 0,
) -> list[Attempt]:
    """Make the reports again below `scratch`, each from its own data; one attempt for each."""
    made_by = origin()
    attempts = [Attempt() for _ in pasts]
    jobs: dict[Path, tuple[Job, Attempt, Past]] = {}
    for number, (past, attempt) in enumerate(zip(pasts, attempts, strict=True)):
        job = _job(past, attempt, made_by, dataset, scratch / f"data-{number}")
        if job is not None:
            jobs[job.folder] = (job, attempt, past)
    formats = {
        folder: tuple(name for name in FORMATS if f"report.{name}" in past.outputs)
        for folder, (_, _, past) in jobs.items()
    }
    settings = _Formats(scratch / "outputs", workers=workers, force=True, as_before=formats)
    if jobs:
        result = run([job for job, _, _ in jobs.values()], settings, progress)
        for outcome in result.outcomes:
            _, attempt, _ = jobs[outcome.job.folder]
            if outcome.status == "done":
                attempt.folder = settings.out / outcome.job.folder
            else:
                attempt.missing.append(f"нынешней программой отчёт не делается: {outcome.reason}")
    return attempts


def _job(
    past: Past,
    attempt: Attempt,
    made_by: Origin,
    given: Path | None,
    laid: Path,
) -> Job | None:
    """The job that makes a report again; None with the reasons in `attempt`."""
    book = _notebook(past, attempt)
    attempt.now = causes.facts(made_by, book.sha256 if book else "")
    attempt.missing += _lost_environment(past, attempt.now)
    dataset = given or paths.project_root() / str(past.manifest["dataset"])
    if not (dataset / "store").is_dir():
        attempt.missing.append(
            f"набор данных {given}: в нём ничего не загружено"
            if given
            else f"набор данных {past.manifest['dataset']}: папки нет; укажите её ключом --data"
        )
        return None
    if past.manifest["edition"] == "public":
        # it names no file of data: its certificate is made again from the data as they are
        return _as_it_was(past, book, dataset, attempt) if book else None
    taken = data.lay_out(past.manifest, dataset, laid)
    attempt.missing += [
        f"{gap.path}: было SHA-256 {gap.then}, "
        + (f"стало SHA-256 {gap.now}" if gap.now else "файла нет")
        + "; прежняя версия не сохранена"
        for gap in taken.gaps
    ]
    if taken.from_versions:
        attempt.notes.append(
            "Данные с тех пор заменены; отчёт сделан заново из сохранённых прежних версий: "
            + ", ".join(taken.from_versions)
        )
    if book is None or any(not gap.now for gap in taken.gaps):
        return None
    return _as_it_was(past, book, laid, attempt)


def _notebook(past: Past, attempt: Attempt) -> Notebook | None:
    try:
        return notebooks.notebook(str(past.manifest["notebook"]))
    except ParameterError as error:
        attempt.missing.append(f"тетрадь {past.manifest['notebook']}: {error}")
        return None


def _lost_environment(past: Past, now: Mapping[str, Any]) -> list[str]:
    """The lock and the fonts of the report, where they are not there any more."""
    then = past.manifest["environment"]
    lock = now["environment"]["lock_sha256"]
    lost = []
    if then["lock_sha256"] != lock:
        told = f"стало SHA-256 {lock}" if lock else "файла нет"
        lost.append(f"{LOCK_FILE}: было SHA-256 {then['lock_sha256']}, {told}")
    held = {font["file"] for font in now["environment"]["fonts"]}
    lost += [f"шрифт {font['file']}" for font in then["fonts"] if font["file"] not in held]
    return lost


def _as_it_was(past: Past, book: Notebook, laid: Path, attempt: Attempt) -> Job | None:
    given = dict(past.manifest["parameters"])
    unknown = [name for name in given if name not in book.parameters]
    if unknown:
        attempt.missing.append(f"тетрадь {book.name}: в ней больше нет параметра {unknown[0]}")
        return None
    try:
        params.municipality(str(given["municipality_id"]))
    except ParameterError as error:
        attempt.missing.append(str(error))
        return None
    departing = {
        name: given[name]
        for name, declared in book.parameters.items()
        if name in given and name not in _OF_THE_MATRIX and given[name] != declared.default
    }
    return Job(
        book,
        laid,
        str(given["municipality_id"]),
        int(given["year"]),
        str(past.manifest["edition"]),
        departing,
        str(past.manifest["dataset"]),
    )
