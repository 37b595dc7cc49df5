"""Sentences about a funnel: what its lines mean and who lies beyond them.

Here: the claim, the description and the note of the drawing. Not here: arithmetic
(`indicators.funnel`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import funnel
from helpers.indicators.funnel import FunnelRule
from helpers.indicators.rows import each
from helpers.indicators.works import Results
from helpers.wording import numbers
from helpers.wording.results import MEASURES, share_words, some, upper_first


def title(view: Results, first: pd.Series) -> str:
    """The title of the drawing."""
    units = "муниципалитеты" if view.by_municipality else "школы"
    measure = MEASURES[first["measure"]]
    return f"{upper_first(first['title'])}: {measure} и число участников, {units}"


def alt(view: Results, rows: pd.DataFrame) -> str:
    """What the drawing shows."""
    return f"{title(view, rows.iloc[0])}. {_found(rows)}"


def lines(rule: FunnelRule) -> str:
    """What the lines mean."""
    return (
        f"Внутренние линии вмещают не меньше 95{numbers.NBSP}% точек, внешние — "
        f"{numbers.percent(rule.sure_pct)}, если доля у всех одна и та же, а различия случайны. "
        "Школы различаются и составом учеников, поэтому за линиями точек бывает больше."
    )


def claim(view: Results) -> Text | Notice:
    """Who lies beyond the outer lines, or why there is no funnel."""
    rows, rule = funnel.of_main_work(view), FunnelRule.stated()
    if len(rows) < rule.least:
        return Notice(
            f"Воронка рисуется, когда точек не меньше {rule.least}; здесь их {len(rows)}."
        )
    return Text(
        f"{upper_first(rows.iloc[0]['title'])}. {_found(rows)} Чем меньше участников, тем шире "
        "разброс: крайние доли малых групп ожидаемы."
    )


def _found(rows: pd.DataFrame) -> str:
    share = funnel.together(rows)
    outside = rows[funnel.beyond(rows, share, FunnelRule.stated().sure_pct)]
    start = f"Общая доля {numbers.percent(share)}, точек {len(rows)}"
    if outside.empty:
        return f"{start}; за внешними линиями нет ни одной."
    cases = [f"{row.unit_name}, {share_words(row)}" for row in each(outside)]
    return f"{start}; за внешними линиями — {len(outside)}: {some(cases)}."
