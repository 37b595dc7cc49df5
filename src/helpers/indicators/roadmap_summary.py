"""Counts and lists of a judged roadmap: shares done, cuts by section or month, what is late.

Here: `roadmap.Execution` → tables for a reader. Not here: judging items (`roadmap`).

The share done counts occurrences due by the day of judgement. Items whose result is an effect
in words can be neither proven nor refuted: they stand in a column of their own, outside the
share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd

from helpers.indicators.roadmap import Execution
from helpers.plans import STATUSES, unknown_names

Cut = Literal["section", "responsible", "month", "quarter", "stage", "plan_year"]
_DONE = ["done", "done_late"]
#: A responsible party that the plan names and no known kind covers.
UNKNOWN_PARTY = "?"


def summary(execution: Execution) -> dict[str, Any]:
    """The plan in numbers: JSON values.

    `items` and `instances` count all; `item_statuses` every status; `due` the occurrences due
    by `as_of` that can be proven, `due_unmeasured` those due that cannot; `done`, `done_late`
    and `overdue` of `due`, `open_on_due_day` those due on that very day and not yet overdue,
    `done_share_pct` (null when nothing was due); `done_without_evidence` occurrences done with
    no reference to a paper; `no_indicator` items whose result cell is empty though others of
    the plan are filled.
    """
    items, instances = execution.items, execution.instances
    counts = items["status"].value_counts()
    due = _due(execution)
    done = due["status"].isin(_DONE)
    has_results = bool((items["result_raw"] != "").any())
    empty = items["evidence"].map(lambda codes: codes == ("NONE",)).astype(bool)
    return {
        "as_of": execution.as_of.isoformat(),
        "items": len(items),
        "item_statuses": {status: int(counts.get(status, 0)) for status in STATUSES},
        "instances": len(instances),
        "due": len(due),
        "due_unmeasured": int((is_due(execution) & ~is_provable(instances)).sum()),
        "done": int((due["status"] == "done").sum()),
        "done_late": int((due["status"] == "done_late").sum()),
        "overdue": int((due["status"] == "overdue").sum()),
        "open_on_due_day": int((due["status"] == "in_progress").sum()),
        "done_share_pct": float(done.sum()) * 100 / len(due) if len(due) else None,
        "done_without_evidence": len(without_evidence(execution)),
        "no_indicator": int(empty.sum()) if has_results else 0,
        "unplaced_records": int(items["unplaced_records"].sum()),
    }


def is_due(execution: Execution) -> pd.Series:
    """Which occurrences are due by `as_of`, that day included."""
    days = execution.instances["due"]
    return days.map(lambda day: day is not None and day <= execution.as_of).astype(bool)


def is_provable(instances: pd.DataFrame) -> pd.Series:
    """Whether each occurrence (or item) has a result that can be checked."""
    return instances["status"] != "no_measurable_result"


def _due(execution: Execution) -> pd.DataFrame:
    """Occurrences due by `as_of` that can be proven."""
    return execution.instances[is_due(execution) & is_provable(execution.instances)]


def cut(execution: Execution, by: Cut) -> pd.DataFrame:
    """Occurrences by section, responsible party, month, quarter, stage or plan year.

    One row per value, in the order of the plan (sections), of time, or of codes. Columns:
    `by`, instances, due (by `as_of`, provable), due_unmeasured (by `as_of`, not provable), one
    column per status, done_share_pct (of due; missing when nothing was due). Cuts by time leave
    out occurrences without a due day; an occurrence with two responsible parties counts for
    both; nobody named stands as "", a name of no known kind as `UNKNOWN_PARTY`.
    """
    rows = execution.instances.copy()
    provable = is_provable(rows)
    rows["is_due"] = is_due(execution) & provable
    rows["is_unmeasured"] = is_due(execution) & ~provable
    rows["is_done"] = rows["is_due"] & rows["status"].isin(_DONE)
    if by == "responsible":
        named = execution.items.set_index("seq")["responsible_raw"]
        rows["responsible"] = [
            _parties(codes, named[seq])
            for seq, codes in zip(rows["seq"], rows["responsible"], strict=True)
        ]
        rows = rows.explode("responsible")
    elif by != "section":
        rows = rows[rows[by].notna() & (rows[by].astype("str") != "")]
    flags: dict[str, Any] = {
        "instances": True, "due": rows["is_due"], "done_due": rows["is_done"],
        "due_unmeasured": rows["is_unmeasured"],
    }  # fmt: skip
    flags |= {status: rows["status"] == status for status in STATUSES}
    table = pd.DataFrame(flags).groupby(rows[by], sort=by != "section").sum().astype("int64")
    due_count = table["due"].astype("Float64")
    table["done_share_pct"] = table.pop("done_due") * 100 / due_count.where(due_count > 0)
    return table.reset_index()


def _parties(codes: Sequence[str], named: str) -> list[str]:
    """Codes of the parties of an item; one more where the plan names others besides."""
    if codes:
        return [*codes, *([UNKNOWN_PARTY] if unknown_names(named) else [])]
    return [UNKNOWN_PARTY if named.strip() else ""]


def overdue(execution: Execution) -> pd.DataFrame:
    """Occurrences not done though due, the longest late first: rows of `instances`."""
    rows = execution.instances[execution.instances["status"] == "overdue"]
    return rows.sort_values(
        ["days_late", "seq", "instance_no"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def due_next(execution: Execution) -> pd.DataFrame:
    """Occurrences due from the next day to the end of the next calendar quarter.

    Those already done are left out; ordered by due day. Rows of `instances`.
    """
    last = next_quarter_end(execution.as_of)
    rows = execution.instances
    ahead = rows["due"].map(lambda day: day is not None and execution.as_of < day <= last)
    rows = rows[ahead.astype(bool) & ~rows["status"].isin(_DONE)]
    return rows.sort_values(["due", "seq"], kind="stable").reset_index(drop=True)


def next_quarter_end(day: dt.date) -> dt.date:
    """Last day of the calendar quarter after the one of `day`.

    >>> next_quarter_end(dt.date(2022, 8, 31)), next_quarter_end(dt.date(2022, 12, 31))
    (datetime.date(2022, 12, 31), datetime.date(2023, 3, 31))
    """
    month = (day.month + 2) // 3 * 3 + 4
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, 1) - dt.timedelta(days=1)


def without_measurable_result(execution: Execution) -> pd.DataFrame:
    """Items whose result cell promises an effect in words only: rows of `items`."""
    rows = execution.items
    return rows[rows["status"] == "no_measurable_result"].reset_index(drop=True)


def without_evidence(execution: Execution) -> pd.DataFrame:
    """Occurrences recorded as done without a reference to a paper: rows of `instances`."""
    rows = execution.instances
    return rows[rows["status"].isin(_DONE) & (rows["evidence_ref"] == "")].reset_index(drop=True)


def gantt(execution: Execution) -> pd.DataFrame:
    """Bars of a Gantt chart: one row per occurrence that has a span of days.

    Columns: seq, item_no, section, measure, start, end, status, is_open (no due day: the bar
    runs to the end of the plan). A missing start is the first day of the plan, or the due day
    when the plan has none. Occurrences with neither days nor a plan period are left out.
    """
    period = execution.frame.period
    first, last = period[0] if period else (None, None)
    rows = []
    for one in execution.instances.to_dict("records"):
        end = one["due"] or last
        start = one["start"] or (min(first, end) if first and end else end)
        if start and end:
            bar = {name: one[name] for name in ("seq", "item_no", "section", "measure")}
            status = {"status": one["status"], "is_open": one["due"] is None}
            rows.append(bar | {"start": start, "end": max(start, end)} | status)
    columns = ["seq", "item_no", "section", "measure", "start", "end", "status", "is_open"]
    return pd.DataFrame(rows, columns=columns)


def stage_ends(execution: Execution) -> pd.DataFrame:
    """Stages of the plan: number, start, end, is_over (by `as_of`), results_year.

    `results_year` is the last school year whose spring works were written by the end of the
    stage: that of the same calendar year when the stage ends in May or later, else the year
    before.
    """
    rows = [
        {
            "stage": stage.number,
            "start": stage.start,
            "end": stage.end,
            "is_over": stage.end <= execution.as_of,
            "results_year": results_year(stage.end),
        }
        for stage in execution.frame.stages
    ]
    return pd.DataFrame(rows, columns=["stage", "start", "end", "is_over", "results_year"])


def results_year(day: dt.date) -> int:
    """The last school year whose spring works were written by a day: May or later, this one."""
    return day.year - (day.month < 5)


def stage_change(stages: pd.DataFrame, yearly: pd.DataFrame) -> pd.DataFrame:
    """Indicators at the end of each stage against the start of the plan.

    `stages` as from `stage_ends`; `yearly` has indicator_id, year and value, one row each (of
    the frozen cohort). The start is the last results year known when the first stage begins.
    Columns: indicator_id, stage, base_year, base_value, year, value,
    change (missing where a value is).
    """
    columns = ["indicator_id", "stage", "base_year", "base_value", "year", "value", "change"]
    if stages.empty:
        return pd.DataFrame(columns=columns)
    base_year = results_year(stages["start"].iloc[0])
    known = yearly.set_index(["indicator_id", "year"])["value"]
    rows = []
    for name in dict.fromkeys(yearly["indicator_id"]):
        base = known.get((name, base_year))
        for stage, year in zip(stages["stage"], stages["results_year"], strict=True):
            value = known.get((name, year))
            rows.append(
                {
                    "indicator_id": name, "stage": stage, "base_year": base_year,
                    "base_value": base, "year": year, "value": value,
                    "change": value - base if pd.notna(value) and pd.notna(base) else None,
                }
            )  # fmt: skip
    numbers = ["base_value", "value", "change"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "Float64"))
