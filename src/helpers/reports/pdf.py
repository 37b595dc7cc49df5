"""The PDF face of a report: tagged, archivable, printed by Typst from plain data.

Here: the document as JSON for the template `report.typ`, the room each table needs, the
call of the compiler. Not here: the look of the page (the template). No text is ever put
together with Typst markup: the template receives one JSON document and prints strings.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import typst

from helpers import blocks, style
from helpers.reports import glyphs, passport, svg, templates
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from helpers.reports.spec import ReportFailed, ReportSpec
from helpers.wording import numbers

STANDARDS: list[Any] = ["ua-1", "a-2a"]

#: Width of the text column in points, upright and turned A4 with margins of 20 mm.
UPRIGHT_PT, TURNED_PT = 482.0, 728.0
#: Type sizes tried for a table, upright first and then on a turned page.
_SIZES = (
    (UPRIGHT_PT, 9.0),
    (UPRIGHT_PT, 8.0),
    (TURNED_PT, 8.5),
    (TURNED_PT, 7.5),
    (TURNED_PT, 6.5),
)
#: Mean width of a character in ems, and the space on both sides of a cell in points.
_CHARACTER_EM, _CELL_SPACE_PT = 0.57, 9.0
#: Characters of a line that a text column needs to stay readable, and those it may claim.
_TEXT_LEAST, _TEXT_MOST = 14, 46
#: Lines that the head of a column of figures should not exceed.
_HEAD_LINES = 3


def render(document: Document, spec: ReportSpec) -> bytes:
    """The report as PDF/UA-1 and PDF/A-2a; `ReportFailed` if Typst finds anything wrong."""
    payload = json.dumps(glyphs.printable(_content(document, spec)), ensure_ascii=False)
    moment = dt.datetime.combine(document.cover.report_date, dt.time(), dt.UTC)
    with _fonts() as fonts:
        compiler = typst.Compiler(
            templates.FOLDER / "report.typ",
            root=templates.FOLDER,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": payload},
        )
        try:
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=STANDARDS, timestamp=moment
            )
        except typst.TypstError as error:
            raise ReportFailed(f"PDF не собран: {error.message}") from error
    if warnings:
        raise ReportFailed(f"PDF собран с замечаниями: {warnings[0].message}")
    assert isinstance(pdf, bytes)
    return pdf


@contextmanager
def _fonts() -> Iterator[typst.Fonts]:
    """Only the fonts of the workbook, collected into a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for path in style.font_files():
            try:
                (Path(folder) / path.name).symlink_to(path)
            except OSError:
                shutil.copyfile(path, Path(folder) / path.name)
        yield typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )


def _content(document: Document, spec: ReportSpec) -> dict[str, Any]:
    cover, record = document.cover, passport.build(document, spec)
    return {
        "title": cover.title,
        "question": document.question,
        "municipality": cover.municipality_name,
        "period": cover.period,
        "date_text": numbers.date_text(cover.report_date),
        "marks": [
            *(["Для служебного пользования"] if cover.edition == "internal" else []),
            *([cover.data_label] if cover.data_label else []),
        ],
        "summary": _findings(document.summary.items) if document.summary else [],
        "body": [part for node in document.body for part in _parts(node, document)],
        "figure_tables": [
            part
            for block in document.blocks()
            if isinstance(block, blocks.Figure)
            for part in _tables(block.table, f"Данные к рисунку. {document.caption(block)}")
        ],
        "passport": {
            "title": record.facts.title,
            "pairs": [list(pair) for pair in record.facts.pairs],
            "inputs": _tables(record.inputs, record.inputs.title)[0],
        },
        "fonts": list(style.FONT_FAMILIES),
        "colours": {
            "ink": style.INK,
            "muted": style.MUTED,
            "line": style.GRID,
            "accent": style.ACCENT,
            **style.TONE_COLOURS,
        },
    }


def _parts(node: Node, document: Document) -> list[dict[str, Any]]:
    """A node of the body; a table too wide for any page comes in several parts."""
    if isinstance(node.block, blocks.Table):
        return _tables(node.block, document.caption(node.block))
    return [_node(node, document)]


def _node(node: Node, document: Document) -> dict[str, Any]:
    if node.block is not None:
        return _block(node.block, document)
    children = [_node(child, document) for child in node.children]
    return {
        "kind": node.kind,
        "text": node.text,
        "target": node.target,
        "level": node.level,
        "children": children,
    }


