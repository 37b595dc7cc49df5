"""`shnor warn`: which schools may have low results next year.

Here: options and output. Not here: chances (`indicators.early_warning`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from helpers.commands import app as frame
from helpers.commands import options, output

if TYPE_CHECKING:
    from helpers.indicators.early_warning import EarlyWarning


def warn(
    municipality_id: options.Municipality,
    year: options.Year,
    data: options.Data = None,
    format: options.Format = output.TEXT,
) -> None:
    """Print risks of the year after YEAR and how such words held before."""
    from helpers import store
    from helpers.indicators.early_warning import EarlyWarning
    from helpers.params import RunParams

    made = EarlyWarning(
        store.open(RunParams(municipality_id=municipality_id, year=year), data), year
    )
    if format == output.JSON:
        output.document(_document(made))
    else:
        _print(made)


def _document(made: EarlyWarning) -> dict[str, Any]:
    return {
        "target_year": made.target,
        "schools": _records(made.schools),
        "works": _records(made.works),
        "hits_of_schools": _records(made.hits_of_schools),
        "hits_of_works": _records(made.hits_of_works),
        "model": {
            "events": made.model.events,
            "events_needed": made.model.needed,
            "coefficients": made.model.coefficients,
            "brier": _plain(made.model.brier),
            "brier_plain": _plain(made.model.brier_plain),
            "calibration": _records(made.model.calibration),
        },
    }


def _records(rows: Any) -> list[dict[str, Any]]:
    return [
        {name: _plain(value) for name, value in record.items()}
        for record in rows.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


def _print(made: EarlyWarning) -> None:
    from helpers.indicators.rows import each
    from helpers.wording import early_warning as words

    output.text(f"{made.data.municipality.name}, предупреждение о результатах {made.target} года")
    output.text(words.reading(made.settings))
    output.text()
    works = made.works
    order = made.schools.sort_values("chance", ascending=False, kind="stable")
    for school in each(order):
        if school.risk == "low":
            continue
        output.text(f"{school.school_id}  {school.school_name}: {words.school_text(school)}")
        shown = (works["risk"] != "low") | works["was_low"].astype(bool)
        own = works[(works["school_id"] == school.school_id) & shown]
        for work in each(own):
            output.text(f"    {words.work_text(work)}")
    quiet = int((made.schools["risk"] == "low").sum())
    output.text(f"Школ с низким риском: {quiet} из {len(made.schools)}.")
    output.text()
    output.text("Как сбывались такие предупреждения о школах в прошлые годы:")
    for row in each(made.hits_of_schools):
        output.text(f"    {words.hit_text(row)}")
    output.text("О процедурах:")
    for row in each(made.hits_of_works):
        output.text(f"    {words.hit_text(row)}")
    output.text(words.model_text(made.model))


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    frame.add(
        app,
        "warn",
        warn,
        help="Раннее предупреждение: у каких школ возможны низкие результаты в следующем году.",
        panel="Анализ",
    )
