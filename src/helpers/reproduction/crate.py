"""The description of an archive: `ro-crate-metadata.json` (RO-Crate 1.1).

Here: every file of the archive with its hash, every report as an action with its program,
inputs and results. Not here: choosing the files (`archive`), checking them (`unpack`).
The date of publication is the latest date that a report is made for, never the clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpers.reports import manifest as manifests
from helpers.reproduction.past import Past

FILE_NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ipynb": "application/x-ipynb+json",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "yaml": "application/yaml",
    "py": "text/x-python",
    "txt": "text/plain",
    "lock": "text/plain",
}


def metadata(files: Mapping[str, bytes], reports: Sequence[tuple[str, Past]]) -> bytes:
    """The description of `files` (all of the archive) and of its reports by folder."""
    dates = [str(past.manifest["cover"]["report_date"]) for _, past in reports]
    graph: list[dict[str, Any]] = [
        {
            "@id": FILE_NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _PROFILE},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": "Отчёты о школах с низкими образовательными результатами",
            "description": "Отчёты вместе с данными, правилами, тетрадями и программой, "
            "из которых их можно сделать заново: shnor reproduce.",
            "datePublished": max(dates),
            "license": {"@id": "LICENSE"},
            "hasPart": _links(sorted(files)),
            "mentions": _links(f"#{folder}" for folder, _ in reports),
        },
        *(_file(name, content) for name, content in sorted(files.items())),
        *(_action(folder, past, files) for folder, past in reports),
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def stated(content: bytes) -> dict[str, str]:
    """File → hash, as a description states them; `ValueError` for another shape."""
    try:
        graph = json.loads(content)["@graph"]
        return {item["@id"]: item["sha256"] for item in graph if item["@type"] == "File"}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a description of an archive") from error


def _links(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": name} for name in names]


def _file(name: str, content: bytes) -> dict[str, Any]:
    media = _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
    return {
        "@id": name,
        "@type": "File",
        "contentSize": str(len(content)),
        "encodingFormat": media,
        "sha256": manifests.sha256(content),
    }


def _action(folder: str, past: Past, files: Mapping[str, bytes]) -> dict[str, Any]:
    stated = past.manifest
    dataset = stated["dataset"]
    inputs = [f"{dataset}/{item['path']}" for item in stated["inputs"]]
    rules = [str(item["path"]) for item in stated["parameter_files"]]
    return {
        "@id": f"#{folder}",
        "@type": "CreateAction",
        "name": stated["cover"]["title"],
        "description": f"{stated['cover']['municipality_name']}, {stated['cover']['period']}",
        "instrument": {"@id": f"notebooks/{stated['notebook']}.ipynb"},
        "object": _links(name for name in (*inputs, *rules) if name in files),
        "result": _links(
            f"{folder}/{name}" for name in (*sorted(stated["outputs"]), manifests.FILE_NAME)
        ),
    }
