"""Execution of a roadmap: what became of every item and of every occurrence of it by a day.

Here: a plan and its records of progress → one row per item and one per occurrence. Not here:
the language of deadlines, the rules of a status (`plans`), counts and lists made of the rows
(`roadmap_summary`), measures against deficits (`roadmap_answers`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.indicators.periods import school_year_end
from helpers.params import RunParams
from helpers.plans import (
    Instance,
    PlanFrame,
    Progress,
    Status,
    evidence_codes,
    expand,
    read_deadline,
    responsible_codes,
)
from helpers.plans.instances import assigned, statuses

STATUS_LABELS: dict[Status, str] = {
    "done": "выполнено в срок",
    "done_late": "выполнено с опозданием",
    "in_progress": "в работе",
    "overdue": "просрочено",
    "planned": "предстоит",
    "no_due_date": "без срока",
    "no_measurable_result": "измеримый результат не задан",
}

#: Said of an item whose result cannot be checked when the work is recorded as done all the same.
DONE_UNMEASURED = "выполнение отмечено, результат не задан измеримо"

ITEM_COLUMNS = (
    "seq", "item_no", "section", "measure", "term_raw", "term_kind", "windows", "recurrence",
    "due", "flags", "responsible_raw", "responsible", "result_raw", "evidence", "status",
    "instances", "due_instances", "done_instances", "next_due", "last_done_on", "records",
    "records_with_evidence", "unplaced_records",
)  # fmt: skip
INSTANCE_COLUMNS = (
    "seq", "item_no", "section", "measure", "responsible", "instance_no", "start", "due",
    "status", "done_on", "days_late", "records", "evidence_ref", "plan_year", "month", "quarter",
    "stage",
)  # fmt: skip


@dataclass(frozen=True)
class Execution:
    """A plan judged on the day `as_of`.

    `items`: one row per item, `ITEM_COLUMNS`; `windows` holds (first day or None, last day),
    `flags`, `responsible` and `evidence` hold codes (tuples); dates are `datetime.date` or
    None; `due_instances` are those due by `as_of`, `done_instances` of them done, late or not.
    `instances`: one row per occurrence, `INSTANCE_COLUMNS`; `days_late` is missing unless done
    late or overdue; `plan_year` (the calendar year, or the year in which the school year
    ends), `month` «2023-03», `quarter` «2023-1» and `stage` belong to the due day.
    """

    items: pd.DataFrame
    instances: pd.DataFrame
    frame: PlanFrame
    as_of: dt.date


@dataclass(frozen=True)
class _Record(Progress):
    """One record of work with its evidence."""

    evidence_ref: str = ""


def status_words(status: Status, last_done_on: dt.date | None) -> str:
    """The status of an item in words: recorded work is named even where no result can be checked.

    >>> status_words("no_measurable_result", None)
    'измеримый результат не задан'
    """
    if status == "no_measurable_result" and last_done_on is not None:
        return DONE_UNMEASURED
    return STATUS_LABELS[status]


def judged_on(frame: PlanFrame, year: int) -> dt.date:
    """The day on which a plan is judged when none is given.

    31 August of `year` in a school-year plan (also of unknown frame), 31 December otherwise.
    """
    return dt.date(year, 12, 31) if frame.frame == "calendar" else school_year_end(year)


def plan_of_run(plan_frames: pd.DataFrame, run: RunParams) -> pd.Series | None:
    """The plan that a run is about: its row of `plan_frames`, or None.

    The plan named by `plan_id`; else the municipality's own plan whose period meets the year
    (the calendar year of a calendar plan, else the school year); of several the one that
    starts last.
    """
    if run.plan_id:
        rows = plan_frames[plan_frames["plan_id"] == run.plan_id]
        return None if rows.empty else rows.iloc[0]
    own = plan_frames[
        (plan_frames["municipality_id"] == run.municipality_id)
        & (plan_frames["school_id"].fillna("") == "")
    ].sort_values(["period_start", "plan_id"], kind="stable")
    for _, row in own.iloc[::-1].iterrows():
        frame = plan_frame(row)
        calendar = frame.frame == "calendar"
        first = dt.date(run.year, 1, 1) if calendar else dt.date(run.year - 1, 9, 1)
        if any((start or end) <= judged_on(frame, run.year) and end >= first
               for start, end in frame.period):  # fmt: skip
            return row
    return None


def plan_frame(row: pd.Series) -> PlanFrame:
    """The frame of a row of `plan_frames`."""
    cells = {str(name): None if pd.isna(cell) else cell for name, cell in row.items()}
    dates = {name: _day(cells.get(name)) for name in ("period_start", "period_end", "approved_on")}
    return PlanFrame.from_row(cells | dates)


def _day(moment: Any) -> dt.date | None:
    return None if moment is None or pd.isna(moment) else pd.Timestamp(moment).date()


def execution(
    items: pd.DataFrame, frame: PlanFrame, progress: pd.DataFrame, as_of: dt.date
) -> Execution:
    """The items of one plan judged on `as_of` by its records of progress.

    `items` are rows of `roadmap_items`, `progress` those of `roadmap_progress`, both of one
    plan. Records dated after `as_of` do not count. An item whose result cell promises an
    effect only is never done. A record that names a due day which the item does not have
    belongs to no occurrence and is counted in `unplaced_records`.
    """
    records = {
        seq: [_record(row) for row in rows]
        for seq, rows in _by_seq(progress.to_dict("records")).items()
    }
    item_rows, instance_rows = [], []
    for seq, (row, *_) in sorted(_by_seq(items.to_dict("records")).items()):
        own = records.get(seq, [])
        item, instances = _judged(row, frame, own, as_of)
        item_rows.append(item)
        instance_rows.extend(instances)
    return Execution(
        _framed(item_rows, ITEM_COLUMNS),
        _framed(instance_rows, INSTANCE_COLUMNS),
        frame,
        as_of,
    )


def _by_seq(rows: Iterable[dict[Any, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Rows by their item, in the order they came."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(int(row["seq"]), []).append(row)
    return found


_WHOLE = (
    "seq", "instances", "due_instances", "done_instances", "records", "records_with_evidence",
    "unplaced_records", "instance_no", "days_late", "plan_year", "stage",
)  # fmt: skip


def _framed(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({name: "Int64" for name in columns if name in _WHOLE})


def _record(row: dict[str, Any]) -> _Record:
    reference = row.get("evidence_ref")
    school = row.get("school_id")
    return _Record(
        done_on=_day(row.get("done_on")),
        instance_due=_day(row.get("instance_due")),
        school_id="" if pd.isna(school) else str(school),
        evidence_ref="" if pd.isna(reference) else str(reference),
    )


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def _judged(
    row: dict[str, Any], frame: PlanFrame, records: list[_Record], as_of: dt.date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The row of an item and the rows of its occurrences."""
    named = {
        name: _text(row[name])
        for name in ("item_no", "section", "measure", "term_raw", "responsible_raw", "result_raw")
    }
    deadline = read_deadline(named["term_raw"], frame, named["section"])
    evidence = evidence_codes(named["result_raw"])
    status, judged = statuses(deadline, frame, records, as_of, evidence)
    shared = assigned(expand(deadline, frame), records)
    common = {
        "seq": int(row["seq"]),
        "item_no": named["item_no"],
        "section": named["section"],
        "measure": named["measure"],
        "responsible": tuple(responsible_codes(named["responsible_raw"])),
    }
    instances = [
        common
        | _instance(number, one, state, [r for r in own if _is_known(r, as_of)], frame, as_of)
        for number, ((one, state), own) in enumerate(zip(judged, shared, strict=True), start=1)
    ]
    known = [record for record in records if _is_known(record, as_of)]
    item = named | common | _item_counts(instances, known, as_of) | {
        "term_kind": deadline.kind,
        "windows": deadline.windows,
        "recurrence": deadline.recurrence,
        "due": deadline.due,
        "flags": deadline.flags,
        "evidence": tuple(evidence),
        "status": status,
        "unplaced_records": len(records) - sum(len(own) for own in shared),
    }  # fmt: skip
    return item, instances


