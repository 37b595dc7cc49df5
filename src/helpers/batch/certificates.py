"""Certificates of publication of a batch: made once for each region, kept, handed to the runs.

Here: finding or making the certificate that a public report needs, and its file under the
outputs. Not here: what a certificate says (`disclosure`).

A kept certificate is used again while the files it was made from are the same: tables of the
region, rules, program, answers published before.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.batch.origin import Origin, file_digest
from helpers.batch.plan import Job

FOLDER = ".certificates"


@dataclass(frozen=True)
class Issued:
    """A certificate on disk and its identity."""

    path: Path
    certificate_id: str


class Certificates:
    """The certificates of an output folder, each looked up or made once."""

    def __init__(self, out: Path, made_by: Origin, earlier: Path | None = None) -> None:
        self.folder = out / FOLDER
        self.made_by = made_by
        self.earlier = earlier
        self._known: dict[tuple[Path, str], Issued] = {}

    def of(self, job: Job) -> Issued:
        """The certificate that a public report belongs to."""
        from helpers.disclosure import certificate
        from helpers.store import Store

        store = Store(job.dataset)
        scope = certificate.scope_of(job.municipality_id, store)
        key = (job.dataset.resolve(), scope.scope_id)
        if key not in self._known:
            self._known[key] = self._issued(store, scope)
        return self._known[key]

    def _issued(self, store: Any, scope: Any) -> Issued:
        from helpers.disclosure import certificate, published
        from helpers.reports.write import replace_file

        made_from = self._made_from(store, scope)
        name = hashlib.sha256(paths.shown_path(store.dataset).encode()).hexdigest()[:8]
        path = self.folder / f"{scope.scope_id}-{name}.json"
        note = path.with_suffix(".from")
        if path.is_file() and note.is_file() and note.read_text(encoding="ascii") == made_from:
            return Issued(path, certificate.load(path).certificate_id)
        earlier = published.answers(self.earlier, scope.places) if self.earlier else None
        made = certificate.make(store, scope, earlier)
        self.folder.mkdir(parents=True, exist_ok=True)
        replace_file(path, made.to_bytes())
        replace_file(note, made_from.encode())
        return Issued(path, made.certificate_id)

    def _made_from(self, store: Any, scope: Any) -> str:
        """One hash over everything a certificate depends on; it stays in the output folder."""
        from helpers.disclosure import people, published

        tables = {
            f"{table}/{place}": file_digest(store.partition(table, place))
            for table in people.TABLES
            for place in scope.places
        }
        rules = {
            path.name: file_digest(path) for path in sorted(paths.params_folder().rglob("*.yaml"))
        }
        before = published.digest(self.earlier, scope.places) if self.earlier else ""
        packed = json.dumps([tables, rules, before, self.made_by.code_sha256], sort_keys=True)
        return hashlib.sha256(packed.encode()).hexdigest()


def summary(path: Path) -> dict[str, Any]:
    """What passports and manifests say of a certificate."""
    from helpers.disclosure import certificate

    return certificate.load(path).summary()
