"""Sentences about signs of objectivity: what deserves a check and what could not be computed.

Here: findings of the first page and claims of the sections. Not here: the signs
(`indicators.objectivity`), the sentence about the journal by work (`wording.results`).

A sign is a reason to check, never a verdict; a sign not computed is never told as its absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.objectivity import GROUPS, REASONS, Objectivity
from helpers.indicators.rows import each
from helpers.wording import numbers
from helpers.wording.people import in_schools
from helpers.wording.results import some

Maker = Callable[[Objectivity], Iterator[Finding]]

#: What weight the number of pupils gives to a border of marks.
WEIGHTS = {
    "informative": "участников достаточно",
    "approximate": "участников мало, только ориентир",
    "limited": "участников слишком мало для вывода",
}
#: Whole sentence that goes with every sign.
CAUTION = "Признак требует проверки и сам по себе ничего не доказывает."


def sign_name(row: Any) -> str:
    """«ВПР, 5 класс, русский язык: средний балл выше интервала региона»."""
    return f"{row.title}: {GROUPS[row.group]}"


def has_signs(made: Objectivity) -> bool:
    """Whether any sign of any school could be computed."""
    return len(made.barred) < len(made.signs)


def _signs(count: int) -> str:
    return numbers.counted(count, "признак", "признака", "признаков")


def _reasons(made: Objectivity) -> str:
    counts = made.barred["reason"].value_counts()
    named = [f"{REASONS[str(code)]} — {numbers.number(count)}" for code, count in counts.items()]
    return some(named)


def absent(made: Objectivity) -> Notice | None:
    """The notice of a year for which no sign could be computed."""
    if has_signs(made):
        return None
    why = f" Причины и число признаков: {_reasons(made)}." if len(made.barred) else ""
    return Notice(
        f"За {made.run.year} год ни один признак не вычислен.{why} "
        "Это не значит, что признаков нет."
    )


def findings(made: Objectivity) -> Findings:
    """The summary: signs, what was not computed, journal, gaps, borders."""
    makers: tuple[Maker, ...] = (_found, _barred, _journal, _gaps, _borders)
    return Findings([item for make in makers for item in make(made)][:5])


def _found(made: Objectivity) -> Iterator[Finding]:
    if not has_signs(made):
        return
    whole = made.index.iloc[0]
    judged = int(whole["judged"])
    hit = made.schools[made.schools["signs"].fillna(0) > 0]
    if len(hit):
        text = (
            f"Хотя бы один признак, который требует проверки, есть {in_schools(len(hit))} "
            f"из {judged}, где вычислен хоть один: {some(list(hit['school_name']))}. {CAUTION}"
        )
    else:
        text = (
            f"Ни одного признака нет среди вычисленных ({len(made.signs) - len(made.barred)} "
            f"{in_schools(judged)}). Объективности это не подтверждает: проверено только то, "
            "что позволили данные."
        )
    yield Finding(
        "finding-signs", "attention" if len(hit) else "neutral", text,
        "официальная методика: среднее выше интервала региона, отрицательная связь с журналом, "
        "резкое изменение у тех же детей",
        {"schools": len(hit), "judged": judged, "signs": len(made.hits)},
    )  # fmt: skip


def _barred(made: Objectivity) -> Iterator[Finding]:
    if made.barred.empty:
        return
    yield Finding(
        "finding-not-computed", "no_data",
        f"Не вычислено {_signs(len(made.barred))} из {numbers.number(len(made.signs))}: "
        f"{_reasons(made)}. Не вычислено — не то же, что признака нет.",
        "для признака не хватает баллов, отметок журнала, результатов региона или прошлого года",
        {"not_computed": len(made.barred), "of": len(made.signs)},
    )  # fmt: skip


def _journal(made: Objectivity) -> Iterator[Finding]:
    rows = made.against_journal
    rows = rows[rows["place"] == "own"]
    if rows.empty:
        return
    whole = float(rows["whole"].sum())
    shares = {side: 100 * float(rows[side].sum()) / whole for side in ("lowered", "raised")}
    yield Finding(
        "finding-journal", "neutral",
        f"С журналом сравнены {numbers.counted(whole, 'отметка', 'отметки', 'отметок')}: ниже "
        f"журнала {numbers.percent(shares['lowered'])}, выше {numbers.percent(shares['raised'])}. "
        "Общепринятой границы для этих долей нет.",
        "отметка за работу меньше или больше отметки журнала; все работы года вместе",
        {"compared": whole, **shares},
    )  # fmt: skip


def _gaps(made: Objectivity) -> Iterator[Finding]:
    if made.gaps.empty:
        return
    rows = made.gaps[made.gaps["gaps"] > 0]
    count, total = int(rows["gaps"].sum()), int(made.gaps["whole"].sum())
    limit = numbers.counted(made.rule.mark_gap, "отметку", "отметки", "отметок")
    text = (
        f"На {limit} и больше с журналом расходятся {numbers.part_of(count, total)} отметок, "
        f"школ с такими отметками {rows['school_id'].nunique()}. Каждый случай стоит посмотреть "
        "с учителем."
        if count
        else f"Ни одна из {numbers.number(total)} отметок не расходится с журналом на {limit}."
    )
    yield Finding(
        "finding-gaps", "attention" if count else "neutral", text,
        f"разница отметки за работу и отметки журнала не меньше {made.rule.mark_gap}",
        {"gaps": count, "compared": total},
    )  # fmt: skip


def _borders(made: Objectivity) -> Iterator[Finding]:
    rows = made.boundaries
    rows = rows[(rows["place"] == "own") & rows["ratio"].notna()]
    if rows.empty:
        return
    top = next(iter(each(rows.sort_values("ratio", ascending=False, kind="stable"))))
    yield Finding(
        "finding-borders", "neutral", _border_words(top),
        "число получивших наименьший балл отметки, делённое на среднее число у двух соседних",
        {"ratio": float(top.ratio), "pupils": float(top.n)},
    )  # fmt: skip


def _border_words(top: Any) -> str:
    """The highest pile at a border, or that there is none."""
    if top.ratio <= 1:
        return (
            "Ни у одной границы отметок участников не больше, чем у соседних баллов: пиков у "
            "границ нет."
        )
    beside = (
        f"в регионе — {_times(top.region_ratio)}"
        if top.region_ratio == top.region_ratio
        else "распределения региона в данных нет"
    )
    return (
        f"Сильнее всего участники скапливаются на границе отметки «{top.mark}» — {top.title}: "
        f"ровно {numbers.counted(top.cut, 'балл', 'балла', 'баллов')} набрали "
        f"{numbers.counted(top.n, 'участник', 'участника', 'участников')}, это {_times(top.ratio)} "
        f"больше, чем в среднем у соседних баллов ({beside}); {WEIGHTS[top.weight]}. Пик бывает и "
        "от заданий."
    )


def _times(ratio: float) -> str:
    """«в 1,7 раза»."""
    return f"в{numbers.NBSP}{numbers.counted(ratio, 'раз', 'раза', 'раз', 1)}"


def _said(made: Objectivity, maker: Maker, otherwise: str) -> Text | Notice:
    item = next(maker(made), None)
    return Text(item.text) if item else Notice(otherwise)


def signs(made: Objectivity) -> Text | Notice:
    """In how many schools there is a sign."""
    return absent(made) or _said(made, _found, "")


def barred(made: Objectivity) -> Text | Notice:
    """How many signs were not computed, and why."""
    if made.barred.empty:
        return Text("Все признаки вычислены.")
    return _said(made, _barred, "")


def index(made: Objectivity) -> Text | Notice:
    """The index of objectivity with what it rests on."""
    whole = made.index.iloc[0] if len(made.index) else None
    if whole is None or not int(whole["judged"]):
        return Notice("Индекс не вычислен: нет ни одной школы, где вычислен хоть один признак.")
    judged, total = int(whole["judged"]), int(whole["schools"])
    return Text(
        f"Индекс объективности — {numbers.number(whole['index'], 1)} из 100: вычислен по "
        f"{numbers.part_of(judged, total)} школ, {_having(int(whole['with_signs']))}. "
        "Школы, где не вычислен ни один признак, в него не входят, и чем больше признаков не "
        "вычислено, тем меньше индекс значит."
    )


def _having(count: int) -> str:
    return f"признак есть у {count}" if count else "признаков нет ни у одной"


def gaps(made: Objectivity) -> Text | Notice:
    """How many marks are far from the journal."""
    return _said(
        made, _gaps,
        "Отметок отдельных участников рядом с отметками журнала нет: ни пары отметок, ни "
        "расхождения не посчитать.",
    )  # fmt: skip


def borders(made: Objectivity) -> Text | Notice:
    """Where most pupils stand at a border of marks."""
    return _said(
        made, _borders,
        "Распределения баллов с известными границами отметок за этот год нет: пики не посчитать.",
    )  # fmt: skip


def years(made: Objectivity) -> Text | Notice:
    """Which schools have signs in more than one year."""
    if made.years.empty:
        return Notice("Ни в этом году, ни в трёх предыдущих ни один признак не вычислен.")
    known = sorted(int(year) for year in made.years["year"].unique())
    last = made.years.drop_duplicates("school_id", keep="last")
    again = last[last["years_with_signs"] > 1]
    if len(known) == 1:
        return Text(
            f"Из четырёх последних лет признаки вычислены только за {known[0]} год: повторяются "
            "ли они, сказать нельзя."
        )
    named = f"{numbers.listed([str(year) for year in known])} годы"
    if again.empty:
        return Text(
            f"Признаки вычислены за {named}; больше чем в одном году они не повторяются ни у кого."
        )
    return Text(
        f"Признаки вычислены за {named}. Больше чем в одном году они есть у школ: "
        f"{some(list(again['school_name']))}. Повторение — повод начать проверку с них."
    )
