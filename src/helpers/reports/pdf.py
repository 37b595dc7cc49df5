"""The PDF face of a report: tagged, archivable, printed by Typst from plain data.

Here: the document as JSON for the template `report.typ`, the call of the compiler. Not
here: the look of the page (the template), the width of tables (`room`). No text is ever put
together with Typst markup: the template receives one JSON document and prints strings.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst

from helpers import blocks, style
from helpers.reports import glyphs, passport, room, svg, templates
from helpers.reports.document import Document
from helpers.reports.markdown import Node
from helpers.reports.room import Paper
from helpers.reports.spec import ReportFailed, ReportSpec
from helpers.wording import numbers

STANDARDS: list[Any] = ["ua-1", "a-2a"]

#: Characters of a title that fit the line below a page beside the number of the page.
_RUNNING = 90
#: A4 with margins of 20 mm, set in Roboto.
PAPER = Paper(
    upright_pt=482.0,
    turned_pt=728.0,
    sizes=((False, 9.0), (False, 8.0), (True, 8.5), (True, 7.5), (True, 6.5)),
    character_em=0.57,
    cell_space_pt=9.0,
)
#: The same paper for compact reports: margins of 13 mm, small type.
COMPACT_PAPER = Paper(
    upright_pt=521.0,
    turned_pt=768.0,
    sizes=((False, 7.2), (False, 6.6), (True, 7.2), (True, 6.5)),
    character_em=0.57,
    cell_space_pt=7.0,
)


def render(document: Document, spec: ReportSpec) -> bytes:
    """The report as PDF/UA-1 and PDF/A-2a; `ReportFailed` if Typst finds anything wrong."""
    payload = json.dumps(glyphs.printable(_content(document, spec)), ensure_ascii=False)
    moment = dt.datetime.combine(document.cover.report_date, dt.time(), dt.UTC)
    with fonts() as collected:
        compiler = typst.Compiler(
            templates.FOLDER / "report.typ",
            root=templates.FOLDER,
            font_paths=collected,
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
def fonts() -> Iterator[typst.Fonts]:
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
    paper = _paper(document)
    return {
        "compact": document.compact,
        "title": cover.title,
        "running_title": _on_one_line(cover.title),
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
            for part in _tables(block.table, f"Данные к рисунку. {document.caption(block)}", paper)
        ],
        "passport": {
            "title": record.facts.title,
            "pairs": [list(pair) for pair in record.facts.pairs],
            "inputs": _tables(record.inputs, record.inputs.title, paper)[0],
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


def _on_one_line(title: str) -> str:
    """The title as it runs below every page: a long one ends in an ellipsis."""
    return title if len(title) <= _RUNNING else f"{title[: _RUNNING - 1].rstrip()}…"


def _parts(node: Node, document: Document) -> list[dict[str, Any]]:
    """A node of the body; a table too wide for any page comes in several parts."""
    if isinstance(node.block, blocks.Table):
        return _tables(node.block, document.caption(node.block), _paper(document))
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


def _paper(document: Document) -> Paper:
    return COMPACT_PAPER if document.compact else PAPER


def _tables(table: blocks.Table, caption: str, paper: Paper) -> list[dict[str, Any]]:
    parts = room.split(table, paper)
    if len(parts) == 1:
        return [_table(table, caption, paper)]
    return [
        _table(part, f"{caption} (часть {number} из {len(parts)})", paper)
        for number, part in enumerate(parts, start=1)
    ]


def _table(table: blocks.Table, caption: str, paper: Paper) -> dict[str, Any]:
    legend = ["; ".join(table.legend) + "."] if table.legend else []
    empty = [] if table.rows else ["В таблице нет строк."]
    source = [f"Источник: {table.source}"] if table.source else []
    fit = room.room(table, paper)
    return {
        "kind": "table",
        "id": table.block_id,
        "caption": caption,
        "heads": [column.set_head for column in table.columns],
        "long_words": [
            room.has_long_word(table, index, paper) for index in range(len(table.columns))
        ],
        "align": [column.align for column in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "broken": room.broken_columns(table, fit, paper),
        "strong": list(table.strong_rows),
        "below": [*empty, *legend, *table.notes, *source],
        "turned": fit.turned,
        "size": fit.size_pt,
        "widths": list(fit.widths),
    }
