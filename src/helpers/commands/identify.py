"""`shnor identify`: schools with low results by the rule.

Here: options and output. Not here: the rule (`indicators.low_results`), its words
(`wording.low_results`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import ParameterError

if TYPE_CHECKING:
    from helpers.indicators.low_results import LowResultsList
    from helpers.methodology import Rules

RuleFile = Annotated[
    Path | None,
    typer.Option(
        "--rule",
        metavar="ФАЙЛ",
        show_default=False,
        help="Другое правило, например params/methodology/low_results_rank.yaml (места школ) "
        "или low_results_quartile.yaml (нижняя четверть); иначе low_results.yaml.",
    ),
]


def identify(
    year: options.Year,
    municipality_id: options.MunicipalityOrAll = None,
    rule: RuleFile = None,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print the verdict of the rule on every school; YEAR is the year of the results."""
    from helpers.indicators.low_results import default_rules, rule_of
    from helpers.methodology import load_rules

    if rule is not None and not rule.is_file():
        raise ParameterError(f"{rule}: файла правила нет.")
    chosen = load_rules(rule) if rule is not None else default_rules()
    rule_of(chosen)
    made = _lists(municipality_id, year, chosen, data)
    if format == output.JSON:
        records = [record for one in made for record in _records(one)]
        output.document(sorted(records, key=lambda record: record["school_id"]))
        return
    for one in made:
        _print_list(one)
    _print_rule(chosen)


def _lists(
    municipality_id: str | None, year: int, rules: Rules, data: Path | None
) -> list[LowResultsList]:
    """One list per territory: the one asked for, else every region or lone municipality.

    Ranks are made among all schools of the region that the store holds.
    """
    from helpers import params, store
    from helpers.indicators.low_results import LowResultsList, rule_of
    from helpers.params import RunParams

    known = params.municipalities()
    held = store.Store(data)
    stored = [name for name in held.municipalities() if name in known]
    if municipality_id is not None:
        own = store.open(RunParams(municipality_id=municipality_id, year=year), data)
        region = known[municipality_id].region_id
        if rule_of(rules).method == "rank" and region in known and region != municipality_id:
            whole = store.Data(held, RunParams(municipality_id=region, year=year))
            return [LowResultsList(whole, year, rules, municipality_id)]
        return [LowResultsList(own, year, rules)]
    wanted = [
        name
        for name in stored
        if known[name].region_id in (name, "") or known[name].region_id not in stored
    ]
    opened = [
        store.Data(held, RunParams(municipality_id=name, year=year)) for name in wanted
    ]  # fmt: skip
    made = [LowResultsList(one, year, rules) for one in opened if year in one.years()]
    if not made:
        # says which years there are
        store.open(RunParams(municipality_id=stored[0] if stored else "", year=year), data)
    return made


def _records(made: LowResultsList) -> list[dict[str, Any]]:
    """Verdicts as the JSON output has them: remarks as sentences, variants by name."""
    from helpers.wording.low_results import remark_text, variant_text

    owners = made.data.table("schools").drop_duplicates("school_id")
    owner = dict(zip(owners["school_id"], owners["municipality_id"], strict=True))
    variants: dict[str, list[dict[str, Any]]] = {}
    for parameter, value, school_id, listed in made.sensitivity_by_school.itertuples(index=False):
        if parameter:
            named = {
                "parameter": parameter, "value": value,
                "variant": variant_text(parameter, value), "listed": listed,
            }  # fmt: skip
            variants.setdefault(school_id, []).append(named)
    records = []
    for verdict in made.verdicts:
        record = asdict(verdict)
        remarks = record.pop("remarks")
        record["warnings"] = [remark_text(remark) for remark in verdict.remarks]
        record["needs_decision"] = verdict.needs_decision
        record["movement"] = verdict.movement or None
        record["official_sources"] = record.pop("sources")
        record["warning_kinds"] = [remark["kind"] for remark in remarks]
        record["municipality_id"] = owner.get(
            verdict.school_id, made.data.municipality.municipality_id
        )
        record["variants"] = variants.get(verdict.school_id, [])
        records.append(record)
    return records


