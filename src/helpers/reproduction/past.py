"""A past report as it lies there: its manifest, its files, and what of it was edited.

Here: finding reports in a folder, the check of manifest and files against their hashes. Not
here: making them again (`remake`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.errors import ParameterError
from helpers.reports import manifest as manifests

#: Keys without which a file is no manifest of ours.
_NEEDED = ("manifest_version", "notebook", "parameters", "inputs", "outputs")
#: Version of manifests that this program understands.
_VERSION = manifests.VERSION


@dataclass(frozen=True)
class Edit:
    """A file that is no longer what was issued; hashes, "" for a file that is gone."""

    name: str
    then: str
    now: str


@dataclass(frozen=True)
class Past:
    """One past report. `place` names it: its folder below the outputs, as far as known.

    `folder` is None when only the manifest is left. `fault` says why the manifest cannot be
    trusted: edited, damaged; "" for a sound one.
    """

    place: str
    manifest: Mapping[str, Any]
    folder: Path | None = None
    fault: str = ""
    edits: tuple[Edit, ...] = field(default_factory=tuple)

    @property
    def outputs(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest states of each output file."""
        stated: Mapping[str, Mapping[str, Any]] = self.manifest["outputs"]
        return stated

    def file(self, name: str) -> bytes | None:
        """The bytes of an output as it lies there."""
        path = self.folder / name if self.folder else None
        return path.read_bytes() if path is not None and path.is_file() else None

    def issued(self, name: str) -> bytes | None:
        """The bytes of an output if they are still those that were issued."""
        data = self.file(name)
        is_intact = data is not None and manifests.sha256(data) == self.outputs[name]["sha256"]
        return data if is_intact else None


def find(target: Path) -> list[Past]:
    """The past reports at a place: a manifest, a report folder, a folder of many reports.

    Raises `ParameterError` where there is none.
    """
    if target.is_file():
        return [_read(target, target.parent)]
    if not target.is_dir():
        raise ParameterError(f"Нет такого файла или папки: {target}")
    own = target / manifests.FILE_NAME
    if own.is_file():
        return [_read(own, target)]
    found = [_read(path, path.parent) for path in _below(target)]
    if not found:
        raise ParameterError(
            f"В папке {target} нет отчётов: ни в одной вложенной папке нет manifest.json."
        )
    return found


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob(manifests.FILE_NAME)):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _read(path: Path, folder: Path) -> Past:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, OSError):
        content = None
    is_ours = isinstance(content, dict) and all(name in content for name in _NEEDED)
    if not is_ours:
        if not any(folder.glob("report.*")):
            raise ParameterError(f"{path}: это не паспорт отчёта (manifest.json).")
        return Past(folder.name, {}, folder, "не читается как паспорт отчёта")
    try:
        return _checked(content, folder)
    except (KeyError, TypeError, AttributeError, ValueError):
        return Past(folder.name, {}, folder, "другого вида, чем выпускает программа")


def _checked(content: dict[str, Any], folder: Path) -> Past:
    place = _place(content)
    if content["manifest_version"] != _VERSION:
        return Past(
            place, content, folder, f"версии {content['manifest_version']}, а не {_VERSION}"
        )
    part = manifests.broken_part(content)
    if part:
        return Past(place, content, folder, f"изменён, раздел «{part}»")
    outputs = content["outputs"]
    has_files = any((folder / name).is_file() for name in outputs)
    if not has_files:
        return Past(place, content)
    edits = []
    for name, stated in sorted(outputs.items()):
        file = folder / name
        now = manifests.sha256(file.read_bytes()) if file.is_file() else ""
        if now != stated["sha256"]:
            edits.append(Edit(name, stated["sha256"], now))
    return Past(place, content, folder, "", tuple(edits))


def _place(content: Mapping[str, Any]) -> str:
    given = content["parameters"]
    parts = (content["edition"], given["year"], given["municipality_id"], content["notebook"])
    return "/".join(str(part) for part in parts)
