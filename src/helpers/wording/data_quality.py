"""Sentences about data quality: what there is, who is missing, what contradicts itself.

Here: findings of the first page and claims of the sections. Not here: the checks
(`indicators.quality`), completeness of works (`wording.units`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators.data_quality import DataQuality
from helpers.wording import numbers
from helpers.wording.results import in_period, some

Maker = Callable[[DataQuality], Iterator[Finding]]


def findings(view: DataQuality) -> Findings:
    """The summary: contradictions, kinds of data, silent units, gaps, small groups."""
    makers: tuple[Maker, ...] = (_errors, _kinds, _silent, _gaps, _small)
    return Findings([item for make in makers for item in make(view)][:5])


def _errors(view: DataQuality) -> Iterator[Finding]:
    errors = int((view.findings["severity"] == "error").sum())
    notes = len(view.findings) - errors
    if errors:
        text = (
            f"Проверка нашла {numbers.counted(errors, 'ошибку', 'ошибки', 'ошибок')} и "
            f"{numbers.counted(notes, 'замечание', 'замечания', 'замечаний')}: до исправления "
            "выводам по этим строкам верить нельзя."
        )
    elif notes:
        text = (
            "Противоречий внутри данных проверка не нашла; есть "
            f"{numbers.counted(notes, 'замечание', 'замечания', 'замечаний')}, на которые стоит "
            "посмотреть."
        )
    else:
        text = "Проверка не нашла ни противоречий, ни странностей."
    yield Finding(
        "quality-errors", "attention" if errors else "neutral", text,
        "ошибка — противоречие внутри данных, замечание — признак, который стоит проверить; "
        "проверены все загруженные годы",
        {"errors": errors, "warnings": notes},
    )  # fmt: skip


def _kinds(view: DataQuality) -> Iterator[Finding]:
    missing = list(view.held.loc[view.held["rows"] == 0, "kind"])
    have = view.kinds - len(missing)
    text = f"За год есть {have} из {view.kinds} видов данных"
    text += f"; нет: {some([name.lower() for name in missing], 5)}." if missing else "."
    yield Finding(
        "quality-kinds", "no_data" if missing else "good", text,
        "вид данных есть, если за год загружена хотя бы одна строка",
        {"kinds": view.kinds, "present": have},
    )  # fmt: skip


def _silent(view: DataQuality) -> Iterator[Finding]:
    count = len(view.silent)
    if not count:
        return
    forms = (
        ("муниципалитета", "муниципалитетов", "муниципалитетов")
        if view.results.by_municipality
        else ("школы", "школ", "школ")
    )
    names = some([str(name) for name in view.silent["unit_name"]], 5)
    yield Finding(
        "quality-silent", "no_data",
        f"Ни одного результата нет от {numbers.counted(count, *forms)}: {names}. Это не ноль.",
        "ни одной строки результатов за год", {"units": count},
    )  # fmt: skip


def _gaps(view: DataQuality) -> Iterator[Finding]:
    if not view.sent_kinds or view.sent.empty:
        return
    total = len(view.sent) * len(view.sent_kinds)
    gaps = len(view.gaps)
    whole = int((view.sent[view.sent_kinds] > 0).all(axis=1).sum())
    yield Finding(
        "quality-gaps", "neutral",
        f"Все виды данных, которые прислал хоть кто-то ({len(view.sent_kinds)}), есть от "
        f"{numbers.counted(whole, 'школы', 'школ', 'школ')} из {len(view.sent)}; пробелов "
        f"{numbers.part_of(gaps, total)}.",
        "пробел — школа и вид данных без строки за год", {"gaps": gaps, "places": total},
    )  # fmt: skip


def _small(view: DataQuality) -> Iterator[Finding]:
    small, total = view.small
    if not total:
        return
    yield Finding(
        "quality-small", "neutral",
        f"Малых групп — {numbers.part_of(small, total)} результатов отдельных "
        f"{'муниципалитетов' if view.results.by_municipality else 'школ'}: по одному году выводов "
        "о них не делают.",
        "участников меньше, чем порог малой группы", {"small": small, "results": total},
    )  # fmt: skip


def held(view: DataQuality) -> Text:
    """Which kinds of data the year has."""
    return Text(next(_kinds(view)).text)


def sent(view: DataQuality) -> Text | Notice:
    """Which schools sent everything."""
    item = next(_gaps(view), None)
    if item is None:
        return Notice(f"Данных отдельных школ {in_period(view.run.year)} нет.")
    return Text(item.text)


def forms(view: DataQuality) -> Text | Notice:
    """How many works of ВПР have their numbers."""
    if view.forms.empty:
        return Notice(f"Работ ВПР отдельных школ {in_period(view.run.year)} в данных нет.")
    planned, loaded = int(view.forms["planned"].sum()), int(view.forms["loaded"].sum())
    text = f"Число участников известно в {numbers.part_of(loaded, planned)} работ ВПР"
    missing = int((view.forms["loaded"] < view.forms["planned"]).sum())
    if missing:
        text += f"; неполные протоколы — у {numbers.counted(missing, 'школы', 'школ', 'школ')}"
    return Text(f"{text}.")


def check(view: DataQuality) -> Text:
    """What the check found."""
    return Text(next(_errors(view)).text)


def corrections(view: DataQuality) -> Text:
    """How many known errors are put right at import."""
    count = len(view.corrections)
    if not count:
        return Text("Исправлений источников не записано: данные взяты так, как присланы.")
    words = numbers.counted(count, "исправление", "исправления", "исправлений")
    return Text(f"При чтении применяется {words} источников, у каждого записана причина.")
