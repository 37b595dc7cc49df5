"""Sentences about one school: findings of its card, claims before its tables, lists of facts.

Here: words. Not here: the frames (`indicators.school_card`), tables.

A school with a few pupils is not judged by one result: the interval says what is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from helpers import vocabulary
from helpers.blocks import Finding, Findings, Notice, Text
from helpers.indicators import catalogue
from helpers.indicators.low_results import Trigger
from helpers.indicators.school_card import SchoolCard
from helpers.wording import early_warning, low_results, numbers, school_letter
from helpers.wording.people import upper_first
from helpers.wording.staffing import of_hours

#: Reasons of one action that are named; the others are counted.
MOST_REASONS = 3
_PROCEDURES = {"vpr": "ВПР", "oge": "ОГЭ", "ege": "ЕГЭ", "gve": "ГВЭ"}
Maker = Callable[[SchoolCard], Iterator[Finding]]


def title(card: SchoolCard) -> str:
    """The title of the report: «Карточка школы: …»."""
    return f"Карточка школы: {card.name}"


def whole_name(card: SchoolCard) -> str:
    """What the school is compared with: all schools of the municipality or region."""
    return "регион" if card.data.municipality.is_region else "муниципалитет"


def work_title(row: Any) -> str:
    """«ВПР 5, математика», «ВПР 4, русский язык, осень (писал 5 класс)»."""
    part = catalogue.parts(row.indicator_id)
    assert part is not None
    words = f"{_PROCEDURES[part.procedure]} {row.grade}, "
    words += catalogue.subject_title(part.subject, part.level)
    return f"{words}, осень (писал {part.grade} класс)" if row.wave == "autumn" else words


# the first lines


def identity(card: SchoolCard) -> list[tuple[str, str]]:
    """Kind, place, pupils, roles, lists as name and text."""
    school = card.school
    kind = school["kind"] if isinstance(school["kind"], str) and school["kind"] else "вид н/д"
    rural = _known(school["is_rural"], "сельская", "городская", "сельская или городская — н/д")
    pupils = (
        numbers.counted(card.pupils, "обучающийся", "обучающихся", "обучающихся")
        if card.pupils is not None
        else "число обучающихся н/д"
    )
    first = [f"код {card.school_id}", kind, rural, pupils]
    if _known(school["is_special"], "да", "", ""):
        first.append("специальная школа")
    if not card.is_active:
        first.append(f"в {card.run.period} по справочнику не работает")
    roles = [vocabulary.REGISTER_ROLES.label(role) for role in card.roles]
    return [
        ("Школа", ", ".join(first)),
        ("Роль в учебном году", ", ".join(roles) or "в данных не названа"),
        ("Списки ШНОР и источник", "; ".join(_list_text(row) for row in _rows(card.lists)) or
         "в списках, которые есть в данных, школы нет"),
    ]  # fmt: skip


def _rows(frame: Any) -> list[Any]:
    return list(frame.itertuples(index=False))


def _known(flag: Any, yes: str, no: str, unknown: str) -> str:
    if pd.isna(flag):
        return unknown
    return yes if bool(flag) else no


def _list_text(row: Any) -> str:
    """«по результатам 2022 года: низкие результаты, поддержка 01.01.2023–31.12.2023 (…)»."""
    words = f"по результатам {row.results_year} года"
    if isinstance(row.category, str) and row.category:
        words += f" — {vocabulary.CATEGORIES.label(row.category)}"
    span = numbers.dates_text(_day(row.support_from), _day(row.support_to))
    words += f", поддержка {span}" if span else ""
    left = _day(row.left_on)
    words += f", исключена {numbers.date_short(left)}" if left else ""
    return f"{words} ({row.source})"


def _day(moment: Any) -> Any:
    return moment.date() if moment == moment and moment is not None else None


# findings


def findings(card: SchoolCard) -> Findings:
    """The summary of the card: rule, comparison, next year, staff, roadmap."""
    makers: tuple[Maker, ...] = (_rule, _compared, _next_year, _staff, _plan)
    return Findings([item for make in makers for item in make(card)])


def _limit(card: SchoolCard) -> str:
    return numbers.percent(card.letters.lists.rule.low_share_pct, 0)


def _rule(card: SchoolCard) -> Iterator[Finding]:
    verdict = card.verdict
    rule = f"доля ниже минимума не меньше {_limit(card)}; основания — в правиле ШНОР"
    if verdict is None or not verdict.results:
        yield Finding(
            "finding-rule", "no_data",
            f"Результатов школы, которые учитывает правило, за {card.run.year} год нет: вывода о "
            "ней правило не делает.", rule, {"results": 0},
        )  # fmt: skip
        return
    low = [one for one in verdict.results if one.margin >= 0]
    limit = card.letters.lists.rule.low_share_pct
    sure = sum(one.low >= limit for one in low)
    whole = numbers.counted(len(verdict.results), "результата", "результатов", "результатов")
    text = (
        f"Правило относит школу к ШНОР: {low_results.ground_text(verdict.grounds)}. "
        if verdict.listed
        else "Правило не относит школу к ШНОР. "
    )
    text += f"За {card.run.year} год низких {len(low)} из {whole}"
    text += f", из них надёжно (интервал целиком не ниже границы) {sure}." if low else "."
    earlier = sum(one.year < card.run.year for one in verdict.triggers)
    if earlier:
        text += (
            f" Основание двух лет учитывает ещё {numbers.number(earlier)} "
            f"{numbers.plural(earlier, 'низкий', 'низких', 'низких')} за {card.run.year - 1} год."
        )
    yield Finding(
        "finding-rule", "attention" if verdict.listed else "neutral", text, rule,
        {"results": len(verdict.results), "low": len(low), "sure": sure},
    )  # fmt: skip


def _compared(card: SchoolCard) -> Iterator[Finding]:
    rows = card.compared
    if rows.empty:
        return
    below, above = int((rows["high"] < 0).sum()), int((rows["low"] > 0).sum())
    whole = numbers.counted(len(rows), "основной работы", "основных работ", "основных работ")
    parts = [
        f"{word}, чем в целом ({whole_name(card)}), — {count}"
        for word, count in (("ниже", below), ("выше", above))
        if count
    ]
    if parts:
        text = f"Из {whole} года больше случайных колебаний {'; '.join(parts)}."
    else:
        text = (
            f"Ни в одной из {whole} года школа не отличается от целого ({whole_name(card)}) больше "
            "случайных колебаний; у малой школы это не значит, что различия нет."
        )
    yield Finding(
        "finding-compared", "attention" if below else "good" if above else "neutral", text,
        "95-процентный интервал разности доли школы и доли всей территории не содержит нуля; "
        "поправки на число сравнений нет",
        {"works": len(rows), "below": below, "above": above},
    )  # fmt: skip


def _next_year(card: SchoolCard) -> Iterator[Finding]:
    row = card.warning
    if row is None:
        return
    yield Finding(
        "finding-next-year", "attention" if row.risk == "high" else "neutral",
        f"На {row.target_year} год: {early_warning.school_text(row)}.",
        "вероятность по результатам тех же обучающихся; границы слов — в early_warning.yaml",
        {"chance": float(row.chance), "works": int(row.works)},
    )  # fmt: skip


def _staff(card: SchoolCard) -> Iterator[Finding]:
    if card.funnel.empty or card.unhelped is None:
        return
    steps = card.funnel.set_index("step")["teachers"]
    found = steps["with_deficit"]
    if pd.isna(found):
        return
    found = int(found)
    if not found:
        text = "У педагогов школы, прошедших диагностику, дефицитов не найдено."
    else:
        text = (
            f"Дефицит найден у {numbers.counted(found, 'педагога', 'педагогов', 'педагогов')}; "
            f"хотя бы по одному дефициту помощи не было у {numbers.number(card.unhelped)}."
        )
    is_diagnosed = bool(steps.fillna(0)["diagnosed"])
    if not is_diagnosed:
        text = "Диагностики педагогов школы за год в данных нет."
    yield Finding(
        "finding-staff",
        "no_data" if not is_diagnosed else "attention" if card.unhelped else "neutral",
        text, "помощь отвечает дефициту, когда совпадают педагог, компетенция и предмет",
        {"with_deficit": found, "unhelped": card.unhelped},
    )  # fmt: skip


def _plan(card: SchoolCard) -> Iterator[Finding]:
    if card.plan is None:
        return
    items = card.plan.items
    late = int((items["status"] == "overdue").sum())
    whole = numbers.counted(len(items), "пункта", "пунктов", "пунктов")
    yield Finding(
        "finding-plan", "attention" if late else "neutral",
        f"Дорожная карта школы: просрочено {late} из {whole} на "
        f"{numbers.date_text(card.run.report_date())}",
        "срок прошёл, записи о выполнении на дату отчёта нет",
        {"items": len(items), "overdue": late},
    )  # fmt: skip


# claims


def results(card: SchoolCard) -> Text | Notice:
    """What the results table shows, or that there are none."""
    if card.results.empty:
        return Notice(
            "Результатов школы по русскому языку и математике за этот и три прежних года в данных "
            "нет. Это не значит, что они низкие или высокие."
        )
    rows = card.results
    sizes = rows[(rows["scope"] == "school") & (rows["denominator"] > 0)]["denominator"]
    least, most = int(sizes.min()), int(sizes.max())
    sizes_text, step = str(most), numbers.number(100 / most)
    if least < most:
        sizes_text, step = f"от {least} до {most}", f"{step}–{numbers.number(100 / least)}"
    return Text(
        f"Участников в работе {sizes_text}: один человек меняет долю на {step} п. п. Если "
        "интервалы двух лет широко перекрываются, об изменении по ним говорить нельзя."
    )


def says(one: Trigger, limit: float) -> str:
    """What a result means for the rule."""
    if one.margin < 0:
        return "не низкий" if one.high < limit else "не низкий, но интервал заходит за границу"
    if one.low >= limit:
        return "низкий"
    # as printed, the interval would begin at the limit itself
    if numbers.number(one.low, 1) == numbers.number(limit, 1):
        return "низкий, интервал начинается у самой границы"
    return "низкий, но интервал пересекает границу"


def unshown(results: Sequence[Trigger], year: int) -> list[str]:
    """What of the results by the rule did not find room in the table."""
    low = [one for one in results if one.margin >= 0]
    parts = [
        f"{word} — {count}"
        for word, count in (
            (f"низких за {year - 1} год", sum(one.year < year for one in low)),
            (f"низких за {year} год", sum(one.year == year for one in low)),
            ("не низких", len(results) - len(low)),
        )
        if count
    ]
    return [f"Не показаны результаты: {', '.join(parts)}."] if parts else []


def low(card: SchoolCard) -> Text | Notice:
    """Remarks of the rule on the school."""
    verdict = card.verdict
    if verdict is None or not verdict.results:
        return Notice("Правилу не из чего сделать вывод: нет результатов, которые оно учитывает.")
    official = {
        None: f"Официального списка по результатам {card.run.year} года в данных нет.",
        True: f"В официальном списке по результатам {card.run.year} года школа есть.",
        False: f"В официальном списке по результатам {card.run.year} года школы нет.",
    }[verdict.official]
    remarks = [low_results.remark_text(one) for one in verdict.remarks if one.about is None]
    return Text(" ".join([official, *(f"{upper_first(text)}." for text in remarks)]))


def staff(card: SchoolCard) -> Notice | None:
    """That nothing is known of the school's teachers; nothing is said where there is a table."""
    if not card.funnel.empty:
        return None
    return Notice(f"Педагогов школы за {card.run.period} в данных нет.")


