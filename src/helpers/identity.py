"""Whom the rows of a file are about: schools given by name, lost zeros, other municipalities.

Here: settling identities before rows are stored. Not here: reading (`readers`), names
themselves (`school_names`), storing (`imports`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from helpers import params
from helpers.code_doubts import CodeDoubts
from helpers.errors import Problem
from helpers.readers.checks import duplicates
from helpers.readers.layouts import LAYOUTS
from helpers.readers.school_spelling import latin_letters, spelled
from helpers.readers.sources import ParsedSource
from helpers.readers.tabular import BY_NAME, TableRows
from helpers.schemas import TABLES
from helpers.school_names import Proposal, SchoolNames, write_review
from helpers.spelling import nearest

#: Tables beside results whose rows belong to the municipality of their school.
_OF_A_SCHOOL = {"schools", "context", "staffing", "shnor_register"}
_MOST = 20
#: Logins of schools in the federal system: `sch…` up to 2021, `edu…` later.
_LOGIN = re.compile(r"(sch|edu)([0-9]{4,})")
_OTHER_LOGIN = {"sch": "edu", "edu": "sch"}


class Identity:
    """Knowledge of schools during one import; `rows(table)` gives stored rows."""

    def __init__(self, rows: Callable[[str], Iterable[Mapping[Any, Any]]]) -> None:
        self.names = SchoolNames(rows)
        self.codes = CodeDoubts(rows)
        self.unresolved: dict[str, list[Proposal]] = {}

    def settle(self, source: ParsedSource, owner: str, *, may_move: bool = False) -> None:
        """Give rows the codes of their schools; add what is wrong or in doubt to the problems.

        `owner` is the municipality given for the file, "" when none was given. With `may_move`
        a directory of schools may name schools of other municipalities its own.
        """
        self._new: dict[str, TableRows] = {}
        self._moving = {
            row.get("school_id")
            for data in source.tables
            if may_move and data.table == "schools"
            for row in data.rows
        }
        for data in source.tables:
            if data.grid is None:
                continue
            source.problems += self._strange_owners(data, owner)
            source.problems += _unknown_scopes(data)
            source.problems += self._named_schools(data, owner, source.kind in LAYOUTS)
            source.problems += self._lost_zeros(data)
            source.problems += self._doubtful_names(data, owner)
        if self._new:
            source.problems.append(_named_by_us(self._new))
        source.problems += self._twin_logins(source)
        source.problems += self.codes.findings(source)
        if not source.is_faulty:
            self._learn(source, owner)

    def is_inside(self, home: str, owner: str) -> bool:
        """Whether a municipality is the one given, or one of the region given."""
        return home == owner or _is_inside(home, owner) or home not in params.municipalities()

    def write_review(self, corrections: Path) -> None:
        """Put the names that met no school into the review file of the dataset."""
        if self.unresolved:
            write_review(corrections, self.unresolved, self.names)

    def _learn(self, source: ParsedSource, owner: str) -> None:
        self.codes.learn(source)
        for data in source.tables:
            for row in data.rows:
                if data.table == "schools":
                    home = row.get("municipality_id") or owner
                    self.names.learn(row.get("school_id"), row.get("school_name"), home)
                elif data.table == "school_names":
                    self.names.learn(row.get("school_id"), row.get("name"))

    # -- municipalities --------------------------------------------------------------------

    def _strange_owners(self, data: TableRows, owner: str) -> list[Problem]:
        """Rows of municipalities that do not exist, or of another one than the file's."""
        known = params.municipalities()
        problems: list[Problem] = []
        for row in data.rows:
            declared = row.get("municipality_id") if "municipality_id" in data.positions else None
            if declared and declared not in known:
                near = nearest(str(declared), known)
                hint = f" Похожие: {', '.join(near)}." if near else ""
                message = f"Такого муниципалитета нет в params/municipalities.yaml.{hint}"
                problems.append(
                    data.problem(
                        "unknown_municipality",
                        message,
                        row,
                        "municipality_id",
                        declared,
                        "краткое имя муниципалитета (shnor list municipalities)",
                    )
                )
                continue
            homes = [str(declared)] if declared else self._homes(data, row)
            if owner and homes and not any(_is_inside(home, owner) for home in homes):
                moved = " Если школа перешла, добавьте --replace." * (data.table == "schools")
                problems.append(
                    data.problem(
                        "other_municipality",
                        "Строка о школе другого муниципалитета, чем указан для файла. Проверьте "
                        f"-m и сам файл.{moved}",
                        row,
                        "municipality_id" if declared else "school_id",
                        f"{row.get('school_id') or ''} {homes[-1]}".strip(),
                        owner,
                    )
                )
        return problems[:_MOST]

    def _homes(self, data: TableRows, row: Mapping[str, Any]) -> list[str]:
        if not TABLES[data.table].is_result and data.table not in _OF_A_SCHOOL:
            return []
        school = str(row.get("school_id") or "")
        return [] if school in self._moving else sorted(self.names.homes(school))

    # -- schools given by name --------------------------------------------------------------

    def _named_schools(self, data: TableRows, owner: str, is_outside: bool) -> list[Problem]:
        """Codes for rows that give their school by name; `is_outside` tells files of others
        from our own forms, in which an unknown name is a slip of the pen."""
        problems: list[Problem] = []
        met: dict[str, str] = {}
        for row in data.rows:
            if not str(row.get("school_id") or "").startswith(BY_NAME):
                continue
            name = str(row["school_name"])
            found = self.names.same(name, str(row.get("municipality_id") or owner))
            own = _code_of_name(row, owner)
            if own in found or (not found and self._is_new(data, name, owner, is_outside)):
                found = [own]
            if found == [own] and own not in self.names.known():
                self._new.setdefault(own, data)
            if len(found) == 1:
                row["school_id"] = found[0]
                if row.get("scope_type") == "school":
                    row["scope_id"] = found[0]
                if found[0] not in self._new and name not in self.names.known()[found[0]]:
                    met[name] = found[0]
            else:
                problems.append(self._not_met(data, row, name, found, owner))
        if met:
            shown = "; ".join(f"«{name}» → {school}" for name, school in sorted(met.items())[:10])
            problems.append(_told(data, "school_by_spelling", shown, len(met)))
        if not problems or all(problem.severity == "warning" for problem in problems):
            problems += duplicates(data, data.rows) if met else []
        return problems[: 5 * _MOST]

    def _is_new(self, data: TableRows, name: str, owner: str, is_outside: bool) -> bool:
        """Whether an unknown name is a new school: no directory yet, or nothing like it there."""
        if data.table == "schools":
            return False
        return not self.names.has_any(owner) or (
            is_outside and not self.names.proposals(name, owner)
        )

    def _not_met(
        self, data: TableRows, row: Mapping[str, Any], name: str, found: list[str], owner: str
    ) -> Problem:
        if found:
            code, advice = "school_ambiguous", f"Так называются школы: {', '.join(found)}."
        else:
            code = "school_unknown"
            proposals = self.names.proposals(name, owner)
            self.unresolved[name] = proposals
            advice = (
                f"Похожие: {'; '.join(proposal.text() for proposal in proposals)}."
                if proposals
                else "Похожих названий в справочнике нет."
            )
        return data.problem(
            code,
            f"Школа по названию не найдена однозначно. {advice} Укажите код школы или внесите "
            "название в таблицу «Другие названия школ» (school_names).",
            row,
            "school_name",
            name,
            "название из справочника школ",
        )

    def _twin_logins(self, source: ParsedSource) -> list[Problem]:
        """New schools whose login differs from a known one's only in its letters."""
        known = self.names.known()
        pairs = {}
        for data in source.tables:
            for row in data.rows:
                school = str(row.get("school_id") or "")
                hit = _LOGIN.fullmatch(school)
                twin = f"{_OTHER_LOGIN[hit[1]]}{hit[2]}" if hit else ""
                if twin in known and school not in known:
                    pairs[school] = twin
        if not pairs:
            return []
        shown = ", ".join(f"{school} — {twin}" for school, twin in sorted(pairs.items())[:5])
        message = (
            f"Похоже, это уже известные школы под другим логином: {len(pairs)}. Программа их не "
            "соединяет: впишите логины в таблицу «Коды школ» (система ФИС ОКО) и загрузите файл "
            "снова."
        )
        file = source.file.shown
        return [Problem("warning", "twin_logins", message, file=file, found=shown)]

    # -- codes and names in doubt -------------------------------------------------------------

    def _lost_zeros(self, data: TableRows) -> list[Problem]:
        """Codes that are known with zeros in front."""
        known = self.names.known()
        own = {str(row.get("school_id") or "") for row in data.rows}
        padded = {school.lstrip("0"): school for school in {*known, *own} if school.startswith("0")}
        return [
            data.problem(
                "lost_zero",
                f"Нули в начале кода потеряны: есть школа {padded[school]}. Задайте столбцу "
                "формат «Текст» и впишите код заново.",
                row,
                "school_id",
                school,
                padded[school],
            )
            for row in data.rows
            if (school := str(row.get("school_id") or "")) in padded and school not in known
        ][:_MOST]

    def _doubtful_names(self, data: TableRows, owner: str) -> list[Problem]:
        """Names with Latin letters, names that contradict the code, twins under two codes."""
        problems: list[Problem] = []
        told: set[tuple[str, str]] = set()
        column = "name" if data.table == "school_names" else "school_name"
        twins: dict[str, set[str]] = {}
        for row in data.rows:
            name, school = row.get(column), row.get("school_id")
            if isinstance(name, str) and name and school and not school.startswith(BY_NAME):
                twins.setdefault(_twin(name, row), set()).add(school)
        for row in data.rows:
            name, school = row.get(column), str(row.get("school_id") or "")
            if not isinstance(name, str) or not name or (school, name) in told:
                continue
            told.add((school, name))
            letters = latin_letters(name)
            if letters:
                message = f"В русском названии латинские буквы ({letters}): исправьте их в файле."
                problems.append(
                    data.problem("latin_letters", message, row, column, name, severity="warning")
                )
            problems += self._contradictions(data, row, school, name, column, owner, twins)
        return problems[:_MOST]

    def _contradictions(
        self,
        data: TableRows,
        row: Mapping[str, Any],
        school: str,
        name: str,
        column: str,
        owner: str,
        twins: Mapping[str, set[str]],
    ) -> list[Problem]:
        if data.table == "school_names" or school.startswith(BY_NAME):
            return []
        names = self.names.known().get(school, [])
        if any(spelled(known) == spelled(name) for known in names):
            return []
        home = str(row.get("municipality_id") or owner)
        others = [other for other in self.names.same(name, home) if other != school]
        others += [
            other
            for other in sorted(twins.get(_twin(name, row), ()))
            if other != school and other not in others
        ]
        if others:
            message = (
                f"Та же школа под другим кодом? Так же называется {', '.join(others[:3])}. Если "
                "это одна школа, оставьте один код, а второе написание внесите в school_names."
            )
            return [
                data.problem(
                    "same_school", message, row, column, name, "одна школа — один код", "warning"
                )
            ]
        if names and data.table != "schools":
            message = (
                "Название не такое, как в справочнике у этого кода: проверьте код или внесите "
                "название в school_names."
            )
            return [
                data.problem("school_name_differs", message, row, column, name, names[0], "warning")
            ]
        return []


