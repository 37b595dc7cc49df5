"""Sentences about results: what the level is, what changed, who is missing.

Here: claims of the notebook of results with the rule behind each, and the words that its
figures and tables share. Not here: arithmetic (`indicators`), number formats (`numbers`).

A change is called a rise or a fall only when its 95 % interval excludes zero. A share of a
small group is called so, with what one pupil weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import contrasts, coverage, low_results
from helpers.indicators.plain import texts
from helpers.indicators.rows import each
from helpers.indicators.works import (
    GROUP_TITLES,
    Results,
    failed,
    of_group,
    usable,
)
from helpers.wording import chance, numbers
from helpers.wording.people import upper_first

#: What a measure counts, as it stands inside a sentence.
MEASURES = {
    "mark_2_share": "доля «2»",
    "below_min_share": "доля не преодолевших минимум",
    "positive_share": "доля «3», «4» и «5»",
    "quality_share": "доля «4» и «5»",
    "passed_share": "доля преодолевших минимум",
    "mean_mark": "средняя отметка",
    "mean_score": "средний балл",
}
#: Measures in which more is worse.
FAILURES = ("mark_2_share", "below_min_share")
#: How many cases a sentence lists before «и ещё …».
LISTED = 3


def in_period(year: int) -> str:
    """«в 2021/22 учебном году»."""
    return f"в {year - 1}/{year % 100:02d} учебном году"


def some(items: Sequence[str], most: int = LISTED) -> str:
    """A running list that ends in «и ещё n», when it is longer than `most`."""
    if len(items) <= most + 1:
        return "; ".join(items)
    return "; ".join(items[:most]) + f"; и ещё {len(items) - most}"


def in_works(count: int) -> str:
    """«в 3 работах»."""
    return f"в {count}{numbers.NBSP}{numbers.plural(count, 'работе', 'работах', 'работах')}"


def pupils(count: float) -> str:
    """«212 участников»."""
    return numbers.counted(count, "участник", "участника", "участников")


def share_words(row: Any) -> str:
    """A share with what it rests on: «14,2 % (95 % интервал 10,1–19,4 %, 212 участников)»."""
    words = numbers.percent(row.value)
    parts = []
    if row.low == row.low:
        parts.append(f"95{numbers.NBSP}% интервал {numbers.interval(row.low, row.high, unit='%')}")
    parts.append(pupils(row.denominator))
    return f"{words} ({', '.join(parts)})"


def part_words(row: Any) -> str:
    """A share with its counts: «44,4 % (8 из 18)»."""
    parts = numbers.part_of(round(row.numerator), round(row.denominator))
    return f"{numbers.percent(row.value)} ({parts})"


def small_group_words(rows: pd.DataFrame) -> str:
    """What a small group means for its share; "" when there is none."""
    small = rows[rows["denominator"] < low_results.default_rule().small_n]
    if not len(small):
        return ""
    least = small.sort_values("denominator", kind="stable").iloc[0]
    weight = numbers.number(100 / least["denominator"], 1)
    return (
        f"Малых групп (меньше {low_results.default_rule().small_n} человек): "
        f"{len(small)}. Самая малая — {least['title']}, {pupils(least['denominator'])}: один "
        f"человек меняет долю на {weight}{numbers.NBSP}п.{numbers.NBSP}п., поэтому о таких "
        "работах по одному году выводов не делаем."
    )


def absence(view: Results, group: str) -> Notice:
    """Why a section has no numbers: not held that year, or nothing was loaded."""
    reasons = dict(coverage.absent_groups(view))
    if reasons.get(group):
        return Notice(f"{reasons[group]}. Это не нулевой результат: сравнивать нечего.")
    return Notice(
        f"Результатов {GROUP_TITLES[group]} {view.territory.name_prepositional} "
        f"{in_period(view.run.year)} в данных нет. Это не нулевой результат: файл не загружен "
        "или процедура не проводилась."
    )


def level(view: Results, group: str) -> Text | Notice:
    """What the level of a family of procedures is: extremes, the region, small groups."""
    rows = usable(of_group(view.own_now, group))
    shares = failed(rows)
    if shares.empty:
        return absence(view, group)
    sentences = [_extremes(shares, view)]
    quality = rows[rows["measure"] == "quality_share"]
    if len(quality) > 1:
        best = reliable(quality).sort_values("value", ascending=False, kind="stable").iloc[0]
        sentences.append(f"Выше всего доля «4» и «5» — {best['title']}: {share_words(best)}.")
    sentences += [_against_region(view, group), small_group_words(shares)]
    return Text(" ".join(filter(None, sentences)))


def reliable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of groups that are not small; all rows where every group is small."""
    large = rows[rows["denominator"] >= low_results.default_rule().small_n]
    return large if len(large) else rows