def letter(card: SchoolCard) -> Text | Notice:
    """What the letter is, or that no rule asks for an action."""
    if card.actions.empty:
        return Notice("Ни одно правило письма за этот год не сработало.")
    return Text(school_letter.OPENING)


def plan(card: SchoolCard) -> Text | Notice:
    """The school's own plan, and its part in the municipality's."""
    joined = numbers.counted(card.district_records, "пункту", "пунктам", "пунктам")
    common = (
        f"Записи школы есть по {joined} общих дорожных карт."
        if card.district_records
        else "Записей школы по общей дорожной карте в данных нет."
    )
    if card.plan is None:
        return Notice(f"Своей дорожной карты школы на этот год в данных нет. {common}")
    return Text(f"Исполнение — на {numbers.date_text(card.run.report_date())} {common}")


# facts


def support(card: SchoolCard) -> list[tuple[str, str]]:
    """Certificates, staffing, help, events, partners as name and text."""
    return [
        ("Аттестаты", _certificates(card)),
        ("Часы без учителя", _hours(card)),
        ("Помощь педагогам", _help(card)),
        ("События года", _events(card)),
        ("Партнёры", _partners(card)),
    ]


def _certificates(card: SchoolCard) -> str:
    found = [
        f"{row.grade} класс — {numbers.part_of(int(row.certified), int(row.enrolled))}"
        for row in _rows(card.admission.dropna(subset=["certified", "enrolled"]))
    ]
    return f"получили: {'; '.join(found)}" if found else "н/д"


