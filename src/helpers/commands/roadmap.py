"""`shnor roadmap`: a stored plan, item by item, judged on a day.

Here: options and output. Not here: deadlines (`plans`), execution (`indicators.roadmap`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import ParameterError
from helpers.schemas import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from helpers.indicators import roadmap as executed

PlanId = Annotated[
    str,
    typer.Option(
        "--plan-id",
        metavar="КОД",
        show_default=False,
        help="Код плана (shnor list plans); без него — единственный план муниципалитета.",
    ),
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="ДАТА", help="Дата, на которую судят, вида 2022-06-30."),
]


def roadmap(
    municipality_id: options.Municipality,
    as_of: AsOf,
    plan_id: PlanId = "",
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print items, occurrences, deadlines and statuses of a plan on a day."""
    from helpers import params
    from helpers.store import Partition, Store

    day = _day(as_of)
    stored = Partition(Store(data), params.municipality(municipality_id))
    document, execution = _document(stored, _plan(stored, municipality_id, plan_id), day)
    if format == output.JSON:
        output.document(document)
    else:
        _print(document, execution.items)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"Дата «{text}» не понята: ожидалась дата вида 2022-06-30.") from None


def _plan(stored: Any, municipality_id: str, plan_id: str) -> pd.Series:
    """The row of the plan meant; several plans and no choice raise with their codes."""
    plans = stored.table("plan_frames")
    if plan_id:
        plans = plans[plans["plan_id"] == plan_id]
    elif len(plans) > 1:
        own = plans[plans["school_id"].fillna("") == ""]
        plans = own if len(own) == 1 else plans
    if len(plans) == 1:
        return plans.iloc[0]
    known = ", ".join(sorted(stored.table("plan_frames")["plan_id"])) or "ни одного"
    words = f"Плана «{plan_id}» нет" if plan_id else "Неясно, какой план нужен"
    if plan_id and (stored.table("roadmap_items")["plan_id"] == plan_id).any():
        words += f", загружены только его пункты: нужна строка «{TABLES['plan_frames'].label}»"
    raise ParameterError(f"{municipality_id}: {words}. Загружены: {known}. Укажите --plan-id.")


def _document(
    stored: Any, plan: pd.Series, day: dt.date
) -> tuple[dict[str, Any], executed.Execution]:
    """The published object of a plan, and the execution that it was made of."""
    from helpers.indicators import roadmap as executed
    from helpers.indicators.roadmap_summary import summary
    from helpers.readers.roadmap import item_from_row
    from helpers.readers.roadmap.quality import plan_findings

    def of_plan(name: str) -> pd.DataFrame:
        rows = stored.table(name)
        return rows[rows["plan_id"] == plan["plan_id"]]

    frame_of_plan = executed.plan_frame(plan)
    items = of_plan("roadmap_items")
    execution = executed.execution(items, frame_of_plan, of_plan("roadmap_progress"), day)
    read = [item_from_row(_named(row), frame_of_plan) for row in items.to_dict("records")]
    findings = plan_findings(
        read,
        frame_of_plan,
        has_result=any(item.result_raw for item in read),
        has_term=any(item.term_raw for item in read),
    )
    document = {
        "plan": {
            "plan_id": plan["plan_id"],
            "municipality_id": stored.municipality.municipality_id,
            "as_of": day.isoformat(),
            **frame_of_plan.as_row(),
        },
        "items": [
            executed.item_record(_named(row), execution.instances)
            for row in execution.items.to_dict("records")
        ],
        "summary": summary(execution),
        "findings": [problem.as_dict() for problem in findings],
    }
    return document, execution


def _named(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _print(document: dict[str, Any], items: pd.DataFrame) -> None:
    from helpers.indicators.roadmap import STATUS_LABELS, status_words

    for item in items.to_dict("records"):
        number, due = item["item_no"] or f"({item['seq']})", item["due"] or "—"
        status = status_words(item["status"], item["last_done_on"])
        output.text(f"{number}  {status}, срок {due}: {item['measure']}")
    counts: dict[str, int] = {}
    for item in document["items"]:
        counts[item["status"]] = counts.get(item["status"], 0) + 1
    shown = ", ".join(f"{STATUS_LABELS[s]} — {n}" for s, n in counts.items())  # type: ignore[index]
    output.text(f"Пунктов: {len(document['items'])}; {shown}.")
    if document["findings"]:
        output.message(f"Замечаний к самому плану: {len(document['findings'])} (--format json).")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "roadmap",
        roadmap,
        help="Дорожная карта: пункты, сроки, исполнение на дату.",
        panel="Анализ",
    )
