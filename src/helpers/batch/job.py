"""One report, from its notebook to its folder: what a job process does.

Here: execution through papermill, the reason of a failure in words, the hand-over to
`reports`, the receipt. Not here: how the process was started (`launch`) and what is done
about a failure (`run`).

A request is plain JSON: it comes from another process. So is the outcome: `done`, or
`failed` with a kind (`failed`, `timeout`, `memory`, `crashed`, `machine`) and a reason.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers import left_out, notebooks, paths
from helpers.batch import receipts
from helpers.batch.certificates import Issued
from helpers.batch.origin import Origin
from helpers.batch.plan import Job
from helpers.errors import ShnorError, in_russian

Tell = Callable[[dict[str, Any]], None]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
#: Id of the cell that papermill adds; its own one is random.
_INJECTED_ID = "injected-parameters"
#: Seconds that rendering may take after the notebook.
RENDER_SECONDS = 180.0
#: An absolute path; the end of a relative one or of a date is none.
_ABSOLUTE = re.compile(r"(?<![\w.…-])(?:[A-Za-z]:)?[/\\](?:[^\s'\"«»/\\]+[/\\])+([^\s'\"«»/\\]+)")
#: A reason longer than this says nothing more.
_REASON_LENGTH = 600
#: The disk refuses everybody: no report can be written any more.
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", -1), errno.EROFS)


class _Stopped(Exception):
    """A run ended without a report; carries why."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.failed = {"kind": kind, "reason": reason}


def request_of(
    job: Job,
    out: Path,
    scratch: Path,
    formats: tuple[str, ...],
    origin: Origin,
    time_limit: float,
    memory_mb: int,
    certificate: Issued | None = None,
) -> dict[str, Any]:
    """What a job process needs to know; temporary files of the run go to `scratch`."""
    return {
        "notebook": str(job.notebook.path),
        "dataset": str(job.dataset.resolve()),
        "dataset_name": job.dataset_name or paths.shown_path(job.dataset),
        "municipality_id": job.municipality_id,
        "year": job.year,
        "edition": job.edition,
        "parameters": dict(job.parameters),
        "out": str(out.resolve()),
        "scratch": str(scratch.resolve()),
        "formats": list(formats),
        "origin": asdict(origin),
        "time_limit": time_limit,
        "memory_mb": memory_mb,
        "root": str(paths.project_root()),
        "certificate": str(certificate.path.resolve()) if certificate else "",
        "certificate_id": certificate.certificate_id if certificate else "",
    }


