"""Quality of stored data: what does not add up, is missing, or cannot be.

Here: checks over the tables of one municipality, each finding addressed to the source row.
Not here: faults that stop an import (`readers`) and how objective marks are (`objectivity`).

A finding of severity `error` is a contradiction inside the data (a mean above the maximum);
`warning` is a sign that needs a look (a sudden jump, a school that sent nothing).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from helpers import code_spelling, vocabulary, vpr_scales
from helpers.errors import Problem, figure
from helpers.indicators import (
    calendar,
    catalogue,
    late_dates,
    lookalikes,
    lost_references,
    marks,
    plausibility,
)  # fmt: skip
from helpers.indicators.addressed import Check, Sources, records
from helpers.indicators.printed import rounding
from helpers.indicators.schools import active_schools
from helpers.indicators.scopes import Tables

#: A share that moves by more standard errors than this between two years is a jump.
JUMP_SIGMAS = 5.0


def findings(data: Tables, sources: Sources) -> list[Problem]:
    """All findings about the tables of one municipality, in the order of the checks."""
    return [problem for check in _CHECKS for problem in check(data, sources)]


def _sums(data: Tables, sources: Sources) -> Iterator[Problem]:
    rows = data.table("marks")
    total = rows[list(marks.MARKS)].astype(float).sum(axis=1, skipna=False)
    differs = (total != rows["participants"].astype(float)) & total.notna()
    differs &= rows["participants"].notna()
    for row in records(rows[differs.astype(bool)]):
        total_of_row = sum(int(row[mark]) for mark in marks.MARKS)
        yield sources.problem(
            "marks_do_not_sum", "Сумма отметок не равна числу участников.", row, "marks",
            "participants", f"{total_of_row} и {row['participants']}", "равные числа", "error",
        )  # fmt: skip


def _printed_percents(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Percents printed beside counts are a check on both; their rounding is no fault."""
    rows = data.table("marks")
    column = rows["source_id"].fillna("") + "\n" + rows["source_sheet"].fillna("")
    counts = rows["participants"].astype(float)
    for mark in marks.MARKS:
        exact = 100 * rows[mark].astype(float) / counts.where(counts > 0)
        printed = rows[f"{mark}_pct"].astype(float)
        allowed = rounding(printed, column)
        off = ((exact - printed).abs() > allowed) & (rows["counts_origin"] == "counts")
        for position, row in zip(np.flatnonzero(off), records(rows[off]), strict=True):
            yield sources.problem(
                "percent_contradicts_count",
                "Напечатанная доля не следует из количества: верным считается количество.",
                row, "marks", f"{mark}_pct", f"{figure(row[f'{mark}_pct'])} %",
                f"{figure(round(exact.iloc[position], 2))} %",
            )  # fmt: skip


def _limits(data: Tables, sources: Sources) -> Iterator[Problem]:
    rows = data.table("marks")
    above = rows["mean_primary"].astype(float) > rows["max_primary"].astype(float)
    for row in records(rows[above]):
        yield sources.problem(
            "mean_above_maximum", "Средний первичный балл больше максимального.", row, "marks",
            "mean_primary", figure(row['mean_primary']), f"не больше {figure(row['max_primary'])}",
            "error",
        )  # fmt: skip


