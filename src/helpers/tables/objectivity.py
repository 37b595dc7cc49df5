"""Tables of signs of objectivity: schools, signs with numbers, reasons, index, marks, borders.

Here: rows and columns. Not here: the signs (`indicators.objectivity`), phrases
(`wording.objectivity`). All of them name schools, none of them a pupil: internal edition only.
"""

from __future__ import annotations

from typing import Any

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.objectivity import GROUPS, REASONS, Objectivity
from helpers.indicators.rows import each
from helpers.params import municipalities
from helpers.tables import cells
from helpers.tables.columns import count, share, source
from helpers.wording import numbers
from helpers.wording import objectivity as words

_SOURCE = ("individual", "score_distribution", "marks", "reference")
_CAUTION = "Признак — повод проверить, а не вывод о школе."


def schools(made: Objectivity) -> Table | None:
    """Every school: signs, computed, not computed, which signs."""
    if made.schools.empty:
        return None
    names = {
        code: "; ".join(words.sign_name(row) for row in each(part))
        for code, part in made.hits.groupby("school_id", sort=False)
    }
    return Table(
        "objectivity-schools",
        "Признаки по школам",
        [
            Column("school", "Школа"),
            count("signs", "Признаков"),
            count("computed", "Вычислено"),
            count("not_computed", "Не вычислено"),
            Column("names", "Какие: требуют проверки"),
        ],
        [
            [
                row.school_name,
                cells.count(row.signs if row.computed else None),
                int(row.computed),
                int(row.not_computed),
                names.get(row.school_id, "нет" if row.computed else Cell.absent()),
            ]
            for row in each(made.schools)
        ],
        [_CAUTION, "н/д — у школы не вычислен ни один признак: сказать о ней нечего."],
        source(*_SOURCE),
    )


def signs(made: Objectivity) -> Table | None:
    """The signs that were found, each with the numbers behind it."""
    if made.hits.empty:
        return None
    return Table(
        "objectivity-signs",
        "Найденные признаки: числа",
        [
            Column("school", "Школа"),
            Column("work", "Работа"),
            Column("group", "Признак, требует проверки"),
            count("n", "Участников"),
            Column("value", "У школы", align="right"),
            Column("border", "Граница", align="right"),
        ],
        [
            [
                row.school_name,
                row.title,
                GROUPS[row.group],
                cells.count(row.n),
                _value(row),
                Cell.of(row.border, 2),
            ]
            for row in each(made.hits)
        ],
        ["Средний балл — с 95-процентным интервалом, граница — верх интервала региона. Журнал — "
         "коэффициент Спирмена, граница 0. Рост и падение — отношение процента выполнения в "
         "прошлом году к нынешнему, граница — по квартилям школ или региона.", _CAUTION],
        source(*_SOURCE),
    )  # fmt: skip


def _value(row: Any) -> Cell:
    plain = Cell.of(row.value, 2)
    if row.group != "mean_high" or plain.marker:
        return plain
    return Cell(plain.value, f"{plain.text} ({numbers.interval(row.low, row.high, 2)})")


def barred(made: Objectivity) -> Table | None:
    """Reasons for which signs were not computed, by group of signs."""
    if made.barred.empty:
        return None
    held = dict(iter(made.barred.groupby(["group", "reason"], sort=False)))
    rows: list[list[CellLike]] = [
        [
            GROUPS[group],
            REASONS[reason],
            len(held[group, reason]),
            int(held[group, reason]["school_id"].nunique()),
        ]
        for group in GROUPS
        for reason in REASONS
        if (group, reason) in held
    ]
    return Table(
        "objectivity-not-computed",
        "Что не вычислено и почему",
        [
            Column("group", "Признак"),
            Column("reason", "Почему не вычислен"),
            count("signs", "Признаков"),
            count("schools", "Школ"),
        ],
        rows,
        ["Не вычислено — не то же, что признака нет."],
        source(*_SOURCE),
    )


def index(made: Objectivity) -> Table | None:
    """The index of the territory and, in a region, of its municipalities."""
    rows = made.index
    if len(rows) <= 2:
        rows = rows[rows["municipality_id"] == ""]
    if rows.empty:
        return None
    return Table(
        "objectivity-index",
        "Индекс: 100 минус доля школ с признаками",
        [
            Column("place", "Территория"),
            count("schools", "Школ"),
            count("judged", "Из них вычислен хоть один признак"),
            count("with_signs", "С признаками"),
            share("share", "Доля с признаками"),
            Column("index", "Индекс", align="right"),
        ],
        [
            [
                _place(made, str(row.municipality_id)),
                int(row.schools),
                int(row.judged),
                int(row.with_signs) if row.judged else Cell.absent(),
                Cell.of(row.share, 1),
                Cell.of(row.score, 1),
            ]
            for row in each(rows.rename(columns={"index": "score"}))
        ],
        ["Доля считается от школ, где вычислен хоть один признак."],
        source(*_SOURCE),
    )


