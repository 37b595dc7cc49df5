"""Indicators of teachers, of the help they get and of staffing: values of every scope.

Here: which fact of the teachers' cards is the numerator and which the denominator of each
indicator. Not here: the cards (`teachers`), the words of an indicator (`catalogue`).

Pedagogical staff is all staff but management; `staff.*` counts both. All are people of the
school of their main job. Definitions that the source plans leave open are settled here:
mentoring counts mentors and mentees; «helped» is any act of help in the year; a plan is done
by its items (`teachers.plans_done`); a deficit is removed only by an exit of the same tool.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.indicators import scopes, staffing, tallies, teachers, values
from helpers.indicators.catalogue import AS_WRITTEN
from helpers.indicators.deficits import DeficitRule
from helpers.indicators.events import EventRule, seats_tally
from helpers.indicators.plain import true
from helpers.indicators.schools import working
from helpers.params import RunParams


@dataclass(frozen=True)
class _Share:
    """Teachers with a fact among those of `among` ("" for all); with or without management.

    `basis` is a fact that must be true of somebody for the share to say anything.
    """

    fact: str
    among: str = ""
    with_management: bool = False
    basis: str = ""


_SHARES: dict[str, _Share] = {
    "teachers.diagnosed_share": _Share("is_diagnosed"),
    "teachers.deficit_share": _Share("is_deficit_found", basis="is_diagnosed"),
    "teachers.deficit_share.of_diagnosed": _Share("has_deficit", "is_diagnosed"),
    "teachers.plan_done_share": _Share("is_plan_done", "has_deficit", basis="is_diagnosed"),
    "teachers.plan_done_share" + AS_WRITTEN: _Share("is_plan_done"),
    "teachers.mentoring_share": _Share("in_mentoring"),
    "teachers.subject_growth_share": _Share("has_grown_subject", basis="has_subject_pair"),
    "teachers.helped_share": _Share("is_helped"),
    "teachers.helped_share" + AS_WRITTEN: _Share("is_helped", with_management=True),
    "teachers.deficits_removed_share": _Share("is_removed", "had_entry_deficit"),
    "teachers.network_share": _Share("in_network"),
    "teachers.fl_trained_share": _Share("is_fl_trained"),
    "teachers.attested_share": _Share("is_attested"),
    "staff.idp_share": _Share("has_plan", with_management=True),
    "staff.trained_share": _Share("is_trained", with_management=True),
    "staff.modern_tech_trained_share": _Share("is_modern_trained", with_management=True),
    "staff.management_trained_share": _Share("is_management_trained", with_management=True),
}
_GROWTH, _ROUTES, _YOUNG, _PLANS, _SEATS = (
    "teachers.entry_exit_growth",
    "staff.iom_count",
    "staff.young_supply",
    "programmes.teacher_growth_done",
    "programmes.shnor_seats",
)

#: Every identifier that this module gives a row for.
INDICATORS = (*_SHARES, _GROWTH, _ROUTES, _YOUNG, _PLANS, _SEATS)


def card_tallies(cards: pd.DataFrame, only: Collection[str]) -> pd.DataFrame:
    """Tallies of the shares made from cards, and of the growth and routes, of `only`.

    A teacher whose fact is not known is in neither part of its shares: nobody reported it, or
    it does not apply (success of an attestation to those who did not apply).
    """
    people = cards.assign(has_subject_pair=cards["subject_change"].notna())
    codes, schools = pd.factorize(people["school_id"].fillna(""), sort=True)
    parts = [
        _share_tally(name, share, people, codes, schools)
        for name, share in _SHARES.items()
        if name in only
    ]
    if _GROWTH in only:
        parts.append(_growth_tally(people))
    if _ROUTES in only:
        parts.append(_route_tally(people))
    return tallies.combined(parts)


def _share_tally(
    indicator_id: str, share: _Share, people: pd.DataFrame, codes: np.ndarray, schools: pd.Index
) -> pd.DataFrame:
    """`codes` say at which of `schools` each of the people works; "" is no school."""
    known = people[share.fact].notna().to_numpy()
    if not share.with_management:
        known = known & ~people["is_management"].to_numpy()
    among = known & true(people[share.among]) if share.among else known
    basis = known & true(people[share.basis]) if share.basis else among
    parts = (known, among & true(people[share.fact]), among, basis)
    there, numerator, denominator, based = (
        np.bincount(codes[part], minlength=len(schools)) for part in parts
    )
    held = there > 0
    return tallies.tally(
        indicator_id, schools[held], numerator[held], denominator[held],
        based[held] if share.basis else None,
    )  # fmt: skip


def _true(facts: pd.Series) -> pd.Series:
    return facts.astype("boolean").fillna(False).astype(bool)


def _sums_by_school(people: pd.DataFrame, **flags: pd.Series) -> pd.DataFrame:
    """How many people of each school have each flag; people of no school stand under ""."""
    frame = pd.DataFrame({name: flag.astype("int64") for name, flag in flags.items()})
    frame = frame.loc[people.index].assign(school_id=people["school_id"].fillna(""))
    return frame.groupby("school_id", as_index=False).sum()


def _growth_tally(people: pd.DataFrame) -> pd.DataFrame:
    """Sum of the mean changes of paired teachers, and their number."""
    paired = people[~people["is_management"] & people["growth_change"].notna()]
    growth = paired.assign(school_id=paired["school_id"].fillna("")).groupby("school_id")
    sums = growth["growth_change"].agg(["sum", "size"]).reset_index()
    return tallies.tally(_GROWTH, sums["school_id"], sums["sum"], sums["size"])


def _route_tally(people: pd.DataFrame) -> pd.DataFrame:
    known = people[people["has_route"].notna()]
    sums = _sums_by_school(known, numerator=_true(people["has_route"]))
    return tallies.tally(_ROUTES, sums["school_id"], sums["numerator"])


def plan_tally(
    plans: pd.DataFrame, cards: pd.DataFrame, year: int, rule: DeficitRule
) -> pd.DataFrame:
    """Programmes of growth carried out of those planned: plans of the year, not people.

    Plans that do not say whether they are done are in neither part.
    """
    rows = plans[plans["year"] == year].merge(
        cards[["teacher_code", "school_id"]], on="teacher_code"
    )
    done = teachers.plans_done(rows, rule)
    sums = _sums_by_school(rows, numerator=_true(done), denominator=done.notna())
    return tallies.tally(_PLANS, sums["school_id"], sums["numerator"], sums["denominator"])


def young_supply_tally(
    staffing_table: pd.DataFrame,
    assignments: pd.DataFrame,
    teachers_table: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Vacancies of the year before that young specialists fill (`staffing.young_supply`).

    A school that reported staffing for the year before and had no vacancy stands with 0 of 0.
    """
    rows = staffing.young_supply(staffing_table, assignments, teachers_table, year)
    sums = _sums_by_school(
        rows, numerator=_true(rows["is_filled"]), denominator=rows["is_filled"].notna()
    )
    before = staffing.staffing_by_subject(staffing_table, assignments, year - 1)
    reported = before.loc[before["hours_vacant"].notna(), ["school_id"]].drop_duplicates()
    settled = reported.merge(sums, on="school_id", how="left")
    settled[["numerator", "denominator"]] = settled[["numerator", "denominator"]].fillna(0)
    return tallies.tally(_YOUNG, settled["school_id"], settled["numerator"], settled["denominator"])


def values_of_year(
    data: scopes.Tables, run: RunParams, only: Collection[str] = INDICATORS
) -> pd.DataFrame:
    """Values of the indicators of teachers (`only`) for a run, in the frame of `values`."""
    schools = working(data, run.year)
    found = tallies.combined(_tallies(data, schools, run.year, only))
    where = tallies.support_places(data, run)
    expected = [name for name in INDICATORS if name in only]
    return values.ordered(tallies.tally_values(found, schools, where, expected))


def _tallies(
    data: scopes.Tables, schools: pd.DataFrame, year: int, only: Collection[str]
) -> Iterator[pd.DataFrame]:
    """Tallies of the indicators of `only`, by school; `schools` as from `schools.working`."""
    cards = teachers.cards_of(data, year)
    yield card_tallies(cards, only)
    if _PLANS in only:
        yield plan_tally(data.table("plans"), cards, year, DeficitRule.stated())
    if _YOUNG in only:
        yield young_supply_tally(
            data.table("staffing"), data.table("teacher_assignments"), data.table("teachers"), year
        )
    if _SEATS in only:
        held = data.table("events"), data.table("participation"), data.table("courses")
        yield seats_tally(schools, *held, cards, year, EventRule.stated())
