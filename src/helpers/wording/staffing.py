"""Sentences about staffing: where hours are vacant, who covers them, what changed.

Here: findings of the first page and claims of the sections. Not here: arithmetic
(`indicators.staffing_year`), tables, drawings.

Hours are counted, not sampled, so there are no intervals; a change is named only between the
same schools, and it is a change of hours, never a verdict on people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import methodology
from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.rows import each
from helpers.indicators.staffing_year import StaffingYear
from helpers.tables.teachers import subject_name
from helpers.wording import numbers
from helpers.wording.people import in_schools
from helpers.wording.results import in_period, some


@dataclass(frozen=True)
class StaffingRule:
    """When a finding asks for attention; values stand in `params/methodology`."""

    vacant_hours_pct: float = 5.0
    non_specialist_pct: float = 15.0

    @classmethod
    def stated(cls) -> StaffingRule:
        """The rule of the parameter file."""
        rules = methodology.rules("teacher_findings")
        return cls(rules.number("vacant_hours_pct"), rules.number("non_specialist_pct"))


def hours(value: float) -> str:
    """«12 часов», «1,5 часа»."""
    return numbers.counted(value, "час", "часа", "часов", 1 if value % 1 else 0)


def of_hours(value: float) -> str:
    """The number of hours alone: «12», «1,5»."""
    return numbers.number(value, 1 if value % 1 else 0)


def absent(year: StaffingYear) -> Notice | None:
    """The notice of a year without known hours."""
    if year.has_hours:
        return None
    place = year.run.municipality.name_prepositional
    return Notice(
        f"Сведений о потребности в часах и о том, кто их ведёт, {place} {in_period(year.run.year)} "
        "в данных нет. Это не значит, что учителей хватает: загрузите таблицу «Кадры по предметам»."
    )


def findings(year: StaffingYear, rule: StaffingRule | None = None) -> Findings:
    """The summary: vacant hours, where they are, who covers the rest, the change, the silent."""
    if (notice := absent(year)) is not None:
        return Findings([Finding("staffing-absent", "no_data", notice.text,
                                 "ни одной строки с известными часами за год", {})])  # fmt: skip
    rule = rule or StaffingRule.stated()
    makers: tuple[Callable[[StaffingYear, StaffingRule], Iterator[Finding]], ...] = (
        _vacant, _where, _others, _change, _silent, _young,
    )  # fmt: skip
    return Findings([item for make in makers for item in make(year, rule)][:5])


def _vacant(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    total = year.teachers.staffing_all
    assert total is not None
    need, vacant = float(total["hours_needed"]), float(total["hours_vacant"])
    pct = vacant * 100 / need if need else 0.0
    if not vacant:
        text = f"Незакрытых часов нет: вся известная потребность ({hours(need)}) закрыта."
    else:
        verb = numbers.plural(vacant, "Не закрыт", "Не закрыты", "Не закрыто")
        text = f"{verb} {hours(vacant)} из {of_hours(need)} ({numbers.percent(pct)}). "
        text += f"Больше всего: {_top_subjects(year)}."
    yield Finding(
        "staffing-vacant", "attention" if pct >= rule.vacant_hours_pct else "neutral", text,
        f"внимания требует нехватка от {numbers.number(rule.vacant_hours_pct)} % часов",
        {"hours_vacant": vacant, "hours_needed": need},
    )  # fmt: skip


def _top_subjects(year: StaffingYear) -> str:
    rows = year.teachers.staffing_by_subject
    rows = rows[rows["hours_vacant"] > 0].head(3)
    cases = [
        f"{subject_name(row.subject).lower()} ({of_hours(row.hours_vacant)} из "
        f"{of_hours(row.hours_needed)} ч)"
        for row in each(rows)
    ]
    return numbers.listed(cases)


def _where(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    """In how many schools hours are vacant, and whether listed schools lack more."""
    if not len(year.vacancies):
        return
    with_gap, known = year.vacancies["school_id"].nunique(), year.known["school_id"].nunique()
    text = f"Незакрытые часы есть {in_schools(with_gap)} из {known}, по которым есть сведения."
    values: dict[str, Any] = {"schools_with_gap": with_gap, "schools": known}
    if len(year.groups):
        by_group = {bool(row.is_listed): row for row in each(year.groups)}
        listed, others = by_group[True], by_group[False]
        if listed.hours_needed and others.hours_needed:
            text += (
                f" В школах списка ШНОР не закрыто {numbers.percent(listed.vacant_pct)} часов, "
                f"в остальных — {numbers.percent(others.vacant_pct)}."
            )
            values |= {"listed_pct": listed.vacant_pct, "others_pct": others.vacant_pct}
    yield Finding(
        "staffing-where", "neutral", text,
        "есть хотя бы один незакрытый час; доли — от потребности каждой группы школ", values,
    )  # fmt: skip


def _others(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    total = year.teachers.staffing_all
    assert total is not None
    pct, other = total["non_specialist_pct"], total["hours_by_other"]
    if pd.isna(pct) or pd.isna(other):
        return
    if not other:
        text = "Все закрытые часы ведут специалисты по предмету."
    else:
        text = (
            f"Педагоги другого профиля ведут {hours(float(other))} ({numbers.percent(pct)} "
            "закрытых часов)."
        )
    yield Finding(
        "staffing-others", "attention" if pct >= rule.non_specialist_pct else "neutral", text,
        f"внимания требует доля от {numbers.number(rule.non_specialist_pct)} % закрытых часов",
        {"hours_by_other": float(other), "non_specialist_pct": float(pct)},
    )  # fmt: skip


def _change(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    if not len(year.changes):
        return
    before = float(year.changes["before_vacant"].sum())
    now = float(year.changes["now_vacant"].sum())
    yield Finding(
        "staffing-change", "neutral", _change_text(year, before, now),
        "сравниваются школы и предметы, по которым часы известны в оба года",
        {"before_vacant": before, "now_vacant": now},
    )  # fmt: skip


def _change_text(year: StaffingYear, before: float, now: float) -> str:
    start = (
        f"В одних и тех же школах год назад не закрыто было {of_hours(before)} ч, сейчас — "
        f"{of_hours(now)} ч"
    )
    if before == now:
        return f"{start}: столько же."
    rows = year.changes.assign(moved=year.changes["now_vacant"] - year.changes["before_vacant"])
    grew = now > before
    top = rows.sort_values(["moved", "subject"], ascending=[not grew, True], kind="stable").iloc[0]
    word = "выросла" if grew else "сократилась"
    return (
        f"{start}. Сильнее всего нехватка {word} по предмету «{subject_name(top['subject'])}»: "
        f"{of_hours(top['before_vacant'])} → {of_hours(top['now_vacant'])} ч."
    )


def _young(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    rows = year.young[year.young["is_filled"].notna()]
    if not len(rows):
        return
    filled = int(rows["is_filled"].astype("int64").sum())
    places = numbers.counted(
        len(rows), "прошлогодней вакансии", "прошлогодних вакансий", "прошлогодних вакансий"
    )
    text = (
        f"Из {places} (школа и предмет) молодые специалисты закрывают {filled}."
        if filled
        else f"Ни одну из {places} (школа и предмет) молодой специалист не закрыл."
    )
    yield Finding(
        "staffing-young", "neutral", text,
        "вакансия — школа и предмет с незакрытыми часами год назад; закрыта, если этот предмет "
        "там теперь ведёт молодой специалист",
        {"vacancies": len(rows), "filled": filled},
    )  # fmt: skip


def _silent(year: StaffingYear, rule: StaffingRule) -> Iterator[Finding]:
    if not year.silent:
        return
    yield Finding(
        "staffing-silent", "no_data", silent(year).text,
        "у школы, которая работает в этом году, нет ни одной строки с известными часами",
        {"schools": len(year.silent)},
    )  # fmt: skip


def subjects(year: StaffingYear) -> Text | Notice:
    """In how many subjects hours are vacant."""
    if (notice := absent(year)) is not None:
        return notice
    rows = year.teachers.staffing_by_subject
    gaps = rows[rows["hours_vacant"] > 0]
    if not len(gaps):
        return Text("Незакрытых часов нет ни по одному предмету.")
    count = numbers.counted(len(gaps), "предмету", "предметам", "предметам")
    return Text(f"Часы не закрыты по {count} из {len(rows)}. Больше всего: {_top_subjects(year)}.")


def places(year: StaffingYear) -> Text | Notice:
    """Which schools have the most vacant hours."""
    if not year.has_hours:
        return Notice("Часов за этот год в данных нет: показать нечего.")
    if not len(year.vacancies):
        return Text("Незакрытых часов нет ни в одной школе, по которой есть сведения.")
    sums = year.vacancies.groupby("school_id")["hours_vacant"].sum().reset_index()
    sums = sums.sort_values(["hours_vacant", "school_id"], ascending=[False, True], kind="stable")
    cases = [
        f"{year.school_names[row.school_id]} ({of_hours(row.hours_vacant)} ч)" for row in each(sums)
    ]
    return Text(f"Незакрытые часы есть {in_schools(len(sums))}: {some(cases)}.")


def listed(year: StaffingYear) -> Text | Notice:
    """Whether listed schools lack more hours than others."""
    if not len(year.groups):
        names_any = bool(year.teachers.listed.school_ids)
        why = "часы известны не по обеим группам" if names_any else year.teachers.listed.note
        return Notice(f"Сравнить школы списка с остальными нельзя: {why}.")
    by_group = {bool(row.is_listed): row for row in each(year.groups)}
    listed, others = by_group[True], by_group[False]
    return Text(
        f"Не закрыто: в школах списка — {numbers.percent(listed.vacant_pct)} часов "
        f"({of_hours(listed.hours_vacant)} из {of_hours(listed.hours_needed)}), в остальных — "
        f"{numbers.percent(others.vacant_pct)} ({of_hours(others.hours_vacant)} из "
        f"{of_hours(others.hours_needed)}). Это сведения обо всех часах, а не выборка: интервалов "
        "у них нет, но причины разницы из них не следуют."
    )


def others(year: StaffingYear) -> Text | Notice:
    """Subjects most often taught by people of another profile."""
    if not year.has_hours:
        return Notice("Часов за этот год в данных нет: показать нечего.")
    rows = year.teachers.staffing_by_subject
    rows = rows[(rows["hours_by_other"] > 0).fillna(False)]
    if not len(rows):
        return Text("Часов, которые ведут педагоги другого профиля, в данных нет.")
    rows = rows.sort_values(["hours_by_other", "subject"], ascending=[False, True], kind="stable")
    cases = [
        f"{subject_name(row.subject).lower()} ({of_hours(row.hours_by_other)} ч, "
        f"{numbers.percent(row.non_specialist_pct)} закрытых)"
        for row in each(rows)
    ]
    return Text(f"Педагоги другого профиля ведут: {some(cases)}.")


def change(year: StaffingYear) -> Text | Notice:
    """What changed in the same schools since the year before."""
    if not len(year.changes):
        return Notice(
            f"Сравнить с {year.run.year - 1} годом нельзя: нет школ, по которым часы известны в "
            "оба года."
        )
    before = float(year.changes["before_vacant"].sum())
    return Text(_change_text(year, before, float(year.changes["now_vacant"].sum())))


def young(year: StaffingYear) -> Text | Notice:
    """Young teachers: how many there are, how many vacancies of last year they fill."""
    if not len(year.staff):
        return Notice(f"Списка педагогов за {year.run.period} в данных нет.")
    staff, count = int(year.staff["staff"].sum()), int(year.staff["young"].sum())
    rows = year.young[year.young["is_filled"].notna()]
    start = (
        f"Молодых специалистов — {count} из {numbers.number(staff)} педагогов"
        f"{f' ({numbers.percent(100 * count / staff)})' if staff >= 10 else ''}."
    )
    if not len(rows):
        return Text(f"{start} Прошлогодних вакансий, о которых можно судить, в данных нет.")
    item = next(_young(year, StaffingRule()))
    return Text(f"{start} {item.text}")


def silent(year: StaffingYear) -> Text:
    """Schools without known hours."""
    if not year.silent:
        return Text("Часы известны по всем школам, которые работают в этом году.")
    if not year.has_hours:
        return Text("Часы неизвестны ни по одной школе.")
    count = numbers.counted(len(year.silent), "школе", "школам", "школам")
    return Text(
        f"Часы неизвестны по {count}: {some(year.silent, 6)}. Это не ноль: в суммы они не входят."
    )
