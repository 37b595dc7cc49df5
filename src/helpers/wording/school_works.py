"""Sentences about what schools mark themselves: terms of the year, trial works.

Here: claims. Not here: sums (`indicators.terms`, `indicators.trials`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.rows import each
from helpers.tables.school_works import class_title
from helpers.wording import numbers
from helpers.wording.results import some


def terms(frame: pd.DataFrame, year: int) -> Text | Notice:
    """Where «2» of terms are most frequent, and where ВПР shows more of them."""
    if frame.empty:
        return Notice(f"Отметок за периоды {year - 1}/{year % 100:02d} учебного года в данных нет.")
    last = frame.drop_duplicates(["grade", "subject"], keep="last")
    top = next(each(last.sort_values("failed_pct", ascending=False, kind="stable").head(1)))
    parts = [
        f"Итог последнего периода: больше всего «2» — {class_title(top)}, "
        f"{numbers.percent(top.failed_pct)} "
        f"({numbers.part_of(int(top.failed), int(top.assessed))})."
    ]
    known = last[last["test_pct"].notna()]
    more = known[known["test_pct"] > known["failed_pct"]]
    if len(known):
        cases = [
            f"{class_title(row)} ({numbers.percent(row.test_pct)} против "
            f"{numbers.percent(row.failed_pct)})"
            for row in each(more)
        ]
        parts.append(
            f"В ВПР доля «2» больше, чем в итоге периода: {some(cases)}."
            if cases
            else "Ни в одном предмете доля «2» в ВПР не больше, чем в итоге периода."
        )
    parts.append(
        f"Сведения — о {numbers.number(int(last['schools'].max()))} "
        f"{numbers.plural(int(last['schools'].max()), 'школе', 'школах', 'школах')}."
    )
    return Text(" ".join(parts))


def trials(frame: pd.DataFrame, year: int) -> Text | Notice:
    """How many were below the minimum before the exam and on it; `frame` has the last works."""
    if frame.empty:
        return Notice(
            f"Пробных и полугодовых работ, у которых известен и экзамен {year} года, в данных нет."
        )
    known = frame[frame["change"].notna()]
    better, worse = int((known["change"] < 0).sum()), int((known["change"] > 0).sum())
    return Text(
        f"По последней работе перед экзаменом известны {len(known)} пар «школа и предмет»: на "
        f"экзамене доля ниже минимума меньше, чем в работе, — {better}, больше — {worse}. Ниже "
        f"минимума в работах было {numbers.number(known['trial_below'].sum())} из "
        f"{numbers.number(known['trial_count'].sum())}, на экзаменах — "
        f"{numbers.number(known['exam_below'].sum())} из "
        f"{numbers.number(known['exam_count'].sum())}. Задания разные: это не прирост, а повод "
        "сверить, как составлена работа."
    )
