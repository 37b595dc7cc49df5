"""A made-up executed notebook with everything a report can hold, hostile text included."""

from __future__ import annotations

import datetime as dt
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers import blocks, style
from helpers.figures import canvas
from helpers.reports.spec import Code, Environment, Input, ReportSpec
from helpers.wording import numbers

#: Texts that must reach every format as plain text.
HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    '#read("/etc/passwd")',
    "$x^2$",
    "<img src=x onerror=alert(2)>",
    "{{ 7*7 }}",
)

VILLAGES = (
    *("Берёзовка", "Верхние Ключи", "Глинище", "Дальний Бор", "Ельники", "Заполье"),
    *("Ивановская Слобода", "Каменный Брод", "Луговое", "Малая Речка", "Нижний Яр", "Озерки"),
)


def school(number: int) -> str:
    """A long official name of an invented school."""
    village = VILLAGES[number % len(VILLAGES)]
    return (
        f"МБОУ «{village.split()[0]} средняя общеобразовательная школа № {number + 1} "
        f"имени В. П. Заречного» ({village})"
    )


def shown(*items: blocks.Block) -> NotebookNode:
    """A code cell that showed these blocks."""
    outputs = [
        new_output("display_data", data=item._repr_mimebundle_(), metadata={}) for item in items
    ]
    return new_code_cell("show()", outputs=outputs, execution_count=1)


def summary() -> blocks.Findings:
    """Three findings of three tones."""
    return blocks.Findings(
        [
            blocks.Finding(
                "rus-below",
                "attention",
                "В 5 из 12 школ доля отметок «2» по русскому языку в 9 классе выше 10 %; "
                "наибольшая — 31,3 % (5 из 16 участников).",
                "доля отметок «2» выше 10 % при 10 и более участниках",
                {"schools": 5, "largest_pct": 31.25},
            ),
            blocks.Finding(
                "math-growth",
                "good",
                "Доля отметок «4» и «5» по математике за год выросла на 6,4 п. п.; "
                "изменение больше статистической погрешности.",
                "95-процентный интервал разности не содержит нуля",
                {"change_pp": 6.4},
            ),
            blocks.Finding(
                "gve",
                "no_data",
                "О ГВЭ-9 данных нет: файл с результатами не загружен.",
                "ни одной строки ГВЭ-9 за год",
                {},
            ),
        ]
    )


def results_table() -> blocks.Table:
    """Twelve schools, every mark of absence, a total row."""
    columns = [
        blocks.Column("school", "Школа"),
        blocks.Column("participants", "Участников", "чел.", "right", 0),
        blocks.Column("share", "Доля «4» и «5»", "%", "right", 1),
        blocks.Column("interval", "95 %-й интервал", "%", "right"),
    ]
    rows: list[list[blocks.CellLike]] = []
    for number in range(10):
        share = 100 * (number + 3) / 16
        rows.append(
            [
                school(number),
                16,
                blocks.Cell(
                    share,
                    numbers.number(share, 1),
                    ref=f"oge9.rus.quality_share|school:{number + 1:04}",
                    numerator=number + 3,
                    denominator=16,
                ),
                numbers.interval(share / 2, min(100.0, share * 1.4)),
            ]
        )
    rows.append(
        [school(10), blocks.Cell.absent("с"), blocks.Cell.absent("с"), blocks.Cell.absent("с")]
    )
    rows.append([school(11), 0, blocks.Cell.absent("х"), blocks.Cell.absent("н/д")])
    rows.append(
        [
            "По району",
            160,
            blocks.Cell(46.875, "46,9", "", "oge9.rus.quality_share", 75, 160),
            numbers.interval(39.3, 54.6),
        ]
    )
    return blocks.Table(
        "results",
        "Русский язык, 9 класс: качество по школам",
        columns,
        rows,
        notes=["Школы упорядочены по доле отметок «4» и «5»."],
        source="протоколы ОГЭ, 2022 год",
        strong_rows=[12],
    )


