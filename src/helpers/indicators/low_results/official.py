"""The list by the rule beside the official lists of the same results year.

Here: agreement school by school and source by source. Not here: flow of the official lists
over years (`indicators.lists`), the rule (`verdicts`). Lists are matched by the year of the
results they are built on, whenever they were issued. No list is corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from helpers.indicators.low_results.verdicts import Verdict
from helpers.indicators.scopes import Tables

RULE = "rule"


def register_of(data: Tables, year: int) -> pd.DataFrame:
    """Rows of the official lists built on the results of a year."""
    register = data.table("shnor_register")
    return register[(register["results_year"] == year).fillna(False).astype(bool)]


def side_by_side(data: Tables, year: int, verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row per school on any list: school_id, school_name, by_rule, then one flag per source.

    Columns of sources are named by the source; `sources` counts them. A school that the
    directory does not know keeps its code as its name, `by_rule` is then missing.
    """
    register = register_of(data, year)
    names = {verdict.school_id: verdict.school_name for verdict in verdicts}
    by_rule = {verdict.school_id: verdict.listed for verdict in verdicts}
    sources = sorted(register["source"].unique())
    members = {source: set(register.loc[register["source"] == source, "school_id"])
               for source in sources}  # fmt: skip
    listed = {school for school, is_listed in by_rule.items() if is_listed}
    schools = sorted(listed.union(*members.values()))
    table = pd.DataFrame({"school_id": pd.Series(schools, dtype="str")})
    table["school_name"] = [names.get(school, school) for school in schools]
    table["by_rule"] = pd.array([by_rule.get(school) for school in schools], dtype="boolean")
    for source in sources:
        table[source] = [school in members[source] for school in schools]
    table["sources"] = [sum(school in held for held in members.values()) for school in schools]
    return table


def agreement(data: Tables, year: int, verdicts: Sequence[Verdict]) -> pd.DataFrame:
    """One row per pair of lists, the rule first: one, other, both, only_one, only_other.

    `one` and `other` are sources or `rule`; the last three columns are lists of school_ids.
    """
    register = register_of(data, year)
    lists = {RULE: {verdict.school_id for verdict in verdicts if verdict.listed}}
    for source in sorted(register["source"].unique()):
        lists[source] = set(register.loc[register["source"] == source, "school_id"])
    rows = [
        (one, other, sorted(lists[one] & lists[other]), sorted(lists[one] - lists[other]),
         sorted(lists[other] - lists[one]))
        for one, other in combinations(lists, 2)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["one", "other", "both", "only_one", "only_other"])


def sources_of(data: Tables, year: int) -> pd.DataFrame:
    """One row per official list: source, schools, list_date, support_from, support_to, left.

    Dates are the earliest of the list; `left` counts schools that have left it since.
    """
    register = register_of(data, year)
    made = register.groupby("source", sort=True).agg(
        schools=("school_id", "nunique"),
        list_date=("list_date", "min"),
        support_from=("support_from", "min"),
        support_to=("support_to", "max"),
        left=("left_on", "count"),
    )
    return made.reset_index()
