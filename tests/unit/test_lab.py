"""Variants, new notebooks, what JupyterLab saves, the live twin of a report."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support import ROOT, Ran

from helpers import blocks, notebooks
from helpers.errors import ParameterError
from helpers.lab import explore, saving, template, variants, views

Shnor = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of its own, so that new notebooks and variants leave no trace."""
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "data" / "demo").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _cells(content: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if tag in cell["metadata"].get("tags", [])]


def test_a_variant_holds_the_values_below_the_untouched_parameters_cell(project: Path) -> None:
    notebook = notebooks.notebook("10_results")
    given = {"municipality_id": "priozersk", "year": 2021, "register_source": 'а "б" \\ в'}
    content = json.loads(variants.write(notebook, given).read_text(encoding="utf-8"))
    shipped = json.loads(notebook.path.read_text(encoding="utf-8"))
    assert _cells(content, "parameters") == _cells(shipped, "parameters")
    (injected,) = _cells(content, "injected-parameters")
    place = content["cells"].index(injected)
    assert "parameters" in content["cells"][place - 1]["metadata"]["tags"]
    lines = ast.parse("".join(injected["source"])).body
    found = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}  # type: ignore[attr-defined]
    assert found == given
    nbformat.validate(nbformat.from_dict(content))


def test_a_variant_of_a_variant_has_one_cell_of_values(project: Path) -> None:
    first = variants.write(notebooks.notebook("10_results"), {"year": 2021})
    second = variants.content(notebooks.read(first), {"year": 2022})
    (injected,) = _cells(second, "injected-parameters")
    assert "".join(injected["source"]) == "year = 2022"


def test_the_report_command_names_only_what_departs_from_the_defaults(project: Path) -> None:
    notebook = notebooks.notebook("10_results")
    values = {name: one.default for name, one in notebook.parameters.items()}
    values |= {"municipality_id": "rostov", "year": 2023, "register_source": "Приказ № 5"}
    assert variants.report_command(notebook, values) == (
        'shnor report 10_results -m rostov -y 2023 --set "register_source=Приказ № 5"'
    )