def _place(made: Objectivity, municipality_id: str) -> str:
    if not municipality_id:
        return made.data.municipality.name
    known = municipalities().get(municipality_id)
    return known.name if known else municipality_id


def matrix(made: Objectivity) -> Table | None:
    """Pairs of marks: one row per work and journal mark, a column per mark of the work."""
    rows = made.matrix
    if rows.empty:
        return None
    counted = rows.pivot_table(
        index=["title", "journal"], columns="mark", values="n", aggfunc="sum", sort=False
    )
    written = counted.loc[counted.sum(axis=1) > 0]
    return Table(
        "objectivity-matrix",
        "Отметки журнала и отметки за работу: сколько участников",
        [
            Column("title", "Работа"),
            Column("journal", "В журнале", align="right"),
            *(count(f"m{mark}", f"За работу «{mark}»") for mark in counted.columns),
        ],
        [
            [str(title), f"«{mark}»", *(int(value) for value in found)]
            for (title, mark), found in zip(written.index, written.to_numpy(), strict=True)
        ],
        ["Строка — отметка журнала, столбец — отметка за работу; одинаковые стоят наискосок. "
         "Отметок журнала, которых никому не ставили, в таблице нет."],
        source("individual"),
    )  # fmt: skip


def gaps(made: Objectivity) -> Table | None:
    """Schools and works with marks far from the journal, as counts."""
    rows = made.gaps[made.gaps["gaps"] > 0] if len(made.gaps) else made.gaps
    if rows.empty:
        return None
    names = dict(zip(made.schools["school_id"], made.schools["school_name"], strict=True))
    return Table(
        "objectivity-gaps",
        f"Расхождение с журналом на {made.rule.mark_gap} и больше",
        [
            Column("school", "Школа"),
            Column("title", "Работа"),
            count("whole", "Пар отметок"),
            count("lower", "Ниже журнала"),
            count("higher", "Выше журнала"),
            share("gaps_pct", "Всего"),
        ],
        [
            [
                names.get(row.school_id, row.school_id), row.title, int(row.whole), int(row.lower),
                int(row.higher), Cell.of(row.gaps_pct, 1),
            ]
            for row in each(rows)
        ],
        ["Участники не названы: отдельные работы смотрит школа."],
        source("individual"),
    )  # fmt: skip


def borders(made: Objectivity) -> Table | None:
    """Ratios at the borders of marks: the territory first, then schools with enough pupils."""
    rows = made.boundaries
    rows = rows[(rows["place"] == "own") | (rows["weight"] == "informative")]
    if rows.empty:
        return None
    return Table(
        "objectivity-borders",
        "Сколько участников ровно на границе отметки",
        [
            Column("place", "Где"),
            Column("title", "Работа"),
            Column("mark", "Граница", align="right"),
            count("at", "Ровно на ней"),
            Column("around", "В среднем у соседних баллов", align="right"),
            Column("ratio", "Отношение", align="right"),
            Column("region", "То же в регионе", align="right"),
            count("n", "Участников"),
            Column("weight", "Надёжность"),
        ],
        [
            [
                row.school_name or made.data.municipality.name,
                row.title,
                f"«{row.mark}» с {numbers.number(row.cut)} б.",
                int(row.at),
                Cell.of(row.around, 1),
                Cell.of(row.ratio, 2),
                Cell.of(row.region_ratio, 2),
                int(row.n),
                words.WEIGHTS[row.weight],
            ]
            for row in each(rows)
        ],
        ["Школы с меньшим числом участников в таблицу не входят. Пик бывает и от заданий: "
         "сравнивайте с регионом."],
        source("individual", "score_distribution"),
    )  # fmt: skip


def years(made: Objectivity) -> Table | None:
    """Signs by school and year; a year without computed signs is not a year without signs."""
    rows = made.years
    if rows.empty:
        return None
    span = [made.run.year - back for back in (3, 2, 1, 0)]
    held = {(row.school_id, int(row.year)): row for row in each(rows)}
    schools = rows.drop_duplicates("school_id", keep="last")
    return Table(
        "objectivity-years",
        "Признаки по годам",
        [Column("school", "Школа"), *(count(f"y{year}", str(year)) for year in span)],
        [
            [row.school_name, *(_of_year(held.get((row.school_id, year))) for year in span)]
            for row in each(schools)
        ],
        ["«1 из 3» — признаков из вычисленных; н/д — в этом году у школы не вычислен ни один."],
        source(*_SOURCE),
    )


def _of_year(row: Any) -> Cell:
    if row is None:
        return Cell.absent()
    return Cell(int(row.signs), numbers.part_of(int(row.signs), int(row.computed)))
