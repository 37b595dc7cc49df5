"""Tables of the list by the rule: listed schools, why, margins, stability, official lists.

Here: rows and columns. Not here: the verdict (`indicators.low_results`), phrases
(`wording.low_results`). All of them name schools: internal edition only.
"""

from __future__ import annotations

from typing import Any

from helpers import methodology
from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.low_results import LowResultsList
from helpers.indicators.rows import each
from helpers.tables.columns import count, share, source
from helpers.wording import low_results as words
from helpers.wording import numbers
from helpers.wording.rules import value_text

#: Grounds of a listing, short enough for a column.
_GROUNDS = {
    "procedures": "несколько процедур года", "two_years": "два года подряд", "rank": "худшее место",
}  # fmt: skip
_SOURCE = ("marks", "exams", "schools", "shnor_register")


def listed(made: LowResultsList) -> Table | None:
    """Schools on the list: ground, low results, movement, stability, official list."""
    if made.listed.empty:
        return None
    return Table(
        "low-listed",
        "Школы, которые правило относит к ШНОР",
        [
            Column("school", "Школа"),
            Column("ground", "Основание"),
            count("triggers", "Низких результатов"),
            Column("margin", "Самый далёкий за границей", "п. п.", "right"),
            Column("movement", "С прошлого года"),
            Column("stable", "Вариантов правила", align="right"),
        ],
        [
            [
                row.school_name,
                "; ".join(_GROUNDS[ground] for ground in row.grounds),
                int(row.triggers),
                _margin(row.closest),
                words.movement_text(row.movement) if row.movement else Cell.absent("х"),
                numbers.part_of(int(row.listed_in), int(row.variants)),
            ]
            for row in each(made.listed)
        ],
        ["«Вариантов правила» — сколько из близких вариантов оставляют школу в списке. "
         "х — результатов одного из двух лет нет, сравнить не с чем."],
        source(*_SOURCE),
    )  # fmt: skip


def _margin(value: Any) -> Cell:
    if value != value:
        return Cell.absent()
    return Cell(float(value), numbers.number(value, 1, signed=True))


def triggers(made: LowResultsList) -> Table | None:
    """Every low result of listed schools with counts, interval and margin."""
    rows = made.triggers[made.triggers["listed"].astype(bool)]
    return _results(made, rows, "low-triggers", "Низкие результаты школ списка")


def near(made: LowResultsList, within: float = 5.0) -> Table | None:
    """Results of schools off the list that lie within a few points of the limit."""
    rows = made.results[~made.results["listed"].astype(bool)]
    rows = rows[rows["margin"].abs() <= within]
    rows = rows.sort_values(["margin", "school_id"], ascending=[False, True], kind="stable")
    return _results(
        made, rows, "low-near",
        f"Школы вне списка: результаты не дальше {numbers.number(within)} п. п. от границы",
    )  # fmt: skip


def _results(made: LowResultsList, rows: Any, block_id: str, title: str) -> Table | None:
    if not len(rows):
        return None
    limit = numbers.number(made.rule.low_share_pct)
    return Table(
        block_id,
        title,
        [
            Column("school", "Школа"),
            Column("work", "Работа"),
            Column("part", "Ниже минимума", align="right"),
            Column("share", "Доля (95 % интервал)", "%", "right"),
            Column("margin", f"От границы {limit} %", "п. п.", "right"),
            share("participation", "Участвовали"),
        ],
        [_result(row) for row in each(rows)],
        ["Ниже минимума — «2» в ВПР и ОГЭ, не преодолел минимум в ЕГЭ. Интервал, который "
         f"пересекает {limit} %, не позволяет по одному году сказать, низкий ли результат."],
        source("marks", "exams"),
    )  # fmt: skip


def _result(row: Any) -> list[CellLike]:
    bounds = numbers.interval(row.low, row.high)
    return [
        row.school_name,
        words.work_title(row),
        numbers.part_of(int(row.below), int(row.participants)),
        Cell(float(row.share), f"{numbers.number(row.share, 1)} ({bounds})"),
        _margin(row.margin),
        Cell.of(row.participation, 1),
    ]


def remarks(made: LowResultsList) -> Table | None:
    """Remarks on schools of the list and on those that need a decision."""
    need = set(made.schools.loc[made.schools["needs_decision"].astype(bool), "school_id"])
    rows = made.remarks
    rows = rows[rows["listed"].astype(bool) | rows["school_id"].isin(need)]
    if rows.empty:
        return None
    table: list[list[CellLike]] = []
    for _, part in rows.groupby("school_id", sort=False):
        name = str(part["school_name"].iloc[0])
        small = [one for one in part["remark"] if one.kind == "small"]
        said = [words.remark_text(one) for one in part["remark"] if one.kind != "small"]
        if small:
            said.insert(0, words.small_groups_text(small))
        table += [[name, f"{text.removesuffix('.')}."] for text in said]
    return Table(
        "low-remarks", "Оговорки",
        [Column("school", "Школа"), Column("remark", "Оговорка")],
        table, (), source(*_SOURCE),
    )  # fmt: skip


def sensitivity(made: LowResultsList) -> Table | None:
    """What close variants of the rule change."""
    rows = made.sensitivity
    if rows.empty or not len(made.schools):
        return None
    names = dict(zip(made.schools["school_id"], made.schools["school_name"], strict=True))
    return Table(
        "low-variants",
        "Что меняется, если правило немного другое",
        [
            Column("variant", "Вариант правила"),
            count("listed", "Школ в списке"),
            Column("added", "Добавились"),
            Column("dropped", "Вышли"),
        ],
        [
            [
                words.variant_text(row.parameter, str(row.value)),
                int(row.listed),
                "; ".join(names.get(code, code) for code in row.added) or "никто",
                "; ".join(names.get(code, code) for code in row.dropped) or "никто",
            ]
            for row in each(rows)
        ],
        (),
        source(*_SOURCE),
    )


def movement(made: LowResultsList) -> Table | None:
    """Who entered, stayed and left against the verdict on the year before."""
    if made.movement.empty:
        return None
    return Table(
        "low-movement",
        "Движение по сравнению с прошлым годом по тому же правилу",
        [Column("movement", "Движение"), Column("school", "Школа")],
        [[words.movement_text(row.movement), row.school_name] for row in each(made.movement)],
        ["Школы без результатов одного из двух лет сюда не входят."],
        source(*_SOURCE),
    )


def officials(made: LowResultsList) -> Table | None:
    """The rule and every official list, school by school."""
    if made.officials.empty or made.side_by_side.empty:
        return None
    names = list(made.officials["source"])
    return Table(
        "low-officials",
        "Правило и официальные списки",
        [
            Column("school", "Школа"),
            Column("rule", "По правилу"),
            *(Column(f"s{place}", name) for place, name in enumerate(names)),
        ],
        [
            [row["school_name"], bool(row["by_rule"]), *(bool(row[name]) for name in names)]
            for row in made.side_by_side.to_dict("records")
        ],
        ["Официальный список мог быть построен по другому правилу или по другим годам."],
        source("shnor_register", "marks", "exams"),
    )


def rule(made: LowResultsList) -> Table:
    """Parameters of the rule, with their sources."""
    return Table(
        "low-rule",
        "Правило: все параметры",
        [
            Column("label", "Параметр"),
            Column("value", "Значение"),
            Column("source", "Откуда взято"),
            Column("mark", "Проверка источника"),
        ],
        [
            [item.label, value_text(item), item.source, methodology.MARKS[item.mark]]
            for item in made.rules.parameters.values()
        ],
    )
