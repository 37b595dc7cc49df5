"""The reference page of all indicators and rules, as Markdown.

Here: the catalogue and the rule files put into readable tables. Not here: the catalogue itself,
writing the file (`tools.reference`).
"""

from __future__ import annotations

from collections.abc import Iterator

from helpers import methodology
from helpers.indicators import catalogue
from helpers.indicators.catalogue import FLAWS, MEASURES, NAMED, PLAN_SETS, PROCEDURE_TITLES
from helpers.indicators.low_results.rule import SHIPPED
from helpers.methodology import MARKS
from helpers.wording.rules import value_text

#: Rule files that the page prints, in the order of the page.
RULE_FILES = (
    *SHIPPED, "early_warning", "task_zones", "effective_mode", "deficits", "training",
    "school_support", "calendar", "series", "comparisons", "published_figures",
)  # fmt: skip

_DIRECTIONS = {"up": "больше — лучше", "down": "меньше — лучше", "equal": "равно цели", "none": "—"}
_INTERVALS = {"wilson": "Уилсона", "t": "Стьюдента", "cluster": "по школам", "none": "нет"}
_OPENING = """# Показатели и правила

Страница написана программой из каталога показателей и файлов `params/methodology`
(`make reference`); руками её не правят. Доли — в процентах от 0 до 100. Интервал (95 %) — диапазон
случайных колебаний, не ошибка измерения. Там, где определение в плане ошибочно, есть два чтения:
обычное и «по букве плана» (с концом `.as_written`).
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield _OPENING
    yield "## Показатели с собственными именами\n"
    head = ("Показатель", "Что это", "Числитель", "Знаменатель", "Ед.", "Направление", "Интервал",
            "Чьё определение", "Замечание")  # fmt: skip
    yield from _table(head, ([
        f"`{item.indicator_id}`", item.title, item.numerator, item.denominator or "—",
        item.unit or "качественный", _DIRECTIONS[item.direction], _INTERVALS[item.interval],
        item.rule_source, item.flaw or "—",
    ] for item in NAMED.values()))  # fmt: skip
    yield "## Измерения процедур\n"
    yield (
        "Имя показателя — `<процедура><класс>.<предмет>.<измерение>`, например "
        "`oge9.rus.positive_share`. Считаются для каждой процедуры, класса и предмета, "
        "что есть в данных.\n"
    )
    yield from _table(
        ("Измерение", "Что это", "Числитель", "Знаменатель", "Ед.", "Направление", "Интервал",
         "Процедуры"),
        ([
            f"`{item.name}`", item.title, item.numerator, item.denominator or "—", item.unit,
            _DIRECTIONS[item.direction], _INTERVALS[item.interval],
            ", ".join(PROCEDURE_TITLES[slug] for slug in item.procedures),
        ] for item in MEASURES.values()),
    )  # fmt: skip
    yield "## Показатели планов\n"
    for plan, names in PLAN_SETS.items():
        yield f"### {plan}\n"
        yield from _table(
            ("Показатель", "Что это", "Замечание"),
            ([f"`{name}`", item.title, item.flaw or "—"]
             for name in names for item in [catalogue.entry(name)]),
        )  # fmt: skip
    yield "## Ошибки и пробелы в определениях планов\n"
    yield from _table(("Код", "В чём дело"), ([code, words] for code, words in FLAWS.items()))
    yield "## Правила\n"
    for name in RULE_FILES:
        rules = methodology.rules(name)
        yield f"### {rules.title} (`{rules.file}`)\n"
        yield from _table(
            ("Правило", "Значение", "Откуда взято", "Проверка источника"),
            ([item.label, value_text(item), item.source, MARKS[item.mark]]
             for item in rules.parameters.values()),
        )  # fmt: skip


def _table(head: tuple[str, ...], rows: Iterator[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""
