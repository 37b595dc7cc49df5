"""Plans of other years below the first plan of a file.

Here: the title above a later table against the period of the plan. Not here: the period itself
(`plans.frame_detection`), tables that are no plan (`later_tables`).
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.errors import Problem
from helpers.plans import NameMask, PlanFrame
from helpers.plans.titles import IN_TITLE, is_title, paragraphs, period_of
from helpers.plans.words import plain

from .entries import Entry


def other_plans(headers: Sequence[tuple[Entry, list[str]]], frame: PlanFrame) -> list[Problem]:
    """An error for each later header under the title of a plan for other years.

    `headers` are those after the first, each with the lines of text above it; `frame` is that of
    the first plan, which would lend its years to the terms of the others.
    """
    if frame.period_start is None or frame.period_end is None:
        return []
    problems = []
    for entry, lines in headers:
        titles = [paragraph for paragraph in paragraphs(lines) if is_title(paragraph)]
        named = period_of([plain(line) for line in lines])
        if not titles or named is None or named.weight < IN_TITLE:
            continue
        if named.first < frame.period_start.year or named.last > frame.period_end.year:
            problems.append(
                Problem(
                    "error",
                    "several_plans",
                    "В файле несколько планов на разные годы: сроки второго были бы отнесены к "
                    "годам первого. Сделайте из каждого плана свой файл и загрузите их по одному.",
                    sheet=entry.sheet,
                    row=entry.line,
                    found=f"«{NameMask()(titles[0])[:100]}»",
                    expected=f"план на {frame.period_start:%d.%m.%Y} – {frame.period_end:%d.%m.%Y}",
                )
            )
    return problems
