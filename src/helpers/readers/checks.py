"""Checks of a table's rows: keys, sums, values that contradict each other.

Here: rules about rows already typed. Not here: reading cells (`cells`) and checks over the
whole store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from helpers.errors import Problem, figure
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES

MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
SHARES = tuple(f"{mark}_pct" for mark in MARKS)
#: Rounded shares may miss 100 by half a unit of the last of two digits, four times.
SHARES_TOLERANCE = 0.05


def check_rows(data: TableRows) -> list[Problem]:
    """All problems of the rows of one sheet; may complete rows (counts from shares)."""
    problems: list[Problem] = []
    sound = [row for row in data.rows if row["source_row"] not in data.faulty_lines]
    table = TABLES[data.table]
    required = [part for part in table.key if part not in table.optional]
    for row in sound:
        if not all(map(row.get, required)):
            problems += _missing_keys(data, row)
        problems += _dates_of_year(data, row)
        for check in _CHECKS.get(data.table, ()):
            problems += check(data, row)
        if len(problems) >= 100:
            return problems
    return problems + duplicates(data, sound)


def key_of(row: dict[str, Any], table_name: str) -> tuple[Any, ...]:
    """The key of a row; empty optional parts are ""."""
    return tuple("" if row.get(part) is None else row[part] for part in TABLES[table_name].key)


def key_words(row: Mapping[Any, Any], table_name: str) -> str:
    """The key of a row as messages show it: words for codes, empty parts left out."""
    table, words = TABLES[table_name], []
    for part in table.key:
        value = row.get(part)
        if value is None or value == "" or value != value:
            continue
        choices = table.column(part).choices
        words.append(str(value) if choices is None else choices.label(str(value)))
    return ", ".join(words)


def _missing_keys(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    table = TABLES[data.table]
    empty = [
        part
        for part in table.key
        if part not in table.optional
        and row.get(part) in (None, "")
        and not (part == "scope_id" and row.get("scope_type") == "country")
    ]
    problems = []
    for part in empty:
        name = "school_id" if part in ("scope_type", "scope_id") else part
        problems.append(
            data.problem(
                "missing_key",
                "Без этого значения строку нельзя отличить от других: заполните ячейку.",
                row,
                name,
                "пустая ячейка",
                table.column(name).label.lower(),
            )
        )
        if name == "school_id":
            break
    return problems


def duplicates(data: TableRows, rows: list[dict[str, Any]]) -> list[Problem]:
    """Rows with the key of an earlier one; each names the line of that one."""
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    parts = [[row.get(part) for row in rows] for part in TABLES[data.table].key]
    for row, key in zip(rows, zip(*parts, strict=True), strict=True):
        if None in key:
            key = tuple("" if value is None else value for value in key)
        if key in seen:
            problems.append(
                data.problem(
                    "duplicate_key",
                    f"Та же запись уже есть в строке {seen[key]}: оставьте одну из двух.",
                    row,
                    TABLES[data.table].key[0],
                    key_words(row, data.table),
                    "одна строка на запись",
                )
            )
        else:
            seen[key] = row["source_row"]
    return problems[:100]


def _dates_of_year(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    """Dates too far from the year of their row: a slip in one of the two."""
    year = row.get("year") or row.get("results_year")
    if not year:
        return []
    problems = []
    for name in _dates(data.table):
        column, day = TABLES[data.table].column(name), row.get(name)
        if day is None:
            continue
        before, after = column.years_before, column.years_after
        least = None if before is None else year - before
        most = None if after is None else year + after
        if (least is not None and day.year < least) or (most is not None and day.year > most):
            limits = [f"с {least}"] * (least is not None) + [f"по {most}"] * (most is not None)
            problems.append(
                data.problem(
                    "date_far_from_year",
                    f"Дата не подходит к году строки ({year}): исправьте одно из двух.",
                    row,
                    name,
                    day.strftime("%d.%m.%Y"),
                    f"дата {' '.join(limits)} год",
                )
            )
    return problems


@cache
def _dates(table: str) -> tuple[str, ...]:
    own = TABLES[table]
    return tuple(name for name in own.columns if own.column(name).kind == "date")


def _marks_sum(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    counts: list[Any] = [row.get(mark) for mark in MARKS]
    participants = row.get("participants")
    if all(count is not None for count in counts):
        total = sum(counts)
        if participants is None and "participants" not in row["absences"]:
            row["participants"] = total
            return (
                []
                if total == 0
                else [
                    data.problem(
                        "participants_from_marks",
                        "Число участников не указано: взята сумма отметок.",
                        row,
                        "participants",
                        severity="warning",
                    )
                ]
            )
        if participants is not None and total != participants:
            return [
                data.problem(
                    "marks_do_not_sum",
                    "Сумма отметок не равна числу участников: исправьте одно из чисел.",
                    row,
                    "participants" if "participants" in data.positions else "mark_2",
                    f"2+3+4+5 = {total}, участников {participants}",
                    "равные числа",
                )
            ]
    known = sum(count for count in counts if count is not None)
    if participants is not None and known > participants:
        return [
            data.problem(
                "marks_do_not_sum",
                "Отметок больше, чем участников: исправьте одно из чисел.",
                row,
                "participants" if "participants" in data.positions else "mark_2",
                f"{known} без пустых ячеек, участников {participants}",
                "не больше участников",
            )
        ]
    return []


def _shares(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    """Shares without counts become counts when exactly one set of counts gives them."""
    shares: list[Any] = [row.get(share) for share in SHARES]
    counts: list[Any] = [row.get(mark) for mark in MARKS]
    if any(share is None for share in shares):
        return []
    whole = sum(shares)
    if abs(whole - 1) < SHARES_TOLERANCE and any(0 < share < 1 for share in shares):
        return [
            data.problem(
                "shares_as_fractions",
                "Доли записаны дробью от единицы, а нужны проценты: умножьте на 100 или задайте "
                "ячейкам процентный формат.",
                row,
                SHARES[0],
                f"сумма {figure(whole)}",
                "проценты, сумма 100",
            )
        ]
    tolerance = max(SHARES_TOLERANCE + 4 * 0.005, 2 * 10.0 ** -_decimals(shares))
    if abs(whole - 100) > tolerance:
        return [
            data.problem(
                "shares_do_not_sum",
                "Доли отметок не дают 100 %: они оставлены как есть, количества по ним не "
                "восстановлены.",
                row,
                SHARES[0],
                figure(whole),
                f"100 ± {figure(tolerance)}",
                "warning",
            )
        ]
    if any(count is not None for count in counts) or row.get("participants") is None:
        return []
    restored = restored_counts(shares, row["participants"])
    if restored is None:
        return [not_restored(data, row, SHARES[0], shares, row["participants"])]
    row.update(zip(MARKS, restored, strict=True))
    row["counts_origin"] = "percents"
    return []


def _decimals(shares: list[float]) -> int:
    """Digits after the comma that the shares were printed with, at most two."""
    return max((len(f"{share:.2f}".rstrip("0").partition(".")[2]) for share in shares), default=0)


def restored_counts(shares: list[float], participants: int) -> list[int] | None:
    """Whole counts that give these shares of `participants`, or None when not unambiguous.

    The precision of the shares is that of the most exact of them (at most two decimals).
    """
    fitting = _fitting_counts(shares, participants)
    if any(len(fits) != 1 for fits in fitting):
        return None
    counts = [fits[0] for fits in fitting]
    return counts if sum(counts) == participants else None


def _fitting_counts(shares: list[float], participants: int) -> list[list[int]]:
    """For each share the whole counts that it may have been printed for, rounded or cut off."""
    digits = max((len(f"{share:.2f}".rstrip("0").partition(".")[2]) for share in shares), default=0)
    unit = Decimal(1).scaleb(-digits)
    fitting = []
    for share in shares:
        exact = Decimal(str(share)) * participants / 100
        nearest = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
        fitting.append(
            [
                count
                for count in range(nearest - 3, nearest + 4)
                if 0 <= count <= participants
                and participants
                and -unit / 2 <= Decimal(100) * count / participants - Decimal(str(share)) < unit
            ]
        )
    return fitting


def not_restored(
    data: TableRows, row: dict[str, Any], column: str, shares: list[float], participants: int
) -> Problem:
    """The finding that shares did not become counts: several counts fit, or none does.

    A share that no count gives means that it, or the number of participants, is wrong.
    """
    fitting = _fitting_counts(shares, participants)
    wrong = [figure(share) for share, fits in zip(shares, fitting, strict=True) if not fits]
    if wrong:
        return data.problem(
            "share_without_count",
            "Такая доля не получается ни из какого количества: проверьте доли и число участников. "
            "Количества не восстановлены.",
            row,
            column,
            "; ".join(wrong[:4]),
            f"доли, возможные при {participants} участниках",
            "warning",
        )
    shown = "; ".join(figure(share) for share in shares[:4]) + (" …" if len(shares) > 4 else "")
    return data.problem(
        "counts_not_restored",
        "По долям нельзя однозначно восстановить количества: нужны сами количества.",
        row,
        column,
        f"{shown} от {participants}",
        "доли с двумя знаками",
        "warning",
    )


def _attendance(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    enrolled, participants = row.get("enrolled"), row.get("participants")
    if enrolled is None or participants is None or participants <= enrolled:
        return []
    return [
        data.problem(
            "more_than_enrolled",
            "Участников больше, чем обучающихся: проверьте оба числа.",
            row,
            "participants",
            f"{participants} из {enrolled}",
            "не больше обучающихся",
            "warning",
        )
    ]


def _programme_grade(data: TableRows, row: dict[str, Any]) -> list[Problem]:
    """Autumn ВПР and ДР test the programme of the grade before (methodology, section 2.3)."""
    if row.get("programme_grade") is None and row.get("grade") is not None:
        earlier = row.get("wave") == "autumn" and row.get("procedure") in ("ВПР", "ДР")
        row["programme_grade"] = row["grade"] - 1 if earlier else row["grade"]
    return []


def _parts(whole: str, *parts: str) -> Callable[[TableRows, dict[str, Any]], list[Problem]]:
    """A check that none of the parts exceeds the whole."""

    def check(data: TableRows, row: dict[str, Any]) -> list[Problem]:
        total = row.get(whole)
        table = TABLES[data.table]
        return [
            data.problem(
                "part_exceeds_whole",
                f"«{table.column(part).label}» больше, чем «{table.column(whole).label}».",
                row,
                part,
                f"{row[part]} из {total}",
                "часть не больше целого",
            )
            for part in parts
            if total is not None and row.get(part) is not None and row[part] > total
        ]

    return check


_CHECKS: dict[str, tuple[Callable[[TableRows, dict[str, Any]], list[Problem]], ...]] = {
    "marks": (_programme_grade, _shares, _marks_sum, _attendance),
    "diagnostic_works": (_marks_sum, _attendance),
    "exams": (
        _parts("sat", "below_min_first", "below_min_final", "score_100"),
        _parts("below_min_first", "below_min_final"),
    ),
    "admission": (
        _parts("enrolled", "admitted", "certified"),
        _parts("certified", "certified_honours"),
    ),
    "context": (
        _parts("pupils", "risk_group", "ovz", "non_native", "low_income"),
        _parts("risk_group", "risk_accompanied", "risk_results_measures"),
    ),
    "diagnostics": (_parts("max_score", "score"),),
    "plans": (_parts("items", "items_done"),),
    "parents": (_parts("total", "took_part"),),
}
