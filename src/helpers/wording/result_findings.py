"""The summary of the notebook of results: three to five claims, each with rule and numbers.

Here: which claims are made when. Not here: the sentences they share with the sections
(`wording.results`), arithmetic.

Nothing is called better or worse unless the 95 % interval of the change excludes zero; a
claim that cannot be made is not made, and what is missing is a claim of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.blocks import Finding, Findings
from helpers.blocks.page import Tone
from helpers.indicators import contrasts, coverage, low_results
from helpers.indicators.rows import each
from helpers.indicators.works import GROUP_TITLES, Results
from helpers.wording import chance, numbers
from helpers.wording import gaps as gap_words
from helpers.wording import goals as goals_words
from helpers.wording import results as words

#: Most claims of a summary.
MOST = 5


def findings(
    view: Results, changes: pd.DataFrame, silent: pd.DataFrame, goals: pd.DataFrame
) -> Findings:
    """The claims that hold for this territory and year, at most five, the weightiest first.

    `changes` as from `indicators.series.changes`, `silent` from `coverage.silent_units`,
    `goals` from `indicators.goals.judged`.
    """
    made: list[Finding | None] = [
        low(view), movement(changes), region(view), gap(view), targets(goals, view.run.year),
        missing(view, silent),
    ]  # fmt: skip
    held = [item for item in made if item is not None]
    if len(held) > MOST:
        held = _without(held, "finding-goals")
    return Findings(held[:MOST])


def _without(items: Iterable[Finding], block_id: str) -> list[Finding]:
    return [item for item in items if item.block_id != block_id]


def low(view: Results) -> Finding | None:
    """Works of the territory whose share of failures reaches the threshold."""
    rule = low_results.default_rule()
    rows = view.failed_own
    if rows.empty:
        return None
    large = rows[rows["denominator"] >= rule.small_n]
    if large.empty:
        return Finding(
            "finding-low", "neutral",
            f"Все работы — малые группы. {words.small_group_words(rows)}",
            f"доля «2» (в ЕГЭ — ниже минимума) при {rule.small_n} и более участниках",
            {"works": len(rows), "works_with_enough": 0},
        )  # fmt: skip
    reached = large[large["value"] >= rule.low_share_pct]
    worst = large.sort_values("value", ascending=False, kind="stable").iloc[0]
    limit = numbers.percent(rule.low_share_pct, 0)
    if len(reached):
        ordered = reached.sort_values("value", ascending=False, kind="stable")
        cases = [f"{row.title} — {words.part_words(row)}" for row in each(ordered)]
        text = (
            f"Доля «2» (в ЕГЭ — ниже минимума) не меньше {limit} {words.in_works(len(reached))} "
            f"из {len(large)}: {words.some(cases)}."
        )
    else:
        nowhere = f"Ни в одной из {len(large)} работ" if len(large) > 1 else "В единственной работе"
        first = "Наибольшая" if len(large) > 1 else "Это"
        text = (
            f"{nowhere} доля «2» (в ЕГЭ — ниже минимума) по всей территории не достигает {limit}. "
            f"{first} — {worst['title']}: {words.share_words(worst)}.{_listed_apart(view)}"
        )
    return Finding(
        "finding-low", "attention" if len(reached) else "neutral", text,
        f"доля «2» или ниже минимума не меньше {limit} при {rule.small_n} и более участниках",
        {"works": len(large), "reached": len(reached), "largest_pct": float(worst["value"])},
    )  # fmt: skip


def _listed_apart(view: Results) -> str:
    """That shares of the listed schools reach the threshold where that of all does not; else ""."""
    rule = low_results.default_rule()
    rows = view.failed_listed
    rows = rows[rows["denominator"] >= rule.small_n]
    reached = rows[rows["value"] >= rule.low_share_pct]
    if reached.empty:
        return ""
    worst = next(each(reached.sort_values("value", ascending=False, kind="stable")))
    return (
        f" У школ списка вместе она не меньше {numbers.percent(rule.low_share_pct, 0)} "
        f"{words.in_works(len(reached))} из {len(rows)}; наибольшая — {worst.title}: "
        f"{words.share_words(worst)}."
    )


def movement(changes: pd.DataFrame) -> Finding | None:
    """What changed for sure since the last comparable year."""
    compared = changes[changes["low"].notna()]
    if compared.empty:
        return Finding(
            "finding-change", "no_data",
            "Об изменении сказать нечего: сравнимого прежнего года нет ни у одной работы.",
            "та же программа, та же волна, без разрыва ряда, те же школы",
            {"compared": 0},
        )  # fmt: skip
    judged = words.verdicts(compared)
    worse, better = compared[judged == "worse"], compared[judged == "better"]
    count, moved = len(compared), len(worse) + len(better)
    if not moved:
        text = (
            "Изменилось ли что-то, данные не говорят: сравнимых изменений "
            f"{count}, и ни одно не больше случайных колебаний."
        )
    else:
        parts = [
            f"{side} — {len(rows)}: {_case(rows)}"
            for side, rows in (("хуже", worse), ("лучше", better))
            if len(rows)
        ]
        verb = numbers.plural(moved, "изменился", "изменились", "изменились")
        text = (
            f"Больше случайных колебаний {verb} {moved} из {count} "
            f"сравнимых результатов: {'. '.join(_capitals(parts))}. {chance.expected(count)}"
        ).strip()
    tone: Tone = "attention" if len(worse) else "good" if len(better) else "neutral"
    if not chance.is_news(moved, count):
        tone = "neutral"
    return Finding(
        "finding-change", tone, text,
        "95-процентный интервал изменения доли не содержит нуля; сравниваются школы, писавшие в "
        "оба года; оценка даётся, когда таких изменений больше, чем дал бы случай (5 % сравнений)",
        {"compared": count, "worse": len(worse), "better": len(better)},
    )  # fmt: skip


def _case(rows: pd.DataFrame) -> str:
    """The largest change in words, and how many more there are."""
    largest = rows.loc[rows["change"].abs().sort_values(ascending=False, kind="stable").index]
    first = next(each(largest))
    more = f" и ещё {len(rows) - 1}" if len(rows) > 1 else ""
    return f"{first.title}, {words.MEASURES[first.measure]}: {words.movement_words(first)}{more}"


def _capitals(parts: list[str]) -> list[str]:
    return [part if place == 0 else words.upper_first(part) for place, part in enumerate(parts)]


def region(view: Results) -> Finding | None:
    """Works in which failures differ from the region's by more than chance."""
    pairs = pd.concat([contrasts.to_region(view, measure) for measure in words.FAILURES])
    if pairs.empty:
        return None
    above, below = (pairs[pairs["movement"] == side] for side in ("above", "below"))
    if above.empty and below.empty:
        text = (
            f"От {words.above_genitive(view)} доля «2» (ниже минимума) отличается не больше "
            f"случайных колебаний во всех {len(pairs)} сравнимых работах."
        )
    else:
        parts = []
        for word, rows in (("выше", above), ("ниже", below)):
            if len(rows):
                far = rows.loc[rows["gap"].abs().sort_values(ascending=False, kind="stable").index]
                first = next(each(far))
                parts.append(
                    f"{word} — {words.in_works(len(rows))} (сильнее всего {first.title}: "
                    f"{numbers.percent(first.own)} против {numbers.percent(first.above)})"
                )
        text = (
            f"Доля «2» (ниже минимума) отличается от {words.above_genitive(view)}: "
            f"{'; '.join(parts)}; всего "
            f"сравнимых работ {len(pairs)}."
        )
    tone: Tone = "attention" if len(above) else "good" if len(below) else "neutral"
    if not chance.is_news(len(above) + len(below), len(pairs)):
        tone = "neutral"
    return Finding(
        "finding-region", tone, text,
        f"95-процентный интервал отличия от {words.above_genitive(view)} не содержит нуля",
        {"compared": len(pairs), "above": len(above), "below": len(below)},
    )  # fmt: skip


