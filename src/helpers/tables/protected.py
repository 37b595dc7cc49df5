"""Tables of the public edition, made from protected answers only.

Here: cover, shares, open facts, the twenty statements of the overview, rules. Not here:
deciding what may be shown (`disclosure`), sentences (`wording.protected`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from helpers import params
from helpers.blocks import Cell, CellLike, Column, Cover, Notice, Table
from helpers.disclosure.protected import Answer, Fact, Protected
from helpers.wording import protected as words

#: The statements of the overview; of several names the first that has an answer stands.
OVERVIEW: tuple[tuple[str, ...], ...] = (
    *(
        (f"pooled.{stem}.{subject}.{measure}",)
        for stem in ("vpr_primary", "vpr_basic", "oge9")
        for subject in ("rus", "math")
        for measure in ("mark_2_share", "quality_share")
    ),
    ("pooled.ege11.rus.below_min_share",),
    tuple(f"pooled.ege11.{name}.below_min_share" for name in ("math_profile", "math", "math_base")),
    ("pooled.vpr_basic.participation_share",),
    ("pooled.gia9.programme_mastered_share",),
    ("schools.shnor_count",),
    ("teachers.helped_with_deficit_share",),
    ("roadmap.done_share",),
    ("schools.material_base_ready_share",),
)

#: Fields of questions as sections of reports.
_FIELDS = {
    "vpr": "ВПР", "took": "Участие в ВПР", "oge": "ОГЭ", "ege": "ЕГЭ",
    "certified": "Аттестаты", "teachers": "Педагоги", "conditions": "Условия",
}  # fmt: skip
_SAID = {"exact": "точно", "band": "полосой", "hidden": "скрыто"}
_KINDS = {"exact": "точно", "band": "полоса", "hidden": "скрыто", "no_data": "нет данных"}
_NOTES = (
    "Доли — за указанные годы и по всем классам ступени вместе: так за числом не видно отдельных "
    "учеников.",
    "«Полоса» — пределы вместо числа: точное значение вместе с другими числами выдало бы "
    "результат немногих людей. «Скрыто» — людей или школ слишком мало даже для полосы.",
)

_SCHOOL_NOTE = (
    "Школы стоят по алфавиту: это не рейтинг. Доли — полосами за указанные годы: чем меньше "
    "участников, тем шире полоса."
)


def cover(protected: Protected, title: str) -> Cover:
    """The cover of a public report."""
    run = protected.run
    return protected.certify(
        Cover(
            title,
            params.shown_name(run.municipality_id),
            run.period,
            run.edition,
            run.report_date(),
            protected.data_label,
        )
    )


def statements(protected: Protected) -> list[Answer | Fact | None]:
    """The statements of the overview, None where there are no data."""
    return [_first(protected, names) for names in OVERVIEW]


def _first(protected: Protected, names: Iterable[str]) -> Answer | Fact | None:
    for name in names:
        found = protected.answer(name) or protected.fact(name)
        if found is not None:
            return found
    return None


def overview(protected: Protected) -> Table:
    """What the overview tells in public, in the order of the managerial cycle."""
    found = [one for one in statements(protected) if one is not None]
    rows = [_fact_row(one) if isinstance(one, Fact) else row(one) for one in found]
    return protected.certify(
        Table("public-overview", "Главные показатели", columns(), rows, notes=_NOTES)
    )


def shares(protected: Protected, block_id: str, title: str, *fields: str) -> Table | Notice:
    """All answers of some fields for the run's year."""
    found = protected.of_year(*fields)
    if not found:
        return protected.certify(Notice(no_data(protected)))
    return of_answers(protected, block_id, title, found)


def no_data(protected: Protected) -> str:
    """What stands in place of a table without rows."""
    return f"Данных этого раздела за {protected.run.period} нет: показать нечего."


def of_answers(protected: Protected, block_id: str, title: str, answers: Iterable[Answer]) -> Table:
    """A table of some answers, one row each."""
    rows = [row(one) for one in answers]
    return protected.certify(Table(block_id, title, columns(), rows, notes=_NOTES))


def schools(protected: Protected) -> Table | Notice:
    """Exams of single schools as bands, where the policy of the edition tells of schools."""
    found = protected.of_schools()
    if protected.summary["policy"]["profile"] != "schools":
        return protected.certify(Notice("Отдельных школ это издание не показывает."))
    if not found:
        return protected.certify(
            Notice(f"Экзаменов отдельных школ за {protected.run.period} в данных нет.")
        )
    heads = [Column("school", "Школа"), *columns()[:3], Column("whole", "Из скольких",
                                                                  align="right")]  # fmt: skip
    rows = [[one.school_name, *row(one)[:3], row(one)[5]] for one in found]
    few = (
        f"Школы, где участников меньше {protected.summary['policy']['group']}, показаны вместе "
        "или не показаны; ВПР по школам не публикуются."
    )
    return protected.certify(
        Table("public-schools", "Экзамены по школам", heads, rows, notes=[_SCHOOL_NOTE, few])
    )


