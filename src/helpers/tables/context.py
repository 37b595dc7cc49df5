"""Tables of the report on conditions of schools.

Here: rows and columns. Not here: arithmetic (`indicators.context_year`), sentences, drawings.
Tables that name schools are for the internal edition only.
"""

from __future__ import annotations

from typing import Any

from helpers import vocabulary
from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.context_year import FACTORS, ContextYear
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.tables.columns import count, share, source
from helpers.wording import numbers

#: Indicators of the table of support, in reading order.
_SUPPORT = (
    "pupils.risk_share", "pupils.risk.accompanied_share", "pupils.risk.results_measures_share",
    "pupils.ovz_share", "parents.involved_share", "schools.satisfaction_score",
    "schools.material_base_ready_share", "schools.in_events_share", "schools.self_assessed_share",
)  # fmt: skip


def support(year: ContextYear) -> Table | None:
    """Indicators of conditions: listed schools and the whole territory side by side."""
    made = year.values[year.values["indicator_id"].isin(_SUPPORT)]
    own = {r.indicator_id: r for r in each(made[made["scope"] == year.places.own_scope])
           if r.municipality_id == year.run.municipality_id}  # fmt: skip
    listed = {row.indicator_id: row for row in each(made[made["scope"] == "listed"])}
    known = [n for n in _SUPPORT if any(_is_ok(side.get(n)) for side in (own, listed))]
    if not known:
        return None
    return Table(
        "support",
        "Условия и поддержка: школы списка и вся территория",
        [
            Column("title", "Показатель"),
            Column("unit", "Единица"),
            Column("listed", "Школы списка ШНОР", align="right"),
            Column("n_listed", "Из скольких", align="right"),
            Column("own", "Вся территория", align="right"),
            Column("n_own", "Из скольких, всего", align="right"),
        ],
        [
            [
                (own.get(name) or listed[name]).title,
                (own.get(name) or listed[name]).unit,
                *_side(listed.get(name)),
                *_side(own.get(name)),
            ]
            for name in known
        ],
        [f"Список: {year.places.listed.note}."],
        source("context", "parents", "satisfaction", "material", "participation",
               "self_assessment"),
    )  # fmt: skip


def _is_ok(row: Any) -> bool:
    return row is not None and row.status == "ok"


def _side(row: Any) -> list[CellLike]:
    known = _is_ok(row) and cells.is_known(row.denominator)
    return [cells.value(row), cells.count(row.denominator) if known else Cell.absent()]


def factors(year: ContextYear) -> Table | None:
    """Each factor of context: all schools and listed ones, in counts and percent."""
    if year.factors.empty:
        return None
    return Table(
        "factors",
        "С какими детьми и семьями работают школы",
        [
            Column("factor", "Фактор"),
            count("schools", "Школ с данными"),
            count("part", "Обучающихся", "человек"),
            share("pct", "Все школы"),
            count("listed_part", "Из них в школах списка", "человек"),
            share("listed_pct", "Школы списка"),
        ],
        [
            [
                row.label,
                int(row.schools),
                cells.count(row.part),
                Cell.of(row.pct, 1),
                cells.count(row.listed_part),
                Cell.of(row.listed_pct, 1),
            ]
            for row in each(year.factors)
        ],
        ["Доля — от обучающихся школ, по которым известны оба числа. Один ребёнок может "
         "относиться к нескольким группам: доли не складываются."],
        source("context"),
    )  # fmt: skip


def profile(year: ContextYear) -> Table | None:
    """Context of each school; internal edition only."""
    if year.profile.empty:
        return None
    rows = year.profile.assign(school=[year.name(code) for code in year.profile["school_id"]])
    rows = rows.loc[rows["school"].map(vocabulary.natural).sort_values(kind="stable").index]
    return Table(
        "profile-data",
        "Условия школ",
        [
            Column("school", "Школа"),
            Column("listed", "В списке ШНОР"),
            count("pupils", "Обучающихся"),
            *(share(name, label) for name, label in FACTORS.items()),
            Column("distance", "До центра", "км", "right"),
        ],
        [
            [
                row.school,
                bool(row.is_listed),
                cells.count(row.pupils),
                *(Cell.of(getattr(row, name), 1) for name in FACTORS),
                Cell.of(row.distance_km),
            ]
            for row in each(rows)
        ],
        ["Доли — от обучающихся школы. В маленькой школе один ребёнок меняет долю заметно."],
        source("context"),
    )


def participation(year: ContextYear) -> Table | None:
    """Pupils in olympiads, contests and projects: levels, this year and the one before."""
    rows = year.participation
    if not (rows["year"] == year.run.year).any():
        return None
    return Table(
        "pupil-events",
        "Олимпиады, конкурсы, проекты: участие обучающихся",
        [
            Column("level", "Уровень"),
            Column("year", "Год"),
            count("events", "Мероприятий"),
            count("schools", "Школ"),
            count("pupils", "Участий"),
            count("winners", "Призовых мест"),
        ],
        [
            [
                row.level,
                str(int(row.year)),
                int(row.events),
                int(row.schools),
                cells.count(row.pupils),
                cells.count(row.prize_winners),
            ]
            for row in each(rows)
        ],
        ["Участия, а не люди: один ученик может участвовать несколько раз."],
        source("events", "participation"),
    )


