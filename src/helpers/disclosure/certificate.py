"""The certificate: every answer that may be published of a region, safe all together.

Here: making it for a region with its municipalities and all their years, its identity, its
file. Not here: the audit itself (`audit`), who asks for one (`batch`).

A certificate covers all that the dataset could ever publish of the region, not only the
reports asked for: a report made alone and one of a batch say the same, and whatever is
published later takes nothing back. It holds protected values only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from helpers import guard, params
from helpers.disclosure import audit, people, policy, questions, statements, versions
from helpers.disclosure.protected import Answer
from helpers.disclosure.statements import Statement
from helpers.errors import SHOWN_AT_MOST, MachineError, ReleaseRefused
from helpers.store import Store

VERSION = 1
#: Digits of the identity that a reader sees.
SHOWN_DIGITS = 16


@dataclass(frozen=True)
class Scope:
    """A region with its municipalities, or a municipality that has no region.

    `reports` maps the place of a report to the places whose people it adds up.
    """

    scope_id: str
    places: tuple[str, ...]

    @property
    def reports(self) -> dict[str, tuple[str, ...]]:
        """Every place for itself, the region for all."""
        own = {place: (place,) for place in self.places if place != self.scope_id}
        return {**own, self.scope_id: self.places}


def scope_of(municipality_id: str, store: Store) -> Scope:
    """The places whose reports are linked with those of a municipality."""
    known = params.municipalities()
    own = params.municipality(municipality_id)
    scope_id = own.region_id if own.region_id in known and own.region_id else municipality_id
    held = [place for place in store.municipalities() if place in known]
    inside = [place for place in held if known[place].region_id == scope_id and place != scope_id]
    return Scope(scope_id, (scope_id, *inside))


@dataclass(frozen=True)
class Certificate:
    """Protected answers of a scope and what the audit says of them."""

    scope: Scope
    policy: Mapping[str, Any]
    audit: Mapping[str, Any]
    answers: tuple[Answer, ...]

    @cached_property
    def certificate_id(self) -> str:
        """SHA-256 of everything in the certificate."""
        packed = json.dumps(self._content(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(packed.encode()).hexdigest()

    def _content(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "scope": self.scope.scope_id,
            "places": list(self.scope.places),
            "policy": dict(self.policy),
            "audit": dict(self.audit),
            "answers": [one.as_dict() for one in self.answers],
        }

    def summary(self) -> dict[str, Any]:
        """What passports and manifests say of it."""
        kinds = [one.kind for one in self.answers]
        return {
            "id": self.certificate_id,
            "policy": dict(self.policy),
            "places": len(self.scope.places),
            "answers": len(kinds),
            **{kind: kinds.count(kind) for kind in ("exact", "band", "hidden")},
            "audit": dict(self.audit),
        }

    def of_place(self, place: str) -> tuple[Answer, ...]:
        """Answers of one report place, all years."""
        return tuple(one for one in self.answers if one.place == place)

    def to_bytes(self) -> bytes:
        """The file of the certificate."""
        return json.dumps(self._content(), ensure_ascii=False, sort_keys=True).encode()


def load(path: Path) -> Certificate:
    """The certificate of a file; `MachineError` when it cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["version"] == VERSION
        return Certificate(
            Scope(content["scope"], tuple(content["places"])),
            content["policy"],
            content["audit"],
            tuple(Answer(**fields) for fields in content["answers"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        raise MachineError(f"Сертификат публикации {path.name} не читается.") from None


@guard.reading()
def make(store: Store, scope: Scope, earlier: Iterable[Answer] | None = None) -> Certificate:
    """The certificate of a scope; `earlier` are answers that stand published already.

    `ReleaseRefused` is raised when what was published before is itself too narrow: nothing
    said now can mend that.
    """
    rules = policy.stated()
    before = tuple(earlier or ())
    atoms = people.atoms(store, scope.places)
    domains = atoms["domain"].unique()
    asked = {one.question_id for one in questions.questions(domains, rules.profile)}
    has_rows = rules.profile == "schools" or any(one.school for one in before)
    by_school = _exams(domains) if has_rows else ()
    held = statements.classes(atoms, by_school)
    years = sorted({key[2] for key in held})
    every = questions.questions(domains, questions.EVERY)
    could = [*statements.asked(every, held, scope.reports, years, rules)]
    exams = [one for one in every if one.domain in by_school]
    could += statements.of_schools(exams, held, years, rules)

    def is_told(one: Statement) -> bool:
        if one.question.question_id not in asked or (one.school and rules.profile != "schools"):
            return False
        # beside rows of schools a region tells nothing of exams: it would tie all schools together
        return one.question.domain not in by_school or len({key[1] for key in one.members}) == 1

    said = [one for one in could if is_told(one)]
    found = audit.repaired(held, said, rules)
    if before:
        # what is said of unchanged data comes out the same, whatever is published already
        silent = [one for one in could if not is_told(one)]
        for one in silent:
            one.kind = "hidden"
        standing = versions.taken_into_account([*said, *silent], before, held, rules)
        found = audit.repaired(held, [*standing, *said, *silent], rules)
    if found.narrow:
        raise ReleaseRefused(_refusal(found))
    names = _school_names(store, scope) if by_school else {}
    answers = tuple(_answer(one, names) for one in said)
    figures = {
        "cells": roughly(found.cells),
        "narrow": found.narrow,
    }
    return Certificate(scope, rules.as_dict(), figures, answers)


def roughly(count: int) -> int:
    """At least so many, in round numbers: an exact number of small groups would itself tell
    which groups are small. Below a hundred nothing is told.

    >>> roughly(15206), roughly(251), roughly(99)
    (15000, 200, 0)
    """
    if count < 100:
        return 0
    step = 10 ** max(2, len(str(count)) - 2)
    return count // step * step


def _refusal(found: audit.Audit) -> str:
    """Which published answers leave too little unknown, and what can be done."""
    titles: dict[tuple[str, int], dict[str, None]] = {}
    for one in found.betraying:
        titles.setdefault((one.place, one.year), {})[one.question.title] = None
    told = [
        f"  {params.municipality(place).name}, {year} (папка m/{place}/{year}): "
        + _few(list(own), 2, "; ", "ответов")
        for (place, year), own in sorted(titles.items())
    ]
    return "\n".join(
        [
            "Сайт остался прежним: ответы, которые на нём уже опубликованы, оставляют о людях "
            "нынешних данных слишком мало неизвестного; в наименьшей из таких групп человек: "
            f"{found.smallest}. Новыми числами этого не исправить, даже если не сказать ничего: "
            "ответы выпущены по другим правилам или исправлено слишком многое. Об этих людях уже "
            "сказано в отчётах:",
            _few(told, SHOWN_AT_MOST, "\n", "отчётов"),
            "Уберите эти папки с сайта целиком, вместе с прежними версиями, и повторите "
            "shnor publish: отчёты будут сделаны заново. Того, что читатели уже скачали, этим не "
            "вернуть.",
        ]
    )


def _few(lines: Sequence[str], shown: int, between: str, what: str) -> str:
    more = [f"… и ещё {what}: {len(lines) - shown}"] if len(lines) > shown else []
    return between.join([*lines[:shown], *more])


def _exams(domains: Iterable[str]) -> tuple[str, ...]:
    """Domains that rows of schools may tell of: exams, never ВПР."""
    return tuple(sorted({one for one in domains if one.split(".")[0] in ("oge", "ege")}))


def _school_names(store: Store, scope: Scope) -> dict[str, str]:
    """Names of schools by code."""
    rows = store.read("schools", scope.places)
    pairs = zip(rows["school_id"], rows["school_name"].fillna(""), strict=True)
    return {str(code): str(name) or str(code) for code, name in pairs}


def _answer(one: Statement, names: Mapping[str, str]) -> Answer:
    question = one.question
    school_name = names.get(one.school, one.school)
    if one.school == statements.FEW:
        school_name = f"Малочисленные школы ({one.schools})"
    told: dict[str, Any] = {}
    if one.kind == "exact":
        told = {"whole": one.whole, "part": one.part}
    elif one.kind == "band":
        low, high = one.band
        told = {"whole": one.whole, "low": low, "high": high}
    return Answer(
        question.question_id, question.title, question.field, question.subject, question.people,
        question.more_is_better, one.place, one.school, one.year, one.first_year, one.kind,
        one.schools, school_name=school_name, **told,
    )  # fmt: skip