def _contradictions(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Columns of one row that contradict each other or their names (`plausibility`)."""
    for name in plausibility.TABLES:
        rows = data.table(name).reset_index(drop=True)
        for one in plausibility.contradictions(name, rows):
            places = zip(one.positions, one.found, one.expected, strict=True)
            for position, found, expected in places:
                row = next(records(rows.iloc[[position]]))
                yield sources.problem(
                    one.code, one.message, row, name, one.column, found, expected, one.severity
                )


def _share_as_percent(data: Tables, sources: Sources) -> Iterator[Problem]:
    """A percent column whose values are all within 0–1 holds shares, not percents."""
    rows = data.table("tasks")
    for _, group in rows.groupby("source_id", sort=True):
        values = group["completion_pct"].dropna().astype(float)
        if len(values) >= 5 and values.max() <= 1 and (values > 0).any():
            yield sources.problem(
                "share_instead_of_percent",
                "Все значения столбца не больше 1: похоже, записаны доли, а не проценты.",
                next(records(group)), "tasks", "completion_pct", f"до {figure(values.max())}",
                "проценты от 0 до 100", "error",
            )  # fmt: skip


def _disputed_scales(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Works whose official scale gives a total two marks or none: marks may differ by place."""
    table = data.table("marks")
    rows = table[(table["procedure"] == "ВПР") & (table["scope_type"] == "school")]
    autumn = (rows["wave"] == "autumn").astype("Int64")
    programme = rows["programme_grade"].fillna(rows["grade"] - autumn)
    for (year, grade, subject, level), scale in vpr_scales.scales().items():
        totals = scale.disputed()
        if not totals:
            continue
        same = (rows["year"] == year) & (programme == grade) & (rows["subject"] == subject)
        same &= rows["level"].fillna("") == level
        for row in records(rows[same.fillna(False).astype(bool)].head(1)):
            named = ", ".join(map(str, totals))
            yield sources.problem(
                "disputed_scale",
                f"{scale.title}: в официальном тексте шкалы у баллов {named} две отметки или ни "
                "одной. Отметки разных школ за такие баллы могут различаться.",
                row, "marks", "", scale.printed_words(), f"принято: {scale.words()}",
            )  # fmt: skip


def _not_held(data: Tables, sources: Sources) -> Iterator[Problem]:
    held = calendar.NotHeld.stated()
    rows = data.table("marks").drop_duplicates(["year", "procedure", "grade", "subject", "level"])
    for row in records(rows):
        procedure = vocabulary.PROCEDURE_SLUGS[row["procedure"]]
        name = catalogue.family_id(
            procedure, int(row["grade"]), row["subject"], row["level"], "positive_share"
        )
        reason = calendar.reason_not_held(name, int(row["year"]), held)
        if reason:
            yield sources.problem(
                "not_held", f"Данные за год, в котором процедуры не было: {reason}.", row, "marks",
                "year", str(row["year"]),
            )  # fmt: skip


def _against_published(data: Tables, sources: Sources) -> Iterator[Problem]:
    """The sum of schools against the published row of the municipality or region itself.

    Fewer pupils in the sum is usual (a school may be missing); more, or the same number with
    other marks, is a contradiction.
    """
    rows = data.table("marks")
    own_id = data.municipality.municipality_id
    sums = ["participants", *marks.MARKS]
    for year in sorted({int(year) for year in rows["year"].dropna()}):
        plain = marks.one_attempt(marks.held_in(data, year))
        schools = plain[plain["scope_type"] == "school"]
        own = plain[plain["scope_type"].isin(["municipality", "region"])]
        total = schools.groupby(list(marks.BY))[sums].sum(min_count=1).reset_index()
        pairs = own[own["scope_id"] == own_id].merge(
            total, on=list(marks.BY), suffixes=("", "_sum")
        )
        for row in records(pairs):
            message = _contradiction(row)
            if message:
                yield sources.problem(
                    "contradicts_published",
                    f"{message} ({year} год).",
                    _source_of(rows, row, year), "marks", "participants",
                    _marks_text(row, "_sum"), _marks_text(row, ""),
                )  # fmt: skip


def _contradiction(row: dict[Any, Any]) -> str:
    if row["participants_sum"] > row["participants"]:
        return "Участников в школах больше, чем в опубликованной строке"
    same = row["participants_sum"] == row["participants"]
    if same and any(row[f"{mark}_sum"] != row[mark] for mark in marks.MARKS):
        return "Участников столько же, а отметки не те, что в опубликованной строке"
    return ""


def _marks_text(row: dict[Any, Any], suffix: str) -> str:
    counts = [figure(row[f"{mark}{suffix}"]) for mark in marks.MARKS]
    return f"{figure(row[f'participants{suffix}'])}: {' / '.join(counts)}"


def _exams_against_marks(data: Tables, sources: Sources) -> Iterator[Problem]:
    """ОГЭ stands in `marks` and in `exams`: marks «2» against those below the minimum.

    An attempt is compared with its own; marks that name none contradict where they are neither.
    """
    rows = data.table("exams")
    own = data.table("marks")
    own = own[(own["procedure"] == "ОГЭ") & own["mark_2"].notna() & (own["class"] == "")]
    own = own.assign(attempt=marks.attempts(own["attempt"].fillna("")))
    key = ["scope_type", "scope_id", "year", "grade", "subject"]
    pairs = rows[rows["form"] == "ОГЭ"].merge(own[[*key, "mark_2", "attempt"]], on=key)
    for row in records(pairs):
        columns = [_BELOW[row["attempt"]]] if row["attempt"] in _BELOW else [*_BELOW.values()]
        stated = [name for name in columns if not pd.isna(row[name])]
        if row["attempt"] == "other" or not stated:
            continue
        if row["mark_2"] not in [row[name] for name in stated]:
            yield sources.problem(
                "exams_contradict_marks",
                "Ниже минимума и отметок «2» не поровну: в расчёт идут отметки.",
                row, "exams", stated[0], f"{row[stated[0]]}", f"{row['mark_2']}",
            )  # fmt: skip


#: Attempt of marks → the column of exams that tells the same.
_BELOW = {"final": "below_min_final", "first": "below_min_first"}


def _source_of(rows: pd.DataFrame, row: dict[Any, Any], year: int) -> dict[Any, Any]:
    """The stored row behind a normalised one."""
    same = (rows["year"] == year) & (rows["scope_id"] == row["scope_id"])
    for name in ("wave", "subject", "grade"):
        same &= rows[name] == row[name]
    return next(records(rows[same.fillna(False)]), {})


def _coverage(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Schools that sent nothing of a procedure which other schools of the kind wrote."""
    rows = data.table("marks")
    rows = rows[rows["scope_type"] == "school"]
    schools = data.table("schools")
    for (year, procedure), group in rows.groupby(["year", "procedure"], sort=True):
        active = active_schools(schools, int(str(year)))
        kinds = schools.set_index("school_id")["kind"].to_dict()
        wrote = set(group["scope_id"])
        expected = {kinds.get(school) for school in wrote} - {None}
        missing = [
            school
            for school in active["school_id"]
            if school not in wrote
            and kinds.get(school) in expected
            and _usual(kinds.get(school), group, kinds)
        ]
        if missing:
            shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
            yield Problem(
                "warning", "schools_missing",
                f"{procedure}, {year} год: нет данных школ ({len(missing)}), хотя другие такие "
                "школы участвовали. Это не ноль: запросите протоколы.",
                found=shown, expected="строки этих школ",
            )  # fmt: skip


def _usual(kind: Any, group: pd.DataFrame, kinds: dict[Any, Any]) -> bool:
    """Whether at least half of the schools of a kind wrote the procedure."""
    same = [school for school, own in kinds.items() if own == kind]
    wrote = set(group["scope_id"])
    return sum(school in wrote for school in same) * 2 >= len(same)


def _jumps(data: Tables, sources: Sources) -> Iterator[Problem]:
    """Shares of «2» of a school that move by more than five standard errors in a year."""
    rows = data.table("marks")
    years = sorted({int(year) for year in rows["year"].dropna()})
    plain = {year: marks.one_attempt(marks.held_in(data, year)) for year in years}
    key = ["scope_id", "wave", "procedure", "programme_grade", "subject", "level"]
    for year in years:
        if year - 1 not in plain:
            continue
        now = plain[year][plain[year]["scope_type"] == "school"]
        before = plain[year - 1][plain[year - 1]["scope_type"] == "school"]
        pairs = now.merge(before, on=key, suffixes=("", "_before"))
        n, m = pairs["participants"], pairs["participants_before"]
        pooled = (pairs["mark_2"] + pairs["mark_2_before"]) / (n + m)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        change = pairs["mark_2"] / n - pairs["mark_2_before"] / m
        jumped = (change.abs() > JUMP_SIGMAS * error) & (error > 0)
        for row in records(pairs[jumped].assign(change=100 * change[jumped])):
            yield sources.problem(
                "sudden_jump",
                f"Доля «2» изменилась за год на {row['change']:+.0f} п. п.: проверьте данные "
                "обоих лет.",
                _source_of(rows, row, year), "marks", "mark_2",
                f"{figure(row['mark_2'])} из {figure(row['participants'])}",
                f"как в прошлом году: {figure(row['mark_2_before'])} из "
                f"{figure(row['participants_before'])}",
            )  # fmt: skip


def _lookalikes(data: Tables, sources: Sources) -> Iterator[Problem]:
    for one in lookalikes.lookalikes(data):
        words = code_spelling.doubt(one.code, one.other, one.whose)
        yield sources.problem(
            "lookalike_code", words, one.row, one.table, one.column, one.code, one.other
        )


def _late_dates(data: Tables, sources: Sources) -> Iterator[Problem]:
    for table, column, row, last in late_dates.late_dates(data):
        yield sources.problem(
            "late_date", "Дата на годы позже всех данных: похоже на описку.", row, table, column,
            row[column].strftime("%d.%m.%Y"), f"не позже {last} года",
        )  # fmt: skip


_CHECKS: tuple[Check, ...] = (
    _sums, _printed_percents, _limits, _contradictions, _share_as_percent,
    _disputed_scales, _not_held, _against_published, _exams_against_marks, _coverage, _jumps,
    _lookalikes, _late_dates, *lost_references.CHECKS,
)  # fmt: skip
