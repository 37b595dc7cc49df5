"""Professional deficits of teachers: what a diagnosis found and what changed until its exit.

Here: the cut, deficits of a school year, pairs of entry and exit, the deficit matrix.
Not here: plans and help (`help`), the card of a teacher and the shares (`teachers`),
vacant hours, which are staffing (`staffing`).

A deficit is a competence (with its subject, where one is named) measured by one tool below
the cut of that tool. Tools are never compared with each other: an exit by another tool is
no exit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from helpers import methodology
from helpers.indicators.periods import in_school_years, school_year_end
from helpers.vocabulary import Codes

#: What is measured of one teacher: a competence by a tool, in a subject or in none.
MEASURED = ["teacher_code", "tool", "competence", "subject"]

#: What became of a competence between entry and exit of one tool.
CHANGES = Codes(
    "изменение дефицита",
    {
        "removed": "снят",
        "reduced": "сокращён",
        "same": "без изменений",
        "grew": "усилился",
        "no_exit": "нет итогового результата",
        "appeared": "появился",
        "no_deficit": "дефицита не было",
        "not_measured": "балл не указан",
    },
)
#: Of these, the changes of a deficit that was found at entry.
CHANGES_OF_DEFICIT = ("removed", "reduced", "same", "grew", "no_exit")

_POINT_ORDER = {"entry": 0, "interim": 1, "exit": 2}


@dataclass(frozen=True)
class DeficitRule:
    """The cut and its companions; every value stands in `params/methodology/deficits.yaml`."""

    cut_pct: float = 60.0
    tool_cuts_pct: Mapping[str, float] = field(default_factory=dict)
    subject_competences: tuple[str, ...] = ("предметная",)
    growth_competences: tuple[str, ...] = ("предметная", "методическая")
    pair_window_years: int = 3
    plan_done_pct: float = 100.0

    @classmethod
    def stated(cls) -> DeficitRule:
        """The rule of the parameter file."""
        rules = methodology.rules("deficits")
        cuts = rules.mapping("tool_cuts_pct")
        return cls(
            cut_pct=rules.number("cut_pct"),
            tool_cuts_pct={tool: float(cut.replace(",", ".")) for tool, cut in cuts.items()},
            subject_competences=rules.texts("subject_competences"),
            growth_competences=rules.texts("growth_competences"),
            pair_window_years=int(rules.number("pair_window_years")),
            plan_done_pct=rules.number("plan_done_pct"),
        )


def measures(diagnostics: pd.DataFrame, rule: DeficitRule) -> pd.DataFrame:
    """Diagnostic records with `pct` (percent of the maximum) and `is_deficit`.

    One row per record, in order of teacher, tool, competence, subject, date, point. Without
    a score, or with a maximum that is missing or zero, both are missing: a competence that
    was not scored is neither a deficit nor free of one. A score at the cut is no deficit.
    """
    frame = diagnostics.copy()
    frame["subject"] = frame["subject"].fillna("")
    maximum = frame["max_score"].where(frame["max_score"] > 0)
    cut = frame["tool"].map(dict(rule.tool_cuts_pct)).astype("Float64").fillna(rule.cut_pct)
    frame["pct"] = frame["score"] * 100 / maximum
    frame["is_deficit"] = (frame["score"] * 100 < cut * maximum).astype("boolean")
    frame["point_order"] = frame["point"].map(_POINT_ORDER).fillna(1)
    frame = frame.sort_values([*MEASURED, "date", "point_order"], kind="stable")
    return frame.drop(columns="point_order").reset_index(drop=True)


def found_in(measured: pd.DataFrame, year: int) -> pd.DataFrame:
    """What the diagnoses of a school year found first: one row per measured competence.

    The first scored record of the year counts (entry before interim before exit), so a
    deficit that was removed by summer is still one that was found. Columns: teacher_code,
    tool, competence, subject, date, point, pct, is_deficit.
    """
    frame = measured[in_school_years(measured["date"], year)]
    unscored = frame["is_deficit"].isna()
    first = frame.assign(unscored=unscored).sort_values("unscored", kind="stable")
    first = first.drop_duplicates(MEASURED).sort_index()
    columns = [*MEASURED, "date", "point", "pct", "is_deficit"]
    return first[columns].reset_index(drop=True)


def pairs_in(measured: pd.DataFrame, year: int, rule: DeficitRule) -> pd.DataFrame:
    """Entry and exit of each measured competence: one row per teacher, tool, competence, subject.

    The latest entry up to the end of the school year is taken; it must lie in the year, or
    have its exit in the year and lie at most `pair_window_years` school years back. The exit
    is the last one of the same tool after that entry. Columns: the key, entry_date,
    entry_pct, exit_date, exit_pct, change_points (percentage points of the maximum), change
    (a code of `CHANGES`). A deficit without an exit, or with one that has no score, is `no_exit`,
    never `removed`.
    """
    frame = measured[measured["date"] <= pd.Timestamp(school_year_end(year))]
    entries = frame[
        (frame["point"] == "entry") & in_school_years(frame["date"], year, rule.pair_window_years)
    ].drop_duplicates(MEASURED, keep="last")
    exits = frame[frame["point"] == "exit"]
    taken = ["date", "pct", "is_deficit"]
    pairs = entries[[*MEASURED, *taken]].merge(
        exits[[*MEASURED, *taken]], on=MEASURED, how="left", suffixes=("_entry", "_exit")
    )
    after = pairs["date_exit"] >= pairs["date_entry"]
    pairs.loc[~after, "date_exit"] = pd.NaT
    pairs.loc[~after, ["pct_exit", "is_deficit_exit"]] = pd.NA
    pairs = pairs.sort_values([*MEASURED, "date_exit"], na_position="first", kind="stable")
    pairs = pairs.drop_duplicates(MEASURED, keep="last")
    current = in_school_years(pairs["date_entry"], year) | in_school_years(pairs["date_exit"], year)
    pairs = pairs[current].rename(
        columns={
            "date_entry": "entry_date",
            "pct_entry": "entry_pct",
            "date_exit": "exit_date",
            "pct_exit": "exit_pct",
        }
    )
    pairs["change_points"] = pairs["exit_pct"] - pairs["entry_pct"]
    pairs["change"] = _changes(pairs)
    kept = ["entry_date", "entry_pct", "exit_date", "exit_pct", "change_points", "change"]
    return pairs[[*MEASURED, *kept]].reset_index(drop=True)


def left_at_exit(measured: pd.DataFrame, year: int) -> pd.DataFrame:
    """What is below the cut at the exit of a school year: one row per measured competence.

    The last scored exit of the year speaks, with an entry before it or without, unless a later
    scored entry of the same tool and competence begins anew. Columns: those of `MEASURED`.
    """
    of_year = measured[in_school_years(measured["date"], year)]
    scored = of_year[of_year["point"].isin(["entry", "exit"]) & of_year["is_deficit"].notna()]
    last = scored.drop_duplicates(MEASURED, keep="last")
    below = last[(last["point"] == "exit") & last["is_deficit"].astype(bool)]
    return below[MEASURED].reset_index(drop=True)


def _changes(pairs: pd.DataFrame) -> pd.Series:
    """The code of `CHANGES` for each pair."""
    deficit = pairs["is_deficit_entry"].fillna(False).to_numpy(dtype=bool)
    at_exit = pairs["is_deficit_exit"].fillna(False).to_numpy(dtype=bool)
    shift = pairs["change_points"].fillna(0.0).to_numpy(dtype=float)
    no_exit = pairs["exit_date"].isna().to_numpy()
    # an exit without a score says as little of a deficit as no exit at all
    untold = pairs["is_deficit_exit"].isna().to_numpy()
    change = np.full(len(pairs), "not_measured", dtype=object)
    change[~deficit & ~at_exit] = "no_deficit"
    change[~deficit & at_exit] = "appeared"
    change[deficit & at_exit & (shift > 0)] = "reduced"
    change[deficit & at_exit & (shift == 0)] = "same"
    change[deficit & at_exit & (shift < 0)] = "grew"
    change[deficit & ~at_exit] = "removed"
    change[untold] = "not_measured"
    change[deficit & untold] = "no_exit"
    change[no_exit & ~deficit] = "no_deficit"
    change[pairs["is_deficit_entry"].isna().to_numpy()] = "not_measured"
    return pd.Series(change, index=pairs.index, dtype="str")


def change_summary(pairs: pd.DataFrame) -> pd.DataFrame:
    """How many deficits were removed, reduced, …: one row per tool and competence, and in all.

    `pairs` as from `pairs_in`; only competences that were a deficit at entry count.
    Columns: tool, competence (both "" in the last row, the total), deficits (at entry),
    removed, reduced, same, grew, no_exit, removed_pct (of all deficits at entry, so those
    without exit stay in the denominator), mean_change_points (over pairs with both scores).
    """
    frame = pairs[pairs["change"].isin(CHANGES_OF_DEFICIT)].copy()
    for code in CHANGES_OF_DEFICIT:
        frame[code] = (frame["change"] == code).astype("Int64")
    frame["deficits"] = pd.array([1] * len(frame), dtype="Int64")
    counts = ["deficits", *CHANGES_OF_DEFICIT]
    rows = frame.groupby(["tool", "competence"], as_index=False)[counts].sum()
    means = frame.groupby(["tool", "competence"], as_index=False)["change_points"].mean()
    rows = rows.merge(means, on=["tool", "competence"])
    if len(frame):
        total = frame[counts].sum().to_dict() | {"change_points": frame["change_points"].mean()}
        rows = pd.concat([rows, pd.DataFrame([{"tool": "", "competence": ""} | total])])
    rows["removed_pct"] = rows["removed"] * 100 / rows["deficits"]
    rows = rows.rename(columns={"change_points": "mean_change_points"})
    order = ["tool", "competence", *counts, "removed_pct", "mean_change_points"]
    return rows[order].reset_index(drop=True)


def deficit_matrix(
    found: pd.DataFrame,
    staff: pd.DataFrame,
    by: Sequence[str] = ("tool", "competence", "school_id"),
) -> pd.DataFrame:
    """Teachers with a deficit, by competence and school (or what `by` names): one row per cell.

    `found` as from `found_in`; `staff` has teacher_code and school_id, and its teachers
    are the people counted (a diagnosed teacher who is not on it is left out). Columns: `by`,
    diagnosed (teachers scored there), with_deficit, staff (all of the school, or all when
    `by` has no school), with_any_deficit (of the same staff, by any tool), and the three
    shares in percent: of_diagnosed_pct, of_staff_pct, of_with_deficit_pct. A cell where
    nobody was scored is absent, not zero.
    """
    people = staff[["teacher_code", "school_id"]].drop_duplicates("teacher_code")
    scored = found[found["is_deficit"].notna()].merge(people, on="teacher_code")
    scored = scored.assign(is_deficit=scored["is_deficit"].astype(bool))
    keys = list(by)
    by_teacher = scored.groupby([*keys, "teacher_code"], dropna=False)["is_deficit"].any()
    cells = (
        by_teacher.reset_index()
        .groupby(keys, dropna=False)
        .agg(diagnosed=("teacher_code", "size"), with_deficit=("is_deficit", "sum"))
        .reset_index()
    )
    any_deficit = people["teacher_code"].isin(scored.loc[scored["is_deficit"], "teacher_code"])
    sizes = people.assign(with_any_deficit=any_deficit.astype(int), staff=1)
    if "school_id" in keys:
        totals = sizes.groupby("school_id", as_index=False)[["staff", "with_any_deficit"]].sum()
        cells = cells.merge(totals, on="school_id", how="left")
    else:
        cells["staff"] = len(people)
        cells["with_any_deficit"] = int(any_deficit.sum())
    for share, whole in (
        ("of_diagnosed_pct", "diagnosed"),
        ("of_staff_pct", "staff"),
        ("of_with_deficit_pct", "with_any_deficit"),
    ):
        divisor = cells[whole].astype("Float64")
        cells[share] = cells["with_deficit"] * 100 / divisor.where(divisor > 0)
    return cells.sort_values(keys, kind="stable").reset_index(drop=True)