def _hours(card: SchoolCard) -> str:
    rows = card.staffing
    if rows.empty:
        return "н/д"
    gaps = rows[(rows["hours_vacant"] > 0).fillna(False).astype(bool)]
    unknown = int(rows["hours_vacant"].isna().sum())
    tail = f"; неизвестно по {unknown} предметам" if unknown else ""
    if gaps.empty:
        return f"нет ни по одному предмету с данными{tail}"
    return "; ".join(
        f"{catalogue.subject_title(row.subject)} {of_hours(row.hours_vacant)} из "
        f"{of_hours(row.hours_needed)}"
        for row in _rows(gaps)
    ) + tail  # fmt: skip


def _help(card: SchoolCard) -> str:
    row = card.help
    if row is None or pd.isna(row.acts):
        return "н/д"
    hours = "" if pd.isna(row.hours) else f", часов {of_hours(row.hours)}"
    acts = numbers.counted(row.acts, "случай", "случая", "случаев")
    return (
        f"{acts}, из них по выявленному дефициту {row.acts_to_deficit}; получили {row.helped} из "
        f"{row.staff} педагогов{hours}"
    )


def _events(card: SchoolCard) -> str:
    row = card.participation
    if row is None:
        return "записей об участии нет"
    parts = [numbers.counted(row.events, "событие", "события", "событий")]
    for label, value in (
        ("участий обучающихся", row.pupils),
        ("участий педагогов", row.teachers),
        ("призовых мест", row.prize_winners),
    ):
        parts.append(f"{label} {'н/д' if str(value) in ('<NA>', 'nan') else numbers.number(value)}")
    return ", ".join(parts)


