"""The start page of JupyterLab: notebooks to open, data that are in, data that are missing.

Here: what `notebooks/start.ipynb` shows. Not here: loading data (`shnor import`), the list of
reports as a page (`reports.index`).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from helpers import blocks, params, paths, store
from helpers import notebooks as stored_notebooks
from helpers.blocks import markup
from helpers.schemas import TABLES

#: Tables a district starts with, and what cannot be shown without each.
NEEDED = {
    "schools": "названия и виды школ, малочисленные и сельские школы",
    "marks": "результаты ВПР и ОГЭ по отметкам",
    "exams": "результаты ЕГЭ и ГВЭ, преодоление минимума",
    "shnor_register": "показатели школ списка, сравнение с остальными",
    "teachers": "охват диагностикой и помощью",
    "diagnostics": "дефициты педагогов и их изменение",
    "help": "помощь, её соответствие дефицитам",
    "context": "условия работы школ и сравнение в похожих условиях",
    "roadmap_items": "исполнение дорожной карты",
    "roadmap_progress": "исполнение дорожной карты",
    "targets": "сравнение с целями",
}


@dataclass(frozen=True)
class Links:
    """A list of places to open: title, address relative to the page, what stands behind it."""

    items: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        return "\n".join(f"{title} — {name}" for title, _, name in self.items)

    def _repr_html_(self) -> str:
        lines = [
            f'<li style="margin:.3em 0"><a href="{quote(address)}">{escape(title)}</a> '
            f"<code>{escape(name)}</code></li>"
            for title, address, name in self.items
        ]
        return markup.fragment(f"<ul>{''.join(lines)}</ul>")


def notebooks() -> Links:
    """Every notebook with its question, to be opened by a click."""
    found = stored_notebooks.notebooks()
    return Links(tuple((one.title, f"{one.name}.ipynb", one.name) for one in found))


def data_held() -> blocks.Block:
    """One row per municipality of the dataset: years with data, number of tables."""
    held = store.Store()
    known = params.municipalities()
    rows: list[list[str | int]] = []
    for municipality_id in held.municipalities():
        tables = held.years(municipality_id)
        years = sorted({year for of_table in tables.values() for year in of_table})
        name = known[municipality_id].name if municipality_id in known else municipality_id
        rows.append([name, municipality_id, ", ".join(map(str, years)), len(tables)])
    if not rows:
        return _nothing_held()
    return blocks.Table(
        "data-held",
        f"Набор данных {paths.shown_path(held.dataset)}",
        [
            blocks.Column("name", "Муниципалитет"),
            blocks.Column("id", "Краткое имя"),
            blocks.Column("years", "Годы"),
            blocks.Column("tables", "Таблиц", align="right", decimals=0),
        ],
        rows,
    )


def missing() -> blocks.Block:
    """One row per municipality and needed table that it lacks, with what cannot be shown."""
    held = store.Store()
    known = params.municipalities()
    rows = []
    for municipality_id in held.municipalities():
        name = known[municipality_id].name if municipality_id in known else municipality_id
        there = held.years(municipality_id)
        rows += [[name, TABLES[t].label, lost] for t, lost in NEEDED.items() if t not in there]
    if not held.municipalities():
        return _nothing_held()
    if not rows:
        return blocks.Notice("Основные таблицы загружены для всех муниципалитетов.")
    return blocks.Table(
        "data-missing",
        "Чего не хватает",
        [
            blocks.Column("name", "Муниципалитет"),
            blocks.Column("table", "Нет таблицы"),
            blocks.Column("lost", "Чего не будет в отчётах"),
        ],
        rows,
        notes=["Бланки этих таблиц: shnor forms. Загрузка: shnor import."],
    )


def reports() -> Links | blocks.Block:
    """The page that lists the finished reports, or the command that makes them."""
    page = paths.default_outputs() / "index.html"
    if page.exists():
        return Links((("Список готовых отчётов", "../outputs/index.html", "outputs/index.html"),))
    return blocks.Notice("Отчётов ещё нет. Их делает команда shnor batch params/demo.yaml.")


def _nothing_held() -> blocks.Notice:
    return blocks.Notice(
        "Данных ещё нет. Загрузите учебные (shnor import data/demo/sources) или свои "
        "(shnor import ПАПКА -m ИМЯ -y ГОД) и запустите ячейки этой страницы снова."
    )
