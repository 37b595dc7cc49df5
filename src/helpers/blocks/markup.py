"""HTML of the blocks inside JupyterLab, every text escaped.

Here: small fragments that follow the theme of JupyterLab, light or dark. Not here: the
HTML of reports, which has its own templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from helpers import style
from helpers.wording import numbers

if TYPE_CHECKING:
    from helpers.blocks.page import Cover, Facts, Figure, Finding
    from helpers.blocks.table import Table

_LINE = "var(--jp-border-color2, #c8ccd0)"
_MUTED = "var(--jp-ui-font-color2, #5b6670)"
_SURFACE = "var(--jp-layout-color2, #f4f5f6)"
_CELL = f"padding:.3em .8em;border-bottom:1px solid {_LINE};white-space:normal;"
_SMALL = f"color:{_MUTED};font-size:.9em;margin:.3em 0"


def fragment(content: str) -> str:
    """A block for the output area: readable width, the font of the interface."""
    return f'<div lang="ru" style="max-width:60em;margin:.4em 0;line-height:1.4">{content}</div>'


def paragraph(text: str) -> str:
    """A plain paragraph."""
    return f'<p style="margin:.3em 0">{escape(text)}</p>'


def notice(text: str) -> str:
    """A sentence about absent data: a quiet frame, no alarm."""
    frame = f"margin:.3em 0;padding:.5em .9em;border-left:4px solid {_LINE};background:{_SURFACE}"
    return f'<p style="{frame}">{escape(text)}</p>'


def cover(block: Cover) -> str:
    """Title and a line of facts."""
    date = numbers.date_text(block.report_date)
    line = [block.municipality_name, block.period, f"дата отчёта: {date}", block.data_label]
    facts = " · ".join(escape(item) for item in line if item)
    return (
        f'<p style="font-size:1.5em;font-weight:600;margin:.2em 0">{escape(block.title)}</p>'
        f'<p style="{_SMALL}">{facts}</p>'
    )


def findings(items: Iterable[Finding]) -> str:
    """Claims with their tone in words and the rule below each."""
    parts = []
    for item in items:
        edge = style.TONE_COLOURS[item.tone]
        parts.append(
            f'<div style="margin:.4em 0;padding:.4em .9em;border-left:4px solid {edge};'
            f'background:{_SURFACE}"><b>{escape(item.tone_label)}.</b> {escape(item.text)}'
            f'<div style="{_SMALL}">Правило: {escape(item.rule)}</div></div>'
        )
    return "".join(parts)


def facts(block: Facts) -> str:
    """A two-column list."""
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL}text-align:left;font-weight:400;color:{_MUTED}">'
        f'{escape(name)}</th><td style="{_CELL}text-align:left">{escape(text)}</td></tr>'
        for name, text in block.pairs
    )
    return f"{_heading(block.title)}<table>{rows}</table>"


def table(block: Table) -> str:
    """The table with its caption, legend, notes and source."""
    head = "".join(
        f'<th scope="col" style="{_CELL}text-align:{column.align};vertical-align:bottom">'
        f"{escape(column.head)}</th>"
        for column in block.columns
    )
    named = block.head_column
    rows = "".join(_row(block, index, named) for index in range(len(block.rows)))
    below = "".join(f'<p style="{_SMALL}">{escape(text)}</p>' for text in _below(block))
    caption = f'<caption style="text-align:left;font-weight:600">{escape(block.title)}</caption>'
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;'
        f'font-variant-numeric:tabular-nums">{caption}'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{below}"
    )


def figure(block: Figure) -> str:
    """The drawing on its own light paper, the table folded below it."""
    notes = "".join(f'<p style="{_SMALL}">{escape(note)}</p>' for note in block.notes)
    return (
        f"{_heading(block.title)}"
        f'<div style="background:{style.PAPER};border-radius:4px;padding:4px">{block.svg}</div>'
        f"{notes}<details><summary>Данные рисунка</summary>{table(block.table)}</details>"
    )


def _heading(text: str) -> str:
    return f'<p style="font-weight:600;margin:.5em 0 .2em">{escape(text)}</p>'


def _row(block: Table, index: int, named: int) -> str:
    """A row of the table; `named` is the place of the cell that names it."""
    weight = "font-weight:600;" if index in block.strong_rows else ""
    cells = []
    for position, (cell, column) in enumerate(zip(block.rows[index], block.columns, strict=True)):
        look = f"{_CELL}{weight}text-align:{column.align}"
        if position == named:
            look = f"{_CELL}{weight or 'font-weight:400;'}text-align:{column.align}"
            cells.append(f'<th scope="row" style="{look}">{escape(cell.text)}</th>')
        else:
            cells.append(f'<td style="{look}">{escape(cell.text)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _below(block: Table) -> list[str]:
    empty = [] if block.rows else ["В таблице нет строк."]
    source = [f"Источник: {block.source}"] if block.source else []
    return [*empty, *block.legend, *block.notes, *source]
