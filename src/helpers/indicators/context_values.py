"""Indicators of pupils, schools, events, publications and lists: values of every scope.

Here: which tally or count stands behind each indicator, and the few that are not sums over
schools. Not here: the counting itself (`context`, `events`, `schools`, `progress`), teachers
(`teacher_values`), roadmaps (`roadmap`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import pandas as pd

from helpers import methodology
from helpers.indicators import context, events, progress, scopes, tallies, values
from helpers.indicators import schools as school_facts
from helpers.indicators.catalogue import AS_WRITTEN
from helpers.indicators.events import EventRule
from helpers.indicators.periods import in_school_years
from helpers.indicators.progress import DynamicsRule, ModeRule
from helpers.indicators.scopes import Places
from helpers.params import RunParams

#: Identifiers whose values are sums over schools.
SUMMED = (
    *context.CONTEXT_SHARES,
    "parents.involved_share",
    "pupils.events_participants",
    "practices.published_count",
    "programmes.updated_share",
    "schools.in_events_share",
    "schools.self_assessed_share",
    "schools.own_roadmap_share",
    "schools.material_base_ready_share",
    "schools.satisfaction_score",
    "schools.positive_dynamics_share",
    "results.dynamics",
    "vpr.forms_filled_share",
)
#: A definition whose source names no denominator cannot be computed to the letter.
_WITHOUT_WHOLE = "pupils.risk.results_measures_share" + AS_WRITTEN
_NO_WHOLE = {"status": "not_applicable", "note": "знаменатель в плане не задан"}

_GROUP_ANALYSIS, _LISTED_COUNT, _LISTED_SHARE, _MODE, _SUPPORT = (
    "events.group_analysis_count",
    "schools.shnor_count",
    "schools.shnor_share",
    "schools.effective_mode_share",
    "system.support_active",
)

#: Identifiers with a rule of their own for what a scope is.
_OWN = (_WITHOUT_WHOLE, _GROUP_ANALYSIS, _LISTED_COUNT, _LISTED_SHARE, _MODE, _SUPPORT)

#: Identifiers that are made from the changes of schools since the year before.
_OF_CHANGES = {"schools.positive_dynamics_share", "results.dynamics", _MODE}

#: Every identifier that this module gives a row for.
INDICATORS = (*SUMMED, *_OWN)

#: Tables that show a working system of support, and how each sign is called.
SUPPORT_SIGNS = {
    "diagnostics": "диагностика педагогов",
    "plans": "планы развития",
    "help": "методическая помощь",
    "mentoring": "наставничество",
    "events": "мероприятия",
}


def values_of_year(
    data: scopes.Tables, run: RunParams, only: Collection[str] = INDICATORS
) -> pd.DataFrame:
    """Values of the indicators of this module (`only`) for a run, in the frame of `values`."""
    return values.combined(_values(data, run, only))


def _values(data: scopes.Tables, run: RunParams, only: Collection[str]) -> Iterator[pd.DataFrame]:
    schools = school_facts.working(data, run.year)
    where = tallies.support_places(data, run)
    changes = _changes(data, run.year) if _OF_CHANGES.intersection(only) else pd.DataFrame()
    summed = [name for name in SUMMED if name in only]
    if summed:
        found = tallies.combined(_tallies(data, schools, changes, run.year, summed))
        yield tallies.tally_values(found, schools, where, summed)
    if _GROUP_ANALYSIS in only:
        held = data.table("events"), data.table("participation")
        yield group_analysis_values(*held, schools, where)
    if {_LISTED_COUNT, _LISTED_SHARE}.intersection(only):
        found = register_values(data.table("shnor_register"), schools, where, run.register_source)
        yield found[found["indicator_id"].isin(list(only))]
    if _MODE in only:
        yield effective_mode_values(data, schools, changes, where, run.register_source)
    if _SUPPORT in only:
        yield support_values({name: data.table(name) for name in SUPPORT_SIGNS}, where)
    if _WITHOUT_WHOLE in only:
        yield values.absent([_own_cell(_WITHOUT_WHOLE, where) | _NO_WHOLE])


def _changes(data: scopes.Tables, year: int) -> pd.DataFrame:
    rule = DynamicsRule.stated()
    return progress.school_changes(data.table("marks"), data.table("breaks"), year, rule)


def _tallies(
    data: scopes.Tables,
    schools: pd.DataFrame,
    changes: pd.DataFrame,
    year: int,
    only: Collection[str],
) -> Iterator[pd.DataFrame]:
    """Tallies of the indicators of `SUMMED` that are among `only`, by school.

    `changes` are those of the year.
    """
    table, rule = data.table, EventRule.stated()
    counted: dict[str, Callable[[], pd.DataFrame]] = {
        "parents.involved_share": lambda: context.parents_tally(table("parents"), year),
        "pupils.events_participants": lambda: events.pupils_tally(
            schools, table("events"), table("participation"), year, rule
        ),
        "practices.published_count": lambda: events.practices_tally(
            schools, table("publications"), year, rule
        ),
        "programmes.updated_share": lambda: events.programmes_tally(
            table("publications"), year, rule
        ),
        "schools.satisfaction_score": lambda: school_facts.satisfaction_tally(
            table("satisfaction"), year
        ),
        "vpr.forms_filled_share": lambda: school_facts.vpr_forms_tally(table("marks"), year),
        "results.dynamics": lambda: progress.dynamics_tally(changes),
    }
    facts: dict[str, Callable[[], pd.Series]] = {
        "schools.in_events_share": lambda: school_facts.took_part(
            schools, table("events"), table("participation"), year
        ),
        "schools.self_assessed_share": lambda: school_facts.self_assessed(
            schools, table("self_assessment"), year
        ),
        "schools.own_roadmap_share": lambda: school_facts.own_roadmap(
            schools, table("plan_frames"), year
        ),
        "schools.material_base_ready_share": lambda: school_facts.material_ready(
            schools, table("material"), year,
            methodology.rules("school_support").texts("ready_states"),
        ),
        "schools.positive_dynamics_share": lambda: progress.improved(schools, changes),
    }  # fmt: skip
    if any(name in only for name in context.CONTEXT_SHARES):
        found = context.context_tallies(table("context"), year)
        yield found[found["indicator_id"].isin(list(only))]
    yield from (make() for name, make in counted.items() if name in only)
    for name, make in facts.items():
        if name in only:
            yield tallies.fact_tally(name, schools, make())


def _own_cell(indicator_id: str, where: Places) -> dict[str, object]:
    return {
        "indicator_id": indicator_id,
        "municipality_id": where.municipality_id,
        "year": where.year,
        "scope": where.own_scope,
    }


def group_analysis_values(
    happened: pd.DataFrame, joined: pd.DataFrame, schools: pd.DataFrame, where: Places
) -> pd.DataFrame:
    """Events with group analysis: all of them, and those with a school of each scope.

    One event counts once in a scope, however many of its schools came. Without any event of
    the year there is no value; events of other kinds only make it zero.
    """
    name = _GROUP_ANALYSIS
    if not len(events.events_of_year(happened, where.year)):
        return values.absent([_own_cell(name, where) | {"note": "данные не представлены"}])
    chosen = events.events_of_year(happened, where.year, EventRule.stated().group_analysis_words)
    cells = [_own_cell(name, where) | {"numerator": len(chosen)}]
    for scope, members in (("listed", where.listed), ("cohort", where.cohort)):
        if members.school_ids:
            count = len(events.events_with(chosen, joined, members.school_ids))
            own = {"scope": scope, "numerator": count, "note": members.note}
            cells.append(_own_cell(name, where) | own)
    present = events.participation_of(chosen, joined).groupby("school_id")["event_id"].nunique()
    for school in schools.itertuples():
        own = {
            "scope": "school",
            "school_id": school.school_id,
            "municipality_id": school.municipality_id,
            "numerator": int(present.get(school.school_id, 0)),
        }
        cells.append(_own_cell(name, where) | own)
    return values.counts(cells)


def register_values(
    register: pd.DataFrame, schools: pd.DataFrame, where: Places, source: str
) -> pd.DataFrame:
    """Number and share of schools on the list by the results of the year.

    Of the territory, and of each municipality of a region. Without a list of the year there
    is no value: no list is not an empty list.
    """
    listed = scopes.listed_schools(register, where.year, source)
    names = (_LISTED_COUNT, _LISTED_SHARE)
    if not listed.school_ids:
        return values.absent([_own_cell(name, where) | {"note": listed.note} for name in names])
    areas = [(where.own_scope, where.municipality_id, schools)]
    if where.is_region:
        inside = schools[schools["municipality_id"] != where.municipality_id]
        areas += [("municipality", str(m), part) for m, part in inside.groupby("municipality_id")]
    cells = []
    for scope, municipality_id, members in areas:
        own = {
            "scope": scope,
            "municipality_id": municipality_id,
            "numerator": int(members["school_id"].isin(listed.school_ids).sum()),
            "denominator": len(members),
            "note": listed.note,
        }
        cells.append(_own_cell(_LISTED_SHARE, where) | own)
    rows = pd.DataFrame(cells)
    counted = rows.assign(indicator_id=_LISTED_COUNT, denominator=float("nan"))
    return values.combined([values.counts(counted), values.shares(rows)])


def effective_mode_values(
    data: scopes.Tables,
    schools: pd.DataFrame,
    changes: pd.DataFrame,
    where: Places,
    source: str,
) -> pd.DataFrame:
    """Schools of the frozen cohort that moved to the effective mode, and each of them.

    Judged on the cohort only: a school that improves leaves the current list. Until a list
    later than the cohort's exists there is nothing to leave, and no value.
    """
    name = _MODE
    register = data.table("shnor_register")
    earlier = register["results_year"].dropna() < where.year
    cohort = schools[schools["school_id"].isin(where.cohort.school_ids)].reset_index(drop=True)
    if not earlier.any() or not len(cohort):
        note = "нет более раннего списка, который школа могла бы покинуть"
        status = "not_applicable" if len(cohort) else "no_data"
        return values.absent([_own_cell(name, where) | {"status": status, "note": note}])
    wanted = scopes.listed_schools(register, where.year, source).school_ids
    of_year = register["results_year"] == where.year
    in_use = register[~of_year.fillna(False) | register["school_id"].isin(wanted)]
    mode = progress.effective_mode(
        cohort, in_use, data.table("marks"), changes, where.year, ModeRule.stated()
    )
    found = tallies.fact_tally(name, cohort, mode["is_effective"])
    rows = tallies.tally_values(found, cohort, where, [name])
    kept = rows["scope"].isin(["school", "cohort"]) | (rows["status"] == "no_data")
    return rows[kept]


def support_values(tables: Mapping[str, pd.DataFrame], where: Places) -> pd.DataFrame:
    """Signs of a working system of support in the year, in words: the indicator has no number.

    The note names the tables with records of the school year and those without.
    """
    present: list[str] = []
    silent: list[str] = []
    for table, sign in SUPPORT_SIGNS.items():
        rows = tables[table]
        of_year = (
            (rows["year"] == where.year).fillna(False)
            if "year" in rows
            else in_school_years(rows["date"], where.year)
        )
        (present if of_year.any() else silent).append(sign)
    words = [f"есть записи: {', '.join(present)}"] if present else []
    words += [f"нет записей: {', '.join(silent)}"] if silent else []
    cell = _own_cell(_SUPPORT, where)
    return values.absent([cell | {"note": "; ".join(words)}])