def _block(block: blocks.Block, document: Document) -> dict[str, Any]:
    if isinstance(block, blocks.Figure):
        return {
            "kind": "figure",
            "caption": document.caption(block),
            "alt": block.alt,
            "svg": svg.checked(block.svg, block.block_id),
            "notes": list(block.notes),
        }
    if isinstance(block, blocks.Findings):
        return {"kind": "findings", "items": _findings(block.items)}
    if isinstance(block, blocks.Finding):
        return {"kind": "findings", "items": _findings([block])}
    return block.to_json()


def _findings(items: Sequence[blocks.Finding]) -> list[dict[str, str]]:
    return [
        {"tone": item.tone, "label": item.tone_label, "text": item.text, "rule": item.rule}
        for item in items
    ]


def _tables(table: blocks.Table, caption: str) -> list[dict[str, Any]]:
    parts = split(table)
    if len(parts) == 1:
        return [_table(table, caption)]
    return [
        _table(part, f"{caption} (часть {number} из {len(parts)})")
        for number, part in enumerate(parts, start=1)
    ]


def _table(table: blocks.Table, caption: str) -> dict[str, Any]:
    legend = ["; ".join(table.legend) + "."] if table.legend else []
    empty = [] if table.rows else ["В таблице нет строк."]
    source = [f"Источник: {table.source}"] if table.source else []
    return {
        "kind": "table",
        "id": table.block_id,
        "caption": caption,
        "heads": [column.head for column in table.columns],
        "long_words": [
            _longest_word(column.head) > _need(table, index).least
            for index, column in enumerate(table.columns)
        ],
        "align": [column.align for column in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "strong": list(table.strong_rows),
        "below": [*empty, *legend, *table.notes, *source],
        **room(table),
    }


def split(table: blocks.Table) -> list[blocks.Table]:
    """The table in parts that each fit a turned page, every part with the naming column."""
    width_pt, size_pt = _SIZES[-1]
    least = [_least_pt(_need(table, index), size_pt) for index in range(len(table.columns))]
    if sum(least) <= width_pt:
        return [table]
    groups: list[list[int]] = [[]]
    room_pt = width_pt - least[table.head_column]
    for index in (i for i in range(len(table.columns)) if i != table.head_column):
        if groups[-1] and sum(least[i] for i in groups[-1]) + least[index] > room_pt:
            groups.append([])
        groups[-1].append(index)
    return [_part(table, sorted([table.head_column, *group]), n) for n, group in enumerate(groups)]


def _part(table: blocks.Table, columns: Sequence[int], number: int) -> blocks.Table:
    return blocks.Table(
        table.block_id + (f"-part{number + 1}" if number else ""),
        table.title,
        [table.columns[index] for index in columns],
        [[row[index] for index in columns] for row in table.rows],
        table.notes,
        table.source,
        table.strong_rows,
    )


def room(table: blocks.Table) -> Mapping[str, Any]:
    """How a table fits the page: `turned`, type `size` in points, `widths` of the columns.

    Widths are points; where a table fills the page, columns of text have shares of what
    is left (negative numbers) instead. The first size that fits upright is taken, else the
    first that fits a turned page, else the smallest.
    """
    needs = [_need(table, index) for index in range(len(table.columns))]
    for width_pt, size_pt in _SIZES:
        if sum(_least_pt(need, size_pt) for need in needs) <= width_pt:
            break
    em = size_pt * _CHARACTER_EM
    natural_pt = [need.longest * em + _CELL_SPACE_PT for need in needs]
    if sum(natural_pt) <= width_pt:
        widths = [round(width, 1) for width in natural_pt]
    else:
        widths = [
            -float(min(need.longest, _TEXT_MOST)) if need.is_text else round(natural, 1)
            for need, natural in zip(needs, natural_pt, strict=True)
        ]
    return {"turned": width_pt == TURNED_PT, "size": size_pt, "widths": widths}


class _Need(NamedTuple):
    """Characters that a column needs: its longest text and the least that stays readable."""

    longest: int
    least: int
    is_text: bool


def _need(table: blocks.Table, index: int) -> _Need:
    head = table.columns[index].head
    texts = [row[index].text for row in table.rows] or [""]
    longest, head_word = max(map(len, texts)), _longest_word(head)
    if table.columns[index].align == "right" or longest <= 10:
        least = max(longest, min(head_word, 11), min(-(-len(head) // _HEAD_LINES), 14))
        return _Need(least, least, is_text=False)
    longest = max(longest, head_word)
    least = max(_TEXT_LEAST, min(max(map(_longest_word, texts)), 20))
    return _Need(longest, min(longest, least), is_text=True)


def _least_pt(need: _Need, size_pt: float) -> float:
    return need.least * size_pt * _CHARACTER_EM + _CELL_SPACE_PT


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split(" ")), default=0)
