"""Sentences about conditions of schools: whom they teach, who helps, what is ready.

Here: findings of the first page and claims of the sections. Not here: arithmetic
(`indicators.context_year`), tables, drawings.

Conditions are counts of all pupils, not samples: no intervals. They explain nothing by
themselves, and no sentence says they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.context_year import ContextYear
from helpers.indicators.rows import each
from helpers.wording import numbers
from helpers.wording.people import in_schools, schools, upper_first
from helpers.wording.results import in_period, some

#: Difference of shares in points from which the summary names a factor.
_NAMED_GAP_POINTS = 5.0


def _absent(year: ContextYear, what: str) -> Notice:
    return Notice(f"{what} {in_period(year.run.year)} в данных нет: показать нечего.")


def findings(year: ContextYear) -> Findings:
    """The summary: risk group, listed schools against all, satisfaction, material, partners."""
    makers: tuple[Callable[[ContextYear], Iterator[Finding]], ...] = (
        _risk, _listed, _satisfaction, _material, _partners, _silent,
    )  # fmt: skip
    made = [item for make in makers for item in make(year)]
    return Findings(made[:6])


def _own(year: ContextYear, name: str) -> Any:
    rows = year.values
    rows = rows[(rows["indicator_id"] == name) & (rows["scope"] == year.places.own_scope)]
    rows = rows[(rows["municipality_id"] == year.run.municipality_id) & (rows["status"] == "ok")]
    return next(each(rows), None)


def _risk(year: ContextYear) -> Iterator[Finding]:
    share = _own(year, "pupils.risk_share")
    if share is None:
        return
    group = numbers.part_of(round(share.numerator), round(share.denominator))
    text = f"К группе риска отнесены {group} обучающихся ({numbers.percent(share.value)})."
    values = {"risk_group": share.numerator, "pupils": share.denominator}
    helped = _own(year, "pupils.risk.accompanied_share")
    if helped is not None:
        text += (
            f" Сопровождение получают {numbers.percent(helped.value)} из них "
            f"({numbers.part_of(round(helped.numerator), round(helped.denominator))})."
        )
        values |= {"accompanied": helped.numerator}
    yield Finding(
        "context-risk", "neutral", text,
        "группа риска — от всех обучающихся, сопровождение — от группы риска", values,
    )  # fmt: skip


def _listed(year: ContextYear) -> Iterator[Finding]:
    rows = year.factors.dropna(subset=["pct", "listed_pct"])
    if rows.empty:
        return
    gaps = (rows["listed_pct"].astype(float) - rows["pct"].astype(float)).abs()
    named = rows[gaps >= _NAMED_GAP_POINTS]
    if named.empty:
        text = (
            "Условия школ списка отличаются от условий всех школ меньше чем на "
            f"{numbers.number(_NAMED_GAP_POINTS)} п. п. по каждому фактору."
        )
    else:
        order = gaps[named.index].sort_values(ascending=False, kind="stable").index
        cases = [
            f"{row.label[:1].lower() + row.label[1:] if row.label != 'ОВЗ' else row.label} — "
            f"{numbers.percent(row.listed_pct)} против {numbers.percent(row.pct)}"
            for row in each(named.loc[order])
        ]
        text = f"Школы списка работают в других условиях, чем все школы: {some(cases)}."
    yield Finding(
        "context-listed", "neutral", text,
        f"называется фактор, доля которого отличается от {numbers.number(_NAMED_GAP_POINTS)} п. п.",
        {"factors": len(rows), "named": len(named)},
    )  # fmt: skip


def _satisfaction(year: ContextYear) -> Iterator[Finding]:
    rows = year.satisfaction
    if rows.empty:
        return
    means = rows.groupby("school_id")["score"].mean()
    goal = year.satisfaction_goal
    below = int((means < goal).sum())
    text = (
        f"Средний балл удовлетворённости ниже {numbers.number(goal)} {in_schools(below)} из "
        f"{len(means)}, по которым есть оценка."
        if below
        else f"Во всех школах с оценкой ({len(means)}) средний балл удовлетворённости не ниже "
        f"{numbers.number(goal)}."
    )
    yield Finding(
        "context-satisfaction", "attention" if below else "good", text,
        f"средний балл критериев школы ниже {numbers.number(goal)}",
        {"schools": len(means), "below": below, "goal": goal},
    )  # fmt: skip


def _material(year: ContextYear) -> Iterator[Finding]:
    rows = year.material
    if rows.empty:
        return
    ready, late = int((rows["state"] == "ready").sum()), int(rows["is_late"].sum())
    text = f"Готово {numbers.part_of(ready, len(rows))} потребностей в оснащении."
    if late:
        text += (
            f" У {numbers.counted(late, 'потребности', 'потребностей', 'потребностей')} срок "
            f"прошёл ({in_schools(rows.loc[rows['is_late'], 'school_id'].nunique())})."
        )
    yield Finding(
        "context-material", "attention" if late else "neutral", text,
        "срок не позже даты отчёта, а состояние не «готово»",
        {"needs": len(rows), "ready": ready, "late": late},
    )  # fmt: skip


def _partners(year: ContextYear) -> Iterator[Finding]:
    every = year.partnerships
    rows = every[every["partners"].notna()]
    if rows.empty:
        return
    alone = int((rows["partners"] == 0).sum())
    unsigned = int((rows["partners"] > rows["with_agreement"]).sum())
    text = _with_partners(alone, len(rows), len(every) - len(rows))
    if unsigned:
        count = numbers.counted(unsigned, "школы", "школ", "школ")
        text += f" Не со всеми партнёрами есть соглашение у {count} списка."
    yield Finding(
        "context-partners", "attention" if alone else "neutral", text,
        "партнёрство действует хотя бы один день учебного года",
        {"listed": len(rows), "alone": alone, "without_agreement": unsigned},
    )  # fmt: skip


def _with_partners(alone: int, known: int, silent: int) -> str:
    """How many schools of the list have a partner, among those of which it is known."""
    about, end = "", "."
    if silent:
        about = ", о которой есть данные" if known == 1 else ", о которых есть данные"
        end = f"; ещё о {numbers.counted(silent, 'школе', 'школах', 'школах')} данных нет."
    if alone:
        stayed = numbers.plural(alone, "осталась", "остались", "осталось")
        return f"Без школы-партнёра {stayed} {schools(alone)} списка из {known}{about}{end}"
    if not silent:
        return f"Партнёр есть у каждой школы списка ({known})."
    of_many = f"каждой из {numbers.counted(known, 'школы', 'школ', 'школ')}"
    each = "единственной школы" if known == 1 else of_many
    return f"Партнёр есть у {each} списка{about}{end}"


def _silent(year: ContextYear) -> Iterator[Finding]:
    missing = [c for c in year.schools["school_id"] if c not in set(year.profile["school_id"])]
    if not missing:
        return
    yield Finding(
        "context-silent", "no_data", coverage(year).text,
        "у школы, которая работает в этом году, нет строки в таблице «Контекст школы»",
        {"schools": len(missing)},
    )  # fmt: skip


def coverage(year: ContextYear) -> Text | Notice:
    """Which schools gave no conditions."""
    known = set(year.profile["school_id"])
    missing = [year.name(code) for code in year.schools["school_id"] if code not in known]
    if not known:
        return Notice(
            f"Условий школ {year.run.municipality.name_prepositional} {in_period(year.run.year)} "
            "в данных нет (таблица «Контекст школы»): сравнить результаты с учётом условий нельзя."
        )
    if not missing:
        return Text("Условия известны по всем школам, которые работают в этом году.")
    count = numbers.counted(len(missing), "школе", "школам", "школам")
    return Text(
        f"Условия неизвестны по {count}: {some(missing, 6)}. Это не ноль: в суммы они не входят."
    )


def profile(year: ContextYear) -> Text | Notice:
    """Whom the schools teach: the widest span between schools."""
    if year.profile.empty:
        return coverage(year)
    rows = year.profile
    spans = []
    for row in each(year.factors):
        values = rows[row.factor].dropna().astype(float)
        if len(values) > 1:
            spans.append((float(values.max() - values.min()), row.label, values))
    if not spans:
        return Text(f"Условия известны по {_known(len(rows))}.")
    widest = max(spans, key=lambda item: item[0])
    return Text(
        f"Условия известны по {_known(len(rows))}. Сильнее всего школы отличаются по фактору "
        f"«{widest[1]}»: от {numbers.percent(widest[2].min())} до "
        f"{numbers.percent(widest[2].max())}."
    )


def _known(count: int) -> str:
    return numbers.counted(count, "школе", "школам", "школам")


def participation(year: ContextYear) -> Text | Notice:
    """Pupils in events this year and the year before."""
    rows = year.participation
    now = rows[rows["year"] == year.run.year]
    if now.empty:
        return _absent(year, "Участия обучающихся в олимпиадах, конкурсах и проектах")
    count = float(now["pupils"].sum())
    before = rows[rows["year"] == year.run.year - 1]
    text = (
        f"{upper_first(in_period(year.run.year))} записано "
        f"{_seats(count)} и "
        f"{_prizes(float(now['prize_winners'].sum()))}"
    )
    if len(before):
        text += f"; год назад — {_seats(float(before['pupils'].sum()))}"
    return Text(f"{text}. Число записей растёт и тогда, когда лучше записывают.")


def _seats(count: float) -> str:
    return numbers.counted(count, "участие", "участия", "участий")


def support(year: ContextYear) -> Text | Notice:
    """How many indicators of conditions have a value, and for which list."""
    rows = year.values[(year.values["status"] == "ok") & (year.values["scope"] != "school")]
    if rows.empty:
        return _absent(year, "Показателей условий и поддержки")
    if not year.listed:
        return Text(
            f"Сравнить школы списка с территорией нельзя: {year.places.listed.note}; показана вся "
            "территория."
        )
    inside = numbers.counted(len(year.listed), "школа", "школы", "школ")
    return Text(f"В списке {inside}; рядом — вся территория, включая эти школы.")


def families(year: ContextYear) -> Text | Notice:
    """Which form of work most parents come to."""
    rows = year.families
    if rows.empty:
        return _absent(year, "Сведений о работе с родителями")
    rows = rows.assign(pct=100 * rows["took_part"].astype(float) / rows["total"].astype(float))
    best = rows.sort_values(["pct", "action"], ascending=[False, True], kind="stable")
    first, last = best.iloc[0], best.iloc[-1]
    text = f"Чаще всего приходят: {first['action']} — {numbers.percent(first['pct'])} приглашённых"
    if len(best) > 1:
        text += f"; реже всего: {last['action']} — {numbers.percent(last['pct'])}"
    return Text(f"{text}.")


def satisfaction(year: ContextYear) -> Text | Notice:
    """How many schools are below the goal, and by which criterion most."""
    if year.satisfaction.empty:
        return _absent(year, "Оценок удовлетворённости условиями")
    worst = year.satisfaction.groupby("criterion")["score"].mean().sort_values(kind="stable")
    item = next(_satisfaction(year))
    return Text(
        f"{item.text} Ниже всего в среднем по школам — {worst.index[0]}: "
        f"{numbers.number(worst.iloc[0], 1)} из 100."
    )


def material(year: ContextYear) -> Text | Notice:
    """What is ready and what is late."""
    if year.material.empty:
        return _absent(year, "Сведений о потребностях в оснащении")
    return Text(next(_material(year)).text)


def partners(year: ContextYear) -> Text | Notice:
    """Which listed schools have partners."""
    item = next(_partners(year), None)
    if item is None:
        return Notice(
            "О партнёрстве школ списка сказать нечего: нет списка ШНОР или записей таблицы "
            "«Партнёрство» к этому году."
        )
    return Text(item.text)


def publications(year: ContextYear) -> Text | Notice:
    """How much was published and how much of it does not open."""
    rows = year.publications
    if rows.empty:
        return _absent(year, "Публикаций школ")
    total, dead = int(rows["published"].sum()), int(rows["dead"].sum())
    text = (
        f"За учебный год {numbers.plural(total, 'опубликован', 'опубликованы', 'опубликовано')} "
        f"{numbers.counted(total, 'материал', 'материала', 'материалов')}"
    )
    return Text(f"{text}; при проверке не открылись или оказались пустыми {dead}.")


def risks(year: ContextYear) -> Text | Notice:
    """Which factor schools most often call high."""
    rows = year.risks
    if rows.empty:
        return _absent(year, "Самооценки школ по факторам риска")
    high = rows[rows["high"] > 0]
    if high.empty:
        return Text("Ни одна школа не назвала высоким ни один фактор риска.")
    cases = [f"{row.factor} ({schools(int(row.high))})" for row in each(high)]
    return Text(f"Высокий уровень риска школы называют чаще всего по факторам: {some(cases)}.")


def _prizes(count: float) -> str:
    return numbers.counted(count, "призовое место", "призовых места", "призовых мест")