def _extremes(shares: pd.DataFrame, view: Results) -> str:
    count = len(shares)
    worst = (
        reliable(shares)
        .sort_values(["value", "denominator"], ascending=False, kind="stable")
        .iloc[0]
    )
    held = numbers.counted(count, "работе", "работам", "работам")
    start = f"{upper_first(in_period(view.run.year))} есть результаты по {held}."
    if not shares["value"].max():
        return f"{start} Ни в одной из них нет «2» и результатов ниже минимума."
    word = upper_first(MEASURES[worst["measure"]])
    most = "Наибольшая " if count > 1 else ""
    name = word[:1].lower() + word[1:] if most else word
    return f"{start} {most}{name} — {worst['title']}: {share_words(worst)}."


def above_genitive(view: Results) -> str:
    """What stands above the territory, after «от»: the region, for a region the whole sample."""
    return "всей выборки" if view.territory.is_region else "региона"


def _against_region(view: Results, group: str) -> str:
    """How many shares of failures are apart from the region's by more than chance."""
    pairs = pd.concat([contrasts.to_region(view, measure) for measure in FAILURES])
    pairs = pairs[pairs["group"] == group]
    if pairs.empty:
        return ""
    above, below = (pairs[pairs["movement"] == side] for side in ("above", "below"))
    if above.empty and below.empty:
        return (
            f"От {above_genitive(view)} доли отличаются не больше, чем бывает случайно "
            f"(сравнимых работ: {len(pairs)})."
        )
    parts = [
        f"{side} — {in_works(len(rows))} ({some(list(rows['title']), 2)})"
        for side, rows in (("выше", above), ("ниже", below))
        if len(rows)
    ]
    return (
        f"Отличие от {above_genitive(view)} больше случайных колебаний в "
        f"{len(above) + len(below)} из {len(pairs)} сравнимых работ: {'; '.join(parts)}."
    )


def movement_words(row: Any) -> str:
    """A change with its numbers: «45,2 → 38,1 %, −7,1 п. п. (интервал −12,3…−1,9)»."""
    return (
        f"{numbers.number(row.before, 1)} → {numbers.percent(row.now)}, "
        f"{numbers.points(row.change)} (95{numbers.NBSP}% интервал "
        f"{numbers.interval(row.low, row.high)})"
    )


def verdicts(changes: pd.DataFrame) -> pd.Series:
    """`better`, `worse`, `same` (chance is enough), `broken`, `alone` for each change."""
    of_quality = {"up": "better", "down": "worse", "none": "same"}
    of_failures = {"up": "worse", "down": "better", "none": "same"}
    made = [
        (of_failures if measure in FAILURES else of_quality).get(movement, movement)
        for measure, movement in zip(
            texts(changes["measure"]), texts(changes["movement"]), strict=True
        )
    ]
    return pd.Series(made, index=changes.index, dtype="str")


#: The verdict on a change in words.
VERDICTS = {
    "better": "лучше",
    "worse": "хуже",
    "same": "не доказано",
    "broken": "ряд разорван",
    "small": "малая группа",
    "alone": "прежних лет нет",
}


def change(changes: pd.DataFrame) -> Text | Notice:
    """What changed since the last comparable year, and what only seems to."""
    compared = changes[changes["low"].notna()]
    if compared.empty:
        return Notice(
            "Сравнить с прежними годами нечего: нет ни одной работы, которая проводилась бы "
            "раньше по той же программе, в ту же волну и без разрыва ряда."
        )
    judged = verdicts(compared)
    parts = [
        f"Сравнимых результатов {len(compared)}; считаются изменения больше случайных колебаний."
    ]
    for verdict, words in (("worse", "Хуже стало"), ("better", "Лучше стало")):
        rows = compared[judged == verdict]
        if len(rows):
            cases = [
                f"{row.title}, {MEASURES[row.measure]}: {movement_words(row)}" for row in each(rows)
            ]
            parts.append(f"{words} — {some(cases, 1)}.")
    same = int((judged == "same").sum())
    if same == len(compared):
        parts.append("Ни одно изменение не больше случайных колебаний: говорить о росте или "
                     "снижении оснований нет.")  # fmt: skip
    elif same:
        parts.append(f"В остальных {same} изменение не больше случайных колебаний.")
    parts.append(chance.expected(len(compared)))
    return Text(" ".join(filter(None, parts)))