def families(year: ContextYear) -> Table | None:
    """Work with parents by form."""
    if year.families.empty:
        return None
    return Table(
        "families",
        "Работа с родителями по формам",
        [
            Column("action", "Форма работы"),
            count("schools", "Школ"),
            count("took", "Пришли"),
            count("total", "Приглашены"),
            share("pct", "Пришли"),
        ],
        [
            [row.action, int(row.schools), int(row.took_part), int(row.total),
             100 * row.took_part / row.total]
            for row in each(year.families)
        ],
        ["Это посещения, а не люди: родитель, который пришёл дважды, посчитан дважды."],
        source("parents"),
    )  # fmt: skip


def satisfaction(year: ContextYear) -> Table | None:
    """Scores by criterion: schools, mean, lowest, how many below the goal."""
    rows = year.satisfaction
    if rows.empty:
        return None
    found = rows.groupby("criterion").agg(
        schools=("school_id", "nunique"), mean=("score", "mean"), low=("score", "min"),
        high=("score", "max"), below=("below_goal", "sum"),
    ).reset_index().sort_values(["mean", "criterion"], kind="stable")  # fmt: skip
    return Table(
        "satisfaction-data",
        "Удовлетворённость условиями по критериям",
        [
            Column("criterion", "Критерий"),
            count("schools", "Школ"),
            Column("mean", "Среднее по школам", "баллов", "right", 1),
            Column("low", "Наименьший", "баллов", "right", 1),
            Column("high", "Наибольший", "баллов", "right", 1),
            count("below", f"Ниже {numbers.number(year.satisfaction_goal)} баллов", "школ"),
        ],
        [
            [row.criterion, int(row.schools), float(row.mean), float(row.low), float(row.high),
             int(row.below)]
            for row in each(found)
        ],
        ["Среднее — простое по школам: большая и маленькая школа весят одинаково."],
        source("satisfaction"),
    )  # fmt: skip


def material(year: ContextYear) -> Table | None:
    """What schools need, by item and state."""
    if year.material_by_item.empty:
        return None
    return Table(
        "material-data",
        "Оснащение: что нужно школам и что готово",
        [
            Column("item", "Предмет оснащения"),
            count("ready", "Готово", "школ"),
            count("progress", "В работе", "школ"),
            count("absent", "Нет", "школ"),
            count("other", "Состояние не указано", "школ"),
        ],
        [
            [row.item, int(row.ready), int(row.in_progress), int(row.absent), int(row.other)]
            for row in each(year.material_by_item)
        ],
        (),
        source("material"),
    )


def overdue(year: ContextYear) -> Table | None:
    """Needs whose term has passed without being ready; internal edition only."""
    rows = year.material[year.material["is_late"]]
    if rows.empty:
        return None
    words = {"in_progress": "в работе", "absent": "нет", "": "не указано"}
    return Table(
        "material-late",
        "Оснащение: срок прошёл, а не готово",
        [
            Column("school", "Школа"),
            Column("item", "Предмет оснащения"),
            Column("state", "Состояние"),
            Column("due", "Срок"),
        ],
        [
            [year.name(row.school_id), row.item, words.get(row.state, row.state),
             numbers.date_short(row.due)]
            for row in each(rows)
        ],
        ["Срок судят на дату отчёта."],
        source("material"),
    )  # fmt: skip


def partners(year: ContextYear) -> Table | None:
    """Listed schools and their partners; internal edition only."""
    rows = year.partnerships
    if rows["partners"].isna().all():
        return None
    table: list[list[CellLike]] = []
    for row, known in zip(each(rows), rows["partners"].notna(), strict=True):
        ids = [part for part in row.partner_ids.split(", ") if part]
        names = "; ".join(year.name(code) for code in ids) or ("нет" if known else None)
        table.append([year.name(row.school_id), row.partners, names, row.with_agreement])
    return Table(
        "partners",
        "Школы списка и их партнёры",
        [
            Column("school", "Школа списка"),
            count("count", "Партнёров"),
            Column("names", "Кто"),
            count("agreements", "С соглашением"),
        ],
        table,
        (),
        source("partners", "shnor_register"),
    )


def roles(year: ContextYear) -> Table | None:
    """Schools with a role in the year; internal edition only."""
    if year.roles.empty:
        return None
    return Table(
        "roles",
        "Школы с ролью в этом году",
        [Column("role", "Роль"), Column("school", "Школа")],
        [
            [vocabulary.REGISTER_ROLES.label(row.role), year.name(row.school_id)]
            for row in each(year.roles)
        ],
        ["Роли взяты из данных муниципалитета; отчёт их не назначает."],
        source("school_roles"),
    )


def publications(year: ContextYear) -> Table | None:
    """Publications of the school year by kind."""
    if year.publications.empty:
        return None
    return Table(
        "publications",
        "Публикации учебного года",
        [
            Column("kind", "Вид"),
            count("published", "Опубликовано"),
            count("checked", "Из них проверено"),
            count("dead", "Не открывается или пусто"),
        ],
        [
            [row.kind or "не указан", int(row.published), int(row.checked), int(row.dead)]
            for row in each(year.publications)
        ],
        (),
        source("publications"),
    )


def risks(year: ContextYear) -> Table | None:
    """Risk factors that schools name themselves, by level."""
    if year.risks.empty:
        return None
    return Table(
        "risks-data",
        "Самооценка школ: факторы риска",
        [
            Column("factor", "Фактор"),
            count("high", "Высокий", "школ"),
            count("medium", "Средний", "школ"),
            count("low", "Низкий", "школ"),
            count("before", "Высокий год назад", "школ"),
        ],
        [
            [row.factor, int(row.high), int(row.medium), int(row.low),
             cells.count(row.high_before)]
            for row in each(year.risks)
        ],
        ["Уровень назвала сама школа. Год назад оценивать себя могли другие школы."],
        source("self_assessment"),
    )  # fmt: skip
