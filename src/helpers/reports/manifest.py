"""The receipt of a report: `manifest.json`, written last.

Here: the shape agreed in the project's contract, hashes of outputs and of the template.
Not here: deciding what is up to date (`batch`), comparing two receipts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from helpers import style
from helpers.reports import document as documents
from helpers.reports import templates
from helpers.reports.document import Document
from helpers.reports.spec import ReportSpec

VERSION = 1
FILE_NAME = "manifest.json"


def build(document: Document, spec: ReportSpec, outputs: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of the finished outputs, keyed by file name.

    `semantic_sha256` covers the words, tables and numbers a reader sees in that format,
    not its bytes: equal for two files that say the same. The added part `cover` lets the
    list of reports be made from manifests alone.
    """
    semantic = semantic_hashes(document, outputs)
    return {
        "manifest_version": VERSION,
        "notebook": spec.notebook,
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
            {"path": item.path, "sha256": item.sha256, "tables": list(item.tables)}
            for item in spec.inputs
        ],
        "code": {
            "version": spec.code.version,
            "sha256": spec.code.sha256,
            "commit": spec.code.commit,
        },
        "environment": {
            "python": spec.environment.python,
            "packages": dict(sorted(spec.environment.packages.items())),
            "lock_sha256": spec.environment.lock_sha256,
            "fonts": [dict(font) for font in fonts()],
        },
        "template_sha256": template_sha256(),
        "values": document.values(),
        "outputs": {
            name: {
                "sha256": sha256(content),
                "semantic_sha256": semantic[name],
                "bytes": len(content),
            }
            for name, content in sorted(outputs.items())
        },
    }


def to_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it lies on disk: UTF-8, two spaces, keys in the agreed order."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def semantic_hashes(document: Document, outputs: Mapping[str, bytes]) -> dict[str, str]:
    """For every output the hash of what it says: all of the document, or (XLSX) its data."""
    whole = sha256(documents.canonical(document).encode())
    data = sha256(documents.canonical_data(document).encode())
    return {name: data if name.endswith(".xlsx") else whole for name in outputs}


def sha256(content: bytes) -> str:
    """The hash of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


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
