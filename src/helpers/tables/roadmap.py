"""Tables on the execution of a roadmap: passport, statuses, cuts, lists of items.

Here: rows and columns of those tables. Not here: statuses and counts (`indicators.roadmap`,
`indicators.plan_year`), words of their cells (`tables.roadmap_words`), tables on deficits,
targets and schools (`tables.roadmap_answers`).

The first block of a section says what is absent; the tables after it are then None.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from helpers import vocabulary
from helpers.blocks import Cell, CellLike, Column, Facts, Notice, Table
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.roadmap import STATUS_LABELS, status_words
from helpers.indicators.roadmap_summary import Cut
from helpers.indicators.rows import each
from helpers.plans import STATUSES
from helpers.tables.columns import count, share, source
from helpers.tables.roadmap_words import (
    ITEM,
    cut_name,
    day_cell,
    evidence,
    first_of,
    notes_of,
    number,
    shortened,
    who,
)
from helpers.wording import numbers, people

STATUS_MEANINGS = {
    "done": "есть запись о выполнении не позже срока",
    "done_late": "есть запись о выполнении, дата позже срока",
    "in_progress": "срок идёт, наступает в день отчёта или есть запись о начатой работе",
    "overdue": "срок прошёл, записи о выполнении нет",
    "planned": "срок ещё не начался",
    "no_due_date": "у пункта нет конечной даты: просрочить его нельзя",
    "no_measurable_result": (
        "результат описан только словами об эффекте: подтвердить его нечем, поэтому пункт не "
        "считается ни исполненным, ни просроченным, даже если выполнение отмечено"
    ),
}


def no_plan(plan: PlanYear) -> Notice | None:
    """The notice of a year without a plan."""
    if plan.has_plan:
        return None
    where = plan.run.municipality.name_prepositional
    text = f"Дорожной карты на {plan.run.period} {where} в данных нет."
    if len(plan.plans):
        periods = [
            f"{row.plan_id} ({numbers.dates_text(_day(row.period_start), _day(row.period_end))})"
            for row in each(plan.plans)
        ]
        text += f" Есть другие планы: {', '.join(periods)}; выбрать можно параметром plan_id."
    else:
        text += " Загрузите план командой shnor import с указанием --kind roadmap."
    return Notice(text)


def nothing_here(plan: PlanYear) -> Notice | None:
    """The short notice of later sections when there is no plan."""
    return None if plan.has_plan else Notice("Плана нет: показать нечего.")


def _day(moment: Any) -> dt.date | None:
    return None if moment is None or pd.isna(moment) else pd.Timestamp(moment).date()


def passport(plan: PlanYear) -> Facts | Notice:
    """What the plan is: period, kind of year, approval, stages, size, what was assumed."""
    if absent := no_plan(plan):
        return absent
    frame = plan.frame
    approved = numbers.date_text(frame.approved_on) if frame.approved_on else "дата не указана"
    kind = vocabulary.FRAMES.label(frame.frame) if frame.frame else "не указан в тексте плана"
    pairs = [
        ("План", plan.plan_id),
        ("Период", numbers.dates_text(frame.period_start, frame.period_end) or "не указан"),
        ("Счёт времени", kind),
        ("Утверждён", approved),
        ("Исполнение показано на", numbers.date_text(plan.as_of)),
        ("Пунктов", _size(plan)),
    ]
    if frame.stages:
        spans = [f"{s.number} — {numbers.dates_text(s.start, s.end)}" for s in frame.stages]
        pairs.append(("Этапы", "; ".join(spans)))
    pairs.append(("Что принято при чтении", _assumed(plan)))
    if plan.other_plans:
        pairs.append(("Другие планы", f"{', '.join(plan.other_plans)} (параметр plan_id)"))
    return Facts("plan-passport", "Паспорт плана", pairs)


def _size(plan: PlanYear) -> str:
    sections = len(plan.items["section"].replace("", pd.NA).dropna().unique())
    text = numbers.number(len(plan.items))
    if sections:
        text += f" в {numbers.counted(sections, 'разделе', 'разделах', 'разделах')}"
    terms = numbers.counted(len(plan.instances), "срок", "срока", "сроков")
    return f"{text}; с учётом повторений {terms}"


_ASSUMPTIONS = {
    "year_inferred": "год срока взят из раздела или даты акта: {}",
    "school_calendar_assumed": "даты четвертей и полугодий приняты по обычному календарю: {}",
    "frame_unknown": "период плана неизвестен, дни срока не найдены: {}",
    "stage_unknown": "даты этапа не указаны: {}",
    "ambiguous": "срок можно понять по-разному, дни не назначены: {}",
    "mistyped": "слово в сроке прочитано с опечаткой: {}",
    "approximate": "срок назван приблизительно: {}",
}


def _assumed(plan: PlanYear) -> str:
    parts = []
    for flag, words in _ASSUMPTIONS.items():
        rows = plan.items[[flag in flags for flags in plan.items["flags"]]]
        if len(rows):
            parts.append(words.format(f"п. {', '.join(number(row) for row in each(rows))}"))
    if plan.is_before_period:
        parts.append("период плана к дате отчёта не начался, показаны более ранние сроки пунктов")
    return people.upper_first("; ".join(parts)) or "Ничего: все сроки прочитаны как написаны"


def statuses(plan: PlanYear) -> Table | None:
    """Items and occurrences by status."""
    if not plan.has_plan:
        return None
    by_term = plan.instances["status"].value_counts()
    rows: list[list[CellLike]] = [
        [
            people.upper_first(STATUS_LABELS[status]),
            plan.summary["item_statuses"][status],
            int(by_term.get(status, 0)),
        ]
        for status in STATUSES
    ]
    rows.append(["Всего", len(plan.items), len(plan.instances)])
    return Table(
        "plan-statuses",
        f"Состояние пунктов на {numbers.date_short(plan.as_of)}",
        [
            Column("status", "Состояние"),
            count("items", "Пунктов"),
            count("terms", "Сроков"),
        ],
        rows,
        [
            "Повторяющийся пункт имеет несколько сроков: ежеквартальный — по сроку на квартал. "
            "Пункт просрочен, если просрочен хотя бы один его срок."
        ],
        source("roadmap_items", "roadmap_progress"),
        strong_rows=[len(rows) - 1],
    )


def status_meanings() -> Facts:
    """What each status means."""
    return Facts(
        "plan-status-meanings",
        "Что значат состояния",
        [(people.upper_first(STATUS_LABELS[s]), STATUS_MEANINGS[s]) for s in STATUSES],
    )


_CUT_HEADS = {
    "section": "Раздел",
    "responsible": "Ответственный",
    "quarter": "Квартал",
    "month": "Месяц",
    "stage": "Этап",
}
#: Longest series of months that a table shows; longer plans are shown around the report's date.
SHOWN_MONTHS = 12


def cut(plan: PlanYear, by: Cut) -> Table | None:
    """Terms by section, responsible party, quarter, month or stage: statuses and share done."""
    if not plan.has_plan or (by == "stage" and not plan.frame.stages):
        return None
    frame = plan.cut(by)
    if not len(frame):
        return None
    has_unmeasured = bool(frame["due_unmeasured"].any())
    notes = ["«Исполнено», «Просрочено» и доля — из сроков, наступивших по дату отчёта."]
    if has_unmeasured:
        notes = [
            "«Наступило» — все сроки по дату отчёта. У пунктов без измеримого результата "
            "исполнение проверить нельзя: «Исполнено», «Просрочено» и доля — из остальных."
        ]
    if by == "responsible":
        notes.append("Пункт с несколькими ответственными посчитан у каждого из них.")
    if by == "month" and len(frame) > SHOWN_MONTHS:
        frame = _around(frame, plan.as_of)
        notes.append("Показаны месяцы вокруг даты отчёта; весь план — по кварталам.")
    rows = [
        [
            cut_name(plan, by, getattr(row, by)),
            row.instances,
            row.due + row.due_unmeasured,
            *([row.due_unmeasured] if has_unmeasured else []),
            row.done_due if plan.has_progress else Cell.absent(),
            row.done_late if plan.has_progress else Cell.absent(),
            row.overdue,
            _share(plan, row),
        ]
        for row in each(frame)
    ]
    return Table(
        f"plan-by-{by}",
        f"Исполнение: {_CUT_TITLES[by]}",
        [
            Column("name", _CUT_HEADS[by]),
            count("terms", "Сроков всего"),
            count("due", "Наступило"),
            *([count("unmeasured", "Проверить нельзя")] if has_unmeasured else []),
            count("done", "Исполнено"),
            count("late", "В том числе с опозданием"),
            count("overdue", "Просрочено"),
            share("share", "Доля исполненных"),
        ],
        rows,
        notes,
        source("roadmap_items", "roadmap_progress"),
    )


def _share(plan: PlanYear, row: Any) -> Cell:
    """Share done of the due; «х» when nothing was due, «н/д» when nothing was ever recorded."""
    if not row.due:
        return Cell.absent("х")
    return Cell.of(row.done_share_pct, 1) if plan.has_progress else Cell.absent()


_CUT_TITLES = {
    "section": "по разделам",
    "responsible": "по ответственным",
    "quarter": "по кварталам",
    "month": "по месяцам",
    "stage": "по этапам",
}


def _around(frame: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """The months nearest to a day, most of them before it."""
    past = int((frame["month"] <= f"{day:%Y-%m}").sum())
    first = max(0, min(past - SHOWN_MONTHS + 4, len(frame) - SHOWN_MONTHS))
    return frame.iloc[first : first + SHOWN_MONTHS]


def overdue(plan: PlanYear) -> Table | None:
    """Overdue items: what, since when, who answers, what should prove it."""
    if not plan.has_plan or not len(plan.overdue):
        return None
    rows: list[list[CellLike]] = [
        [
            number(row),
            shortened(row.measure),
            first_of(row.first_due, row.overdue),
            row.days_late,
            who(row),
            evidence(row.evidence),
        ]
        for row in each(plan.overdue)
    ]
    return Table(
        "plan-overdue",
        "Просроченные пункты",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            Column("due", "Срок"),
            count("days", "Дней просрочки"),
            Column("who", "Ответственный"),
            Column("evidence", "Подтверждение"),
        ],
        rows,
        notes_of(plan.overdue, "Дни просрочки — от первого просроченного срока до даты отчёта."),
        source("roadmap_items", "roadmap_progress"),
    )


def due_next(plan: PlanYear) -> Table | None:
    """Items with terms up to the end of the next quarter."""
    if not plan.has_plan or not len(plan.due_next):
        return None
    rows = [
        [
            number(row),
            shortened(row.measure),
            first_of(row.first_due, row.ahead),
            who(row),
            evidence(row.evidence),
        ]
        for row in each(plan.due_next)
    ]
    return Table(
        "plan-next",
        f"Сроки с {numbers.date_short(plan.as_of + dt.timedelta(days=1))} "
        f"по {numbers.date_short(plan.next_end)}",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            Column("due", "Срок"),
            Column("who", "Ответственный"),
            Column("evidence", "Подтверждение"),
        ],
        rows,
        notes_of(plan.due_next),
        source("roadmap_items"),
    )


def without_evidence(plan: PlanYear) -> Table | None:
    """Terms recorded as done without a reference to a paper."""
    if not plan.has_plan or not len(plan.without_evidence):
        return None
    items = {item.seq: item for item in each(plan.items)}
    rows: list[list[CellLike]] = [
        [
            number(row),
            shortened(row.measure),
            day_cell(row.due),
            day_cell(row.done_on),
            who(items[row.seq]),
            evidence(items[row.seq].evidence),
        ]
        for row in each(plan.without_evidence)
    ]
    return Table(
        "plan-unproven",
        "Отмечено выполненным, подтверждение не указано",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            Column("due", "Срок"),
            Column("done", "Отмечено"),
            Column("who", "Ответственный"),
            Column("evidence", "Ждёт план"),
        ],
        rows,
        notes_of(plan.without_evidence),
        source("roadmap_items", "roadmap_progress"),
    )


def without_result(plan: PlanYear) -> Table | None:
    """Items whose result is an effect in words: never counted as done."""
    if not plan.has_plan or not len(plan.without_result):
        return None
    rows = [
        [
            number(row),
            shortened(row.measure),
            shortened(row.result_raw, 120),
            row.records,
            people.upper_first(status_words(row.status, row.last_done_on)),
        ]
        for row in each(plan.without_result)
    ]
    return Table(
        "plan-unmeasured",
        "Пункты, результат которых нечем подтвердить",
        [
            ITEM,
            Column("measure", "Мероприятие"),
            Column("result", "Как результат записан в плане"),
            count("records", "Записей о работе"),
            Column("status", "Состояние"),
        ],
        rows,
        notes_of(
            plan.without_result,
            "Запишите результат так, чтобы его можно было проверить: число, долю или документ.",
        ),
        source("roadmap_items", "roadmap_progress"),
    )


def quality(plan: PlanYear) -> Table | None:
    """Remarks about the plan itself: what, and what stands there."""
    if not plan.has_plan or not plan.quality:
        return None
    rows: list[list[CellLike]] = [
        [problem.message, problem.found or "—"] for problem in plan.quality
    ]
    return Table(
        "plan-quality",
        "Что поправить в самом плане",
        [Column("remark", "Замечание"), Column("found", "Что стоит в плане")],
        rows,
        ["Ни один срок не передвинут: отчёт показывает план как он написан."],
        source("roadmap_items"),
    )