def long_table() -> blocks.Table:
    """A hundred and twenty rows."""
    return blocks.Table(
        "classes",
        "Все процедуры, классы и предметы",
        [
            blocks.Column("no", "№", align="right", decimals=0),
            blocks.Column("what", "Процедура, класс, предмет"),
            blocks.Column("school", "Школа"),
            blocks.Column("n", "Участников", align="right", decimals=0),
            blocks.Column("mean", "Средняя отметка", align="right", decimals=2),
        ],
        [
            [
                i + 1,
                f"ВПР, {4 + i % 5} класс, математика",
                school(i % 12),
                1200 * i + 7,
                2.5 + (i % 20) / 8,
            ]
            for i in range(120)
        ],
        source="ФИС ОКО, статистика по отметкам",
    )


def wide_table() -> blocks.Table:
    """Fourteen columns with long names."""
    years = [
        blocks.Column(f"y{year}", f"{year - 1}/{year % 100} учебный год", "%", "right", 1)
        for year in range(2013, 2025)
    ]
    columns = [
        blocks.Column("school", "Образовательная организация"),
        blocks.Column("kind", "Тип организации"),
        *years,
    ]
    rows = [
        [school(i), "средняя школа", *(40 + (i * 7 + j * 3) % 50 + 0.25 for j in range(12))]
        for i in range(9)
    ]
    return blocks.Table(
        "series",
        "Доля отметок «4» и «5» по годам",
        columns,
        rows,
        notes=["Ряд прерван в 2020 году: ОГЭ не проводился."],
    )


def hostile_table() -> blocks.Table:
    """Texts that some format could take for its own language."""
    return blocks.Table(
        "hostile",
        "Опасные строки " + HOSTILE[0],
        [blocks.Column("text", "Текст " + HOSTILE[3]), blocks.Column("again", "Он же")],
        [[text, text] for text in HOSTILE],
        notes=list(HOSTILE),
        source=HOSTILE[2],
    )


def bars() -> blocks.Figure:
    """A real drawing: shares of twelve schools."""
    names = [f"{VILLAGES[i]}, № {i + 1}" for i in range(10)]
    shares = [100 * (i + 3) / 16 for i in range(10)]
    table = blocks.Table(
        "bars-data",
        "Доля отметок «4» и «5», %",
        [blocks.Column("school", "Школа"), blocks.Column("share", "Доля", "%", "right", 1)],
        list(zip(names, shares, strict=True)),
    )
    with canvas.sheet(78, left_mm=50, bottom_mm=10) as (figure, axes):
        axes.barh(names, shares, color=style.SUBJECT_COLOURS["municipality"], height=0.62)
        axes.axvline(50, color=style.TARGET, linestyle="--")
        axes.text(51, -0.2, "цель 50 %", color=style.TARGET, fontsize=style.SMALL_FONT_SIZE)
        axes.set_xlim(0, 100)
        axes.set_xlabel("Доля отметок «4» и «5», %")
        canvas.bare(axes, "x")
        axes.margins(y=0.02)
        return canvas.block(
            "bars",
            figure,
            title="В трёх школах из десяти цель достигнута",
            alt="Горизонтальные столбцы: доля отметок «4» и «5» растёт от 18,8 до 75,0 %; "
            "цель 50 % достигнута в пяти школах.",
            table=table,
            notes=["Показаны школы с 10 и более участниками."],
        )


def lines() -> blocks.Figure:
    """A second drawing, with a hostile label."""
    years = list(range(2018, 2025))
    values = [41.0, 43.5, 44.2, 39.8, 46.9, 48.1, 50.0]
    table = blocks.Table(
        "lines-data",
        "Доля отметок «4» и «5» по району, %",
        [
            blocks.Column("year", "Год", align="right"),
            blocks.Column("share", "Доля", "%", "right", 1),
        ],
        list(zip(years, values, strict=True)),
    )
    with canvas.sheet(60, bottom_mm=9) as (figure, axes):
        axes.plot(years, values, color=style.ACCENT, marker="o", markersize=4)
        axes.set_ylim(0, 100)
        axes.set_ylabel("%")
        axes.text(2018, 80, HOSTILE[0] + " " + HOSTILE[3])
        canvas.bare(axes, "y")
        return canvas.block(
            "lines",
            figure,
            title="Район приблизился к цели",
            alt="Линия: доля отметок «4» и «5» поднялась с 41,0 % в 2018 до 50,0 % в 2024 году.",
            table=table,
        )


