"""Views of free exploration: one call, one table or picture, the same in a form and in a cell.

Here: what the panels of `explore` show, as plain functions that a notebook cell can call with
the same arguments. Not here: widgets (`explore`), the indicators themselves.

    from helpers.lab import views
    views.crossed("ivanteevsky", 2022, "oge9.math.mark_2_share", "oge9.rus.mark_2_share")
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import blocks, store, style, vocabulary
from helpers.errors import ParameterError
from helpers.figures import canvas
from helpers.indicators import catalogue, low_results, works
from helpers.indicators.peers.year import PeersYear
from helpers.indicators.rows import each
from helpers.indicators.works import Results
from helpers.params import RunParams
from helpers.schemas import TABLES
from helpers.spelling import did_you_mean
from helpers.tables import cells
from helpers.tables import peers as peer_tables
from helpers.wording import numbers

#: Places whose values a view of indicators may show.
PLACES = {
    "own": "Территория",
    "listed": "Школы списка ШНОР",
    "schools": "Каждая школа",
    "region": "Регион",
    "country": "Россия",
}


def _view(municipality_id: str, year: int) -> Results:
    """The results of a place and year, computed once for the same data."""
    run = RunParams(municipality_id=municipality_id, year=year)
    return _computed(run, *_held(store.open(run)))


@lru_cache(maxsize=4)
def _computed(run: RunParams, _dataset: Path, _state: str) -> Results:
    return works.results(store.open(run), run)


def _held(data: store.Data) -> tuple[Path, str]:
    """The dataset and one hash over all partitions that a run may read."""
    total = hashlib.sha256()
    for owner in sorted({*data.members(), data.municipality.region_id}):
        for path in sorted(data.store.folder.glob(f"*/municipality_id={owner}/*.parquet")):
            total.update(path.as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return data.store.dataset, total.hexdigest()


def indicator_ids(municipality_id: str, year: int, *, of_schools: bool = False) -> dict[str, str]:
    """Identifier → title of the result indicators that have a value, in reading order."""
    rows = works.usable(_view(municipality_id, year).current)
    if of_schools:
        rows = rows[rows["scope"] == "school"]
    found = rows.drop_duplicates("indicator_id")
    return {name: catalogue.entry(name).title for name in found["indicator_id"]}


def schools(municipality_id: str, year: int) -> dict[str, str]:
    """Id → name of the schools that work in the year."""
    active = _view(municipality_id, year).active
    return dict(zip(active["school_id"], active["school_name"], strict=True))


def values(
    municipality_id: str, year: int, place: str = "own", indicator_id: str = "", school: str = ""
) -> blocks.Table:
    """Result indicators of a year: one row per indicator and place, with count and interval.

    `indicator_id` keeps identifiers that begin so (`oge9`, `vpr5.math`); `school` keeps schools
    whose name or id holds these letters.
    """
    view = _view(municipality_id, year)
    _one_of("место", place, PLACES)
    if place == "schools":
        rows = view.units.rename(columns={"unit_name": "where"})
    else:
        placed = works.placed(view, view.current)
        rows = placed[placed["place"] == place].assign(where=PLACES[place])
    rows = rows[rows["indicator_id"].str.startswith(indicator_id)]
    if school:
        wanted = vocabulary.folded(school)
        names = rows["where"].map(vocabulary.folded)
        rows = rows[names.str.contains(wanted, regex=False) | (rows["school_id"] == school)]
    return blocks.Table(
        f"explore-values-{place}",
        f"Показатели результатов, {vocabulary.school_year_label(year)}",
        [
            blocks.Column("where", "Где"),
            blocks.Column("indicator", "Показатель"),
            blocks.Column("id", "Идентификатор"),
            blocks.Column("value", "Значение", align="right"),
            blocks.Column("interval", "95 % интервал", align="right"),
            blocks.Column("count", "Участников", align="right", decimals=0),
        ],
        [
            [
                row.where,
                catalogue.entry(row.indicator_id).title,
                row.indicator_id,
                cells.value(row, _decimals(row.indicator_id)),
                cells.bounds(row.low, row.high, _decimals(row.indicator_id)),
                cells.count(row.denominator),
            ]
            for row in each(rows)
        ],
        notes=["Интервал — диапазон случайных колебаний; «х» — у показателя его нет."],
    )


def crossed(municipality_id: str, year: int, across: str, up: str) -> blocks.Block:
    """Two indicators of the same schools against each other: a picture and its table.

    Says in a sentence when fewer than two schools have both. A cloud shows how the schools
    lie, not that one thing causes the other.
    """
    known = indicator_ids(municipality_id, year, of_schools=True)
    for name in (across, up):
        _one_of("показатель", name, known)
    view = _view(municipality_id, year)
    both = _of_schools(view, across).merge(
        _of_schools(view, up), on="school_id", suffixes=("_across", "_up")
    )
    if len(both) < 2:
        return blocks.Notice(
            f"Школ, у которых есть оба показателя, {len(both)}: сопоставлять нечего."
        )
    both["school_name"] = both["school_id"].map(view.schools).fillna(both["school_id"])
    both = both.sort_values(["value_across", "school_name"]).reset_index(drop=True)
    title = f"{known[across]} и {known[up]} по школам"
    table = blocks.Table(
        "explore-crossed-table",
        title,
        [
            blocks.Column("school", "Школа"),
            _value_column("across", across),
            _value_column("up", up),
            blocks.Column("n", "Участников (первый)", align="right", decimals=0),
            blocks.Column("m", "Участников (второй)", align="right", decimals=0),
        ],
        [
            [
                row.school_name,
                row.value_across,
                row.value_up,
                cells.count(row.n_across),
                cells.count(row.n_up),
            ]
            for row in each(both)
        ],
        notes=["Малые школы лежат далеко от остальных чаще больших: смотрите на число участников."],
    )
    with canvas.sheet(90, left_mm=18, bottom_mm=16) as (figure, axes):
        sizes = (both[["n_across", "n_up"]].min(axis=1).fillna(1).clip(1, 200)) * 0.6 + 8
        axes.scatter(both["value_across"], both["value_up"], s=sizes, color=style.ACCENT, alpha=0.7)
        axes.set_xlabel(known[across])
        axes.set_ylabel(known[up])
        canvas.decimal_commas(axes.xaxis)
        canvas.decimal_commas(axes.yaxis)
        canvas.bare(axes, "")
        return canvas.block(
            "explore-crossed",
            figure,
            title=title,
            alt=f"{len(both)} школ; каждая точка — школа, размер — число участников.",
            table=table,
        )


def trend(municipality_id: str, year: int, indicator_id: str, school_id: str = "") -> blocks.Block:
    """One indicator over the years held, up to `year`, for the territory or one school."""
    view = _view(municipality_id, year)
    known = indicator_ids(municipality_id, year)
    _one_of("показатель", indicator_id, known)
    rows = works.usable(view.rows)
    rows = rows[rows["indicator_id"] == indicator_id]
    if school_id:
        _one_of("школа", school_id, schools(municipality_id, year))
        rows = rows[rows["school_id"] == school_id]
        where = str(view.schools.get(school_id, school_id))
    else:
        rows, where = works.own_rows(view, rows), view.territory.name
    rows = rows.sort_values(["year", "wave"])
    if len(rows) < 2:
        return blocks.Notice(f"{where}: «{known[indicator_id]}» есть меньше чем за два года.")
    title = f"{known[indicator_id]}: {where}"
    table = blocks.Table(
        "explore-trend-table",
        title,
        [
            blocks.Column("year", "Учебный год"),
            blocks.Column("wave", "Волна"),
            blocks.Column("value", "Значение", align="right"),
            blocks.Column("interval", "95 % интервал", align="right"),
            blocks.Column("count", "Участников", align="right", decimals=0),
        ],
        [
            [
                vocabulary.school_year_label(int(row.year)),
                vocabulary.WAVES.label(row.wave),
                cells.value(row, _decimals(row.indicator_id)),
                cells.bounds(row.low, row.high, _decimals(row.indicator_id)),
                cells.count(row.denominator),
            ]
            for row in each(rows)
        ],
        notes=["Разрывы рядов (шкала, содержание, состав участников) — в отчёте 10_results."],
    )
    with canvas.sheet(70) as (figure, axes):
        bounds = [
            (rows["value"] - rows["low"]).fillna(0).clip(lower=0),
            (rows["high"] - rows["value"]).fillna(0).clip(lower=0),
        ]
        axes.errorbar(
            rows["year"].astype(int), rows["value"], yerr=bounds, fmt="o", color=style.ACCENT
        )
        axes.set_xticks(sorted(rows["year"].astype(int).unique()))
        axes.set_ylim(bottom=0)
        canvas.decimal_commas(axes.yaxis)
        canvas.bare(axes, "y")
        return canvas.block(
            "explore-trend",
            figure,
            title=title,
            alt="; ".join(f"{int(row.year)}: {numbers.number(row.value, 1)}" for row in each(rows)),
            table=table,
        )


def low_schools(
    municipality_id: str,
    year: int,
    low_share_pct: float = 30.0,
    min_procedures: int = 2,
    two_year_rule: str = "same",
    min_participants: int = 0,
) -> blocks.Table:
    """The list by the threshold rule with other numbers: one row per school of the list.

    Other parameters are those of `params/methodology/low_results.yaml`.
    """
    _one_of("правило двух лет", two_year_rule, ("same", "any", "off"))
    rule = replace(
        low_results.default_rule(),
        low_share_pct=float(low_share_pct),
        min_procedures=int(min_procedures),
        two_year_rule=two_year_rule,  # type: ignore[arg-type]
        min_participants=int(min_participants),
    )
    run = RunParams(municipality_id=municipality_id, year=year)
    verdicts = low_results.identify(store.open(run), year, rule)
    listed = [verdict for verdict in verdicts if verdict.listed]
    return blocks.Table(
        "explore-rule",
        f"По правилу в списке {len(listed)} из {len(verdicts)}",
        [
            blocks.Column("school", "Школа"),
            blocks.Column("why", "Какие процедуры сработали"),
            blocks.Column("smallest", "Наименьшее число участников", align="right", decimals=0),
        ],
        [
            [
                verdict.school_name,
                "; ".join(_trigger(one) for one in verdict.triggers),
                min((one.participants for one in verdict.triggers), default=None),
            ]
            for verdict in listed
        ],
        notes=[
            f"Порог {numbers.number(low_share_pct, 0)} %, процедур не меньше {min_procedures}, "
            f"два года подряд: {_TWO_YEARS[two_year_rule]}, "
            f"участников не меньше {min_participants}."
        ],
    )


def peers(municipality_id: str, year: int, school_id: str) -> blocks.Block:
    """The schools nearest to one school by conditions and what each of them shows in exams.

    One row per peer and measure; the school's own value stands beside. Says in a sentence when
    too little is known of the school's conditions.
    """
    _one_of("школа", school_id, schools(municipality_id, year))
    run = RunParams(municipality_id=municipality_id, year=year)
    found = PeersYear(store.open(run), run)
    table = peer_tables.beside(found, school_id)
    if table is None:
        missing = found.scores.set_index("school_id")["missing"].get(school_id) or "нет"
        return blocks.Notice(
            f"{found.name(school_id)}: похожие школы не подобраны, общих известных условий "
            f"меньше {found.rule.min_columns}. Неизвестно: {missing}."
        )
    return table


def stored(municipality_id: str, table: str, school: str = "") -> blocks.Table:
    """A table of the store as it is, with Russian heads; `school` keeps one school's rows."""
    _one_of("таблица", table, TABLES)
    scheme = TABLES[table]
    frame = store.Store().read(table, [municipality_id])
    for name in ("school_id", "scope_id"):
        if school and name in frame:
            frame = frame[frame[name] == school]
            break
    names = [name for name in scheme.columns if name in frame]
    return blocks.Table(
        "explore-stored",
        f"Таблица «{scheme.label}»",
        [blocks.Column(name, scheme.column(name).label) for name in names],
        [[_stored_cell(value) for value in row] for row in frame[names].itertuples(index=False)],
    )


