"""The drawing of signs of objectivity: schools by groups of signs.

Here: how it is drawn and what it says in its alternative text. Not here: signs
(`indicators.objectivity`), tables, marks against the journal (`figures.results`).
"""

from __future__ import annotations

from helpers.blocks import Figure, Table
from helpers.figures import heat, plane
from helpers.indicators.objectivity import GROUPS, NOT_COMPUTED, SIGN, Objectivity
from helpers.tables import objectivity as tables
from helpers.wording import numbers
from helpers.wording import objectivity as words

#: Most schools of the drawing; the table has all of them.
MOST_SCHOOLS = 24


def signs(made: Objectivity) -> Figure | Table | None:
    """Heat map: school with a sign by group of signs, «signs of those computed» in the cells.

    Without any sign there is nothing to draw, and only the table of schools is left.
    """
    table = tables.schools(made)
    if table is None or not words.has_signs(made):
        return None
    marked = made.schools[made.schools["signs"].fillna(0) > 0]
    if marked.empty:
        return table
    shown = marked.head(MOST_SCHOOLS)
    rows = made.signs.assign(
        hit=made.signs["status"] == SIGN, computed=made.signs["status"] != NOT_COMPUTED
    )
    held = rows.groupby(["school_id", "group"])[["hit", "computed"]].sum()
    cells: dict[tuple[int, int], heat.HeatCell | None] = {}
    for place, school_id in enumerate(shown["school_id"]):
        for column, group in enumerate(GROUPS):
            hit, computed = (int(number) for number in held.loc[(school_id, group)])
            text = numbers.part_of(hit, computed)
            cells[place, column] = heat.HeatCell(hit / computed, text) if computed else None
    notes = ["«1 из 2» — признаков из вычисленных. Штриховка — ни один признак не вычислен."]
    if len(shown) < len(marked):
        notes.append(f"{numbers.shown_of('школ', len(shown), len(marked))}, где признак есть.")
    if rest := len(made.schools) - len(marked):
        notes.append(
            f"Школ, где признаков не найдено или они не вычислены: {rest}; они — в таблице."
        )
    height, head = heat.height_mm(len(shown), len(GROUPS)), heat.head_mm(len(GROUPS))
    with plane.sheet(height, left_mm=62, right_mm=12, top_mm=head, bottom_mm=9) as (figure, axes):
        heat.draw(
            axes, list(shown["school_name"]), list(GROUPS.values()), cells,
            foot="Чем темнее, тем больше доля признаков; каждый требует проверки",
        )  # fmt: skip
        return plane.block(
            "objectivity-figure", figure, title=table.title,
            alt=f"Тепловая карта признаков по школам. Найдено признаков: {len(made.hits)} из "
            f"{len(made.signs) - len(made.barred)} вычисленных; не вычислено {len(made.barred)}.",
            table=table, notes=notes,
        )  # fmt: skip
