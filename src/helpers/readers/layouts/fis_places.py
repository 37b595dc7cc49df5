"""Whom a row of a ФИС ОКО export is about: country, region, municipality or school.

Here: group labels («Вся выборка», a region, «<name>(reg64_m012)», «<name>(edu640012)») → scopes,
by the code in brackets. Not here: the work (`fis_work`) and the numbers of a row.

Groups nest by order: a school belongs to the municipality row above it. A name decides only
where it is exactly that of a known municipality; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers import params, vocabulary
from helpers.errors import Problem
from helpers.readers import cells, totals
from helpers.readers.code_book import CodeBook, code_key
from helpers.readers.grid import Grid

#: The id under which rows of the whole country are stored.
COUNTRY_ID = "RU"
_COUNTRY = {"вся выборка", "россия", "рф", "российская федерация", "по россии", "по рф"}
_BRACKETS = re.compile(r"^(.*?)\s*[((]\s*([^()()]+?)\s*[))]\s*$", re.DOTALL)
_BARE = re.compile(r"\b(reg[0-9]+_m[0-9]+|(?:edu|sch|spo)[0-9]{4,})\b", re.IGNORECASE)
_KINDS = (
    ("municipality", re.compile(r"reg[0-9]+_m[0-9a-z]+")),
    ("region", re.compile(r"reg[0-9]+")),
    ("school", re.compile(r"[a-z]{2,8}[0-9]{3,}")),
)
#: Words of names of areas that do not tell one area from another.
_COMMON = re.compile(
    r"\b(?:муниципальн\w*|городск\w*|сельск\w*|район|р-н|округ|улус|город|г|мо|мр|го)\b"
)
#: Words of names that cannot be those of a region.
_SCHOOL_WORDS = re.compile(
    r"\b(?:[а-я]{0,3}[бка]?оу|[сон]ош|школ\w*|гимнази\w*|лице[йя]\w*|интернат\w*)\b|№"
)
_AREA_WORDS = re.compile(r"\b(?:район\w*|р-н|улус\w*|муниципальн\w*|городско\w*)\b")


@dataclass(frozen=True)
class Label:
    """A group as the file words it, and where; `kind` where its column says what it is."""

    index: int
    position: int
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Place:
    """A scope with what a row needs to know of it; `municipality_id` of schools may be ""."""

    scope_type: str
    scope_id: str
    name: str
    municipality_id: str = ""

    def fields(self) -> dict[str, Any]:
        """The columns that say whose a row of a result table is."""
        own: dict[str, Any] = {"scope_type": self.scope_type, "scope_id": self.scope_id}
        if self.scope_type == "school":
            own |= {"school_id": self.scope_id, "school_name": self.name or None}
        if self.municipality_id:
            own["municipality_id"] = self.municipality_id
        return own


#: Places of a sheet by the row and column of their labels.
SheetPlaces = dict[tuple[int, int], Place]


@dataclass(frozen=True)
class LabelledSheet:
    """A sheet with its group labels, in order, and the day of its work."""

    grid: Grid
    labels: Sequence[Label]
    day: dt.date | None = None


@dataclass(frozen=True)
class _Named:
    label: Label
    kind: str
    name: str
    code: str

    @property
    def key(self) -> str:
        return self.code or plain_name(self.name)


@dataclass
class Settlement:
    """Scopes of all labels of a file; `municipality_id` when it is about exactly one."""

    sheets: list[SheetPlaces] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    resolved: dict[str, str] = field(default_factory=dict)
    municipality_id: str = ""


def settle(sheets: Sequence[LabelledSheet], given: Mapping[str, Any]) -> Settlement:
    """Scopes for the labels of all sheets of a file; labels without a scope give problems."""
    settler = _Settler(sheets, str(given.get("municipality_id") or ""), given.get("codes"))
    return settler.settled()


class _Settler:
    def __init__(self, sheets: Sequence[LabelledSheet], given: str, codes: CodeBook | None) -> None:
        self.sheets = sheets
        self.given = given
        self.codes = codes or CodeBook()
        self.result = Settlement()
        self.known = params.municipalities()
        self.named = [_named_labels(sheet.labels) for sheet in sheets]
        self.municipalities: dict[str, str] = {}
        self.regions: set[str] = set()

    def settled(self) -> Settlement:
        self.regions = {
            _plain_region(item.name)
            for named in self.named
            for item in named
            if item.kind == "region"
        }
        self._settle_municipalities()
        owners = set(self.municipalities.values()) - {""}
        if len(owners) == 1:
            self.result.municipality_id = owners.pop()
        for sheet, named in zip(self.sheets, self.named, strict=True):
            self.result.sheets.append(self._sheet(sheet, named))
        return self.result

    def _settle_municipalities(self) -> None:
        found = [
            (sheet, item)
            for sheet, named in zip(self.sheets, self.named, strict=True)
            for item in named
            if item.kind == "municipality"
        ]
        only_one = len({item.key for _, item in found}) == 1
        for sheet, item in found:
            if item.key not in self.municipalities:
                self.municipalities[item.key] = self._municipality(sheet, item, only_one)

    def _municipality(self, sheet: LabelledSheet, item: _Named, only_one: bool) -> str:
        meant = self.codes.municipalities(item.code, sheet.day) if item.code else []
        if len(meant) > 1:
            self._problem(sheet, item, "code_ambiguous", _AMBIGUOUS, ", ".join(meant))
            return ""
        if meant:
            self.result.resolved[item.code] = meant[0]
            return meant[0]
        by_name = self._by_name(item.name)
        if by_name and by_name != self.given:
            self._problem(
                sheet, item, "municipality_by_name",
                f"Муниципалитет определён по названию: {by_name}. {_how_to_add(item, by_name)}",
                severity="warning",
            )  # fmt: skip
        if by_name:
            self.result.resolved[item.key] = by_name
            return by_name
        given = self.known.get(self.given)
        if only_one and given is not None and not given.is_region:
            self._taken_as_given(sheet, item, given)
            return self.given
        self._problem(
            sheet, item, "municipality_code_unknown",
            "Чей это код, не известно. " + _how_to_add(item, "краткое имя"),
            expected="код из таблицы «Коды муниципалитетов»",
        )  # fmt: skip
        return ""

    def _taken_as_given(
        self, sheet: LabelledSheet, item: _Named, given: params.Municipality
    ) -> None:
        strange = not set(_distinct_words(item.name)) & set(_distinct_words(given.name))
        doubt = (
            f" Название не похоже на «{given.name}»: проверьте." if strange and item.name else ""
        )
        self._problem(
            sheet, item, "municipality_as_given",
            f"Код муниципалитета не известен, строка отнесена к {self.given} (ключ -m или имя "
            f"папки).{doubt} {_how_to_add(item, self.given)}",
            severity="warning",
        )  # fmt: skip

    def _by_name(self, name: str) -> str:
        """The municipality with exactly this name, in the region of the file where it has one."""
        wanted = plain_name(name)
        found = [
            item.municipality_id
            for item in self.known.values()
            if not item.is_region
            and plain_name(item.name) == wanted
            and (not self.regions or _plain_region(item.region_name) in self.regions)
        ]
        return found[0] if len(found) == 1 and wanted else ""

    def _region(self, sheet: LabelledSheet, item: _Named) -> str:
        """Region id: by the name among known ones, else of the municipality of the file."""
        by_name = {_plain_region(m.region_name): m.region_id for m in self.known.values()}
        by_name |= {
            _plain_region(m.name): m.municipality_id for m in self.known.values() if m.is_region
        }
        by_name.pop("", None)
        own = self.known.get(self.result.municipality_id or self.given)
        own_id = (own.municipality_id if own.is_region else own.region_id) if own else ""
        named = by_name.get(_plain_region(item.name), "")
        if len(self.regions) == 1 and own_id:
            if named != own_id:
                self._problem(
                    sheet, item, "other_region",
                    f"Регион назван не так, как в params/municipalities.yaml: строка отнесена к "
                    f"«{own.region_name or own.name if own else ''}». Проверьте, тот ли это файл.",
                    severity="warning",
                )  # fmt: skip
            return own_id
        if not named:
            self._problem(
                sheet, item, "region_unknown",
                "Какой это регион, не известно: укажите муниципалитет (-m) или заполните "
                "region_name в params/municipalities.yaml.",
            )  # fmt: skip
        return named

    def _school(self, sheet: LabelledSheet, item: _Named) -> str:
        meant = self.codes.schools(item.code, sheet.day)
        if len(meant) > 1:
            self._problem(sheet, item, "code_ambiguous", _AMBIGUOUS, ", ".join(meant))
            return ""
        school_id = meant[0] if meant else item.code
        self.result.resolved[item.code] = school_id
        return school_id

    def _sheet(self, sheet: LabelledSheet, named: Sequence[_Named]) -> SheetPlaces:
        places: SheetPlaces = {}
        owner = ""
        regions: dict[str, str] = {}
        schools: dict[str, str] = {}
        for item in named:
            scope_id, own = "", ""
            if item.kind == "country":
                scope_id = COUNTRY_ID
            elif item.kind == "region":
                if item.name not in regions:
                    regions[item.name] = self._region(sheet, item)
                scope_id = regions[item.name]
            elif item.kind == "municipality":
                scope_id = owner = self.municipalities[item.key]
            elif item.kind == "school" and item.code:
                if item.code not in schools:
                    schools[item.code] = self._school(sheet, item)
                scope_id, own = schools[item.code], owner
            elif totals.kind_of(item.label.text) == "total":
                self._problem(sheet, item, "total_row", _TOTAL, expected="группа участников")
            else:
                self._problem(sheet, item, "code_missing", _NO_CODE, expected="название(код)")
            if scope_id:
                at = (item.label.index, item.label.position)
                places[at] = Place(item.kind, scope_id, item.name, own)
        return places

    def _problem(
        self,
        sheet: LabelledSheet,
        item: _Named,
        code: str,
        message: str,
        expected: str = "",
        severity: Any = "error",
    ) -> None:
        self.result.problems.append(
            sheet.grid.problem(
                code, message, item.label.index, item.label.position,
                found=item.label.text, expected=expected, severity=severity,
            )
        )  # fmt: skip


_AMBIGUOUS = "Код записан в таблице кодов за несколькими: исправьте её или сроки действия кодов."
_TOTAL = (
    "Строка итогов среди групп: в выгрузке её нет, и чья она, не известно. Удалите её: итоги "
    "программа считает сама."
)
_NO_CODE = (
    "В скобках после названия нет кода, и по названию не видно, чья это строка. Верните код, как в "
    "выгрузке: «название(edu…)» у школы, «название(reg…_m…)» у муниципалитета."
)


def _how_to_add(item: _Named, municipality_id: str) -> str:
    if not item.code:
        return "Лучше вернуть код в скобках после названия."
    return (
        "Чтобы код был известен, загрузите таблицу «Коды муниципалитетов» (municipality_codes) со "
        f"строкой: {municipality_id}; ФИС; {item.code}."
    )


def _named_labels(labels: Sequence[Label]) -> list[_Named]:
    """Labels with what they name; an uncoded name above all coded ones is the region."""
    named: list[_Named] = []
    inside = False
    for label in labels:
        item = _named(label, inside)
        inside = inside or item.kind in ("municipality", "school")
        named.append(item)
    return named


def _named(label: Label, inside: bool) -> _Named:
    text = " ".join(cells.tidy(label.text).split())
    brackets, bare = _BRACKETS.match(text), _BARE.search(text)
    candidates = [(brackets[1], brackets[2])] if brackets else []
    candidates += [(text[: bare.start()].strip(" (|-"), bare[1])] if bare else []
    if label.kind and not candidates:
        candidates = [("", text)]
    for name, word in candidates:
        for kind, pattern in _KINDS:
            if pattern.fullmatch(code_key(word)):
                return _Named(label, kind, name, code_key(word))
    return _Named(label, label.kind or _kind_by_name(text, inside), text, "")


def _kind_by_name(text: str, inside: bool) -> str:
    """What a name without a code is; "" when nothing says it."""
    if vocabulary.folded(text) in _COUNTRY:
        return "country"
    known = params.municipalities().values()
    if any(not m.is_region and plain_name(m.name) == plain_name(text) for m in known):
        return "municipality"
    if inside or totals.kind_of(text) == "total" or _SCHOOL_WORDS.search(vocabulary.folded(text)):
        return ""
    return "municipality" if _AREA_WORDS.search(vocabulary.folded(text)) else "region"


def plain_name(name: str) -> str:
    """The name of a municipality without words and signs that vary between papers."""
    words = re.sub(r"[«»\"'.,()]", " ", vocabulary.folded(name)).replace("р-н", "район")
    return " ".join(word for word in words.split() if not word.startswith("муниципальн"))


def _plain_region(name: str) -> str:
    words = vocabulary.folded(name)
    for short, full in (("обл.", "область"), ("респ.", "республика"), ("а.о.", "ао")):
        words = words.replace(short, full)
    return " ".join(re.sub(r"[«»\"'.,()]", " ", words).split())


def _distinct_words(name: str) -> list[str]:
    """Beginnings of the words that tell one municipality from another."""
    words = _COMMON.sub(" ", re.sub(r"[«»\"'.,()]", " ", vocabulary.folded(name)))
    return [word[:5] for word in words.split()]
