"""Sentences of the public edition, made from protected answers only.

Here: how an exact share, a band and a hidden number are said, and the claims of public
stories. Not here: deciding what may be said (`disclosure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.blocks import Finding, Findings, Notice, Text
from helpers.wording import numbers

if TYPE_CHECKING:
    from helpers.blocks.page import Tone
    from helpers.disclosure.protected import Answer, Fact, Protected

HIDDEN = "скрыто"
#: Questions whose claims lead the summary of the overview, weightiest first.
_LEADING = (
    "pooled.vpr_basic.math.mark_2_share", "pooled.vpr_basic.rus.mark_2_share",
    "pooled.oge9.math.mark_2_share",
    "pooled.gia9.programme_mastered_share", "teachers.helped_with_deficit_share",
)  # fmt: skip
_RULE = "доля по защищённым данным; малые группы показаны полосами"


def share(answer: Answer | None) -> str:
    """A protected share as words without its base: «12,3 %», «менее 5 %», «скрыто»."""
    if answer is None or answer.kind == "no_data":
        return "нет данных"
    if answer.kind == "exact" and answer.value is not None:
        return numbers.percent(answer.value)
    if answer.kind == "band" and answer.low is not None and answer.high is not None:
        if answer.low == 0:
            return f"менее {numbers.percent(answer.high, 0)}"
        if answer.high == 100:
            return f"{numbers.percent(answer.low, 0)} и более"
        return f"от {numbers.number(answer.low)} до {numbers.percent(answer.high, 0)}"
    return HIDDEN


def years(answer: Answer) -> str:
    """The years an answer pools: «2021–2023», «2023»."""
    if answer.first_year == answer.year:
        return str(answer.year)
    return f"{answer.first_year}{numbers.DASH}{answer.year}"


def sentence(answer: Answer) -> str:
    """An answer as a whole sentence with its base and years."""
    told = f"{answer.title} — {share(answer)}"
    if answer.kind == "hidden":
        return f"{told}: за числом слишком мало людей или школ."
    base = ""
    if answer.whole is not None:
        inside = "" if answer.part is None else f"{numbers.number(answer.part)} из "
        base = f"{inside}{numbers.number(answer.whole)} {answer.people}, "
    schools = numbers.counted(answer.schools, "школа", "школы", "школ")
    return f"{told} ({base}{schools}, {years(answer)})."


def findings(protected: Protected) -> Findings:
    """The summary of the overview: what can be said of results, teachers, the plan, the list."""
    items = []
    for question_id in _LEADING:
        answer = protected.answer(question_id)
        if answer is not None and answer.is_useful:
            items.append(_finding(answer))
    for fact_id in ("roadmap.done_share", "schools.shnor_count"):
        fact = protected.fact(fact_id)
        if fact is not None:
            items.append(
                Finding(
                    f"public-{_slug(fact_id)}",
                    "neutral",
                    _fact_sentence(fact),
                    "сведения о школах и планах, не о людях",
                    {},
                )
            )
    if not items:
        text = "Защищённых чисел за этот год нет: данные не представлены или группы слишком малы."
        items.append(Finding("public-nothing", "no_data", text, _RULE, {}))
    return protected.certify(Findings(items[:6]))


def results_findings(protected: Protected) -> Findings:
    """The summary of the report on results: the works with the largest and least shares."""
    told = [
        one
        for one in protected.of_year("vpr", "oge", "ege")
        if one.kind == "exact" and one.more_is_better is False and one.value is not None
    ]
    told.sort(key=lambda one: (-(one.value or 0), one.question_id))
    chosen = {one.question_id: one for one in [*told[:3], *told[-1:]]}
    items = [_finding(one) for one in chosen.values()]
    if not items:
        text = "Точных долей за этот год нет: данные не представлены или группы слишком малы."
        items.append(Finding("public-nothing", "no_data", text, _RULE, {}))
    return protected.certify(Findings(items))


def field_findings(protected: Protected, *fields: str) -> Findings:
    """The summary of a report on one field: its answers, one sentence each."""
    items = [_finding(one) for one in protected.of_year(*fields)][:6]
    if not items:
        items = [
            Finding(
                "public-nothing",
                "no_data",
                f"Сведений за {protected.run.period} в данных нет.",
                _RULE,
                {},
            )
        ]
    return protected.certify(Findings(items))


def _finding(answer: Answer) -> Finding:
    tone: Tone = "neutral" if answer.kind != "hidden" else "no_data"
    value = answer.value
    values = {} if value is None else {"value": value}
    return Finding(f"public-{_slug(answer.question_id)}", tone, sentence(answer), _RULE, values)


def _slug(question_id: str) -> str:
    return question_id.replace("_", "-").replace(".", "-")


def fact_words(value: float | None, unit: str, part: int | None, whole: int | None) -> str:
    """An open fact with its unit and base."""
    if value is None:
        return "нет данных"
    text = numbers.percent(value) if unit == "%" else f"{numbers.number(value)}{numbers.NBSP}{unit}"
    if part is not None and whole is not None:
        text += f" ({numbers.part_of(part, whole)})"
    return text


def claim(protected: Protected, *fields: str) -> Text | Notice:
    """How many shares of some fields are told exactly, as bands, and hidden."""
    rows = protected.of_year(*fields)
    if not rows:
        return protected.certify(
            Notice(f"Данных этого раздела за {protected.run.period} нет: судить не о чем.")
        )
    return protected.certify(Text(_told(rows)))


def _told(rows: Sequence[Answer]) -> str:
    kinds = [one.kind for one in rows]
    exact, bands, hidden = (kinds.count(kind) for kind in ("exact", "band", "hidden"))
    parts = [numbers.counted(exact, "доля показана точно", "доли показаны точно",
                             "долей показано точно")]  # fmt: skip
    if bands:
        parts.append(f"{numbers.number(bands)} — полосой")
    if hidden:
        parts.append(f"{numbers.number(hidden)} скрыто")
    return (
        f"{', '.join(parts)}. Полоса стоит там, где точное число вместе с другими числами выдало "
        "бы результат немногих людей."
    )


def plan(protected: Protected) -> Text | Notice:
    """Execution of the roadmap in one sentence."""
    done, overdue = protected.fact("roadmap.done_share"), protected.fact("roadmap.overdue_count")
    if done is None or overdue is None:
        return protected.certify(
            Notice("Дорожной карты или сведений о её исполнении за этот год в данных нет.")
        )
    text = f"{done.title}: {fact_words(done.value, done.unit, done.part, done.whole)}"
    late = numbers.counted(int(overdue.value or 0), "срок", "срока", "сроков")
    return protected.certify(Text(f"{text}; просрочено {late}."))


def plan_findings(protected: Protected) -> Findings:
    """The summary of the report on the roadmap: its open facts, one sentence each."""
    rule = (
        "сроки, наступившие к дате отчёта, которые можно проверить; сведения о работах, не о людях"
    )
    items = [
        Finding(f"public-{_slug(one.fact_id)}", "neutral", _fact_sentence(one), rule, {})
        for one in protected.facts
        if one.fact_id.startswith("roadmap.")
    ]  # fmt: skip
    if not items:
        items = [Finding("public-nothing", "no_data", plan(protected).text, rule, {})]
    return protected.certify(Findings(items))


def audited(cells: int) -> str:
    """How many small groups were looked at, in round numbers: «не меньше 15 000»."""
    return f"не меньше {numbers.number(cells)}" if cells else "меньше 100"


def places_claim(
    protected: Protected, inside: Sequence[Protected], question_id: str
) -> Text | Notice:
    """Of how many municipalities a question is answered, and how."""
    found = [answer for one in inside if (answer := one.answer(question_id)) is not None]
    if not found:
        return protected.certify(
            Notice(f"Данных этого раздела за {protected.run.period} по муниципалитетам нет.")
        )
    kinds = [one.kind for one in found]
    exact, bands, hidden = (kinds.count(kind) for kind in ("exact", "band", "hidden"))
    shown = numbers.counted(exact + bands, "муниципалитет", "муниципалитета", "муниципалитетов")
    parts = [f"Показано: {shown} из {numbers.number(len(inside))}, точно — {numbers.number(exact)}"]
    if bands:
        parts.append(f"полосой — {numbers.number(bands)}")
    if hidden:
        parts.append(f"скрыто — {numbers.number(hidden)}: людей или школ слишком мало")
    told = f"{', '.join(parts)}."
    if silent := len(inside) - exact - bands - hidden:
        told += f" Нет данных — {numbers.number(silent)}: в долю региона они не входят."
    return protected.certify(Text(told))


def sent_claim(protected: Protected) -> Text | Notice:
    """Which kinds of data every school sent, and which only some."""
    found = protected.sent()
    if not found:
        return protected.certify(
            Notice(f"Сведений о том, кто прислал данные за {protected.run.period}, нет.")
        )
    whole = [one.title.lower() for one in found if one.part == one.whole]
    rest = [one.title.lower() for one in found if one.part != one.whole]
    parts = []
    if whole:
        parts.append(f"От всех школ есть данные: {', '.join(whole)}.")
    if rest:
        parts.append(f"Не от всех школ: {', '.join(rest)}.")
    return protected.certify(Text(" ".join(parts)))


def facts_claim(protected: Protected, *fact_ids: str) -> Text | Notice:
    """Some open facts, one sentence each."""
    found = [one for name in fact_ids if (one := protected.fact(name)) is not None]
    if not found:
        return protected.certify(Notice(f"Таких сведений за {protected.run.period} в данных нет."))
    return protected.certify(Text(" ".join(_fact_sentence(one) for one in found)))


def facts_findings(protected: Protected, *beginnings: str) -> Findings:
    """The summary of a report on schools and things: open facts, one sentence each."""
    found = [one for one in protected.facts if one.fact_id.startswith(beginnings)][:6]
    rule = "сведения о школах, планах и должностях, не о людях"
    items = [
        Finding(f"public-{_slug(one.fact_id)}", "neutral", _fact_sentence(one), rule, {})
        for one in found
    ]
    if not items:
        text = f"Таких сведений за {protected.run.period} в данных нет."
        items = [Finding("public-nothing", "no_data", text, rule, {})]
    return protected.certify(Findings(items))


def sent_findings(protected: Protected) -> Findings:
    """The summary of the report on data: who sent them, and how much of them can be told."""
    rule = "школа прислала вид данных, если за год от неё есть хотя бы одна строка"
    rows = [one for one in protected.answers
            if one.year == protected.run.year and not one.school]  # fmt: skip
    tone: Tone = "neutral" if protected.sent() else "no_data"
    items = [Finding("public-sent", tone, sent_claim(protected).text, rule, {})]
    if rows:
        items.append(Finding("public-told", "neutral", f"О людях: {_told(rows)}", _RULE, {}))
    return protected.certify(Findings(items))


def _fact_sentence(one: Fact) -> str:
    return f"{one.title} — {fact_words(one.value, one.unit, one.part, one.whole)}."
