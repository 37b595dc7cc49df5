"""Tables of fair comparison: peers, results beside them, leaders, partners.

Here: rows and columns. Not here: arithmetic (`indicators.peers`), sentences. All of them name
schools and are for the internal edition only.
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators import catalogue
from helpers.indicators.peers.year import PeersYear
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.tables.columns import count, share, source

#: Codes of comparison as a reader sees them.
WORDS = {
    "better": "лучше похожих", "worse": "хуже похожих", "like": "различие не доказано",
    "": "похожих с этим показателем меньше двух", "above": "выше ожидаемого",
    "as": "в пределах ожидаемого", "below": "ниже ожидаемого",
}  # fmt: skip
_CONDITIONS = source("context", "schools")
_RESULTS = source("marks", "exams", "context", "schools")


def nearest(year: PeersYear) -> Table | None:
    """Each school, its nearest schools and their distances."""
    rows = year.nearest
    if rows.empty:
        return None
    missing = dict(zip(year.scores["school_id"], year.scores["missing"], strict=True))
    return Table(
        "peers-nearest",
        "Школы в похожих условиях",
        [
            Column("school", "Школа"),
            count("rank", "Место по близости"),
            Column("peer", "Похожая школа"),
            Column("distance", "Расстояние", "ст. откл.", "right", 2),
            count("shared", "Общих условий"),
            Column("missing", "Неизвестно о школе или похожей"),
        ],
        [
            [
                year.name(row.school_id), int(row.rank), year.name(row.peer_id),
                float(row.distance), int(row.shared),
                "; ".join(dict.fromkeys(
                    word for one in (row.school_id, row.peer_id)
                    for word in missing[one].split("; ") if word
                )) or "—",
            ]
            for row in each(rows)
        ],
        ["Каждое условие весит одинаково. Условие, одинаковое у всех школ, не учитывается."],
        _CONDITIONS,
    )  # fmt: skip


def beside(year: PeersYear, school_id: str) -> Table | None:
    """One school's peers in columns of exam results: the school first, then the nearest."""
    near = year.nearest[year.nearest["school_id"] == school_id]
    if near.empty:
        return None
    names = [name for name in year.rule.measures if (year.current["indicator_id"] == name).any()]
    known = {(row.school_id, row.indicator_id): row for row in each(year.current)}
    ids = [school_id, *near["peer_id"]]
    rows: list[list[CellLike]] = []
    for place, (one, distance) in enumerate(zip(ids, [0.0, *near["distance"]], strict=True)):
        results = [
            Cell.of(float(known[one, name].value), 1)
            if (one, name) in known
            else Cell.absent(cells.NO_DATA)
            for name in names
        ]
        rows.append([year.name(one), place, float(distance), *results])
    return Table(
        "explore-peers",
        f"Похожие школы: {year.name(school_id)}",
        [
            Column("school", "Школа"),
            count("rank", "Место по близости"),
            Column("distance", "Расстояние", "ст. откл.", "right", 2),
            *(share(f"m{at}", catalogue.entry(name).title) for at, name in enumerate(names)),
        ],
        rows,
        ["Место 0 — сама школа. Малые школы меняются случайно: смотрите число участников."],
        _RESULTS,
    )


def compared(year: PeersYear) -> Table | None:
    """Exam results of each school beside the median of its peers."""
    rows = year.compared
    if rows.empty:
        return None
    return Table(
        "peers-compared",
        "Результаты экзаменов рядом с похожими школами",
        [
            Column("school", "Школа"),
            Column("indicator", "Показатель"),
            share("value", "Школа, значение"),
            count("n", "Участников"),
            share("median", "Медиана похожих"),
            count("peers", "Похожих школ"),
            count("peers_n", "Их участников"),
            Column("word", "Сравнение"),
        ],
        [
            [
                year.name(row.school_id), catalogue.entry(row.indicator_id).title,
                float(row.value), int(row.n),
                Cell.of(float(row.median), 1) if row.peers else Cell.absent(cells.NO_DATA),
                int(row.peers), cells.count(row.peers_n), WORDS[row.word],
            ]
            for row in each(rows)
        ],
        [
            "«Лучше» и «хуже» — только если 95 % интервал разности с участниками похожих школ "
            "не включает ноль. Сравнений много: одно из двадцати может выйти случайно.",
            f"Результаты, где участников меньше {year.rule.min_participants}, не сравниваются.",
        ],
        _RESULTS,
    )  # fmt: skip