def cover(edition: blocks.Edition = "internal") -> blocks.Cover:
    """The first block of the sample."""
    return blocks.Cover(
        "Результаты: что показывают ВПР и ОГЭ",
        "Заречный район",
        "2021/22 учебный год",
        edition,
        dt.date(2022, 8, 31),
        "учебные данные",
    )


MARKDOWN = """## Что показывает ОГЭ

Показатель считается по **первой попытке**; правила описаны в
[методике](https://example.org/method?a=1&b=2) и *не менялись* с 2019 года.

- выпускники, допущенные к экзамену;
  - в том числе на дому;
- выпускники прошлых лет не учитываются.

1. Сначала смотрите на число участников.
2. Затем — на `интервал`.

Ссылка [x](javascript:alert(1)) и <script>alert(3)</script> $y$ остаются текстом.

> Разница меньше интервала не считается изменением.
"""


def notebook(edition: blocks.Edition = "internal") -> NotebookNode:
    """The executed notebook: cover, findings, four tables, two figures, texts, a notice."""
    cells = [
        new_markdown_cell("# Есть ли в районе школы с устойчиво низкими результатами?"),
        new_code_cell("year = 2022", metadata={"tags": ["parameters"]}, execution_count=1),
        shown(cover(edition)),
        shown(summary()),
        new_markdown_cell(MARKDOWN),
        shown(blocks.Text("Качество выше половины — в пяти школах из двенадцати.")),
        shown(bars()),
        shown(results_table()),
        new_markdown_cell("### Ряд лет\n\nОдно определение на всём ряду."),
        shown(lines()),
        shown(wide_table()),
        shown(blocks.Notice("Данных о ГВЭ-9 за 2021/22 учебный год нет.")),
        new_markdown_cell("## Подробно\n\n| Знак | Смысл |\n|---|--:|\n| а | 1 |"),
        shown(long_table()),
        shown(hostile_table()),
        new_markdown_cell("## Чего этот отчёт не показывает\n\nПричин результатов."),
        shown(
            blocks.Facts(
                "method",
                "Как считается",
                [("Качество", "доля отметок «4» и «5»"), ("Интервал", "Уилсона, 95 %")],
            )
        ),
    ]
    if edition == "public":
        cells = [_protected(cell) for cell in cells if "| Знак |" not in cell["source"]]
    for index, cell in enumerate(cells):
        cell["id"] = f"sample-{index:02}"
    metadata: dict[str, Any] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "papermill": {"start_time": "2022-01-01T00:00:00", "output_path": "/home/someone/x.ipynb"},
    }
    result = new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(result)
    return result


#: The certificate that blocks of the public sample carry.
CERTIFICATE = {
    "id": "ce" * 32, "exact": 3, "band": 2, "hidden": 1, "audit": {"cells": 40, "narrow": 0},
}  # fmt: skip


def _protected(cell: NotebookNode) -> NotebookNode:
    """The cell as a public run shows it: blocks marked with their certificate."""
    for output in cell.get("outputs", ()):
        output["data"][blocks.MIME_TYPE]["certificate"] = CERTIFICATE["id"]
    return cell


def spec(edition: blocks.Edition = "internal") -> ReportSpec:
    """The specification that goes with the sample."""
    return ReportSpec(
        notebook="10_results",
        parameters={"municipality_id": "zarechny", "year": 2022, "edition": edition, "as_of": ""},
        edition=edition,
        dataset="data/demo",
        code=Code("0.1.0", "ab" * 32, "1234567"),
        environment=Environment(
            "3.11.7", {"pandas": "3.1.1", "typst": "0.15.2"}, {"zlib": "1.3"}, "cd" * 32
        ),
        inputs=[Input("store/marks/municipality_id=zarechny/part.parquet", "ef" * 32, ["marks"])],
        certificate=CERTIFICATE if edition == "public" else None,
    )
