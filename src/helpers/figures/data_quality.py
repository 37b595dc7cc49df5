"""Drawing of the report on data quality: which school sent which kind of data.

Here: the drawing and its alternative text. Not here: what was sent
(`indicators.data_quality`), tables.
"""

from __future__ import annotations

from helpers.blocks import Figure
from helpers.figures import heat, plane
from helpers.indicators.data_quality import DataQuality
from helpers.tables import data_quality as tables
from helpers.wording import numbers

#: Most schools of the drawing; the table has all of them.
MOST_SCHOOLS = 24


def sent(view: DataQuality) -> Figure | None:
    """Map of what was sent: school by kind of data, rows in the cells, gaps hatched."""
    table = tables.sent(view)
    if table is None:
        return None
    kinds = view.sent_kinds
    rows = view.sent.assign(gaps=(view.sent[kinds] == 0).sum(axis=1))
    rows = rows.sort_values(["gaps", "school_id"], ascending=[False, True], kind="stable")
    shown = rows.head(MOST_SCHOOLS).to_dict("records")
    grid: dict[tuple[int, int], heat.HeatCell | None] = {
        (place, column): heat.HeatCell(0.2, str(row[kind])) if row[kind] else None
        for place, row in enumerate(shown)
        for column, kind in enumerate(kinds)
    }
    whole = int((rows["gaps"] == 0).sum())
    notes = ["Число — сколько строк за год; штриховка — ни одной."]
    if len(shown) < len(rows):
        notes.append(f"{numbers.shown_of('школ', len(shown), len(rows))}, с пробелами первыми.")
    height, head = heat.height_mm(len(shown), len(kinds)), heat.head_mm(len(kinds))
    with plane.sheet(height, left_mm=62, right_mm=16, top_mm=head, bottom_mm=9) as (figure, axes):
        names = [str(row["school_name"] or row["school_id"]) for row in shown]
        heat.draw(axes, names, kinds, grid, foot="Штриховка — данных от школы нет")
        return plane.block(
            "sent", figure, title="Кто что прислал",
            alt=f"Карта школ и видов данных: школ {len(rows)}, видов {len(kinds)}. Все эти виды "
            f"данных есть от школ: {whole}; пробелов всего {int(rows['gaps'].sum())}.",
            table=table, notes=notes,
        )  # fmt: skip