def scatter(year: PeersYear, rows: pd.DataFrame, title: str) -> Table:
    """The points of the drawing: schools and medians in one measure."""
    return Table(
        "peers-scatter-data",
        title,
        [
            Column("school", "Школа"),
            share("value", "Школа, значение"),
            share("median", "Медиана похожих"),
            Column("word", "Сравнение"),
        ],
        [
            [year.name(row.school_id), float(row.value), float(row.median), WORDS[row.word]]
            for row in each(rows)
        ],
        source=_RESULTS,
    )


def expected(year: PeersYear) -> Table | None:
    """Expected and real result of the schools of a region."""
    if year.expected.empty:
        return None
    return Table(
        "peers-expected",
        "Ожидаемый и действительный результат",
        [
            Column("school", "Школа"), Column("indicator", "Показатель"),
            share("value", "Результат"), count("n", "Участников"),
            Column("interval", "Ожидаемый интервал", "%", "right"),
            count("schools", "Школ в расчёте"), Column("word", "Вывод"),
        ],
        [
            [
                year.name(row.school_id), catalogue.entry(row.indicator_id).title,
                float(row.value), int(row.n),
                cells.bounds(max(row.low, 0.0), min(row.high, 100.0)), int(row.schools),
                WORDS[row.word],
            ]
            for row in each(year.expected)
        ],
        ["Интервал — для одной школы, по прямой через остальные школы региона; показана его "
         "часть от 0 до 100. «Выше» всегда значит «лучше»."],
        _RESULTS,
    )  # fmt: skip


def leaders(year: PeersYear) -> Table | None:
    """Leaders and the reserve with the reason of each."""
    rows = year.leaders[(year.leaders["is_leader"] | year.leaders["is_reserve"]).astype(bool)]
    if rows.empty:
        return None
    own = {row.school_id: f"{row.better} из {row.works}" for row in each(year.own_tests)}
    return Table(
        "leaders",
        "Школы-лидеры и резерв",
        [
            Column("school", "Школа"), Column("role", "Предложение"),
            Column("place", "Место по экзаменам", "0–1", "right", 2),
            count("measures", "По скольким показателям"),
            Column("stability", "Лет в верхней части", align="right"),
            Column("vpr", "ВПР: «2» меньше медианы", "работ", "right"),
            Column("signs", "Признаков", align="right"),
            Column("why", "Почему"),
        ],
        [
            [
                year.name(row.school_id), "лидер" if row.is_leader else "резерв",
                float(row.place), int(row.measures),
                f"{row.years_top} из {year.rule.leader_years}",
                own.get(row.school_id) or Cell.absent(cells.NO_DATA),
                Cell.absent(cells.NO_DATA) if pd.isna(row.signs) else int(row.signs),
                _reason(row, year.rule.leader_years),
            ]
            for row in each(rows)
        ],
        ["Место: 0 — все показатели худшие, 1 — все лучшие среди школ. Признак — повод проверить "
         "результаты, а не вывод о нарушении: школа с признаком остаётся в резерве. н/д — данных "
         "для признаков нет."],
        _RESULTS,
    )  # fmt: skip


def _reason(row: object, years: int) -> str:
    known, top = int(getattr(row, "years_known", 0)), int(getattr(row, "years_top", 0))
    start = "В верхней части по экзаменам этого года, не в списке ШНОР"
    if top == years and not getattr(row, "is_leader", False):
        return f"{start}; так же все годы сравнения, но есть признак, который сначала проверяют."
    if top == years:
        return f"{start}; так же все годы сравнения."
    return f"{start}; " + (
        "за прежние годы экзаменов нет." if known < years else "прежние годы этого не подтверждают."
    )


def proposals(year: PeersYear) -> Table | None:
    """Leaders proposed as partners."""
    if year.partners.empty:
        return None
    return Table(
        "partner-proposals",
        "Кого попросить о помощи",
        [
            Column("school", "Школа"), Column("partner", "Школа-лидер"),
            Column("distance", "Расстояние по условиям", "ст. откл.", "right", 2),
            Column("measures", "Чем сильна там, где школа слаба"),
        ],
        [
            [
                year.name(row.school_id), year.name(row.partner_id), float(row.distance),
                "; ".join(catalogue.entry(name).title for name in row.measures),
            ]
            for row in each(year.partners)
        ],
        ["Расстояний между школами по дороге в данных нет: близость здесь — по условиям."],
        _RESULTS,
    )  # fmt: skip