def columns() -> list[Column]:
    """Columns of a table of answers."""
    return [
        Column("title", "Показатель"),
        Column("years", "Годы"),
        Column("share", "Значение", align="right"),
        Column("kind", "Как показано"),
        Column("part", "Человек", align="right"),
        Column("whole", "Из скольких", align="right"),
        Column("schools", "Школ", align="right"),
    ]


def row(one: Answer) -> list[CellLike]:
    """A row of a table of answers, in the order of `columns`."""
    hidden = Cell.absent("с")
    value: Cell
    if one.value is not None:
        value = Cell(one.value, words.share(one), ref=one.ref)
    else:
        value = hidden if one.kind == "hidden" else Cell(None, words.share(one))
    return [
        one.title,
        words.years(one),
        value,
        _KINDS[one.kind],
        hidden if one.part is None else one.part,
        hidden if one.whole is None else one.whole,
        one.schools,
    ]


def _fact_row(one: Fact) -> list[CellLike]:
    text = words.fact_words(one.value, one.unit, None, None)
    value = Cell(one.value, text) if one.value is not None else Cell.absent()
    absent = Cell.absent("х")
    return [one.title, absent, value, "точно", absent, absent, absent]


def facts(protected: Protected, *beginnings: str) -> Table | Notice:
    """Open facts whose names begin so."""
    found = [one for one in protected.facts if one.fact_id.startswith(tuple(beginnings))]
    return _of_facts(protected, found, "public-facts", "Сведения о школах и планах", "Показатель")


def sent(protected: Protected) -> Table | Notice:
    """How many schools sent each kind of data."""
    found = protected.sent()
    return _of_facts(
        protected, found, "public-sent-table", "Сколько школ прислали данные", "Данные"
    )


def told(protected: Protected) -> Table | Notice:
    """How much of what was asked of the year is told exactly, as bands, and hidden, by field."""
    kinds: dict[str, list[str]] = {}
    for one in protected.of_year(*_FIELDS):
        kinds.setdefault(one.field, []).append(one.kind)
    if not kinds:
        return protected.certify(Notice(no_data(protected)))
    heads = [Column("field", "Раздел")]
    heads += [Column(kind, label.capitalize(), align="right") for kind, label in _SAID.items()]
    rows: list[list[CellLike]] = [
        [label, *(kinds[field].count(kind) for kind in _SAID)]
        for field, label in _FIELDS.items()
        if field in kinds
    ]
    return protected.certify(
        Table("public-told-table", "Сколько долей показано и как", heads, rows)
    )


def _of_facts(
    protected: Protected, found: Sequence[Fact], block_id: str, title: str, head: str
) -> Table | Notice:
    if not found:
        return protected.certify(Notice(f"Таких сведений за {protected.run.period} в данных нет."))
    rows = [
        [one.title, words.fact_words(one.value, one.unit, one.part, one.whole)] for one in found
    ]
    heads = [Column("title", head), Column("value", "Значение", align="right")]
    return protected.certify(Table(block_id, title, heads, rows))


def history(protected: Protected, block_id: str, *fields: str) -> Table | Notice:
    """The same questions over the periods that end in this and earlier years."""
    rows = list(_history_rows(protected, fields))
    if not rows:
        return protected.certify(Notice("Прежних периодов для сравнения в данных нет."))
    return protected.certify(
        Table(
            block_id,
            "По периодам",
            [
                Column("title", "Показатель"),
                Column("years", "Годы"),
                Column("share", "Значение", align="right"),
                Column("whole", "Из скольких", align="right"),
            ],
            rows,
            notes=["Соседние периоды имеют общие годы: разница между ними — не изменение за год."],
        )
    )


def _history_rows(protected: Protected, fields: Iterable[str]) -> Iterator[list[CellLike]]:
    for one in protected.of_year(*fields):
        told = list(protected.before(one.question_id))
        if len(told) < 2:
            continue
        for answer in told:
            yield [
                answer.title,
                words.years(answer),
                Cell(answer.value, words.share(answer), ref=answer.ref)
                if answer.value is not None
                else Cell(None, words.share(answer)),
                Cell.absent("с") if answer.whole is None else answer.whole,
            ]


def rules(protected: Protected) -> Table:
    """The rules of the public edition and what the audit of this publication found."""
    policy, audit = protected.summary["policy"], protected.summary["audit"]
    least = [
        ("Участников за долей", policy["group"]),
        ("Школ за долей", policy["schools"]),
        ("Людей в показанном числе и в остатке", policy["cell"]),
        ("Педагогов за числом", policy["teachers"]),
        ("Школ за числом о педагогах", policy["teacher_schools"]),
        ("Возможных значений у малой группы", policy["margin"]),
    ]
    found = [
        ("Проверено малых групп вместе во всех отчётах региона", words.audited(audit["cells"])),
        ("Из них можно вычислить или сузить сверх правил", audit["narrow"]),
    ]
    return protected.certify(
        Table(
            "public-rules",
            "Как защищены люди",
            [Column("rule", "Правило"), Column("value", "Значение", align="right")],
            [
                *([name, f"не меньше {value}"] for name, value in least),
                *([name, value] for name, value in found),
            ],
            notes=[
                "Проверка считает, что постороннему известно число участников в каждой школе и все "
                "отчёты этого региона за все годы."
            ],
        )
    )
