"""Making a report folder: all formats, then the receipt, then the name.

Here: `render`, and folders that appear only when complete. Not here: any format. A folder
is made beside its target under a hidden name, its files are flushed to disk, the manifest
last; then it takes the target's name. Whoever looks sees the old report or the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.disk import write_file
from helpers.errors import MachineError, in_russian
from helpers.reports import document as documents
from helpers.reports import manifest
from helpers.reports.document import Document
from helpers.reports.spec import FORMATS, Format, ReportFailed, ReportSpec

if TYPE_CHECKING:
    from nbformat import NotebookNode

MADE, _REPLACED = ".making-", ".replaced-"


def render(
    executed: NotebookNode, spec: ReportSpec, target: Path, formats: Sequence[Format] = FORMATS
) -> Path:
    """Make the report of an executed notebook in the folder `target`; gives that folder.

    A report already there is replaced as a whole. The executed notebook is kept in the
    internal edition only, whatever `formats` says. Raises `ReportFailed` for a notebook
    that is no report and `MachineError` when the disk refuses; nothing is left behind then.
    """
    document = documents.read(executed)
    if document.cover.edition != spec.edition:
        raise ReportFailed(
            f"Обложка говорит об издании «{document.cover.edition}», а отчёт — «{spec.edition}»."
        )
    if spec.edition == "public":
        _check_protected(document, spec)
    wanted = [name for name in FORMATS if name in formats]
    if spec.edition != "internal":
        wanted = [name for name in wanted if name != "ipynb"]
    outputs: dict[str, bytes] = {}
    for name in wanted:
        outputs.update(_faces(name, executed, document, spec))
    receipt = manifest.to_bytes(manifest.build(document, spec, outputs))
    publish_folder(target, {**outputs, manifest.FILE_NAME: receipt})
    return target


def _faces(
    name: Format, executed: NotebookNode, document: Document, spec: ReportSpec
) -> dict[str, bytes]:
    """The files of a format: one, or the data and their description."""
    if name == "csv":
        from helpers.reports import csv_data

        return csv_data.render(document, spec)
    return {f"report.{name}": _face(name, executed, document, spec)}


def _check_protected(document: Document, spec: ReportSpec) -> None:
    """Every block of a public report was made under the certificate of the report."""
    issued = spec.certificate["id"] if spec.certificate else ""
    for block in (document.cover, *document.blocks()):
        if not issued or block.certificate != issued:
            name = getattr(block, "block_id", "") or block.kind
            raise ReportFailed(
                f"Публичное издание: блок «{name}» сделан не из защищённых данных. "
                "В публичной ячейке берите числа только из disclosure.open(run)."
            )


def _face(name: Format, executed: NotebookNode, document: Document, spec: ReportSpec) -> bytes:
    if name == "html":
        from helpers.reports import html

        return html.render(document, spec)
    if name == "pdf":
        from helpers.reports import pdf

        return pdf.render(document, spec)
    if name == "xlsx":
        from helpers.reports import xlsx

        return xlsx.render(document, spec)
    if name == "docx":
        from helpers.reports import docx

        return docx.render(document, spec)
    from helpers.reports import ipynb

    return ipynb.render(executed)


def publish_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Put a complete folder in place of whatever stands at `target`; the last file is last."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f"{MADE}{target.name}-", dir=target.parent))
        try:
            made.chmod(0o755)
            for name, content in files.items():
                write_file(made / name, content)
            _flush_folder(made)
            take_place(made, target)
            _flush_folder(target.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise MachineError(_reason(target, error)) from error


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in place of an older one, never half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{MADE}{path.name}")
        write_file(made, content)
        made.replace(path)
    except OSError as error:
        raise MachineError(_reason(path, error)) from error


def sweep(outputs: Path) -> None:
    """Clear what a killed run left: half-made folders go, a folder caught between its two
    names gets its name back. Call it when no other run writes there."""
    for leftover in sorted(outputs.rglob(f"{MADE}*")):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    for old in sorted(outputs.rglob(f"{_REPLACED}*")):
        target = old.with_name(old.name.removeprefix(_REPLACED))
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


def take_place(made: Path, target: Path) -> None:
    """Give a finished folder the name of its target, in place of what stands there."""
    old = target.with_name(f"{_REPLACED}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return (
            f"Не удалось записать {path.name}: нет прав, или файл отчёта открыт в другой "
            "программе (например, в Excel). Закройте его и повторите."
        )
    return f"Не удалось записать {path.name}: {in_russian(error)}."
