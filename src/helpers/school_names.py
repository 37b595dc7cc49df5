"""Schools by name: the directory and the table of aliases → the one school that is meant.

Here: exact meeting of normalised names, proposals for the others, the review file that a
person edits. Not here: normalisation (`readers.school_spelling`), rows (`identity`). A
likeness is never taken for the school itself: it goes to the review file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import params
from helpers.readers.school_spelling import core, numbers, spelled

#: Names above this likeness (of 100) are worth proposing.
_LIKELY = 70
_PROPOSED = 3
REVIEW_FILE = "school_names_review.csv"
_REVIEW_HEADER = ("school_id", "name", "Предложение", "Похожесть, %")


@dataclass(frozen=True)
class Proposal:
    """A school that may be meant: its code, its name, likeness from 0 to 100."""

    school_id: str
    name: str
    likeness: int

    def text(self) -> str:
        """As messages show it."""
        return f"{self.school_id} — {self.name} ({self.likeness} %)"


@dataclass
class SchoolNames:
    """Names of all known schools; `rows(table)` gives stored rows with `municipality_id`."""

    rows: Callable[[str], Iterable[Mapping[Any, Any]]]
    _homes: dict[str, set[str]] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)
    _by_spelling: dict[str, set[str]] = field(default_factory=dict)
    _is_loaded: bool = False

    def learn(self, school_id: Any, name: Any, home: Any = "") -> None:
        """Take in a name of a school, from the directory or the aliases."""
        if not isinstance(school_id, str) or not school_id:
            return
        if isinstance(home, str) and home:
            self._homes.setdefault(school_id, set()).add(home)
        names = self._names.setdefault(school_id, [])
        if isinstance(name, str) and name and name not in names:
            names.append(name)
            self._by_spelling.setdefault(spelled(name), set()).add(school_id)

    def _load(self) -> None:
        if not self._is_loaded:
            self._is_loaded = True
            for row in self.rows("schools"):
                self.learn(row["school_id"], row["school_name"], row["municipality_id"])
            for row in self.rows("school_names"):
                self.learn(row["school_id"], row["name"], row.get("municipality_id", ""))

    def known(self) -> Mapping[str, list[str]]:
        """Code of a school → its names."""
        self._load()
        return self._names

    def homes(self, school_id: str) -> set[str]:
        """Municipalities that a school belongs or belonged to; none when it is not known."""
        self._load()
        return self._homes.get(school_id, set())

    def has_any(self, owner: str) -> bool:
        """Whether any school of a municipality (or region) is known by name."""
        self._load()
        return any(
            names and self._is_inside(school, owner) for school, names in self._names.items()
        )

    def same(self, name: str, owner: str) -> list[str]:
        """Codes of the schools of a municipality (or region) whose name is spelled alike."""
        self._load()
        found = self._by_spelling.get(spelled(name), set())
        return sorted(school for school in found if self._is_inside(school, owner))

    def proposals(self, name: str, owner: str) -> list[Proposal]:
        """Schools that may be meant, the likeliest first; their numbers must be the same."""
        self._load()
        wanted, signs = core(name), numbers(name)
        found = []
        for school_id, names in self._names.items():
            if not self._is_inside(school_id, owner):
                continue
            scored = [
                (_likeness(wanted, core(known)), known)
                for known in names
                if numbers(known) == signs
            ]
            if scored and max(scored)[0] >= _LIKELY:
                likeness, known = max(scored)
                found.append(Proposal(school_id, known, likeness))
        return sorted(found, key=lambda one: (-one.likeness, one.school_id))[:_PROPOSED]

    def _is_inside(self, school_id: str, owner: str) -> bool:
        homes = self._homes.get(school_id, set())
        known = params.municipalities()
        return (
            not owner
            or not homes
            or owner in homes
            or any(home in known and known[home].region_id == owner for home in homes)
        )


def _likeness(one: str, other: str) -> int:
    """Likeness of two names, 0 to 100; a name that is part of the other is likely."""
    from rapidfuzz import fuzz

    whole = fuzz.token_sort_ratio(one, other)
    return round(max(whole, 0.8 * fuzz.token_set_ratio(one, other)))


def write_review(folder: Path, found: Mapping[str, list[Proposal]], names: SchoolNames) -> Path:
    """Add names to the review file of a dataset; names that met meanwhile leave it.

    What a person wrote in it stays. The file is a table of aliases: with the codes filled in
    it is imported like any other (`--kind school_names`).
    """
    path = folder / REVIEW_FILE
    lines = {line["name"]: line for line in _read_review(path)}
    met = {spelled(name) for known in names.known().values() for name in known}
    lines = {name: line for name, line in lines.items() if spelled(name) not in met}
    for name, proposals in found.items():
        if name not in lines:
            first = proposals[0] if proposals else None
            lines[name] = {
                "school_id": "",
                "name": name,
                _REVIEW_HEADER[2]: "; ".join(p.text() for p in proposals) or "похожих нет",
                _REVIEW_HEADER[3]: str(first.likeness) if first else "",
            }
    sink = io.StringIO()
    writer = csv.DictWriter(sink, _REVIEW_HEADER, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines[name] for name in sorted(lines))
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(sink.getvalue(), encoding="utf-8-sig", newline="")
    return path


def _read_review(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return [
        {key: value or "" for key, value in row.items() if key} for row in rows if row.get("name")
    ]
