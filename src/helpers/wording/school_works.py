"""Sentences about what schools mark themselves: terms of the year, trial works.

Here: claims. Not here: sums (`indicators.term_marks`, `indicators.trials`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.rows import each
from helpers.tables.school_works import class_title, of_territory
from helpers.wording import numbers
from helpers.wording.results import some


def terms(frame: pd.DataFrame, beside: pd.DataFrame, names: pd.Series, year: int) -> Text | Notice:
    """Where «2» of the last period are most frequent, and where an outside work found more.

    `frame` and `beside` as from `indicators.term_marks.by_term` and `against_works`; `names` maps
    the id of a school to its name.
    """
    rows = of_territory(frame)
    if rows.empty:
        return Notice(f"Отметок за периоды {year - 1}/{year % 100:02d} учебного года в данных нет.")
    last = rows.drop_duplicates(["grade", "subject"], keep="last")
    top = next(each(last.sort_values("below_pct", ascending=False, kind="stable").head(1)))
    counts = numbers.part_of(int(top.below), int(top.marked))
    schools = frame.loc[frame["place"] == "school", "school_id"].nunique()
    parts = [
        f"Отметки за периоды есть у {numbers.counted(schools, 'школы', 'школ', 'школ')}. Итог "
        + (
            f"последнего периода: больше всего «2» — {class_title(top)}, "
            f"{numbers.percent(top.below_pct)} ({counts})."
            if top.below > 0
            else "последнего периода: «2» нет ни у кого из тех, чьи отметки известны."
        )
    ]
    known = beside[beside["gap"].notna()]
    more = known[known["gap"] > 0]
    if len(more):
        cases = [
            f"{names.get(row.school_id) or row.school_id}, {class_title(row)} "
            f"({row.procedure} {numbers.percent(row.work_pct)} против "
            f"{numbers.percent(row.below_pct)})"
            for row in each(more)
        ]
        parts.append(
            f"Внешняя работа нашла больше «2», чем отметка школы, — {len(more)} из "
            f"{_of_cases(len(known))}: {some(cases)}. Ученики одни и те же, но по "
            "одному не сопоставлены."
        )
    elif len(known):
        parts.append(
            f"Ни в одном из {_of_cases(len(known))} внешняя работа не нашла больше «2», чем "
            "отметка школы."
        )
    return Text(" ".join(parts))


def _of_cases(count: int) -> str:
    return numbers.counted(count, "случая", "случаев", "случаев")


def trials(frame: pd.DataFrame, year: int) -> Text | Notice:
    """How many were below the minimum before the exam and on it; `frame` has the last works."""
    known = frame[frame["change"].notna()]
    if known.empty:
        return Notice(
            f"Пробных и полугодовых работ, которые можно сравнить с экзаменом {year} года, в "
            "данных нет."
        )
    better, worse = int((known["change"] < 0).sum()), int((known["change"] > 0).sum())
    return Text(
        f"Пар «школа и предмет», у которых известны последняя работа и экзамен, — {len(known)}: "
        f"на экзамене доля ниже минимума меньше, чем в работе, — {better}, больше — {worse}. Ниже "
        f"минимума в работах было {numbers.number(known['trial_below'].sum())} из "
        f"{numbers.number(known['trial_count'].sum())}, на экзаменах — "
        f"{numbers.number(known['exam_below'].sum())} из "
        f"{numbers.number(known['exam_count'].sum())}. Задания разные: это не прирост, а повод "
        "сверить, как составлена работа."
    )
