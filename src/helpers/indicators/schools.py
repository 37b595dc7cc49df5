"""Yes-or-no facts about schools: took part, is ready, assessed itself, has its own roadmap.

Here: one nullable fact per school, and counts made of them; satisfaction; forms of ВПР. Not
here: change of results and the effective mode (`progress`), counts of pupils and parents
(`context`).

A fact is missing where the municipality of the school reported nothing of the kind for the
period: silence is not «no».
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from helpers import params
from helpers.indicators.events import events_of_year
from helpers.indicators.once import once
from helpers.indicators.periods import school_year_end, school_year_start
from helpers.indicators.rows import folded_texts
from helpers.indicators.scopes import Tables
from helpers.indicators.tallies import tally
from helpers.vocabulary import folded


def working(data: Tables, year: int) -> pd.DataFrame:
    """`active_schools` of a run, made once for each year."""
    return once(
        data, ("schools at work", year), lambda: active_schools(data.table("schools"), year)
    )


def active_schools(schools: pd.DataFrame, year: int) -> pd.DataFrame:
    """Schools that work in a school year: one row per school_id, in order.

    A school without dates works always; of several rows of one school the latest counts.
    Columns: school_id, municipality_id, school_name (as `names_apart`).
    """
    named = schools[["school_id", "municipality_id", "school_name", "valid_from", "valid_to"]]
    rows, before = begun(named, year), pd.Timestamp(school_year_start(year))
    open_still = rows["valid_to"].isna() | (rows["valid_to"] >= before)
    rows = rows[open_still].drop_duplicates("school_id", keep="last")
    rows = rows[["school_id", "municipality_id", "school_name"]].reset_index(drop=True)
    return rows.assign(school_name=names_apart(rows))


def names_apart(schools: pd.DataFrame) -> pd.Series:
    """Names of schools, ready to stand in one list: one that schools of several municipalities
    bear says of which it is. One row per school: school_id, municipality_id, school_name."""
    names, places = schools["school_name"], schools["municipality_id"]
    if places.nunique() < 2:
        return names
    of_several = places.groupby(names).transform("nunique").gt(1).fillna(False) & places.notna()
    labels = places.map(params.names_of(places.dropna().unique()))
    return names.mask(of_several & names.ne("").fillna(False), names + " (" + labels + ")")


def called(data: Tables) -> dict[str, str]:
    """Name of every school a run may see, as `names_apart`; its code where it has no name."""
    rows = data.table("schools").drop_duplicates("school_id", keep="last")
    pairs = zip(rows["school_id"], names_apart(rows).fillna(""), strict=True)
    return {str(code): str(name) or str(code) for code, name in pairs}


def begun(schools: pd.DataFrame, year: int) -> pd.DataFrame:
    """Rows of the directory that have begun by the end of a school year, by school, the latest of
    each last; a row without a beginning is as old as can be."""
    after = pd.Timestamp(school_year_end(year))
    rows = schools[schools["valid_from"].isna() | (schools["valid_from"] <= after)]
    return rows.sort_values(["school_id", "valid_from"], kind="stable", na_position="first")


def _held_by(
    schools: pd.DataFrame, holders: Collection[str], reported_in: Collection[str]
) -> pd.Series:
    """True for holders, false for others, missing where the municipality was silent."""
    held = schools["school_id"].isin(list(holders)).astype("boolean")
    return held.where(schools["municipality_id"].isin(list(reported_in)))


def took_part(
    schools: pd.DataFrame, events: pd.DataFrame, participation: pd.DataFrame, year: int
) -> pd.Series:
    """Whether each school took part in at least one event of the school year."""
    of_year = events_of_year(events, year)
    joined = participation[participation["event_id"].isin(of_year["event_id"])]
    return _held_by(schools, set(joined["school_id"]), set(joined["municipality_id"]))


def self_assessed(schools: pd.DataFrame, self_assessment: pd.DataFrame, year: int) -> pd.Series:
    """Whether each school assessed itself in the year: has a level for some factor."""
    rows = self_assessment[(self_assessment["year"] == year) & self_assessment["level"].notna()]
    return _held_by(schools, set(rows["school_id"]), set(rows["municipality_id"]))


def has_partner(schools: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.Series:
    """Whether each school has a partner in the school year, missing as in `partnerships`."""
    return (partnerships(schools, partners, year)["partners"] > 0).set_axis(schools.index)


def own_roadmap(schools: pd.DataFrame, plan_frames: pd.DataFrame, year: int) -> pd.Series:
    """Whether each school has a roadmap of its own whose period meets the school year."""
    own = plan_frames[plan_frames["school_id"].fillna("") != ""]
    begun = own["period_start"] <= pd.Timestamp(school_year_end(year))
    running = own["period_end"] >= pd.Timestamp(school_year_start(year))
    own = own[begun & running]
    return _held_by(schools, set(own["school_id"]), set(own["municipality_id"]))


def material_ready(
    schools: pd.DataFrame, material: pd.DataFrame, year: int, ready_states: Sequence[str]
) -> pd.Series:
    """Whether everything a school needs is ready in the year.

    One item that is not ready makes the school not ready; otherwise an item without a state,
    or no item at all, leaves the fact missing.
    """
    ready = {folded(state) for state in ready_states}
    rows = material[material["year"] == year]
    state = folded_texts(rows["state"])
    is_ready = state.isin(ready)
    unready = set(rows.loc[~is_ready & (state != ""), "school_id"])
    unknown = set(rows.loc[state == "", "school_id"])
    listed = set(rows["school_id"])
    facts = [
        False if school in unready else None if school in unknown or school not in listed else True
        for school in schools["school_id"]
    ]
    return pd.Series(pd.array(facts, dtype="boolean"), index=schools.index)


def satisfaction_tally(satisfaction: pd.DataFrame, year: int) -> pd.DataFrame:
    """Scores (0–100) of independent evaluation: their sum and their number, by school.

    The score of a school, and of several schools, is the plain mean over school and
    criterion: criteria weigh the same whatever the number of respondents.
    """
    rows = satisfaction[(satisfaction["year"] == year) & satisfaction["score"].notna()]
    sums = rows.groupby("school_id")["score"].agg(["sum", "size"]).reset_index()
    return tally("schools.satisfaction_score", sums["school_id"], sums["sum"], sums["size"])


def satisfaction_by_criterion(
    satisfaction: pd.DataFrame, year: int, goal: float = 90.0
) -> pd.DataFrame:
    """Score of each criterion of each school: school_id, criterion, score, respondents,
    below_goal (score under `goal`)."""
    rows = satisfaction[satisfaction["year"] == year]
    rows = rows.assign(below_goal=(rows["score"] < goal).astype("boolean"))
    columns = ["school_id", "criterion", "score", "respondents", "below_goal"]
    return rows[columns].sort_values(columns[:2], kind="stable").reset_index(drop=True)


def vpr_forms_tally(marks: pd.DataFrame, year: int) -> pd.DataFrame:
    """ВПР works with a loaded protocol of the works planned, by school.

    A planned work is a school × wave × grade × subject × level that stands in `marks` for the
    year, also without numbers; works not drawn by lot or not applicable are not planned. It
    is loaded when its number of participants is known. A school without any row is missing:
    what was planned there is not known.
    """
    rows = marks[
        (marks["scope_type"] == "school") & (marks["procedure"] == "ВПР") & (marks["year"] == year)
    ]
    excused = rows["absences"].fillna("").str.contains(r"=not_(?:drawn|applicable)")
    rows = rows[~excused]
    work = ["scope_id", "wave", "grade", "subject", "level"]
    loaded = rows.assign(loaded=rows["participants"].notna()).groupby(work)["loaded"].any()
    sums = loaded.groupby("scope_id").agg(["sum", "size"]).reset_index()
    return tally("vpr.forms_filled_share", sums["scope_id"], sums["sum"], sums["size"])


def partnerships(schools: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.DataFrame:
    """Partners of each school in a school year: one row per school, also without partners.

    Columns: school_id, partners (count), with_agreement (of them), partner_ids (joined). Counts
    are missing where the municipality is silent: it speaks of a year when some partnership it sent
    began by the end of that year, and of years before its first record nothing is known.
    """
    begun = _has_begun(partners, year)
    running = partners["valid_to"].isna() | (
        partners["valid_to"] >= pd.Timestamp(school_year_start(year))
    )
    rows = partners[begun & running].sort_values(["school_id", "partner_id"], kind="stable")
    rows = rows.assign(has_agreement=rows["agreement"].fillna("") != "")
    rows = rows.drop_duplicates(["school_id", "partner_id"])
    found = rows.groupby("school_id").agg(
        partners=("partner_id", "size"),
        with_agreement=("has_agreement", "sum"),
        partner_ids=("partner_id", ", ".join),
    )
    table = schools[["school_id", "municipality_id"]].merge(found, on="school_id", how="left")
    counted = ["partners", "with_agreement"]
    is_told = table.pop("municipality_id").isin(partners.loc[begun, "municipality_id"])
    table[counted] = table[counted].fillna(0).astype("Int64").where(is_told)
    return table.assign(partner_ids=table["partner_ids"].fillna("").astype("str"))


def _has_begun(partners: pd.DataFrame, year: int) -> pd.Series:
    """Whether each partnership began by the end of the school year; one without a day has."""
    begun = partners["valid_from"]
    return begun.isna() | (begun <= pd.Timestamp(school_year_end(year)))
