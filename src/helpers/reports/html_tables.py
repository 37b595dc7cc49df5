"""Tables as HTML: rows and cells, every text escaped.

Here: the parts of a table that repeat a thousand times, where a template engine would cost
more than the page. Not here: what stands around a table (the template `parts`).

End tags of rows and of cells below the head are left out, as HTML allows: tables are most of a
page. A table says once on which side most of its columns stand; only a cell that differs says so
itself. A number whose origin is known is a link to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from helpers import blocks
from helpers.reports.origins import Grid

#: With more columns a head needs every break it can get (`many` in the templates).
_MANY = 7


def mostly_right(table: blocks.Table) -> bool:
    """Whether most columns beside the naming one hold figures."""
    others = [c.align for i, c in enumerate(table.columns) if i != table.head_column]
    return others.count("right") * 2 > len(others)


def table(block: blocks.Table, caption: str, anchors: Mapping[str, str]) -> Markup:
    """A table with its caption, heads and rows."""
    right, naming = mostly_right(block), block.head_column
    differs = [(column.align == "right") != right for column in block.columns]
    side = "l" if right else "n"
    own = f" class={side}"
    crowded = len(block.columns) > _MANY
    names = [column.head if crowded else column.set_head for column in block.columns]
    heads = "".join(
        f'<th scope="col"{own if differs[i] and i != naming else ""}>{escape(name)}</th>'
        for i, name in enumerate(names)
    )
    openings = [f"<td{own if differs[i] else ''}>" for i in range(len(block.columns))]
    absent = [f'<td class="a {side}">' if it_differs else "<td class=a>" for it_differs in differs]
    lines = []
    for index, row in enumerate(block.rows):
        strong = " class=strong" if index in block.strong_rows else ""
        cells = [
            f"<th scope=row>{_number(cell, anchors)}"
            if i == naming
            else f"{absent[i]}{escape(cell.text)}"
            if cell.marker
            else f"{openings[i]}{_number(cell, anchors)}"
            for i, cell in enumerate(row)
        ]
        lines.append(f"<tr{strong}\n>{''.join(cells)}")
    kind = " class=r" if right else ""
    return Markup(
        f'<table id="{escape(block.block_id)}"{kind}>\n<caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{''.join(lines)}</tbody>\n</table>"
    )


def _number(cell: blocks.Cell, anchors: Mapping[str, str]) -> str:
    anchor = anchors.get(cell.ref) if cell.ref and cell.is_number else None
    text = escape(cell.text)
    return f"<a href=#{anchor}>{text}</a>" if anchor else text


def grid(item: Grid) -> Markup:
    """The parts of numbers of one definition: works against scopes."""
    heads = "".join(f'<th scope="col">{_name(*head)}</th>' for head in item.heads)
    lines = "".join(
        f"<tr><th scope=row>{_name(line.name, line.code)}{_places(line.places)}"
        for line in item.lines
    )
    return Markup(
        f"<table class=r>\n<caption>Числитель / знаменатель</caption>\n"
        f'<thead><tr><th scope="col">{escape(item.corner)}</th>{heads}</tr></thead>\n'
        f"<tbody>\n{lines}</tbody>\n</table>"
    )


def _places(places: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<td id={anchor}>{escape(text)}" if anchor else "<td>" for anchor, text in places
    )


def _name(name: str, code: str) -> str:
    if not code:
        return escape(name or "значение")
    shown = f"<code>{escape(code)}</code>"
    return f"{escape(name)} ({shown})" if name else shown
