"""Sentences of the overview: targets, lists, data, main results, effect, the summary of all.

Here: claims that join what other notebooks tell in full. Not here: their own sentences
(`results`, `teachers`, `roadmap`, `goals`), arithmetic.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.blocks.page import Tone
from helpers.indicators.overview import Overview
from helpers.indicators.rows import each
from helpers.tables import roadmap as roadmap_tables
from helpers.wording import goals, numbers, result_findings, roadmap, teachers
from helpers.wording import results as words
from helpers.wording.steps import steps as derived

#: Most claims of the summary.
MOST = 6


def findings(picture: Overview) -> Findings:
    """Where the territory stands: targets, list, results, teachers, roadmap, missing data.

    From every field the weightiest claim only; a field without data says so.
    """
    made = [
        result_findings.targets(picture.aims, picture.run.year),
        _list_finding(picture),
        _results_finding(picture),
        *teachers.findings(picture.plan.teachers).items[:1],
        _roadmap_finding(picture),
        result_findings.missing(picture.results, picture.silent),
    ]
    return Findings([item for item in made if item is not None][:MOST])


def _results_finding(picture: Overview) -> Finding | None:
    """Low results when there are any, else what changed."""
    low = result_findings.low(picture.results)
    if low is not None and low.tone == "attention":
        return low
    change = result_findings.movement(picture.changes)
    return change if change is not None and change.tone != "no_data" else low or change


def _roadmap_finding(picture: Overview) -> Finding:
    """How far the roadmap is carried out by the report's date."""
    claim = plan(picture)
    rule = "наступившие к дате отчёта сроки, которые можно подтвердить"
    if isinstance(claim, Notice):
        return Finding("finding-roadmap", "no_data", claim.text, rule, {})
    counts = picture.plan.summary
    tone: Tone = "attention" if counts["overdue"] else "neutral"
    values = {name: counts[name] for name in ("due", "done", "done_late", "overdue")}
    return Finding("finding-roadmap", tone, claim.text, rule, values)


def plan(picture: Overview) -> Text | Notice:
    """How far the roadmap is carried out, or that there is none."""
    absent = roadmap_tables.no_plan(picture.plan)
    return absent or roadmap.execution(picture.plan)


def _current_list(picture: Overview) -> Any:
    """The row of the list by this year's results, or None."""
    rows = picture.lists
    rows = rows[(rows["year"] == picture.run.year).fillna(False).astype(bool)]
    return next(each(rows), None)


def _list_finding(picture: Overview) -> Finding | None:
    row = _current_list(picture)
    if row is None:
        return None
    tone: Tone = "neutral"
    if not pd.isna(row.entered):
        more, fewer = int(row.entered), int(row.left)
        tone = "attention" if more > fewer else "good" if fewer > more else "neutral"
    return Finding(
        "finding-list", tone, _list_words(row),
        "список по результатам года против предыдущего списка; меньше — лучше, цель — ноль",
        {"schools": int(row.listed), "all": None if pd.isna(row.schools) else int(row.schools)},
    )  # fmt: skip


def _list_words(row: Any) -> str:
    count = int(row.listed)
    schools = numbers.counted(count, "школа", "школы", "школ")
    text = f"В списке ШНОР по результатам {int(row.year)} года {schools}"
    if not pd.isna(row.schools) and row.schools >= count:
        share = numbers.percent(100 * count / int(row.schools))
        text += f" из {numbers.number(int(row.schools))} ({share})"
    if pd.isna(row.before):
        return f"{text}; предыдущего списка в данных нет."
    moves = [
        f"{word} {numbers.number(int(value))}"
        for word, value in (("вошло", row.entered), ("осталось", row.stayed), ("вышло", row.left))
    ]
    return f"{text}. Против списка {int(row.before)} года: {', '.join(moves)}."


def lists(picture: Overview) -> Text | Notice:
    """The claim about the list of the year and how lists moved before."""
    row = _current_list(picture)
    if row is None:
        known = [str(int(year)) for year in picture.lists["year"]]
        tail = f" Есть списки по результатам: {', '.join(known)}." if known else ""
        return Notice(
            f"Списка ШНОР по результатам {picture.run.year} года в данных нет: сказать, сколько "
            f"школ в нём, нельзя.{tail}"
        )
    text = _list_words(row)
    if int(row.sources) > 1:
        text += (
            f" Список — объединение {int(row.sources)} источников: правила у них разные, и смена "
            "источника выглядит как движение школ."
        )
    return Text(text)


