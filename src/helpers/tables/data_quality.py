"""Tables of the report on data quality: who sent what, ВПР protocols, findings, corrections.

Here: rows and columns. Not here: the checks (`indicators.quality`), kinds of data
(`tables.overview`), sentences.
"""

from __future__ import annotations

from helpers.blocks import Cell, Column, Table
from helpers.indicators.data_quality import DataQuality
from helpers.indicators.rows import each
from helpers.tables.columns import count, share, source
from helpers.wording import numbers

#: Severity of a finding in words.
SEVERITIES = {"error": "ошибка", "warning": "замечание"}
#: Most findings of the table; `shnor check` prints all of them.
MOST_FINDINGS = 60


def sent(view: DataQuality) -> Table | None:
    """Which school sent which kind of data; internal edition only."""
    kinds = view.sent_kinds
    if not kinds or view.sent.empty:
        return None
    return Table(
        "sent-data",
        "Кто что прислал: число строк за год",
        [Column("school", "Школа"), *(count(f"k{i}", kind) for i, kind in enumerate(kinds))],
        [
            [row["school_name"] or row["school_id"],
             *(int(row[kind]) if row[kind] else Cell.absent() for kind in kinds)]
            for row in view.sent.to_dict("records")
        ],
        ["Видов данных, которых за этот год нет ни у кого, в таблице нет."],
    )  # fmt: skip


def forms(view: DataQuality) -> Table | None:
    """Protocols of ВПР: planned and loaded by school; internal edition only."""
    if view.forms.empty:
        return None
    names = dict(zip(view.schools["school_id"], view.schools["school_name"], strict=True))
    return Table(
        "vpr-forms",
        "Протоколы ВПР: работы и загруженные результаты",
        [
            Column("school", "Школа"),
            count("planned", "Работ в данных"),
            count("loaded", "С числом участников"),
            share("pct", "Загружено"),
        ],
        [
            [names.get(row.school_id) or row.school_id, int(row.planned), int(row.loaded),
             100 * row.loaded / row.planned]
            for row in each(view.forms)
        ],
        ["Работа известна, если в данных есть её строка, пусть и без чисел. Работы, которых школа "
         "по жребию не писала, не считаются."],
        source("marks"),
    )  # fmt: skip


def findings(view: DataQuality) -> Table | None:
    """Findings of the check, errors first."""
    rows = view.findings
    if rows.empty:
        return None
    shown = rows.head(MOST_FINDINGS)
    notes = ["Проверены все загруженные годы этой территории."]
    if len(shown) < len(rows):
        notes.append(
            f"{numbers.shown_of('замечаний', len(shown), len(rows))}; все печатает shnor check."
        )
    return Table(
        "check-findings",
        "Что нашла проверка",
        [
            Column("severity", "Вид"),
            Column("message", "Что не так"),
            Column("source", "Где"),
            Column("found", "Найдено"),
            Column("expected", "Ожидалось"),
        ],
        [
            [
                SEVERITIES[row.severity],
                row.message,
                row.source + (f", строка {int(row.row)}" if row.row == row.row and row.row else ""),
                row.found or "—",
                row.expected or "—",
            ]
            for row in each(shown)
        ],
        notes,
    )


def corrections(view: DataQuality) -> Table | None:
    """Known errors of sources, put right at import."""
    if not view.corrections:
        return None
    return Table(
        "corrections",
        "Исправленные ошибки источников",
        [Column("record", "Запись"), Column("reason", "Почему исправлено")],
        [[one.record, one.reason] for one in view.corrections],
        ["Сами файлы не меняются: исправление применяется при чтении."],
    )
