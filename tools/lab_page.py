"""JupyterLab as a page of a browser: waiting for it, running a notebook from top to bottom.

Here: what the tests in a browser and the pictures of the guide both need. Not here: the
browser itself, what is expected of a notebook.
"""

from __future__ import annotations

import shutil
from typing import Any

#: The browser of the system; None where there is none.
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

#: Opens a notebook, waits for its kernel, runs all cells; leaves the first cell in view.
_RUN_ALL = """
async (path) => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute("docmanager:open", { path });
  await panel.revealed;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute("notebook:run-all-cells");
  panel.content.activeCellIndex = 0;
  await panel.content.scrollToItem(0, "start");
  const cells = panel.content.model.sharedModel.cells.map((cell) => cell.toJSON());
  return cells
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => ({
      id: cell.id,
      count: cell.execution_count,
      errors: cell.outputs.filter((o) => o.output_type === "error").map((o) => o.evalue),
    }));
}
"""


def open_lab(page: Any, address: str) -> None:
    """Go to a running JupyterLab and wait until it has restored its start page."""
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget")
    page.evaluate("() => window.jupyterapp.started")


def run_all(page: Any, name: str) -> list[dict[str, Any]]:
    """Run a notebook by the command behind «Запустить все ячейки».

    For each cell of code: its id, the number of its run, its errors.
    """
    return list(page.evaluate(_RUN_ALL, f"notebooks/{name}.ipynb"))
