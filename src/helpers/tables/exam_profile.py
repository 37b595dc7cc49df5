"""Tables of what exams show beyond passing: bands of scores.

Here: rows and columns. Not here: arithmetic (`indicators.exam_profile`), sentences.
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import CellLike, Column, Table
from helpers.indicators import catalogue
from helpers.indicators.exam_profile import BANDS
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.tables.columns import count, share, source

#: Bands of scores, as heads have them.
HEADS = {
    "score_below_min": "Ниже минимума",
    "score_to_60": "Минимум–60",
    "score_61_80": "61–80",
    "score_81_99": "81–99",
    "score_100": "100",
}


def of_territory(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the territory itself that count anybody."""
    return frame[(frame["place"] == "own") & (frame["sat"] > 0)].reset_index(drop=True)


def bands(frame: pd.DataFrame) -> Table | None:
    """Counts by band of scores in the territory, and the share of 81 and more."""
    rows = of_territory(frame)
    if rows.empty:
        return None
    table_rows: list[list[CellLike]] = []
    for row in each(rows):
        high = row.score_81_99_pct + row.score_100_pct
        table_rows.append(
            [
                subject(row.subject, row.level),
                cells.count(row.schools),
                cells.count(row.sat),
                *(cells.count(getattr(row, band)) for band in BANDS),
                float(high),
            ]
        )
    lost = int(rows["unknown"].fillna(0).sum())
    return Table(
        "score-bands-data",
        "ЕГЭ: участники по полосам баллов",
        [
            Column("subject", "Предмет"),
            count("schools", "Школ"),
            count("sat", "Участников"),
            *(count(band, head) for band, head in HEADS.items()),
            share("high", "81 и выше"),
        ],
        table_rows,
        [f"Полосы неизвестны у школ: {lost}; в суммы они не входят."] if lost else [],
        source("exams"),
    )


def subject(slug: str, level: str) -> str:
    """The subject with a capital letter."""
    title = catalogue.subject_title(slug, level)
    return title[:1].upper() + title[1:]