def planned(picture: Overview) -> Text | Notice:
    """How many of the indicators that the plan asks for can be computed."""
    rows = picture.planned
    if rows.empty:
        return Notice(
            "Набор показателей дорожной карты для этой территории не задан, целей тоже нет: "
            "показатели результатов — в отчёте о результатах."
        )
    total = rows["indicator_id"].nunique()
    known = rows[[_is_known(row) for row in each(rows)]]["indicator_id"].nunique()
    return Text(
        f"План называет {numbers.counted(total, 'показатель', 'показателя', 'показателей')}; "
        f"за {picture.run.period} посчитано {numbers.number(known)}, по остальным данных нет или "
        "процедура не проводилась."
    )


def _is_known(row: Any) -> bool:
    return any(cell is not None and cell.status == "ok" for cell in (row.listed, row.own))


def held(picture: Overview) -> Text:
    """Which kinds of data the year has and which it lacks."""
    rows = picture.held
    missing = [str(kind) for kind in rows.loc[rows["rows"] == 0, "kind"]]
    have = len(rows) - len(missing)
    text = f"Есть данные {numbers.part_of(have, len(rows))} видов."
    if missing:
        names = [name[:1].lower() + name[1:] if name[1:2].islower() else name for name in missing]
        text += f" Нет за этот год: {', '.join(names)}."
    return Text(text + " Чего нет в данных, о том отчёт не судит.")


def analysis(picture: Overview) -> Text | Notice:
    """Main results of the year in two sentences."""
    parts = []
    for made in (
        result_findings.low(picture.results), result_findings.movement(picture.changes),
    ):  # fmt: skip
        if made is not None:
            parts.append(made.text)
    if not parts:
        return Notice(
            f"Результатов процедур {words.in_period(picture.run.year)} в данных нет: анализировать "
            "нечего."
        )
    return Text(" ".join(parts))


def targets(picture: Overview) -> Text | Notice:
    """The claim about targets."""
    return goals.goals(picture.aims, picture.run.year)


#: What the indicators of the effect say (`Overview.effects`), and of whom.
_EFFECTS = {
    "schools.effective_mode_share": ("в эффективный режим перешли", "школ"),
    "schools.positive_dynamics_share": ("улучшили результаты больше случайных колебаний", "школ"),
    "teachers.deficits_removed_share": (
        "на выходе не осталось ни одного дефицита, ни прежнего, ни другого, у",
        "педагогов с дефицитами на входе",
    ),
}  # fmt: skip


def effect(picture: Overview) -> Text | Notice:
    """What has come of the support, as far as the data can say."""
    rows = picture.effects
    if rows.empty:
        return Notice(
            "Об эффекте поддержки данных нет: для него нужны список ШНОР базового года и "
            "сравнимые результаты двух лет либо итоговая диагностика педагогов."
        )
    parts = []
    for row in each(rows):
        phrase, whom = _EFFECTS[row.indicator_id]
        counts = numbers.part_of(round(row.numerator), round(row.denominator))
        parts.append(f"{phrase} {counts} {whom}")
    doubts = ""
    grown = rows[rows["indicator_id"] == "schools.positive_dynamics_share"]
    if len(grown) and grown["numerator"].iloc[0]:
        doubts = (
            " Рост школы — ещё не эффект: у каждой школы сравнивается несколько работ, и при "
            "многих сравнениях какое-нибудь улучшение выходит и без всякой причины; к тому же "
            "школы, отобранные за низкий результат, в следующий раз в среднем выше и без перемен. "
            "Ожидаемый сдвиг — в отчёте о результатах."
        )
    return Text(
        f"{words.upper_first('; '.join(parts))}.{doubts} Эффект судят по списку базового года: "
        "школа, которая улучшилась, из текущего списка выбывает."
    )


def steps(picture: Overview) -> Text | Notice:
    """How many steps follow from the year and how many of them have a day in the roadmap."""
    found = derived(picture)
    if not found:
        return Notice(
            "По правилам обзора шагов не следует: низких и ухудшившихся результатов, просроченных "
            "и ближайших мероприятий в данных нет."
        )
    dated = sum(step.due is not None for step in found)
    return Text(
        f"Из чисел этого года следует {numbers.counted(len(found), 'шаг', 'шага', 'шагов')}; "
        f"срок из дорожной карты есть у {numbers.number(dated)}."
    )