def _partners(card: SchoolCard) -> str:
    row = card.partners
    if not row.partner_ids:
        return "записей о партнёрах в этом году нет"
    return f"{row.partner_ids} (с соглашением {row.with_agreement} из {row.partners})"


def reasons(rows: Sequence[Any]) -> str:
    """Why an action is proposed: a few facts, the others counted."""
    named = [_reason(row) for row in rows[:MOST_REASONS]]
    rest = len(rows) - len(named)
    return "; ".join(named) + (f"; и ещё {rest}" if rest else "")


def _reason(row: Any) -> str:
    about = row.about
    if row.fact in ("low_result", "absent"):
        part = numbers.part_of(int(row.count), int(row.whole))
        word = "ниже минимума" if row.fact == "low_result" else "участвовали"
        return f"{low_results.work_title(about)}: {word} {part}"
    if row.fact == "risk":
        subject = catalogue.subject_title(about.subject)
        risk = early_warning.RISKS[about.risk]
        return f"{about.procedure} {about.grade} класс, {subject}: риск {risk}"
    return school_letter.fact_text(row)


def method(card: SchoolCard) -> Text:
    """The rule and the way of counting in three sentences."""
    rule = card.letters.lists.rule
    return Text(
        f"Правило ШНОР: доля ниже минимума не меньше {_limit(card)} не менее чем в "
        f"{rule.min_procedures} процедурах года или по второму основанию; все параметры — в отчёте "
        "12_low_results_list. Интервалы долей — Уилсона, 95 %. Откуда каждое число: shnor explain "
        f"с ключом --school {card.school_id}."
    )