def test_the_live_twin_of_a_report_takes_parameters_and_dataset_from_its_manifest(
    project: Path,
) -> None:
    folder = project / "report"
    folder.mkdir()
    said = {
        "notebook": "10_results",
        "parameters": {"municipality_id": "rostov", "year": 2023, "edition": "internal"},
        "dataset": "data/demo",
    }
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    for place in (folder, folder / "manifest.json"):
        notebook, values, dataset = variants.of_report(place)
        assert (notebook.name, values["year"], dataset) == ("10_results", 2023, "data/demo")


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "Нет файла"), ("{}", "не описание отчёта"), ("[", "не описание отчёта")],
)
def test_a_wrong_manifest_is_told_in_words(
    project: Path, shnor: Shnor, content: str | None, words: str
) -> None:
    path = project / "manifest.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ran = shnor("lab", "--from", path)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_jupyterlab_saves_shipped_notebooks_without_outputs_and_chosen_values() -> None:
    shipped = json.loads((ROOT / "notebooks" / "10_results.ipynb").read_text(encoding="utf-8"))
    opened = variants.content(notebooks.notebook("10_results"), {"year": 2021})
    for cell in opened["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "Иванов"}]
            cell["execution_count"] = 7
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-01-01"}
    saving.keep_clean({"type": "notebook", "content": opened}, "notebooks/10_results.ipynb")
    assert opened == shipped


def test_jupyterlab_saves_variants_as_they_are() -> None:
    opened = variants.content(notebooks.notebook("10_results"), {"year": 2021})
    before = json.dumps(opened)
    saving.keep_clean({"type": "notebook", "content": opened}, "outputs/variants/x.ipynb")
    assert json.dumps(opened) == before


def test_a_new_notebook_has_the_question_and_takes_part_in_the_lists(
    project: Path, shnor: Shnor
) -> None:
    ran = shnor("new", "Мой вопрос: «2» & *щётки*?")
    assert (ran.code, ran.out.strip()) == (0, "notebooks/70_moy_vopros_2_shchetki.ipynb")
    listed = {row["notebook"]: row for row in shnor("list", "notebooks", "--format", "json").json}
    assert "70_moy_vopros_2_shchetki" in listed
    content = json.loads((project / ran.out.strip()).read_text(encoding="utf-8"))
    assert content["cells"][0]["source"][0] == "# Мой вопрос: «2» & \\*щётки\\*?\n"
    assert "<ВОПРОС>" not in json.dumps(content, ensure_ascii=False)
    nbformat.validate(nbformat.from_dict(content))


def test_questions_are_numbered_and_never_overwrite(project: Path) -> None:
    names = [template.create(title).stem for title in ("Первый", "Второй")]
    assert names == ["70_pervyy", "71_vtoroy"]
    with pytest.raises(ParameterError, match="уже есть"):
        template.create("первый!")


@pytest.mark.parametrize("title", ["", "  ", "«»", "а" * 151, "а\x00б"])
def test_an_impossible_title_is_refused(project: Path, shnor: Shnor, title: str) -> None:
    before = sorted((project / "notebooks").iterdir())
    ran = shnor("new", title)
    assert (ran.code, "Вопрос" in ran.err) == (2, True)
    assert sorted((project / "notebooks").iterdir()) == before


def test_the_start_page_is_for_the_screen_only(shnor: Shnor) -> None:
    assert "start" not in notebooks.names()
    ran = shnor("report", "start", "-m", "ivanteevsky", "-y", "2022")
    assert (ran.code, "Нет тетради" in ran.err) == (2, True)


def test_the_form_can_be_asked_for_again(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import lab

    monkeypatch.setenv("SHNOR_DATA", str(demo))
    monkeypatch.setattr(lab, "is_live", lambda: True)
    first, second = lab.form("10_results"), lab.form("10_results")
    assert first is not None and second is not None
    assert first.values() == second.values()
    assert first.values()["municipality_id"] == "ivanteevsky"


def test_a_form_says_a_fault_and_keeps_quiet_about_the_rest(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.lab.parameter_form import Form

    monkeypatch.setenv("SHNOR_DATA", str(demo))
    form = Form("10_results")
    form.fields["as_of"].value = "31.08.2022"
    form.apply()
    assert 'role="alert"' in form.answer.value
    assert "ожидалась дата вида 2022-08-31" in form.answer.value
    form.fields["as_of"].value = "2022-06-30"
    form.apply()
    assert "--set as_of=2022-06-30" in form.answer.value


def test_like_schools_stand_below_the_school_with_growing_distance(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHNOR_DATA", str(demo))
    table = views.peers("ivanteevsky", 2022, "iva-05")
    distances = [row[2].value for row in table.rows]  # type: ignore[attr-defined]
    assert distances[0] == 0.0
    assert len(distances) == 4
    assert distances == sorted(distances)
    with pytest.raises(ParameterError, match="школа «нет такой»"):
        views.peers("ivanteevsky", 2022, "нет такой")
    panel = explore.Explorer("ivanteevsky", 2022)
    titles = [one.title for one in panel.panels]
    panel.tabs.selected_index = titles.index("Похожие школы")
    assert "views.peers('ivanteevsky', 2022, school_id='iva-01')" in panel.code.value
    assert panel.shown is not None
    assert panel.answer.value == ""


def test_a_view_is_computed_once_until_something_is_imported(
    tmp_path: Path, shnor: Shnor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHNOR_DATA", str(tmp_path / "d"))
    source, header = tmp_path / "marks.csv", "school_id;year;wave;procedure;grade;subject;"

    def twos(mark_2: int) -> float:
        source.write_text(
            f"{header}participants;mark_2;mark_3;mark_4;mark_5\n"
            f"s1;2022;spring;ВПР;5;math;20;{mark_2};{18 - mark_2};1;1\n",
            encoding="utf-8",
        )
        assert shnor("import", source, "-m", "ivanteevsky", "--brief").code == 0
        table = views.values("ivanteevsky", 2022, "own", "vpr5.math.mark_2_share")
        computed = views._computed.cache_info().misses
        assert views.values("ivanteevsky", 2022, "own", "vpr5.math.mark_2_share") == table
        assert views._computed.cache_info().misses == computed
        return float(next(cell.value for cell in table.rows[0] if isinstance(cell.value, float)))

    assert twos(5) == pytest.approx(25.0)
    assert twos(8) == pytest.approx(40.0)


def test_a_change_of_the_place_shows_once(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHNOR_DATA", str(demo))
    panel = explore.Explorer("ivanteevsky", 2022)
    shown: list[str] = []
    monkeypatch.setattr(
        views, "values", lambda *where, **_: shown.append(str(where)) or blocks.Notice("проба")
    )
    panel.municipality.value = "Приозерский район (priozersk)"
    assert shown == ["('priozersk', 2022)"]
    panel.year.value = 2021
    assert shown[1:] == ["('priozersk', 2021)"]


def test_a_sortable_table_shows_russian_numbers_and_runs_nothing_of_a_cell() -> None:
    table = blocks.Table(
        "t",
        "Проба",
        [blocks.Column("a", "Школа"), blocks.Column("b", "Доля", align="right", decimals=1)],
        [["</script><b>х</b>", 12.25], ["б", 3.5], ["в", None]],
    )
    page = explore.sortable(table)
    # the data are places in the order of values, the texts stand beside in that order
    assert json.dumps('["3,5", "12,3"')[1:-1] in page
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;" in page
