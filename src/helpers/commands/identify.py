"""`shnor identify`: schools with low results by the rule.

Here: options and output. Not here: the rule (`indicators.low_results`).
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
    from helpers.indicators.low_results import Rule, Verdict

RuleFile = Annotated[
    Path | None,
    typer.Option(
        "--rule",
        metavar="ФАЙЛ",
        show_default=False,
        help="Другое правило; иначе params/methodology/low_results.yaml.",
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
    from helpers.indicators.low_results import default_rule, rule_of
    from helpers.methodology import load_rules

    if rule is not None and not rule.is_file():
        raise ParameterError(f"{rule}: файла правила нет.")
    chosen = rule_of(load_rules(rule)) if rule is not None else default_rule()
    verdicts = _verdicts(municipality_id, year, chosen, data)
    if format == output.JSON:
        output.document([_record(verdict) for verdict in verdicts])
        return
    listed = [verdict for verdict in verdicts if verdict.listed]
    for verdict in listed:
        output.text(f"{verdict.school_id}  {verdict.school_name}")
        for trigger in verdict.triggers:
            output.text(
                f"    {trigger.procedure} {trigger.grade} {trigger.subject} {trigger.year}: "
                f"{trigger.below} из {trigger.participants}"
            )
        for warning in _record(verdict)["warnings"]:
            output.text(f"    внимание: {warning}")
    output.text(f"Школ: {len(verdicts)}, по правилу в списке: {len(listed)}.")


def _record(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the JSON output has it: remarks as sentences."""
    from helpers.wording.low_results import remark_text

    record = asdict(verdict)
    record["warnings"] = [remark_text(remark) for remark in verdict.remarks]
    del record["remarks"]
    return record


def _verdicts(
    municipality_id: str | None, year: int, rule: Rule, data: Path | None
) -> list[Verdict]:
    from helpers import params, store
    from helpers.indicators.low_results import identify as judge
    from helpers.params import RunParams

    known = params.municipalities()
    wanted = (
        [municipality_id]
        if municipality_id
        else [held for held in store.Store(data).municipalities() if held in known]
    )
    found: dict[str, Verdict] = {}
    for name in wanted:
        opened = store.Data(store.Store(data), RunParams(municipality_id=name, year=year))
        if year in opened.years():
            for verdict in judge(opened, year, rule):
                found.setdefault(verdict.school_id, verdict)
    if not found:
        # says which years there are
        store.open(RunParams(municipality_id=wanted[0] if wanted else "", year=year), data)
    return [found[school_id] for school_id in sorted(found)]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "identify",
        identify,
        help="Список ШНОР по правилу: какие процедуры сработали и насколько это устойчиво.",
        panel="Анализ",
    )
