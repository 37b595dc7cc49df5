"""Whose the rows of a raw ВПР protocol are: logins → schools, names → municipalities.

Here: the school of each row by the codes of `school_ids`, its municipality by code or exact
name. Not here: the schools that the store knows already (`owners`). Logins of one school meet
only through `school_ids`; nothing is matched by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers import params
from helpers.errors import Problem
from helpers.readers.code_book import CodeBook
from helpers.readers.layouts import vpr_cells
from helpers.readers.layouts.fis_places import plain_name
from helpers.readers.layouts.vpr_pupils import Pupils

_SCHOOL_CODE = re.compile(r"[a-z]{2,8}[0-9]{3,}")


@dataclass
class School:
    """A school of the file: its id, where it is met first, name and municipality if known."""

    school_id: str
    index: int
    name: str = ""
    area: str = ""
    municipality_id: str = ""


@dataclass
class Schools:
    """Schools in the order of their ids; `of_row` has the place of each pupil's, −1 for none."""

    listed: list[School]
    of_row: np.ndarray
    problems: list[Problem] = field(default_factory=list)
    resolved: dict[str, str] = field(default_factory=dict)
    municipality_id: str = ""


def find_schools(pupils: Pupils, given: Mapping[str, Any], named: str) -> Schools:
    """Schools of all pupils; `named` is the code that the file's name gives for a form."""
    return _Finder(pupils, given, named).found()


class _Finder:
    def __init__(self, pupils: Pupils, given: Mapping[str, Any], named: str) -> None:
        self.pupils = pupils
        self.grid = pupils.grid
        self.given = given
        self.named = str(given.get("school_id") or "") or named
        self.codes: CodeBook = given.get("codes") or CodeBook()
        self.known = params.municipalities()
        self.problems: list[Problem] = []
        self.resolved: dict[str, str] = {}
        self.schools: dict[str, School] = {}

    def found(self) -> Schools:
        columns = self.pupils.columns
        logins = self.pupils.cells(columns.login)
        places = self.pupils.cells(columns.school)
        areas = self.pupils.cells(columns.municipality)
        logins = _filled_logins(logins, places)
        ids: dict[tuple[Any, Any, Any], str] = {}
        of_rows = []
        for triple, index in zip(
            zip(logins, places, areas, strict=True), self.pupils.index, strict=True
        ):
            if triple not in ids:
                ids[triple] = self._school(*triple, int(index))
            of_rows.append(ids[triple])
        listed = [self.schools[school_id] for school_id in sorted(self.schools)]
        order = {school.school_id: at for at, school in enumerate(listed)}
        of_row = np.array([order.get(school_id, -1) for school_id in of_rows], dtype=int)
        self._tell_missing(of_row)
        municipality_id = self._settle_areas(listed)
        return Schools(listed, of_row, self.problems, self.resolved, municipality_id)

    def _school(self, login: Any, place: Any, area: Any, index: int) -> str:
        """The id of a row's school, "" where the row does not say it."""
        code, name = vpr_cells.composite(place)
        words = [vpr_cells.login_key(login), code.casefold()]
        if self.pupils.columns.login is None:
            words = [self.named]
        school_id = self._by_codes([word for word in words if word], index)
        if school_id:
            school = self.schools.setdefault(school_id, School(school_id, index))
            school.name = school.name or name
            school.area = school.area or " ".join(str(area or "").split())
        return school_id

    def _by_codes(self, words: list[str], index: int) -> str:
        for word in words:
            meant = self.codes.schools(word)
            if len(meant) > 1:
                self.problems.append(
                    self.grid.problem(
                        "code_ambiguous",
                        "Код записан в таблице кодов за несколькими школами: исправьте её.",
                        index, self.pupils.columns.login, found=word, expected=", ".join(meant),
                    )
                )  # fmt: skip
                return ""
            if meant:
                self.resolved[word] = meant[0]
                return meant[0]
        plain = [word for word in words if _SCHOOL_CODE.fullmatch(word)] or words
        return plain[0] if plain else ""

    def _tell_missing(self, of_row: np.ndarray) -> None:
        missing = np.flatnonzero(of_row < 0)
        if not len(missing) or self.problems:
            return
        if self.pupils.columns.login is None:
            self.problems.append(
                self.grid.problem(
                    "school_needed",
                    "Форма не называет школу. Укажите её ключом --school или впишите логин в имя "
                    "файла, "
                    "например «edu640012_РУ_4.xlsx».",
                )
            )
            return
        lines = self.pupils.index[missing].tolist()
        shown = ", ".join(str(self.grid.line(at)) for at in lines[:10])
        self.problems.append(
            self.grid.problem(
                "school_missing",
                f"Строки без логина школы: {len(lines)} "
                f"({shown}{' …' if len(lines) > 10 else ''}). Они ни "
                "к какой школе не отнесены и не учтены.",
                lines[0], self.pupils.columns.login, found=None, severity="warning",
            )
        )  # fmt: skip

    # municipalities

    def _settle_areas(self, listed: list[School]) -> str:
        """Give schools their municipalities; the one that all have, or ""."""
        ids = {area: self._municipality(area) for area in {school.area for school in listed}}
        for school in listed:
            school.municipality_id = ids[school.area]
        unknown = sorted(area for area, found in ids.items() if area and not found)
        given = self.known.get(str(self.given.get("municipality_id") or ""))
        if unknown and given is not None and not given.is_region and len(ids) > 1:
            self.problems.append(
                self.grid.problem(
                    "municipality_unknown",
                    f"В файле несколько муниципалитетов, и не все известны ({len(unknown)}): "
                    "отнести их к "
                    f"«{given.name}» нельзя. Добавьте их в params/municipalities.yaml или укажите "
                    "регион "
                    "ключом -m.",
                    found=_shown(unknown), expected="известные муниципалитеты",
                )
            )  # fmt: skip
        elif unknown and given is not None:
            self.problems.append(
                self.grid.problem(
                    "municipality_as_given",
                    f"Муниципалитетов, которых нет в params/municipalities.yaml: {len(unknown)}. "
                    "Их школы "
                    f"отнесены к {given.municipality_id} (ключ -m или имя папки), если справочник "
                    "школ не "
                    "говорит иного.",
                    found=_shown(unknown), severity="warning",
                )
            )  # fmt: skip
        met = set(ids.values())
        return met.pop() if len(met) == 1 else ""

    def _municipality(self, area: str) -> str:
        code, name = vpr_cells.composite(area)
        meant = self.codes.municipalities(code) if code else []
        if len(meant) == 1:
            self.resolved[code] = meant[0]
            return meant[0]
        wanted = plain_name(name)
        found = [
            item.municipality_id
            for item in self.known.values()
            if wanted and not item.is_region and plain_name(item.name) == wanted
        ]
        if len(found) == 1:
            self.resolved[name] = found[0]
            return found[0]
        return ""


def _filled_logins(logins: list[Any], places: list[Any]) -> list[Any]:
    """Logins, with that of the same school where a row names the school and has none."""
    known: dict[str, set[Any]] = {}
    for login, place in zip(logins, places, strict=True):
        if login not in (None, "") and place not in (None, ""):
            known.setdefault(str(place), set()).add(login)
    return [
        next(iter(same))
        if login in (None, "") and len(same := known.get(str(place), set())) == 1
        else login
        for login, place in zip(logins, places, strict=True)
    ]


def _shown(words: list[str]) -> str:
    return "; ".join(words[:5]) + (" …" if len(words) > 5 else "")