_TWO_YEARS = {"same": "та же процедура", "any": "любая процедура", "off": "не учитывается"}


def two_year_words() -> dict[str, str]:
    """Choices of the second ground of the rule, in words → code."""
    return {words: code for code, words in _TWO_YEARS.items()}


def _of_schools(view: Results, indicator_id: str) -> pd.DataFrame:
    rows = works.usable(view.current)
    rows = rows[(rows["indicator_id"] == indicator_id) & (rows["scope"] == "school")]
    rows = rows.sort_values("denominator", ascending=False).drop_duplicates("school_id")
    return rows[["school_id", "value", "denominator"]].rename(columns={"denominator": "n"})


def _one_of(what: str, given: str, known: Iterable[str]) -> None:
    names = list(known)
    if given not in names:
        raise ParameterError(f"Неизвестно: {what} «{given}». {did_you_mean(given, names)}")


def _trigger(one: low_results.Trigger) -> str:
    subject = catalogue.subject_title(one.subject, one.level)
    counts = f"{one.below} из {one.participants} ({numbers.number(one.share, 1)} %)"
    return f"{one.procedure} {one.grade} кл., {subject}, {one.year}: {counts}"


def _value_column(key: str, indicator_id: str) -> blocks.Column:
    entry = catalogue.entry(indicator_id)
    unit = "" if entry.unit in entry.title else entry.unit
    return blocks.Column(key, entry.title, unit, "right", _decimals(indicator_id))


def _decimals(indicator_id: str) -> int:
    """Shares to a tenth of a percent, marks and scores to a hundredth."""
    return 1 if catalogue.entry(indicator_id).is_share else 2


def _stored_cell(value: Any) -> Any:
    if hasattr(value, "date") and value == value:
        return value.date().isoformat()
    return value
