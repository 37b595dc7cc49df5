"""Sentences about the list by the rule: who is on it, how sure, how stable, against others.

Here: findings of the first page and claims of the sections. Not here: phrases of one remark or
variant (`wording.low_results`), the verdict (`indicators.low_results`).

The rule is applied, not judged; whether a result is low beyond chance is said separately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.low_results import LowResultsList
from helpers.wording import numbers, people
from helpers.wording.results import some

Maker = Callable[[LowResultsList], Iterator[Finding]]


def _of_schools(count: int) -> str:
    return numbers.counted(count, "школы", "школ", "школ")


def has_results(made: LowResultsList) -> bool:
    """Whether any school has a result that the rule counts."""
    return len(made.results) > 0


def _limit(made: LowResultsList) -> str:
    return numbers.percent(made.rule.low_share_pct, 0)


def absent(made: LowResultsList) -> Notice | None:
    """The notice of a year without results that the rule counts."""
    if has_results(made):
        return None
    return Notice(
        f"Результатов школ, которые учитывает правило, за {made.year} год в данных нет: список по "
        "правилу не построить. Это не значит, что школ с низкими результатами нет."
    )


def findings(made: LowResultsList) -> Findings:
    """The summary: the list, how sure, how stable, movement, agreement, decisions."""
    if (notice := absent(made)) is not None:
        rule = "ни одного результата, который учитывает правило"
        return Findings([Finding("finding-absent", "no_data", notice.text, rule, {})])
    makers: tuple[Maker, ...] = (_list, _sure, _stable, _movement, _official, _decisions)
    return Findings([item for make in makers for item in make(made)][:6])


def _list(made: LowResultsList) -> Iterator[Finding]:
    count, total = len(made.listed), int((made.schools["results"] > 0).sum())
    if count:
        text = (
            f"Правило относит к ШНОР {people.schools(count)} из {total} с результатами: "
            f"{some(list(made.listed['school_name']), 6)}."
        )
    else:
        text = f"Правило не относит к ШНОР ни одну из {_of_schools(total)} с результатами."
    yield Finding(
        "finding-list", "attention" if count else "neutral", text,
        f"доля ниже минимума не меньше {_limit(made)} не менее чем в "
        f"{made.rule.min_procedures} процедурах года или по второму основанию правила",
        {"listed": count, "schools": total},
    )  # fmt: skip


def _sure(made: LowResultsList) -> Iterator[Finding]:
    rows = made.triggers[made.triggers["listed"].astype(bool) & made.triggers["low"].notna()]
    if rows.empty:
        return
    sure = rows[rows["low"] >= made.rule.low_share_pct]
    whole = numbers.counted(
        len(rows), "низкого результата", "низких результатов", "низких результатов"
    )
    text = (
        f"Больше случайных колебаний за границей лежат {len(sure)} из {whole} школ списка; у "
        f"{len(rows) - len(sure)} интервал пересекает границу, и по одному году нельзя сказать, "
        "ниже ли результат на самом деле."
        if len(sure) < len(rows)
        else f"Интервал каждого из {whole} школ списка лежит целиком не ниже границы."
    )
    yield Finding(
        "finding-sure", "neutral", text,
        f"нижняя граница 95-процентного интервала доли не меньше {_limit(made)}",
        {"results": len(rows), "sure": len(sure)},
    )  # fmt: skip


def _stable(made: LowResultsList) -> Iterator[Finding]:
    rows = made.schools
    variants = int(rows["variants"].max()) if len(rows) else 0
    if not variants:
        return
    inside = rows[rows["listed"].astype(bool)]
    always = int((inside["listed_in"] == inside["variants"]).sum())
    mostly = int((inside["listed_in"] * 4 >= inside["variants"] * 3).sum())
    others = rows[~rows["listed"].astype(bool) & (rows["listed_in"] > 0)]
    if len(inside):
        text = (
            f"Из {_of_schools(len(inside))} списка во всех вариантах правила ({variants}) остаётся "
            f"{always}, не меньше чем в трёх четвертях из них — {mostly}."
        )
    else:
        text = f"Вариантов правила проверено {variants}; по самому правилу список пуст."
    if len(others):
        text += (
            f" При каком-нибудь из вариантов в список попадает ещё {people.schools(len(others))}: "
            f"{some(list(others['school_name']))}."
        )
    yield Finding(
        "finding-stable", "neutral", text,
        "меняется по одному параметру правила: граница, число участников, второе основание, "
        "состав процедур",
        {"variants": variants, "always": always, "mostly": mostly, "others": len(others)},
    )  # fmt: skip


def _movement(made: LowResultsList) -> Iterator[Finding]:
    if made.movement.empty:
        return
    counts = made.movement["movement"].value_counts()
    entered, stayed, left = (int(counts.get(name, 0)) for name in ("entered", "stayed", "left"))
    new = len(made.listed) - entered - stayed
    unknown = f"; ещё {people.schools(new)} списка с прошлым годом не сравнить" if new else ""
    yield Finding(
        "finding-movement", "neutral",
        f"По тому же правилу за год вошли {entered}, остались {stayed}, вышли {left}"
        f"{unknown}. Движение за один год может быть случайным, особенно в малых школах.",
        "сравниваются списки двух лет по одному правилу; школы без результатов одного из лет не "
        "считаются",
        {"entered": entered, "stayed": stayed, "left": left},
    )  # fmt: skip


def _official(made: LowResultsList) -> Iterator[Finding]:
    rows = made.agreement[made.agreement["one"] == "rule"]
    if rows.empty:
        return
    cases = [
        f"«{row['other']}»: общих {len(row['both'])}, только по правилу {len(row['only_one'])}, "
        f"только в официальном {len(row['only_other'])}"
        for row in rows.to_dict("records")
    ]
    differ = sum(len(row["only_one"]) + len(row["only_other"]) for row in rows.to_dict("records"))
    yield Finding(
        "finding-official", "attention" if differ else "good",
        f"Сравнение с официальным списком — {some(cases)}.",
        "школы, которые есть в одном списке и которых нет в другом",
        {"sources": len(rows), "differences": differ},
    )  # fmt: skip


def _decisions(made: LowResultsList) -> Iterator[Finding]:
    rows = made.schools[made.schools["needs_decision"].astype(bool)]
    if rows.empty:
        return
    yield Finding(
        "finding-decisions", "attention",
        f"Решения человека {numbers.plural(len(rows), 'требует', 'требуют', 'требуют')} "
        f"{people.schools(len(rows))}: {some(list(rows['school_name']))} (таблица «Оговорки»).",
        "преемники, филиалы, признаки специальной школы: программа их сама не решает",
        {"schools": len(rows)},
    )  # fmt: skip


def _said(made: LowResultsList, maker: Maker, otherwise: str) -> Text | Notice:
    if not has_results(made):
        return Notice("Результатов, которые учитывает правило, нет: показать нечего.")
    item = next(maker(made), None)
    return Text(item.text) if item else Text(otherwise)


def listed(made: LowResultsList) -> Text | Notice:
    """Who is on the list."""
    return absent(made) or _said(made, _list, "")


def sure(made: LowResultsList) -> Text | Notice:
    """How many low results are low beyond chance."""
    return _said(made, _sure, "Низких результатов у школ списка нет.")


def stable(made: LowResultsList) -> Text | Notice:
    """What close variants of the rule change."""
    return _said(made, _stable, "Вариантов правила для сравнения нет.")


def near(made: LowResultsList, within: float = 5.0) -> Text | Notice:
    """How many schools off the list are close to the limit."""
    if not has_results(made):
        return Notice("Результатов, которые учитывает правило, нет: показать нечего.")
    rows = made.results[~made.results["listed"].astype(bool)]
    rows = rows[rows["margin"].abs() <= within]
    if rows.empty:
        return Text("Вне списка результатов у самой границы нет.")
    return Text(
        f"Вне списка у границы (не дальше {numbers.number(within)} п. п.) — "
        f"{numbers.counted(len(rows), 'результат', 'результата', 'результатов')} "
        f"{_of_schools(rows['school_id'].nunique())}: один-два человека могли бы изменить вывод."
    )


def movement(made: LowResultsList) -> Text | Notice:
    """Who entered, stayed and left."""
    return _said(made, _movement, "Списка по правилу за прошлый год нет: движение не посчитать.")


def official(made: LowResultsList) -> Text | Notice:
    """Agreement with official lists."""
    item = next(_official(made), None)
    if item is None:
        return Notice(f"Официального списка по результатам {made.year} года в данных нет.")
    return Text(item.text)


def remarks(made: LowResultsList) -> Text | Notice:
    """How many schools need a human decision."""
    return _said(made, _decisions, "Случаев, которые требуют решения человека, нет.")
