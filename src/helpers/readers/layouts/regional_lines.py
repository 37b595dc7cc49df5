"""What a row of a regional table names: a region, a municipality, a school, a total.

Here: codes and names of rows, and what kind each is, by its words first, then by its code among
the others. Not here: whose the rows are (`regional_places`), numbers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpers import params, vocabulary
from helpers.readers import cells, totals
from helpers.readers.layouts.fis_places import plain_name
from helpers.readers.layouts.gia_blocks import line_of, text_of
from helpers.readers.layouts.regional_blocks import Block
from helpers.readers.layouts.regional_dividers import CODED_NAME

SCHOOL = re.compile(
    r"школ|сош\b|оош\b|нош\b|гимназ|лице[йя]|интернат|кадет|колледж|техникум|училищ|прогимназ"
    r"|образовательн\w+ (?:учрежд|организ|центр|комплекс)|\b(?:м|г|ч|а|о)[бкао]?[нп]?оу\b"
    r"|центр образован|корпус|филиал"
)  # fmt: skip
AREA = re.compile(
    r"\bрайон|р-н\b|муниципальн|городск\w+ округ|сельск\w+ округ|\bулус|^г\.|^г |^город|\bзато\b"
    r"|(?<!\w)(?:мо|мр|го|м\. ?р\.|[мг]\. ?о\.)(?!\w)|\bгород\b"
)
#: Names of nothing but a municipality, whatever code stands in front.
_AREA_ONLY = re.compile(
    r"(?:(?:мо|мр|го|муниципальн\w+ (?:район|округ|образование)|городской округ|муниципалитет)"
    r"(?!\w).*"
    r"|[а-я-]+(?:ий|ой|ый) (?:муниципальн\w+ |городск\w+ )*(?:район|р-н|округ|улус|мр|мо|го)"
    r"(?: [а-я-]+ (?:области|края)| \(.*\))?)"
)
_CITY = re.compile(r"(?:г\.?|[Гг]ород|ГОРОД|ЗАТО)\s*[А-ЯЁ][\w-]+(?:\s[А-ЯЁ][\w-]+)?")
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”")
_REGION = re.compile(
    r"(?<!\w)(?:край|краю|область|области|республик[аеи]|регион|региону|субъект)(?!\w)"
    r"|автономный округ"
)
CIRCLE = re.compile(r"образовательн\w+ округ")
_GROUP = re.compile(r"образовательн\w+ округ|\bзона\b|кластер|\bокруг$|округ\b(?!.*муниципальн)")
#: Kinds of totals.
NO_PLACES = ("total", "part", "statistic")
_CODE = re.compile(r"[0-9][0-9A-Za-z]{0,11}")


@dataclass(frozen=True)
class Line:
    """A row as its places word it: code, name, code and name of its area."""

    index: int
    code: str
    name: str
    area_code: str
    area_name: str
    kind: str = ""


def line_at(block: Block, index: int) -> Line:
    """What a row of the table names."""
    parts = {}
    for name in ("code", "name", "area_code", "area_name"):
        raw = block.cell(index, block.column(name))
        parts[name] = "" if raw is None or cells.is_empty(raw) else text_of(raw)
    if not parts["code"] and block.column("code") is None:
        hit = CODED_NAME.fullmatch(parts["name"])
        if hit and (len(hit[1]) > 2 or not SCHOOL.search(vocabulary.folded(hit[2]))):
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
    return Line(index, parts["code"], parts["name"], parts["area_code"], parts["area_name"])


def aside_at(block: Block, index: int) -> Line:
    """A row without numbers as a line: the code that stands in front, and the rest."""
    start, stop = block.span
    text = line_of(block.grid.rows[index][start : stop + 1])
    hit = CODED_NAME.fullmatch(text)
    return Line(index, hit[1], hit[2], "", "") if hit else Line(index, "", text, "", "")


def carried_down(lines: Sequence[Line]) -> list[Line]:
    """Lines with a municipality that is written once for the schools below it.

    Only where no municipality is written twice and most schools have none, or where the code of
    a school is nearer to that of the school above than to that of the next municipality: else
    an empty cell is one that was left out.
    """
    schools = [line for line in lines if line.kind == "school"]
    written = [line.area_name for line in schools if line.area_name]
    if len(set(written)) < len(written):
        return list(lines)
    are_most_bare = 2 * len(written) <= len(schools)
    carried: list[Line] = []
    above: Line | None = None
    for number, line in enumerate(lines):
        if line.kind != "school":
            above = above if line.kind in NO_PLACES else None
        elif line.area_name:
            above = line
        elif above is not None and not line.area_code:
            below = next((following for following in lines[number:] if following.area_name), None)
            if are_most_bare or _is_nearer(line.code, above.code, below.code if below else ""):
                line = replace(line, area_code=above.area_code, area_name=above.area_name)
        carried.append(line)
    return carried


def _is_nearer(code: str, one: str, other: str) -> bool:
    """Whether a code has more first digits in common with one code than with another."""

    def common(known: str) -> int:
        pairs = zip(code, known, strict=False)
        return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))

    return common(one) > max(common(other), 1)


def of_kinds(lines: Sequence[Line], own: params.Municipality | None) -> list[Line]:
    """Lines with what each of them is: by its name first, then by its code among the others."""
    longest = max((len(line.code) for line in lines), default=0)
    short = short_codes(lines, longest)
    return [
        replace(line, kind=_kind(line, 0 < len(line.code) <= short, number == 0, longest, own))
        for number, line in enumerate(lines)
    ]


def short_codes(lines: Sequence[Line], longest: int) -> int:
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
    line: Line, short: bool, is_first: bool, longest: int, own: params.Municipality | None
) -> str:
    word = vocabulary.folded(line.name)
    no_code = not line.code.strip("0")
    is_of_region = own is not None and own.is_region
    only_area = not word and not line.code and bool(line.area_name)
    if only_area:
        word = vocabulary.folded(line.area_name)
    if totals.kind_of(word) == "total":
        kind = _total(word)
        is_region = (no_code and _REGION.search(word)) or (is_first and is_of_region)
        return "region" if kind == "total" and is_region else kind
    if only_area:
        return "region" if _REGION.search(word) and not AREA.search(word) else "municipality"
    if SCHOOL.search(word):
        return "school"
    if own is not None and word and plain_name(line.name) in (
        plain_name(own.region_name), plain_name(own.name) if own.is_region else "-",
    ):  # fmt: skip
        return "region"
    if no_code and _REGION.search(word):
        return "region"
    if _names_area(line.name) if not (no_code or short) else AREA.search(_unquoted(word)):
        return "municipality"
    if no_code and _GROUP.search(word):
        return "group"
    if no_code and is_first and not word:
        return "region"
    if no_code:
        return "school" if word and not longest else ""
    return "municipality" if short else "school"


def _total(word: str) -> str:
    """What kind a total is: of all rows, of some of them or one of means and shares."""
    if totals.is_statistic(word):
        return "statistic"
    return "total" if totals.is_whole(word) else "part"


def _names_area(name: str) -> bool:
    """Whether a name beside the code of a school is nevertheless that of a municipality."""
    bare = re.sub(r"[«»\"“”]", "", name).strip()
    return bool(_AREA_ONLY.fullmatch(vocabulary.folded(bare)) or _CITY.fullmatch(bare))


def _unquoted(word: str) -> str:
    """A name without its proper part in quotes: «Город мастеров» makes no centre a town."""
    return _QUOTED.sub("", word).strip() or word


def named_area(name: str, own: params.Municipality | None) -> str:
    """The municipality with exactly this name, inside the region of the file."""
    wanted = plain_name(totals.place_name(name))
    region = "" if own is None else own.municipality_id if own.is_region else own.region_id
    found = [
        m.municipality_id
        for m in params.municipalities().values()
        if not m.is_region
        and plain_name(totals.place_name(m.name)) == wanted
        and region in ("", m.region_id)
    ]
    return found[0] if wanted and len(found) == 1 else ""
