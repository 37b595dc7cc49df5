"""Which column of a plan table is which, by the words of its header.

Here: header words, headers of two rows, quarters as columns, a term in two columns. Not
here: rows under the header (`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from helpers.plans import PlanFrame, read_deadline
from helpers.plans.words import lowered, plain

Role = Literal["number", "measure", "term", "responsible", "result", "section", "part", "other"]

#: A header cell longer than this is text, not a header.
LONGEST_HEADER = 110
_NUMBER = re.compile(
    r"^(?:№|n|no|номер)?\s*(?:п\s*[/.]?\s*п\.?)?$|^№|^п\s*/?\s*п\.?$|^номер(?![а-я])"
)
_WORDS: tuple[tuple[Role, str], ...] = (
    (
        "other",
        r"примечани|отметк|финанс|источник|участник|категори|место\s|целев\w+\s+(?:групп|аудитор)"
        r"|стоимост|объем|адресат|охват|статус|ссылк",
    ),
    (
        "term",
        r"срок|дата(?![а-я])|даты|период|время|когда(?![а-я])|месяц"
        r"|^(?:начало|окончание|завершение)(?:\s+(?:реализ|исполн|выполн|работ|провед|мероприят)\w+)?$",
    ),
    ("responsible", r"ответствен|исполнител|кто(?![а-я])"),
    (
        "result",
        r"результат|показател|индикатор|отчет|выход|форма\s+(?:представлен|завершен|отчет|контрол)"
        r"|документ|эффект|критери|продукт|подтвержд|итог|получит",
    ),
    (
        "measure",
        r"мероприяти|содержани|наименовани(?!\w*\s+(?:\w+\s+)?(?:показател|индикатор))|действи"
        r"|вид\w*\s+(?:работ|деятельн)|перечень|работы"
        r"|шаги|деятельност|дела(?:ем|ть)|сделать|мера(?![а-я])|меры(?![а-я])",
    ),
    ("section", r"направлени|раздел|блок(?![а-я])|задач|модул|этап"),
)
_COMPILED = tuple((role, re.compile(words)) for role, words in _WORDS)
#: Columns that quarters or months may stand under: a term, or a head over several columns.
_PARTED: tuple[Role, ...] = ("term", "part", "other")
#: Heads of the two columns of a term, and of a second row under «Срок».
_START = re.compile(r"(?<![а-я])начал[оа](?![а-я])|^(?:с|от)$")
_FINISH = re.compile(r"(?<![а-я])(?:окончани|завершени|кон(?:ец|ца)(?![а-я]))|^(?:по|до)$")
_PLANNED = re.compile(r"^план\w*$")
_FACT = re.compile(r"(?<![а-я])факт(?:\W|ич|$)")
_PART_KINDS = {
    "QUARTER",
    "MONTH",
    "MONTH_NOYEAR",
    "HALF_YEAR",
    "YEAR",
    "TERM",
    "SEASON",
    "SCHOOL_YEAR",
}


@dataclass(frozen=True)
class Columns:
    """Roles of the columns of one table, by position, and the labels of part columns.

    `span` holds the columns where a term begins and ends («Начало», «Окончание»).
    """

    roles: tuple[Role, ...]
    labels: tuple[str, ...]
    names: dict[str, str] = field(default_factory=dict)
    span: tuple[int, int] | None = None

    @property
    def count(self) -> int:
        """Number of columns."""
        return len(self.roles)

    def places(self, role: Role) -> list[int]:
        """Positions of a role."""
        return [i for i, known in enumerate(self.roles) if known == role]

    def has(self, role: Role) -> bool:
        """Whether the table has such a column."""
        return role in self.roles


def column_role(text: str) -> Role | None:
    """Role of one header cell: the word that stands first in it decides; None for no header.

    >>> column_role("Срок исполнения мероприятия"), column_role("Ожидаемый результат")
    ('term', 'result')
    """
    low = lowered(plain(text)).strip(" :.*")
    if len(low) > LONGEST_HEADER:
        return None
    if _NUMBER.match(low):
        return "number"
    if _FACT.search(low) and "план" not in low:
        return "other"
    found = [
        (match.start(), order, role)
        for order, (role, words) in enumerate(_COMPILED)
        if (match := words.search(low))
    ]
    if not found:
        return "part" if is_part(low) else None
    return min(found)[2]


def is_part(text: str) -> bool:
    """True for a part of the year as a column head: «I квартал», «Сентябрь», «2023 г.»."""
    deadline = read_deadline(text, PlanFrame())
    return deadline.kind in _PART_KINDS and "extra_text" not in deadline.flags


def header_columns(cells: Sequence[str]) -> Columns | None:
    """The columns that a row names, or None when the row is no header of a plan table.

    A header names the measure and at least the term or the responsible party, each in a
    short cell. Where «направление» or «задача» is all there is, it is the measure.
    """
    if len(cells) < 2:
        return None
    roles = [column_role(cell) if cell.strip() else None for cell in cells]
    if "number" not in roles:
        _name_number(roles, cells)
    if "measure" not in roles and "section" in roles:
        roles[roles.index("section")] = "measure"
    known = [role for role in roles if role is not None]
    timed = {"term", "responsible", "part"}.intersection(known)
    if "measure" not in known or not timed:
        return None
    if any(
        role is None and len(cell) > LONGEST_HEADER for role, cell in zip(roles, cells, strict=True)
    ):
        return None
    span = _span([cell if role == "term" else "" for role, cell in zip(roles, cells, strict=True)])
    if known.count("measure") > 1 or known.count("term") > 1:
        roles = _first_only(roles, span)
    if "part" in known and known.count("part") < 2 and "term" not in known:
        roles = ["term" if role == "part" else role for role in roles]
    named = tuple(role or "other" for role in roles)
    return Columns(
        named,
        tuple(plain(cell) for cell in cells),
        {role: plain(cell) for role, cell in zip(named, cells, strict=True)},
        span,
    )


def _span(cells: Sequence[str]) -> tuple[int, int] | None:
    """The columns where a term begins and ends, if there is just one of each."""
    lows = [lowered(plain(cell)).strip(" :.*") for cell in cells]
    starts, finishes = (
        [i for i, low in enumerate(lows) if head.search(low)] for head in (_START, _FINISH)
    )
    apart = len(starts) == len(finishes) == 1 and starts != finishes
    return (starts[0], finishes[0]) if apart else None


def _name_number(roles: list[Role | None], cells: Sequence[str]) -> None:
    """Let the last empty head before the first named column be that of the numbers."""
    first = next((i for i, cell in enumerate(cells) if cell.strip()), 0)
    if first:
        roles[first - 1] = "number"


def _first_only(roles: list[Role | None], span: tuple[int, int] | None) -> list[Role | None]:
    seen: set[Role] = set()
    result: list[Role | None] = []
    for place, role in enumerate(roles):
        repeated = role in ("measure", "term") and role in seen
        if role == "term" and span:
            repeated = place not in span
        result.append("other" if repeated else role)
        if role:
            seen.add(role)
    return result


def with_second_row(columns: Columns, cells: Sequence[str]) -> Columns | None:
    """Columns of a header of two rows whose second names quarters, months or years, the
    beginning and the end of a term, or what is planned and what is done."""
    cells = [*cells, *[""] * (columns.count - len(cells))]
    if columns.has("term") and (halves := _with_halves(columns, cells)):
        return halves
    parts = [i for i, cell in enumerate(cells) if cell.strip() and is_part(cell)]
    others = [i for i, cell in enumerate(cells) if cell.strip() and i not in parts]
    if len(parts) < 2 or not all(column_role(cells[i]) for i in others):
        return None
    if any(columns.roles[i] not in _PARTED for i in parts if i < columns.count):
        return None
    wider = len(cells) - columns.count
    roles: list[Role] = list(columns.roles)
    roles.extend("other" for _ in range(wider))
    labels = [*columns.labels, *[""] * wider]
    for place in parts:
        above = labels[place] if labels[place] and is_part(labels[place]) else ""
        roles[place], labels[place] = "part", " ".join(filter(None, [plain(cells[place]), above]))
    return Columns(tuple(roles), tuple(labels), columns.names)


def _with_halves(columns: Columns, cells: Sequence[str]) -> Columns | None:
    """A term in two columns: «начало» and «окончание», or «план» and «факт»."""
    lows = [lowered(plain(cell)).strip(" :.*") for cell in cells]
    filled = [i for i, low in enumerate(lows) if low]
    place = columns.places("term")[0]
    span = _span(cells)
    planned = [i for i in filled if _PLANNED.match(lows[i])]
    terms = list(span or planned)
    others = [i for i in filled if i not in terms and not _FACT.search(lows[i])]
    if place not in filled or not terms or not all(column_role(cells[i]) for i in others):
        return None
    if len(planned) > 1 and not span:
        return None
    roles: list[Role] = ["other" if role == "term" else role for role in columns.roles]
    roles.extend("other" for _ in range(len(cells) - len(roles)))
    for term in terms:
        roles[term] = "term"
    labels = [*columns.labels, *[""] * (len(cells) - columns.count)]
    return Columns(tuple(roles), tuple(labels), columns.names, span)


def is_numbers_row(cells: Sequence[str]) -> bool:
    """The row «1 | 2 | 3 | 4» that some tables have under the header."""
    numbers = [cell.strip(" .") for cell in cells]
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]