def _code_of_name(row: Mapping[str, Any], owner: str) -> str:
    """The code of a school that no directory holds: its municipality and a mark of its name."""
    name = str(row["school_name"])
    home = str(row["school_id"]).removeprefix(BY_NAME).removesuffix(name).removesuffix(": ")
    mark = hashlib.sha256(spelled(name).encode()).hexdigest()[:6]
    return f"{home or row.get('municipality_id') or owner}-{mark}"


def _unknown_scopes(data: TableRows) -> list[Problem]:
    """Rows of municipalities and regions that are not listed: stored, but shown nowhere."""
    known = params.municipalities()
    regions = {item.region_id for item in known.values()}
    strange = {
        str(row["scope_id"]): row
        for row in data.rows
        if row.get("scope_type") in ("municipality", "region")
        and row.get("scope_id")
        and row["scope_id"] not in known
        and not (row["scope_type"] == "region" and row["scope_id"] in regions)
    }
    if not strange:
        return []
    assert data.grid is not None
    message = (
        "Строки муниципалитетов и регионов, которых нет в params/municipalities.yaml, сохранены, "
        f"но в отчётах их не будет, пока их там нет: {len(strange)}."
    )
    first = next(iter(strange.values()))
    return [
        data.problem(
            "unknown_scope", message, first, "scope_id", ", ".join(sorted(strange)[:10]),
            "краткое имя муниципалитета (shnor list municipalities)", "warning",
        )
    ]  # fmt: skip


def _twin(name: str, row: Mapping[str, Any]) -> str:
    """What two codes of one school share: the name and, where rows say it, the municipality."""
    return f"{spelled(name)} {row.get('municipality_id') or ''}"


def _is_inside(home: str, owner: str) -> bool:
    known = params.municipalities()
    return home == owner or (home in known and known[home].region_id == owner)


def _named_by_us(new: Mapping[str, TableRows]) -> Problem:
    """The finding about schools whose codes were made of their names."""
    grid = next(iter(new.values())).grid
    assert grid is not None
    return grid.problem(
        "schools_by_name",
        "Школы даны без кодов, и в справочнике похожих нет: коды сделаны из названий "
        f"({len(new)}). Если такая школа там есть под другим названием, впишите его в таблицу "
        "«Другие названия школ» и загрузите файл снова.",
        found=", ".join(sorted(new)[:5]),
        severity="warning",
    )


def _told(data: TableRows, code: str, shown: str, count: int) -> Problem:
    assert data.grid is not None
    return data.grid.problem(
        code,
        f"Школы узнаны по названию в другом написании: {count}. Проверьте соответствие.",
        found=shown,
        severity="warning",
    )
