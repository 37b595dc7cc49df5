"""How many signs a school has, in which years, and the index of a territory.

Here: counting the signs. Not here: what a sign is (`signs`).
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators.objectivity.rule import Rule, default_rule
from helpers.indicators.objectivity.signs import NOT_COMPUTED, SIGN, signs
from helpers.indicators.scopes import Tables
from helpers.params import RunParams


def by_school(found: pd.DataFrame) -> pd.DataFrame:
    """Signs of each school: one row per school of `signs`, most signs first, then by school_id.

    Columns: school_id, school_name, municipality_id, signs (count), computed and not_computed
    (of all the signs of the method), names (identifiers of its signs, joined by «; »). A school
    without any computed sign has no count: `signs` is missing, not zero.
    """
    hit = found["status"] == SIGN
    barred = found["status"] == NOT_COMPUTED
    rows = found.assign(hit=hit, barred=barred, name=found["sign"].where(hit))
    keys = ["school_id", "school_name", "municipality_id"]
    made = rows.groupby(keys, dropna=False, sort=True).agg(
        signs=("hit", "sum"),
        rows=("hit", "size"),
        not_computed=("barred", "sum"),
        names=("name", lambda names: "; ".join(names.dropna())),
    )
    made = made.reset_index()
    made["computed"] = made["rows"] - made["not_computed"]
    made["signs"] = made["signs"].astype("Int64").where(made["computed"] > 0)
    order = made.assign(rank=-made["signs"].fillna(-1)).sort_values(
        ["rank", "school_id"], kind="stable"
    )
    return order[[*keys, "signs", "computed", "not_computed", "names"]].reset_index(drop=True)


def years(data: Tables, run: RunParams, rule: Rule | None = None, back: int = 3) -> pd.DataFrame:
    """Signs of schools over the run's year and up to `back` years before it.

    One row per school and year with at least one computed sign, by school_id and year. Columns:
    school_id, school_name, municipality_id, year, signs, computed, years_with_signs (of the years
    up to this one), in_a_row (years with signs ending with this one, without a gap; 0 when this
    year has none).
    """
    rule = rule or default_rule()
    parts = []
    for year in range(run.year - back, run.year + 1):
        found = signs(data, run.model_copy(update={"year": year}), rule)
        counted = by_school(found)
        parts.append(counted[counted["computed"] > 0].assign(year=year))
    made = pd.concat(parts, ignore_index=True).sort_values(["school_id", "year"], kind="stable")
    has = made["signs"] > 0
    made["years_with_signs"] = has.groupby(made["school_id"]).cumsum().astype("int64")
    step = made.groupby("school_id")["year"].diff().fillna(1) > 1
    breaks = (~has | step).groupby(made["school_id"]).cumsum()
    run_length = has.groupby([made["school_id"], breaks]).cumsum()
    made["in_a_row"] = run_length.astype("int64")
    columns = [
        "school_id", "school_name", "municipality_id", "year", "signs", "computed",
        "years_with_signs", "in_a_row",
    ]  # fmt: skip
    return made[columns].reset_index(drop=True)


def index(counted: pd.DataFrame) -> pd.DataFrame:
    """The index of objectivity: 100 − the share of schools with at least one sign, percent.

    From `by_school`: one row for the whole territory (`municipality_id` empty) and one per
    municipality. Columns: municipality_id, schools, judged (with at least one computed sign),
    with_signs, share (percent of those judged), index. Schools without any computed sign are not
    counted as free of signs; nobody judged makes share and index missing.
    """
    rows = counted.assign(judged=counted["computed"] > 0, hit=counted["signs"].fillna(0) > 0)
    whole = rows.assign(municipality_id="")
    made = (
        pd.concat([whole, rows])
        .groupby("municipality_id", sort=True)
        .agg(schools=("school_id", "size"), judged=("judged", "sum"), with_signs=("hit", "sum"))
        .reset_index()
    )
    judged = made["judged"].astype("float64")
    share = 100.0 * made["with_signs"].astype("float64") / judged.where(judged > 0)
    return made.assign(share=share, index=100.0 - share)
