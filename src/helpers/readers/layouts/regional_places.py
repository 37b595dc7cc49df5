"""Whose a row of a regional table is: region, municipality or school.

Here: codes, names and the order of rows → scopes. Not here: numbers of a row. A municipality
has a short code and stands above its schools; a school has a long code or a name of a school.
Rows that are neither (groups of districts, «Итого») are left out and counted. A line that names
a municipality (`regional_dividers`) is that of the schools below it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from helpers import params, vocabulary
from helpers.errors import InputDataError, Problem
from helpers.readers import cells
from helpers.readers.code_book import RIS, CodeBook
from helpers.readers.layouts.fis_places import Place, plain_name
from helpers.readers.layouts.gia_blocks import line_of, text_of
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_dividers import CODED_NAME, area_in
from helpers.readers.tabular import BY_NAME
from helpers.spelling import slug

_SCHOOL = re.compile(
    r"школ|сош\b|оош\b|нош\b|гимназ|лице[йя]|интернат|кадет|колледж|техникум|училищ|прогимназ"
    r"|образовательн\w+ (?:учрежд|организ|центр|комплекс)|\b(?:м|г|ч|а|о)[бкао]?[нп]?оу\b"
    r"|центр образован|корпус|филиал"
)  # fmt: skip
_AREA = re.compile(
    r"\bрайон|р-н\b|муниципальн|городск\w+ округ|сельск\w+ округ|\bулус|^г\.|^г |^город|\bзато\b"
    r"|\bмо\b|\bгород\b"
)
_REGION = re.compile(
    r"(?<!\w)(?:край|краю|область|области|республик[аеи]|регион|региону|субъект)(?!\w)"
    r"|автономный округ"
)
_TOTAL = re.compile(r"^(?:итого|всего|средн|в среднем|в целом)")
_CIRCLE = re.compile(r"образовательн\w+ округ")
_GROUP = re.compile(r"образовательн\w+ округ|\bзона\b|кластер|\bокруг$|округ\b(?!.*муниципальн)")
_CODE = re.compile(r"[0-9][0-9A-Za-z]{0,11}")


@dataclass(frozen=True)
class _Line:
    """A row as its places word it: code, name, code and name of its area."""

    index: int
    code: str
    name: str
    area_code: str
    area_name: str
    kind: str = ""


@dataclass
class Places:
    """Scopes of the rows of all tables of a file."""

    given: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    resolved: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Problem] = field(default_factory=dict)
    left_out: dict[str, list[tuple[Block, int]]] = field(default_factory=dict)

    @property
    def own(self) -> params.Municipality | None:
        """The municipality or region given for the file."""
        return params.municipalities().get(str(self.given.get("municipality_id") or ""))

    @property
    def codes(self) -> CodeBook:
        return self.given.get("codes") or CodeBook()

    def of(self, block: Block, year: int | None) -> dict[int, Place]:
        """Scope of each row of a table that has one."""
        day = dt.date(year, 6, 1) if year else None
        lines = [_line(block, index) for index in block.rows]
        lines = _kinds(lines, self.own)
        places: dict[int, Place] = {}
        titled = self._titled(block, lines, day)
        if titled:
            totals = [line for line in lines if line.kind == "total"]
            lines = [line for line in lines if line.kind != "total" or len(totals) > 1]
            if len(totals) == 1:
                places[totals[0].index] = Place("municipality", titled[0], titled[1])
        area = titled[0] if titled and titled[0] in params.municipalities() else ""
        home = titled[0] if titled else ""
        lines = sorted([*_carried(lines), *self._dividers(block, lines)], key=attrgetter("index"))
        kinds = ("municipality", "divider")
        only = (
            len({line.code or plain_name(line.name) for line in lines if line.kind in kinds}) == 1
        )
        for line in lines:
            if line.kind == "divider":
                area = self._area(block, line.index, line.code, line.name, only, day)
                home = area or self._unknown_area(line.code, line.name)
            elif line.kind == "municipality":
                code, name = line.code or line.area_code, line.name or line.area_name
                area = self._area(block, line.index, code, name, only, day)
                home = scope = area or self._unknown_area(code, name)
                if scope:
                    places[line.index] = Place("municipality", scope, name)
                else:
                    self.left_out.setdefault("area", []).append((block, line.index))
            elif line.kind == "region":
                region = self._region(block, line)
                if region:
                    places[line.index] = Place("region", region, line.name)
            elif line.kind == "school":
                places[line.index] = self._school(block, line, area, home, day)
            else:
                self.left_out.setdefault(line.kind, []).append((block, line.index))
        return places

    def _titled(
        self, block: Block, lines: Sequence[_Line], day: dt.date | None
    ) -> tuple[str, str] | None:
        """Id and name of the municipality that the text above a table (or its sheet) names.

        Only where no row and no column of the table names one. A municipality given for the
        file is not contradicted by a title that is not understood.
        """
        named = ("area_code", "area_name")
        if (
            any(block.column(name) for name in named)
            or any(line.kind in ("municipality", "region") for line in lines)
            or self._dividers(block, lines)
        ):
            return None
        own = self.own
        for text in [*(text for _, text in reversed(block.lines)), block.grid.sheet]:
            name = area_in(text)
            if not name:
                continue
            area = _named(name, own)
            if not area and own is not None and own.is_region:
                area = self._area(block, block.header, "", name, False, day)
                area = area or self._unknown_area("", name)
            if name == text.strip():
                self.titles[plain_name(name)] = area
            return (area, name) if area else None
        return None

    def _dividers(self, block: Block, lines: Sequence[_Line]) -> list[_Line]:
        """Lines between the rows that name the municipality of the schools below them."""
        last = max((line.index for line in lines), default=-1)
        asides = [_aside(block, index) for index in block.asides if index < last]
        longest = max((len(line.code) for line in lines), default=0)
        both = sorted([*lines, *(line for line in asides if line.code)], key=attrgetter("index"))
        short = _short(both, longest)
        dividers = []
        for line in asides:
            word = vocabulary.folded(line.name)
            name = line.name if _named(line.name, self.own) else area_in(line.name)
            if not name and 0 < len(line.code) <= short and word and not _SCHOOL.search(word):
                name = line.name
            if name and not _TOTAL.search(word) and not _CIRCLE.search(word):
                dividers.append(replace(line, name=name, kind="divider"))
        return dividers

    def _area(
        self, block: Block, index: int, code: str, name: str, only: bool, day: dt.date | None
    ) -> str:
        """Known municipality of a code or a name, "" where nothing says it."""
        key = code or plain_name(name)
        if key in self.areas:
            return self.areas[key]
        meant = self.codes.municipalities(code, day, RIS) if code else []
        own = self.own
        found = meant[0] if len(meant) == 1 else _named(name, own)
        region = own.municipality_id if own is not None and own.is_region else ""
        numbered = f"{region}-{int(code):02d}" if region and code.isdigit() else ""
        if not found and numbered in params.municipalities():
            found = numbered
        if not found and only and own is not None and not own.is_region:
            found = own.municipality_id
            self._tell(block, index, "municipality_as_given",
                       f"Муниципалитет не узнан по коду и названию, строка отнесена к {found} "
                       "(ключ -m или имя папки).", name or code)  # fmt: skip
        self.areas[key] = found
        if not found:
            self.seen[key] = block.grid.problem("several_municipalities", "", index)
        else:
            self.resolved[f"АТЕ {key}"] = found
        return found

    def _unknown_area(self, code: str, name: str) -> str:
        """The id of a municipality that is not listed: its code or name within the region."""
        own = self.own
        word = f"{int(code):02d}" if code.isdigit() else code or slug(plain_name(name))
        return f"{own.municipality_id}-{word}" if own is not None and own.is_region and word else ""

    def _region(self, block: Block, line: _Line) -> str:
        own = self.own
        if own is not None:
            return own.municipality_id if own.is_region else own.region_id
        known = [m.municipality_id for m in params.municipalities().values()
                 if m.is_region and plain_name(m.name) == plain_name(line.name)]  # fmt: skip
        if len(known) == 1:
            return known[0]
        self.left_out.setdefault("region", []).append((block, line.index))
        return ""

    def _school(
        self, block: Block, line: _Line, area: str, home: str, day: dt.date | None
    ) -> Place:
        """The school of a row; `home` is its municipality, be it listed (`area`) or not."""
        if line.area_code or line.area_name:
            area = self._area(block, line.index, line.area_code, line.area_name, False, day)
            home = area or self._unknown_area(line.area_code, line.area_name)
        if not line.code:
            return Place("school", f"{BY_NAME}{home}: {line.name}", line.name, area)
        meant = self.codes.schools(line.code, day, RIS)
        if len(meant) > 1:
            self.problems.append(
                block.grid.problem(
                    "code_ambiguous", "Код записан в таблице кодов за несколькими школами: "
                    "исправьте её или сроки действия кодов.", line.index,
                    found=line.code, expected=", ".join(meant),
                )
            )  # fmt: skip
        school = meant[0] if len(meant) == 1 else line.code
        self.resolved[line.code] = school
        return Place("school", school, line.name, area)

    def _tell(self, block: Block, index: int, code: str, message: str, found: str) -> None:
        self.problems.append(
            block.grid.problem(code, message, index, found=found, severity="warning")
        )

    def findings(self) -> list[Problem]:
        """What was left out and what is not known; raises nothing, several areas are an error."""
        unknown = sorted(key for key, slug in self.areas.items() if not slug)
        problems = list(self.problems)
        words = {
            "total": "Итоговые строки пропущены: их числа складываются из других",
            "group": "Строки групп муниципалитетов (округа, зоны) пропущены",
            "region": "Строки региона пропущены: какой это регион, не известно, укажите -m",
            "area": "Строки муниципалитетов пропущены: какие это муниципалитеты, не известно",
            "": "Строки без кода и узнаваемого названия пропущены",
        }
        for kind, rows in self.left_out.items():
            block, index = rows[0]
            problems.append(
                block.grid.problem(
                    "rows_left_out", f"{words[kind]}. Строк: {len(rows)}.", index,
                    severity="warning",
                )
            )  # fmt: skip
        own = self.own
        if unknown and own is not None and own.is_region:
            problems.append(
                Problem(
                    "warning", "municipality_code_unknown",
                    f"Муниципалитеты, которых нет в params/municipalities.yaml: {len(unknown)}. Их "
                    "строки и школы отнесены к региону, если справочник школ не говорит иного. "
                    "Коды задаёт таблица «Коды муниципалитетов» (система РИС).",
                    found=", ".join(unknown[:10]),
                )
            )  # fmt: skip
        return problems

    def refuse_strangers(self, file: str) -> None:
        """Raise when the file is about several municipalities and one of them was given.

        One title that is not understood may be that of the given municipality, two are not.
        """
        named = self.areas | (self.titles if len(self.titles) > 1 else {})
        unknown = sorted(key for key, slug in named.items() if not slug)
        own = self.own
        if unknown and (own is None or not own.is_region):
            message = (
                "В таблице несколько муниципалитетов, и не все известны: отнести их школы к одному "
                "нельзя. Укажите регион (-m) или загрузите таблицу «Коды муниципалитетов» (система "
                "РИС)."
            )
            first = Problem("error", "several_municipalities", "", file)
            found = ", ".join(unknown[:10])
            seen = next((self.seen[key] for key in unknown if key in self.seen), first)
            raise InputDataError([replace(seen, message=message, found=found, expected="регион")])


def _line(block: Block, index: int) -> _Line:
    parts = {}
    for name in ("code", "name", "area_code", "area_name"):
        raw = block.cell(index, block.column(name))
        parts[name] = "" if raw is None or cells.is_empty(raw) else text_of(raw)
    if not parts["code"] and block.column("code") is None:
        hit = CODED_NAME.fullmatch(parts["name"])
        if hit and (len(hit[1]) > 2 or not _SCHOOL.search(vocabulary.folded(hit[2]))):
            parts["code"], parts["name"] = hit[1], hit[2]
    hit = CODED_NAME.fullmatch(parts["area_name"])
    if hit and not parts["area_code"]:
        parts["area_code"], parts["area_name"] = hit[1], hit[2]
    if parts["code"] and not _CODE.fullmatch(parts["code"]):
        hit = CODED_NAME.fullmatch(parts["code"])
        if hit:
            parts["code"], parts["name"] = hit[1], parts["name"] or hit[2]
        else:
            parts["code"], parts["name"] = "", parts["name"] or parts["code"]
    return _Line(index, parts["code"], parts["name"], parts["area_code"], parts["area_name"])


def _aside(block: Block, index: int) -> _Line:
    """A row without numbers as a line: the code that stands in front, and the rest."""
    start, stop = block.span
    text = line_of(block.grid.rows[index][start : stop + 1])
    hit = CODED_NAME.fullmatch(text)
    return _Line(index, hit[1], hit[2], "", "") if hit else _Line(index, "", text, "", "")


def _carried(lines: Sequence[_Line]) -> list[_Line]:
    """Lines with a municipality that is written once for the schools below it.

    Only where no municipality is written twice and most schools have none: else an empty cell
    is one that was left out.
    """
    schools = [line for line in lines if line.kind == "school"]
    written = [line.area_name for line in schools if line.area_name]
    if len(set(written)) < len(written) or 2 * len(written) > len(schools):
        return list(lines)
    carried, code, name = [], "", ""
    for line in lines:
        if line.kind != "school":
            code, name = ("", "") if line.kind != "total" else (code, name)
        elif line.area_name:
            code, name = line.area_code, line.area_name
        elif not line.area_code:
            line = replace(line, area_code=code, area_name=name)
        carried.append(line)
    return carried


def _kinds(lines: Sequence[_Line], own: params.Municipality | None) -> list[_Line]:
    """Lines with what each of them is: by its name first, then by its code among the others."""
    longest = max((len(line.code) for line in lines), default=0)
    short = _short(lines, longest)
    return [
        replace(line, kind=_kind(line, 0 < len(line.code) <= short, number == 0, longest, own))
        for number, line in enumerate(lines)
    ]


def _short(lines: Sequence[_Line], longest: int) -> int:
    """The most digits that codes of municipalities have here; 0 where all codes are alike.

    A code is that of a municipality when the next row begins with it and is longer.
    """
    heads = [
        len(line.code)
        for line, following in itertools.pairwise(lines)
        if line.code and len(following.code) > len(line.code) and _begins(following.code, line.code)
    ]
    return max(heads, default=3 if longest >= 5 else 0)


def _begins(code: str, head: str) -> bool:
    """Whether a school's code stands under a municipality's: 641201 under 641, 1203 under 12."""
    by_number = code.isdigit() and head.isdigit() and int(code) // 100 == int(head)
    return code.startswith(head) or by_number


def _kind(
    line: _Line, short: bool, is_first: bool, longest: int, own: params.Municipality | None
) -> str:
    word = vocabulary.folded(line.name)
    no_code = not line.code.strip("0")
    if _SCHOOL.search(word):
        return "school"
    if not word and not line.code and line.area_name:
        word = vocabulary.folded(line.area_name)
        is_region = _REGION.search(word) and not _AREA.search(word)
        return "region" if is_region else "total" if _TOTAL.search(word) else "municipality"
    if own is not None and word and plain_name(line.name) in (
        plain_name(own.region_name), plain_name(own.name) if own.is_region else "-",
    ):  # fmt: skip
        return "region"
    if no_code and _REGION.search(word):
        return "region"
    if _TOTAL.search(word):
        return "region" if is_first and own is not None and own.is_region else "total"
    if _AREA.search(word):
        return "municipality"
    if no_code and _GROUP.search(word):
        return "group"
    if no_code and is_first and not word:
        return "region"
    if no_code:
        return "school" if word and not longest else ""
    return "municipality" if short else "school"


def _named(name: str, own: params.Municipality | None) -> str:
    """The municipality with exactly this name, inside the region of the file."""
    wanted = plain_name(name)
    region = "" if own is None else own.municipality_id if own.is_region else own.region_id
    found = [
        m.municipality_id
        for m in params.municipalities().values()
        if not m.is_region and plain_name(m.name) == wanted and region in ("", m.region_id)
    ]
    return found[0] if wanted and len(found) == 1 else ""
