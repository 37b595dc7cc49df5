"""Sentences about the municipalities of a region: who has listed schools, who helps, who is silent.

Here: findings of the first page, claims of the sections on lists, help, roadmaps, participation,
signs and data. Not here: municipalities side by side in one work (`wording.region_results`),
arithmetic (`indicators.region_year`), tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.region_year import RegionYear
from helpers.wording import numbers, people, region_results
from helpers.wording.region_results import SCHOOL, counted
from helpers.wording.results import in_period, some, upper_first

_OF_UNITS = ("муниципалитета", "муниципалитетов", "муниципалитетов")
_IN_UNITS = ("муниципалитете", "муниципалитетах", "муниципалитетах")
_INSCHOOLS = ("школе", "школах", "школах")


def absent(year: RegionYear) -> Notice | None:
    """Why municipalities cannot be compared; None where they can."""
    if not year.is_region:
        return Notice(
            f"{upper_first(year.data.municipality.name)} — муниципалитет, а этот отчёт сравнивает "
            "муниципалитеты одного региона. Запустите его для региона: данные других "
            "муниципалитетов отчёту о муниципалитете не видны."
        )
    if year.has_units:
        return None
    return Notice(
        f"Муниципалитетов с данными {year.data.municipality.name_prepositional} "
        f"{'нет' if year.units.empty else 'только один'}: школы записаны за самим регионом, и "
        "сравнивать муниципалитеты не по чему. Чтобы сравнение появилось, укажите в справочнике "
        "школ, из какого муниципалитета каждая школа, и загрузите его снова."
    )


def findings(year: RegionYear) -> Findings:
    """The summary: differences, list, help, roadmaps, signs, missing data."""
    makers = (region_results.finding, _listed, _unhelped, _roadmaps, _signs, _missing)
    return Findings([item for make in makers for item in make(year)][:6])


# lists, help, roadmaps


def _listed(year: RegionYear) -> Iterator[Finding]:
    if not year.has_units or not year.has_list:
        return
    rows = year.lists
    having = rows[rows["listed"] > 0]
    yield Finding(
        "finding-region-lists", "attention", listed_words(year),
        "список ШНОР по результатам года; школа считается в своём муниципалитете",
        {"listed": int(rows["listed"].sum()) + year.listed_outside,
         "units_with_listed": len(having), "units": len(rows)},
    )  # fmt: skip


def listed_words(year: RegionYear) -> str:
    """How many listed schools there are and in how many municipalities."""
    rows, outside = year.lists, year.listed_outside
    inside, silent = int(rows["listed"].sum()), int(rows["listed"].isna().sum())
    having = int((rows["listed"] > 0).sum())
    parts = [f"{inside} — {_where(having)} из {len(rows)}"] if inside else []
    if outside:
        parts.append(f"{outside} — за самим регионом, не за муниципалитетом")
    text = (
        f"В списке ШНОР по результатам {year.run.year} года "
        f"{counted(inside + outside, SCHOOL)}: {', '.join(parts)}."
    )
    if silent:
        text += (
            f" У {counted(silent, _OF_UNITS)} в списке нет ни одной строки: нет там таких школ "
            "или нет самого списка, отсюда не видно."
        )
    both = rows[rows["entered"].notna()]
    if len(both):
        where = (
            ""
            if len(both) == len(rows)
            else (f" (оба списка есть у {counted(len(both), _OF_UNITS)} из {len(rows)})")
        )
        text += (
            f" Против списка прошлого года вошло {int(both['entered'].sum())}, "
            f"вышло {int(both['left'].sum())}{where}."
        )
    return text


def _where(count: int) -> str:
    return f"в {count}{numbers.NBSP}{numbers.plural(count, *_IN_UNITS)}"


def listed(year: RegionYear) -> Text | Notice:
    """The claim about lists."""
    if not year.has_units:
        return _nothing("Списки ШНОР")
    if not year.has_list:
        return Notice(
            f"Списка ШНОР по результатам {year.run.year} года в данных нет: сказать, сколько школ "
            "в нём у каждого муниципалитета, нельзя."
        )
    return Text(
        f"{listed_words(year)} Доля школ в списке у малых муниципалитетов резко зависит от одной "
        "школы, поэтому рядом стоит число."
    )


def _nothing(what: str) -> Notice:
    return Notice(f"{what} по муниципалитетам не показаны: муниципалитетов для сравнения нет.")


def _unhelped(year: RegionYear) -> Iterator[Finding]:
    rows = year.help[year.help["unhelped"].notna()] if year.has_units else year.units.head(0)
    if rows.empty:
        return
    alone, having = int(rows["unhelped"].sum()), int((rows["unhelped"] > 0).sum())
    yield Finding(
        "finding-region-help", "attention" if alone else "good", _help_words(rows),
        "педагоги школ списка с выявленным дефицитом и без методической помощи за год",
        {"unhelped": alone, "units": having, "units_known": len(rows)},
    )  # fmt: skip


def _help_words(rows: pd.DataFrame) -> str:
    alone, found = int(rows["unhelped"].sum()), int(rows["with_deficit"].sum())
    if not found:
        return "Дефицитов у педагогов не найдено ни в одном муниципалитете с диагностикой."
    if not alone:
        return (
            f"Без помощи не остался никто: педагогов с выявленными дефицитами — {found}, "
            f"сведения есть {_about(len(rows))}."
        )
    return (
        f"С дефицитом и без помощи — {people.part_of_teachers(alone, found)}, "
        f"{_where(int((rows['unhelped'] > 0).sum()))} из {len(rows)} со сведениями."
    )


def help_claim(year: RegionYear) -> Text | Notice:
    """The claim about help to teachers."""
    if not year.has_units:
        return _nothing("Диагностика и помощь педагогам")
    if not year.has_staff:
        return Notice(
            f"Списков педагогов за {year.run.period} в данных нет: охват помощью посчитать не от "
            "чего."
        )
    rows = year.help[year.help["unhelped"].notna()]
    who = "педагоги школ списка" if year.teachers.is_listed else "педагоги всех школ"
    silent = len(year.help) - len(rows)
    parts = [_help_words(rows)] if len(rows) else ["Диагностика или помощь нигде не внесены."]
    parts.append(f"Считаются {who} ({year.support_note}).")
    if silent and len(rows):
        parts.append(f"{upper_first(_about(silent))} сведений нет: это не ноль.")
    return Text(" ".join(parts))


def _roadmaps(year: RegionYear) -> Iterator[Finding]:
    if not year.has_units or (year.roadmaps["plan_id"] == "").all():
        return
    rows = year.roadmaps
    late = rows[rows["overdue"].fillna(0) > 0]
    yield Finding(
        "finding-region-roadmaps", "attention" if len(late) else "neutral", roadmap_words(year),
        "наступившие к дате отчёта сроки дорожных карт муниципалитетов, которые можно подтвердить",
        {"plans": int((rows["plan_id"] != "").sum()), "units": len(rows),
         "overdue": int(rows["overdue"].sum())},
    )  # fmt: skip


def roadmap_words(year: RegionYear) -> str:
    """How many municipalities have a roadmap, and what is late."""
    rows = year.roadmaps
    plans, known = rows[rows["plan_id"] != ""], rows[rows["overdue"].notna()]
    text = f"Дорожная карта есть {_where(len(plans))} из {len(rows)}"
    if known.empty:
        return f"{text}; исполнение ни по одной не внесено."
    due, late = int(known["due"].sum()), int(known["overdue"].sum())
    done = int((known["done"] + known["done_late"]).sum())
    unknown = len(plans) - len(known)
    tail = f"; исполнение не внесено {_where(unknown)}" if unknown else ""
    return (
        f"{text}; наступивших сроков, которые можно проверить, {numbers.number(due)}, "
        f"выполнено {numbers.number(done)}, "
        f"просрочено {numbers.number(late)}{tail}."
    )


def roadmaps(year: RegionYear) -> Text | Notice:
    """The claim about roadmaps."""
    if not year.has_units:
        return _nothing("Дорожные карты")
    if (year.roadmaps["plan_id"] == "").all():
        return Notice(
            f"Дорожных карт муниципалитетов, которые действуют в {year.run.year} году, в данных "
            "нет."
        )
    return Text(
        f"{roadmap_words(year)} Все карты оценены на одну дату — "
        f"{numbers.date_text(year.run.report_date())}; доля исполнения зависит и от того, сколько "
        "сроков в карте и как ведут её учёт."
    )


# participation, signs, data


def participation(year: RegionYear) -> Text | Notice:
    """The claim about participation."""
    if not year.has_units:
        return _nothing("Сведения об участии")
    rows = year.participation
    works = rows[rows["enrolled"].notna()]
    asked = rows[rows["asked"].notna()]
    parts = []
    if len(works):
        took, enrolled = float(works["participants"].sum()), float(works["enrolled"].sum())
        parts.append(
            f"В оценочных работах участвовали {numbers.percent(100 * took / enrolled)} "
            f"обучающихся (сведения {_about(len(works))})."
        )
    if len(asked):
        joined, whole = int(asked["joined"].sum()), int(asked["asked"].sum())
        parts.append(
            f"В мероприятиях участвовали {numbers.part_of(joined, whole)} школ тех "
            f"муниципалитетов, которые внесли мероприятия ({len(asked)} из {len(rows)})."
        )
    if not parts:
        return Notice(f"Сведений об участии {in_period(year.run.year)} в данных нет.")
    return Text(" ".join(parts))


def _about(count: int) -> str:
    return f"о {count}{numbers.NBSP}{numbers.plural(count, *_IN_UNITS)}"


def _signs(year: RegionYear) -> Iterator[Finding]:
    rows = year.signs[year.signs["judged"].notna()] if year.has_units else year.units.head(0)
    if rows.empty:
        return
    hit = int(rows["with_signs"].sum())
    yield Finding(
        "finding-region-signs", "attention" if hit else "neutral", _signs_words(rows),
        "официальная методика: хотя бы один из 14 признаков школы",
        {"schools": hit, "judged": int(rows["judged"].sum())},
    )  # fmt: skip


def _signs_words(rows: pd.DataFrame) -> str:
    hit, judged = int(rows["with_signs"].sum()), int(rows["judged"].sum())
    if not hit:
        return (
            f"Признаков, которые требуют проверки, не найдено ни в одной из {judged} школ, где "
            "вычислен хоть один. Объективности это не подтверждает."
        )
    units = int((rows["with_signs"] > 0).sum())
    return (
        f"Хотя бы один признак, который требует проверки, есть в "
        f"{hit}{numbers.NBSP}{numbers.plural(hit, *_INSCHOOLS)} из {judged}, где он вычислен "
        f"({_where(units)}). Признак ничего не доказывает."
    )


def signs(year: RegionYear) -> Text | Notice:
    """The claim about signs of objectivity."""
    if not year.has_units:
        return _nothing("Признаки объективности")
    rows = year.signs[year.signs["judged"].notna()]
    if rows.empty:
        return Notice(
            f"За {year.run.year} год ни один признак не вычислен: не хватает результатов "
            "участников, журнала, региона или прошлого года. Это не значит, что признаков нет."
        )
    return Text(
        f"{_signs_words(rows)} Число признаков растёт вместе с числом школ и с тем, сколько "
        "признаков вообще вычислено: муниципалитеты по нему не сравнивают."
    )


def _missing(year: RegionYear) -> Iterator[Finding]:
    if not year.has_units:
        return
    rows = year.completeness
    silent = rows[rows["kinds"] == 0]
    if silent.empty:
        return
    yield Finding(
        "finding-region-missing", "no_data",
        f"За {year.run.period} нет ни одного вида данных от {len(silent)} из {len(rows)} "
        f"муниципалитетов: {some([str(name) for name in silent['name']], 5)}.",
        "ни одна таблица муниципалитета не содержит строк этого года",
        {"silent": len(silent), "units": len(rows)},
    )  # fmt: skip


def completeness(year: RegionYear) -> Text | Notice:
    """The claim about completeness of data."""
    if not year.has_units:
        return _nothing("Сведения о полноте данных")
    rows = year.completeness
    none, most = int((rows["kinds"] == 0).sum()), int(rows["kinds"].max())
    parts = [
        f"Муниципалитетов с данными за какой-либо год — {len(rows)}"
        + (f", из них без данных за {year.run.period} — {none}." if none else "."),
        f"Больше всего видов данных у одного муниципалитета — {most} из "
        f"{numbers.number(len(rows['absent'].iloc[0]) + int(rows['kinds'].iloc[0]))}.",
        "Муниципалитет, у которого данных меньше, виден хуже, а не работает хуже.",
    ]
    return Text(" ".join(parts))