def gap(view: Results) -> Finding | None:
    """Listed schools against the whole territory."""
    rows = gap_words.gap_rows(view)
    if rows.empty:
        return None
    judged = int(rows["low_others"].notna().sum())
    behind = int((rows["high_others"] < 0).sum())
    return Finding(
        "finding-gap",
        "attention" if chance.is_news(behind, judged) else "neutral",
        gap_words.gap_sentence(rows),
        "95-процентный интервал разности с остальными школами лежит ниже нуля; независимы школы, "
        "а не ученики; оценка даётся, когда таких работ больше, чем дал бы случай (5 % сравнений)",
        {"works": len(rows), "judged": judged, "behind": behind},
    )


def targets(goals: pd.DataFrame, year: int) -> Finding | None:
    """Targets of results that are reached or missed for sure."""
    if goals.empty:
        return None
    missed = int((goals["standing"] == "missed").sum())
    reached = int(goals["standing"].isin(["met", "met_by_chance"]).sum())
    return Finding(
        "finding-goals",
        "attention" if missed else "good" if reached else "neutral",
        goals_words.sentence(goals, year),
        "факт сравнивается с планом; «не достигнута» — интервал целиком по другую сторону цели",
        {"goals": len(goals), "reached": reached, "missed": missed},
    )


def missing(view: Results, silent: pd.DataFrame) -> Finding | None:
    """Procedures and units that are absent from the data."""
    groups = coverage.absent_groups(view)
    if not groups and silent.empty:
        return None
    parts = [
        reason or f"результатов {GROUP_TITLES[group]} за этот год нет" for group, reason in groups
    ]
    if len(silent):
        forms = (
            ("муниципалитет", "муниципалитета", "муниципалитетов")
            if view.by_municipality
            else ("школа", "школы", "школ")
        )
        verb = numbers.plural(len(silent), "не представила", "не представили", "не представили")
        verb = "не представил" if verb == "не представила" and view.by_municipality else verb
        parts.append(f"{verb} ничего {numbers.counted(len(silent), *forms)}")
    return Finding(
        "finding-missing", "no_data",
        f"Выводы сделаны не по всем: {'; '.join(parts)}. Это не нули, а отсутствие данных.",
        "ни одной строки результатов за год",
        {"procedures": len(groups), "units": len(silent)},
    )  # fmt: skip
