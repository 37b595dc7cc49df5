"""«Распределение первичных баллов» of ФИС ОКО: share of participants with each score.

Here: its header and rows → `score_distribution`. Not here: the common frame (`fis_frame`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.errors import figure
from helpers.readers.checks import SHARES_TOLERANCE, not_restored, restored_counts
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.tabular import TableRows

#: Each printed share may be off by half of its last digit, two decimals.
_HALF_UNIT = 0.005


def _scores(row: Sequence[Any]) -> dict[int, int]:
    """Score → position of the columns that stand for scores."""
    return {
        number: at
        for at, cell in enumerate(row)
        if (number := frame.number_word(frame.folded(cell).removesuffix("%").strip(" ,")))
        is not None
    }


def _is_header(row: Sequence[Any]) -> bool:
    return frame.has_groups(row) and {0, 1} <= set(_scores(row))


def _header(grid: Grid) -> int | None:
    return frame.find_header(grid, _is_header)


def _read(export: Export) -> list[TableRows]:
    """Rows of `score_distribution`: one a group and score, shares kept, counts where certain."""
    words = export.words
    header = export.grid.rows[export.header]
    scores = _scores(header)
    numbered = ((at, number) for at, cell in enumerate(header) for number in _scores([cell]))
    frame.one_each(export, dict(numbered))
    participants, schools = frame.participants_column(words), frame.schools_column(words)
    groups = frame.column(words, frame.GROUPS)
    positions = {f"score_{score}": at for score, at in scores.items()}
    data = export.data("score_distribution", positions)
    known = [groups, participants, schools, *scores.values()]
    frame.aside(export, known)
    _check_scores(export, scores)
    for index, line, place in frame.group_rows(export):
        started = export.started(index, place)
        whole = _whole(export, data, started, line, index, participants)
        rows = []
        for score, at in sorted(scores.items()):
            row = {**started, "primary_score": float(score), "counts_origin": "percents"}
            frame.put(data, row, "participants_pct", frame.cell(line, at), index, at)
            rows.append(row)
        if started["source_row"] not in data.faulty_lines:
            _counts(data, rows, whole)
        data.rows += rows
    return [data]


def _check_scores(export: Export, scores: Mapping[int, int]) -> None:
    maximum = export.work.max_primary
    missing = sorted(set(range(max(scores) + 1)) - set(scores))
    if missing or (maximum is not None and maximum != max(scores)):
        export.problems.append(
            export.grid.problem(
                "scores_incomplete",
                "Столбцы баллов не идут подряд от 0 до максимального первичного балла.",
                export.header,
                found=f"до {max(scores)}" + (f", нет {missing}" if missing else ""),
                expected=f"0 … {figure(maximum or max(scores))}",
                severity="warning",
            )
        )


def _whole(
    export: Export,
    data: TableRows,
    started: dict[str, Any],
    line: Sequence[Any],
    index: int,
    at: int | None,
) -> int | None:
    """Number of participants of a group; it does not become a column of the rows."""
    if at is None:
        return None
    holder = dict(started)
    whole: int | None = frame.put(data, holder, "participants", frame.cell(line, at), index, at)
    return whole


def _counts(data: TableRows, rows: list[dict[str, Any]], whole: int | None) -> None:
    """Counts of a group's scores from its shares; nothing where they are not certain."""
    name = "participants_pct"
    held = [row[name] for row in rows if row[name] is not None]
    if whole == 0 and not any(held):
        for row in rows:
            row.update({"participants": 0, name: None})
        return
    tolerance = SHARES_TOLERANCE + _HALF_UNIT * len(rows)
    if abs(sum(held) - 100) > tolerance:
        data.problems.append(
            data.problem(
                "shares_do_not_sum",
                "Доли баллов не дают 100 %: исправьте файл или выгрузите его заново.",
                rows[0],
                "score_0",
                figure(sum(held)),
                f"100 ± {tolerance:.2f}".replace(".", ","),
            )
        )
        return
    for row in rows:
        row[name] = row[name] or 0.0
    if whole is None:
        return
    shares = [row[name] for row in rows]
    counts = restored_counts(shares, whole)
    if counts is None:
        data.problems.append(not_restored(data, rows[0], "score_0", shares, whole))
        return
    for row, count in zip(rows, counts, strict=True):
        row["participants"] = count


DISTRIBUTION_REPORT = Report(
    "fis_distribution",
    "Распределение первичных баллов (ФИС ОКО)",
    "распределение первичных баллов",
    _header,
    frame.group_labels,
    _read,
    "«Группы участников», «Кол-во участников», баллы 0, 1, 2 … до максимального",
)
