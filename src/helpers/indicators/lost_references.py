"""Codes in stored rows that name nothing: such rows count nowhere.

Here: checks over the tables of one municipality. Not here: codes alike in look (`lookalikes`),
other faults of the data (`quality`).
"""

from __future__ import annotations

from collections.abc import Iterator

from helpers.errors import Problem
from helpers.indicators.addressed import Check, Sources, records
from helpers.indicators.scopes import Tables
from helpers.schemas import TABLES


def _unknown_teachers(data: Tables, sources: Sources) -> Iterator[Problem]:
    known = set(data.table("teachers")["teacher_code"])
    for name in ("diagnostics", "plans", "help", "courses", "attestation"):
        rows = data.table(name)
        lost = rows[~rows["teacher_code"].isin(known)]
        if len(lost):
            codes = sorted(set(lost["teacher_code"]))
            yield sources.problem(
                "unknown_teacher",
                f"Педагогов нет в таблице «Педагоги» ({len(codes)}): их нельзя отнести к школе.",
                next(records(lost)), name, "teacher_code", ", ".join(codes[:5]),
                "код из таблицы «Педагоги»",
            )  # fmt: skip


def _unknown_schools(data: Tables, sources: Sources) -> Iterator[Problem]:
    known = set(data.table("schools")["school_id"])
    for name in ("shnor_register", "context", "teachers", "staffing", "material"):
        rows = data.table(name)
        lost = rows[rows["school_id"].notna() & ~rows["school_id"].isin(known)]
        for row in records(lost.drop_duplicates("school_id")):
            yield sources.problem(
                "unknown_school", "Школы нет в справочнике.", row, name, "school_id",
                str(row["school_id"]), "код из таблицы «Школы»", "error",
            )  # fmt: skip


def _plans_without_frame(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Items of plans that no row of «Рамки планов» names: no report shows them."""
    items = data.table("roadmap_items")
    lost = items[~items["plan_id"].isin(data.table("plan_frames")["plan_id"])]
    for row in records(lost.drop_duplicates("plan_id")):
        yield sources.problem(
            "plan_without_frame", "Пункты плана загружены, а самого плана нет: отчёты их не видят.",
            row, "roadmap_items", "plan_id", str(row["plan_id"]),
            f"строка плана в таблице «{TABLES['plan_frames'].label}»", "error",
        )  # fmt: skip


def _unknown_items(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Records of work on plans or items that are not there: they count nowhere."""
    items = data.table("roadmap_items")
    plans = {plan_id: set(own["seq"]) for plan_id, own in items.groupby("plan_id")}
    rows = data.table("roadmap_progress")
    for row in records(rows.drop_duplicates(["plan_id", "seq"])):
        numbers = plans.get(row["plan_id"])
        if numbers is None:
            yield sources.problem(
                "unknown_plan", "Записи об исполнении плана, которого нет: они не считаются.",
                row, "roadmap_progress", "plan_id", str(row["plan_id"]),
                "код загруженного плана (shnor list plans)", "error",
            )  # fmt: skip
        elif row["seq"] not in numbers:
            yield sources.problem(
                "unknown_item", "Записи об исполнении пункта, которого в плане нет: они не "
                "считаются.",
                row, "roadmap_progress", "seq", f"план {row['plan_id']}, пункт {row['seq']}",
                f"порядковый номер пункта, от {min(numbers)} до {max(numbers)}", "error",
            )  # fmt: skip


#: All checks of this module, in the order of their findings.
CHECKS: tuple[Check, ...] = (
    _unknown_teachers, _unknown_schools, _plans_without_frame, _unknown_items,
)  # fmt: skip