def index_request(out: Path, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """A request to renew the list of reports; `entries` are those of this batch."""
    return {"root": str(paths.project_root()), "out": str(out.resolve()), "entries": entries}


def perform(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """Do what is requested, in a process of its own: it works in the project's folder."""
    os.chdir(request["root"])
    return answered(request, tell)


def answered(request: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """What came of a request; never raises for a report's own fault."""
    try:
        if "entries" in request:
            _renew_index(Path(request["out"]), request["entries"])
        else:
            return {"done": True, "values": _make(request, tell)}
    except _Stopped as stopped:
        failed = stopped.failed
    except Exception as error:
        failed = _failure(error)
    else:
        return {"done": True}
    return {"failed": {**failed, "reason": _recorded(failed["reason"], request)}}


def _failure(error: Exception) -> dict[str, str]:
    kind, reason = "failed", f"{type(error).__name__}: {error}"
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, OSError) and cause.errno in _FULL:
        kind, reason = "machine", f"папка отчётов недоступна для записи: {in_russian(cause)}"
    elif isinstance(error, ShnorError):
        from helpers.kernels.handle import TemplateGone

        # what the report was forked from has died: another try begins from the template
        kind = "crashed" if isinstance(error, TemplateGone) else kind
        reason = str(error)
    elif isinstance(error, MemoryError):
        kind, reason = "memory", "не хватило памяти"
    return {"kind": kind, "reason": reason}


def _recorded(words: str, request: Mapping[str, Any]) -> str:
    """The reason as a record may hold it: it names no machine, and still the file.

    A place in the dataset or the project is written from there (`data/demo/store/…`); of any
    other absolute path only the last name stays.
    """
    shown = {request.get("dataset", ""): request.get("dataset_name", ""), request["root"]: ""}
    with contextlib.suppress(RuntimeError):  # a container may have no home
        if Path.home().name:  # a user's name may have spaces
            shown.setdefault(str(Path.home()), "…")
    for folder in sorted(filter(None, shown), key=len, reverse=True):
        for mark in ("/", "\\"):
            words = words.replace(f"{folder}{mark}", f"{shown[folder]}/".lstrip("/"))
    return _ABSOLUTE.sub(r"…/\1", words)[:_REASON_LENGTH]


def _renew_index(out: Path, entries: list[dict[str, Any]]) -> None:
    """Older entries of other reports stay in `batch.json`."""
    from helpers.reports import index

    current = [index.BatchEntry(**fields) for fields in entries]
    known = {_place(entry): entry for entry in [*index.read_record(out), *current]}
    index.write_record(out, [known[place] for place in sorted(known)])
    index.write_page(out)


def _place(entry: Any) -> tuple[str, int, str, str]:
    return (entry.edition, entry.year, entry.municipality_id, entry.notebook)


def _make(request: Mapping[str, Any], tell: Tell) -> list[list[str]]:
    """Make a report; the values it asked for (`readings`)."""
    os.environ[paths.DATA_VARIABLE] = request["dataset"]
    os.environ["TMPDIR"] = request["scratch"]
    os.environ[paths.CERTIFICATE_VARIABLE] = request["certificate"]
    tempfile.tempdir = None
    job = Job(
        notebooks.read(Path(request["notebook"])),
        Path(request["dataset"]),
        request["municipality_id"],
        request["year"],
        request["edition"],
        request["parameters"],
    )
    executed, read = _execute(job, request, tell)
    tell({"stage": "render"})
    _render(job, Origin(**request["origin"]), executed, read, request)
    values: list[list[str]] = read["values"]
    return values


def _execute(job: Job, request: Mapping[str, Any], tell: Tell) -> tuple[Any, dict[str, Any]]:
    """The executed notebook and what it read.

    These are the steps of `papermill.execute_notebook` without its copies: it would write the
    whole notebook as text twice on the way, though no file is wanted.
    """
    import papermill
    from papermill import engines, utils
    from papermill import execute as steps
    from papermill.exceptions import PapermillExecutionError
    from papermill.parameterize import parameterize_notebook

    from helpers.kernels import client
    from helpers.kernels.engine import NAME

    kernel = {"kernel_name": "python3", "language": "python", "engine_name": NAME}
    stored = papermill.iorw.load_notebook_node(str(job.notebook.path).replace("{", "{{"))
    stored.cells = notebooks.of_edition(stored.cells, job.edition)
    prepared = parameterize_notebook(stored, job.given(), **kernel)
    _check_injected(prepared, job)
    try:
        with utils.chdir(str(job.notebook.path.parent)):
            executed = engines.papermill_engines.execute_notebook_with_engine(
                NAME,
                steps.prepare_notebook_metadata(prepared, None, None, False),
                kernel["kernel_name"],
                progress_bar=False,
                on_cell=lambda index, count: tell({"cell": index + 1, "of": count}),
                time_limit=float(request["time_limit"]),
                memory_mb=request["memory_mb"],
                record_inputs=True,
            )
        steps.raise_for_execution_errors(executed, None)
    except PapermillExecutionError as error:
        raise _cell_failure(error, request) from None
    except client.CellTimeoutError:
        limit = round(request["time_limit"])
        raise _Stopped("timeout", f"превышено время: {limit} с на отчёт") from None
    except client.OutputTooLarge:
        raise _Stopped("failed", "тетрадь напечатала слишком много и остановлена") from None
    except client.DeadKernelError as error:
        detail = str(error).partition(": ")[2]
        words = "процесс тетради аварийно завершился"
        raise _Stopped("crashed", f"{words} ({detail})" if detail else words) from None
    return executed, executed.metadata.pop(client.INPUTS_KEY)


def _check_injected(prepared: Any, job: Job) -> None:
    """The added cell must hold exactly our literals: a value can never become code."""
    cell = next(c for c in prepared.cells if "injected-parameters" in c.metadata.get("tags", []))
    cell["id"] = _INJECTED_ID
    cell.metadata["papermill"] = {}
    found = {}
    for statement in ast.parse(cell.source).body:
        assert isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        found[statement.targets[0].id] = ast.literal_eval(statement.value)
    assert found == job.given(), "papermill wrote other parameters than were given"


def _cell_failure(error: Any, request: Mapping[str, Any]) -> _Stopped:
    if error.ename == "MemoryError":
        return _Stopped("memory", f"не хватило памяти (предел {request['memory_mb']} МБ)")
    words = _ANSI.sub("", error.evalue).strip()
    if error.ename in _spoken(ShnorError):
        return _Stopped("failed", words)
    return _Stopped("failed", f"ячейка {error.exec_count}: {error.ename}: {words}")


def _spoken(kind: type) -> set[str]:
    """Names of our exceptions: their messages are written for a person."""
    deeper: list[type] = kind.__subclasses__()
    return {kind.__name__}.union(*(_spoken(one) for one in deeper))


def _render(
    job: Job,
    origin: Origin,
    executed: Any,
    read: Mapping[str, Any],
    request: Mapping[str, Any],
) -> None:
    from helpers.batch.certificates import summary
    from helpers.reports import write

    out = Path(request["out"])
    certificate = request["certificate_id"]
    parts = receipts.key_parts(job, origin, request["formats"], receipts.Partitions(), certificate)
    inputs = receipts.inputs_of(job, read["files"])
    _check_unchanged(read["partitions"], inputs)
    sources = receipts.sources_of(job, (i for part in read["partitions"] for i in part["sources"]))
    spec = _spec(job, origin, read, inputs, str(request["dataset_name"]))
    if certificate:
        spec = spec.under(summary(Path(request["certificate"])))
    folder = out / job.folder
    write.render(executed, spec, folder, formats=tuple(request["formats"]))
    receipt = receipts.Receipt(parts, inputs, sources, receipts.outputs_of(folder))
    receipts.write(out, job, receipt)


def _check_unchanged(partitions: list[Any], inputs: Mapping[str, str]) -> None:
    """What was read still lies there: else the receipt would stand for data never shown."""
    changed = [one["path"] for one in partitions if inputs[f"data/{one['path']}"] != one["sha256"]]
    if changed:
        raise _Stopped(
            "failed",
            f"данные изменились, пока делался отчёт: {', '.join(changed)}. Повторите команду.",
        )


def _spec(
    job: Job, origin: Origin, read: Mapping[str, Any], files: Mapping[str, str], dataset: str
) -> Any:
    """Everything the manifest states; `files` are hashes of all files the run opened."""
    from helpers import reports
    from helpers.store import Store

    ledger = Store(job.dataset).ledger().sources
    slots = {source_id: record.slot for source_id, record in ledger.items()}
    used = {i for item in read["partitions"] for i in item["sources"] if i in ledger}
    partitions = {f"data/{item['path']}" for item in read["partitions"]}
    other = {name: digest for name, digest in files.items() if name not in partitions}
    return reports.ReportSpec(
        notebook=job.notebook.name,
        notebook_sha256=job.notebook.sha256,
        parameters=job.effective(),
        edition="public" if job.edition == "public" else "internal",
        dataset=dataset,
        code=reports.Code(origin.version, origin.code_sha256, origin.commit),
        environment=reports.Environment(
            origin.python, origin.packages, origin.libraries, origin.lock_sha256
        ),
        inputs=[
            reports.Input(
                item["path"],
                item["sha256"],
                item["tables"],
                sorted(slots[i] for i in item["sources"] if i in slots),
            )
            for item in read["partitions"]
        ],
        sources=sorted(
            (reports.File(slots[i], ledger[i].sha256) for i in used), key=lambda one: one.path
        ),
        parameter_files=[
            reports.File(name, digest) for name, digest in other.items() if name[:7] == "params/"
        ],
        dataset_files=[
            reports.File(name.removeprefix("data/"), digest)
            for name, digest in other.items()
            if name[:5] == "data/"
        ],
    )


def forked(wire: Any, request: dict[str, Any]) -> None:
    """Entry of a job process forked from the template; its kernel comes from a branch, if lent."""
    from helpers.kernels import handle

    handle.adopt(handle.TemplateHandle.inherited(request["template"]))
    if "lent" in request:
        branch = handle.TemplateHandle.inherited(request["lent"])
        if branch.prepared("helpers.batch.neighbours:prepare", request["shared"]):
            handle.adopt(branch)
    wire.send(perform(request["job"], wire.send))


def spawned(connection: Any, request: dict[str, Any]) -> None:
    """Entry of a job process started afresh, where forking is not possible.

    Like a forked one it says everything through its channel: what libraries print on the
    way (an ordinary kernel warns about its sockets) is no message of ours.
    """
    left_out.leave_out()
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(silence, descriptor)
    with contextlib.suppress(BrokenPipeError, EOFError):
        connection.send(perform(request, connection.send))
        connection.close()
