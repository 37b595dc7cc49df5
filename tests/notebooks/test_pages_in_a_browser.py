"""Reports in a real browser: no fault found by axe-core, no request, whole without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from helpers.reports import index
from notebooks import finished
from tools.lab_page import CHROMIUM

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
#: Colours are judged in both schemes, everything else once on a wide and once on a narrow screen.
COLOURS = ["color-contrast", "link-in-text-block"]
PHONE = 390
#: Further rows of a long table look like the first ones and cost most of the time.
_ALIKE = "tbody tr:nth-child(n+7)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no system Chromium: pages are not looked at in a browser")
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"Chromium does not start here: {error.message.splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=finished.NAMES)
def page_file(
    request: pytest.FixtureRequest, demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(finished.files(request.param, demo)["report.html"])
    return path


def faults(browser: Browser, path: Path, options: dict[str, Any], **context: Any) -> list[str]:
    """Serious and critical violations of a page with everything unfolded; requests count too."""
    opened = browser.new_context(**context)
    try:
        page = opened.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(f"{AXE.read_text('utf-8')};0")
        found = page.evaluate(
            "([exclude, options]) => axe.run({exclude: [[exclude]]}, options)", [_ALIKE, options]
        )["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert asked == [path.as_uri()]
        return [
            f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ] + (["the page scrolls sideways"] if wide else [])
    finally:
        opened.close()


def test_nothing_is_wrong_on_a_wide_light_screen(browser: Browser, page_file: Path) -> None:
    assert faults(browser, page_file, {}, viewport={"width": 1280, "height": 900}) == []


def test_colours_are_readable_in_the_dark(browser: Browser, page_file: Path) -> None:
    options = {"runOnly": {"type": "rule", "values": COLOURS}}
    assert faults(browser, page_file, options, color_scheme="dark") == []


def test_nothing_is_wrong_on_a_phone(browser: Browser, page_file: Path) -> None:
    options = {"rules": {name: {"enabled": False} for name in COLOURS}}
    phone = {"width": PHONE, "height": 800}
    assert faults(browser, page_file, options, viewport=phone, has_touch=True) == []


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of one municipality with signs of every kind, its neighbour, a failed report."""
    folder = tmp_path_factory.mktemp("outputs")
    own = "oge9.rus.mark_2_share|municipality"
    schools = {f"oge9.rus.mark_2_share|school:s{n}": 90.0 if n == 1 else 5.0 for n in range(1, 8)}
    made = (
        ("altai-01", 2021, {f"{own}:altai-01": 5.0}, ("marks", "exams")),
        ("altai-01", 2022, {f"{own}:altai-01": 45.0, **schools}, ("marks",)),
        ("altai-02", 2022, {f"{own}:altai-02": 5.0}, ("marks", "exams")),
    )
    for place, year, values, tables in made:
        report = folder / "internal" / str(year) / place / "10_results"
        report.mkdir(parents=True)
        manifest = {
            "notebook": "10_results", "values": values, "inputs": [{"tables": tables}],
            "outputs": {"report.html": "", "report.pdf": ""},
            "cover": {"municipality_name": f"Район {place}", "title": "Результаты",
                      "data_label": "учебные данные"},
        }  # fmt: skip
        (report / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    failed = ("30_roadmap", "altai-02", "Район altai-02", 2022, "internal", "failed", "Нет плана.")
    index.write_record(folder, [index.BatchEntry(*failed)])
    index.write_page(folder)
    return folder


@pytest.mark.parametrize("name", ["index.html", "review.html"])
def test_nothing_is_wrong_with_the_lists_of_reports(
    browser: Browser, outputs: Path, name: str
) -> None:
    path = outputs / name
    text = path.read_text("utf-8")
    words = {"index.html": ("Соседние годы", "Нет плана."), "review.html": ("45,0", "s1 —")}
    assert all(word.casefold() in text.casefold() for word in words[name])
    assert faults(browser, path, {}, viewport={"width": 1280, "height": 900}) == []
    dark = {"runOnly": {"type": "rule", "values": COLOURS}}
    assert faults(browser, path, dark, color_scheme="dark") == []
    phone = {"width": PHONE, "height": 800}
    assert faults(browser, path, {}, viewport=phone, has_touch=True) == []


def test_everything_is_readable_without_scripts(browser: Browser, page_file: Path) -> None:
    texts = []
    for scripts in (True, False):
        opened = browser.new_context(java_script_enabled=scripts)
        page = opened.new_page()
        page.goto(page_file.as_uri())
        texts.append(page.locator("body").inner_text().replace("Раскрыть всё", "").split())
        opened.close()
    assert texts[0] == texts[1]
    assert len(texts[1]) > 300


def test_the_check_finds_planted_faults(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text(
        "<!DOCTYPE html><html><title>x</title><body style='width:3000px'>"
        "<p style='color:#ccc;background:#fff'>бледно</p><button></button></body></html>",
        "utf-8",
    )
    found = " ".join(faults(browser, path, {}))
    for name in ("color-contrast", "html-has-lang", "button-name", "sideways"):
        assert name in found


def test_a_number_opens_its_origin_and_a_head_sorts(browser: Browser, page_file: Path) -> None:
    opened = browser.new_context()
    page = opened.new_page()
    page.goto(page_file.as_uri())
    link = page.locator("main > .table td a").first
    if link.count():
        target = (link.get_attribute("href") or "")[1:]
        link.click()
        place = page.locator(f"[id='{target}']")
        assert place.is_visible()
        assert page.locator("details.origin[open] .how").first.is_visible()
    table = page.locator("main > .table table").first
    rows = table.locator("tbody tr:not(.strong) th")
    if rows.count() >= 3:
        table.locator("thead button").first.click()
        assert table.locator("[aria-sort=ascending]").count() == 1
        sorted_up = rows.all_inner_texts()
        table.locator("thead button").first.click()
        assert sorted(rows.all_inner_texts()) == sorted(sorted_up)
    opened.close()
