"""Findings of the first page about a roadmap: which are made, in which tone, by which rule.

Here: the choice of findings. Not here: their words, which the sections repeat
(`wording.roadmap`), the numbers (`indicators.plan_year`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from helpers.blocks import Finding, Findings, Tone
from helpers.indicators.plan_year import PlanYear
from helpers.tables import roadmap as tables
from helpers.tables import teacher_absence
from helpers.wording import goals, numbers
from helpers.wording import roadmap as words
from helpers.wording.roadmap import FindingRule

#: Longest summary: what a busy reader takes in.
SHOWN_FINDINGS = 6


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
    rule_words = (
        f"доля — от сроков, наступивших к дате отчёта; сильная сторона — от "
        f"{numbers.number(rule.done_good_pct)} % без просрочки; пункты без измеримого результата "
        "в счёт не входят"
    )
    values = {"due": due, "done": counts["done"], "done_late": counts["done_late"]}
    if not plan.has_progress:
        text = words.no_progress_words(plan)
        yield Finding("plan-execution", "no_data", text, "ни одной записи об исполнении", values)
        return
    if not due:
        text = words.none_due_words(plan)
        yield Finding("plan-execution", "neutral", text, rule_words, values)
        return
    tone: Tone = "neutral"
    if due >= rule.evidence_terms and not counts["overdue"]:
        tone = "good" if done * 100 >= rule.done_good_pct * due else "neutral"
    if counts["overdue"]:
        tone = "attention"
    yield Finding("plan-execution", tone, words.execution_words(plan, rule), rule_words, values)


def _overdue_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not len(plan.overdue) or not plan.has_progress:
        return
    yield Finding(
        "plan-overdue-finding", "attention", words.overdue_words(plan),
        "срок прошёл, записи о выполнении к дате отчёта нет",
        {"items": len(plan.overdue), "instances": plan.summary["overdue"]},
    )  # fmt: skip


def _next_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not len(plan.due_next):
        return
    yield Finding(
        "plan-next-finding", "neutral", words.next_words(plan),
        "сроки от следующего дня до конца следующего квартала, ещё не исполненные",
        {"items": len(plan.due_next)},
    )  # fmt: skip


def _proof_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    unproven, done = len(plan.without_evidence), words.done_terms(plan)
    if not unproven:
        return
    tone: Tone = "attention" if unproven * 100 >= rule.unproven_pct * done else "neutral"
    yield Finding(
        "plan-proof", tone, words.proof_words(plan),
        f"внимания требует доля от {numbers.number(rule.unproven_pct)} % исполненных сроков",
        {"unproven": unproven, "done": done},
    )  # fmt: skip


def _unmeasured_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    count, whole = len(plan.without_result), len(plan.items)
    if not count:
        return
    tone: Tone = "attention" if count * 100 >= rule.unmeasured_pct * whole else "neutral"
    yield Finding(
        "plan-unmeasured-finding", tone, words.unmeasured_words(plan),
        f"внимания требует доля от {numbers.number(rule.unmeasured_pct)} % пунктов; такие пункты "
        "никогда не считаются исполненными",
        {"items": count, "all": whole},
    )  # fmt: skip


def _quality_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if not plan.quality:
        return
    counts = Counter(problem.code for problem in plan.quality)
    yield Finding(
        "plan-quality-finding", "neutral", words.quality_words(plan),
        "план противоречит себе или не даёт проверить исполнение", dict(counts),
    )  # fmt: skip


def _deficits_finding(plan: PlanYear, rule: FindingRule) -> Iterator[Finding]:
    if teacher_absence.no_diagnosis(plan.teachers) is not None or not len(plan.answered_deficits):
        return
    unnamed = plan.answered_deficits[~plan.answered_deficits["is_named"].astype(bool)]
    general = int(plan.answered_deficits["general_measures"].iloc[0])
    tone: Tone = "attention" if len(unnamed) and not general else "neutral"
    yield Finding(
        "plan-deficits-finding", tone, words.deficits_words(plan),
        "внимания требует дефицит, на который не отвечает ни один пункт, даже общий",
        {"unnamed": len(unnamed), "general_measures": general},
    )  # fmt: skip


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
