"""Sentences of fair comparison: who is like whom, what is expected, who leads.

Here: claims and sentences of absence. Not here: arithmetic (`indicators.peers`), tables. No
sentence says why a school is better or worse.
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import catalogue
from helpers.indicators.peers.year import PeersYear
from helpers.vocabulary import natural
from helpers.wording import numbers
from helpers.wording.results import in_period, some, upper_first

#: What the line of the drawing means.
SCATTER_LINE = (
    "Пунктир — результат школы равен медиане похожих. Расстояние до него само по себе ничего не "
    "доказывает: отличие названо, только если оно больше случайного."
)


def peers(year: PeersYear) -> Text | Notice:
    """How many schools have peers, and for how many results a difference is shown."""
    without = sorted(set(year.scores["school_id"]) - set(year.nearest["school_id"]))
    if year.nearest.empty:
        return Notice(
            f"Похожие школы не подобраны: {in_period(year.run.year)} ни у одной пары школ не "
            f"известно {year.rule.min_columns} общих условий."
        )
    found = len(year.scores) - len(without)
    said = [f"Похожие школы подобраны для {numbers.part_of(found, len(year.scores))} школ."]
    if without:
        said.append(f"Условий не хватает: {some([year.name(one) for one in without], 6)}.")
    judged = year.compared[year.compared["word"] != ""]
    if judged.empty:
        said.append("Экзаменов, которые можно сравнить, нет: показаны только расстояния.")
    else:
        counts = judged["word"].value_counts()
        said.append(
            f"Сравнений по экзаменам {len(judged)}: лучше похожих — {counts.get('better', 0)}, "
            f"хуже — {counts.get('worse', 0)}, различие не доказано — {counts.get('like', 0)}."
        )
    return Text(" ".join(said))


def scatter_title(rows: pd.DataFrame) -> str:
    """The title of the drawing of one measure (rows of `PeersYear.compared`)."""
    title = catalogue.entry(rows.iloc[0]["indicator_id"]).title
    return f"{upper_first(title)}: школы и похожие на них"


def scatter_alt(rows: pd.DataFrame) -> str:
    """What the drawing shows."""
    counts = rows["word"].value_counts()
    return (
        f"{scatter_title(rows)}. Школ {len(rows)}: лучше похожих — {counts.get('better', 0)}, "
        f"хуже — {counts.get('worse', 0)}, различие не доказано — {counts.get('like', 0)}."
    )


def expected(year: PeersYear) -> Text | Notice | None:
    """Expected against real, or why there is no such comparison."""
    least = year.rule.regression_min_schools
    if not year.view.territory.is_region:
        return Notice(
            "Ожидаемый результат не вычислен: он считается по школам всего региона, "
            f"если данные есть не меньше чем о {least} школах, а здесь один муниципалитет."
        )
    if year.expected.empty:
        known = int(year.hard[year.run.year]["hardship"].notna().sum())
        with_results = year.current.groupby("indicator_id").size().max() if len(year.current) else 0
        return Notice(
            f"Ожидаемый результат не вычислен: нужно не меньше {least} школ, у которых есть и "
            f"условия, и результат экзамена; условия известны у {known}, один и тот же "
            f"показатель — не больше чем у {with_results}."
        )
    counts = year.expected["word"].value_counts()
    return Text(
        f"Результат сопоставлен с ожидаемым при таких условиях {len(year.expected)} раз: выше "
        f"ожидаемого — {counts.get('above', 0)}, в пределах — {counts.get('as', 0)}, ниже — "
        f"{counts.get('below', 0)}."
    )


def resilient(year: PeersYear) -> Text | Notice | None:
    """Resilient schools by name, or why they cannot be told."""
    years = numbers.counted(year.rule.resilient_years, "год", "года", "лет")
    if year.resilient.empty:
        return Notice(
            f"Устойчивые школы не определены: нужны условия и экзамены за {years} подряд "
            f"не меньше чем у {year.rule.min_schools} школ."
        )
    found = year.resilient[year.resilient["is_resilient"].astype(bool)]
    names = sorted((year.name(one) for one in found["school_id"]), key=natural)
    said = (
        f"Устойчивые — {years} подряд среди {numbers.number(100 * year.rule.hard_share)} % школ с "
        f"самыми трудными условиями и среди {numbers.number(100 * year.rule.top_share)} % лучших "
        "по экзаменам. "
    )
    if not names:
        return Text(f"{said}Школ, о которых хватает сведений, — {len(year.resilient)}; таких нет.")
    return Text(f"{said}Таковы: {some(names, 10)}.")


def leaders(year: PeersYear) -> Text | Notice | None:
    """Leaders and reserve by number, or why there are none."""
    if year.leaders.empty:
        return Notice(
            f"Лидеры не определены: {in_period(year.run.year)} нет экзаменов, по которым можно "
            f"сравнить не меньше {year.rule.min_schools} школ."
        )
    leads = int(year.leaders["is_leader"].sum())
    reserve = int(year.leaders["is_reserve"].sum())
    return Text(
        f"По экзаменам сравнены {numbers.counted(len(year.leaders), 'школа', 'школы', 'школ')}; "
        f"лидеров — {leads}, в резерве — {reserve}."
    )


def proposals(year: PeersYear) -> Text | Notice | None:
    """Proposed partners by number, or that there are none."""
    if year.leaders.empty:
        return None
    if year.partners.empty:
        return Notice(
            "Партнёры не предложены: нет школы, которая хуже похожих и для которой нашёлся бы "
            "лидер, сильный в том же показателе."
        )
    helped = year.partners["school_id"].nunique()
    return Text(
        f"Партнёры предложены для {numbers.counted(helped, 'школы', 'школ', 'школ')}: лидер "
        "сильнее там, где школа хуже похожих; первым назван тот, чьи условия ближе."
    )
