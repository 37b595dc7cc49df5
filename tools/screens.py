"""Pictures of real screens for the guide: `python -m tools.screens`.

Here: the program itself, driven in the system's Chromium over the demo data; the pictures go
to `docs/screens/`. Not here: anything drawn by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from helpers.lab import server
from tools.lab_page import CHROMIUM, open_lab, run_all

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screens"
REPORT = ROOT / "outputs" / "internal" / "2022" / "ivanteevsky" / "10_results" / "report.html"
#: Colours of a picture: enough for a screen, and small files.
_COLOURS = 64
_PATIENCE_MS = 120_000


@contextmanager
def _browser(width: int, height: int) -> Iterator[Any]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(_PATIENCE_MS)
        yield page
        browser.close()


def _keep(page: Any, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def of_reports() -> None:
    """The list of reports and the first screen of one."""
    with _browser(1100, 800) as page:
        page.goto((ROOT / "outputs" / "index.html").as_uri())
        _keep(page, "index")
        page.goto(REPORT.as_uri())
        _keep(page, "report")


def of_jupyterlab() -> None:
    """The start page, the form of a notebook, exploration."""
    dataset = ROOT / "data" / "demo"
    start = ROOT / "notebooks" / "start.ipynb"
    with (
        server.running(start, dataset, open_browser=False) as lab,
        _browser(1200, 850) as page,
    ):
        open_lab(page, lab.url)
        for name in ("start", "10_results", "explore"):
            run_all(page, name)
            page.wait_for_timeout(3000)
            _keep(page, f"lab-{name.removeprefix('10_')}")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    of_reports()
    of_jupyterlab()
