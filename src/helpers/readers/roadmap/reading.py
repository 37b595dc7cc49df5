"""A plan file → items with parsed deadlines, the frame, findings.

Here: recognition by content, masking of names, the objects that the store and the JSON take.
Not here: shapes of files (`text_shapes`, `office`), rules of rows (`rows`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from helpers.errors import Problem, in_russian
from helpers.plans import (
    Deadline,
    NameMask,
    PlanFrame,
    Progress,
    detect_frame,
    evidence_codes,
    read_deadline,
    responsible_codes,
    statuses,
)
from helpers.plans.frames import iso
from helpers.readers.corrections import Correction
from helpers.readers.encodings import decoded, encoding_guessed
from helpers.readers.packages import OLE, ZIP, fault, ole_fault

from .columns import column_role, is_part
from .entries import RawPlan
from .measure_terms import term_in_measure
from .office import read_csv_plan, read_docx
from .other_plans import other_plans
from .quality import plan_findings
from .repairs import is_of_a_cell, repaired
from .rows import PlanRow, PlanRows, plan_rows
from .text_shapes import read_text

_LONGEST_TEXT = 20 * 2**20


@dataclass(frozen=True)
class RoadmapItem:
    """One item of a plan: its cells (names of people masked), its deadline, its place.

    `seq` counts the items from 1 in the order of the file; `item_no` is the number as the
    plan has it, without a dot at the end, "" where the plan has none.
    """

    seq: int
    item_no: str
    section: str
    measure: str
    term_raw: str
    responsible_raw: str
    result_raw: str
    deadline: Deadline
    responsible: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    source_row: int = 0
    source_sheet: str = ""
    plan_id: str = ""


@dataclass
class RoadmapSource:
    """What one plan file says."""

    file: str
    plan_id: str
    frame: PlanFrame
    items: list[RoadmapItem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    shape: str = ""


def read_roadmap(
    path: Path,
    plan_id: str = "",
    content: bytes | None = None,
    shown: str = "",
    corrections: Sequence[Correction] = (),
) -> RoadmapSource:
    """The plan in a file: text, Markdown, HTML, CSV, DOCX or XLSX.

    `content` and `shown` stand for the bytes and the name of a file inside an archive; else
    the file is read from `path`. `corrections` are records of its known errors. Raises
    `InputDataError` with a Russian problem for a file that cannot be read, is empty, is of
    another kind, or holds no table of a plan.
    """
    name = shown or str(path)
    held = _bytes(path, name) if content is None else content
    of_cells = [record for record in corrections if is_of_a_cell(record)]
    raw = _entries(held, name, Path(name).suffix, of_cells)
    found = plan_rows(raw.entries)
    if found.columns is None or not found.rows:
        raise fault(
            name,
            "plan_table_not_found",
            "В файле не найдена таблица плана: нужна строка заголовка со столбцами "
            "«Мероприятие», «Срок» и «Ответственный» и строки под ней.",
        )
    of_rows = [one for one in corrections if raw.shape != "xlsx" or one not in of_cells]
    found.rows, told = repaired(found.rows, of_rows, name)
    found.problems += told
    return _source(name, plan_id, raw, found)


def _source(name: str, plan_id: str, raw: RawPlan, found: PlanRows) -> RoadmapSource:
    columns = found.columns
    assert columns is not None
    has_term = columns.has("term") or columns.has("part")
    rows = found.rows if has_term else [_with_measure_term(row) for row in found.rows]
    detected = detect_frame(found.preamble, [row.term for row in rows])
    mask = NameMask()
    items = [
        _item(seq, row, detected.frame, mask, plan_id) for seq, row in enumerate(rows, start=1)
    ]
    problems = [*raw.findings, *detected.problems, *found.problems]
    problems += other_plans(found.headers, detected.frame)
    problems += plan_findings(items, detected.frame, columns.has("result"), has_term)
    if raw.shape == "lines":
        problems.append(
            Problem(
                "warning",
                "cells_guessed",
                "В тексте нет границ ячеек: строки разложены по столбцам по смыслу. "
                "Проверьте строки плана или возьмите исходный документ.",
            )
        )
    if mask.count:
        problems.append(
            Problem(
                "warning",
                "persons_masked",
                f"Имена людей заменены на «[лицо N]»: {mask.count}. Укажите должности.",
            )
        )
    if raw.encoding:
        problems.append(encoding_guessed(name, raw.encoding))
    findings = [replace(problem, file=name) for problem in problems]
    return RoadmapSource(name, plan_id, detected.frame, items, findings, raw.shape)


def _item(seq: int, row: PlanRow, frame: PlanFrame, mask: NameMask, plan_id: str) -> RoadmapItem:
    responsible = mask(row.responsible, pairs=True)
    result = mask(row.result)
    return RoadmapItem(
        seq,
        row.item_no,
        mask(row.section),
        mask(row.measure),
        row.term,
        responsible,
        result,
        read_deadline(row.term, frame, row.section),
        tuple(responsible_codes(responsible)),
        tuple(evidence_codes(result)),
        row.line,
        row.sheet,
        plan_id,
    )


def _with_measure_term(row: PlanRow) -> PlanRow:
    """In a plan without terms: that in the measure, else the month or quarter it stands under."""
    under = row.section if is_part(row.section) else ""
    return replace(row, term=term_in_measure(row.measure) or under)


def _bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise fault(name, "unreadable", f"Файл не читается: {in_russian(error)}.") from None


def _entries(content: bytes, name: str, suffix: str, of_cells: Sequence[Correction]) -> RawPlan:
    if not content.strip():
        raise fault(name, "empty_file", "Файл пуст.")
    if content.startswith(ZIP):
        return _package(content, name, of_cells)
    if content.startswith(OLE):
        raise ole_fault(content, name)
    if content.startswith(b"%PDF"):
        raise fault(
            name,
            "unsupported",
            "PDF не читается: нужен исходный документ (.docx, .xlsx или текст).",
        )
    if content.startswith(b"{\\rtf"):
        raise fault(name, "unsupported", "RTF не читается: сохраните документ как .docx.")
    if len(content) > _LONGEST_TEXT:
        raise fault(name, "too_large", "Текстовый файл больше 20 МБ: это не план.")
    text, guessed = decoded(content, name, _is_header_word)
    if "\x00" in text:
        raise fault(name, "nul_byte", "В файле нулевые байты: это не текст плана.")
    plan = read_csv_plan(text) if suffix.casefold() == ".csv" else read_text(text)
    plan.encoding = guessed
    return plan


def _is_header_word(word: str) -> bool:
    return column_role(word) is not None


def _package(content: bytes, name: str, of_cells: Sequence[Correction]) -> RawPlan:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
    except zipfile.BadZipFile:
        raise fault(
            name, "broken_file", "Файл обрезан или повреждён: сохраните его заново."
        ) from None
    if any(part.startswith("word/document") for part in parts):
        return read_docx(content, name)
    if any(part.startswith("xl/workbook") for part in parts):
        from .book_rows import read_xlsx_plan

        return read_xlsx_plan(content, name, of_cells)
    raise fault(
        name,
        "unsupported",
        "Внутри архива не документ Word и не книга Excel: план из него не читается.",
    )


# -- what goes out ---------------------------------------------------------------------------


def roadmap_row(
    item: RoadmapItem,
    frame: PlanFrame,
    progress: Sequence[Progress] = (),
    as_of: date | None = None,
) -> dict[str, Any]:
    """The published object of one item; with `as_of` also its status and occurrences."""
    row: dict[str, Any] = {
        "seq": item.seq,
        "item_no": item.item_no,
        "section": item.section,
        "measure": item.measure,
        **item.deadline.as_dict(),
        "responsible_raw": item.responsible_raw,
        "responsible": list(item.responsible),
        "result_raw": item.result_raw,
        "evidence": list(item.evidence),
    }
    if as_of is not None:
        status, judged = statuses(item.deadline, frame, progress, as_of, item.evidence)
        row["status"] = status
        row["instances"] = [
            {"start": iso(one.start), "due": iso(one.due), "status": state} for one, state in judged
        ]
    return row


def item_rows(source: RoadmapSource, plan_id: str = "") -> list[dict[str, Any]]:
    """Rows of the table `roadmap_items`, with the place of each in the file."""
    return [
        {
            "plan_id": plan_id or source.plan_id,
            "seq": item.seq,
            "item_no": item.item_no,
            "section": item.section,
            "measure": item.measure,
            "term_raw": item.term_raw,
            "responsible_raw": item.responsible_raw,
            "result_raw": item.result_raw,
            "source_sheet": item.source_sheet,
            "source_row": item.source_row,
        }
        for item in source.items
    ]


def plan_row(source: RoadmapSource, plan_id: str = "") -> dict[str, Any]:
    """The row of the table `plan_frames`, without its owner."""
    return {"plan_id": plan_id or source.plan_id, **source.frame.as_row()}


def item_from_row(row: dict[str, Any], frame: PlanFrame) -> RoadmapItem:
    """An item from a row of `roadmap_items`; its deadline is read again in the `frame`."""
    cells = {
        name: row.get(name) if isinstance(row.get(name), str) else ""
        for name in (
            "item_no",
            "section",
            "measure",
            "term_raw",
            "responsible_raw",
            "result_raw",
            "source_sheet",
            "plan_id",
        )
    }
    return RoadmapItem(
        seq=int(row["seq"]),
        source_row=int(row.get("source_row") or 0),
        deadline=read_deadline(cells["term_raw"] or "", frame, cells["section"] or ""),
        responsible=tuple(responsible_codes(cells["responsible_raw"] or "")),
        evidence=tuple(evidence_codes(cells["result_raw"] or "")),
        **{name: value or "" for name, value in cells.items()},
    )
