"""The form above the parameters of a notebook: choose, check, run the story again.

Here: the widgets, made from the notebook's own parameters cell and `RunParams`; what happens
when a person presses a button. Not here: reading the parameters cell (`notebooks`), the check
of values (`params`), variants as files (`variants`).

The chosen values never change the parameters cell: they go into a cell below it, as papermill
puts them, and everything from there on is run again. Whoever prefers to type edits the
parameters cell by hand and runs the notebook as usual.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
from IPython import get_ipython
from IPython.display import Javascript, display

from helpers import notebooks, paths, store, vocabulary
from helpers.errors import ShnorError
from helpers.lab import variants
from helpers.notebooks import Declared, Value
from helpers.params import RunParams, municipalities, municipality

_WIDE = widgets.Layout(width="36em")
_STYLE = {"description_width": "13em"}
#: Names that a person reads instead of the names in the parameters cell.
_LABELS = {
    "municipality_id": "Муниципалитет",
    "year": "Учебный год",
    "edition": "Издание",
    "as_of": "Дата отчёта",
    "plan_id": "Дорожная карта",
    "school_id": "Школа",
    "register_source": "Источник списка ШНОР",
}


class Form(widgets.VBox):
    """Widgets for the parameters of one notebook, with what the last press led to.

    Starts from the values the notebook was last run with in this kernel, else from the
    declared ones.
    """

    def __init__(self, name: str) -> None:
        self.notebook = notebooks.notebook(name)
        self.fields = {
            declared.name: _field(declared, value)
            for declared, value in _with_values(self.notebook.parameters)
        }
        self.answer = widgets.HTML(layout=widgets.Layout(max_width="60em"))
        self.script = widgets.Output(layout=widgets.Layout(height="0"))
        apply = widgets.Button(description="Применить и пересчитать", button_style="primary")
        keep = widgets.Button(description="Сохранить вариант")
        for button in (apply, keep):
            button.layout.width = "16em"
        apply.on_click(lambda _: self.apply())
        keep.on_click(lambda _: self.keep())
        if "year" in self.fields and "municipality_id" in self.fields:
            place, year = self.fields["municipality_id"], self.fields["year"]
            place.observe(lambda _: offer_years(place, year), "value")
            offer_years(place, year)
        rows = list(self.fields.values())
        super().__init__([*rows, widgets.HBox([apply, keep]), self.answer, self.script])
        self.add_class("shnor-form")

    def values(self) -> dict[str, Value]:
        """The chosen values as the notebook takes them.

        Raises `ParameterError` in the words of the command line when one is not possible.
        """
        given = {name: _read(name, widget) for name, widget in self.fields.items()}
        found = {
            name: value
            if isinstance(value, bool)
            else self.notebook.declared(name).value(str(value).strip())
            for name, value in given.items()
        }
        run = RunParams(**{k: v for k, v in found.items() if k in RunParams.model_fields})
        store.open(run)
        return found

    def apply(self) -> None:
        """Check the values and run the story again with them; a fault is said in the form."""
        try:
            values = self.values()
        except ShnorError as error:
            self._say(str(error), is_fault=True)
            return
        shell = get_ipython()
        if shell is not None:
            shell.user_ns.update(values)
        self._say(
            "Параметры приняты, тетрадь пересчитывается. Отчёт с ними делает команда "
            f"<code>{_escaped(variants.report_command(self.notebook, values))}</code>."
        )
        with self.script:
            self.script.clear_output()
            display(Javascript(_rerun(variants.assignments(self.notebook, values))))

    def keep(self) -> None:
        """Write a variant of the notebook with the chosen values and say where it lies."""
        try:
            path = variants.write(self.notebook, self.values())
        except ShnorError as error:
            self._say(str(error), is_fault=True)
            return
        self._say(
            f"Вариант сохранён: <code>{_escaped(paths.shown_path(path))}</code>. Его можно открыть "
            "в списке файлов слева, переименовать и послать."
        )

    def _say(self, words: str, *, is_fault: bool = False) -> None:
        colour = "var(--jp-error-color1, #b00020)" if is_fault else "inherit"
        text = _escaped(words) if is_fault else words
        role = "alert" if is_fault else "status"
        self.answer.value = f'<p role="{role}" style="color: {colour}; margin: .3em 0">{text}</p>'


def _with_values(parameters: Mapping[str, Declared]) -> list[tuple[Declared, Value]]:
    shell = get_ipython()
    known = shell.user_ns if shell is not None else {}
    return [
        (declared, known.get(declared.name, declared.default)) for declared in parameters.values()
    ]


def _field(declared: Declared, value: Any) -> Any:
    common = {
        "description": _LABELS.get(declared.name, declared.help.split(";")[0]),
        "tooltip": declared.help,
        "style": _STYLE,
        "layout": _WIDE,
    }
    if declared.name == "municipality_id":
        return municipality_field(str(value))
    if declared.name == "year":
        return year_field(int(value))
    if declared.name == "edition":
        options = [(vocabulary.EDITIONS.label(code), code) for code in vocabulary.EDITIONS]
        return widgets.Dropdown(options=options, value=str(value), **common)
    if isinstance(declared.default, bool):
        return widgets.Checkbox(value=bool(value), indent=True, **common)
    return widgets.Text(
        value=str(value), placeholder=declared.help, continuous_update=False, **common
    )


def municipality_field(municipality_id: str) -> Any:
    """A field that finds a municipality by a part of its name."""
    known = municipalities()
    shown = _municipality_label(municipality_id) if municipality_id in known else municipality_id
    return widgets.Combobox(
        value=shown,
        options=[_municipality_label(one) for one in known],
        placeholder="начните вводить название",
        description=_LABELS["municipality_id"],
        continuous_update=False,
        style=_STYLE,
        layout=_WIDE,
    )


def municipality_of(field: Any) -> str:
    """The id that a municipality field means; what was typed when it means none."""
    known = municipalities()
    for one in known:
        if field.value in (one, _municipality_label(one)):
            return one
    bearers = [one for one in known if municipality(one).name == field.value]
    return bearers[0] if len(bearers) == 1 else str(field.value)


def year_field(year: int) -> Any:
    """A field of school years; `offer_years` fills it."""
    return widgets.Dropdown(
        options=[(_year_label(year), year)],
        value=year,
        description=_LABELS["year"],
        style=_STYLE,
        layout=_WIDE,
    )


def offer_years(place: Any, field: Any) -> None:
    """Offer the years with data of the chosen municipality, the nearest to the present one."""
    years, present = _years_held(municipality_of(place)), field.value
    if years:
        field.options = [(_year_label(year), year) for year in years]
        field.value = min(years, key=lambda year: abs(year - present))


def _read(name: str, widget: Any) -> Value:
    return municipality_of(widget) if name == "municipality_id" else widget.value


def _years_held(municipality_id: str) -> list[int]:
    if municipality_id not in municipalities():
        return []
    run = RunParams(municipality_id=municipality_id, year=2000)
    return store.Data(store.Store(), run).years()


def _municipality_label(municipality_id: str) -> str:
    return f"{municipality(municipality_id).name} ({municipality_id})"


def _year_label(year: int) -> str:
    return vocabulary.school_year_label(year)


def _escaped(words: str) -> str:
    from html import escape

    return escape(words).replace("\n", "<br>")


#: For JupyterLab: put the values below the parameters cell, run from there on.
_SCRIPT = """
const app = window.jupyterapp, panel = app && app.shell.currentWidget;
const book = panel && panel.content && panel.content.model && panel.content.model.sharedModel;
if (book) {
  const tags = (cell) => (cell.getMetadata && cell.getMetadata("tags")) || [];
  let place = book.cells.findIndex((cell) => tags(cell).includes(TAG));
  if (place < 0) {
    place = book.cells.findIndex((cell) => tags(cell).includes("parameters")) + 1;
    book.insertCell(place, {
      cell_type: "code", source: "", outputs: [], execution_count: null,
      metadata: { tags: [TAG] },
    });
  }
  book.cells[place].setSource(SOURCE);
  panel.content.deselectAll();
  panel.content.activeCellIndex = place;
  app.commands.execute("notebook:run-all-below").then(() => {
    panel.content.activeCellIndex = place;
    panel.content.scrollToItem(place, "start");
  });
}
"""


def _rerun(source: str) -> str:
    given = {"TAG": variants.INJECTED, "SOURCE": source}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in given.items()]
    return "\n".join([*lines, _SCRIPT])
