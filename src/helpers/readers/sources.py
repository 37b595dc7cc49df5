"""What a file is and which reader takes it.

Here: recognition by content and dispatch. Not here: opening files (`files`, `grids`), the
readers themselves (`tabular`, `layouts`, `roadmap`) and where rows go (`imports`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import params, vocabulary
from helpers.errors import InputDataError, Problem, Severity
from helpers.readers import form_marks, headers
from helpers.readers.checks import check_rows
from helpers.readers.corrections import Correction, corrected
from helpers.readers.files import SourceFile
from helpers.readers.formats import is_docx, read_plan
from helpers.readers.grid import Grid
from helpers.readers.grids import grids_of, refused
from helpers.readers.layouts import LAYOUTS, Layout, Reading
from helpers.readers.likeness import UNKNOWN, unknown_layout
from helpers.readers.packages import ZIP
from helpers.readers.tabular import TableRows, read_table
from helpers.readers.unread_sheets import UnreadSheet
from helpers.readers.untrusted import in_child
from helpers.schemas import TABLES

if TYPE_CHECKING:
    from helpers.readers.roadmap import RoadmapSource

#: The kind of a plan file.
ROADMAP = "roadmap"
_PLAN_SUFFIXES = {".md", ".txt", ".docx"}
#: The most faulty cells of a file that are named one by one.
_MOST_SHOWN = 100


@dataclass
class ParsedSource:
    """What a reader made of a file: rows by table, problems, a plan where it is one.

    `municipality_id` is what the file says of itself, `resolved` what its codes were taken for.
    `recognised` is what it was recognised as, in words and values; `teaches_codes` says that its
    rows explain the codes of other files. A blank form of ours (`is_blank`) holds nothing to
    store and is no fault.
    """

    file: SourceFile
    kind: str
    tables: list[TableRows] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    plan: RoadmapSource | None = None
    municipality_id: str = ""
    resolved: dict[str, str] = field(default_factory=dict)
    is_personal: bool = False
    is_blank: bool = False
    corrections: Sequence[Correction] = ()
    recognised: Mapping[str, Any] = field(default_factory=dict)
    teaches_codes: bool = False

    @property
    def repeats(self) -> bool:
        """Whether rows of this source may stand in other sources of its kind too."""
        return repeats(self.kind)

    @property
    def is_faulty(self) -> bool:
        """Whether anything forbids storing the file."""
        return any(problem.severity == "error" for problem in self.problems)


def kinds() -> list[str]:
    """All words that `--kind` takes."""
    return [*TABLES, ROADMAP, *LAYOUTS]


def repeats(kind: str) -> bool:
    """Whether files of a kind carry the same rows of larger areas and of tasks."""
    return kind in LAYOUTS and LAYOUTS[kind].repeats


def title_of(kind: str) -> str:
    """What a file of a kind is, in Russian; "" for a kind that is not known."""
    if kind in LAYOUTS:
        return LAYOUTS[kind].title
    if kind == ROADMAP:
        return "Дорожная карта"
    return TABLES[kind].label if kind in TABLES else ""


def read_source(
    file: SourceFile,
    kind: str,
    given: Mapping[str, Any],
    corrections: Sequence[Correction] = (),
) -> ParsedSource:
    """The file read by the reader of its kind; all its problems are collected, none raised.

    `corrections` are the records about this file.
    """
    parsed = ParsedSource(file, kind, problems=list(file.faults), corrections=corrections)
    if parsed.is_faulty:
        return parsed
    try:
        _read(parsed, given)
    except InputDataError as error:
        parsed.problems += error.problems
    return parsed


def _read(parsed: ParsedSource, given: Mapping[str, Any]) -> None:
    file = parsed.file
    if not file.content:
        raise refused(file, "empty_file", "Файл пуст (0 байт).")
    grids: list[Grid] | None = None
    if not parsed.kind and _is_document(file):
        grids = _known_tables(file)
        if grids is None:
            _read_plan(parsed, given)
            return
    elif parsed.kind == ROADMAP or (not parsed.kind and _looks_like_plan(file)):
        _read_plan(parsed, given)
        return
    grids = grids_of(file) if grids is None else grids
    every, told = corrected(grids, parsed.corrections, file.shown)
    errors = [one for grid in every for one in grid.findings if one.severity == "error"]
    if errors:
        parsed.problems += told
        raise InputDataError(_shown(errors))
    grids = [grid for grid in every if grid.sheet != form_marks.KEY_SHEET]
    layout = _layout_of(parsed.kind, grids)
    if not parsed.kind and layout is None and any(_is_plan_table(grid) for grid in grids):
        _read_plan(parsed, given)
        return
    parsed.problems += told
    findings = [finding for grid in grids for finding in grid.findings]
    if layout is not None and layout.is_personal:
        findings = [replace(finding, found="") for finding in findings]
    parsed.problems += findings
    if layout is not None:
        reading = layout.read(grids, file.name, given)
        _take(parsed, reading, layout, given)
        _tell_unread(parsed, reading, layout, grids)
    else:
        _read_tables(parsed, grids, given)
        parsed.is_personal = any(p.code == "personal_data" for p in parsed.problems)
    if not any(data.rows for data in parsed.tables) and not parsed.is_faulty:
        message = "В файле нет ни одной строки данных."
        if len(every) == len(grids):
            raise refused(file, "empty_file", message)
        parsed.is_blank = True
        parsed.problems.append(
            Problem("warning", "blank_form", f"{message} Бланк пропущен.", file=file.shown)
        )


def _shown(errors: list[Problem]) -> list[Problem]:
    """The first of many faulty cells and how many more there are."""
    rest = errors[_MOST_SHOWN:]
    if not rest:
        return errors
    more = f"{rest[0].message} Показаны первые {_MOST_SHOWN} ячеек, ещё не показано: {len(rest)}."
    return [*errors[:_MOST_SHOWN], replace(rest[0], row=None, column="", message=more)]


def _layout_of(kind: str, grids: list[Grid]) -> Layout | None:
    """The layout asked for, else the first that knows the file; none for contract tables."""
    if kind:
        return LAYOUTS.get(kind)
    families: dict[Callable[[Sequence[Grid]], str], str] = {}
    for layout in LAYOUTS.values():
        if layout.family is None:
            is_it = layout.recognise(grids)
        else:
            if layout.family not in families:
                families[layout.family] = layout.family(grids)
            is_it = families[layout.family] == layout.kind
        if is_it:
            return layout
    return None


def _take(parsed: ParsedSource, reading: Reading, layout: Layout, given: Mapping[str, Any]) -> None:
    """Rows of a layout, after what the file says of itself was held against the options."""
    parsed.kind = layout.kind
    parsed.municipality_id, parsed.resolved = reading.municipality_id, reading.resolved
    parsed.is_personal = layout.is_personal or reading.is_personal
    parsed.problems += reading.problems
    parsed.problems += [
        _other(parsed.file, name, word, inside, given[name])
        for name, word, inside in (
            ("year", "год", reading.year),
            ("municipality_id", "муниципалитет", reading.municipality_id),
        )
        if inside and given.get(name) and not _agree(given[name], inside)
    ]
    for data in reading.tables:
        parsed.problems += data.problems
        parsed.problems += check_rows(data)
        parsed.tables.append(data)


def _tell_unread(
    parsed: ParsedSource, reading: Reading, layout: Layout, grids: Sequence[Grid]
) -> None:
    """Findings about the sheets that the reader of a book did not take."""
    read = [grid for grid in grids if all(grid is not other for other in reading.unread)]
    for grid in reading.unread:
        found = UnreadSheet(grid, read, layout, _layout_of("", [grid])).findings()
        parsed.is_personal |= any(problem.code == "personal_data" for problem in found)
        parsed.problems += found


def _agree(asked: Any, inside: Any) -> bool:
    """Whether they are the same, or a region was asked for and one of its own is inside."""
    known = params.municipalities()
    return asked == inside or (inside in known and known[inside].region_id == asked)


def _other(file: SourceFile, name: str, word: str, inside: Any, asked: Any) -> Problem:
    return Problem(
        "error",
        f"other_{name}",
        f"Файл о другом: {word} внутри файла не тот, что указан в команде.",
        file=file.shown,
        found=str(inside),
        expected=str(asked),
    )


def _read_tables(parsed: ParsedSource, grids: list[Grid], given: Mapping[str, Any]) -> None:
    """Contract tables, one a sheet; unknown sheets are an error unless another is known."""
    unknown: list[Problem] = []
    asked = parsed.kind
    for grid in grids:
        name = _table_of(parsed.file, asked, grid, given)
        if name is None:
            unknown += unknown_layout(grid)
            continue
        parsed.kind = parsed.kind or name
        data = read_table(grid, name, given)
        parsed.problems += data.problems
        parsed.problems += check_rows(data)
        parsed.tables.append(data)
    held = {row["year"] for data in parsed.tables for row in data.rows if row.get("year")}
    if held and given.get("year") and given["year"] not in held:
        inside = ", ".join(map(str, sorted(held)))
        parsed.problems.append(_other(parsed.file, "year", "год", inside, given["year"]))
    severity: Severity = "warning" if parsed.tables else "error"
    parsed.problems += [
        replace(problem, severity=severity) if problem.code == UNKNOWN else problem
        for problem in unknown
    ]


def _looks_like_plan(file: SourceFile) -> bool:
    if Path(file.name).suffix.casefold() not in _PLAN_SUFFIXES or file.content.startswith(ZIP):
        return False
    head = vocabulary.folded(file.content[:200_000].decode("utf-8", "replace"))
    return "срок" in head and ("ответствен" in head or "исполнител" in head)


def _is_document(file: SourceFile) -> bool:
    suffix = Path(file.name).suffix.casefold()
    return suffix in _PLAN_SUFFIXES and file.content.startswith(ZIP) and is_docx(file.content)


def _known_tables(file: SourceFile) -> list[Grid] | None:
    """The tables of a document where they are of a known layout; a plan is of none."""
    try:
        grids = grids_of(file)
    except InputDataError:
        return None
    return None if _layout_of("", grids) is None else grids


def _is_plan_table(grid: Grid) -> bool:
    """Whether one of the first lines heads the table of a plan and of nothing else we know."""
    for row in grid.rows[:15]:
        words = [vocabulary.folded(cell) for cell in row if isinstance(cell, str)]
        has_term = any(word.startswith(("срок", "период реализации", "дата")) for word in words)
        has_who = any(word.startswith(("ответствен", "исполнител")) for word in words)
        if has_term and has_who:
            return not headers.fitting_tables(grid.rows)
    return False


def _read_plan(parsed: ParsedSource, given: Mapping[str, Any]) -> None:
    parsed.kind = ROADMAP
    file = parsed.file
    plan_id = str(given.get("plan_id") or "")
    read = partial(in_child, read_plan) if file.content.startswith(ZIP) else read_plan
    parsed.plan = read(file.content, file.shown, file.name, plan_id, parsed.corrections)
    parsed.problems += parsed.plan.findings


def _table_of(file: SourceFile, asked: str, grid: Grid, given: Mapping[str, Any]) -> str | None:
    """Table of a sheet: by `--kind` (`asked`), by the sheet's or file's name, else by its header.

    None when the sheet has no known table.
    """
    if asked in TABLES and not grid.sheet:
        return asked
    names = {vocabulary.folded(table.label): table.name for table in TABLES.values()}
    names |= {name: name for name in TABLES}
    for word in (grid.sheet, Path(file.name).stem):
        named = names.get(vocabulary.folded(word))
        if named and headers.header_row(grid.rows, TABLES[named]) is not None:
            return named
    if asked in TABLES:
        return asked
    fitting = headers.fitting_tables(grid.rows, list(given))
    return fitting[0] if fitting else None
