"""Free exploration on one panel: choose, look, sort, export, take away as a cell.

Here: the widgets of `notebooks/explore.ipynb`. Not here: what they show (`views`): every view
is one call, and the panel names that call, so a finding can be put into a notebook.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from IPython.display import HTML, display

from helpers import blocks, paths
from helpers.errors import ShnorError
from helpers.lab import views
from helpers.lab.parameter_form import municipality_field, municipality_of, offer_years, year_field
from helpers.schemas import TABLES

_WIDE = widgets.Layout(width="44em")
_STYLE = {"description_width": "15em"}


@dataclass(frozen=True)
class Panel:
    """One tab: its controls, and the name and arguments of the view they ask for."""

    title: str
    view: str
    controls: dict[str, Any]

    def arguments(self) -> dict[str, Any]:
        """Arguments of the view beside municipality and year, from the controls."""
        return {name: control.value for name, control in self.controls.items()}


class Explorer(widgets.VBox):
    """The panel of exploration for one municipality and year at a time.

    `shown` is the block on the screen; `code` the call that makes it.
    """

    def __init__(self, municipality_id: str = "ivanteevsky", year: int = 2022) -> None:
        self.municipality = municipality_field(municipality_id)
        self.year = year_field(year)
        offer_years(self.municipality, self.year)
        self.panels = [
            _values_panel(),
            _crossed_panel(),
            _trend_panel(),
            _rule_panel(),
            _stored_panel(),
            _peers_panel(),
        ]
        self.tabs = widgets.Tab(
            [widgets.VBox(list(panel.controls.values())) for panel in self.panels],
            titles=[panel.title for panel in self.panels],
        )
        self.screen = widgets.Output()
        self.answer = widgets.HTML()
        self.code = widgets.Textarea(
            description="То же ячейкой", rows=5, disabled=True, layout=_WIDE, style=_STYLE
        )
        export = widgets.Button(description="Сохранить в XLSX", layout={"width": "14em"})
        export.on_click(lambda _: self.export())
        self.shown: blocks.Block | None = None
        super().__init__(
            [
                self.municipality,
                self.year,
                self.tabs,
                _sorting(),
                self.screen,
                export,
                self.answer,
                self.code,
            ]
        )
        self.add_class("shnor-explorer")
        self._is_held = False
        self._offer()
        self.municipality.observe(lambda _: self._other_place(), "value")
        self.year.observe(lambda _: self._other_year(), "value")
        self.tabs.observe(lambda _: self.show(), "selected_index")
        for panel in self.panels:
            for control in panel.controls.values():
                control.observe(lambda _: self._changed(), "value")
        self.show()

    @property
    def place(self) -> tuple[str, int]:
        """The chosen municipality and year."""
        return municipality_of(self.municipality), int(self.year.value)

    def show(self) -> None:
        """Show the view of the open tab; a fault is said in words in its place."""
        panel = self.panels[self.tabs.selected_index or 0]
        municipality_id, year = self.place
        given = panel.arguments()
        name = panel.view
        where = (municipality_id,) if name == "stored" else (municipality_id, year)
        words = [repr(value) for value in where]
        words += [f"{key}={value!r}" for key, value in given.items() if value != ""]
        self.code.value = f"from helpers.lab import views\n\nviews.{name}({', '.join(words)})"
        self.answer.value = ""
        view: Callable[..., blocks.Block] = getattr(views, name)
        try:
            self.shown = view(*where, **given)
        except ShnorError as error:
            self.shown = None
            self.answer.value = f'<p role="alert">{html.escape(str(error))}</p>'
        self.screen.clear_output(wait=True)
        with self.screen:
            if self.shown is not None:
                _display(self.shown)

    def export(self) -> None:
        """Write the table on the screen as XLSX and say where it lies."""
        table = _table_of(self.shown)
        if table is None:
            self.answer.value = '<p role="alert">На экране нет таблицы: сохранять нечего.</p>'
            return
        from helpers.lab.variants import folder
        from helpers.reports.xlsx import book_of_table

        municipality_id, year = self.place
        name = re.sub(r"[^a-z-]+", "-", f"{table.block_id}-{municipality_id}")
        target = folder() / f"{name}-{year}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(book_of_table(table))
        shown = html.escape(paths.shown_path(target))
        self.answer.value = f'<p role="status">Сохранено: <code>{shown}</code></p>'

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Changes made inside do not redraw: whoever makes them shows the end."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False

    def _changed(self) -> None:
        if not self._is_held:
            self.show()

    def _other_place(self) -> None:
        with self._held():
            offer_years(self.municipality, self.year)
        self._other_year()

    def _other_year(self) -> None:
        if not self._is_held:
            self._offer()
            self.show()

    def _offer(self) -> None:
        """Choices that depend on the municipality and the year; a choice still there is kept."""
        municipality_id, year = self.place
        try:
            known = views.indicator_ids(municipality_id, year)
            of_schools = views.indicator_ids(municipality_id, year, of_schools=True)
            schools = views.schools(municipality_id, year)
        except ShnorError:
            return
        by_title = [(title, name) for name, title in known.items()]
        both = [(title, name) for name, title in of_schools.items()]
        named = [("все школы", ""), *((name, school_id) for school_id, name in schools.items())]
        crossed, trend, stored = self.panels[1], self.panels[2], self.panels[4]
        with self._held():
            _options(crossed.controls["across"], both, 0)
            _options(crossed.controls["up"], both, 1)
            _options(trend.controls["indicator_id"], by_title, 0)
            _options(trend.controls["school_id"], [("вся территория", ""), *named[1:]], 0)
            _options(stored.controls["school"], named, 0)
            _options(self.panels[5].controls["school_id"], named[1:], 0)


def _options(control: Any, options: list[tuple[str, str]], default: int) -> None:
    values = [value for _, value in options]
    kept = control.value if control.value in values else None
    control.options = options
    if values:
        control.value = kept if kept is not None else values[min(default, len(values) - 1)]


def _values_panel() -> Panel:
    places = [(title, name) for name, title in views.PLACES.items()]
    return Panel(
        "Показатели",
        "values",
        {
            "place": _choice("Чьи значения", places),
            "indicator_id": _text("Идентификатор начинается", "например oge9 или vpr5.math"),
            "school": _text("Школа (часть названия)", "для вида «Каждая школа»"),
        },
    )


def _crossed_panel() -> Panel:
    return Panel(
        "Два показателя",
        "crossed",
        {"across": _choice("По горизонтали", []), "up": _choice("По вертикали", [])},
    )


def _trend_panel() -> Panel:
    return Panel(
        "Ряд по годам",
        "trend",
        {"indicator_id": _choice("Показатель", []), "school_id": _choice("Где", [])},
    )


def _rule_panel() -> Panel:
    return Panel(
        "Правило ШНОР",
        "low_schools",
        {
            "low_share_pct": _slider("Порог, %", 30, 10, 60),
            "min_procedures": _slider("Процедур не меньше", 2, 1, 6),
            "two_year_rule": _choice("Два года подряд", list(views.two_year_words().items())),
            "min_participants": _slider("Участников не меньше", 0, 0, 30),
        },
    )


def _stored_panel() -> Panel:
    tables = sorted((table.label, name) for name, table in TABLES.items())
    return Panel(
        "Таблицы", "stored", {"table": _choice("Таблица", tables), "school": _choice("Школа", [])}
    )


def _peers_panel() -> Panel:
    return Panel("Похожие школы", "peers", {"school_id": _choice("Школа", [])})


def _choice(label: str, options: list[tuple[str, str]]) -> Any:
    return widgets.Dropdown(description=label, options=options, layout=_WIDE, style=_STYLE)


def _text(label: str, hint: str) -> Any:
    return widgets.Text(
        description=label, placeholder=hint, continuous_update=False, layout=_WIDE, style=_STYLE
    )


def _slider(label: str, value: int, low: int, high: int) -> Any:
    return widgets.IntSlider(
        value, low, high, description=label, continuous_update=False, layout=_WIDE, style=_STYLE
    )


def _table_of(block: blocks.Block | None) -> blocks.Table | None:
    table = block.table if isinstance(block, blocks.Figure) else block
    return table if isinstance(table, blocks.Table) and table.rows else None


def _display(block: blocks.Block) -> None:
    """A picture as it is, a table sortable and searchable, a sentence as it is."""
    table = _table_of(block)
    if table is None:
        display(block)
        return
    if isinstance(block, blocks.Figure):
        display(HTML(f'<div style="max-width: 60em">{block.svg}</div>'))
    display(HTML(sortable(table)))


def _sorting() -> Any:
    """The script that sorts tables, from the bundle that comes with itables: no network."""
    import itables

    loaded = widgets.Output(layout=widgets.Layout(height="0"))
    with loaded:
        itables.init_notebook_mode(all_interactive=False, connected=False)
    return loaded


def sortable(table: blocks.Table) -> str:
    """A table that sorts by value, shows and searches what reports print."""
    import itables
    import pandas as pd

    # it takes the names of pages, though it does not know them
    itables.options.warn_on_unexpected_option_type = False
    ranks, definitions = [], []
    for index, column in enumerate(table.columns):
        cells = [(_order(row[index]), row[index].text) for row in table.rows]
        known = sorted(set(cells))
        ranks.append([known.index(cell) for cell in cells])
        texts = json.dumps([html.escape(text) for _, text in known])
        render = (
            f"function (d, kind) {{ return kind === 'sort' || kind === 'type' ? d : {texts}[d] }}"
        )
        is_text = column.align == "left"
        definitions.append(
            {
                "targets": index,
                "render": itables.JavascriptFunction(render),
                "className": "dt-left dt-head-left" if is_text else "dt-right dt-head-right",
            }
        )
    frame = pd.DataFrame(
        list(zip(*ranks, strict=True)), columns=[column.head for column in table.columns]
    )
    return str(
        itables.to_html_datatable(
            frame,
            caption=table.title,
            connected=False,
            showIndex=False,
            allow_html=False,
            language=_LANGUAGE,
            classes="display compact",
            style="table-layout:auto;width:auto;margin:0;caption-side:top;text-align:left",
            columnDefs=definitions,
            pageLength=_PAGE,
            layout=_SEARCH if len(table.rows) <= _PAGE else _SEARCH | _PAGES,
            maxBytes=0,
        )
    )


#: What stands around a table: words to search by always, pages where there are several.
_SEARCH: Any = {"topStart": None, "topEnd": "search", "bottomStart": None, "bottomEnd": None}
_PAGES: Any = {"topStart": "pageLength", "bottomStart": "info", "bottomEnd": "paging"}
_PAGE = 25


def _order(cell: blocks.Cell) -> tuple[bool, float, str]:
    """Numbers by size, then words and marks of absence by letter."""
    if isinstance(cell.value, int | float):
        return False, float(cell.value), ""
    return True, 0.0, cell.text


_LANGUAGE: Any = {
    "search": "Найти:",
    "info": "Строки _START_–_END_ из _TOTAL_",
    "infoEmpty": "Строк нет",
    "infoFiltered": "(всего _MAX_)",
    "lengthMenu": "По _MENU_ строк",
    "zeroRecords": "Ничего не найдено",
    "emptyTable": "Строк нет",
    "paginate": {"first": "«", "previous": "‹", "next": "›", "last": "»"},
}
