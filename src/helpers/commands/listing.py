"""`shnor list`: what there is to choose from.

Here: municipalities, schools, years, notebooks, indicators, frames, tables, plans as short
tables. Not here: the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output
from helpers.errors import ParameterError
from helpers.spelling import did_you_mean

What = Annotated[
    str,
    typer.Argument(
        metavar="ЧТО",
        help="municipalities, schools, years, notebooks, indicators, frames, tables или plans.",
        show_default=False,
    ),
]
Rows = list[dict[str, Any]]


def _municipalities(data: Any) -> Rows:
    from helpers.params import municipalities

    return [
        {
            "municipality_id": slug,
            "name": item.name,
            "level": item.level,
            "region_id": item.region_id,
            "oktmo": item.oktmo,
            "frame": item.frame,
        }
        for slug, item in municipalities().items()
    ]


def _schools(data: Any) -> Rows:
    """One row per school, its latest name; a row without a beginning is the oldest."""
    from helpers.store import Store

    store = Store(data)
    rows = store.read("schools", store.municipalities())
    order = ["municipality_id", "school_id", "valid_from"]
    rows = rows.sort_values(order, kind="stable", na_position="first")
    rows = rows.drop_duplicates(["municipality_id", "school_id"], keep="last")
    names = ["municipality_id", "school_id", "school_name", "kind"]
    texts = rows[names].astype(object).where(rows[names].notna(), None)
    return [{str(name): cell for name, cell in row.items()} for row in texts.to_dict("records")]


def _years(data: Any) -> Rows:
    from helpers.store import Store

    store = Store(data)
    return [
        {
            "municipality_id": slug,
            "year": year,
            "tables": sorted(t for t, years in store.years(slug).items() if year in years),
        }
        for slug in store.municipalities()
        for year in sorted({y for years in store.years(slug).values() for y in years})
    ]


def _notebooks(data: Any) -> Rows:
    from helpers.notebooks import notebooks

    return [
        {"notebook": item.name, "title": item.title, "parameters": list(item.parameters)}
        for item in notebooks()
    ]


def _indicators(data: Any) -> Rows:
    """Named indicators, then the families measured for whatever is in the data."""
    from helpers.indicators.catalogue import MEASURES, NAMED

    named = [
        {
            "indicator_id": item.indicator_id,
            "title": item.title,
            "unit": item.unit,
            "numerator": item.numerator,
            "denominator": item.denominator,
            "direction": item.direction,
            "interval": item.interval,
            "source": item.rule_source,
            "target_source": item.target_source,
            "min_denominator": item.min_denominator,
            "reading": item.reading,
            "flaw": item.flaw,
        }
        for item in NAMED.values()
    ]
    families = [
        {
            "indicator_id": f"{procedure}<класс>.<предмет>.{measure.name}",
            "title": measure.title,
            "unit": measure.unit,
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "direction": measure.direction,
            "interval": measure.interval,
            "source": measure.rule_source,
            "target_source": "",
            "min_denominator": 10,
            "reading": "",
            "flaw": "",
        }
        for measure in MEASURES.values()
        for procedure in measure.procedures
    ]
    return named + families


def _frames(data: Any) -> Rows:
    from helpers.frames import FRAMES

    return [
        {
            "frame": item.name,
            "title": item.title,
            "functions": list(item.functions),
            "reading": item.reading,
        }
        for item in FRAMES.values()
    ]


def _tables(data: Any) -> Rows:
    from helpers.schemas import TABLES

    return [
        {
            "table": table.name,
            "title": table.label,
            "grain": table.grain,
            "key": list(table.key),
            "optional_key": [k for k in table.key if k in table.optional],
            "columns": list(table.columns),
            "headers": {name: table.column(name).label for name in table.columns},
        }
        for table in TABLES.values()
    ]


def _plans(data: Any) -> Rows:
    from helpers.store import Store

    store = Store(data)
    plans = store.read("plan_frames", store.municipalities())
    items = store.read("roadmap_items", store.municipalities()).groupby("plan_id").size()
    return [
        {
            "plan_id": row.plan_id,
            "municipality_id": row.municipality_id,
            "frame": row.frame,
            "period_start": _day(row.period_start),
            "period_end": _day(row.period_end),
            "approved_on": _day(row.approved_on),
            "items": int(items.get(row.plan_id, 0)),
        }
        for row in plans.itertuples()
    ]


def _day(moment: Any) -> str | None:
    return None if moment != moment else moment.date().isoformat()


_LISTS: dict[str, Callable[[Any], Rows]] = {
    "municipalities": _municipalities,
    "schools": _schools,
    "years": _years,
    "notebooks": _notebooks,
    "indicators": _indicators,
    "frames": _frames,
    "tables": _tables,
    "plans": _plans,
}
#: What the text form shows of each list, in this order.
_SHOWN = {
    "municipalities": ("municipality_id", "name", "level"),
    "schools": ("municipality_id", "school_id", "school_name", "kind"),
    "years": ("municipality_id", "year", "tables"),
    "notebooks": ("notebook", "title"),
    "indicators": ("indicator_id", "title", "unit"),
    "frames": ("frame", "title"),
    "tables": ("table", "title", "grain"),
    "plans": ("plan_id", "municipality_id", "period_start", "period_end", "items"),
}


def list_(what: What, data: options.Data = None, format: options.Format = output.TEXT) -> None:
    """Print one of the lists; a list of what the store holds is empty for an empty store."""
    if what not in _LISTS:
        raise ParameterError(f"Нет списка «{what}». {did_you_mean(what, list(_LISTS))}")
    rows = _LISTS[what](data)
    if format == output.JSON:
        output.document(rows)
        return
    output.aligned([[_cell(row[name]) for name in _SHOWN[what]] for row in rows])
    if not rows:
        output.message("Пока пусто: загрузите файлы командой shnor import.")


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "list",
        list_,
        help="Что есть: муниципалитеты, школы, годы, тетради, показатели, таблицы, планы.",
        panel="Данные",
    )