def passed(view: Results) -> Text | Notice:
    """How many pupils did not reach the minimum in the compulsory subjects."""
    rows = usable(view.own_now)
    rows = rows[rows["procedure"].isin(["oge", "gve", "ege"])]
    rows = rows[rows["measure"].isin(["passed_share.final", "passed_share"])]
    best = rows.sort_values("measure", ascending=False, kind="stable").drop_duplicates("series")
    best = best[best["subject"].isin(["rus", "math"])]
    best = best.loc[sorted(best.index)]
    if best.empty:
        return Notice(
            f"Результатов ОГЭ, ЕГЭ и ГВЭ по русскому языку и математике {in_period(view.run.year)} "
            "в данных нет, поэтому о преодолении минимума сказать нечего."
        )
    cases = []
    for row in each(best):
        below = round(row.denominator - row.numerator)
        cases.append(
            f"{row.title} — {numbers.part_of(below, int(row.denominator))}"
            if below
            else f"{row.title} — никто из {numbers.number(row.denominator)}"
        )
    resits = (best["measure"] == "passed_share.final").any()
    how = "с учётом пересдач, где они известны" if resits else "пересдачи в данных не выделены"
    return Text(f"Не преодолели минимум ({how}): {'; '.join(cases)}.")


def journal(frame: pd.DataFrame) -> Text | Notice:
    """In which works marks differ most from the journal."""
    own = frame[frame["place"] == "own"]
    if own.empty:
        return Notice("Сравнения отметок за работы с отметками в журнале в данных нет.")
    sums = own[["lowered", "confirmed", "raised", "whole"]].sum()
    lowered, confirmed, raised = (
        numbers.percent(100 * sums[side] / sums["whole"])
        for side in ("lowered", "confirmed", "raised")
    )
    worst = own.sort_values("lowered_pct", ascending=False, kind="stable").iloc[0]
    return Text(
        f"По всем сравненным работам отметку журнала подтвердили {confirmed}, понизили {lowered}, "
        f"повысили {raised} (сравнений: {numbers.number(sums['whole'])}). Чаще всего понижали — "
        f"{worst['title']}: {numbers.percent(worst['lowered_pct'])} из "
        f"{numbers.number(worst['whole'])}. Расхождение — повод посмотреть, как ставят отметки, "
        "а не доказательство необъективности."
    )


def change_verdict(failures: Any, quality: Any) -> str:
    """The verdict on a work: of both its shares when they differ, else once."""
    rows = [row for row in (failures, quality) if row is not None]
    verdicts_of = {row.verdict for row in rows}
    if len(verdicts_of) == 1:
        first = rows[0]
        reason = f": {first.reason}" if first.reason else ""
        return f"{VERDICTS[first.verdict]}{reason}"
    names = {"failed": "«2»", "quality": "«4» и «5»"}
    moved = [row for row in rows if row.verdict in ("better", "worse")]
    return "; ".join(f"{names[row.side]} — {VERDICTS[row.verdict]}" for row in moved or rows)


def work_head(row: Any) -> str:
    """A work as a narrow column head: «ВПР 5 осенью, русский язык»."""
    name, _, rest = row.title.partition(", ")
    subject = rest.partition(", ")[2].replace(" уровень)", ")")
    return f"{name.replace(' осенью', '')} {row.programme_grade}" + (
        f" осенью, {subject}" if row.wave == "autumn" else f", {subject}"
    )


def not_compared(changes: pd.DataFrame) -> list[str]:
    """Works that are not compared and why, in one sentence; nothing when all are."""
    rows = changes[changes["low"].isna()].drop_duplicates("series")
    parts = [f"малая группа — {n}" for n in [int((rows["movement"] == "small").sum())] if n]
    broken = rows[rows["movement"] == "broken"]
    for reason, of_reason in broken.groupby("reason", sort=True):
        parts.append(f"{reason} — {len(of_reason)}")
    alone = int((rows["movement"] == "alone").sum())
    if alone:
        parts.append(f"прежних лет нет — {alone}")
    return [f"Не сравниваются работы: {'; '.join(parts)}."] if parts else []
