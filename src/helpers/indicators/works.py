"""Results arranged by work: values of all years, one identity for a work, one value for a place.

Here: which values describe a procedure in a subject, how a work is named and ordered, which
of several values of a territory is shown, what the same work gave in other years. Not here:
the values themselves (`compute` and its modules), pictures and sentences about them.

A work is a procedure, a programme grade, a subject, a level and a wave: pupils of an autumn
wave sit in the next grade but write the programme of the last one, so the programme makes
the series and the two waves are never one series.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import vocabulary
from helpers.indicators import catalogue, exams, marks, scope_sums, scopes, values
from helpers.indicators import results as by_marks
from helpers.indicators.once import once, values_by
from helpers.indicators.rows import each, grouped, is_number, is_text, only
from helpers.indicators.schools import names_apart, working
from helpers.indicators.scopes import Tables
from helpers.params import Municipality, RunParams, municipalities
from helpers.schemas.frames import TEXT

#: Families of procedures as a report has its sections, and the procedures of each.
GROUPS = {"vpr": ("vpr", "dr"), "gia9": ("oge", "gve"), "gia11": ("ege", "gve", "egegve")}
#: Groups of a year as sentences name them.
GROUP_TITLES = {"vpr": "ВПР", "gia9": "ОГЭ и ГВЭ-9", "gia11": "ЕГЭ и ГВЭ-11"}
#: Places of a comparison, from the narrowest: the list, the territory, what is above it.
PLACES = ("listed", "own", "region", "country")

_WORK = ["procedure", "grade", "programme_grade", "subject", "level", "wave"]
_ORDER = {name: index for index, name in enumerate(("vpr", "dr", "oge", "ege", "egegve", "gve"))}
_SUBJECTS = {name: index for index, name in enumerate(vocabulary.SUBJECTS)}


@dataclass(frozen=True, eq=False)
class Results:
    """Values of a run and of its earlier years, by work.

    `values` are all values of the run's year as they were computed; `rows`, those of works of
    all years, have their columns plus procedure (as identifiers say it), group, grade
    (who wrote), subject, measure, series (identity of the work), title (the work in words),
    cell (name of the value in the manifest; "" in other years than the run's). `schools`
    maps the id of a school to its name; `active` are the schools that work in the run's year
    (school_id, municipality_id, school_name).
    """

    run: RunParams
    territory: Municipality
    values: pd.DataFrame
    rows: pd.DataFrame
    schools: pd.Series
    active: pd.DataFrame

    @property
    def own_scope(self) -> str:
        """Scope of the territory itself."""
        return "region" if self.territory.is_region else "municipality"

    @cached_property
    def by_municipality(self) -> bool:
        """Whether units are municipalities: a region that has values of its municipalities."""
        own = self.territory.municipality_id
        inside = (self.rows["scope"] == "municipality") & (self.rows["municipality_id"] != own)
        return self.territory.is_region and bool(inside.any())

    @cached_property
    def current(self) -> pd.DataFrame:
        """Rows of the year of the run."""
        return self.rows[is_number(self.rows, "year", self.run.year)]

    @cached_property
    def own(self) -> pd.DataFrame:
        """Rows of the territory itself in all years (`own_rows`)."""
        return own_rows(self, self.rows)

    @cached_property
    def own_now(self) -> pd.DataFrame:
        """Rows of the territory itself in the year of the run."""
        return self.own[is_number(self.own, "year", self.run.year)]

    @cached_property
    def failed_own(self) -> pd.DataFrame:
        """Shares of failures of the territory itself in the year, where there is a value."""
        return _failed_with_value(self.own_now)

    @cached_property
    def failed_listed(self) -> pd.DataFrame:
        """Shares of failures of the listed schools together in the year, where there is a value."""
        return _failed_with_value(self.current[is_text(self.current, "scope", "listed")])

    @cached_property
    def units(self) -> pd.DataFrame:
        """Rows of the units in the year (`unit_rows`)."""
        return unit_rows(self, self.current)

    @cached_property
    def failed_units(self) -> pd.DataFrame:
        """Shares of failures of the units in the year, where there is a value."""
        return _failed_with_value(self.units)

    @cached_property
    def years(self) -> list[int]:
        """Years with a value of any procedure, up to the year of the run."""
        return sorted(int(year) for year in self.rows["year"].unique())


def results(
    data: Tables, run: RunParams, made: pd.DataFrame | None = None, years_back: int = 100
) -> Results:
    """Everything the results of a run need: this year's values and those of earlier years.

    `made` are values of the run's year where they are already computed; `years_back` bounds
    how far back earlier years are computed. Of earlier years only what a comparison needs is
    computed: shares of marks and the share below the minimum in ЕГЭ.
    """
    held = {*_years(data, "marks"), *_years(data, "exams")}
    earlier = sorted(year for year in held if run.year - years_back <= year < run.year)
    now = made if made is not None else _of_run(data, run)
    return arranged(data, run, values.combined([now, _of_earlier(data, run, earlier)]))


def _of_run(data: Tables, run: RunParams) -> pd.DataFrame:
    return values.stacked([values_by(kind, data, run) for kind in (by_marks, exams)])


def _of_earlier(data: Tables, run: RunParams, years: Sequence[int]) -> pd.DataFrame:
    """Values of earlier years that comparisons need, all years in one go."""
    if not years:
        return values.empty()
    key = "earlier years", repr(run), tuple(years)
    return once(data, key, lambda: _of_years(data, run, years))


def _of_years(data: Tables, run: RunParams, years: Sequence[int]) -> pd.DataFrame:
    rows = marks.one_attempt(marks.of_years(data.table("marks"), years))
    sittings = exams.exam_rows(data.table("exams"), years)
    of_ege = sittings[is_text(sittings, "procedure", "ege")]
    best = exams.passed_figures(rows.iloc[:0], of_ege)
    if len(best):
        best = exams.best_figures(best)
        best = best[is_text(best, "measure", exams.PASSED)]
    return shares_in(data, run, years, rows, best)


def shares_in(
    data: Tables, run: RunParams, years: Sequence[int], rows: pd.DataFrame, best: pd.DataFrame
) -> pd.DataFrame:
    """Shares of the years given, all in one go: of marks and of those who passed an exam.

    `rows` are marks (one attempt of each), `best` are figures of the best sittings.
    """
    where = [scopes.places(data, run.model_copy(update={"year": year})) for year in years]
    cells: list[pd.DataFrame] = []
    if len(rows):
        spread = scope_sums.with_published(rows, marks.BY, marks.MARKS, where)
        cells.append(by_marks.share_cells(by_marks.identified(spread)))
    if len(best):
        cells.append(exams.passed_cells(best, where))
    return values.shares(pd.concat(cells, ignore_index=True)) if cells else values.empty()


def arranged(data: Tables, run: RunParams, frame: pd.DataFrame) -> Results:
    """The results view of values already computed (of one year or several)."""
    schools = data.table("schools").drop_duplicates("school_id", keep="last")
    active = working(data, run.year)
    names = schools.assign(school_name=names_apart(schools)).set_index("school_id")["school_name"]
    current = frame[is_number(frame, "year", run.year)].reset_index(drop=True)
    rows = by_work(frame, run.year)
    return Results(run, data.municipality, current, rows, names, active)


def by_work(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Values of procedures with the columns that name their work, in reading order."""
    known = {name: catalogue.parts(name) for name in frame["indicator_id"].unique()}
    found = {name: part for name, part in known.items() if part and not part.as_written}
    rows = frame[frame["indicator_id"].isin(list(found))].reset_index(drop=True)
    codes, names = pd.factorize(rows["indicator_id"])
    of_names = [found[name] for name in names.tolist()]
    for name in ("procedure", "subject", "level", "measure"):
        rows[name] = pd.array(list(map(attrgetter(name), of_names)), dtype=TEXT)[codes]
    rows["grade"] = np.array([part.grade for part in of_names], dtype=int)[codes]
    rows["programme_grade"] = rows["programme_grade"].fillna(rows["grade"]).astype(int)
    rows["wave"] = rows["wave"].replace("", "spring")
    rows["group"] = np.select(
        [rows["procedure"].isin(["vpr", "dr"]), rows["grade"] <= 9], ["vpr", "gia9"], "gia11"
    )
    now = is_number(rows, "year", year)
    rows["cell"] = ""
    rows.loc[now, "cell"] = values.cell_ids(rows[now])
    codes, first = grouped(rows, _WORK)
    unique = rows[_WORK].iloc[first]
    for name, words in (("series", _series(unique)), ("title", _titles(unique))):
        rows[name] = pd.array(words, dtype=TEXT)[codes]
    return rows.loc[reading_order(rows).index].reset_index(drop=True)


def reading_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The keys that order works for a reader, sorted: procedure, programme, subject, level."""
    order = pd.DataFrame(
        {
            "procedure": rows["procedure"]
            .map(_ORDER)
            .where((rows["procedure"] != "gve") | (rows["grade"] > 9), _ORDER["oge"] + 0.5),
            "programme": rows["programme_grade"],
            "subject": rows["subject"].map(_SUBJECTS),
            "level": rows["level"],
            "wave": rows["wave"].map({"spring": 0, "autumn": 1}),
            "grade": rows["grade"],
        }
    )
    return order.sort_values([*order.columns], kind="stable")


def own_rows(view: Results, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per work, measure and year for the territory itself.

    Where a sum of schools and a published figure exist, the one that counts more pupils is
    shown: a published figure of all schools against a sum of a few, or the other way round.
    """
    return _fullest(rows[_is_own(view, rows)])


def _is_own(view: Results, rows: pd.DataFrame) -> NDArray[np.bool_]:
    place = view.own_scope, view.territory.municipality_id
    return is_text(rows, "scope", place[0]) & is_text(rows, "municipality_id", place[1])


def placed(view: Results, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the places of a comparison with a column `place`, one per work, measure, place.

    The region above is there only as a published figure: other districts are never read.
    """
    above = ["country"] if view.territory.is_region else ["region", "country"]
    own = _is_own(view, rows)
    chosen = own | rows["scope"].isin(["listed", *above]).to_numpy()
    place = np.where(own, "own", rows["scope"].to_numpy())[chosen]
    made = _fullest(rows[chosen].assign(place=pd.array(place, dtype=TEXT)), ["place"])
    positions = {name: index for index, name in enumerate(rows["series"].unique())}
    ranks = {name: index for index, name in enumerate(PLACES)}
    order = np.lexsort((made["place"].map(ranks), made["series"].map(positions)))
    return made.iloc[order].reset_index(drop=True)


def unit_rows(view: Results, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the units inside the territory, with `unit_id` and `unit_name`.

    Units are schools, or the municipalities of a region that has values of them.
    """
    if view.by_municipality:
        inside = rows[
            (rows["scope"] == "municipality")
            & (rows["municipality_id"] != view.territory.municipality_id)
        ]
        inside = inside.assign(unit_id=inside["municipality_id"])
        known = municipalities()
        suffix = f" ({view.territory.name})"
        names = [known[i].name.removesuffix(suffix) if i in known else i for i in inside["unit_id"]]
        return _fullest(inside.assign(unit_name=names), ["unit_id"])
    inside = rows[is_text(rows, "scope", "school")]
    told = view.schools.dropna().to_dict()
    named = [told.get(code, code) for code in inside["school_id"].tolist()]
    inside = inside.assign(unit_id=inside["school_id"], unit_name=pd.array(named, dtype=TEXT))
    return _fullest(inside, ["unit_id"])


def failed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the share of failures: «2» where marks are given, below the minimum in ЕГЭ."""
    return rows[_is_failed(rows)]


def _is_failed(rows: pd.DataFrame) -> NDArray[np.bool_]:
    of_scores = is_text(rows, "procedure", "ege")
    marks, scores = (is_text(rows, "measure", name) for name in ("mark_2_share", "below_min_share"))
    return np.where(of_scores, scores, marks)


def _failed_with_value(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[_is_failed(rows) & has_value(rows)]


def usable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a value."""
    return only(rows, has_value(rows))


def has_value(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows have a value."""
    return is_text(rows, "status", "ok") & ~np.isnan(rows["value"].to_numpy())


def of_group(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """Rows of one family of procedures."""
    return rows[is_text(rows, "group", group)]


def _fullest(rows: pd.DataFrame, extra: Iterable[str] = ()) -> pd.DataFrame:
    """One row per work, measure, year (and `extra`): with a value first, then the most pupils."""
    missing = ~is_text(rows, "status", "ok")
    published = is_text(rows, "origin", "published")
    most = -np.nan_to_num(rows["denominator"].to_numpy())
    order = np.lexsort((published, most, missing))
    works, _ = grouped(rows, ["series", "grade", "measure", "year", *extra])
    _, best = np.unique(works[order], return_index=True)
    return rows.iloc[np.sort(order[best])]


def _series(rows: pd.DataFrame) -> list[str]:
    return [
        f"{row.procedure}{row.programme_grade}.{vocabulary.subject_slug(row.subject, row.level)}"
        + ("-autumn" if row.wave == "autumn" else "")
        for row in each(rows)
    ]


def _titles(rows: pd.DataFrame) -> list[str]:
    return [
        work_title(row.procedure, row.grade, row.programme_grade, row.subject, row.level, row.wave)
        for row in each(rows)
    ]


def work_title(
    procedure: str, grade: int, programme_grade: int, subject: str, level: str, wave: str
) -> str:
    """A work in words: «ВПР, 5 класс, математика».

    Where the programme is not that of the grade that wrote, the programme is named: «ВПР
    осенью, программа 5 класса, математика» was written by pupils of grade 6.
    """
    name = catalogue.PROCEDURE_TITLES[procedure]
    season = " осенью" if wave == "autumn" else ""
    other = programme_grade != grade
    who = f"программа {programme_grade} класса" if other else f"{grade} класс"
    return f"{name}{season}, {who}, {catalogue.subject_title(subject, level)}"


def _years(data: Tables, table: str) -> list[int]:
    return [int(year) for year in data.table(table)["year"].dropna().unique()]
