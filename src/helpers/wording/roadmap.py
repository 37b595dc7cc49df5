"""Sentences about the execution of a roadmap: the claims of each section.

Here: which sentence the numbers allow, and its words. Not here: the findings of the first page
(`wording.roadmap_findings`), the numbers (`indicators.plan_year`), tables, drawings. A sentence
about execution speaks of records: what nobody recorded may still have been done.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from helpers import methodology
from helpers.blocks import Notice, Text
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.roadmap_summary import UNKNOWN_PARTY
from helpers.indicators.rows import each
from helpers.tables import roadmap as tables
from helpers.tables import roadmap_words, teacher_absence
from helpers.wording import numbers, people
from helpers.wording.people import one_or_many, share


@dataclass(frozen=True)
class FindingRule:
    """When a finding is made; values stand in `params/methodology/roadmap_findings.yaml`."""

    evidence_terms: int = 10
    done_good_pct: float = 95.0
    unmeasured_pct: float = 30.0
    unproven_pct: float = 10.0

    @classmethod
    def stated(cls) -> FindingRule:
        """The rule of the parameter file."""
        rules = methodology.rules("roadmap_findings")
        return cls(
            evidence_terms=int(rules.number("evidence_terms")),
            done_good_pct=rules.number("done_good_pct"),
            unmeasured_pct=rules.number("unmeasured_pct"),
            unproven_pct=rules.number("unproven_pct"),
        )


def no_progress_words(plan: PlanYear) -> str:
    text = "Записей об исполнении плана нет, поэтому сказать, что сделано, нельзя."
    if len(plan.overdue):
        text += (
            f" К {as_of(plan)} срок прошёл у {numbers.counted(len(plan.overdue), *_ITEM_FORMS)}: "
            "ниже они названы просроченными, но это значит только, что записи нет."
        )
    return text + _not_judged(plan)


def _not_judged(plan: PlanYear) -> str:
    """How many due terms stand outside the count, for no result of theirs can be checked."""
    count = plan.summary["due_unmeasured"]
    if not count:
        return ""
    if not plan.summary["due"]:
        return f" {people.upper_first(_all_unmeasured(plan))}"
    terms = numbers.counted(count, "наступивший срок", "наступивших срока", "наступивших сроков")
    verb = numbers.plural(count, "не судится", "не судятся", "не судятся")
    return f" Ещё {terms} {verb}: результат пункта не задан измеримо."


def _all_unmeasured(plan: PlanYear) -> str:
    """What came due where no term that came due can be checked."""
    count = plan.summary["due_unmeasured"]
    verb = numbers.plural(count, "наступил", "наступили", "наступило")
    terms = numbers.counted(count, "срок", "срока", "сроков")
    none = "его" if count == 1 else "ни один из них"
    return f"{verb} {terms}, и проверить {none} нельзя: результат пункта не задан измеримо."


def none_due_words(plan: PlanYear) -> str:
    """No term that can be checked has come: none came at all, or none can be checked."""
    if plan.summary["due_unmeasured"]:
        return f"К {as_of(plan)} {_all_unmeasured(plan)}"
    return f"К {as_of(plan)} ни один срок ещё не наступил."


def execution_words(plan: PlanYear, rule: FindingRule) -> str:
    counts = plan.summary
    due, done = counts["due"], counts["done"] + counts["done_late"]
    of_due = numbers.plural(due, "наступившего срока", *["наступивших сроков"] * 2)
    if counts["due_unmeasured"]:
        which = numbers.plural(due, "который", "которые", "которые")
        of_due += f", {which} можно проверить"
    text = (
        f"К {as_of(plan)} {one_or_many(done, 'исполнен', 'исполнены')} "
        f"{numbers.part_of(done, due)} {of_due}{share(done, due, rule.evidence_terms)}"
        if done
        else f"К {as_of(plan)} не исполнен ни один из {numbers.number(due)} {of_due}"
    )
    if counts["done_late"]:
        text += f", из них с опозданием {numbers.number(counts['done_late'])}"
    if counts["overdue"]:
        text += f"; {one_or_many(counts['overdue'], 'просрочен', 'просрочены')} "
        text += numbers.number(counts["overdue"])
    if plan.due_today:
        text += f"; у {numbers.number(plan.due_today)} срок истекает в день отчёта"
    return f"{text}.{_not_judged(plan)}"


def overdue_words(plan: PlanYear) -> str:
    count = len(plan.overdue)
    first = next(each(plan.overdue))
    late = numbers.counted(int(first.days_late), "день", "дня", "дней")
    text = (
        f"{numbers.plural(count, 'Просрочен', 'Просрочены', 'Просрочено')} "
        f"{_items(count)}; дольше всего — {_named(first)}, {late}."
    )
    who = Counter(code for codes in plan.overdue["responsible"] for code in codes)
    if count > 1 and who:
        most = max(who.values())
        names = sorted(
            roadmap_words.parties([code]).lower() for code, n in who.items() if n == most
        )
        if most > 1 and len(names) == 1:
            text += f" Чаще всего среди ответственных — {names[0]} "
            text += f"({numbers.part_of(most, count)})."
    return text


def next_words(plan: PlanYear) -> str:
    count = len(plan.due_next)
    first = next(each(plan.due_next))
    verb = one_or_many(count, "наступает", "наступают")
    terms = numbers.plural(count, "срок", "сроки", "сроки")
    of_items = numbers.counted(count, *_ITEM_FORMS)
    return (
        f"До {numbers.date_text(plan.next_end)} {verb} {terms} {of_items}; "
        f"ближайший — {_named(first)}, {numbers.date_text(first.first_due)}"
    )


def proof_words(plan: PlanYear) -> str:
    unproven, done = len(plan.without_evidence), done_terms(plan)
    of_done = numbers.plural(done, "исполненного срока", *["исполненных сроков"] * 2)
    return f"Подтверждение не указано у {numbers.part_of(unproven, done)} {of_done}."


def done_terms(plan: PlanYear) -> int:
    return int(plan.instances["status"].isin(["done", "done_late"]).sum())


def unmeasured_words(plan: PlanYear) -> str:
    count, whole = len(plan.without_result), len(plan.items)
    of_items = numbers.plural(whole, "пункта", "пунктов", "пунктов")
    text = (
        f"У {numbers.part_of(count, whole)} {of_items}{share(count, whole)} результат записан "
        "только словами об эффекте: исполнение подтвердить нечем."
    )
    worked = int(plan.without_result["last_done_on"].notna().sum())
    if worked:
        marked = numbers.counted(worked, "такого пункта", "таких пунктов", "таких пунктов")
        text += f" У {marked} выполнение отмечено: в счёт исполненных эта работа не входит."
    return text


_REMARKS = {
    "no_term": "срок не указан",
    "term_not_understood": "срок не понят",
    "no_responsible": "ответственный не указан",
    "term_before_approval": "срок раньше утверждения",
    "term_before_frame": "срок раньше периода плана",
    "term_after_frame": "срок позже периода плана",
    "rhythm_contradiction": "ритм в тексте и в сроке разный",
    "no_result": "результат не указан",
    "effect_only": "результат только на словах",
    "duplicate_number": "номера повторяются",
    "number_gap": "номера пропущены",
    "missing_number": "пункты без номера",
    "responsible_unknown": "вид ответственного не определён",
    "no_measure": "мероприятие не названо",
    "term_ambiguous": "срок можно понять по-разному",
    "term_reversed": "начало срока позже конца",
    "term_invalid_date": "такой даты нет",
    "stale_year": "в тексте прежний год",
    "year_inferred": "год в сроке не назван",
    "frame_unknown_for_item": "период плана неизвестен",
    "no_term_column": "нет столбца со сроком",
}
#: How many kinds of remarks a sentence names; the rest are counted.
_NAMED_REMARKS = 4


def quality_words(plan: PlanYear) -> str:
    counts = Counter(problem.code for problem in plan.quality)
    total = numbers.counted(len(plan.quality), "замечание", "замечания", "замечаний")
    found = [(words, counts[code]) for code, words in _REMARKS.items() if counts[code]]
    shown = found[:_NAMED_REMARKS]
    rest = len(plan.quality) - sum(count for _, count in shown)
    named = [f"{words}{numbers.NBSP}— {count}" for words, count in shown]
    if rest:
        named.append(f"другое{numbers.NBSP}— {rest}")
    return f"К самому плану есть {total}: {'; '.join(named)}."


def deficits_words(plan: PlanYear) -> str:
    frame = plan.answered_deficits
    general = int(frame["general_measures"].iloc[0])
    by_name = frame.groupby("competence")["is_named"].any()
    missing = [f"«{people.upper_first(name)}»" for name in by_name.index[~by_name.astype(bool)]]
    if missing:
        text = f"Компетенции с дефицитами, которых план не называет: {numbers.listed(missing)}."
    else:
        text = "Каждая компетенция, в которой найдены дефициты, названа хотя бы в одном пункте."
    if general:
        verb = one_or_many(general, "отвечает", "отвечают")
        text += f" На любой дефицит {verb} {_items(general)} (ИОМ, наставничество и подобные)."
    elif missing:
        text += " Общих пунктов об устранении дефицитов в плане тоже нет."
    return text


def execution(plan: PlanYear, rule: FindingRule | None = None) -> Text | Notice:
    """What became of the terms that are due."""
    if absent := tables.nothing_here(plan):
        return absent
    if not plan.has_progress:
        return Notice(no_progress_words(plan))
    if not plan.summary["due"]:
        return Text(none_due_words(plan))
    return Text(execution_words(plan, rule or FindingRule.stated()))


def sections(plan: PlanYear) -> Text | Notice:
    """Where the plan lags: the section with most overdue terms."""
    if absent := tables.nothing_here(plan):
        return absent
    frame = plan.cut("section")
    late = frame[frame["overdue"] > 0].sort_values("overdue", ascending=False, kind="stable")
    if not len(late):
        if not plan.summary["due"]:
            return Text(none_due_words(plan))
        return Text(f"Просроченных сроков нет ни в одном разделе.{_not_judged(plan)}")
    top = next(each(late))
    name = roadmap_words.shortened(roadmap_words.cut_name(plan, "section", top.section), 80)
    if len(frame) == 1:
        return Text("В плане один раздел, поэтому деление по разделам ничего не добавляет.")
    terms = numbers.counted(top.overdue, "срок", "срока", "сроков")
    size = f"{terms} из {numbers.number(top.due)} наступивших"
    if top.due_unmeasured:
        size += ", которые можно проверить"
    if len(late) == 1:
        return Text(f"Просрочка есть только в разделе «{name}»: {size}.")
    of_sections = numbers.counted(len(late), "разделе", "разделах", "разделах")
    return Text(f"Просрочка есть в {of_sections}; больше всего — «{name}»: {size}.")


def responsible(plan: PlanYear) -> Text | Notice:
    """Whose terms are overdue most; responsibility is shared, so rows do not add up."""
    if absent := tables.nothing_here(plan):
        return absent
    frame = plan.cut("responsible")
    late = frame[frame["overdue"] > 0].sort_values("overdue", ascending=False, kind="stable")
    named = [code for code in frame["responsible"] if code]
    if not named:
        return Notice("Ответственные в плане не указаны.")
    if not len(late) or not plan.has_progress:
        known = sum(code != UNKNOWN_PARTY for code in named)
        if not known:
            return Text("Ответственные в плане названы, но их вид не определён.")
        kinds = numbers.counted(known, "вид", "вида", "видов")
        return Text(f"В плане назначены ответственные: {kinds}.")
    shown = [
        f"{roadmap_words.cut_name(plan, 'responsible', row.responsible).lower()} "
        f"({numbers.part_of(row.overdue, row.due)})"
        for row in each(late.head(3))
    ]
    which = ", которые можно проверить" if plan.summary["due_unmeasured"] else ""
    return Text(f"Просроченные сроки из наступивших{which}: {numbers.listed(shown)}.")


def timeline(plan: PlanYear) -> Text | Notice:
    """How the terms lie in time, and how many have none."""
    if absent := tables.nothing_here(plan):
        return absent
    dated = plan.instances["due"].notna().sum()
    endless = int((plan.items["status"] == "no_due_date").sum())
    terms = numbers.counted(int(dated), "срок", "срока", "сроков")
    text = f"На оси времени {terms} с датой."
    if endless:
        text += f" Без конечной даты — {_items(endless)}: просрочить их нельзя."
    return Text(text)


def overdue(plan: PlanYear) -> Text | Notice:
    """How many items are overdue and who answers for most of them."""
    if absent := tables.nothing_here(plan):
        return absent
    if not len(plan.overdue):
        if not plan.summary["due"]:
            return Text(none_due_words(plan))
        return Text(f"К {as_of(plan)} просроченных пунктов нет.{_not_judged(plan)}")
    return Text(overdue_words(plan))


def due_next(plan: PlanYear) -> Text | Notice:
    """What comes before the end of the next quarter."""
    if absent := tables.nothing_here(plan):
        return absent
    if not len(plan.due_next):
        return Text(f"До {numbers.date_text(plan.next_end)} новых сроков в плане нет.")
    return Text(next_words(plan))


def proof(plan: PlanYear) -> Text | Notice:
    """Whether what is recorded as done is proven."""
    if absent := tables.nothing_here(plan):
        return absent
    if not done_terms(plan):
        return Notice("Записей о выполнении нет: проверять подтверждения не у чего.")
    if not len(plan.without_evidence):
        return Text("У каждого исполненного срока указано подтверждение.")
    return Text(proof_words(plan))


def unmeasured(plan: PlanYear) -> Text | Notice:
    """How many items promise an effect only."""
    if absent := tables.nothing_here(plan):
        return absent
    if not plan.has_results:
        return Notice(
            "В плане нет столбца с результатом: чем подтверждается исполнение, он не говорит. "
            "Исполненным пункт считается по записи о выполнении."
        )
    if not len(plan.without_result):
        return Text("У каждого пункта с указанным результатом его можно подтвердить.")
    return Text(unmeasured_words(plan))


def quality(plan: PlanYear) -> Text | Notice:
    """What is wrong with the plan itself."""
    if absent := tables.nothing_here(plan):
        return absent
    return Text(quality_words(plan) if plan.quality else "Замечаний к самому плану нет.")


def deficits(plan: PlanYear) -> Text | Notice:
    """Whether the measures answer the deficits found."""
    if absent := tables.nothing_here(plan) or teacher_absence.no_diagnosis(plan.teachers):
        return absent
    if not len(plan.answered_deficits):
        return Text("Дефицитов у педагогов не выявлено: отвечать плану не на что.")
    return Text(deficits_words(plan))


def stages(plan: PlanYear) -> Text | Notice | None:
    """Which stages are over, and whether their indicators are known; None without stages."""
    if not plan.has_plan or not plan.frame.stages:
        return None
    over = int(plan.stages["is_over"].sum())
    of_stages = numbers.plural(len(plan.stages), "этапа", "этапов", "этапов")
    text = f"К {as_of(plan)} {one_or_many(over, 'завершён', 'завершены')} "
    text += f"{numbers.part_of(over, len(plan.stages))} {of_stages}."
    if over and not len(plan.stage_values):
        return Notice(f"{text} Показателей с целями на концы этапов в данных нет.")
    return Text(text)


#: «пункт» after a number in the genitive: «у 21 пункта», «у 5 пунктов».
_ITEM_FORMS = ("пункта", "пунктов", "пунктов")


def as_of(plan: PlanYear) -> str:
    return numbers.date_text(plan.as_of).removesuffix("г.") + "года"


def _items(count: int) -> str:
    return numbers.counted(count, "пункт", "пункта", "пунктов")


def _named(item: Any) -> str:
    """«пункт 1.2» or «строка 5», with the beginning of the measure."""
    head = f"пункт {item.item_no}" if item.item_no else f"строка {item.seq} плана"
    return f"{head} («{roadmap_words.shortened(item.measure, 60)}»)"
