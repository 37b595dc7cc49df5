"""Sentences about the execution of a roadmap: findings and the claims of each section.

Here: which sentence the numbers allow, and its words. Not here: the numbers
(`indicators.plan_year`), tables, drawings. A sentence about execution speaks of records: what
nobody recorded may still have been done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers import methodology
from helpers.blocks import Finding, Findings, Notice, Text, Tone
from helpers.indicators.plan_year import PlanYear
from helpers.indicators.rows import each
from helpers.tables import roadmap as tables
from helpers.tables import teachers
from helpers.wording import goals, numbers, people
from helpers.wording.people import one_or_many, share

#: Longest summary: what a busy reader takes in.
SHOWN_FINDINGS = 6


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


def findings(plan: PlanYear, rule: FindingRule | None = None) -> Findings:
    """The summary: execution, overdue, what is next, proof, deficits, targets, the plan itself.

    At most `SHOWN_FINDINGS`: neutral ones at the end are left out first, they stand in the
    sections.
    """
    rule = rule or FindingRule.stated()
    absent = tables.no_plan(plan)
    if absent is not None:
        return Findings([Finding("plan-absent", "no_data", absent.text, "плана на год нет", {})])
    makers: tuple[Callable[[PlanYear, FindingRule], Iterator[Finding]], ...] = (
        _execution_finding, _overdue_finding, _next_finding, _proof_finding,
        _unmeasured_finding, _deficits_finding, _goals_finding, _quality_finding,
    )  # fmt: skip
    made = [finding for make in makers for finding in make(plan, rule)]
    calm = [finding for finding in made if finding.tone == "neutral"]
    spare = max(0, SHOWN_FINDINGS - (len(made) - len(calm)))
    left_out = {finding.block_id for finding in calm[spare:]}
    return Findings(finding for finding in made if finding.block_id not in left_out)


def _execution_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    counts = plan.summary
    due, done = counts["due"], counts["done"] + counts["done_late"]
    words = (
        f"доля — от сроков, наступивших к дате отчёта; сильная сторона — от "
        f"{numbers.number(rule.done_good_pct)} % без просрочки; пункты без измеримого результата "
        "в счёт не входят"
    )
    values = {"due": due, "done": counts["done"], "done_late": counts["done_late"]}
    if not plan.has_progress:
        text = _no_progress(plan)
        yield Finding("plan-execution", "no_data", text, "ни одной записи об исполнении", values)
        return
    if not due:
        text = f"К {_as_of(plan)} ни один срок, который можно проверить, ещё не наступил."
        yield Finding("plan-execution", "neutral", text, words, values)
        return
    tone: Tone = "neutral"
    if due >= rule.evidence_terms and not counts["overdue"]:
        tone = "good" if done * 100 >= rule.done_good_pct * due else "neutral"
    if counts["overdue"]:
        tone = "attention"
    yield Finding("plan-execution", tone, _execution(plan, rule), words, values)


def _no_progress(plan: PlanYear) -> str:
    text = "Записей об исполнении плана нет, поэтому сказать, что сделано, нельзя."
    if len(plan.overdue):
        text += (
            f" К {_as_of(plan)} срок прошёл у {numbers.counted(len(plan.overdue), *_ITEM_FORMS)}: "
            "ниже они названы просроченными, но это значит только, что записи нет."
        )
    return text


def _execution(plan: PlanYear, rule: FindingRule) -> str:
    counts = plan.summary
    due, done = counts["due"], counts["done"] + counts["done_late"]
    of_due = numbers.plural(due, "наступившего срока", *["наступивших сроков"] * 2)
    text = (
        f"К {_as_of(plan)} {one_or_many(done, 'исполнен', 'исполнены')} "
        f"{numbers.part_of(done, due)} {of_due}{share(done, due, rule.evidence_terms)}"
        if done
        else f"К {_as_of(plan)} не исполнен ни один из {numbers.number(due)} {of_due}"
    )
    if counts["done_late"]:
        text += f", из них с опозданием {numbers.number(counts['done_late'])}"
    if counts["overdue"]:
        text += f"; {one_or_many(counts['overdue'], 'просрочен', 'просрочены')} "
        text += numbers.number(counts["overdue"])
    if plan.due_today:
        text += f"; у {numbers.number(plan.due_today)} срок истекает в день отчёта"
    return text + "."


def _overdue_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not len(plan.overdue) or not plan.has_progress:
        return
    yield Finding(
        "plan-overdue-finding", "attention", _overdue(plan),
        "срок прошёл, записи о выполнении к дате отчёта нет",
        {"items": len(plan.overdue), "instances": plan.summary["overdue"]},
    )  # fmt: skip


def _overdue(plan: PlanYear) -> str:
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
        names = sorted(tables.parties([code]).lower() for code, n in who.items() if n == most)
        if most > 1 and len(names) == 1:
            text += f" Чаще всего среди ответственных — {names[0]} "
            text += f"({numbers.part_of(most, count)})."
    return text


def _next_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not len(plan.due_next):
        return
    yield Finding(
        "plan-next-finding", "neutral", _next(plan),
        "сроки от следующего дня до конца следующего квартала, ещё не исполненные",
        {"items": len(plan.due_next)},
    )  # fmt: skip


def _next(plan: PlanYear) -> str:
    count = len(plan.due_next)
    first = next(each(plan.due_next))
    verb = one_or_many(count, "наступает", "наступают")
    terms = numbers.plural(count, "срок", "сроки", "сроки")
    of_items = numbers.counted(count, *_ITEM_FORMS)
    return (
        f"До {numbers.date_text(plan.next_end)} {verb} {terms} {of_items}; "
        f"ближайший — {_named(first)}, {numbers.date_text(first.first_due)}"
    )


def _proof_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    unproven, done = len(plan.without_evidence), _done_terms(plan)
    if not unproven:
        return
    tone: Tone = "attention" if unproven * 100 >= rule.unproven_pct * done else "neutral"
    yield Finding(
        "plan-proof", tone, _proof(plan),
        f"внимания требует доля от {numbers.number(rule.unproven_pct)} % исполненных сроков",
        {"unproven": unproven, "done": done},
    )  # fmt: skip


def _proof(plan: PlanYear) -> str:
    unproven, done = len(plan.without_evidence), _done_terms(plan)
    of_done = numbers.plural(done, "исполненного срока", *["исполненных сроков"] * 2)
    return f"Подтверждение не указано у {numbers.part_of(unproven, done)} {of_done}."


def _done_terms(plan: PlanYear) -> int:
    return int(plan.instances["status"].isin(["done", "done_late"]).sum())


def _unmeasured_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    count, whole = len(plan.without_result), len(plan.items)
    if not count:
        return
    tone: Tone = "attention" if count * 100 >= rule.unmeasured_pct * whole else "neutral"
    yield Finding(
        "plan-unmeasured-finding", tone, _unmeasured(plan),
        f"внимания требует доля от {numbers.number(rule.unmeasured_pct)} % пунктов; такие пункты "
        "никогда не считаются исполненными",
        {"items": count, "all": whole},
    )  # fmt: skip


def _unmeasured(plan: PlanYear) -> str:
    count, whole = len(plan.without_result), len(plan.items)
    of_items = numbers.plural(whole, "пункта", "пунктов", "пунктов")
    return (
        f"У {numbers.part_of(count, whole)} {of_items}{share(count, whole)} результат записан "
        "только словами об эффекте: исполнение подтвердить нечем."
    )


def _quality_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not plan.quality:
        return
    counts = Counter(problem.code for problem in plan.quality)
    yield Finding(
        "plan-quality-finding", "neutral", _quality(plan),
        "план противоречит себе или не даёт проверить исполнение", dict(counts),
    )  # fmt: skip


_REMARKS = {
    "no_term": "срок не указан",
    "term_not_understood": "срок не понят",
    "no_responsible": "ответственный не указан",
    "term_before_approval": "срок раньше утверждения",
    "term_before_frame": "срок раньше периода плана",
    "term_after_frame": "срок позже периода плана",
    "rhythm_contradiction": "ритм в тексте и в сроке разный",
    "no_result": "результат не указан",
}


def _quality(plan: PlanYear) -> str:
    counts = Counter(problem.code for problem in plan.quality)
    total = numbers.counted(len(plan.quality), "замечание", "замечания", "замечаний")
    named = [f"{words} — {counts[code]}" for code, words in _REMARKS.items() if counts[code]]
    text = f"К самому плану есть {total}"
    return f"{text}: {'; '.join(named[:4])}." if named else f"{text}."


def _deficits_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if teachers.no_diagnosis(plan.teachers) is not None or not len(plan.answered_deficits):
        return
    unnamed = plan.answered_deficits[~plan.answered_deficits["is_named"].astype(bool)]
    general = int(plan.answered_deficits["general_measures"].iloc[0])
    tone: Tone = "attention" if len(unnamed) and not general else "neutral"
    yield Finding(
        "plan-deficits-finding", tone, _deficits(plan),
        "внимания требует дефицит, на который не отвечает ни один пункт, даже общий",
        {"unnamed": len(unnamed), "general_measures": general},
    )  # fmt: skip


def _deficits(plan: PlanYear) -> str:
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


def _goals_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if plan.aims.empty:
        return
    standings = plan.aims["standing"].value_counts()
    values = {str(name): int(count) for name, count in standings.items()}
    known = sum(n for name, n in values.items() if name not in ("unknown", "undirected"))
    yield Finding(
        "plan-goals", "neutral" if known else "no_data", goals.sentence(plan.aims, plan.run.year),
        "цель достигнута, если факт не хуже неё; интервал говорит, могло ли это быть случайно",
        values,
    )  # fmt: skip


# claims of the sections


def execution(plan: PlanYear, rule: FindingRule | None = None) -> Text | Notice:
    """What became of the terms that are due."""
    if absent := tables.nothing_here(plan):
        return absent
    if not plan.has_progress:
        return Notice(_no_progress(plan))
    if not plan.summary["due"]:
        return Text("К дате отчёта ни один срок, который можно проверить, не наступил.")
    return Text(_execution(plan, rule or FindingRule.stated()))


def sections(plan: PlanYear) -> Text | Notice:
    """Where the plan lags: the section with most overdue terms."""
    if absent := tables.nothing_here(plan):
        return absent
    frame = plan.cut("section")
    late = frame[frame["overdue"] > 0].sort_values("overdue", ascending=False, kind="stable")
    if not len(late):
        return Text("Просроченных сроков нет ни в одном разделе.")
    top = next(each(late))
    name = tables.shortened(tables.cut_name(plan, "section", top.section), 80)
    if len(frame) == 1:
        return Text("В плане один раздел, поэтому деление по разделам ничего не добавляет.")
    of_sections = numbers.counted(len(late), "разделе", "разделах", "разделах")
    verb = numbers.plural(top.overdue, "срок", "срока", "сроков")
    return Text(
        f"Просрочка есть в {of_sections}; больше всего — «{name}»: "
        f"{numbers.number(top.overdue)} {verb} из {numbers.number(top.due)} наступивших."
    )


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
        return Text(f"К {_as_of(plan)} просроченных пунктов нет.")
    return Text(_overdue(plan))


def due_next(plan: PlanYear) -> Text | Notice:
    """What comes before the end of the next quarter."""
    if absent := tables.nothing_here(plan):
        return absent
    if not len(plan.due_next):
        return Text(f"До {numbers.date_text(plan.next_end)} новых сроков в плане нет.")
    return Text(_next(plan))


def proof(plan: PlanYear) -> Text | Notice:
    """Whether what is recorded as done is proven."""
    if absent := tables.nothing_here(plan):
        return absent
    if not _done_terms(plan):
        return Notice("Записей о выполнении нет: проверять подтверждения не у чего.")
    if not len(plan.without_evidence):
        return Text("У каждого исполненного срока указано подтверждение.")
    return Text(_proof(plan))


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
    return Text(_unmeasured(plan))


def quality(plan: PlanYear) -> Text | Notice:
    """What is wrong with the plan itself."""
    if absent := tables.nothing_here(plan):
        return absent
    return Text(_quality(plan) if plan.quality else "Замечаний к самому плану нет.")


def deficits(plan: PlanYear) -> Text | Notice:
    """Whether the measures answer the deficits found."""
    if absent := tables.nothing_here(plan) or teachers.no_diagnosis(plan.teachers):
        return absent
    if not len(plan.answered_deficits):
        return Text("Дефицитов у педагогов не выявлено: отвечать плану не на что.")
    return Text(_deficits(plan))


def stages(plan: PlanYear) -> Text | Notice | None:
    """Which stages are over, and whether their indicators are known; None without stages."""
    if not plan.has_plan or not plan.frame.stages:
        return None
    over = int(plan.stages["is_over"].sum())
    of_stages = numbers.plural(len(plan.stages), "этапа", "этапов", "этапов")
    text = f"К {_as_of(plan)} {one_or_many(over, 'завершён', 'завершены')} "
    text += f"{numbers.part_of(over, len(plan.stages))} {of_stages}."
    if over and not len(plan.stage_values):
        return Notice(f"{text} Показателей с целями на концы этапов в данных нет.")
    return Text(text)


#: «пункт» after a number in the genitive: «у 21 пункта», «у 5 пунктов».
_ITEM_FORMS = ("пункта", "пунктов", "пунктов")


def _as_of(plan: PlanYear) -> str:
    return numbers.date_text(plan.as_of).removesuffix("г.") + "года"


def _items(count: int) -> str:
    return numbers.counted(count, "пункт", "пункта", "пунктов")


def _named(item: Any) -> str:
    """«пункт 1.2» or «строка 5», with the beginning of the measure."""
    head = f"пункт {item.item_no}" if item.item_no else f"строка {item.seq} плана"
    return f"{head} («{tables.shortened(item.measure, 60)}»)"
