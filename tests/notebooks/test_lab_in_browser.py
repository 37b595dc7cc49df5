"""JupyterLab in a real browser: notebooks run, the form changes them, exploration exports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from helpers import notebooks
from tools.lab_page import CHROMIUM, open_lab, run_all

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="нет браузера Chromium"),
]
PATIENCE_MS = 180_000

CLOSE = """
async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.sessionContext.shutdown();
  panel.context.model.dirty = false;
  panel.close();
}
"""
#: Scrolls a cell into view: JupyterLab draws only what is near the window.
SHOW = "(index) => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')"


@pytest.fixture(scope="module")
def lab(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The page of a running JupyterLab, opened on the start page, settings of its own."""
    from playwright.sync_api import sync_playwright

    from helpers.lab import server

    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("jupyter")
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_WORKSPACES_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(home / name.lower()))
        start = ROOT / "notebooks" / "start.ipynb"
        with server.running(start, demo, open_browser=False) as started, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1400, "height": 1600})
            page.set_default_timeout(PATIENCE_MS)
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            open_lab(page, started.url)
            yield page
            outside = [u for u in asked if not u.startswith(("http://127.0.0.1", "data:", "blob:"))]
            browser.close()
            assert outside == []


def test_the_start_page_says_what_is_here(lab: Any) -> None:
    assert not [cell for cell in run_all(lab, "start") if cell["errors"]]
    said = lab.locator(".jp-NotebookPanel").inner_text()
    assert "Набор данных" in said and "Ивантеевский район" in said
    assert lab.locator("a", has_text="ВПР, ОГЭ, ЕГЭ и ГВЭ").count() == 1
    lab.get_by_role("menubar").get_by_text("Выполнить", exact=True).click()
    advised = re.search(r"Выполнить → ([^.]+)\.", said)
    assert advised is not None
    lab.get_by_role("menuitem", name=advised[1], exact=True).wait_for()
    lab.keyboard.press("Escape")
    guide = (ROOT / "README.ru.md").read_text(encoding="utf-8")
    assert f"**Выполнить → {advised[1]}**" in guide


@pytest.mark.parametrize(
    "name", [n for n in notebooks.names() if n not in ("10_results", "explore")]
)
def test_a_notebook_runs_from_top_to_bottom(lab: Any, name: str) -> None:
    cells = run_all(lab, name)
    if name == "50_school_card":
        (fault,) = {error for cell in cells for error in cell["errors"]}
        assert "school_id" in fault
    else:
        assert [cell for cell in cells if cell["errors"] or not cell["count"]] == []
    lab.evaluate(CLOSE)


def test_the_form_changes_the_municipality_and_the_findings_with_it(lab: Any) -> None:
    assert not [cell for cell in run_all(lab, "10_results") if cell["errors"]]
    before = _findings(lab)
    lab.evaluate(SHOW, 0)
    form = lab.locator(".shnor-form")
    place = form.locator("input[type=text]").first
    place.fill("Приозерский район (priozersk)")
    place.press("Enter")
    form.locator("button.mod-primary").click()
    lab.wait_for_function(
        f"(old) => {{ const t = {FINDINGS}; return t && t !== old && !t.includes('Ивантеевск'); }}",
        arg=before,
    )
    assert "priozersk" in form.locator("code").inner_text()
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    lab.wait_for_function(f"() => {kernel}.status === 'idle'")


def test_a_bad_value_shows_the_message_of_the_command_line(lab: Any) -> None:
    lab.evaluate(SHOW, 0)
    form = lab.locator(".shnor-form")
    place = form.locator("input[type=text]").first
    place.fill("Нигдейский район")
    place.press("Enter")
    form.locator("button.mod-primary").click()
    alert = form.get_by_role("alert")
    alert.wait_for()
    assert "Нигдейский район» не найден" in alert.inner_text()
    lab.evaluate(CLOSE)


def test_exploration_filters_and_exports(lab: Any) -> None:
    assert not [cell for cell in run_all(lab, "explore") if cell["errors"]]
    lab.evaluate(SHOW, 0)
    panel = lab.locator(".shnor-explorer")
    table = panel.locator("table.dataTable").first
    table.wait_for()
    panel.locator(".lm-TabBar-tab", has_text="Правило ШНОР").click()
    lab.wait_for_function(
        "() => document.querySelector('.shnor-explorer textarea').value.includes('low_schools')"
    )
    code = panel.locator("textarea").input_value()
    assert "low_share_pct=30" in code
    panel.locator("caption", has_text="По правилу в списке").wait_for()
    search = panel.locator("input[type=search], .dt-search input").first
    search.fill("Знаменский")
    lab.wait_for_function(
        "() => document.querySelectorAll('.shnor-explorer table.dataTable tbody tr').length === 1"
    )
    panel.locator("button", has_text="Сохранить в XLSX").click()
    saved = panel.locator("p[role=status]", has_text="Сохранено")
    saved.wait_for()
    path = ROOT / saved.inner_text().removeprefix("Сохранено:").strip()
    import openpyxl

    rows = list(openpyxl.load_workbook(path).active.values)
    assert any("Знаменский" in str(row[0]) for row in rows)
    path.unlink()
    search.fill("")
    panel.locator(".lm-TabBar-tab", has_text="Похожие школы").click()
    caption = panel.locator("caption", has_text="Похожие школы: ")
    caption.wait_for()
    before = caption.inner_text()
    schools = panel.locator(".jupyter-widgets.widget-dropdown:visible select").last
    schools.select_option(index=3)
    lab.wait_for_function(
        "(old) => { const c = document.querySelector('.shnor-explorer table.dataTable caption');"
        " return c && c.innerText.startsWith('Похожие школы') && c.innerText !== old; }",
        arg=before,
    )
    table = panel.locator("table.dataTable").first
    numbers = table.locator("tbody tr").first.locator("td").all_inner_texts()[2:]
    assert numbers[0] == "0,00"
    assert all("." not in text for text in numbers)
    lab.evaluate(CLOSE)


FINDINGS = (
    "(() => { const c = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
    ".find(c => c.getSource().includes('findings(')); const o = c && c.toJSON().outputs[0];"
    " return o && o.data && [].concat(o.data['text/plain']).join(''); })()"
)


def _findings(page: Any) -> str:
    return str(page.evaluate(f"() => {FINDINGS}"))