def _print_list(made: LowResultsList) -> None:
    from helpers.indicators.rows import keyed
    from helpers.wording.low_results import (
        ground_text,
        remark_text,
        small_groups_text,
        trigger_text,
    )
    from helpers.wording.numbers import counted

    name = made.data.municipality.name
    output.text(f"{name}, результаты {made.year} года")
    output.text()
    rows = keyed(made.schools, ["school_id"])
    shown = [v for v in made.verdicts if v.listed]
    for verdict in shown:
        row = rows[verdict.school_id]
        output.text(f"{verdict.school_id}  {verdict.school_name}")
        output.text(f"    основание: {ground_text(verdict.grounds)}")
        for one in verdict.triggers:
            output.text(f"    {trigger_text(one)}")
        output.text(
            f"    устойчивость: в списке в {row.listed_in} из "
            f"{counted(row.variants, 'варианта', 'вариантов', 'вариантов')} правила"
        )
        small = [remark for remark in verdict.remarks if remark.kind == "small"]
        if small:
            output.text(f"    внимание: {small_groups_text(small)}")
        for remark in verdict.remarks:
            if remark.kind != "small":
                output.text(f"    внимание: {remark_text(remark)}")
    if made.rule.method == "quartile" and not any(v.results for v in made.verdicts):
        output.text(
            "Для этого правила нужны баллы участников (индивидуальные результаты или распределения "
            "баллов школ) и нижний квартиль региона за тот же год; их нет."
        )
    judged = sum(1 for v in made.verdicts if v.results)
    output.text(
        f"Школ: {len(made.verdicts)}, с результатами: {judged}, по правилу в списке: {len(shown)}."
    )
    _print_decisions(made)
    _print_movement(made)
    _print_official(made)
    _print_sensitivity(made)
    output.text()


def _print_decisions(made: LowResultsList) -> None:
    from helpers.wording.low_results import remark_text

    kinds = ("successor", "predecessor", "branch", "has_branch", "maybe_special", "not_held")
    for verdict in made.verdicts:
        for remark in verdict.remarks:
            if remark.kind in kinds and not verdict.listed:
                output.text(f"Внимание, {verdict.school_id}: {remark_text(remark)}.")


def _print_movement(made: LowResultsList) -> None:
    from helpers.wording.low_results import movement_text

    moved = made.movement
    parts = [
        f"{movement_text(str(word))}: {', '.join(group['school_id'])}"
        for word, group in moved.groupby("movement", sort=False)
    ]
    words = "; ".join(parts) or "сравнить не с чем или изменений нет"
    output.text(f"К списку по тому же правилу за {made.year - 1} год: {words}.")


def _print_official(made: LowResultsList) -> None:
    from helpers.indicators.rows import each

    if made.officials.empty:
        output.text(f"Официального списка по результатам {made.year} года в данных нет.")
        return
    for source, count in made.officials[["source", "schools"]].itertuples(index=False):
        output.text(f"Официальный список «{source}»: школ {count}.")
    for row in each(made.agreement):
        one = "правило" if row.one == "rule" else f"«{row.one}»"
        output.text(
            f"    {one} и «{row.other}»: в обоих {_ids(row.both)}; только в первом "
            f"{_ids(row.only_one)}; только во втором {_ids(row.only_other)}"
        )


def _print_sensitivity(made: LowResultsList) -> None:
    from helpers.indicators.rows import each
    from helpers.wording.low_results import variant_text

    output.text("Чувствительность списка к правилу:")
    for row in each(made.sensitivity):
        change = ""
        if row.added:
            change += f"; добавились {', '.join(row.added)}"
        if row.dropped:
            change += f"; выпали {', '.join(row.dropped)}"
        output.text(f"    {variant_text(row.parameter, row.value)}: {row.listed}{change}")


def _print_rule(rules: Rules) -> None:
    from helpers.methodology import MARKS
    from helpers.wording.rules import value_text

    output.text(f"{rules.title} ({rules.file}):")
    for item in rules.parameters.values():
        output.text(f"    {item.label}: {value_text(item)}. {item.source} ({MARKS[item.mark]}).")


def _ids(ids: list[str]) -> str:
    return ", ".join(ids) if ids else "—"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "identify",
        identify,
        help="Список ШНОР по правилу: какие процедуры сработали и насколько это устойчиво.",
        panel="Анализ",
    )
