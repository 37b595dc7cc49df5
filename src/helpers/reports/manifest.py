"""The receipt of a report: `manifest.json`, written last.

Here: the shape agreed in the project's contract, hashes of outputs and of the template, the
chain of hashes. Not here: deciding what is up to date (`batch`), comparing two reports
(`content`, `again`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from helpers import style
from helpers.reports import content, templates
from helpers.reports.document import Document
from helpers.reports.spec import File, ReportSpec

VERSION = 1
FILE_NAME = "manifest.json"

#: Parts of a manifest in the order of the chain, named as messages name them.
PARTS: Mapping[str, tuple[str, ...]] = {
    "отчёт и параметры": (
        *("manifest_version", "notebook", "notebook_sha256", "dataset", "parameters"),
        *("edition", "cover"),
    ),
    "данные": ("inputs", "sources", "dataset_files"),
    "правила": ("parameter_files",),
    "программа и среда": ("code", "environment", "template_sha256"),
    "значения": ("values", "content"),
    "файлы отчёта": ("outputs",),
}
_REST = "прочее"


def build(document: Document, spec: ReportSpec, outputs: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of the finished outputs, keyed by file name.

    `semantic_sha256` covers what a reader meets in that format, not its bytes: equal for two
    files that say the same (`content`). `content` hashes the parts of the page, `cover` lets
    the list of reports be made from manifests alone, `chain` makes editing noticed.
    """
    faces = content.Faces(document, _code_cells(outputs.get("report.ipynb")))
    made = {
        "manifest_version": VERSION,
        "notebook": spec.notebook,
        "notebook_sha256": spec.notebook_sha256,
        "dataset": spec.dataset,
        "parameters": dict(spec.parameters),
        "edition": spec.edition,
        "cover": {
            "title": document.cover.title,
            "municipality_name": document.cover.municipality_name,
            "period": document.cover.period,
            "report_date": document.cover.report_date.isoformat(),
            "data_label": document.cover.data_label,
        },
        "inputs": [
            {
                "path": item.path,
                "sha256": item.sha256,
                "tables": list(item.tables),
                "sources": list(item.sources),
            }
            for item in spec.inputs
        ],
        "sources": _files(spec.sources),
        "dataset_files": _files(spec.dataset_files),
        "parameter_files": _files(spec.parameter_files),
        "code": {
            "version": spec.code.version,
            "sha256": spec.code.sha256,
            "commit": spec.code.commit,
        },
        "environment": {
            "python": spec.environment.python,
            "packages": dict(sorted(spec.environment.packages.items())),
            "libraries": dict(sorted(spec.environment.libraries.items())),
            "lock_sha256": spec.environment.lock_sha256,
            "fonts": [dict(font) for font in fonts()],
        },
        **({"certificate": dict(spec.certificate)} if spec.certificate else {}),
        "template_sha256": template_sha256(),
        "values": document.values(),
        "content": faces.outline(),
        "outputs": {
            name: {
                "sha256": sha256(made_file),
                "semantic_sha256": faces.digest(name),
                "bytes": len(made_file),
            }
            for name, made_file in sorted(outputs.items())
        },
    }
    return {**made, "chain": chain(made)}


def _files(listed: Sequence[File]) -> list[dict[str, str]]:
    return [{"path": item.path, "sha256": item.sha256} for item in listed]


def _code_cells(notebook: bytes | None) -> list[str]:
    """Sources of the code cells of the kept notebook."""
    cells = json.loads(notebook)["cells"] if notebook else []
    return [cell["source"] for cell in cells if cell["cell_type"] == "code"]


def chain(made: Mapping[str, Any]) -> list[dict[str, str]]:
    """One hash for each part of a manifest, each over the part and the hash before it.

    The last one stands for the whole: it is the number of the report.
    """
    links, before = [], ""
    for name in (*PARTS, _REST):
        keys = PARTS.get(name) or sorted(set(made) - {"chain"} - set().union(*PARTS.values()))
        before = content.sha256([before, {key: made[key] for key in keys if key in made}])
        links.append({"part": name, "sha256": before})
    return links


def broken_part(manifest: Mapping[str, Any]) -> str:
    """The first part whose hash is not that of its content; "" for a sound manifest."""
    stated, true = manifest.get("chain"), chain(manifest)
    if stated == true:
        return ""
    listed = stated if isinstance(stated, list) else []
    return next((link["part"] for link in true if link not in listed), _REST)


def to_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it lies on disk: UTF-8, two spaces, keys in the agreed order."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    """The hash of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@cache
def template_sha256() -> str:
    """One hash over all templates of reports, names and contents."""
    total = hashlib.sha256()
    for path in templates.files():
        total.update(path.relative_to(templates.FOLDER).as_posix().encode() + b"\0")
        total.update(sha256(path.read_bytes()).encode())
    return total.hexdigest()


@cache
def fonts() -> tuple[Mapping[str, str], ...]:
    """The fonts that reports are set in: file name and hash."""
    return tuple(
        {"file": path.name, "sha256": sha256(path.read_bytes())} for path in style.font_files()
    )
