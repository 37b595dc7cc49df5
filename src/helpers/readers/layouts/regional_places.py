"""Whose a row of a regional table is: region, municipality or school.

Here: codes, names and the order of rows → scopes. Not here: numbers of a row. A municipality
has a short code and stands above its schools; a school has a long code or a name of a school.
Rows that are neither (groups of districts, «Итого») are left out and counted. A line that names
a municipality (`regional_dividers`) is that of the schools below it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from helpers import params, vocabulary
from helpers.errors import InputDataError, Problem
from helpers.readers import totals
from helpers.readers.code_book import RIS, CodeBook
from helpers.readers.layouts.fis_places import Place, plain_name
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_dividers import (
    area_in,
    is_kind_of_area,
    is_other,
    is_page_mark,
)  # fmt: skip
from helpers.readers.layouts.regional_lines import (
    AREA,
    CIRCLE,
    SCHOOL,
    Line,
    aside_at,
    carried_down,
    line_at,
    named_area,
    of_kinds,
    short_codes,
)  # fmt: skip
from helpers.readers.layouts.regional_subjects import subject_line
from helpers.readers.tabular import BY_NAME
from helpers.spelling import slug


@dataclass(frozen=True)
class _End:
    """How a table ends: its last row, the line and the title whose schools stand last in it."""

    last: int
    divider: Line | None
    titled: tuple[str, str] | None


#: What a line says of a part of a municipality, or that its table goes on.
_PART_OF = re.compile(
    r"\s*(?:[,–-]\s*(?:городск|сельск|продолж)\w*|\((?:городск|сельск|продолж)[^()]*\))[\w\s]*$",
    re.IGNORECASE,
)


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
    ends: dict[tuple[str, int, tuple[int, int]], _End] = field(default_factory=dict)

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
        lines = [line_at(block, index) for index in block.rows]
        lines = of_kinds(lines, self.own)
        places: dict[int, Place] = {}
        asides = self._dividers(block, lines)
        last = max((line.index for line in lines), default=-1)
        dividers = [line for line in asides if line.index < last]
        since, end = self._before(block)
        carried = None if end is None else end.divider
        titled = None
        if not (carried or dividers or any(line.kind == "municipality" for line in lines)):
            titled = self._titled(block, lines, since, day) or (end.titled if end else None)
        self._remember(block, titled, [carried, *lines, *asides])
        if titled:
            sums = [line for line in lines if line.kind == "total"]
            lines = [line for line in lines if line.kind != "total" or len(sums) > 1]
            if len(sums) == 1:
                places[sums[0].index] = Place("municipality", titled[0], titled[1])
        area = titled[0] if titled and titled[0] in params.municipalities() else ""
        home = titled[0] if titled else ""
        dividers += [carried] if carried else []
        lines = sorted([*carried_down(lines), *dividers], key=attrgetter("index"))
        named = [line for line in lines if line.kind in ("municipality", "divider")]
        only = len({line.code or plain_name(line.name) for line in named}) == 1 and not (
            named[0].kind == "divider"
            and any(line.kind == "school" and line.index < named[0].index for line in lines)
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
        self._tell_homeless(block, lines, places)
        return places

    def _tell_homeless(
        self, block: Block, lines: Sequence[Line], places: Mapping[int, Place]
    ) -> None:
        """Tell of schools without a municipality in a table that names it for others."""
        schools = [line for line in lines if line.kind == "school" and line.index in places]
        named = [line for line in schools if line.area_code or line.area_name]
        bare = [line.index for line in schools if line not in named
                and not places[line.index].municipality_id]  # fmt: skip
        if named and bare and self.own is not None and self.own.is_region:
            self._tell(block, bare[0], "municipality_missing",
                       f"Муниципалитет школы не вписан. Строк: {len(bare)}. Они отнесены к "
                       "региону, если справочник школ не говорит иного.",
                       block.cell(bare[0], block.column("code")) or "")  # fmt: skip

    def _before(self, block: Block) -> tuple[int, _End | None]:
        """The last row of the tables above, and the end of the one that this table goes on with.

        A table goes on where its header is repeated and nothing but a page mark or a line that
        names a municipality stands between.
        """
        above = [key for key in self.ends if key[0] == block.grid.sheet and key[1] < block.header]
        head = max((key[1] for key in above), default=-1)
        since = max((self.ends[key].last for key in above if key[1] == head), default=-1)
        end = self.ends.get((block.grid.sheet, head, block.span))
        fresh = [text for index, text in block.lines if index > since]
        is_on = all(is_page_mark(text) or self._named(text) for text in fresh)
        return since, end if is_on else None

    def _remember(
        self, block: Block, titled: tuple[str, str] | None, lines: Sequence[Line | None]
    ) -> None:
        """Keep how a table ends, for the table that goes on with it."""
        key = (block.grid.sheet, block.header, block.span)
        before = self.ends.get(key, _End(-1, None, None))
        named = [line for line in (before.divider, *lines)
                 if line is not None and line.kind in ("municipality", "divider")]  # fmt: skip
        below = max(named, key=attrgetter("index"), default=None)
        if below is not None:
            code, name = below.code or below.area_code, below.name or below.area_name
            below = Line(below.index, code, name, "", "", "divider")
        last = max([before.last, *block.rows])
        self.ends[key] = _End(last, below, titled or before.titled)

    def _named(self, text: str) -> str:
        """The municipality that a line of text is about; "" for none.

        «Ивантеевский район (сельские)» is about the district.
        """
        whole = _PART_OF.sub("", text)
        return whole if named_area(whole, self.own) else area_in(text)

    def _titled(
        self, block: Block, lines: Sequence[Line], since: int, day: dt.date | None
    ) -> tuple[str, str] | None:
        """Id and name of the municipality that the text above a table (or its sheet) names.

        Only where no column of the table names one; lines up to `since` are those of another
        table. A municipality given for the file is contradicted only by the proper name of
        another one.
        """
        if any(block.column(name) for name in ("area_code", "area_name")):
            return None
        own = self.own
        above = [(index, text) for index, text in reversed(block.lines) if index > since]
        for index, text in [*above, (block.header, block.grid.sheet)]:
            name = self._named(text)
            if not name:
                continue
            area = named_area(name, own)
            if not area and self._is_stranger(name):
                key = plain_name(name)
                self.areas[key] = ""
                self.seen[key] = block.grid.problem("several_municipalities", "", index)
            if any(line.kind == "region" for line in lines):
                return None
            if not area and own is not None and own.is_region:
                area = self._area(block, block.header, "", name, False, day)
                area = area or self._unknown_area("", name)
            if name == text.strip():
                self.titles[plain_name(name)] = area
            return (area, name) if area else None
        return None

    def _is_stranger(self, name: str) -> bool:
        """Whether a name is that of another municipality than the one given for the file."""
        own = self.own
        return own is not None and not own.is_region and is_other(name, own.name)

    def _dividers(self, block: Block, lines: Sequence[Line]) -> list[Line]:
        """Lines between and below the rows that name the municipality of the schools below.

        Where all lines say only of what kind the municipality is, they part its schools.
        """
        asides = [aside_at(block, index) for index in block.asides]
        longest = max((len(line.code) for line in lines), default=0)
        both = sorted([*lines, *(line for line in asides if line.code)], key=attrgetter("index"))
        short = short_codes(both, longest)
        dividers = []
        for line in asides:
            word = vocabulary.folded(line.name)
            name = self._named(line.name)
            if not name and 0 < len(line.code) <= short and self._is_coded(line, word):
                name = line.name
            is_total = totals.kind_of(word) == "total" and not word.startswith("школы ")
            if name and not is_total and not CIRCLE.search(word):
                dividers.append(replace(line, name=name, kind="divider"))
        return dividers if any(not is_kind_of_area(line.name) for line in dividers) else []

    def _is_coded(self, line: Line, word: str) -> bool:
        """Whether a line is a municipality by its code: one that is known, or words of a place.

        «1. Городские школы» and «2. Математика» only count something.
        """
        if not word or SCHOOL.search(word) or subject_line(f"{line.code} {line.name}"):
            return False
        return bool(AREA.search(word) or self.codes.municipalities(line.code, None, RIS))

    def _area(
        self, block: Block, index: int, code: str, name: str, only: bool, day: dt.date | None
    ) -> str:
        """Known municipality of a code or a name, "" where nothing says it."""
        key = code or plain_name(name)
        if key in self.areas:
            return self.areas[key]
        meant = self.codes.municipalities(code, day, RIS) if code else []
        own = self.own
        found = meant[0] if len(meant) == 1 else named_area(name, own)
        region = own.municipality_id if own is not None and own.is_region else ""
        numbered = f"{region}-{int(code):02d}" if region and code.isdigit() else ""
        if not found and numbered in params.municipalities():
            found = numbered
        is_given = only and not self._is_stranger(name)
        if not found and is_given and own is not None and not own.is_region:
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

    def _region(self, block: Block, line: Line) -> str:
        own = self.own
        if own is not None:
            return own.municipality_id if own.is_region else own.region_id
        known = [m.municipality_id for m in params.municipalities().values()
                 if m.is_region and plain_name(m.name) == plain_name(line.name)]  # fmt: skip
        if len(known) == 1:
            return known[0]
        self.left_out.setdefault("region", []).append((block, line.index))
        return ""

    def _school(self, block: Block, line: Line, area: str, home: str, day: dt.date | None) -> Place:
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
            "part": "Итоги по части школ пропущены: их числа складываются из других",
            "statistic": "Строки средних, долей и показателей пропущены: их числа — не люди",
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
            code = "several_municipalities"
            if own is not None and len(named) == 1:
                code = "other_municipality"
                message = (
                    "Заголовок таблицы или строка в ней называет муниципалитет, в котором не "
                    f"узнан тот, что указан для файла ({own.name}). Проверьте -m и сам файл; "
                    "таблицу нескольких муниципалитетов загружайте для региона."
                )
            first = Problem("error", code, "", file)
            found = ", ".join(unknown[:10])
            seen = next((self.seen[key] for key in unknown if key in self.seen), first)
            wanted = "регион" if own is None or len(named) > 1 else own.name
            told = replace(seen, code=code, message=message, found=found, expected=wanted)
            raise InputDataError([told])