def _is_known(record: Progress, as_of: dt.date) -> bool:
    return record.done_on is None or record.done_on <= as_of


def _instance(
    number: int,
    instance: Instance,
    status: Status,
    records: Sequence[Progress],
    frame: PlanFrame,
    as_of: dt.date,
) -> dict[str, Any]:
    done_on = max((r.done_on for r in records if r.done_on is not None), default=None)
    late = {"done_late": done_on, "overdue": as_of}.get(status)
    references = [r.evidence_ref for r in records if isinstance(r, _Record) and r.evidence_ref]
    due = instance.due
    return {
        "instance_no": number,
        "start": instance.start,
        "due": due,
        "status": status,
        "done_on": done_on,
        "days_late": (late - due).days if late and due else None,
        "records": len(records),
        "evidence_ref": "; ".join(references),
        "plan_year": _plan_year(due, frame) if due else None,
        "month": f"{due:%Y-%m}" if due else "",
        "quarter": f"{due.year}-{(due.month + 2) // 3}" if due else "",
        "stage": _stage(due, frame) if due else None,
    }


def _plan_year(day: dt.date, frame: PlanFrame) -> int:
    return day.year if frame.frame == "calendar" or day.month < 9 else day.year + 1


def _stage(day: dt.date, frame: PlanFrame) -> int | None:
    return next((s.number for s in frame.stages if s.start <= day <= s.end), None)


def _item_counts(
    instances: Sequence[dict[str, Any]], known: Sequence[_Record], as_of: dt.date
) -> dict[str, Any]:
    due = [one for one in instances if one["due"] and one["due"] <= as_of]
    ahead = [
        one["due"]
        for one in instances
        if one["due"] and one["due"] > as_of and one["status"] not in ("done", "done_late")
    ]
    return {
        "instances": len(instances),
        "due_instances": len(due),
        "done_instances": sum(one["status"] in ("done", "done_late") for one in due),
        "next_due": min(ahead, default=None),
        "last_done_on": max((r.done_on for r in known if r.done_on), default=None),
        "records": len(known),
        "records_with_evidence": sum(bool(record.evidence_ref) for record in known),
    }


def item_record(row: dict[str, Any], instances: pd.DataFrame) -> dict[str, Any]:
    """An item of the published `roadmap` JSON: `row` of items with its occurrences."""
    own = instances[instances["seq"] == row["seq"]]
    return {
        **{name: row[name] for name in ("seq", "item_no", "section", "measure", "term_raw")},
        "term_kind": row["term_kind"],
        "windows": [[_iso(start), _iso(end)] for start, end in row["windows"]],
        "recurrence": row["recurrence"],
        "due": _iso(row["due"]),
        "flags": list(row["flags"]),
        "responsible_raw": row["responsible_raw"],
        "responsible": list(row["responsible"]),
        "result_raw": row["result_raw"],
        "evidence": list(row["evidence"]),
        "status": row["status"],
        "instances": [
            {"start": _iso(start), "due": _iso(due), "status": status}
            for start, due, status in zip(own["start"], own["due"], own["status"], strict=True)
        ],
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
